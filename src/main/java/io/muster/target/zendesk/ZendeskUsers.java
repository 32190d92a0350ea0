package io.muster.target.zendesk;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.apply.AccountHidden;
import io.muster.apply.AlreadyExists;
import io.muster.apply.Connection;
import io.muster.apply.ConnectionRefused;
import io.muster.apply.NotFound;
import io.muster.apply.PercentEncoding;
import io.muster.apply.Rejected;
import io.muster.plan.Found;
import io.muster.plan.InventoryPage;
import io.muster.plan.Known;
import io.muster.plan.Operation;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.camel.Exchange;

/** Zendesk's bodies and replies for users: the bean {@code zendesk} of {@code routes/zendesk.camel.yaml}. */
public final class ZendeskUsers {

    private static final Set<String> NUMBERS = Set.of("custom_role_id", "locale_id", "organization_id");
    private static final Set<String> SWITCHES = Set.of("moderator", "only_private_comments", "verified");
    private static final List<String> TEXTS = List.of("email", "name", "external_id", "role", "alias", "details", "notes", "phone", "signature", "ticket_restriction", "time_zone");

    // ---- The connection

    /** The root of the API. */
    public String url(Connection connection) {
        String url = connection.settings().get("api-url");
        return url != null ? url : "https://" + connection.settings().get("subdomain") + ".zendesk.com/api/v2";
    }

    /** The {@code Authorization} header: an API token goes with the address of whom it is used for. */
    public String authorization(Connection connection) {
        Map<String, String> settings = connection.settings();
        if (settings.containsKey("access-token")) {
            return "Bearer " + settings.get("access-token");
        }
        String credentials = settings.get("email") + "/token:" + settings.get("api-token");
        return "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Reads who we are: Zendesk answers strangers, too.
     *
     * @throws ConnectionRefused when we are nobody, or nobody who may manage users
     */
    public void requireAdministrator(String reply) {
        JsonNode me = ZendeskJson.read(reply, "user");
        if (!me.hasNonNull("id")) {
            throw new ConnectionRefused("Zendesk takes us for an anonymous user; check email and api-token, or access-token, and that API token access is on in Admin Center", 200);
        }
        String role = me.path("role").asText();
        if (!role.equals("admin") && !(role.equals("agent") && me.hasNonNull("custom_role_id"))) {
            throw new ConnectionRefused("the credentials belong to a Zendesk user whose role is " + role
                    + "; they must be an administrator's, or those of an agent whose custom role manages team members", 200);
        }
    }

    // ---- Reading

    /** {@code /users/{id}}. */
    public String path(Operation operation) {
        return "/users/" + operation.account();
    }

    /** The query of a page of the inventory; the first one counts. */
    public String pageQuery(String next) {
        return next == null ? ZendeskPage.FIRST : next;
    }

    public InventoryPage page(String reply) {
        List<Found> accounts = new ArrayList<>();
        ZendeskJson.read(reply, "users").forEach(row -> accounts.add(found(row)));
        return new InventoryPage(ZendeskPage.total(reply), ZendeskPage.SIZE, ZendeskPage.next(reply), accounts);
    }

    public String searchQuery(String email) {
        return "query=" + PercentEncoding.of("email:" + email);
    }

    /** The user among the results of a search whose primary address it is, or null. A search may bring more than was asked for. */
    public Found found(String reply, String email) {
        for (JsonNode row : ZendeskJson.read(reply, "users")) {
            if (row.path("email").asText().equalsIgnoreCase(email) && row.path("active").asBoolean(true)) {
                return found(row);
            }
        }
        return null;
    }

    /** The id of the first user among the results of a search, who may have the address as a secondary one; null for none. */
    public String suspect(String reply) {
        for (JsonNode row : ZendeskJson.read(reply, "users")) {
            if (row.path("active").asBoolean(true)) {
                return row.path("id").asText();
            }
        }
        return null;
    }

    /**
     * Looks for the address among the identities of somebody who was found by it.
     *
     * @throws AccountHidden when it is there: two people would share an account
     */
    public void requireNotSecondary(String reply, String email, String id) {
        for (JsonNode identity : ZendeskJson.read(reply, "identities")) {
            if (address(identity, email)) {
                throw new AccountHidden("the address " + email + " is a secondary address of Zendesk user " + id + "; take it from that user, or make it the primary one", 200);
            }
        }
    }

    private static boolean address(JsonNode identity, String email) {
        return identity.path("type").asText().equals("email") && identity.path("value").asText().equalsIgnoreCase(email);
    }

    /** The query that finds an operation's user by {@code external_id}, which the search's index may not know yet; null where none is mapped. */
    public String externalIdQuery(Operation operation) {
        String externalId = first(operation.values().get("external_id"));
        return externalId == null ? null : "external_ids=" + PercentEncoding.of(externalId);
    }

    /** The user with the operation's {@code external_id}, or null. */
    public Found foundByExternalId(String reply, Operation operation) {
        for (JsonNode row : ZendeskJson.read(reply, "users")) {
            if (row.path("external_id").asText().equalsIgnoreCase(first(operation.values().get("external_id")))) {
                return found(row);
            }
        }
        return null;
    }

    /** An address that is taken by nobody who can be found: the search may not know them yet. */
    public void requireFound(Object found, AlreadyExists taken) {
        if (!(found instanceof Found)) {
            throw new AlreadyExists(taken.getMessage() + "; the search does not show that user yet, or they have it as a secondary address", taken.status());
        }
    }

    /** A reply that is one user. */
    public Found user(String reply) {
        return found(ZendeskJson.read(reply, "user"));
    }

    private static Found found(JsonNode user) {
        Map<String, List<String>> values = new HashMap<>();
        TEXTS.forEach(name -> shown(values, name, user.path(name)));
        NUMBERS.forEach(name -> shown(values, name, user.path(name)));
        SWITCHES.forEach(name -> shown(values, name, user.path(name)));
        List<String> tags = new ArrayList<>();
        user.path("tags").forEach(tag -> tags.add(tag.asText()));
        values.put("tags", tags);
        return new Found(user.path("id").asText(), user.path("email").asText(null), !user.path("suspended").asBoolean(), values, Map.of());
    }

    private static void shown(Map<String, List<String>> values, String name, JsonNode value) {
        values.put(name, value.isNull() || value.isMissingNode() || value.asText().isEmpty() ? List.of() : List.of(value.asText()));
    }

    // ---- Writing

    /** The body of a create: every mapped attribute, without a mail to the user. */
    public String newUser(Operation operation) {
        ObjectNode user = attributes(operation.values()).put("skip_verify_email", true);
        if (operation.disabled()) {
            user.put("suspended", true);
        }
        return wrapped(user);
    }

    /** What an update writes. */
    public ZendeskChange change(Operation operation) {
        Map<String, List<String>> changed = new LinkedHashMap<>();
        operation.changes().forEach((name, change) -> changed.put(name, operation.values().getOrDefault(name, change.to())));
        return change(changed, null);
    }

    /** What has to be written to make a user who was found, or has just been created, what the operation wants. */
    public ZendeskChange difference(Operation operation, Found found) {
        Map<String, List<String>> different = new LinkedHashMap<>();
        operation.values().forEach((name, value) -> {
            List<String> now = found.values().getOrDefault(name, List.of());
            boolean same = name.equals("email") || name.equals("external_id") ? String.valueOf(first(value)).equalsIgnoreCase(first(now))
                    : name.equals("tags") ? new HashSet<>(value).equals(new HashSet<>(now)) : value.equals(now);
            if (!same && !value.isEmpty()) {
                different.put(name, value);
            }
        });
        return change(different, found.active() == operation.disabled() ? operation.disabled() : null);
    }

    /** A created user whom Zendesk did not suspend at once. */
    public ZendeskChange suspension(Operation operation, Found created) {
        return change(Map.of(), created.active() && operation.disabled() ? true : null);
    }

    public ZendeskChange suspended(boolean suspended) {
        return change(Map.of(), suspended);
    }

    private static ZendeskChange change(Map<String, List<String>> values, Boolean suspended) {
        Map<String, List<String>> rest = new LinkedHashMap<>(values);
        // a PUT would make it a secondary address
        String email = first(rest.remove("email"));
        ObjectNode user = attributes(rest);
        if (suspended != null) {
            user.put("suspended", suspended);
        }
        return new ZendeskChange(email, user.isEmpty() ? null : wrapped(user), first(rest.get("phone")), suspended);
    }

    private static String first(List<String> values) {
        return values == null || values.isEmpty() ? null : values.get(0);
    }

    private static String wrapped(ObjectNode user) {
        return ZendeskJson.object().<ObjectNode>set("user", user).toString();
    }

    private static ObjectNode attributes(Map<String, List<String>> values) {
        ObjectNode user = ZendeskJson.object();
        values.forEach((name, list) -> {
            String value = first(list);
            if (name.equals("tags")) {
                ArrayNode tags = user.putArray("tags");
                list.forEach(tags::add);
            } else if (value == null) {
                clear(user, name);
            } else if (NUMBERS.contains(name)) {
                user.put(name, Long.parseLong(value));
            } else if (SWITCHES.contains(name)) {
                user.put(name, Boolean.parseBoolean(value));
            } else {
                user.put(name, value);
            }
        });
        return user;
    }

    private static void clear(ObjectNode user, String name) {
        if (name.equals("phone")) {
            user.put(name, "");
        } else {
            user.putNull(name);
        }
    }

    /**
     * Looks whether a suspension was set or lifted as asked.
     *
     * @throws Rejected when the reply shows that it was not: the account owner can't be suspended
     */
    public void requireSuspended(Found reply, ZendeskChange change) {
        if (change.suspended() != null && reply.active() == change.suspended()) {
            throw new Rejected("Zendesk answered 200 but left the user " + (reply.active() ? "active" : "suspended"), 200);
        }
    }

    /** What the service shows once everything is written; an address alone brings no reply that is a user. */
    public Found written(Operation operation, Object reply) {
        return reply instanceof Found found ? found : new Found(operation.account(), operation.key(), true, Map.of(), Map.of());
    }

    /**
     * A write that Zendesk refused, and the user as they are: who is deleted is gone, and who is another account's can't be changed.
     *
     * @throws NotFound when the user is deleted
     * @throws Rejected when this user can't be changed
     */
    public void explainRefusal(String reply, RuntimeException refusal) {
        JsonNode user = ZendeskJson.read(reply, "user");
        if (!user.path("active").asBoolean(true)) {
            throw new NotFound("the user is deleted at Zendesk", 422);
        }
        if (user.path("shared").asBoolean()) {
            throw new Rejected("the user is shared from another Zendesk account and can be changed only there", 403);
        }
        throw refusal;
    }

    /** A delete that Zendesk refused. */
    public void explainUndeleted(RuntimeException refusal) {
        throw refusal instanceof Rejected ? new Rejected(refusal.getMessage() + " Close or reassign the tickets, then: muster retry; or suspend leavers with on-removed = disable", 422)
                : refusal;
    }

    // ---- Addresses and numbers

    /**
     * The identities of a user, and what is left to do until an address is the primary one. When an earlier try has promoted it already, the old one is told by
     * what it was; one that an earlier operation added and did not promote, by what was sent.
     */
    public ZendeskAddress address(String reply, String email, Operation operation) {
        Set<String> former = new HashSet<>(Known.unheard(operation.kept(), "email"));
        if (operation.changes().containsKey("email") && operation.changes().get("email").from() != null) {
            former.addAll(operation.changes().get("email").from());
        }
        String old = null;
        JsonNode there = null;
        for (JsonNode identity : ZendeskJson.read(reply, "identities")) {
            if (address(identity, email)) {
                there = identity;
            } else if (identity.path("type").asText().equals("email") && identity.path("primary").asBoolean() || former.stream().anyMatch(value -> address(identity, value))) {
                old = identity.path("id").asText();
            }
        }
        return there == null ? new ZendeskAddress(null, false, false, old)
                : new ZendeskAddress(there.path("id").asText(), there.path("verified").asBoolean(), there.path("primary").asBoolean(), old);
    }

    /** {@code /users/{id}/identities/{id}}, and what is to be done with the address. */
    public String identityPath(Exchange exchange, String action) {
        return path(exchange.getVariable("operation", Operation.class)) + "/identities/" + exchange.getVariable("address", ZendeskAddress.class).id() + action;
    }

    /** Whether the address that was the primary one is to go. */
    public boolean dropsOld(ZendeskAddress address, Connection connection) {
        return address.old() != null && connection.settings().get("keep-old-email").equals("false");
    }

    /** Whether a deleted user is erased for good. */
    public boolean erases(Connection connection) {
        return connection.settings().get("permanent-delete").equals("true");
    }

    public String newAddress(String email) {
        ObjectNode body = ZendeskJson.object();
        body.putObject("identity").put("type", "email").put("value", email).put("verified", true).put("skip_verify_email", true);
        return body.toString();
    }

    /** The address that was added. */
    public ZendeskAddress added(String reply, ZendeskAddress before) {
        JsonNode identity = ZendeskJson.read(reply, "identity");
        return new ZendeskAddress(identity.path("id").asText(), identity.path("verified").asBoolean(), identity.path("primary").asBoolean(), before.old());
    }

    /**
     * The direct line that stands in the way of the new number, which came beside it; when the number is shown, one that an earlier operation may have
     * left beside it, or null.
     */
    public String lineToRemove(Found reply, ZendeskChange change, Operation operation) {
        String now = first(reply.values().get("phone"));
        if (change.phone() == null || now == null) {
            return null;
        }
        return Stream.concat(Stream.of(now), Known.unheard(operation.kept(), "phone").stream()).filter(line -> !digits(line).equals(digits(change.phone())))
                .findFirst().orElse(null);
    }

    /** The id of that number among the identities, or null: a shared number is none. */
    public String lineIdentity(String reply, String number) {
        for (JsonNode identity : ZendeskJson.read(reply, "identities")) {
            if (identity.path("type").asText().equals("phone_number") && digits(identity.path("value").asText()).equals(digits(number))) {
                return identity.path("id").asText();
            }
        }
        return null;
    }

    private static String digits(String number) {
        return number.replaceAll("\\D", "");
    }
}
