package io.muster.sandbox.pingid;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.sandbox.pingid.PingIdDevice.Type;
import io.muster.sandbox.pingid.PingIdUser.Status;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/** The operations on devices. Each adds to the reply what is its own. */
final class PingIdDevices {

    /** A pairing that waits for the one-time passcode that its owner gets. */
    record Session(String userName, Type type, String data, String otp) {
    }

    /** What can be changed of a device. */
    private enum Attribute {
        SET_PRIMARY, NICKNAME, ORDER
    }

    private final PingIdOrganization organization;
    private final Map<String, Session> sessions = new HashMap<>();
    private final Map<String, Long> claimed = new HashMap<>();

    PingIdDevices(PingIdOrganization organization) {
        this.organization = organization;
    }

    /** Pairs at once; nobody is asked whether the address is theirs. */
    void pairOffline(PingIdBody body, ObjectNode reply) {
        PingIdUser user = organization.get(body.userName());
        PingIdDevice device = pair(user, type(body), data(body), body.flag("validateUniqueDevice"));
        if (organization.switches.is(PingIdSwitch.PAIRING_RETURNS_DEVICE_ID, "true")) {
            reply.put("deviceId", String.valueOf(device.id)).put("deviceUuid", device.uuid);
        }
        reply.put("sessionId", "sess_" + device.uuid);
    }

    private static Type type(PingIdBody body) {
        Type type = body.one(Type.class, "type");
        if (type == null || !type.offline()) {
            throw PingIdError.INVALID_INPUT.refused();
        }
        return type;
    }

    /** An address, or a number's digits with country code and an extension after a comma. */
    private static String data(PingIdBody body) {
        String data = body.required("pairingData");
        Type type = type(body);
        if (type.phone()) {
            String number = data.startsWith("+") ? data.substring(1) : data;
            if (!number.matches(type == Type.VOICE ? "[1-9]\\d{6,14}(,+[\\d#*,]*)?" : "[1-9]\\d{6,14}")) {
                throw PingIdError.PHONE_NUMBER.refused();
            }
            return number;
        }
        if (type == Type.EMAIL && !data.matches("[^@\\s]+@[^@\\s]+")) {
            throw PingIdError.INVALID_INPUT.refused();
        }
        return data;
    }

    private PingIdDevice pair(PingIdUser user, Type type, String data, boolean unique) {
        if (user.devices.size() >= organization.switches.number(PingIdSwitch.MAX_DEVICES)) {
            throw (organization.switches.is(PingIdSwitch.MAX_DEVICES, "10 / 20562") ? PingIdError.TOO_MANY_DEVICES : PingIdError.TOO_MANY_DEVICES_BEFORE_2021).refused();
        }
        PingIdDevice device = new PingIdDevice(organization.nextDeviceId(), type, data, organization.now.get());
        if (unique && organization.switches.is(PingIdSwitch.DUPLICATE_DEVICE, "400 errorId 400")
                && organization.all().stream().anyMatch(other -> other.devices.stream().anyMatch(device::same))) {
            throw PingIdError.INVALID_INPUT.refused();
        }
        device.primary = user.devices.isEmpty() && organization.switches.is(PingIdSwitch.FIRST_DEVICE_PRIMARY, "true");
        user.devices.add(device);
        if (user.status != Status.SUSPENDED && organization.switches.is(PingIdSwitch.PAIRING_ACTIVATES, "true")) {
            user.status = Status.ACTIVE;
            user.activationCode = null;
            user.codeExpires = null;
        }
        return device;
    }

    void startPairing(PingIdBody body, ObjectNode reply) {
        PingIdUser user = organization.get(body.userName());
        String id = "sess_" + UUID.randomUUID();
        sessions.put(id, new Session(user.userName, type(body), data(body), String.format("%06d", ThreadLocalRandom.current().nextInt(1_000_000))));
        reply.put("sessionId", id);
    }

    void finishPairing(PingIdBody body) {
        Session session = sessions.get(body.required("sessionId"));
        if (session == null || !session.otp.equals(body.required("otp"))) {
            throw PingIdError.INVALID_INPUT.refused();
        }
        sessions.remove(body.required("sessionId"));
        pair(organization.get(session.userName), session.type, session.data, false);
    }

    void change(PingIdBody body) {
        PingIdUser user = organization.get(body.userName());
        PingIdDevice device = user.device(body.number("deviceId"));
        Attribute attribute = body.one(Attribute.class, "attributeName");
        String value = body.required("attributeValue");
        if (attribute == null) {
            throw PingIdError.INVALID_INPUT.refused();
        }
        switch (attribute) {
            case NICKNAME -> {
                boolean taken = user.devices.stream().anyMatch(other -> other != device && value.equals(other.nickname));
                if (taken && organization.switches.is(PingIdSwitch.DUPLICATE_NICKNAME, "400")) {
                    throw PingIdError.INVALID_INPUT.refused();
                }
                device.nickname = value;
            }
            case SET_PRIMARY -> {
                if (!value.equalsIgnoreCase("true")) {
                    throw PingIdError.INVALID_INPUT.refused();
                }
                order(user, device, 1);
            }
            case ORDER -> {
                if (!value.matches("[1-9]\\d?") || Integer.parseInt(value) > user.devices.size()) {
                    throw PingIdError.INVALID_INPUT.refused();
                }
                order(user, device, Integer.parseInt(value));
            }
        }
    }

    private static void order(PingIdUser user, PingIdDevice device, int place) {
        user.devices.remove(device);
        user.devices.add(place - 1, device);
        user.devices.forEach(one -> one.primary = one == user.devices.get(0));
    }

    /** Without {@code deviceId} every device goes. A primary device leaves no other one behind. */
    void unpair(PingIdBody body) {
        PingIdUser user = organization.get(body.userName());
        if (body.has("deviceId")) {
            user.devices.remove(user.device(body.number("deviceId")));
        } else {
            user.devices.clear();
        }
        if (user.devices.isEmpty() && user.status == Status.ACTIVE) {
            user.status = Status.PENDING_CHANGE_DEVICE;
        }
    }

    void status(PingIdBody body, ObjectNode reply) {
        String code = body.required("activationCode");
        Long device = claimed.remove(code);
        boolean open = organization.all().stream().anyMatch(user -> code.equals(user.activationCode));
        reply.put("pairingStatus", device != null ? "SUCCESS" : open ? "NOT_CLAIMED" : "NOT_EXIST").put("deviceId", device);
    }

    /** The user's own phone claims the code that is open. */
    void claim(String userName) {
        PingIdUser user = organization.find(userName);
        if (user == null || user.activationCode == null) {
            throw new IllegalArgumentException("\"" + userName + "\" has no open activation code.");
        }
        String code = user.activationCode;
        PingIdDevice device = new PingIdDevice(organization.nextDeviceId(), Type.ANDROID, null, organization.now.get());
        device.nickname = "Android";
        device.primary = user.devices.isEmpty();
        user.devices.add(device);
        user.activationCode = null;
        user.codeExpires = null;
        user.status = user.status == Status.SUSPENDED ? Status.SUSPENDED : Status.ACTIVE;
        claimed.put(code, device.id);
    }

    /** The passcodes that would have been sent, by session. */
    Map<String, Session> sessions() {
        return Map.copyOf(sessions);
    }

    void clear() {
        sessions.clear();
        claimed.clear();
    }
}
