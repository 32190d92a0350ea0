package io.muster.sandbox.webex;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.sandbox.service.Call;
import io.muster.sandbox.service.Reply;
import io.muster.sandbox.service.SimulatedService;
import io.muster.sandbox.service.Switches;
import io.muster.sandbox.webex.WebexErrors.Refused;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Webex's SCIM 2.0 identity API, its token endpoints and its licences, as strict as its target sheet. Beyond what every simulated service
 * has under {@code /_control}, there are:
 * <pre>GET, POST /_control/switches        {"deletedGet":"410"}: the uncertain points, see {@link WebexSwitch}
 * GET, POST /_control/settings        {"verifiedDomains":["example.com"],"role":"id_readonly_admin"}: the organisation's own state:
 *     verifiedDomains ("*": all), foreignAddresses, scopes, role (another one kills every token), authorized, licences (name: units)
 * POST /_control/tokens               {"do":"revoke"}, {"do":"revokeAll"} (refresh tokens too) or {"do":"restore"}</pre>
 * Parts that {@code POST /_control/reset} knows: {@code users}, {@code groups}, {@code switches}, {@code settings}. Issued tokens outlive a reset.
 */
public final class WebexSimulator extends SimulatedService {

    /** The organisation, as SCIM names it. */
    static final String ORG_ID = "0ae87ade-8c8a-4952-af08-318798958d0c";

    private static final String SCIM = "/identity/scim/" + ORG_ID + "/v2";
    private static final String TOKEN = "/v1/access_token";
    private static final int MOST_BULK = 100;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Switches<WebexSwitch> switches = new Switches<>(WebexSwitch.class);
    private volatile WebexSettings settings = WebexSettings.DEFAULT;
    private final WebexErrors errors = new WebexErrors(switches);
    private final WebexTokens tokens;
    private final WebexRates rates;
    private final WebexUsers users;
    private final WebexGroups groups;
    private final WebexLicences licences;
    private final AtomicInteger creating = new AtomicInteger();

    /** Starts on any free port. */
    public static WebexSimulator start() {
        return start(0);
    }

    /** Starts on a port; 0 for any free one. */
    public static WebexSimulator start(int port) {
        return start(port, Clock.systemUTC());
    }

    /** Starts with a clock of the caller's: tokens, rate limits and the deletion of inactive users go by it. */
    public static WebexSimulator start(int port, Clock clock) {
        WebexSimulator webex = new WebexSimulator(port, clock);
        webex.open();
        return webex;
    }

    private WebexSimulator(int port, Clock clock) {
        super("Webex", port, clock);
        tokens = new WebexTokens(switches, () -> settings, clock);
        rates = new WebexRates(switches, clock);
        users = new WebexUsers(switches, () -> settings, () -> url() + SCIM + "/Users/", clock, this::deleted);
        groups = new WebexGroups(switches, () -> url() + SCIM + "/Groups/", clock, users::exists);
        licences = new WebexLicences(() -> settings, users);
    }

    private void deleted(String userId) {
        groups.forget(userId);
        licences.forget(userId);
    }

    /** Where the SCIM API is. */
    public URI scimUrl() {
        return url().resolve(SCIM);
    }

    @Override
    public Map<String, String> connection() {
        Map<String, String> connection = new LinkedHashMap<>();
        connection.put("api-url", url().toString());
        connection.put("org-id", ORG_ID);
        connection.put("oauth.token-url", url().resolve(TOKEN).toString());
        connection.put("oauth.client-id", WebexTokens.CLIENT_ID);
        connection.put("oauth.client-secret", WebexTokens.CLIENT_SECRET);
        connection.put("oauth.refresh-token", WebexTokens.REFRESH_TOKEN);
        return connection;
    }

    @Override
    public Map<String, String> mapping() {
        Map<String, String> mapping = new LinkedHashMap<>();
        mapping.put("map.email", "mail");
        mapping.put("map.displayName", "${user[givenName]} ${user[sn]}");
        mapping.put("map.givenName", "givenName");
        mapping.put("map.familyName", "sn");
        mapping.put("map.title", "title");
        mapping.put("map.phone", "telephoneNumber");
        mapping.put("map.department", "ou");
        mapping.put("map.organization", "o");
        return mapping;
    }

    /** The uncertain points. */
    public Switches<WebexSwitch> switches() {
        return switches;
    }

    /**
     * Changes the organisation's own state; the names are those of {@code /_control/settings}.
     *
     * @throws IllegalArgumentException naming a setting that does not exist or has a bad value
     */
    public void settings(Map<String, ?> changes) {
        String role = settings.role();
        settings = settings.with(JSON.valueToTree(changes));
        if (!settings.role().equals(role)) {
            tokens.revokeAll();
        }
    }

    /** Every access token issued so far gives 401 from now on. */
    public void revokeTokens() {
        tokens.revoke();
    }

    /** Every token issued so far is dead, the refresh tokens too. */
    public void revokeAllTokens() {
        tokens.revokeAll();
    }

    /** The first refresh token is good again, as if the administrator had authorised the app once more. */
    public void authorizeAgain() {
        tokens.reset();
    }

    /** A fresh access token, as the developer portal shows one. */
    public String newAccessToken() {
        return tokens.newAccessToken();
    }

    /** Puts active users there who have nothing but a login. */
    public void seed(String... userNames) {
        for (String userName : userNames) {
            users.seed(JSON.createObjectNode().put("userName", userName));
        }
    }

    /** One user as a read shows them, or null. */
    public ObjectNode user(String userName) {
        return users.byLogin(userName);
    }

    /** The administrator deletes a user in Control Hub. */
    public void remove(String userName) {
        users.delete(users.idOf(userName));
    }

    /**
     * The administrator changes a user in Control Hub.
     *
     * @param operation of a PATCH
     */
    public void patch(String userName, String operation) {
        ObjectNode body = WebexUsers.read(("{\"schemas\":[\"" + WebexPatch.PATCH_OP + "\"],\"Operations\":[" + operation + "]}").getBytes(StandardCharsets.UTF_8));
        users.patch(users.idOf(userName), body);
    }

    /** The names of a user's licences. */
    public Set<String> licences(String userName) {
        return licences.of(users.idOf(userName));
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
            reply = tokens.issue(call);
        } else if (path.size() == 4 && call.path().startsWith("/v1/applications/") && path.get(3).equals("token") && call.method().equals("POST")) {
            reply = tokens.applicationToken(call, path.get(2));
        } else {
            reply = gateway(call, path);
        }
        return reply.with(Map.of("trackingid", WebexErrors.trackingId()));
    }

    private Reply gateway(Call call, List<String> path) {
        Reply refused = tokens.check(call);
        refused = refused == null ? rates.take() : refused;
        if (refused != null) {
            return refused;
        }
        boolean scim = path.size() > 1 && path.get(0).equals("identity");
        try {
            return scim ? identity(call, path) : v1(call, path);
        } catch (Refused why) {
            return scim ? errors.scim(why) : WebexErrors.v1(why);
        }
    }

    private Reply v1(Call call, List<String> path) {
        switch (call.method() + " " + call.path()) {
            case "GET /v1/authorizations/tokenExpiry" -> {
                return tokens.expires(call);
            }
            case "GET /v1/licenses" -> {
                WebexTokens.require(settings.grants(WebexSettings.LICENCES_READ), "scope " + WebexSettings.LICENCES_READ);
                return Reply.json(200, licences.list());
            }
            case "PATCH /v1/licenses/users" -> {
                WebexTokens.require(settings.grants(WebexSettings.PEOPLE_WRITE), "scope " + WebexSettings.PEOPLE_WRITE);
                WebexTokens.require(settings.mayWrite(), "role");
                return licences.assign(WebexUsers.read(call.body()));
            }
            default -> {
                return path.size() == 7 && call.path().startsWith("/v1/identity/organizations/") && path.get(5).equals("ArchivedUser")
                        ? Reply.json(200, users.archived(path.get(6))) : notFound();
            }
        }
    }

    private static Reply notFound() {
        return WebexErrors.v1(404, 404_000, "The requested resource could not be found.");
    }

    private Reply identity(Call call, List<String> path) {
        boolean write = !call.method().equals("GET");
        WebexTokens.require(settings.grants(WebexSettings.WRITE) || !write && settings.grants(WebexSettings.READ), "scope " + WebexSettings.WRITE);
        WebexTokens.require(settings.mayWrite() || !write, "role");
        if (path.size() >= 4 && path.get(1).equals("scim") && path.get(2).equals("v2")) {
            return call.path().equals("/identity/scim/v2/Users/me") && !write ? Reply.json(200, administrator()) : notFound();
        }
        String prefix = switches.is(WebexSwitch.SCHEMAS_PREFIX, "none") ? "/identity/" : "/identity/scim/";
        if (!write && call.path().startsWith(prefix + "Schemas/")) {
            ObjectNode schema = WebexDiscovery.schema(String.join("/", path).substring(prefix.length() + "Schemas".length()));
            return schema == null ? notFound() : Reply.json(200, schema);
        }
        if (path.size() < 5 || !path.get(1).equals("scim") || !path.get(3).equals("v2")) {
            return notFound();
        }
        users.requireBare(path.get(2));
        WebexTokens.require(path.get(2).equalsIgnoreCase(ORG_ID), "access to this organization");
        return scim(call, path.get(4), path.subList(5, path.size()), write ? call.body() : null);
    }

    private ObjectNode administrator() {
        ObjectNode admin = JSON.createObjectNode();
        admin.putArray("schemas").add(WebexSchema.CORE);
        return admin.put("id", "00000000-0000-4000-8000-000000000001").put("userName", "admin@example.com").put("userType", "user").put("active", true);
    }

    private Reply scim(Call call, String type, List<String> rest, byte[] body) {
        String id = rest.isEmpty() ? null : rest.get(0);
        String what = call.method() + " " + type + (id == null ? "" : "/{id}") + (rest.size() > 1 ? "/" + rest.get(1) : "");
        return switch (what) {
            case "GET Users" -> Reply.json(200, withGroups(call, users.list(call.parameters())));
            case "POST Users" -> create(call, body);
            case "GET Users/{id}" -> Reply.json(200, users.get(id));
            case "PUT Users/{id}" -> Reply.json(200, users.replace(id, WebexUsers.read(body)));
            case "PATCH Users/{id}" -> Reply.json(200, users.patch(id, WebexUsers.read(body)));
            case "DELETE Users/{id}" -> {
                users.delete(id);
                yield Reply.empty(204);
            }
            case "GET Groups" -> Reply.json(200, groups.list(call.parameters()));
            case "POST Groups" -> Reply.json(201, groups.create(WebexUsers.read(body)));
            case "GET Groups/{id}" -> Reply.json(200, groups.get(id));
            case "GET Groups/{id}/Members" -> Reply.json(200, groups.members(id, call.parameters()));
            case "PUT Groups/{id}" -> Reply.json(200, groups.replace(id, WebexUsers.read(body)));
            case "PATCH Groups/{id}" -> Reply.json(200, groups.patch(id, WebexUsers.read(body)));
            case "DELETE Groups/{id}" -> {
                groups.delete(id);
                yield Reply.empty(204);
            }
            case "POST Bulk" -> Reply.json(200, bulk(WebexUsers.read(body)));
            default -> {
                ObjectNode discovered = body == null && switches.is(WebexSwitch.DISCOVERY, "RFC") ? WebexDiscovery.rfc(type, scimUrl().toString()) : null;
                yield discovered == null ? notFound() : Reply.json(200, discovered);
            }
        };
    }

    private Reply create(Call call, byte[] body) {
        call.onFinish(creating::decrementAndGet);
        if (creating.incrementAndGet() > 1 && switches.is(WebexSwitch.PARALLEL_CREATE_FAILS, "on")) {
            throw new Refused(500, "Internal server error.");
        }
        return Reply.json(201, users.create(WebexUsers.read(body)));
    }

    private ObjectNode withGroups(Call call, ObjectNode list) {
        if ("true".equals(call.parameters().get("returnGroups"))) {
            ArrayNode rows = (ArrayNode) list.get("Resources");
            for (int i = 0; i < rows.size(); i++) {
                ObjectNode row = rows.get(i).deepCopy();
                rows.set(i, row.set("groups", groups.of(row.path("id").asText())));
            }
        }
        return list;
    }

    private ObjectNode bulk(ObjectNode request) {
        JsonNode operations = request.get("operations");
        if (operations == null && switches.is(WebexSwitch.BULK_KEY_CASE, "any")) {
            operations = request.get("Operations");
        }
        int most = request.path("failOnErrors").asInt(MOST_BULK);
        if (operations == null || !operations.isArray() || most < 1 || most > MOST_BULK) {
            throw new Refused(400, "invalidSyntax", 400_001, "A bulk request holds operations, and failOnErrors from 1 to 100.");
        }
        if (operations.size() > MOST_BULK) {
            throw new Refused(switches.number(WebexSwitch.BULK_OVER_100), "tooMany", 400_014, "A bulk request holds at most " + MOST_BULK + " operations.");
        }
        ObjectNode answer = JSON.createObjectNode();
        answer.putArray("schemas").add("urn:ietf:params:scim:api:messages:2.0:BulkResponse");
        ArrayNode results = answer.putArray("Operations");
        int failed = 0;
        for (JsonNode operation : operations) {
            if (failed >= most) {
                break;
            }
            failed += item(operation, results.addObject()) ? 0 : 1;
        }
        return answer;
    }

    private boolean item(JsonNode operation, ObjectNode result) {
        String method = operation.path("method").asText();
        result.put("method", method);
        if (operation.hasNonNull("bulkId")) {
            result.put("bulkId", operation.get("bulkId").asText());
        }
        String[] path = operation.path("path").asText().split("/");
        try {
            if (path.length < 2 || !path[1].equals("Users") || method.equals("POST") && !operation.hasNonNull("bulkId")) {
                throw new Refused(400, "invalidPath", 400_012, "A bulk operation is for /Users, and a POST has a bulkId.");
            }
            ObjectNode data = operation.get("data") instanceof ObjectNode object ? object : JSON.createObjectNode();
            ObjectNode user = switch (method + " " + path.length) {
                case "POST 2" -> users.create(data);
                case "PATCH 3" -> users.patch(path[2], data);
                case "DELETE 3" -> {
                    users.delete(path[2]);
                    yield null;
                }
                default -> throw new Refused(400, "invalidSyntax", 400_001, "A bulk operation is a POST, PATCH or DELETE.");
            };
            if (user != null) {
                result.put("location", user.at("/meta/location").asText()).put("version", user.at("/meta/version").asText());
            }
            result.put("status", method.equals("POST") ? "201" : method.equals("DELETE") ? "204" : "200");
            return true;
        } catch (Refused why) {
            result.put("status", String.valueOf(WebexErrors.status(why))).set("response", WebexErrors.body(why));
            return false;
        }
    }

    @Override
    protected Reply failure(int status) {
        return status == 429 ? rates.tooMany(Duration.ofSeconds(1)) : errors.scim(new Refused(status, "The service could not do what was asked."));
    }

    @Override
    protected Reply tooManyRequests(int limit, Duration wait) {
        return rates.tooMany(wait);
    }

    @Override
    protected String endpoint(Call call) {
        List<String> path = call.segments();
        return call.path().startsWith(SCIM) && path.size() >= 6 ? SCIM + "/" + path.get(4) + "/{id}" + (path.size() > 6 ? "/" + path.get(6) : "") : call.path();
    }

    @Override
    protected boolean secret(Call call) {
        return call.path().equals(TOKEN) || call.path().startsWith("/v1/applications/");
    }

    @Override
    protected Set<String> parts() {
        return Set.of("users", "groups", "switches", "settings");
    }

    @Override
    protected void reset(String part) {
        switch (part) {
            case "users" -> {
                users.clear();
                licences.clear();
            }
            case "groups" -> groups.clear();
            case "switches" -> switches.reset();
            case "settings" -> settings = WebexSettings.DEFAULT;
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
