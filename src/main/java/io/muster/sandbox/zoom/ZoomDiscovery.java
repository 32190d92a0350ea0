package io.muster.sandbox.zoom;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.util.List;

/** The discovery answers of RFC 7644 section 4, which Zoom does not have; for the switch that gives it them. */
final class ZoomDiscovery {

    private ZoomDiscovery() {
    }

    /** The answer to an operation like {@code GET Schemas}, or null. */
    static ObjectNode answer(String operation, URI scimUrl) {
        return switch (operation) {
            case "GET ServiceProviderConfig" -> serviceProviderConfig();
            case "GET ResourceTypes" -> ZoomUsers.listResponse(2, 0, List.of(
                    resourceType("User", "/Users", ZoomUser.CORE, scimUrl),
                    resourceType("Group", "/Groups", "urn:ietf:params:scim:schemas:core:2.0:Group", scimUrl)));
            case "GET Schemas" -> ZoomUsers.listResponse(1, 0, List.of(userSchema()));
            default -> null;
        };
    }

    private static ObjectNode serviceProviderConfig() {
        ObjectNode config = JsonNodeFactory.instance.objectNode();
        config.putArray("schemas").add("urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig");
        config.putObject("patch").put("supported", true);
        config.putObject("bulk").put("supported", false).put("maxOperations", 0).put("maxPayloadSize", 0);
        config.putObject("filter").put("supported", true).put("maxResults", 100);
        List.of("changePassword", "sort", "etag").forEach(feature -> config.putObject(feature).put("supported", false));
        config.putArray("authenticationSchemes").addObject().put("type", "oauthbearertoken").put("name", "OAuth bearer token")
                .put("description", "Server-to-Server OAuth");
        return config;
    }

    private static ObjectNode resourceType(String name, String endpoint, String schema, URI scimUrl) {
        ObjectNode type = JsonNodeFactory.instance.objectNode();
        type.putArray("schemas").add("urn:ietf:params:scim:schemas:core:2.0:ResourceType");
        type.put("id", name).put("name", name).put("endpoint", endpoint).put("schema", schema);
        type.putObject("meta").put("resourceType", "ResourceType").put("location", scimUrl + "/ResourceTypes/" + name);
        return type;
    }

    private static ObjectNode userSchema() {
        ObjectNode schema = JsonNodeFactory.instance.objectNode().put("id", ZoomUser.CORE).put("name", "User");
        schema.putArray("schemas").add("urn:ietf:params:scim:schemas:core:2.0:Schema");
        ArrayNode attributes = schema.putArray("attributes");
        for (String name : List.of("userName", "displayName", "title", "userType", "locale")) {
            attributes.addObject().put("name", name).put("type", "string").put("multiValued", false).put("description", name)
                    .put("required", name.equals("userName")).put("caseExact", false).put("mutability", "readWrite").put("returned", "default")
                    .put("uniqueness", name.equals("userName") ? "server" : "none");
        }
        return schema;
    }
}
