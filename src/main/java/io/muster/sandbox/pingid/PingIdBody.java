package io.muster.sandbox.pingid;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * A request's {@code reqBody}: names ignore case, and values are taken as text, since samples send booleans and ids in both types. What breaks
 * a rule is refused as invalid input.
 */
final class PingIdBody {

    private final Map<String, JsonNode> fields = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    PingIdBody(JsonNode body) {
        body.fields().forEachRemaining(field -> fields.put(field.getKey(), field.getValue()));
    }

    boolean has(String name) {
        return fields.containsKey(name) && !fields.get(name).isNull();
    }

    /** A value, or null. */
    String text(String name) {
        JsonNode value = fields.get(name);
        if (value == null || value.isNull()) {
            return null;
        }
        if (value.isContainerNode()) {
            throw PingIdError.INVALID_INPUT.refused();
        }
        return value.asText();
    }

    /** A value that has to be there. */
    String required(String name) {
        String value = text(name);
        if (value == null || value.isEmpty()) {
            throw PingIdError.INVALID_INPUT.refused();
        }
        return value;
    }

    /** The name of a user: 1 to 250 characters of any kind. */
    String userName() {
        String name = required("username");
        if (name.length() > PingIdUser.LONGEST_NAME) {
            throw PingIdError.INVALID_INPUT.refused();
        }
        return name;
    }

    boolean flag(String name) {
        String value = text(name);
        if (value != null && !value.equalsIgnoreCase("true") && !value.equalsIgnoreCase("false")) {
            throw PingIdError.INVALID_INPUT.refused();
        }
        return value != null && value.equalsIgnoreCase("true");
    }

    long number(String name) {
        String value = required(name);
        if (!value.matches("\\d{1,18}")) {
            throw PingIdError.INVALID_INPUT.refused();
        }
        return Long.parseLong(value);
    }

    /** One of an enum's constants, in capitals as in the documents; null when it is not there. */
    <E extends Enum<E>> E one(Class<E> type, String name) {
        String value = text(name);
        try {
            return value == null ? null : Enum.valueOf(type, value.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException unknown) {
            throw PingIdError.INVALID_INPUT.refused();
        }
    }

    JsonNode node(String name) {
        return fields.get(name);
    }
}
