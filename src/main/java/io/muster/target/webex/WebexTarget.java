package io.muster.target.webex;

import io.muster.target.AttributeDescriptor;
import io.muster.target.ConnectionKey;
import io.muster.target.Target;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Webex's vocabulary: the SCIM 2.0 identity API with refresh-token OAuth. The conversation itself stands in {@code routes/webex.camel.yaml}. */
public final class WebexTarget implements Target {

    private static final Pattern ADDRESS = Pattern.compile("[^@\\s\"]+@[^@\\s\"]+\\.[^@\\s\"]+");

    @Override
    public String name() {
        return "webex";
    }

    @Override
    public List<AttributeDescriptor> attributes() {
        return List.of(new AttributeDescriptor("email", true, true, false, Set.of(), 254, ADDRESS, true, true), text("displayName", 512), text("givenName", 256),
                text("familyName", 256), text("title", 512), text("phone", 0), text("mobile", 0), text("fax", 0), text("department", 512), text("organization", 512),
                text("division", 512), text("costCenter", 256), text("employeeNumber", 256), text("manager", 0), text("locale", 0), text("timezone", 0),
                text("street", 512), text("city", 128), text("region", 64), text("postalCode", 64), text("country", 0), text("nickName", 256), text("externalId", 256));
    }

    private static AttributeDescriptor text(String name, int maxLength) {
        return new AttributeDescriptor(name, false, false, false, Set.of(), maxLength, null, true, true);
    }

    @Override
    public Set<String> references() {
        return Set.of("manager");
    }

    @Override
    public String matchKey() {
        return "email";
    }

    @Override
    public List<ConnectionKey> connectionKeys() {
        return List.of(
                new ConnectionKey("api-url", false, "https://webexapis.com", false, false, true, "Webex's APIs"),
                new ConnectionKey("org-id", true, null, false, true, false, "the organisation, as a UUID"),
                new ConnectionKey("token-file", false, "webex-tokens.json", false, false, false, "where the refresh token is kept that Webex gave last"),
                new ConnectionKey("licenses", false, null, false, false, false, "names or ids of licences that new users get, separated by commas"),
                new ConnectionKey("oauth.token-url", false, "https://webexapis.com/v1/access_token", false, false, true, "where tokens are issued"),
                new ConnectionKey("oauth.client-id", false, null, false, false, false, "of the integration or the Service App"),
                new ConnectionKey("oauth.client-secret", false, null, true, false, false, "of the integration or the Service App"),
                new ConnectionKey("oauth.refresh-token", false, null, true, false, false, "of the integration or the Service App"),
                new ConnectionKey("access-token", false, null, true, false, false, "a token that is used as it is, for a trial"));
    }

    @Override
    public Map<String, String> problems(Map<String, String> connection) {
        boolean refreshes = List.of("oauth.client-id", "oauth.client-secret", "oauth.refresh-token").stream().allMatch(connection::containsKey);
        return refreshes || connection.containsKey("access-token") ? Map.of()
                : Map.of("oauth.refresh-token", "is required together with oauth.client-id and oauth.client-secret, unless access-token is given; see docs/webex.md");
    }

    @Override
    public String remarkOnDelete() {
        return "a deleted Webex user can't be brought back and leaves every space; the connectors that Muster replaces could only disable";
    }

    @Override
    public int concurrency() {
        return 1;
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
        return Map.of("webex", new WebexUsers(), "webexReplies", new WebexReplies(), "webexTokens", new WebexTokens(), "webexLicences", new WebexLicences());
    }
}
