package io.muster.target.zendesk;

import io.muster.target.AttributeDescriptor;
import io.muster.target.ConnectionKey;
import io.muster.target.Target;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Zendesk's vocabulary: the Support API v2, with an API token or OAuth. The conversation itself stands in {@code routes/zendesk.camel.yaml}. */
public final class ZendeskTarget implements Target {

    private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");
    private static final Set<String> YES_OR_NO = Set.of("true", "false");

    @Override
    public String name() {
        return "zendesk";
    }

    @Override
    public List<AttributeDescriptor> attributes() {
        return List.of(unique("email", true), text("name", true), unique("external_id", false), choice("role", true, Set.of("end-user", "agent", "admin")),
                text("alias", false), number("custom_role_id"), text("details", false), number("locale_id"), choice("moderator", false, YES_OR_NO), text("notes", false),
                choice("only_private_comments", false, YES_OR_NO), number("organization_id"), text("phone", false), text("signature", false),
                new AttributeDescriptor("tags", false, false, true, Set.of(), 0, null, true, true),
                choice("ticket_restriction", false, Set.of("organization", "groups", "assigned", "requested")), text("time_zone", false), choice("verified", false, YES_OR_NO));
    }

    /** An address or a number that comes beside the one that is shown looks like one of the user's own. */
    @Override
    public Set<String> leaving() {
        return Set.of("email", "phone");
    }

    /** A suspended user's attributes are written as any other's. */
    private static AttributeDescriptor text(String name, boolean required) {
        return new AttributeDescriptor(name, required, false, false, Set.of(), 0, null, true, true);
    }

    private static AttributeDescriptor unique(String name, boolean required) {
        return new AttributeDescriptor(name, required, true, false, Set.of(), 0, null, true, true);
    }

    private static AttributeDescriptor number(String name) {
        return new AttributeDescriptor(name, false, false, false, Set.of(), 0, NUMBER, true, true);
    }

    private static AttributeDescriptor choice(String name, boolean required, Set<String> values) {
        return new AttributeDescriptor(name, required, false, false, values, 0, null, true, true);
    }

    @Override
    public String matchKey() {
        return "email";
    }

    @Override
    public List<ConnectionKey> connectionKeys() {
        return List.of(
                new ConnectionKey("subdomain", false, null, false, true, false, "the first part of your Zendesk's address"),
                new ConnectionKey("api-url", false, null, false, true, true, "Zendesk's API, where it is not that of the subdomain"),
                new ConnectionKey("email", false, null, false, false, false, "the administrator whom an API token is used for"),
                new ConnectionKey("api-token", false, null, true, false, false, "an API token"),
                new ConnectionKey("access-token", false, null, true, false, false, "an OAuth access token; wins over email and api-token"),
                new ConnectionKey("permanent-delete", false, "false", false, false, false, "whether a deleted user is erased for good"),
                new ConnectionKey("keep-old-email", false, "true", false, false, false, "whether an address that was changed stays as a secondary one"));
    }

    @Override
    public Map<String, String> problems(Map<String, String> connection) {
        Map<String, String> problems = new LinkedHashMap<>();
        String subdomain = connection.get("subdomain");
        if (subdomain == null && !connection.containsKey("api-url")) {
            problems.put("subdomain", "is required, or api-url: acme stands for https://acme.zendesk.com/api/v2");
        }
        if (subdomain != null && !subdomain.matches("[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?")) {
            problems.put("subdomain", "'" + subdomain + "' is not the first part of an address such as acme.zendesk.com; write acme");
        }
        boolean oauth = connection.containsKey("access-token");
        if (!oauth && !connection.containsKey("api-token")) {
            problems.put("api-token", "is required, or access-token; give it by the environment or by a key that ends in .file");
        }
        if (!oauth && !connection.containsKey("email")) {
            problems.put("email", "is required with an api-token: the address of the administrator whom it is used for");
        }
        for (String key : List.of("permanent-delete", "keep-old-email")) {
            if (!YES_OR_NO.contains(connection.get(key))) {
                problems.put(key, "'" + connection.get(key) + "' is neither true nor false");
            }
        }
        return problems;
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
    public List<String> remarks(Map<String, String> sources) {
        return sources.containsKey("organization_id") ? List.of("map.organization_id: a write replaces all organizations of a user") : List.of();
    }

    @Override
    public boolean groups() {
        return true;
    }

    @Override
    public Optional<String> refusedInGroups(Map<String, List<String>> sent) {
        return sent.getOrDefault("role", List.of()).contains("end-user") ? Optional.of("an end-user can't be a member of a group") : Optional.empty();
    }

    @Override
    public Map<String, Object> beans() {
        return Map.of("zendesk", new ZendeskUsers(), "zendeskReplies", new ZendeskReplies(), "zendeskGroups", new ZendeskGroups());
    }
}
