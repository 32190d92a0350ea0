package io.muster.sandbox.zoom;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.sandbox.service.Call;
import io.muster.sandbox.service.Reply;
import io.muster.sandbox.service.SimulatedService;
import io.muster.sandbox.service.Switches;
import io.muster.sandbox.zoom.ZoomErrors.Refused;
import io.muster.sandbox.zoom.ZoomRates.Label;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Zoom's SCIM 2 API and its token endpoint, as strict as its target sheet. Beyond what every simulated service has under
 * {@code /_control}, there are:
 * <pre>GET, POST /_control/switches        {"duplicateCreate":"400"}: the uncertain points, see {@link ZoomSwitch}
 * GET, POST /_control/settings        {"associatedDomains":["example.com"],"rateLimits":"labels"}: the account's own state:
 *     associatedDomains ("*": all), foreignAddresses, sso, appActive, scopes, deniedPermissions ("User:Read", "User:Edit", "Group:Read",
 *     "Group:Edit"), plan ("business", "pro"), rateLimits ("off", "labels", a number a second), dailyLimit, dailyReset (ISO instant),
 *     basicSeats
 * POST /_control/accept               {"userName":"jill@example.com"} or {"all":true}: accepts invitations
 * POST /_control/administrators       {"userName":"jill@example.com","administrator":true}
 * POST /_control/tokens               {"do":"revoke"} or {"do":"expire"}: what becomes of the tokens issued so far</pre>
 * Parts that {@code POST /_control/reset} knows: {@code users}, {@code groups}, {@code switches}, {@code settings}. Issued tokens outlive a reset.
 */
public final class ZoomSimulator extends SimulatedService {

    private static final String SCIM = "/scim2";
    private static final String TOKEN = "/oauth/token";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Switches<ZoomSwitch> switches = new Switches<>(ZoomSwitch.class);
    private volatile ZoomSettings settings = ZoomSettings.DEFAULT;
    private final ZoomErrors errors = new ZoomErrors(switches);
    private final ZoomTokens tokens;
    private final ZoomRates rates;
    private final ZoomUsers users;
    private final ZoomGroups groups;
    private final Set<String> beingDeleted = ConcurrentHashMap.newKeySet();

    /** Starts on any free port. */
    public static ZoomSimulator start() {
        return start(0);
    }

    /** Starts on a port; 0 for any free one. */
    public static ZoomSimulator start(int port) {
        return start(port, Clock.systemUTC());
    }

    /** Starts with a clock of the caller's: tokens, rate limits and address changes go by it. */
    public static ZoomSimulator start(int port, Clock clock) {
        ZoomSimulator zoom = new ZoomSimulator(port, clock);
        zoom.open();
        return zoom;
    }

    private ZoomSimulator(int port, Clock clock) {
        super("Zoom", port, clock);
        tokens = new ZoomTokens(switches, () -> settings, errors, clock);
        rates = new ZoomRates(switches, () -> settings, errors, clock);
        users = new ZoomUsers(switches, () -> settings, () -> url() + SCIM + "/Users/", clock, this::deleted);
        groups = new ZoomGroups(switches, () -> url() + SCIM + "/Groups/", clock, users::exists);
    }

    private void deleted(String userId) {
        groups.forget(userId);
    }

    /** {@code zoom.scim-url}. */
    public URI scimUrl() {
        return url().resolve(SCIM);
    }

    /** {@code zoom.oauth.token-url}. */
    public URI tokenUrl() {
        return url().resolve(TOKEN);
    }

    @Override
    public Map<String, String> connection() {
        Map<String, String> connection = new LinkedHashMap<>();
        connection.put("scim-url", scimUrl().toString());
        connection.put("oauth.token-url", tokenUrl().toString());
        connection.put("oauth.account-id", ZoomTokens.ACCOUNT_ID);
        connection.put("oauth.client-id", ZoomTokens.CLIENT_ID);
        connection.put("oauth.client-secret", ZoomTokens.CLIENT_SECRET);
        return connection;
    }

    @Override
    public Map<String, String> mapping() {
        Map<String, String> mapping = new LinkedHashMap<>();
        mapping.put("map.userName", "mail");
        mapping.put("map.givenName", "givenName");
        mapping.put("map.familyName", "sn");
        mapping.put("map.email", "mail");
        mapping.put("map.phone", "telephoneNumber");
        mapping.put("map.title", "title");
        mapping.put("map.department", "ou");
        mapping.put("map.organization", "o");
        mapping.put("map.locale", "preferredLanguage");
        mapping.put("map.userType.default", "Licensed");
        return mapping;
    }

    /** The uncertain points. */
    public Switches<ZoomSwitch> switches() {
        return switches;
    }

    /**
     * Changes the account's own state; the names are those of {@code /_control/settings}.
     *
     * @throws IllegalArgumentException naming a setting that does not exist or has a bad value
     */
    public void settings(Map<String, ?> changes) {
        settings = settings.with(JSON.valueToTree(changes));
        rates.reset();
    }

    /** The user has accepted the invitation: no longer pending. */
    public void accept(String userName) {
        users.accept(userName);
    }

    /** Gives a user an administrator's protection, or takes it away. */
    public void administrator(String userName, boolean is) {
        users.administrator(userName, is);
    }

    /** Every token issued so far gives 401 from now on. */
    public void revokeTokens() {
        tokens.revoke();
    }

    /** Every token issued so far is too old from now on. */
    public void expireTokens() {
        tokens.expire();
    }

    /** Puts active users there who have nothing but a login. */
    public void seed(String... userNames) {
        for (String userName : userNames) {
            users.seed(JSON.createObjectNode().put("userName", userName));
        }
    }

    /** One user as {@code GET /_control/users} shows them, or null. */
    public ObjectNode user(String userName) {
        return users().stream().filter(user -> user.get("userName").asText().equalsIgnoreCase(userName)).findFirst().orElse(null);
    }

    @Override
    public List<ObjectNode> users() {
        return users.control();
    }

    @Override
    public List<ObjectNode> groups() {
        return groups.control();
    }

    @Override
    public void seed(JsonNode seeded) {
        if (seeded.has("generate")) {
            String domain = seeded.path("domain").asText("example.com");
            for (int i = 1; i <= seeded.get("generate").asInt(); i++) {
                seed("user" + i + "@" + domain);
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

    @Override
    protected Reply answer(Call call) {
        List<String> path = call.segments();
        Reply reply;
        if (call.path().equals(TOKEN)) {
            reply = tokens.issue(call, url().toString());
        } else if (path.size() < 2 || path.size() > 3 || !path.get(0).equals("scim2")) {
            reply = ZoomErrors.unknownEndpoint();
        } else {
            reply = gateway(call, path);
        }
        return reply.with(Map.of("x-zm-trackingid", "v=2.0;clid=us04;rid=WEB_" + Long.toHexString(ThreadLocalRandom.current().nextLong())));
    }

    private Reply gateway(Call call, List<String> path) {
        Reply refused = tokens.check(call);
        if (refused != null) {
            return refused;
        }
        Label label = call.method().equals("GET") && path.size() == 2 ? Label.MEDIUM : Label.LIGHT;
        ZoomRates.Verdict verdict = rates.take(label, call.method() + " " + endpoint(call));
        if (verdict.refusal() != null) {
            return verdict.refusal().with(verdict.headers());
        }
        Reply reply;
        if (!settings.sso()) {
            reply = errors.scim(400, "Account has not enabled Single Sign-On.");
        } else {
            try {
                reply = scim(call, type(path.get(1)), path.size() == 3 ? path.get(2) : null);
            } catch (Refused why) {
                reply = errors.scim(why);
            }
        }
        return reply.with(verdict.headers());
    }

    private String type(String segment) {
        for (String type : List.of("Users", "Groups")) {
            if (segment.equals(type) || segment.equalsIgnoreCase(type) && switches.is(ZoomSwitch.PATH_CASE, "accepted")) {
                return type;
            }
        }
        return segment;
    }

    private Reply scim(Call call, String type, String id) {
        String operation = call.method() + " " + type + (id == null ? "" : "/{id}");
        if (type.equals("Users") || type.equals("Groups")) {
            permit(type.substring(0, type.length() - 1) + (call.method().equals("GET") ? ":Read" : ":Edit"));
        }
        return switch (operation) {
            case "GET Users" -> reply(200, users.list(call.parameters()));
            case "POST Users" -> reply(201, users.create(call.body()));
            case "GET Users/{id}" -> reply(200, withGroups(id, users.get(id)));
            case "PUT Users/{id}" -> reply(200, withGroups(id, users.update(id, call.body())));
            case "PATCH Users/{id}" -> reply(200, withGroups(id, users.patch(id, call.body())));
            case "DELETE Users/{id}" -> deleteUser(call, id);
            case "GET Groups" -> reply(200, groups.list(call.parameters()));
            case "POST Groups" -> reply(201, groups.create(call.body()));
            case "GET Groups/{id}" -> reply(200, groups.get(id));
            case "PATCH Groups/{id}" -> {
                groups.patch(id, call.body());
                yield Reply.empty(204);
            }
            case "DELETE Groups/{id}" -> {
                groups.delete(id);
                yield Reply.empty(204);
            }
            default -> {
                ObjectNode discovered = switches.is(ZoomSwitch.DISCOVERY, "RFC") ? ZoomDiscovery.answer(operation, scimUrl()) : null;
                yield discovered == null ? ZoomErrors.unknownEndpoint() : reply(200, discovered);
            }
        };
    }

    private void permit(String permission) {
        if (settings.deniedPermissions().contains(permission)) {
            throw new Refused(403, "The request was denied due to insufficient permissions");
        }
    }

    private Reply reply(int status, ObjectNode body) {
        return Reply.json(status, switches.get(ZoomSwitch.RESPONSE_TYPE), body);
    }

    private ObjectNode withGroups(String id, ObjectNode view) {
        ArrayNode of = groups.of(id);
        return of == null ? view : view.objectNode().<ObjectNode>setAll(view).set("groups", of);
    }

    private Reply deleteUser(Call call, String id) {
        if (!beingDeleted.add(id)) {
            return errors.gateway(429, 429, "Too many concurrent requests. A request to disassociate this user has already been made.");
        }
        call.onFinish(() -> beingDeleted.remove(id));
        users.delete(id);
        return Reply.empty(204);
    }

    @Override
    protected Reply failure(int status) {
        return status == 429 ? rates.tooMany(0, clock().instant().plusSeconds(1)) : errors.scim(status, "Internal service error.");
    }

    @Override
    protected Reply tooManyRequests(int limit, Duration wait) {
        return rates.tooMany(limit, clock().instant().plus(wait));
    }

    @Override
    protected String endpoint(Call call) {
        List<String> path = call.segments();
        return path.size() == 3 && path.get(0).equals("scim2") ? SCIM + "/" + type(path.get(1)) + "/{id}" : call.path();
    }

    @Override
    protected boolean secret(Call call) {
        return call.path().equals(TOKEN);
    }

    @Override
    protected Set<String> parts() {
        return Set.of("users", "groups", "switches", "settings");
    }

    @Override
    protected void reset(String part) {
        switch (part) {
            case "users" -> users.clear();
            case "groups" -> groups.clear();
            case "switches" -> switches.reset();
            case "settings" -> {
                settings = ZoomSettings.DEFAULT;
                rates.reset();
            }
            default -> throw new IllegalStateException(part);
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
            case "POST accept" -> {
                if (body.path("all").asBoolean()) {
                    users.acceptAll();
                } else {
                    users.accept(body.path("userName").asText());
                }
                return body;
            }
            case "POST administrators" -> {
                users.administrator(body.path("userName").asText(), body.path("administrator").asBoolean(true));
                return body;
            }
            case "POST tokens" -> {
                tokens.control(body);
                return body;
            }
            default -> {
                return null;
            }
        }
    }
}
