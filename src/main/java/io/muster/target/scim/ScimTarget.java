package io.muster.target.scim;

import io.muster.target.AttributeDescriptor;
import io.muster.target.ConnectionKey;
import io.muster.target.Target;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A SCIM 2 service like many. The conversation itself stands in {@code routes/scim.camel.yaml}. */
public final class ScimTarget implements Target {

    private static final String AUTH = "auth";

    @Override
    public String name() {
        return "scim";
    }

    @Override
    public List<AttributeDescriptor> attributes() {
        return Stream.concat(Stream.of(new AttributeDescriptor("userName", true, true, false, Set.of(), 0, null, true, true)),
                Stream.of("email", "displayName", "givenName", "familyName", "nickName", "title", "userType", "phone", "mobile", "fax", "department", "organization", "division",
                        "costCenter", "employeeNumber", "manager", "locale", "timezone", "preferredLanguage", "street", "city", "region", "postalCode", "country", "externalId")
                        .map(name -> new AttributeDescriptor(name, false, false, false, Set.of(), 0, null, true, true))).toList();
    }

    @Override
    public Set<String> references() {
        return Set.of("manager");
    }

    @Override
    public String matchKey() {
        return "userName";
    }

    @Override
    public List<ConnectionKey> connectionKeys() {
        return List.of(
                new ConnectionKey("url", true, null, false, true, true, "the SCIM 2 API, up to but without /Users"),
                new ConnectionKey(AUTH, false, "bearer", false, false, false, "bearer, client-credentials or basic"),
                new ConnectionKey("token", false, null, true, false, false, "the bearer token"),
                new ConnectionKey("oauth.token-url", false, null, false, false, true, "where tokens are issued"),
                new ConnectionKey("oauth.client-id", false, null, false, false, false, "of the OAuth client"),
                new ConnectionKey("oauth.client-secret", false, null, true, false, false, "of the OAuth client"),
                new ConnectionKey("oauth.scope", false, null, false, false, false, "what the token is asked for"),
                new ConnectionKey("username", false, null, false, false, false, "of Basic authentication"),
                new ConnectionKey("password", false, null, true, false, false, "of Basic authentication"));
    }

    @Override
    public Map<String, String> problems(Map<String, String> connection) {
        List<String> wanted = switch (connection.get(AUTH)) {
            case "bearer" -> List.of("token");
            case "client-credentials" -> List.of("oauth.token-url", "oauth.client-id", "oauth.client-secret");
            case "basic" -> List.of("username", "password");
            default -> null;
        };
        if (wanted == null) {
            return Map.of(AUTH, "is one of bearer, client-credentials, basic");
        }
        return wanted.stream().filter(key -> !connection.containsKey(key))
                .collect(Collectors.toMap(Function.identity(), key -> "is required with auth = " + connection.get(AUTH)));
    }

    @Override
    public int concurrency() {
        return 4;
    }

    @Override
    public boolean createsDisabled() {
        return true;
    }

    @Override
    public Set<String> routeFiles() {
        return Set.of(name(), "scim-users");
    }

    @Override
    public Map<String, Object> beans() {
        return Map.of("scim", new GenericUsers(), "scimReplies", new GenericReplies(), "scimTokens", new GenericTokens());
    }
}
