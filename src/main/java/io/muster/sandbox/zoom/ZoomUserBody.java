package io.muster.sandbox.zoom;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.sandbox.service.Switches;
import io.muster.sandbox.zoom.ZoomErrors.Refused;
import java.io.IOException;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;

/** Reads user bodies and lays them over what is stored: PUT is a merge, arrays are replaced, and much is ignored in silence. */
final class ZoomUserBody {

    /** Set by Zoom, or by a rule of its own. */
    private static final Set<String> NOT_MERGED = Set.of("schemas", "id", "meta", "groups", "userName", "emails", "active", "externalId");
    private static final Set<String> KEPT_WHEN_CLEARED = Set.of("schemas", "id", "meta", "userName", "emails", "active", "userType", "displayName",
            ZoomUser.LOGIN);
    private static final Map<String, Set<String>> VOCABULARIES = Map.of(
            "all", Set.of("Basic", "Pro", "Corp", "Licensed", "On-Prem"),
            "new only", Set.of("Basic", "Licensed", "On-Prem"),
            "old only", Set.of("Basic", "Pro", "Corp"));

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Switches<ZoomSwitch> switches;

    ZoomUserBody(Switches<ZoomSwitch> switches) {
        this.switches = switches;
    }

    /** The request's JSON object, refused in Zoom's words when it is none. */
    static ObjectNode read(byte[] body) {
        JsonNode json;
        try {
            json = JSON.readTree(body);
        } catch (IOException broken) {
            throw new Refused(400, "The request body must be in JSON format.");
        }
        if (!(json instanceof ObjectNode object) || object.isEmpty()) {
            throw new Refused(400, "The request JSON must not be empty.");
        }
        return object;
    }

    /** Refuses what the API refuses in every user body. */
    void check(ObjectNode body) {
        if (body.hasNonNull("active") && !body.get("active").isBoolean()) {
            throw invalid("active");
        }
        if (body.hasNonNull("emails") && !body.get("emails").isArray()) {
            throw invalid("emails");
        }
        String type = body.path("userType").asText("");
        if (!type.isEmpty() && !VOCABULARIES.get(switches.get(ZoomSwitch.USER_TYPE_VOCABULARY)).contains(type)) {
            throw invalid("userType");
        }
    }

    static Refused invalid(String attribute) {
        return new Refused(400, "The \"" + attribute + "\" of the request is invalid.");
    }

    /** The work address that the body carries, else its first one, else null. */
    static String address(ObjectNode body) {
        String first = null;
        for (JsonNode email : body.path("emails")) {
            String value = email.path("value").asText("");
            if (!value.isEmpty() && "work".equalsIgnoreCase(email.path("type").asText())) {
                return value;
            }
            first = first == null && !value.isEmpty() ? value : first;
        }
        return first;
    }

    /** Whether the body carries an attribute that {@link #merge} would write. */
    static boolean hasAttributes(ObjectNode body) {
        for (Iterator<String> names = body.fieldNames(); names.hasNext();) {
            String name = names.next();
            if (!NOT_MERGED.contains(name) && !name.equals("displayName")) {
                return true;
            }
        }
        return false;
    }

    /** Sets the login and the address, which are one. */
    static void address(ObjectNode document, String address) {
        document.put("userName", address);
        document.putArray("emails").addObject().put("type", "work").put("value", address).put("primary", true);
    }

    /** A new user's document. */
    ObjectNode create(ObjectNode body, String id, String login) {
        ObjectNode document = JSON.createObjectNode().put("id", id);
        document.putArray("schemas");
        document.putObject("meta").put("resourceType", "User");
        address(document, login);
        lay(body, document, true);
        document.put("active", true);
        if (!document.has("userType")) {
            document.put("userType", "Basic");
        }
        return document;
    }

    /** What is stored after a PUT, address and status aside. */
    ObjectNode merge(ObjectNode stored, ObjectNode body) {
        ObjectNode document = stored.deepCopy();
        if (switches.is(ZoomSwitch.PUT_ABSENT, "cleared")) {
            document.retain(KEPT_WHEN_CLEARED);
        }
        lay(body, document, false);
        return document;
    }

    private void lay(ObjectNode body, ObjectNode document, boolean creating) {
        body.fields().forEachRemaining(field -> {
            String name = field.getKey();
            JsonNode value = field.getValue();
            if (NOT_MERGED.contains(name) || !creating && name.equals("displayName")) {
                return;
            }
            if (name.equals("userType") && value.asText().isEmpty()) {
                return;
            }
            if (name.equals(ZoomUser.LOGIN) && !creating && value instanceof ObjectNode extension) {
                value = extension.deepCopy().without("loginType");
            }
            lay(document, name, value, creating);
        });
        if (body.has("name") && (!creating || !document.has("displayName"))) {
            String shown = (document.path("name").path("givenName").asText() + " " + document.path("name").path("familyName").asText()).trim();
            if (shown.isEmpty()) {
                document.remove("displayName");
            } else {
                document.put("displayName", shown);
            }
        }
        ArrayNode schemas = document.putArray("schemas").add(ZoomUser.CORE);
        document.fieldNames().forEachRemaining(name -> {
            if (name.startsWith("urn:")) {
                schemas.add(name);
            }
        });
    }

    private void lay(ObjectNode document, String name, JsonNode value, boolean creating) {
        if (value.isNull()) {
            return;
        }
        if (value.isTextual() && value.asText().isEmpty()) {
            if (creating || switches.is(ZoomSwitch.PUT_EMPTY_STRING, "clears")) {
                document.remove(name);
            }
        } else if (value instanceof ObjectNode object) {
            ObjectNode inner = document.get(name) instanceof ObjectNode was ? was : JSON.createObjectNode();
            object.fields().forEachRemaining(field -> lay(inner, field.getKey(), field.getValue(), creating));
            if (inner.isEmpty()) {
                document.remove(name);
            } else {
                document.set(name, inner);
            }
        } else if (value instanceof ArrayNode array) {
            lay(document, name, array, creating);
        } else {
            document.set(name, value);
        }
    }

    private void lay(ObjectNode document, String name, ArrayNode array, boolean creating) {
        ArrayNode kept = JSON.createArrayNode();
        for (JsonNode element : array) {
            if (!element.has("value") || !element.get("value").asText().isEmpty()) {
                kept.add(element.deepCopy());
            }
        }
        if (kept.isEmpty() && !array.isEmpty() && !creating && switches.is(ZoomSwitch.PUT_EMPTY_STRING, "ignored")) {
            return;
        }
        if (name.equals("roles") && kept.size() > 1) {
            JsonNode first = kept.get(0);
            kept.removeAll().add(first);
        }
        if (name.equals("phoneNumbers") && switches.is(ZoomSwitch.PHONE_TYPES, "work->office")) {
            kept.forEach(phone -> {
                if (phone instanceof ObjectNode number && number.path("type").asText().equals("work")) {
                    number.put("type", "office");
                }
            });
        }
        if (kept.isEmpty()) {
            document.remove(name);
        } else {
            document.set(name, kept);
        }
    }
}
