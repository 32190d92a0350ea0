package io.muster.sandbox.zendesk;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.sandbox.service.Call;
import io.muster.sandbox.service.Reply;
import io.muster.sandbox.service.SimulatedService;
import io.muster.sandbox.service.Switches;
import io.muster.sandbox.zendesk.ZendeskErrors.Refused;
import io.muster.sandbox.zendesk.ZendeskRates.Verdict;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.function.LongConsumer;

/**
 * Zendesk's Support API v2 for users, identities, groups, memberships and jobs, as strict as its target sheet. The account has an owner
 * ({@code owner@example.com}), whose credentials are used and whom {@code /_control/users} leaves out, and a default group, {@code Support}. Beyond
 * what every simulated service has under {@code /_control}, there are:
 * <pre>GET, POST /_control/switches   {"searchLagSeconds":"120"}: the uncertain points, see {@link ZendeskSwitch}
 * GET, POST /_control/settings   {"rateLimits":"plan"}: the account's own state: apiTokens, callerRole ("admin", "agent", "end-user"), scopes, plan
 *     ("team" ... "enterprise-plus"), rateLimits ("off", "plan", a number a minute), updatesPerSecond, updatesPerUserPerMinute, permanentDeletes,
 *     userTagging, customRoles, organizations, jobMillis, jobOutcome ("completed", "failed", "killed")
 * POST /_control/tickets         {"email":"jill@example.com","open":2}: tickets that keep a user from being deleted
 * POST /_control/groups          {"name":"Billing"}: puts a group there</pre>
 * Parts that {@code POST /_control/reset} knows: {@code users} (with their groups), {@code switches}, {@code settings}.
 */
public final class ZendeskSimulator extends SimulatedService {

    static final String API_TOKEN = "sandbox-api-token";
    static final String ACCESS_TOKEN = "sandbox-access-token";

    private static final String API = "/api/v2";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Object lock = new Object();
    private final Switches<ZendeskSwitch> switches = new Switches<>(ZendeskSwitch.class);
    private volatile ZendeskSettings settings = ZendeskSettings.DEFAULT;
    private final ZendeskErrors errors = new ZendeskErrors(switches);
    private final ZendeskRates rates;
    private final ZendeskGroups groups;
    private final ZendeskUsers users;
    private final ZendeskJobs jobs;

    /** Starts on any free port. */
    public static ZendeskSimulator start() {
        return start(0);
    }

    /** Starts on a port; 0 for any free one. */
    public static ZendeskSimulator start(int port) {
        return start(port, Clock.systemUTC());
    }

    /** Starts with a clock of the caller's: limits, jobs and the search's index go by it. */
    public static ZendeskSimulator start(int port, Clock clock) {
        ZendeskSimulator zendesk = new ZendeskSimulator(port, clock);
        zendesk.open();
        zendesk.reset("users");
        return zendesk;
    }

    private ZendeskSimulator(int port, Clock clock) {
        super("Zendesk", port, clock);
        rates = new ZendeskRates(errors, () -> settings, clock);
        groups = new ZendeskGroups(switches, () -> url().toString(), clock, this::activeUser);
        users = new ZendeskUsers(switches, () -> settings, () -> url().toString(), clock, groups);
        jobs = new ZendeskJobs(switches, () -> settings, () -> url().toString(), clock);
    }

    private ZendeskUser activeUser(long id) {
        return users.active(id);
    }

    /** {@code zendesk.api-url}. */
    public URI apiUrl() {
        return url().resolve(API);
    }

    @Override
    public Map<String, String> connection() {
        Map<String, String> connection = new LinkedHashMap<>();
        connection.put("api-url", apiUrl().toString());
        connection.put("email", ZendeskUsers.OWNER);
        connection.put("api-token", API_TOKEN);
        return connection;
    }

    @Override
    public Map<String, String> mapping() {
        Map<String, String> mapping = new LinkedHashMap<>();
        mapping.put("map.email", "mail");
        mapping.put("map.name", "${user[givenName]} ${user[sn]}");
        mapping.put("map.external_id", "uid");
        mapping.put("map.role.default", "agent");
        mapping.put("map.phone", "telephoneNumber");
        mapping.put("map.details", "title");
        mapping.put("map.notes", "ou");
        return mapping;
    }

    /** The uncertain points. */
    public Switches<ZendeskSwitch> switches() {
        return switches;
    }

    /**
     * Changes the account's own state; the names are those of {@code /_control/settings}.
     *
     * @throws IllegalArgumentException naming a setting that does not exist or has a bad value
     */
    public void settings(Map<String, ?> changes) {
        synchronized (lock) {
            settings = settings.with(JSON.valueToTree(changes));
            rates.reset();
        }
    }

    /** Tickets that keep a user from being deleted. */
    public void openTickets(String email, int count) {
        synchronized (lock) {
            users.openTickets(email, count);
        }
    }

    /** Puts a user there who has nothing but an address and a role; answers with the id. */
    public long seed(String email, String role) {
        synchronized (lock) {
            return users.seed(JSON.createObjectNode().put("email", email).put("role", role)).id;
        }
    }

    /** Puts a group there; answers with its id. */
    public long group(String name) {
        synchronized (lock) {
            return groups.create(JSON.createObjectNode().put("name", name)).path("group").path("id").asLong();
        }
    }

    /** One user by primary address as {@code GET /_control/users} shows them, preferring one who is not deleted; null when there is none. */
    public ObjectNode user(String email) {
        List<ObjectNode> found = users().stream().filter(user -> user.path("email").asText().equalsIgnoreCase(email)).toList();
        return found.stream().filter(user -> user.get("active").asBoolean()).findFirst().orElse(found.isEmpty() ? null : found.get(0));
    }

    @Override
    public List<ObjectNode> users() {
        synchronized (lock) {
            jobs.advance();
            return users.control();
        }
    }

    @Override
    public List<ObjectNode> groups() {
        synchronized (lock) {
            jobs.advance();
            return groups.control();
        }
    }

    @Override
    public void seed(JsonNode seeded) {
        synchronized (lock) {
            if (seeded.has("generate")) {
                String domain = seeded.path("domain").asText("example.com");
                for (int i = 1; i <= seeded.get("generate").asInt(); i++) {
                    seed("user" + i + "@" + domain, seeded.path("role").asText("end-user"));
                }
                return;
            }
            for (JsonNode user : seeded.isArray() ? seeded : JSON.createArrayNode().add(seeded)) {
                if (!(user instanceof ObjectNode object)) {
                    throw new IllegalArgumentException("A user to seed is a JSON object, not " + user + ".");
                }
                users.seed(object);
            }
        }
    }

    // ---- Requests

    @Override
    protected Reply answer(Call call) {
        Reply reply;
        synchronized (lock) {
            jobs.advance();
            reply = gateway(call);
        }
        return reply.with(Map.of("x-request-id", Long.toHexString(ThreadLocalRandom.current().nextLong()), "x-zendesk-api-version", "v2",
                "ETag", "W/\"" + Integer.toHexString(Arrays.hashCode(reply.body())) + "\""));
    }

    private Reply gateway(Call call) {
        List<String> path = path(call);
        if (path == null) {
            return Reply.text(404, "text/html; charset=utf-8", "<html><head><title>Oops, this help desk no longer exists</title></head><body></body></html>");
        }
        boolean me = call.method().equals("GET") && path.equals(List.of("users", "me"));
        boolean oauth = call.header("Authorization") != null && call.header("Authorization").startsWith("Bearer ");
        if (!authenticated(call, oauth)) {
            return me ? Reply.json(200, anonymous()) : ZendeskErrors.unauthenticated();
        }
        Verdict verdict = rates.request();
        Reply reply = verdict.refusal() != null ? verdict.refusal()
                : !me && forbidden(call, oauth, path.get(0)) ? errors.forbidden() : limited(call, path);
        return reply.with(verdict.headers());
    }

    /** The path below the API without its {@code .json}, or null for another path. */
    private static List<String> path(Call call) {
        List<String> path = call.segments();
        if (path.size() < 3 || !path.get(0).equals("api") || !path.get(1).equals("v2")) {
            return null;
        }
        List<String> rest = new ArrayList<>(path.subList(2, path.size()));
        rest.set(rest.size() - 1, rest.get(rest.size() - 1).replaceFirst("\\.json$", ""));
        return rest;
    }

    private boolean authenticated(Call call, boolean oauth) {
        String authorization = call.header("Authorization");
        if (oauth) {
            return authorization.equals("Bearer " + ACCESS_TOKEN);
        }
        if (authorization == null || !authorization.startsWith("Basic ") || !settings.apiTokens()) {
            return false;
        }
        try {
            String[] parts = new String(Base64.getDecoder().decode(authorization.substring("Basic ".length())), StandardCharsets.UTF_8).split(":", 2);
            return parts.length == 2 && parts[0].equalsIgnoreCase(ZendeskUsers.OWNER + "/token") && parts[1].equals(API_TOKEN);
        } catch (IllegalArgumentException notBase64) {
            return false;
        }
    }

    private boolean forbidden(Call call, boolean oauth, String resource) {
        boolean reads = call.method().equals("GET");
        List<String> scopes = List.of(settings.scopes().split("\\s+"));
        String wanted = reads ? "read" : "write";
        boolean inScope = !oauth || scopes.contains(wanted) || scopes.contains(resource + ":" + wanted);
        boolean permitted = settings.callerRole().equals("admin") || reads && settings.callerRole().equals("agent");
        return !inScope || !permitted;
    }

    private static ObjectNode anonymous() {
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        answer.putObject("user").putNull("id").put("name", "Anonymous user").putNull("email").put("role", "end-user").put("verified", false);
        return answer;
    }

    /** Some requests have a limit of their own beside the account's. */
    private Reply limited(Call call, List<String> path) {
        try {
            Long updated = updated(call, path);
            boolean erases = call.method().equals("DELETE") && path.size() == 2 && path.get(0).equals("deleted_users");
            Verdict verdict = updated != null ? rates.update(updated) : erases ? rates.permanentDelete() : new Verdict(Map.of(), null);
            Reply reply;
            try {
                reply = verdict.refusal() != null ? verdict.refusal() : route(call, path);
            } catch (Refused why) {
                reply = why.reply();
            }
            return reply.with(verdict.headers());
        } catch (Refused why) {
            return why.reply();
        }
    }

    /** The user whom a request updates, or null. */
    private Long updated(Call call, List<String> path) {
        if (call.method().equals("PUT") && path.size() == 2 && path.get(0).equals("users") && path.get(1).matches("\\d{1,18}")) {
            return Long.valueOf(path.get(1));
        }
        return call.method().equals("POST") && path.equals(List.of("users", "create_or_update")) ? users.matching(object(call, "user")) : null;
    }

    private Reply route(Call call, List<String> path) {
        ZendeskQuery query = ZendeskQuery.of(call.query());
        List<Long> ids = new ArrayList<>();
        StringBuilder pattern = new StringBuilder(call.method());
        for (String segment : path) {
            boolean id = segment.matches("\\d{1,18}");
            pattern.append(id ? " {id}" : " " + segment);
            if (id) {
                ids.add(Long.valueOf(segment));
            }
        }
        String operation = pattern.toString();
        return switch (path.get(0)) {
            case "users" -> users(call, operation, ids, query);
            case "deleted_users" -> deletedUsers(operation, ids, query);
            case "groups", "group_memberships" -> groups(call, operation, ids, query);
            case "job_statuses" -> jobStatuses(call, path, query);
            default -> throw ZendeskErrors.invalidEndpoint();
        };
    }

    private Reply users(Call call, String operation, List<Long> ids, ZendeskQuery query) {
        return switch (operation) {
            case "GET users" -> ok(users.list(query));
            case "POST users" -> created(users.create(object(call, "user")));
            case "POST users create_or_update" -> {
                Map.Entry<ZendeskUser, Boolean> done = users.createOrUpdate(object(call, "user"));
                yield done.getValue() ? created(done.getKey()) : Reply.json(200, user(done.getKey())).with(location(done.getKey()));
            }
            case "GET users me" -> ok(me());
            case "GET users search" -> ok(users.search(query));
            case "GET users show_many" -> ok(users.showMany(query));
            case "GET users {id}" -> ok(user(users.get(ids.get(0))));
            case "PUT users {id}" -> update(ids.get(0), object(call, "user"));
            case "DELETE users {id}" -> ok(user(users.delete(ids.get(0))));
            case "POST users create_many", "POST users create_or_update_many" -> createMany(call, operation.endsWith("update_many"));
            case "PUT users update_many" -> updateMany(call, query);
            case "DELETE users destroy_many" -> destroyMany("User", query, id -> users.delete(id));
            case "GET users {id} identities" -> ok(users.identities(ids.get(0), query));
            case "POST users {id} identities" -> Reply.json(201, users.createIdentity(ids.get(0), object(call, "identity")));
            case "GET users {id} identities {id}" -> ok(users.identity(ids.get(0), ids.get(1)));
            case "PUT users {id} identities {id}" -> ok(users.updateIdentity(ids.get(0), ids.get(1), object(call, "identity")));
            case "DELETE users {id} identities {id}" -> {
                users.deleteIdentity(ids.get(0), ids.get(1));
                yield Reply.empty(204);
            }
            case "PUT users {id} identities {id} make_primary" -> ok(users.makePrimary(ids.get(0), ids.get(1)));
            case "PUT users {id} identities {id} verify" -> ok(users.verify(ids.get(0), ids.get(1)));
            case "PUT users {id} identities {id} request_verification" -> ok(users.requestVerification(ids.get(0), ids.get(1)));
            case "GET users {id} groups" -> ok(groups.ofUser(ids.get(0), query));
            case "GET users {id} group_memberships" -> ok(groups.membershipsOfUser(ids.get(0), query));
            case "POST users {id} group_memberships" -> Reply.json(201, groups.createMembership(object(call, "group_membership").put("user_id", ids.get(0))));
            case "DELETE users {id} group_memberships {id}" -> deleteMembership(ids.get(1));
            case "PUT users {id} group_memberships {id} make_default" -> ok(groups.makeDefault(ids.get(0), ids.get(1)));
            default -> throw ZendeskErrors.invalidEndpoint();
        };
    }

    private Reply deletedUsers(String operation, List<Long> ids, ZendeskQuery query) {
        return switch (operation) {
            case "GET deleted_users" -> ok(users.deleted(query));
            case "GET deleted_users {id}" -> ok(wrap("deleted_user", users.deleted(ids.get(0)).document));
            case "DELETE deleted_users {id}" -> ok(wrap("deleted_user", users.erase(ids.get(0)).document));
            default -> throw ZendeskErrors.invalidEndpoint();
        };
    }

    private Reply groups(Call call, String operation, List<Long> ids, ZendeskQuery query) {
        return switch (operation) {
            case "GET groups" -> ok(groups.list(query));
            case "GET groups assignable" -> ok(groups.assignable(query));
            case "POST groups" -> Reply.json(201, groups.create(object(call, "group")));
            case "GET groups {id}" -> ok(groups.get(ids.get(0)));
            case "PUT groups {id}" -> ok(groups.update(ids.get(0), object(call, "group")));
            case "DELETE groups {id}" -> {
                groups.delete(ids.get(0));
                yield Reply.empty(204);
            }
            case "GET groups {id} memberships" -> ok(groups.membershipsOfGroup(ids.get(0), query));
            case "GET group_memberships" -> ok(groups.memberships(query));
            case "GET group_memberships {id}" -> ok(groups.membership(ids.get(0)));
            case "POST group_memberships" -> Reply.json(201, groups.createMembership(object(call, "group_membership")));
            case "DELETE group_memberships {id}" -> deleteMembership(ids.get(0));
            case "POST group_memberships create_many" -> jobs.queue("Creating GroupMembership", rows(call, "group_memberships"), row -> JSON.createObjectNode()
                    .put("id", groups.createMembership(row).path("group_membership").path("id").asLong()).put("status", "Created"));
            case "DELETE group_memberships destroy_many" -> destroyMany("GroupMembership", query, groups::deleteMembership);
            default -> throw ZendeskErrors.invalidEndpoint();
        };
    }

    private Reply jobStatuses(Call call, List<String> path, ZendeskQuery query) {
        if (!call.method().equals("GET") || path.size() > 2) {
            throw ZendeskErrors.invalidEndpoint();
        }
        return ok(path.size() == 1 ? jobs.list(query) : path.get(1).equals("show_many") ? jobs.showMany(query) : jobs.status(path.get(1)));
    }

    private static Reply ok(ObjectNode body) {
        return Reply.json(200, body);
    }

    private static ObjectNode wrap(String name, ObjectNode document) {
        return JsonNodeFactory.instance.objectNode().set(name, document);
    }

    private static ObjectNode user(ZendeskUser user) {
        return wrap("user", user.document);
    }

    private Reply created(ZendeskUser user) {
        return Reply.json(201, user(user)).with(location(user));
    }

    private static Map<String, String> location(ZendeskUser user) {
        return Map.of("Location", user.document.get("url").asText());
    }

    private ObjectNode me() {
        return wrap("user", users.owner().document.deepCopy().put("role", settings.callerRole()));
    }

    private static ObjectNode object(Call call, String name) {
        return ZendeskUserBody.read(call.body(), call.header("Content-Type"), name);
    }

    /** Users that another account shares with this one can't be changed here. */
    private Reply update(long id, ObjectNode given) {
        return users.get(id).document.path("shared").asBoolean() ? errors.forbidden() : ok(user(users.update(id, given)));
    }

    private Reply deleteMembership(long id) {
        groups.deleteMembership(id);
        return Reply.empty(204);
    }

    // ---- Many at once

    private static List<ObjectNode> rows(Call call, String name) {
        JsonNode rows = ZendeskUserBody.json(call.body(), call.header("Content-Type")).path(name);
        List<ObjectNode> list = new ArrayList<>();
        for (JsonNode row : rows) {
            if (!(row instanceof ObjectNode object)) {
                throw ZendeskErrors.invalidAttribute("You passed an invalid value for the " + name + " attribute. Invalid parameter: " + name + " must be an array of objects");
            }
            list.add(object);
        }
        if (list.isEmpty()) {
            throw ZendeskErrors.invalidAttribute("You passed an invalid value for the " + name + " attribute. Invalid parameter: " + name + " must be an array");
        }
        if (list.size() > ZendeskJobs.LARGEST) {
            throw ZendeskErrors.refused(400, "TooManyValues", "Maximum 100 " + name.replace('_', ' ') + " may be created per call");
        }
        return list;
    }

    private Reply createMany(Call call, boolean orUpdate) {
        if (switches.is(ZendeskSwitch.BULK_IMPORT_ENABLED, "false")) {
            return errors.forbidden();
        }
        return jobs.queue("Creating User", rows(call, "users"), row -> {
            boolean created = !orUpdate || users.matching(row) == null;
            ZendeskUser user = created ? users.create(row) : users.update(users.matching(row), row);
            return JSON.createObjectNode().put("id", user.id).put("status", created ? "Created" : "Updated");
        });
    }

    private Reply updateMany(Call call, ZendeskQuery query) {
        Function<ObjectNode, ObjectNode> update = row -> JSON.createObjectNode().put("id", users.update(users.meant(row), row).id).put("action", "update")
                .put("status", "Updated").put("success", true);
        if (query.has("ids")) {
            ObjectNode change = object(call, "user");
            return jobs.queue("Updating User", query.ids("ids", ZendeskJobs.LARGEST).stream().map(id -> change.deepCopy().put("id", id)).toList(), update);
        }
        return jobs.queue("Updating User", rows(call, "users"), update);
    }

    private Reply destroyMany(String item, ZendeskQuery query, LongConsumer delete) {
        List<ObjectNode> rows = query.ids("ids", ZendeskJobs.LARGEST).stream().map(id -> JSON.createObjectNode().put("id", id)).toList();
        if (rows.isEmpty()) {
            throw ZendeskErrors.invalidAttribute("You passed an invalid value for the ids attribute. Invalid parameter: ids must be a list of ids");
        }
        return jobs.queue("Deleting " + item, rows, row -> {
            delete.accept(row.get("id").asLong());
            return row.deepCopy().put("action", "delete").put("status", "Deleted").put("success", true);
        });
    }

    // ---- The rest of a simulated service

    @Override
    protected Reply failure(int status) {
        return errors.of(status);
    }

    @Override
    protected Reply tooManyRequests(int limit, Duration wait) {
        return errors.tooMany(Math.max(1, wait.toSeconds() + (wait.toNanosPart() > 0 ? 1 : 0)));
    }

    @Override
    protected String endpoint(Call call) {
        List<String> path = path(call);
        return path == null ? call.path() : API + "/" + String.join("/", path.stream().map(one -> one.matches("\\d{1,18}|V3-\\w+") ? "{id}" : one).toList());
    }

    @Override
    protected boolean secret(Call call) {
        return false;
    }

    @Override
    protected Set<String> parts() {
        return Set.of("users", "switches", "settings");
    }

    @Override
    protected void reset(String part) {
        synchronized (lock) {
            switch (part) {
                case "users" -> {
                    jobs.clear();
                    groups.clear();
                    users.clear();
                }
                case "switches" -> switches.reset();
                case "settings" -> {
                    settings = ZendeskSettings.DEFAULT;
                    rates.reset();
                }
                default -> throw new IllegalStateException(part);
            }
        }
    }

    @Override
    protected JsonNode control(String method, String control, JsonNode body) {
        switch (method + " " + control) {
            case "GET switches" -> {
                return JSON.valueToTree(switches.all());
            }
            case "POST switches" -> {
                switches.set(body);
                return JSON.valueToTree(switches.all());
            }
            case "GET settings" -> {
                return settings.json();
            }
            case "POST settings" -> {
                settings(JSON.convertValue(body, Map.class));
                return settings.json();
            }
            case "POST tickets" -> {
                openTickets(body.path("email").asText(), body.path("open").asInt());
                return body;
            }
            case "POST groups" -> {
                return JSON.createObjectNode().put("id", group(body.path("name").asText()));
            }
            default -> {
                return null;
            }
        }
    }
}
