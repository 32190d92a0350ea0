package io.muster.sandbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Zoom's SCIM 2 API with Server-to-Server OAuth, as strict as its sheet; every uncertain point is a switch of that name. More controls:
 * {@code POST /_control/accept {"userName":…}} accepts a pending user's invitation, {@code POST /_control/domains ["example.com"]} says which
 * mail domains are verified (all, at first), {@code POST /_control/sso {"enabled":false}} turns single sign-on off.
 */
public final class ZoomSimulator extends SimulatedService {

    public static final String ACCOUNT_ID = "sandbox-account";
    public static final String CLIENT_ID = "sandbox-client";
    public static final String CLIENT_SECRET = "sandbox-secret";

    private static final String CORE = "urn:ietf:params:scim:schemas:core:2.0:User";
    private static final String ENT = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
    private static final String LOGIN = "urn:us:zoom:scim:schemas:extension:1.0:ZoomUser";
    private static final String LICENCES = "urn:ietf:params:scim:schemas:extension:zoom:1.0:User";
    private static final Pattern FILTER = Pattern.compile("(?i)\\s*(userName|externalId)\\s+eq\\s+(?:\"((?:[^\"\\\\]|\\\\.)*)\"|(\\S+))\\s*");
    private static final Map<String, Integer> LABELS = Map.of("Light", 80, "Medium", 60, "Heavy", 40);

    private final Map<String, ObjectNode> users = new LinkedHashMap<>();
    private final Map<String, String> idByName = new HashMap<>();
    private final Map<String, ObjectNode> pending = new LinkedHashMap<>();
    private final Map<String, String> tokens = new ConcurrentHashMap<>();
    private final Map<String, Long> windows = new HashMap<>();
    private final Map<String, Integer> used = new HashMap<>();
    private List<String> domains = List.of();
    private List<String> foreign = List.of();
    private boolean sso = true;
    private long sequence;
    private String lastToken;

    public ZoomSimulator(int port) {
        super(port);
    }

    @Override
    protected Map<String, String> defaultSwitches() {
        Map<String, String> s = new TreeMap<>();
        for (String line : List.of("previousTokenSurvives=true", "tokenParamsInQuery=accept", "oauthErrorStatus=400", "expiresIn=3600", "gatewayErrorShape=code/message",
                "duplicateCreate=409", "foreignEmailCreate=201 pending", "unassociatedDomain=pending", "otherLoginType=pending", "pendingSearch=400", "missingUser=404",
                "postEmailDiffers=ignored", "putUserName=ignored", "putEmail=changes", "putAbsent=kept", "putEmptyString=clears", "putStatusAndAttributes=status only",
                "updateInactive=400", "adminProtected=400", "patchPathActive=400", "licenceOnReenable=restored", "userTypeVocabulary=all", "phoneTypes=stored",
                "countAbove100=clamp", "listRowsPoor=true", "groupRemoveValuePath=400", "errorStatusType=number", "responseType=application/json", "discovery=404",
                "pathCase=accepted", "rateModel=off", "retryAfter=ISO")) {
            s.put(line.substring(0, line.indexOf('=')), line.substring(line.indexOf('=') + 1));
        }
        return s;
    }

    @Override
    protected Answer answer(Request request) {
        if (request.path().equals("/oauth/token")) {
            return token(request);
        }
        if (!request.path().startsWith("/scim2/")) {
            return Answer.of(404, "<html><body>Not Found</body></html>");
        }
        Answer limited = limited(request);
        if (limited != null) {
            return limited;
        }
        String bearer = request.headers().getOrDefault("Authorization", "");
        String scope = bearer.startsWith("Bearer ") ? tokens.get(bearer.substring(7)) : null;
        if (scope == null) {
            return gateway(401, 124, "Invalid access token.");
        }
        if (!scope.contains("scim2")) {
            return gateway(400, 4711, "Invalid access token, does not contain scopes:[scim2:admin].");
        }
        if (!sso) {
            return scim(400, "Account has not enabled Single Sign-On.");
        }
        String path = request.path().substring("/scim2".length());
        if (setting("pathCase").equals("accepted") && path.toLowerCase(Locale.ROOT).startsWith("/users")) {
            path = "/Users" + path.substring("/Users".length());
        }
        synchronized (this) {
            if (path.equals("/Users")) {
                return switch (request.method()) {
                    case "GET" -> list(request);
                    case "POST" -> create(request);
                    default -> Answer.of(405, "");
                };
            }
            if (path.startsWith("/Users/") && path.indexOf('/', "/Users/".length()) < 0) {
                return user(request, URLDecoder.decode(path.substring("/Users/".length()).replace("+", "%2B"), StandardCharsets.UTF_8));
            }
            if (path.equals("/Groups") && request.method().equals("GET")) {
                return answered(200, JSON.createObjectNode().put("totalResults", 0).put("startIndex", 1).put("itemsPerPage", 0).set("Resources", JSON.createArrayNode()));
            }
        }
        return Answer.of(404, "");
    }

    private Answer token(Request request) {
        Map<String, String> parameters = new HashMap<>();
        String type = request.headers().getOrDefault("Content-Type", "");
        if (type.startsWith("application/x-www-form-urlencoded")) {
            for (String pair : request.body().split("&")) {
                String[] parts = pair.split("=", 2);
                parameters.put(parts[0], parts.length == 2 ? URLDecoder.decode(parts[1], StandardCharsets.UTF_8) : "");
            }
        } else if (type.startsWith("application/json")) {
            read(request.body()).fields().forEachRemaining(field -> parameters.put(field.getKey(), field.getValue().asText()));
        }
        if (setting("tokenParamsInQuery").equals("accept")) {
            request.query().forEach(parameters::putIfAbsent);
        }
        String expected = "Basic " + Base64.getEncoder().encodeToString((CLIENT_ID + ":" + CLIENT_SECRET).getBytes(StandardCharsets.UTF_8));
        int status = Integer.parseInt(setting("oauthErrorStatus"));
        if (!request.method().equals("POST")) {
            return Answer.of(405, "");
        }
        if (!expected.equals(request.headers().get("Authorization"))) {
            return Answer.of(status, "{\"reason\":\"Invalid client_id or client_secret\",\"error\":\"invalid_client\"}");
        }
        if (!"account_credentials".equals(parameters.get("grant_type")) || !ACCOUNT_ID.equals(parameters.get("account_id"))) {
            return Answer.of(status, "{\"reason\":\"Bad Request\",\"error\":\"invalid_request\"}");
        }
        synchronized (this) {
            if (setting("previousTokenSurvives").equals("false")) {
                tokens.clear();
            }
            lastToken = "token-" + ++sequence;
            tokens.put(lastToken, "scim2:admin");
        }
        return Answer.of(200, JSON.createObjectNode().put("access_token", lastToken).put("token_type", "bearer").put("expires_in", Integer.parseInt(setting("expiresIn")))
                .put("scope", "scim2:admin").put("api_url", url()).toString());
    }

    /** Every token that was issued so far is refused from now on. */
    public void revokeTokens() {
        tokens.clear();
    }

    private synchronized Answer limited(Request request) {
        String model = setting("rateModel");
        if (model.equals("off")) {
            return null;
        }
        String label = request.method().equals("GET") && request.path().equals("/scim2/Users") ? "Medium" : "Light";
        int limit = model.equals("labels") ? LABELS.get(label) : Integer.parseInt(model.replaceAll("/.*", ""));
        String window = model.equals("labels") ? label : request.method() + request.path().replaceAll("(/scim2/Users).*", "$1");
        long second = System.currentTimeMillis() / 1000;
        if (windows.getOrDefault(window, 0L) != second) {
            windows.put(window, second);
            used.put(window, 0);
        }
        int count = used.merge(window, 1, Integer::sum);
        if (count <= limit) {
            return null;
        }
        return new Answer(429, "{\"code\":429,\"message\":\"You have reached the maximum per-second rate limit for this API. Try again later.\"}",
                Map.of("X-RateLimit-Category", label, "X-RateLimit-Type", "QPS", "X-RateLimit-Limit", String.valueOf(limit), "X-RateLimit-Remaining", "0",
                        "X-RateLimit-Reset", String.valueOf(second + 1)));
    }

    private Answer list(Request request) {
        String filter = request.query().get("filter");
        if (filter != null) {
            return search(filter);
        }
        int start = Math.max(1, number(request.query().get("startIndex"), 1));
        int count = number(request.query().get("count"), 10);
        if (count > 100) {
            if (setting("countAbove100").equals("400")) {
                return scim(400, "The count of the request is invalid.");
            }
            count = 100;
        }
        List<ObjectNode> rows = users.values().stream().skip(start - 1L).limit(count).toList();
        return answered(200, listOf(rows, users.size(), start));
    }

    private Answer search(String filter) {
        Matcher matcher = FILTER.matcher(filter);
        if (!matcher.matches()) {
            return scim(400, "The filter of the request is invalid.");
        }
        String value = matcher.group(2) != null ? matcher.group(2).replaceAll("\\\\(.)", "$1") : matcher.group(3);
        String key = value.toLowerCase(Locale.ROOT);
        String id = matcher.group(1).equalsIgnoreCase("userName") ? idByName.get(key) : value;
        ObjectNode user = id == null ? null : users.get(id);
        if (user == null && (pending.containsKey(key) || foreign.contains(key))) {
            return scim(Integer.parseInt(setting("pendingSearch")), missing(value));
        }
        return answered(200, listOf(user == null ? List.of() : List.of(user), user == null ? 0 : 1, 1));
    }

    private ObjectNode listOf(List<ObjectNode> rows, int total, int start) {
        ObjectNode list = JSON.createObjectNode();
        list.putArray("schemas").add("urn:ietf:params:scim:api:messages:2.0:ListResponse");
        list.put("totalResults", total).put("startIndex", start).put("itemsPerPage", rows.size());
        ArrayNode resources = list.putArray("Resources");
        for (ObjectNode row : rows) {
            ObjectNode shown = row.deepCopy();
            if (setting("listRowsPoor").equals("true")) {
                shown.remove(LICENCES);
                if (shown.get(ENT) instanceof ObjectNode enterprise) {
                    enterprise.remove(List.of("organization", "manager", "costCenter"));
                }
            }
            resources.add(shown);
        }
        return list;
    }

    private Answer create(Request request) {
        ObjectNode body = json(request);
        if (body == null) {
            return scim(400, "The request body must be in JSON format.");
        }
        String userName = body.path("userName").asText("");
        if (!userName.matches("[^@\\s]+@[^@\\s]+")) {
            return scim(400, "The \"UserName\" of the request is invalid.");
        }
        String key = userName.toLowerCase(Locale.ROOT);
        String mail = body.path("emails").path(0).path("value").asText(userName);
        if (setting("postEmailDiffers").equals("400") && !mail.equalsIgnoreCase(userName)) {
            return scim(400, "The email of the request differs from its userName.");
        }
        if (!typeAllowed(body)) {
            return scim(400, "The \"UserType\" of the request is invalid.");
        }
        if (idByName.containsKey(key) || pending.containsKey(key)) {
            return duplicate();
        }
        if (foreign.contains(key) && setting("foreignEmailCreate").equals("409")) {
            return duplicate();
        }
        JsonNode login = body.path(LOGIN).path("loginType");
        boolean otherLogin = !login.isMissingNode() && !(login.path("sso").asBoolean() && !login.path("workEmail").asBoolean());
        boolean unassociated = !domains.isEmpty() && !domains.contains(key.substring(key.indexOf('@') + 1)) && setting("unassociatedDomain").equals("pending");
        ObjectNode user = body.deepCopy();
        String id = (sequence % 7 == 0 ? "k&" : "k") + Long.toString(++sequence + 36L * 36 * 36 * 36, 36) + "TLWuxdDtk0hjSzL";
        user.put("id", id);
        if (!user.has("active")) {
            user.put("active", true);
        }
        user.set("emails", emails(userName));
        if (setting("phoneTypes").equals("work->office")) {
            user.path("phoneNumbers").forEach(phone -> ((ObjectNode) phone).put("type", "office"));
        }
        if (!user.has("userType")) {
            user.put("userType", "Basic");
        }
        name(user);
        meta(user);
        if (foreign.contains(key) || unassociated || otherLogin && setting("otherLoginType").equals("pending")) {
            pending.put(key, user);
        } else {
            users.put(id, user);
            idByName.put(key, id);
        }
        return answered(201, user);
    }

    private Answer duplicate() {
        return switch (setting("duplicateCreate")) {
            case "400" -> scim(400, "User already exists.");
            case "409 uniqueness" -> Answer.of(409, error(409, "User already exists.").put("scimType", "uniqueness").toString());
            default -> scim(409, "User already exists.");
        };
    }

    private Answer user(Request request, String id) {
        ObjectNode user = users.get(id);
        if (user == null) {
            return scim(Integer.parseInt(setting("missingUser")), missing(id));
        }
        return switch (request.method()) {
            case "GET" -> answered(200, user);
            case "PUT" -> put(request, user);
            case "PATCH" -> patch(request, user);
            case "DELETE" -> delete(user);
            default -> Answer.of(405, "");
        };
    }

    private Answer put(Request request, ObjectNode user) {
        ObjectNode body = json(request);
        if (body == null || !body.has("schemas")) {
            return scim(400, body == null ? "The request body must be in JSON format." : "The schemas of the request is invalid.");
        }
        if (!typeAllowed(body)) {
            return scim(400, "The \"UserType\" of the request is invalid.");
        }
        if (body.has("active") && body.get("active").asBoolean() != user.get("active").asBoolean()) {
            user.put("active", body.get("active").asBoolean());
            if (setting("putStatusAndAttributes").equals("status only")) {
                return answered(200, user);
            }
        }
        if (!user.get("active").asBoolean() && !setting("updateInactive").equals("200 applied")) {
            return setting("updateInactive").equals("400") ? scim(400, "Attributes of an inactive user cannot be updated.") : answered(200, user);
        }
        String address = body.path("emails").path(0).path("value").asText(user.get("userName").asText());
        if (body.has("userName") && setting("putUserName").equals("applied")) {
            address = body.get("userName").asText();
        }
        if (!address.equalsIgnoreCase(user.get("userName").asText())) {
            String domain = address.substring(address.indexOf('@') + 1).toLowerCase(Locale.ROOT);
            if (!domains.isEmpty() && !domains.contains(domain)) {
                return scim(400, "Domain name doesn't match. The domain of the new email is not managed by this account.");
            }
            if (idByName.containsKey(address.toLowerCase(Locale.ROOT))) {
                return scim(400, "The email is already used by another user.");
            }
            if (!setting("putEmail").startsWith("ignored")) {
                idByName.remove(user.get("userName").asText().toLowerCase(Locale.ROOT));
                idByName.put(address.toLowerCase(Locale.ROOT), user.get("id").asText());
                user.put("userName", address);
                user.set("emails", emails(address));
            }
        }
        if (setting("putAbsent").equals("cleared")) {
            for (String field : List.of("title", "locale", "phoneNumbers", "roles", "name", ENT)) {
                if (!body.has(field)) {
                    user.remove(field);
                }
            }
        }
        merge(user, body);
        name(user);
        meta(user);
        return answered(200, user);
    }

    private void merge(ObjectNode user, ObjectNode body) {
        Set<String> fixed = Set.of("id", "schemas", "meta", "userName", "emails", "active", "displayName", "groups", LOGIN);
        body.fields().forEachRemaining(field -> {
            if (fixed.contains(field.getKey())) {
                return;
            }
            if (field.getValue() instanceof ObjectNode changed && user.get(field.getKey()) instanceof ObjectNode there) {
                changed.fields().forEachRemaining(inner -> value(there, inner.getKey(), inner.getValue()));
            } else {
                value(user, field.getKey(), field.getValue());
            }
        });
    }

    private void value(ObjectNode node, String field, JsonNode value) {
        boolean empty = value.isTextual() && value.asText().isEmpty();
        if (!empty) {
            node.set(field, value);
        } else if (setting("putEmptyString").equals("clears")) {
            node.remove(field);
        }
    }

    private Answer patch(Request request, ObjectNode user) {
        ObjectNode body = json(request);
        JsonNode operation = body == null ? null : body.path("Operations").path(0);
        JsonNode active = operation == null ? null : operation.path("value").path("active");
        if (operation != null && operation.has("path")) {
            active = setting("patchPathActive").equals("accepted") && operation.get("path").asText().equals("active") ? operation.get("value") : null;
        }
        if (active == null || !active.isBoolean() || !operation.path("op").asText().equalsIgnoreCase("replace")) {
            return scim(400, "The request json did not contains valid active field.");
        }
        if (!active.asBoolean() && administrator(user) && !setting("adminProtected").equals("off")) {
            return protectedUser();
        }
        boolean enabled = active.asBoolean() && !user.get("active").asBoolean();
        user.put("active", active.asBoolean());
        if (enabled && setting("licenceOnReenable").equals("Basic")) {
            user.put("userType", "Basic");
        }
        meta(user);
        return answered(200, user);
    }

    private Answer delete(ObjectNode user) {
        if (administrator(user) && !setting("adminProtected").equals("off")) {
            return protectedUser();
        }
        users.remove(user.get("id").asText());
        idByName.remove(user.get("userName").asText().toLowerCase(Locale.ROOT));
        return Answer.of(204, null);
    }

    private Answer protectedUser() {
        return setting("adminProtected").equals("403") ? scim(403, "The request was denied due to insufficient permissions")
                : scim(400, "An administrator can not be deactivated or deleted.");
    }

    private static boolean administrator(ObjectNode user) {
        String role = user.path("roles").path(0).path("value").asText("").toLowerCase(Locale.ROOT);
        return role.contains("admin") || role.contains("owner");
    }

    private boolean typeAllowed(ObjectNode body) {
        if (!body.has("userType")) {
            return true;
        }
        String type = body.get("userType").asText();
        return switch (setting("userTypeVocabulary")) {
            case "new only" -> Set.of("Basic", "Licensed", "On-Prem").contains(type);
            case "old only" -> Set.of("Basic", "Pro", "Corp").contains(type);
            default -> Set.of("Basic", "Pro", "Corp", "Licensed", "On-Prem").contains(type);
        };
    }

    private static ArrayNode emails(String address) {
        ArrayNode emails = JSON.createArrayNode();
        emails.addObject().put("type", "work").put("value", address).put("primary", true);
        return emails;
    }

    private static void name(ObjectNode user) {
        String shown = (user.path("name").path("givenName").asText("") + " " + user.path("name").path("familyName").asText("")).strip();
        user.put("displayName", shown);
    }

    private void meta(ObjectNode user) {
        String now = Instant.now().toString();
        String created = user.path("meta").path("created").asText(now);
        user.putObject("meta").put("resourceType", "User").put("location", url() + "/scim2/Users/" + user.get("id").asText()).put("created", created).put("lastModified", now)
                .put("version", "W/\"" + ++sequence + "\"");
        if (!user.has("schemas")) {
            user.putArray("schemas").add(CORE).add(ENT).add(LOGIN);
        }
    }

    private static ObjectNode json(Request request) {
        JsonNode body = read(request.body());
        return body instanceof ObjectNode object && !object.isEmpty() ? object : null;
    }

    private static JsonNode read(String body) {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            return JSON.nullNode();
        }
    }

    private static int number(String text, int defaultValue) {
        return text == null || !text.matches("\\d{1,9}") ? defaultValue : Integer.parseInt(text);
    }

    private static String missing(String user) {
        return "User " + user + " not exist or not belong to this account.";
    }

    private Answer answered(int status, JsonNode body) {
        return new Answer(status, body.toString(), Map.of("Content-Type", setting("responseType"), "x-zm-trackingid", "sim_" + ++sequence));
    }

    private Answer scim(int status, String detail) {
        return Answer.of(status, error(status, detail).toString());
    }

    private ObjectNode error(int status, String detail) {
        ObjectNode error = JSON.createObjectNode();
        error.putArray("schemas").add("urn:ietf:params:scim:api:messages:2.0:Error");
        error.put("detail", detail);
        if (setting("errorStatusType").equals("string")) {
            error.put("status", String.valueOf(status));
        } else {
            error.put("status", status);
        }
        return error;
    }

    private Answer gateway(int status, int code, String message) {
        return setting("gatewayErrorShape").equals("SCIM") ? scim(status, message)
                : Answer.of(status, JSON.createObjectNode().put("code", code).put("message", message).toString());
    }

    @Override
    protected synchronized JsonNode users() {
        ArrayNode all = JSON.createArrayNode();
        users.values().forEach(all::add);
        pending.values().forEach(user -> all.add(user.deepCopy().put("pending", true)));
        return all;
    }

    /** The accounts by login address; pending ones are not among them. */
    public synchronized Map<String, JsonNode> byName() {
        Map<String, JsonNode> all = new TreeMap<>();
        users.values().forEach(user -> all.put(user.get("userName").asText(), user.deepCopy()));
        return all;
    }

    @Override
    protected JsonNode groups() {
        return JSON.createArrayNode();
    }

    /** Seeds an account as if it had been created before: {@code {"userName":…, "active":…}}. */
    @Override
    public synchronized void seed(JsonNode given) {
        ObjectNode user = given.deepCopy();
        String userName = user.path("userName").asText();
        if (userName.isEmpty()) {
            throw new IllegalArgumentException("a seeded user needs a userName");
        }
        if (!user.has("id")) {
            user.put("id", "s" + Long.toString(++sequence + 36L * 36 * 36 * 36, 36));
        }
        if (!user.has("active")) {
            user.put("active", true);
        }
        if (!user.has("userType")) {
            user.put("userType", "Basic");
        }
        user.set("emails", emails(userName));
        name(user);
        meta(user);
        users.put(user.get("id").asText(), user);
        idByName.put(userName.toLowerCase(Locale.ROOT), user.get("id").asText());
    }

    @Override
    protected Answer control(String name, JsonNode body) {
        switch (name) {
            case "accept" -> accept(body.path("userName").asText());
            case "domains" -> domains = texts(body);
            case "foreign" -> foreign = texts(body);
            case "sso" -> sso = body.path("enabled").asBoolean(true);
            case "revoke" -> revokeTokens();
            default -> {
                return null;
            }
        }
        return Answer.of(200, "{}");
    }

    /** Only these mail domains are verified for the account; an empty list verifies all. */
    public void domains(List<String> verified) {
        domains = List.copyOf(verified);
    }

    /** These addresses have a Zoom account elsewhere. */
    public void foreign(List<String> addresses) {
        foreign = List.copyOf(addresses);
    }

    public void sso(boolean enabled) {
        sso = enabled;
    }

    /** A pending user accepts the invitation. */
    public synchronized void accept(String userName) {
        ObjectNode user = pending.remove(userName.toLowerCase(Locale.ROOT));
        if (user == null) {
            throw new IllegalArgumentException("nobody pending is called " + userName);
        }
        foreign = foreign.stream().filter(address -> !address.equalsIgnoreCase(userName)).toList();
        users.put(user.get("id").asText(), user);
        idByName.put(userName.toLowerCase(Locale.ROOT), user.get("id").asText());
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(text -> texts.add(text.asText().toLowerCase(Locale.ROOT)));
        return texts;
    }

    @Override
    protected synchronized void forget() {
        users.clear();
        idByName.clear();
        pending.clear();
        tokens.clear();
        domains = List.of();
        foreign = List.of();
        sso = true;
    }
}
