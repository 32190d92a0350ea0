package io.muster.sandbox.pingid;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.sandbox.pingid.PingIdError.Refused;
import io.muster.sandbox.pingid.PingIdTokens.Denied;
import io.muster.sandbox.service.Call;
import io.muster.sandbox.service.Reply;
import io.muster.sandbox.service.SimulatedService;
import io.muster.sandbox.service.Switches;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * PingID's API v4, as strict as its target sheet: {@code POST /pingid/rest/4/<operation>/do} with a signed token for a body, and a signed token
 * for an answer. Beyond what every simulated service has under {@code /_control}, there are:
 * <pre>GET, POST /_control/switches        {"usernameCase":"sensitive"}: the uncertain points, see {@link PingIdSwitch}
 * GET, POST /_control/settings        {"orgAlias":"…","token":"…","useBase64Key":"…","clockOffsetSeconds":600}: the organisation's own state
 * GET  /_control/properties           {"properties":"…"}: pingid.properties as an administrator downloads it
 * GET  /_control/calls                {"calls":[{"operation":"adduser","reqBody":{…},"errorId":200}]}: the newest 2,000, without credentials
 * POST /_control/claim                {"userName":"jill"}: the user's phone claims the open activation code
 * GET  /_control/passcodes            {"sess_…":"123456"}: what was sent to devices whose pairing has begun</pre>
 * Users to seed: {@code {"userName":"jill","email":"…","fname":"…","lname":"…","role":"REGULAR","status":"ACTIVE",
 * "devices":[{"type":"SMS","data":"13035551234","nickname":"SMS Number 1","primary":true}]}}; without {@code devices} an ACTIVE or SUSPENDED user
 * has an Android phone. Parts that {@code POST /_control/reset} knows: {@code users}, {@code switches}, {@code settings}.
 */
public final class PingIdSimulator extends SimulatedService {

    private static final String BASE = "/pingid";
    private static final int CALLS = 2_000;
    private static final int REQUESTS_A_SECOND = 10;
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";
    private static final DateTimeFormatter HTTP_DATE = DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Switches<PingIdSwitch> switches = new Switches<>(PingIdSwitch.class);
    private volatile PingIdSettings settings = PingIdSettings.DEFAULT;
    private final PingIdTokens tokens;
    private final PingIdOrganization organization;
    private final PingIdUsers users;
    private final PingIdDevices devices;
    private final PingIdReports reports;
    private final Deque<ObjectNode> calls = new ArrayDeque<>();
    private long second;
    private int requestsInSecond;

    /** Starts on any free port. */
    public static PingIdSimulator start() {
        return start(0);
    }

    /** Starts on a port; 0 for any free one. */
    public static PingIdSimulator start(int port) {
        return start(port, Clock.systemUTC());
    }

    /** Starts with a clock of the caller's: activation codes, timestamps and rate limits go by it. */
    public static PingIdSimulator start(int port, Clock clock) {
        PingIdSimulator pingid = new PingIdSimulator(port, clock);
        pingid.open();
        return pingid;
    }

    private PingIdSimulator(int port, Clock clock) {
        super("PingID", port, clock);
        tokens = new PingIdTokens(() -> settings, switches, clock);
        organization = new PingIdOrganization(switches, tokens::now);
        users = new PingIdUsers(organization);
        devices = new PingIdDevices(organization);
        reports = new PingIdReports(organization);
    }

    /** {@code pingid.idp-url}. */
    public URI idpUrl() {
        return url().resolve(BASE);
    }

    /** {@code pingid.properties} as an administrator downloads it from this organisation. */
    public String propertiesFile() {
        return settings.propertiesFile(idpUrl().toString());
    }

    @Override
    public Map<String, String> connection() {
        Map<String, String> connection = new LinkedHashMap<>();
        connection.put("idp-url", idpUrl().toString());
        connection.put("org-alias", settings.orgAlias());
        connection.put("token", settings.token());
        connection.put("use-base64-key", settings.useBase64Key());
        return connection;
    }

    @Override
    public Map<String, String> mapping() {
        Map<String, String> mapping = new LinkedHashMap<>();
        mapping.put("map.username", "uid");
        mapping.put("map.email", "mail");
        mapping.put("map.firstName", "givenName");
        mapping.put("map.lastName", "sn");
        return mapping;
    }

    /** The uncertain points. */
    public Switches<PingIdSwitch> switches() {
        return switches;
    }

    /**
     * Changes the organisation's own state; the names are those of {@code /_control/settings}.
     *
     * @throws IllegalArgumentException naming a setting that does not exist or has a bad value
     */
    public void settings(Map<String, ?> changes) {
        settings = settings.with(JSON.valueToTree(changes));
    }

    /** The user's phone claims the activation code that is open: the user is paired. */
    public void claim(String userName) {
        synchronized (organization) {
            devices.claim(userName);
        }
    }

    /** An answer with this code, as PingID signs it: what a fault can put in place of the real one. */
    public String signed(int errorId, String errorMsg) {
        return tokens.sign(responseBody(errorId, errorMsg, null));
    }

    /** The operations that got as far as their {@code reqBody}, newest last, without credentials. */
    public List<ObjectNode> calls() {
        synchronized (organization) {
            return List.copyOf(calls);
        }
    }

    /** One user as {@code GET /_control/users} shows them, or null. */
    public ObjectNode user(String userName) {
        synchronized (organization) {
            PingIdUser user = organization.find(userName);
            return user == null ? null : users.view(user);
        }
    }

    @Override
    public List<ObjectNode> users() {
        synchronized (organization) {
            return users.all();
        }
    }

    @Override
    public List<ObjectNode> groups() {
        return List.of();
    }

    @Override
    public void seed(JsonNode seeded) {
        synchronized (organization) {
            if (seeded.has("generate")) {
                String domain = seeded.path("domain").asText("example.com");
                for (int i = 1; i <= seeded.get("generate").asInt(); i++) {
                    users.seed(JSON.createObjectNode().put("userName", "user" + i).put("email", "user" + i + "@" + domain));
                }
                return;
            }
            for (JsonNode user : seeded.isArray() ? seeded : JSON.createArrayNode().add(seeded)) {
                users.seed(user);
            }
        }
    }

    @Override
    protected Reply answer(Call call) {
        List<String> path = call.segments();
        if (path.size() != 5 || !path.get(0).equals("pingid") || !path.get(1).equals("rest") || !path.get(2).equals("4") || !path.get(4).equals("do")) {
            return dated(Reply.text(404, "text/html; charset=utf-8", "<html><body>Not Found</body></html>"));
        }
        if (!call.method().equals("POST")) {
            return dated(Reply.text(405, "text/plain", "Method Not Allowed").with(Map.of("Allow", "POST")));
        }
        synchronized (organization) {
            return dated(limited() ? tooMany(1) : operation(path.get(3), call.body()));
        }
    }

    private boolean limited() {
        long now = clock().instant().getEpochSecond();
        if (now != second) {
            second = now;
            requestsInSecond = 0;
        }
        return ++requestsInSecond > REQUESTS_A_SECOND && !switches.is(PingIdSwitch.RATE_LIMIT, "off");
    }

    private Reply operation(String name, byte[] sent) {
        ObjectNode body;
        try {
            body = tokens.open(sent);
        } catch (Denied denied) {
            return denied(denied.getMessage());
        } catch (Refused refused) {
            return signed(400, responseBody(refused.error().id(), refused.error().text(), null));
        }
        ObjectNode reply = responseBody(200, "", body.get("clientData"));
        int error = 200;
        try {
            if (name.equals("getorgreport")) {
                return new Reply(200, "application/octet-stream", reports.report(new PingIdBody(body)), Map.of());
            }
            if (!dispatch(name, new PingIdBody(body), reply)) {
                return Reply.text(404, "text/html; charset=utf-8", "<html><body>Not Found</body></html>");
            }
            return signed(200, reply);
        } catch (Refused refused) {
            error = refused.error().id();
            return signed(400, responseBody(error, refused.error().text(), body.get("clientData")));
        } finally {
            note(name, body, error);
        }
    }

    private boolean dispatch(String name, PingIdBody body, ObjectNode reply) {
        switch (name) {
            case "adduser" -> users.add(body, reply);
            case "getuserdetails" -> users.details(body, reply);
            case "edituser" -> users.edit(body, reply);
            case "deleteuser" -> users.delete(body);
            case "suspenduser" -> users.suspend(body);
            case "activateuser" -> users.activate(body, reply);
            case "getactivationcode" -> users.activationCode(body, reply);
            case "userbypass" -> users.bypass(body);
            case "addservice" -> users.addService(body);
            case "pairingstatus" -> devices.status(body, reply);
            case "offlinepairing" -> devices.pairOffline(body, reply);
            case "startofflinepairing" -> devices.startPairing(body, reply);
            case "finalizeofflinepairing" -> devices.finishPairing(body);
            case "updatedeviceattr" -> devices.change(body);
            case "unpairdevice" -> devices.unpair(body);
            case "createjob" -> reports.create(body, reply);
            case "getjobstatus" -> reports.status(body, reply);
            default -> {
                return false;
            }
        }
        return true;
    }

    private void note(String name, ObjectNode body, int error) {
        ObjectNode call = JSON.createObjectNode().put("operation", name);
        call.set("reqBody", body.deepCopy().without(List.of("otp", "activationCode")));
        calls.add(call.put("errorId", error));
        if (calls.size() > CALLS) {
            calls.remove();
        }
    }

    private static ObjectNode responseBody(int errorId, String errorMsg, JsonNode clientData) {
        StringBuilder id = new StringBuilder("webs_");
        for (int i = 0; i < 43; i++) {
            id.append(ALPHABET.charAt(ThreadLocalRandom.current().nextInt(ALPHABET.length())));
        }
        ObjectNode body = JSON.createObjectNode().put("errorId", errorId).put("errorMsg", errorMsg).put("uniqueMsgId", id.toString());
        body.set("clientData", clientData == null ? body.nullNode() : clientData);
        return body;
    }

    private Reply signed(int status, ObjectNode responseBody) {
        return Reply.text(status, "application/json", tokens.sign(responseBody));
    }

    private Reply denied(String why) {
        return switch (switches.get(PingIdSwitch.AUTH_FAILURE)) {
            case "400 signed errorId 400" -> signed(400, responseBody(PingIdError.INVALID_INPUT.id(), PingIdError.INVALID_INPUT.text(), null));
            case "500 unsigned" -> Reply.text(500, "text/plain", "Internal Server Error");
            default -> Reply.text(401, "text/plain", why);
        };
    }

    private Reply tooMany(long seconds) {
        return Reply.text(429, "text/plain", "Too Many Requests").with(Map.of("Retry-After", String.valueOf(Math.max(1, seconds))));
    }

    /** PingID's own time tells whose clock is wrong. */
    private Reply dated(Reply reply) {
        return reply.with(Map.of("Date", HTTP_DATE.format(tokens.now())));
    }

    @Override
    protected Reply failure(int status) {
        return dated(status == 401 || status == 403 ? Reply.text(status, "text/plain", "Access denied") : status == 429 ? tooMany(1)
                : signed(status, responseBody(status, "Internal error.", null)));
    }

    @Override
    protected Reply tooManyRequests(int limit, Duration wait) {
        return dated(tooMany((wait.toMillis() + 999) / 1000));
    }

    @Override
    protected String endpoint(Call call) {
        return call.path();
    }

    /** Every request carries the organisation's token. */
    @Override
    protected boolean secret(Call call) {
        return true;
    }

    @Override
    protected Set<String> parts() {
        return Set.of("users", "switches", "settings");
    }

    @Override
    protected void reset(String part) {
        synchronized (organization) {
            switch (part) {
                case "users" -> {
                    organization.clear();
                    devices.clear();
                    reports.clear();
                    calls.clear();
                }
                case "switches" -> switches.reset();
                case "settings" -> settings = PingIdSettings.DEFAULT;
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
                settings = settings.with(body);
                return settings.json();
            }
            case "GET properties" -> {
                return JSON.createObjectNode().put("properties", propertiesFile());
            }
            case "GET calls" -> {
                ObjectNode answer = JSON.createObjectNode();
                ArrayNode all = answer.putArray("calls");
                calls().forEach(all::add);
                return answer;
            }
            case "POST claim" -> {
                claim(body.path("userName").asText());
                return body;
            }
            case "GET passcodes" -> {
                ObjectNode answer = JSON.createObjectNode();
                synchronized (organization) {
                    devices.sessions().forEach((id, session) -> answer.put(id, session.otp()));
                }
                return answer;
            }
            default -> {
                return null;
            }
        }
    }
}
