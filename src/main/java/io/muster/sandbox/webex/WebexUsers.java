package io.muster.sandbox.webex;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.sandbox.service.Switches;
import io.muster.sandbox.webex.WebexErrors.Refused;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** The users of the organisation behind {@code /Users}. Every method is atomic. */
final class WebexUsers {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Comparator<String> NATURAL = Comparator.naturalOrder();

    private final Switches<WebexSwitch> switches;
    private final Supplier<WebexSettings> settings;
    private final Supplier<String> location;
    private final Clock clock;
    private final Consumer<String> onDelete;
    private final Map<String, WebexUser> byId = new LinkedHashMap<>();
    private final Map<String, String> byLogin = new HashMap<>();
    /** The same, by every address that a user has. */
    private final Map<String, String> byEmail = new HashMap<>();
    /** Since when users are inactive, the longest first. */
    private final Map<String, Instant> inactive = new LinkedHashMap<>();
    private final Map<String, WebexUser> deleted = new LinkedHashMap<>();
    private final Set<String> deletedLogins = new HashSet<>();
    // The same run makes the same ids.
    private Random random = new Random(3);
    private List<WebexUser> snapshot;

    /**
     * @param location where the API says that users live, without the id
     * @param onDelete is told the id of a deleted user
     */
    WebexUsers(Switches<WebexSwitch> switches, Supplier<WebexSettings> settings, Supplier<String> location, Clock clock, Consumer<String> onDelete) {
        this.switches = switches;
        this.settings = settings;
        this.location = location;
        this.clock = clock;
        this.onDelete = onDelete;
    }

    /** The request's JSON object. */
    static ObjectNode read(byte[] body) {
        try {
            if (JSON.readTree(body) instanceof ObjectNode object) {
                return object;
            }
        } catch (IOException broken) {
            throw new Refused(400, "invalidSyntax", 400_001, "The request body is not JSON.");
        }
        throw new Refused(400, "invalidSyntax", 400_001, "The request body is not a JSON object.");
    }

    /** {@code GET /Users}: one page. */
    synchronized ObjectNode list(Map<String, String> parameters) {
        expire();
        int count = number(parameters, "count", 100);
        if (switches.is(WebexSwitch.MAX_COUNT, "clamp 100")) {
            count = Math.min(count, 100);
        }
        List<WebexUser> found = search(parameters.getOrDefault("filter", ""));
        if (!switches.is(WebexSwitch.LIST_DELAY_MS, "0")) {
            Instant now = clock.instant();
            found = found.stream().filter(user -> !user.listed().isAfter(now)).toList();
        }
        return page(sorted(found, parameters).stream().toList(), number(parameters, "startIndex", 1), count,
                user -> selected(view(user), parameters.get("attributes"), parameters.get("excludedAttributes")));
    }

    static <T> ObjectNode page(List<T> found, int startIndex, int count, Function<T, ObjectNode> row) {
        int from = Math.min(Math.max(1, startIndex) - 1, found.size());
        List<ObjectNode> rows = found.subList(from, from + Math.min(Math.max(0, count), found.size() - from)).stream().map(row).toList();
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        answer.putArray("schemas").add("urn:ietf:params:scim:api:messages:2.0:ListResponse");
        answer.put("totalResults", found.size()).put("itemsPerPage", rows.size()).put("startIndex", from + 1);
        answer.putArray("Resources").addAll(rows);
        return answer;
    }

    static int number(Map<String, String> parameters, String name, int absent) {
        String value = parameters.get(name);
        if (value != null && !value.matches("-?\\d{1,9}")) {
            throw Refused.invalid(name, "must be a number");
        }
        return value == null ? absent : Integer.parseInt(value);
    }

    private List<WebexUser> search(String text) {
        if (text.isBlank()) {
            if (snapshot == null) {
                snapshot = List.copyOf(byId.values());
            }
            return snapshot;
        }
        WebexFilter filter = WebexFilter.ofUsers(text, switches);
        String login = filter.equalTo("userName");
        if (login != null) {
            String id = byLogin.get(key(login));
            return id == null ? List.of() : List.of(byId.get(id));
        }
        return byId.values().stream().filter(user -> filter.matches(user.document())).toList();
    }

    private static List<WebexUser> sorted(List<WebexUser> found, Map<String, String> parameters) {
        String by = parameters.get("sortBy");
        if (by == null) {
            return found;
        }
        Comparator<WebexUser> order = switch (by) {
            case "userName" -> Comparator.comparing(user -> key(user.userName()), NATURAL);
            case "id" -> Comparator.comparing(WebexUser::id, NATURAL);
            case "meta.lastModified" -> Comparator.comparing(user -> user.document().at("/meta/lastModified").asText(), NATURAL);
            default -> throw Refused.invalid("sortBy", "must be userName, id or meta.lastModified");
        };
        return found.stream().sorted("descending".equals(parameters.get("sortOrder")) ? order.reversed() : order).toList();
    }

    private static ObjectNode selected(ObjectNode view, String only, String without) {
        if (only != null && !only.isBlank()) {
            Set<String> kept = new HashSet<>(Set.of("schemas", "id"));
            names(only).forEach(kept::add);
            return view.objectNode().<ObjectNode>setAll(view).retain(kept);
        }
        return without == null ? view : view.objectNode().<ObjectNode>setAll(view).remove(names(without).stream().filter(name -> !Set.of("schemas", "id").contains(name)).toList());
    }

    private static List<String> names(String list) {
        return Arrays.stream(list.split(",")).map(String::strip).map(name -> name.startsWith(WebexSchema.ENT) ? WebexSchema.ENT
                : name.startsWith(WebexSchema.CISCO) ? WebexSchema.CISCO : name.replaceFirst("^" + WebexSchema.CORE + ":", "").split("\\.")[0]).toList();
    }

    /** {@code GET /Users/{id}}. */
    synchronized ObjectNode get(String id) {
        return view(member(id));
    }

    private WebexUser member(String id) {
        requireBare(id);
        expire();
        WebexUser user = byId.get(id.toLowerCase(Locale.ROOT));
        if (user == null) {
            int status = deleted.containsKey(id.toLowerCase(Locale.ROOT)) ? switches.number(WebexSwitch.DELETED_GET) : 404;
            throw new Refused(status, "The user " + id + " is not found.");
        }
        return user;
    }

    /** Refuses an id that is no bare UUID. */
    void requireBare(String id) {
        if (!WebexIds.bare(id)) {
            throw new Refused(switches.number(WebexSwitch.BASE64_ID), "The id " + id + " is not a UUID.");
        }
    }

    /** As a read shows a user: the account's status beside what is stored. */
    private ObjectNode view(WebexUser user) {
        if (user.status().equals("active") && switches.is(WebexSwitch.ACCOUNT_STATUS_WHEN_ACTIVE, "omitted")) {
            return user.document();
        }
        ObjectNode view = user.document().deepCopy();
        view.withObject(JsonPointer.empty().appendProperty(WebexSchema.CISCO)).putArray("accountStatus").add(user.status());
        return view;
    }

    /** {@code POST /Users}. */
    synchronized ObjectNode create(ObjectNode body) {
        expire();
        ObjectNode document = document(body);
        if (!document.has("active")) {
            document.put("active", true);
        }
        String login = document.get("userName").asText();
        refuseTaken(login, null);
        boolean foreign = settings.get().foreign(login);
        if (foreign && switches.is(WebexSwitch.FOREIGN_USER_CREATE, "409")) {
            throw taken(login);
        }
        if (deletedLogins.contains(key(login)) && switches.is(WebexSwitch.REUSE_DELETED_NAME, "409")) {
            throw taken(login);
        }
        boolean pending = foreign || !settings.get().verified(login);
        Instant listed = clock.instant().plusMillis(switches.number(WebexSwitch.LIST_DELAY_MS));
        return view(put(document, pending ? "pending" : switches.get(WebexSwitch.NEW_USER_STATUS), listed));
    }

    private WebexUser put(ObjectNode document, String status, Instant listed) {
        String id = new UUID(random.nextLong() & ~0xF000L | 0x4000L, random.nextLong() & ~(3L << 62) | 1L << 63).toString();
        String now = now();
        ObjectNode stored = document.objectNode();
        stored.putArray("schemas").add(WebexSchema.CORE).add(WebexSchema.CISCO).add(WebexSchema.ENT);
        stored.put("id", id).setAll(document);
        stored.putObject("meta").put("resourceType", "User").put("location", location.get() + id).put("version", version()).put("created", now).put("lastModified", now);
        organisation(stored);
        WebexUser user = new WebexUser(id, stored, status, listed);
        store(user);
        return user;
    }

    private static void organisation(ObjectNode stored) {
        ObjectNode cisco = stored.get(WebexSchema.CISCO) instanceof ObjectNode there ? there : stored.putObject(WebexSchema.CISCO);
        cisco.remove("accountStatus");
        cisco.putObject("meta").put("organizationId", WebexSimulator.ORG_ID);
    }

    private String now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS).toString();
    }

    private String version() {
        return "W/\"" + (10_000_000_000L + random.nextInt(Integer.MAX_VALUE)) + "\"";
    }

    /** What a POST or PUT asks for, checked. */
    private ObjectNode document(ObjectNode body) {
        boolean listed = false;
        for (JsonNode schema : body.path("schemas")) {
            listed |= schema.asText().equals(WebexSchema.CORE);
        }
        if (!listed) {
            throw Refused.invalid("schemas", "must list " + WebexSchema.CORE);
        }
        ObjectNode document = WebexSchema.writablePart(body);
        if (!document.has("userType") && switches.is(WebexSwitch.MISSING_USER_TYPE, "user")) {
            document.put("userType", "user");
        }
        for (String required : List.of("userName", "userType")) {
            if (!document.has(required)) {
                throw Refused.invalid(required, "is required");
            }
        }
        if (document.has(WebexSchema.CISCO) && !document.get(WebexSchema.CISCO).has("accountStatus") && switches.is(WebexSwitch.CISCO_EXT_NEEDS_ACCOUNT_STATUS, "400")) {
            throw Refused.invalid(WebexSchema.CISCO + ":accountStatus", "is required");
        }
        return settled(document);
    }

    /** The document, checked, with the work address that every user has and without what is write-only. */
    private ObjectNode settled(ObjectNode document) {
        WebexSchema.check(document, switches, byId::containsKey);
        String login = document.get("userName").asText();
        if (!settings.get().verified(login) && switches.is(WebexSwitch.ENFORCE_VERIFIED_DOMAINS, "true")) {
            throw Refused.invalid("userName", "must have a verified domain");
        }
        ArrayNode emails = document.get("emails") instanceof ArrayNode there ? there : document.putArray("emails");
        ObjectNode work = null;
        for (JsonNode email : emails) {
            if (email.path("type").asText().equals("work") && email.path("primary").asBoolean()) {
                work = (ObjectNode) email;
            }
        }
        if (work == null) {
            emails.forEach(email -> ((ObjectNode) email).remove("primary"));
            emails.addObject().put("value", login).put("type", "work").put("primary", true);
        } else if (!work.get("value").asText().equalsIgnoreCase(login)) {
            if (switches.is(WebexSwitch.WORK_EMAIL_DIFFERS, "400")) {
                throw Refused.invalid("emails", "must have the userName as its primary work address");
            }
            work.put("value", login);
        }
        document.remove("password");
        return document;
    }

    private void refuseTaken(String login, String self) {
        String holder = byEmail.get(key(login));
        if (holder != null && !holder.equals(self)) {
            throw taken(login);
        }
    }

    private Refused taken(String login) {
        return new Refused(409, switches.is(WebexSwitch.DUPLICATE_SCIM_TYPE, "uniqueness") ? "uniqueness" : null, 409_001, "User already exists: " + login);
    }

    /** {@code PUT /Users/{id}}: what is left out is cleared. */
    synchronized ObjectNode replace(String id, ObjectNode body) {
        WebexUser user = member(id);
        ObjectNode document = document(body);
        if (!document.has("active")) {
            document.put("active", user.active());
        }
        return view(changed(user, document));
    }

    /** {@code PATCH /Users/{id}}. */
    synchronized ObjectNode patch(String id, ObjectNode body) {
        WebexUser user = member(id);
        ObjectNode document = WebexPatch.apply(user.document(), body, WebexSchema::writable, switches);
        if (!document.hasNonNull("userName") || !document.hasNonNull("userType")) {
            throw new Refused(400, "mutability", 400_013, "userName and userType can't be removed.");
        }
        if (!document.has("active")) {
            document.put("active", true);
        }
        String login = document.get("userName").asText();
        if (!key(login).equals(key(user.userName()))) {
            for (JsonNode email : document.path("emails")) {
                if (email.path("value").asText().equalsIgnoreCase(user.userName())) {
                    ((ObjectNode) email).put("value", login);
                }
            }
        }
        return view(changed(user, settled(document)));
    }

    private WebexUser changed(WebexUser user, ObjectNode document) {
        String login = document.get("userName").asText();
        if (!key(login).equals(key(user.userName()))) {
            if (switches.is(WebexSwitch.RENAME_USER_NAME, "400")) {
                throw Refused.invalid("userName", "can't be changed");
            }
            refuseTaken(login, user.id());
            if (settings.get().foreign(login)) {
                throw taken(login);
            }
        }
        ObjectNode stored = document.objectNode();
        stored.set("schemas", user.document().get("schemas"));
        stored.put("id", user.id());
        ObjectNode rest = document.without(List.of("schemas", "id", "meta", "groups"));
        stored.setAll(rest);
        organisation(stored);
        stored.set("meta", user.document().get("meta").<ObjectNode>deepCopy().put("version", version()).put("lastModified", now()));
        WebexUser changed = user.with(stored);
        store(changed);
        return changed;
    }

    private void store(WebexUser user) {
        WebexUser was = byId.put(user.id(), user);
        if (was != null) {
            forget(was);
        }
        byLogin.put(key(user.userName()), user.id());
        user.document().path("emails").forEach(email -> byEmail.putIfAbsent(key(email.path("value").asText()), user.id()));
        if (user.active()) {
            inactive.remove(user.id());
        } else {
            inactive.putIfAbsent(user.id(), clock.instant());
        }
        snapshot = null;
    }

    private void forget(WebexUser user) {
        byLogin.remove(key(user.userName()));
        user.document().path("emails").forEach(email -> byEmail.remove(key(email.path("value").asText()), user.id()));
    }

    /** {@code DELETE /Users/{id}}. */
    synchronized void delete(String id) {
        remove(member(id));
    }

    private void remove(WebexUser user) {
        byId.remove(user.id());
        forget(user);
        inactive.remove(user.id());
        deleted.put(user.id(), user);
        deletedLogins.add(key(user.userName()));
        snapshot = null;
        onDelete.accept(user.id());
    }

    /** Users who have been inactive for too long are gone. */
    private void expire() {
        if (switches.is(WebexSwitch.INACTIVE_DELETE_DAYS, "off")) {
            return;
        }
        Instant since = clock.instant().minus(Duration.ofDays(switches.number(WebexSwitch.INACTIVE_DELETE_DAYS)));
        while (!inactive.isEmpty()) {
            var longest = inactive.entrySet().iterator().next();
            if (longest.getValue().isAfter(since)) {
                return;
            }
            remove(byId.get(longest.getKey()));
        }
    }

    /** A deleted user, for the archive. */
    synchronized ObjectNode archived(String id) {
        requireBare(id);
        expire();
        WebexUser user = deleted.get(id.toLowerCase(Locale.ROOT));
        if (user == null) {
            throw new Refused(404, "The archived user " + id + " is not found.");
        }
        return view(user);
    }

    /** Whether the id is that of a user of this organisation. */
    synchronized boolean exists(String id) {
        return byId.containsKey(id);
    }

    /** The id of the user with this login, or null. */
    synchronized String idOf(String login) {
        return byLogin.get(key(login));
    }

    /** What becomes of the phones when the calling licence is given: the work number belongs to it, and an extension appears. */
    synchronized void calling(String id, String extension) {
        WebexUser user = member(id);
        ObjectNode document = user.document().deepCopy();
        ArrayNode phones = document.arrayNode();
        document.path("phoneNumbers").forEach(phone -> {
            if (!phone.path("type").asText().equals("work")) {
                phones.add(phone);
            }
        });
        phones.addObject().put("type", "work_extension").put("value", extension);
        document.set("phoneNumbers", phones);
        store(user.with(document));
    }

    /** Everybody, as the control interface shows them. */
    synchronized List<ObjectNode> control() {
        expire();
        List<ObjectNode> all = new ArrayList<>();
        byId.values().forEach(user -> all.add(view(user).objectNode().<ObjectNode>setAll(view(user)).put("status", user.status())));
        return all;
    }

    /** One user, as a read shows them, or null. */
    synchronized ObjectNode byLogin(String login) {
        expire();
        String id = byLogin.get(key(login));
        return id == null ? null : view(byId.get(id));
    }

    /** Puts a user there, past all rules but that of unique logins and a readable document. */
    synchronized void seed(ObjectNode user) {
        ObjectNode document = WebexSchema.writablePart(user);
        if (!document.has("userType")) {
            document.put("userType", "user");
        }
        if (!document.has("active")) {
            document.put("active", true);
        }
        String login = document.path("userName").asText("");
        if (!WebexSchema.ADDRESS.matcher(login).matches()) {
            throw new IllegalArgumentException("A user to seed has the userName \"" + login + "\": give an e-mail address.");
        }
        if (byLogin.containsKey(key(login))) {
            throw new IllegalArgumentException("The userName \"" + login + "\" is taken: seed every user once, or reset \"users\" first.");
        }
        try {
            put(settled(document), user.path("status").asText("active"), Instant.MIN);
        } catch (Refused broken) {
            throw new IllegalArgumentException("The user " + login + " can't be seeded: " + broken.getMessage(), broken);
        }
    }

    synchronized void clear() {
        List.of(byId, byLogin, byEmail, inactive, deleted).forEach(Map::clear);
        deletedLogins.clear();
        random = new Random(3);
        snapshot = null;
    }

    private static String key(String login) {
        return login.toLowerCase(Locale.ROOT);
    }
}
