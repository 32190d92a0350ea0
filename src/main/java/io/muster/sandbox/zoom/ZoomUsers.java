package io.muster.sandbox.zoom;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.sandbox.service.Switches;
import io.muster.sandbox.zoom.ZoomErrors.Refused;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** The rules of Zoom's {@code /Users}: what is found, stored, ignored in silence and refused. Safe for use by several threads. */
final class ZoomUsers {

    private static final Pattern ADDRESS = Pattern.compile("[^@\\s]+@[^@\\s]+\\.[^@\\s.]+");
    private static final int ADDRESS_CHANGES = 3;
    private static final Duration ADDRESS_PERIOD = Duration.ofHours(24);
    private static final String NO_ACTIVE = "The request json did not contains valid active field.";

    private final Switches<ZoomSwitch> switches;
    private final Supplier<ZoomSettings> settings;
    private final Supplier<String> location;
    private final Clock clock;
    private final ZoomUserBody bodies;
    private final ZoomUserStore store = new ZoomUserStore();
    private final Consumer<String> onDelete;

    /**
     * @param location where the API says that users live, without the id
     * @param onDelete is told the id of a deleted user
     */
    ZoomUsers(Switches<ZoomSwitch> switches, Supplier<ZoomSettings> settings, Supplier<String> location, Clock clock, Consumer<String> onDelete) {
        this.switches = switches;
        this.settings = settings;
        this.location = location;
        this.clock = clock;
        this.bodies = new ZoomUserBody(switches);
        this.onDelete = onDelete;
    }

    /** {@code GET /Users}: one page. */
    ObjectNode list(Map<String, String> parameters) {
        ZoomFilter filter = ZoomFilter.of(parameters, switches);
        int total;
        List<ZoomUser> page;
        synchronized (store) {
            if (filter.attribute() == null) {
                total = store.members();
                page = store.page(filter.from(), filter.count());
            } else {
                List<ZoomUser> found = find(filter);
                total = found.size();
                page = found.stream().skip(filter.from()).limit(filter.count()).toList();
            }
        }
        boolean poor = switches.is(ZoomSwitch.LIST_ROWS_POOR, "true");
        return listResponse(total, filter.from(), page.stream().map(user -> poor ? user.row() : user.view()).toList());
    }

    static ObjectNode listResponse(int total, int from, List<ObjectNode> rows) {
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        answer.putArray("schemas").add("urn:ietf:params:scim:api:messages:2.0:ListResponse");
        answer.put("totalResults", total).put("startIndex", from + 1).put("itemsPerPage", rows.size());
        answer.putArray("Resources").addAll(rows);
        return answer;
    }

    private List<ZoomUser> find(ZoomFilter filter) {
        if (filter.on("userType")) {
            return store.members(user -> user.userType().equalsIgnoreCase(filter.value()));
        }
        if (!filter.on("userName") && !filter.on("externalId")) {
            throw ZoomFilter.unsupported();
        }
        ZoomUser user = filter.on("userName") ? store.byLogin(filter.value()) : store.byId(filter.value());
        if (user != null && user.pending() || user == null && filter.on("userName") && settings.get().foreign(filter.value())) {
            throw ZoomErrors.missing(switches.number(ZoomSwitch.PENDING_SEARCH), filter.value());
        }
        return user == null ? List.of() : List.of(user);
    }

    /** {@code GET /Users/{id}}. */
    ObjectNode get(String id) {
        synchronized (store) {
            return member(id).view();
        }
    }

    private ZoomUser member(String id) {
        ZoomUser user = store.byId(id);
        if (user == null || user.pending()) {
            throw ZoomErrors.missing(switches.number(ZoomSwitch.MISSING_USER), id);
        }
        return user;
    }

    /** {@code POST /Users}. */
    ObjectNode create(byte[] request) {
        ObjectNode body = ZoomUserBody.read(request);
        bodies.check(body);
        String login = body.path("userName").asText("");
        if (!ADDRESS.matcher(login).matches()) {
            throw ZoomUserBody.invalid("userName");
        }
        String address = ZoomUserBody.address(body);
        if (address != null && !address.equalsIgnoreCase(login) && switches.is(ZoomSwitch.POST_EMAIL_DIFFERS, "400")) {
            throw ZoomUserBody.invalid("emails");
        }
        boolean foreign = settings.get().foreign(login);
        boolean unassociated = !settings.get().manages(login) && switches.is(ZoomSwitch.UNASSOCIATED_DOMAIN, "pending");
        boolean pending = foreign || unassociated || !ssoAlone(body) && switches.is(ZoomSwitch.OTHER_LOGIN_TYPE, "pending");
        synchronized (store) {
            refuseTaken(login, null, foreign && switches.is(ZoomSwitch.FOREIGN_EMAIL_CREATE, "409"));
            String id = store.nextId();
            ObjectNode document = bodies.create(body, id, login);
            refuseBeyondSeats(document, null);
            ZoomUser user = new ZoomUser(store.nextNumber(), id, stamped(document, true), pending, false, List.of());
            store.put(user);
            return user.view();
        }
    }

    private static boolean ssoAlone(ObjectNode body) {
        JsonNode type = body.path(ZoomUser.LOGIN).path("loginType");
        return type.isMissingNode() || type.path("sso").asBoolean() && !type.path("workEmail").asBoolean();
    }

    private void refuseTaken(String login, ZoomUser self, boolean elsewhere) {
        ZoomUser holder = store.byLogin(login);
        if (elsewhere || holder != null && (self == null || !holder.id().equals(self.id()))) {
            boolean typed = switches.is(ZoomSwitch.DUPLICATE_CREATE, "409 uniqueness");
            throw new Refused(elsewhere ? 409 : switches.number(ZoomSwitch.DUPLICATE_CREATE), typed ? "uniqueness" : null,
                    "User already in the account: " + login);
        }
    }

    private void refuseBeyondSeats(ObjectNode document, ZoomUser was) {
        int seats = settings.get().basicSeats();
        if (seats > 0 && document.path("userType").asText().equals("Basic") && (was == null || !was.userType().equals("Basic"))
                && store.all().stream().filter(user -> user.userType().equals("Basic")).count() >= seats) {
            throw new Refused(400, "You can have at most " + seats + " users of the type Basic.");
        }
    }

    private ObjectNode stamped(ObjectNode document, boolean creating) {
        String now = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
        ObjectNode meta = document.withObject("/meta");
        if (creating) {
            meta.put("location", location.get() + document.get("id").asText()).put("version", "W/\"1\"").put("created", now);
        } else {
            long version = Long.parseLong(meta.get("version").asText().replaceAll("\\D", ""));
            meta.put("version", "W/\"" + (version + 1) + "\"");
        }
        meta.put("lastModified", now);
        return document;
    }

    /** {@code PUT /Users/{id}}: a merge. */
    ObjectNode update(String id, byte[] request) {
        ObjectNode body = ZoomUserBody.read(request);
        synchronized (store) {
            ZoomUser user = member(id);
            bodies.check(body);
            boolean target = body.hasNonNull("active") ? body.get("active").asBoolean() : user.active();
            boolean statusChanges = target != user.active();
            if (statusChanges && switches.is(ZoomSwitch.PUT_STATUS_AND_ATTRIBUTES, "status only")) {
                return stored(withStatus(user, target));
            }
            ZoomUser written = user;
            String login = newLogin(user, body);
            if (login != null || ZoomUserBody.hasAttributes(body)) {
                // With the status: enabled before its attributes are written, disabled after.
                if (user.active() || statusChanges || switches.is(ZoomSwitch.UPDATE_INACTIVE, "200 applied")) {
                    written = withAttributes(user, body, login);
                } else if (switches.is(ZoomSwitch.UPDATE_INACTIVE, "400")) {
                    throw new Refused(400, "The user " + user.login() + " is inactive and can not be updated.");
                }
            }
            return stored(statusChanges ? withStatus(written, target) : written);
        }
    }

    private ObjectNode stored(ZoomUser user) {
        store.put(user);
        return user.view();
    }

    /** The login that a PUT asks for and Zoom would give, or null. */
    private String newLogin(ZoomUser user, ObjectNode body) {
        String address = switches.is(ZoomSwitch.PUT_EMAIL, "changes login") ? ZoomUserBody.address(body) : null;
        String login = body.path("userName").asText("");
        if (!login.isEmpty() && !login.equalsIgnoreCase(user.login()) && switches.is(ZoomSwitch.PUT_USER_NAME, "applied")) {
            address = login;
        }
        return address == null || address.equalsIgnoreCase(user.login()) ? null : address;
    }

    private ZoomUser withAttributes(ZoomUser user, ObjectNode body, String login) {
        ObjectNode document = bodies.merge(user.document(), body);
        refuseBeyondSeats(document, user);
        if (login == null) {
            return user.with(stamped(document, false));
        }
        refuseAddress(user, login);
        ZoomUserBody.address(document, login);
        return user.with(stamped(document, false)).readdressed(clock.instant());
    }

    private void refuseAddress(ZoomUser user, String address) {
        if (!ADDRESS.matcher(address).matches()) {
            throw ZoomUserBody.invalid("emails");
        }
        if (!settings.get().manages(address)) {
            throw new Refused(400, "Domain name doesn't match. The domain of " + address + " is not managed by this account.");
        }
        refuseTaken(address, user, settings.get().foreign(address));
        Instant period = clock.instant().minus(ADDRESS_PERIOD);
        if (user.addressChanges().stream().filter(period::isBefore).count() >= ADDRESS_CHANGES) {
            throw new Refused(400, "The email address can be changed at most " + ADDRESS_CHANGES + " times in 24 hours.");
        }
    }

    private ZoomUser withStatus(ZoomUser user, boolean active) {
        if (!active) {
            refuseProtected(user, "deactivated");
        }
        ObjectNode document = user.document().deepCopy().put("active", active);
        if (active && !user.active() && switches.is(ZoomSwitch.LICENCE_ON_REENABLE, "Basic")) {
            document.put("userType", "Basic");
        }
        return user.with(stamped(document, false));
    }

    private void refuseProtected(ZoomUser user, String what) {
        if (user.protectedRole() && !switches.is(ZoomSwitch.ADMIN_PROTECTED, "off")) {
            throw new Refused(switches.number(ZoomSwitch.ADMIN_PROTECTED),
                    "The user " + user.login() + " has an administrator role and can not be " + what + ".");
        }
    }

    /** {@code PATCH /Users/{id}}: nothing but {@code active}; what else it carries is ignored. */
    ObjectNode patch(String id, byte[] request) {
        ObjectNode body = ZoomUserBody.read(request);
        synchronized (store) {
            ZoomUser user = member(id);
            boolean active = patchedStatus(body);
            return active == user.active() ? user.view() : stored(withStatus(user, active));
        }
    }

    private boolean patchedStatus(ObjectNode body) {
        Boolean active = null;
        for (JsonNode operation : body.path("Operations")) {
            JsonNode value = operation.path("value");
            boolean path = operation.path("path").asText().equals("active") && switches.is(ZoomSwitch.PATCH_PATH_ACTIVE, "accepted");
            JsonNode status = path ? value : !operation.has("path") ? value.path("active") : null;
            if (status == null || !status.isBoolean() || !operation.path("op").asText().equalsIgnoreCase("replace")) {
                throw new Refused(400, NO_ACTIVE);
            }
            active = status.asBoolean();
        }
        if (active == null) {
            throw new Refused(400, NO_ACTIVE);
        }
        return active;
    }

    /** {@code DELETE /Users/{id}}. */
    void delete(String id) {
        synchronized (store) {
            ZoomUser user = member(id);
            refuseProtected(user, "deleted");
            store.remove(user);
        }
        onDelete.accept(id);
    }

    /** Whether the id is a member's. */
    boolean exists(String id) {
        synchronized (store) {
            ZoomUser user = store.byId(id);
            return user != null && !user.pending();
        }
    }

    /** Everybody, as the control interface shows them. */
    List<ObjectNode> control() {
        synchronized (store) {
            return store.all().stream().map(ZoomUser::control).toList();
        }
    }

    /** Puts a user there, past all rules but that of unique logins. */
    void seed(ObjectNode user) {
        String login = user.path("userName").asText("");
        if (!ADDRESS.matcher(login).matches()) {
            throw new IllegalArgumentException("A user to seed has the userName \"" + login + "\": give an e-mail address.");
        }
        ObjectNode body = user.deepCopy().without(List.of("pending", "administrator"));
        synchronized (store) {
            if (store.byLogin(login) != null) {
                throw new IllegalArgumentException("The userName \"" + login + "\" is taken: seed every user once, or reset \"users\" first.");
            }
            String id = store.nextId();
            ObjectNode document = bodies.create(body, id, login).put("active", user.path("active").asBoolean(true));
            store.put(new ZoomUser(store.nextNumber(), id, stamped(document, true), user.path("pending").asBoolean(),
                    user.path("administrator").asBoolean(), List.of()));
        }
    }

    /** The invited user has accepted. */
    void accept(String login) {
        synchronized (store) {
            store.put(known(login).accepted());
        }
    }

    /** All invited users have accepted. */
    void acceptAll() {
        synchronized (store) {
            store.all().stream().filter(ZoomUser::pending).map(ZoomUser::accepted).forEach(store::put);
        }
    }

    void administrator(String login, boolean is) {
        synchronized (store) {
            store.put(known(login).administrator(is));
        }
    }

    private ZoomUser known(String login) {
        ZoomUser user = store.byLogin(login);
        if (user == null) {
            throw new IllegalArgumentException("There is no user with the userName \"" + login + "\": GET /_control/users shows them.");
        }
        return user;
    }

    void clear() {
        synchronized (store) {
            store.clear();
        }
    }
}
