package io.muster.sandbox.pingid;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.sandbox.pingid.PingIdUser.Role;
import io.muster.sandbox.pingid.PingIdUser.Status;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The operations on users. Each adds to the reply what is its own. */
final class PingIdUsers {

    private static final int DEFAULT_HOURS = 48;
    private static final int MOST_HOURS = 336;

    /** The devices that an activation code can be for. */
    private enum DeviceType {
        DESKTOP, MOBILE
    }

    private final PingIdOrganization organization;

    PingIdUsers(PingIdOrganization organization) {
        this.organization = organization;
    }

    void add(PingIdBody body, ObjectNode reply) {
        String name = body.userName();
        Role role = body.one(Role.class, "role");
        body.one(DeviceType.class, "deviceType");
        boolean activate = body.flag("activateUser");
        if (role == null) {
            throw PingIdError.INVALID_INPUT.refused();
        }
        PingIdUser user = organization.add(name);
        user.role = role;
        user.picUrl = body.text("picUrl");
        attributes(user, body);
        reply.put("activationCode", activate ? activate(user, DEFAULT_HOURS) : "");
        reply.set("userDetails", view(user));
    }

    private static void attributes(PingIdUser user, PingIdBody body) {
        user.fname = body.text("fname");
        user.lname = body.text("lname");
        user.email = body.text("email");
    }

    private String activate(PingIdUser user, int hours) {
        user.status = Status.PENDING_ACTIVATION;
        return code(user, hours);
    }

    private String code(PingIdUser user, int hours) {
        user.activationCode = organization.nextCode();
        user.codeExpires = organization.now.get().plus(Duration.ofHours(hours));
        return user.activationCode;
    }

    void details(PingIdBody body, ObjectNode reply) {
        PingIdUser user = organization.find(body.userName());
        boolean others = body.flag("getSameDeviceUsers");
        if (user == null && organization.switches.is(PingIdSwitch.UNKNOWN_USER_REPLY, "HTTP 400, 10564")) {
            throw PingIdError.NO_SUCH_USER.refused();
        }
        reply.set("userDetails", user == null ? JsonNodeFactory.instance.nullNode() : view(user));
        ArrayNode same = reply.putArray("sameDeviceUsersDetails");
        if (user != null && others) {
            organization.all().stream().filter(other -> other != user && other.devices.stream().anyMatch(device -> user.devices.stream().anyMatch(device::same)))
                    .forEach(other -> same.add(view(other)));
        }
    }

    /** Everything that is not sent becomes null, and a role that is not sent becomes the least one. */
    void edit(PingIdBody body, ObjectNode reply) {
        PingIdUser user = organization.get(body.userName());
        Role role = body.one(Role.class, "role");
        boolean activate = body.flag("activateUser");
        if (activate && user.status == Status.ACTIVE && organization.switches.is(PingIdSwitch.EDIT_ACTIVATE_ON_ACTIVE, "10562")) {
            throw PingIdError.ALREADY_ACTIVE.refused();
        }
        attributes(user, body);
        user.role = role == null ? Role.REGULAR : role;
        if (organization.switches.is(PingIdSwitch.EDIT_KEEPS_DEVICES, "false") && !user.devices.isEmpty()) {
            user.devices.clear();
            user.status = user.status == Status.ACTIVE ? Status.PENDING_CHANGE_DEVICE : user.status;
        }
        if (activate && Set.of(Status.NOT_ACTIVE, Status.PENDING, Status.PENDING_ACTIVATION).contains(user.status)) {
            reply.put("activationCode", activate(user, DEFAULT_HOURS));
        }
        reply.set("userDetails", view(user));
    }

    void delete(PingIdBody body) {
        organization.remove(organization.get(body.userName()));
    }

    void suspend(PingIdBody body) {
        PingIdUser user = organization.get(body.userName());
        if (user.status != Status.ACTIVE) {
            throw PingIdError.NOT_SUSPENDABLE.refused();
        }
        user.status = Status.SUSPENDED;
    }

    void activate(PingIdBody body, ObjectNode reply) {
        PingIdUser user = organization.get(body.userName());
        body.one(DeviceType.class, "deviceType");
        switch (user.status) {
            case ACTIVE -> throw PingIdError.ALREADY_ACTIVE.refused();
            case SUSPENDED -> user.status = Status.ACTIVE;
            case PENDING_CHANGE_DEVICE -> {
                if (organization.switches.is(PingIdSwitch.ACTIVATE_CHANGE_DEVICE, "PENDING_ACTIVATION + code")) {
                    reply.put("activationCode", activate(user, DEFAULT_HOURS));
                }
            }
            default -> reply.put("activationCode", activate(user, DEFAULT_HOURS));
        }
    }

    void activationCode(PingIdBody body, ObjectNode reply) {
        PingIdUser user = organization.get(body.userName());
        body.one(DeviceType.class, "deviceType");
        long hours = body.has("hoursUntilExpiration") ? body.number("hoursUntilExpiration") : DEFAULT_HOURS;
        if (hours < 1 || hours > MOST_HOURS) {
            throw PingIdError.INVALID_INPUT.refused();
        }
        if (user.status == Status.NOT_ACTIVE || user.status == Status.PENDING) {
            user.status = Status.PENDING_ACTIVATION;
        }
        reply.put("activationCode", code(user, (int) hours));
    }

    void bypass(PingIdBody body) {
        PingIdUser user = organization.get(body.userName());
        Long until = body.has("bypassUntil") ? body.number("bypassUntil") : null;
        JsonNode aliases = body.node("spAliases");
        if (aliases == null || aliases.isNull() || aliases.isEmpty()) {
            user.bypassUntil = until;
            return;
        }
        Set<String> named = new HashSet<>();
        aliases.forEach(alias -> named.add(alias.asText()));
        if (!user.serviceProviders.keySet().containsAll(named)) {
            throw PingIdError.NO_SERVICE_PROVIDER.refused();
        }
        named.forEach(alias -> user.serviceProviders.put(alias, until));
    }

    void addService(PingIdBody body) {
        organization.get(body.userName()).serviceProviders.putIfAbsent(body.required("spAlias"), null);
    }

    ObjectNode view(PingIdUser user) {
        boolean enabled = organization.switches.is(PingIdSwitch.USER_ENABLED, "true only if ACTIVE") ? user.status == Status.ACTIVE : user.status != Status.SUSPENDED;
        return user.view(organization.switches.is(PingIdSwitch.PHONE_SPLIT, "countryCode apart"), enabled);
    }

    List<ObjectNode> all() {
        return organization.all().stream().map(this::view).toList();
    }

    /** Puts a user there as the control interface describes one; replaces one of the same name. */
    void seed(JsonNode seeded) {
        String name = seeded.path("userName").asText();
        if (name.isEmpty() || name.length() > PingIdUser.LONGEST_NAME) {
            throw new IllegalArgumentException("A user to seed needs a \"userName\" of 1 to " + PingIdUser.LONGEST_NAME + " characters.");
        }
        PingIdUser there = organization.find(name);
        if (there != null) {
            organization.remove(there);
        }
        PingIdUser user = organization.add(name);
        user.email = seeded.path("email").asText(null);
        user.fname = seeded.path("fname").asText(null);
        user.lname = seeded.path("lname").asText(null);
        user.role = Role.valueOf(seeded.path("role").asText("REGULAR"));
        user.status = Status.valueOf(seeded.path("status").asText("ACTIVE"));
        for (JsonNode device : seeded.has("devices") ? seeded.get("devices") : user.status == Status.ACTIVE || user.status == Status.SUSPENDED ? anApp() : seeded.path("devices")) {
            PingIdDevice paired = new PingIdDevice(organization.nextDeviceId(), PingIdDevice.Type.valueOf(device.path("type").asText()), device.path("data").asText(null),
                    organization.now.get());
            paired.nickname = device.path("nickname").asText(null);
            paired.primary = device.has("primary") ? device.get("primary").asBoolean() : user.devices.isEmpty();
            user.devices.add(paired);
        }
    }

    /** What most people have. */
    private static ArrayNode anApp() {
        ArrayNode devices = JsonNodeFactory.instance.arrayNode();
        devices.addObject().put("type", "ANDROID").put("nickname", "Android");
        return devices;
    }
}
