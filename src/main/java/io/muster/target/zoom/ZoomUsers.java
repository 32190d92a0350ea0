package io.muster.target.zoom;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.apply.AccessTokens.Token;
import io.muster.apply.PercentEncoding;
import io.muster.apply.Rejected;
import io.muster.apply.Unavailable;
import io.muster.plan.Found;
import io.muster.plan.InventoryPage;
import io.muster.plan.Operation;
import io.muster.plan.Step;
import io.muster.scim.Scim;
import io.muster.scim.ScimAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.camel.Variable;

/** Zoom's bodies and replies: the bean {@code zoom} of {@code routes/zoom.camel.yaml}. */
public final class ZoomUsers {

    static final int PAGE = 100;

    private static final String LOGIN = "urn:us:zoom:scim:schemas:extension:1.0:ZoomUser";
    private static final String USER_TYPE = "userType";

    /** What a list row may leave out, so that its absence says nothing. */
    private static final Set<String> POOR = Set.of("organization", "roles", "locale", "phone", "title", "department", "givenName", "familyName", USER_TYPE);

    private static final ScimAttributes ATTRIBUTES = new ScimAttributes().with("userName", "userName").with("givenName", "name.givenName")
            .with("familyName", "name.familyName").with("email", "emails[type eq \"work\"].value").with("phone", "phoneNumbers[type eq \"work\"].value")
            .with(USER_TYPE, USER_TYPE).with("title", "title").with("department", Scim.ENTERPRISE + ":department")
            .with("organization", Scim.ENTERPRISE + ":organization").with("locale", "locale");

    /** {@code Authorization} of the token request. */
    public String basic(String clientId, String clientSecret) {
        return Scim.basic(clientId, clientSecret);
    }

    public String tokenForm(String accountId) {
        return "grant_type=account_credentials&account_id=" + PercentEncoding.of(accountId);
    }

    public Token token(byte[] reply) {
        JsonNode token = Scim.read(reply);
        if (!token.hasNonNull("access_token")) {
            throw new Unavailable("the token endpoint's answer holds no access_token", 200);
        }
        return new Token(token.get("access_token").asText(), Duration.ofSeconds(token.path("expires_in").asLong(3600)));
    }

    /** {@code /Users/{id}}, the id percent-encoded: Zoom's ids may hold an ampersand. */
    public String path(Operation operation) {
        return "/Users/" + PercentEncoding.of(operation.account());
    }

    public String findQuery(String userName) {
        return Scim.equalityQuery("userName", userName, PAGE);
    }

    public String pageQuery(String startIndex) {
        return "startIndex=" + (startIndex == null ? "1" : startIndex) + "&count=" + PAGE;
    }

    public String active(boolean active) {
        return Scim.patchActive(active);
    }

    /** The body of a POST: every mapped attribute, and the login by single sign-on. */
    public String newUser(@Variable("operation") Operation operation) {
        ObjectNode body = attributes(operation.values());
        body.putArray("schemas").add(Scim.USER).add(Scim.ENTERPRISE).add(LOGIN);
        List<String> active = operation.values().get("active");
        body.put("active", active == null || active.isEmpty() || !active.get(0).equalsIgnoreCase("false"));
        body.putObject(LOGIN).putObject("loginType").put("workEmail", false).put("sso", true);
        if (!body.has("emails")) {
            email(body, operation.key());
        }
        return body.toString();
    }

    /** The body of a PUT, which Zoom merges: what changes, and nothing else. */
    public String changes(Operation operation) {
        Map<String, List<String>> changed = new LinkedHashMap<>();
        operation.changes().forEach((attribute, change) -> changed.put(attribute, ScimAttributes.wanted(operation, attribute, change)));
        return put(changed);
    }

    /** The body of a PUT with all that is known: the answer to a Zoom that cleared what it was not sent. */
    public String everything(Operation operation) {
        return everything(operation, operation.kept() == null ? null : operation.kept().get(USER_TYPE));
    }

    /** @param userType the type that the user is to have unless it is mapped, or null */
    public String everything(Operation operation, String userType) {
        Map<String, List<String>> all = new LinkedHashMap<>(operation.values());
        operation.changes().forEach((attribute, change) -> all.put(attribute, ScimAttributes.wanted(operation, attribute, change)));
        if (userType != null) {
            all.putIfAbsent(USER_TYPE, List.of(userType));
        }
        return put(all);
    }

    /** What there is to note of a write: Zoom may leave what it was told to clear. */
    public List<String> notCleared(Operation operation, Found reply) {
        List<String> left = operation.changes().entrySet().stream()
                .filter(change -> ScimAttributes.wanted(operation, change.getKey(), change.getValue()).isEmpty()
                        && !reply.values().getOrDefault(change.getKey(), List.of()).isEmpty()).map(Map.Entry::getKey).sorted().toList();
        return left.isEmpty() ? List.of() : List.of("Zoom answered 200 but did not clear " + String.join(", ", left) + "; clear it in Zoom's user management");
    }

    private static String put(Map<String, List<String>> values) {
        Map<String, List<String>> sent = new LinkedHashMap<>(values);
        // PUT changes the address through emails only, and userName has no effect
        List<String> userName = sent.remove("userName");
        if (userName != null && !userName.isEmpty() && !sent.containsKey("email")) {
            sent.put("email", userName);
        }
        sent.remove("active");
        ObjectNode body = attributes(sent);
        var schemas = body.putArray("schemas").add(Scim.USER);
        if (body.has(Scim.ENTERPRISE)) {
            schemas.add(Scim.ENTERPRISE);
        }
        return body.toString();
    }

    private static ObjectNode attributes(Map<String, List<String>> values) {
        ObjectNode body = Scim.object();
        ATTRIBUTES.write(body, values);
        if (values.containsKey("roles")) {
            body.putArray("roles").addObject().put("value", values.get("roles").isEmpty() ? "" : values.get("roles").get(0));
        }
        if (body.path("emails").path(0) instanceof ObjectNode email) {
            email.put("primary", true);
        }
        return body;
    }

    private static void email(ObjectNode body, String address) {
        body.putArray("emails").addObject().put("type", "work").put("value", address).put("primary", true);
    }

    /** A reply that is one user. */
    public Found user(byte[] reply) {
        return found(Scim.read(reply), Set.of());
    }

    /** The answer to a delete: there is no user any more. */
    public Found deleted(byte[] reply) {
        Scim.requireNoPage(reply);
        return null;
    }

    /** The answer to a search by userName; null when there is no such account. */
    public Found found(byte[] reply, String userName) {
        for (JsonNode row : Scim.read(reply).path("Resources")) {
            if (row.path("userName").asText().equalsIgnoreCase(userName)) {
                return found(row, POOR);
            }
        }
        return null;
    }

    public InventoryPage page(byte[] reply) {
        JsonNode list = Scim.read(reply);
        List<Found> accounts = new ArrayList<>();
        list.path("Resources").forEach(row -> accounts.add(found(row, POOR)));
        long total = list.path("totalResults").asLong(accounts.size());
        long next = list.path("startIndex").asLong(1) + list.path("itemsPerPage").asLong(accounts.size());
        return new InventoryPage(total, PAGE, accounts.isEmpty() || next > total ? null : String.valueOf(next), accounts);
    }

    private static Found found(JsonNode user, Set<String> mayBeHidden) {
        if (!user.hasNonNull("id")) {
            throw new Unavailable("the answer holds no user", 200);
        }
        Map<String, List<String>> values = ATTRIBUTES.read(user, mayBeHidden);
        // Zoom may call the work phone another name than we sent
        shown(values, mayBeHidden, "email", first(user.path("emails"), "work"));
        shown(values, mayBeHidden, "phone", first(user.path("phoneNumbers"), "work"));
        shown(values, mayBeHidden, "roles", user.path("roles").path(0).path("value"));
        Map<String, String> kept = user.hasNonNull(USER_TYPE) ? Map.of(USER_TYPE, user.get(USER_TYPE).asText()) : Map.of();
        return new Found(user.get("id").asText(), user.path("userName").asText(null), user.path("active").asBoolean(true), values, kept);
    }

    private static JsonNode first(JsonNode list, String type) {
        for (JsonNode item : list) {
            if (item.path("type").asText().equals(type)) {
                return item.path("value");
            }
        }
        return list.path(0).path("value");
    }

    private static void shown(Map<String, List<String>> values, Set<String> mayBeHidden, String attribute, JsonNode value) {
        if (!value.isMissingNode() && !value.isNull() && !value.asText().isEmpty()) {
            values.put(attribute, List.of(value.asText()));
        } else if (!mayBeHidden.contains(attribute)) {
            values.put(attribute, List.of());
        }
    }

    /**
     * Whether the reply to a PUT shows that attributes are gone which were not in it.
     *
     * @throws Rejected when the reply shows that a change of address was ignored
     */
    public boolean lost(Operation operation, Found reply) {
        String key = operation.key();
        boolean addressChanges = operation.changes().containsKey("userName") || operation.changes().containsKey("email");
        if (addressChanges && key != null && reply.key() != null && !reply.key().equalsIgnoreCase(key)) {
            throw new Rejected("Zoom answered 200 but kept the address " + reply.key() + " instead of " + key
                    + "; the new domain has to be managed by the Zoom account, and the address unused", 200);
        }
        return operation.values().keySet().stream().anyMatch(attribute -> !operation.changes().containsKey(attribute)
                && reply.values().getOrDefault(attribute, List.of("unknown")).isEmpty() && !operation.values().get(attribute).isEmpty());
    }

    /** The user type that has to be given back after an enable, or null: Zoom may bring a user back as Basic. */
    public String typeToRestore(Operation operation, Found reply) {
        if (operation.steps().contains(Step.UPDATE) && operation.changes().containsKey(USER_TYPE)) {
            return null;
        }
        List<String> mapped = operation.values().get(USER_TYPE);
        String wanted = mapped != null && !mapped.isEmpty() ? mapped.get(0) : operation.kept() == null ? null : operation.kept().get(USER_TYPE);
        String now = reply.kept().get(USER_TYPE);
        return wanted == null || wanted.equals(now) ? null : wanted;
    }

    /** Why a disable or delete was refused: Zoom protects administrators until their role is changed. */
    public void explainRefusal(Found user, RuntimeException refusal) {
        List<String> roles = user.values().getOrDefault("roles", List.of());
        boolean administrator = roles.stream().map(String::toLowerCase).anyMatch(role -> role.contains("admin") || role.contains("owner"));
        if (administrator) {
            throw new Rejected("Zoom does not disable or delete a user whose role is " + roles.get(0) + "; change the role first, then: muster retry", 400);
        }
        throw refusal;
    }
}
