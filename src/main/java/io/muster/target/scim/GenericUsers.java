package io.muster.target.scim;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.plan.Operation;
import io.muster.scim.Scim;
import io.muster.scim.ScimAttributes;
import io.muster.scim.ScimUsers;
import java.util.List;

/** Bodies and replies of a SCIM 2 service like many: the bean {@code scim} of {@code routes/scim.camel.yaml}. */
public final class GenericUsers extends ScimUsers {

    private static final String ADDRESS = "addresses[type eq \"work\"].";

    GenericUsers() {
        super(new ScimAttributes().with("userName", "userName").with("email", "emails[type eq \"work\"].value").with("displayName", "displayName")
                .with("givenName", "name.givenName").with("familyName", "name.familyName").with("nickName", "nickName").with("title", "title").with("userType", "userType")
                .with("phone", "phoneNumbers[type eq \"work\"].value").with("mobile", "phoneNumbers[type eq \"mobile\"].value").with("fax", "phoneNumbers[type eq \"fax\"].value")
                .with("department", Scim.ENTERPRISE + ":department").with("organization", Scim.ENTERPRISE + ":organization").with("division", Scim.ENTERPRISE + ":division")
                .with("costCenter", Scim.ENTERPRISE + ":costCenter").with("employeeNumber", Scim.ENTERPRISE + ":employeeNumber").with("manager", Scim.ENTERPRISE + ":manager.value")
                .with("locale", "locale").with("timezone", "timezone").with("preferredLanguage", "preferredLanguage")
                .with("street", ADDRESS + "streetAddress").with("city", ADDRESS + "locality").with("region", ADDRESS + "region")
                .with("postalCode", ADDRESS + "postalCode").with("country", ADDRESS + "country").with("externalId", "externalId"));
    }

    /** The one address that is known is the primary one. */
    @Override
    protected void complete(ObjectNode newUser, Operation operation) {
        if (!operation.values().getOrDefault("email", List.of()).isEmpty()) {
            newUser.putArray("emails").addObject().put("type", "work").put("primary", true);
        }
    }
}
