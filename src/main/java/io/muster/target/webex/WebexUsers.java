package io.muster.target.webex;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.apply.PercentEncoding;
import io.muster.plan.Found;
import io.muster.plan.Operation;
import io.muster.scim.Scim;
import io.muster.scim.ScimAttributes;
import io.muster.scim.ScimUsers;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Webex's bodies and replies: the bean {@code webex} of {@code routes/webex.camel.yaml}. */
public final class WebexUsers extends ScimUsers {

    private static final String ADDRESS = "addresses[type eq \"work\"].";

    private static final ScimAttributes ATTRIBUTES = new ScimAttributes().with("email", "userName").with("displayName", "displayName")
            .with("givenName", "name.givenName").with("familyName", "name.familyName").with("title", "title")
            .with("phone", "phoneNumbers[type eq \"work\"].value").with("mobile", "phoneNumbers[type eq \"mobile\"].value")
            .with("fax", "phoneNumbers[type eq \"fax\"].value").with("department", Scim.ENTERPRISE + ":department")
            .with("organization", Scim.ENTERPRISE + ":organization").with("division", Scim.ENTERPRISE + ":division")
            .with("costCenter", Scim.ENTERPRISE + ":costCenter").with("employeeNumber", Scim.ENTERPRISE + ":employeeNumber")
            .with("manager", Scim.ENTERPRISE + ":manager.value").with("locale", "locale").with("timezone", "timezone")
            .with("street", ADDRESS + "streetAddress").with("city", ADDRESS + "locality").with("region", ADDRESS + "region")
            .with("postalCode", ADDRESS + "postalCode").with("country", ADDRESS + "country").with("nickName", "nickName").with("externalId", "externalId");

    WebexUsers() {
        super(ATTRIBUTES);
    }

    /** Where a path begins: the licences at the root of the APIs, users in the organisation's SCIM API. */
    public String base(String apiUrl, String orgId, String path) {
        return path.startsWith("/v1/") ? apiUrl : apiUrl + "/identity/scim/" + PercentEncoding.of(orgId) + "/v2";
    }

    /** A query for the users that have the address as one of theirs. */
    public String emailQuery(String address) {
        return Scim.equalityQuery("emails.value", address, 100);
    }

    /** Webex adds the work address that goes with the userName by itself. */
    @Override
    protected void complete(ObjectNode newUser, Operation operation) {
        newUser.put("userType", "user");
    }

    /** Webex writes locales with an underscore. */
    @Override
    protected Operation sent(Operation operation) {
        List<String> locale = operation.values().get("locale");
        if (locale == null || locale.isEmpty()) {
            return operation;
        }
        Map<String, List<String>> values = new LinkedHashMap<>(operation.values());
        values.put("locale", List.of(locale.get(0).replace('-', '_')));
        return operation.with(values);
    }

    /** Under each of their addresses: a search would find them by any. */
    @Override
    protected List<Found> accounts(JsonNode user) {
        Found found = user(user);
        List<Found> accounts = new ArrayList<>(List.of(found));
        for (JsonNode email : user.path("emails")) {
            String address = email.path("value").asText("");
            if (!address.isEmpty() && !address.equalsIgnoreCase(found.key())) {
                accounts.add(new Found(found.account(), address, found.active(), found.values(), found.kept()));
            }
        }
        return accounts;
    }
}
