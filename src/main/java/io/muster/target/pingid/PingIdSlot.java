package io.muster.target.pingid;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.List;

/** The nine places for devices that the directory feeds; at PingID they are known by their nicknames. */
enum PingIdSlot {
    EMAIL_1(Kind.EMAIL, 1), EMAIL_2(Kind.EMAIL, 2), EMAIL_3(Kind.EMAIL, 3),
    SMS_1(Kind.SMS, 1), SMS_2(Kind.SMS, 2), SMS_3(Kind.SMS, 3),
    VOICE_1(Kind.VOICE, 1), VOICE_2(Kind.VOICE, 2), VOICE_3(Kind.VOICE, 3);

    /** The types of {@code offlinepairing}, with the words of the attributes and nicknames. */
    enum Kind {
        EMAIL("mfaEmail", "Email "), SMS("mfaSms", "SMS Number "), VOICE("mfaVoice", "Voice Number ");

        private final String attribute;
        private final String nickname;

        Kind(String attribute, String nickname) {
            this.attribute = attribute;
            this.nickname = nickname;
        }

        /** Whether a device of this type shows this value: addresses ignore case, of numbers the digits count. */
        boolean shows(JsonNode device, String value) {
            if (!device.path("type").asText().equalsIgnoreCase(name())) {
                return false;
            }
            if (this == EMAIL) {
                return device.path("email").asText().equalsIgnoreCase(value.strip());
            }
            String wanted = data(value);
            String number = device.path("phoneNumber").asText("");
            return same(wanted, digits(device.path("countryCode").asText("")) + data(number)) || same(wanted, data(number));
        }

        /** An extension counts only where PingID shows one. */
        private static boolean same(String wanted, String shown) {
            return wanted.equals(shown) || !shown.contains(",") && wanted.startsWith(shown + ",");
        }

        /** {@code pairingData}: an address, or an international number's digits, with an extension after a comma. */
        String data(String value) {
            if (this == EMAIL) {
                return value.strip();
            }
            int comma = value.indexOf(',');
            String digits = digits(comma < 0 ? value : value.substring(0, comma));
            return (digits.startsWith("00") ? digits.substring(2) : digits) + (comma < 0 ? "" : value.substring(comma));
        }

        private static String digits(String text) {
            return text.replaceAll("\\D", "");
        }

        /** What a device shows, as a directory would write it. */
        String shown(JsonNode device) {
            return this == EMAIL ? device.path("email").asText("") : "+" + digits(device.path("countryCode").asText("")) + data(device.path("phoneNumber").asText(""));
        }
    }

    private final Kind kind;
    private final int number;

    PingIdSlot(Kind kind, int number) {
        this.kind = kind;
        this.number = number;
    }

    Kind kind() {
        return kind;
    }

    /** The mapped attribute: {@code mfaSms1}. */
    String attribute() {
        return kind.attribute + number;
    }

    /** The device's nickname: {@code SMS Number 1}. */
    String nickname() {
        return kind.nickname + number;
    }

    static List<PingIdSlot> all() {
        return List.of(values());
    }

    /** Whether a device of this nickname is one of the nine. */
    static boolean managed(String nickname) {
        return Arrays.stream(values()).anyMatch(slot -> slot.nickname().equals(nickname));
    }
}
