package io.muster.sandbox.pingid;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Set;
import java.util.UUID;

/** One paired device. Changed under the lock of {@link PingIdOrganization} only. */
final class PingIdDevice {

    /** The types as replies show them, with the word that requests use where it is another. */
    enum Type {
        SMS("SMS"), VOICE("Voice"), EMAIL("Email"), TOKEN("Hardware Token"), AUTHENTICATOR_APP("Authenticator App"), ANDROID("Android"), IPHONE("iPhone"),
        YUBIKEY("YubiKey"), DESKTOP("Desktop");

        private final String shown;

        Type(String shown) {
            this.shown = shown;
        }

        boolean phone() {
            return this == SMS || this == VOICE;
        }

        /** Whether a device of this type can be paired without its owner. */
        boolean offline() {
            return phone() || this == EMAIL || this == TOKEN || this == AUTHENTICATOR_APP;
        }
    }

    private static final DateTimeFormatter ENROLLMENT = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS").withZone(ZoneId.of("America/Denver"));
    /** Country codes of two digits (ITU-T E.164); 1 and 7 have one, all others three. */
    private static final Set<String> TWO_DIGITS = Set.of("20", "27", "30", "31", "32", "33", "34", "36", "39", "40", "41", "43", "44", "45", "46", "47", "48", "49",
            "51", "52", "53", "54", "55", "56", "57", "58", "60", "61", "62", "63", "64", "65", "66", "81", "82", "84", "86", "90", "91", "92", "93", "94", "95", "98");

    final long id;
    final String uuid = UUID.randomUUID().toString();
    final Type type;
    final String data;
    final Instant enrolled;
    String nickname;
    boolean primary;

    /** @param data the address, the number in digits with an extension after a comma, the serial number; null for apps */
    PingIdDevice(long id, Type type, String data, Instant enrolled) {
        this.id = id;
        this.type = type;
        this.data = data;
        this.enrolled = enrolled;
    }

    boolean same(PingIdDevice other) {
        return type == other.type && data != null && data.equalsIgnoreCase(other.data);
    }

    ObjectNode view(boolean splitPhone) {
        ObjectNode view = JsonNodeFactory.instance.objectNode().put("type", type.shown).put("deviceId", id).put("deviceUuid", uuid)
                .put("deviceRole", primary ? "PRIMARY" : "SECONDARY").put("nickname", nickname).putNull("countryCode").putNull("phoneNumber").putNull("email")
                .put("enrollment", ENROLLMENT.format(enrolled)).put("displayID", uuid.substring(0, 8)).putNull("deviceModel").putNull("osVersion").putNull("appVersion")
                .put("pushEnabled", type == Type.ANDROID || type == Type.IPHONE).put("hasWatch", false).put("availableClaimedSms", 15)
                .put("availableNotClaimedSms", 10).putNull("oathSerialNumber").putNull("oathTokenType");
        switch (type) {
            case SMS, VOICE -> {
                int split = splitPhone ? countryCode(data) : 0;
                view.put("countryCode", splitPhone ? data.substring(0, split) : null).put("phoneNumber", data.substring(split));
            }
            case EMAIL -> view.put("email", data);
            case TOKEN, AUTHENTICATOR_APP -> view.put("oathSerialNumber", data).put("oathTokenType", "TOTP");
            default -> { }
        }
        return view;
    }

    private static int countryCode(String digits) {
        return digits.startsWith("1") || digits.startsWith("7") ? 1 : TWO_DIGITS.contains(digits.substring(0, 2)) ? 2 : 3;
    }
}
