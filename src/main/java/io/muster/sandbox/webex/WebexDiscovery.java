package io.muster.sandbox.webex;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Webex's schemas, and the discovery answers of RFC 7644 section 4, which Webex does not have; for the switch that gives it them. */
final class WebexDiscovery {

    private WebexDiscovery() {
    }

    /** A schema by its name in the path, {@code SCIM2/User}, or its URN; null when there is none. */
    static ObjectNode schema(String name) {
        return switch (name) {
            case "SCIM2/User", WebexSchema.CORE -> schema(WebexSchema.CORE, "User", List.of("userName", "displayName", "name", "title", "active", "userType", "emails", "phoneNumbers"));
            case "SCIM2/Group", WebexGroups.GROUP -> schema(WebexGroups.GROUP, "Group", List.of("displayName", "externalId", "members"));
            case WebexSchema.ENT -> schema(WebexSchema.ENT, "EnterpriseUser", List.of("employeeNumber", "costCenter", "organization", "division", "department", "manager"));
            default -> null;
        };
    }

    private static ObjectNode schema(String id, String name, List<String> names) {
        ObjectNode schema = JsonNodeFactory.instance.objectNode().put("id", id).put("name", name);
        schema.putArray("schemas").add("urn:ietf:params:scim:schemas:core:2.0:Schema");
        ArrayNode attributes = schema.putArray("attributes");
        for (String attribute : names) {
            String type = attribute.equals("active") ? "boolean" : List.of("name", "emails", "phoneNumbers", "members", "manager").contains(attribute) ? "complex" : "string";
            attributes.addObject().put("name", attribute).put("type", type).put("multiValued", WebexSchema.list(attribute)).put("description", attribute)
                    .put("required", List.of("userName", "userType").contains(attribute)).put("caseExact", false).put("mutability", "readWrite").put("returned", "default")
                    .put("uniqueness", attribute.equals("userName") ? "global" : "none");
        }
        return schema;
    }

    /** The answer to {@code ServiceProviderConfig}, {@code ResourceTypes} or {@code Schemas}; null for anything else. */
    static ObjectNode rfc(String endpoint, String scimUrl) {
        return switch (endpoint) {
            case "ServiceProviderConfig" -> serviceProviderConfig();
            case "ResourceTypes" -> WebexUsers.page(List.of("User", "Group"), 1, 2, name -> resourceType(name, scimUrl));
            case "Schemas" -> WebexUsers.page(List.of(WebexSchema.CORE, WebexSchema.ENT, WebexGroups.GROUP), 1, 3, WebexDiscovery::schema);
            default -> null;
        };
    }

    private static ObjectNode serviceProviderConfig() {
        ObjectNode config = JsonNodeFactory.instance.objectNode();
        config.putArray("schemas").add("urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig");
        config.putObject("patch").put("supported", true);
        config.putObject("bulk").put("supported", true).put("maxOperations", 100).put("maxPayloadSize", 1_048_576);
        config.putObject("filter").put("supported", true).put("maxResults", 100);
        config.putObject("sort").put("supported", true);
        List.of("changePassword", "etag").forEach(feature -> config.putObject(feature).put("supported", false));
        config.putArray("authenticationSchemes").addObject().put("type", "oauthbearertoken").put("name", "OAuth bearer token").put("description", "OAuth 2");
        return config;
    }

    private static ObjectNode resourceType(String name, String scimUrl) {
        ObjectNode type = JsonNodeFactory.instance.objectNode();
        type.putArray("schemas").add("urn:ietf:params:scim:schemas:core:2.0:ResourceType");
        type.put("id", name).put("name", name).put("endpoint", "/" + name + "s").put("schema", name.equals("User") ? WebexSchema.CORE : WebexGroups.GROUP);
        type.putObject("meta").put("resourceType", "ResourceType").put("location", scimUrl + "/ResourceTypes/" + name);
        return type;
    }
}
