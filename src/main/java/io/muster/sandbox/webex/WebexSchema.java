package io.muster.sandbox.webex;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.sandbox.service.Switches;
import io.muster.sandbox.webex.WebexErrors.Refused;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** What may stand in a user: names, types, lengths and numbers of entries, as Cisco's OpenAPI document gives them. */
final class WebexSchema {

    static final String CORE = "urn:ietf:params:scim:schemas:core:2.0:User";
    static final String ENT = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
    static final String CISCO = "urn:scim:schemas:extension:cisco:webexidentity:2.0:User";

    static final Pattern ADDRESS = Pattern.compile("[^@\\s\"]+@[^@\\s\"]+\\.[^@\\s\"]+");

    private static final Set<String> USER_TYPES = Set.of("user", "room", "external_calling", "calling_service");
    private static final Map<String, Integer> TEXTS = Map.ofEntries(Map.entry("userName", 254), Map.entry("userType", 64), Map.entry("displayName", 512), Map.entry("nickName", 256),
            Map.entry("externalId", 256), Map.entry("title", 512), Map.entry("profileUrl", 1000), Map.entry("password", 256), Map.entry("preferredLanguage", 64),
            Map.entry("locale", 64), Map.entry("timezone", 64));
    private static final Map<String, Integer> NAME_TEXTS = Map.of("givenName", 256, "familyName", 256, "middleName", 256, "honorificPrefix", 256, "honorificSuffix", 256,
            "formatted", 512);
    private static final Map<String, Integer> ENT_TEXTS = Map.of("employeeNumber", 256, "costCenter", 256, "organization", 512, "division", 512, "department", 512);
    private static final Map<String, Integer> ADDRESS_TEXTS = Map.of("streetAddress", 512, "locality", 128, "region", 64, "postalCode", 64);
    private static final Map<String, Integer> LISTS = Map.of("emails", 10, "phoneNumbers", 50, "addresses", 10, "roles", 100, "entitlements", 100, "photos", 50, "ims", 50,
            "x509Certificates", 50);
    private static final Map<String, Set<String>> TYPES = Map.of("emails", Set.of("work", "home", "room", "other"),
            "phoneNumbers", Set.of("work", "mobile", "fax", "work_extension", "alternate1", "alternate2"), "addresses", Set.of("work", "home", "other"),
            "photos", Set.of("photo", "thumbnail", "resizable"));
    private static final Set<String> UNOFFICIAL_PHONES = Set.of("home", "pager", "other");
    private static final Pattern LANGUAGE = Pattern.compile("[a-z]{2,3}(_[A-Za-z]{2,4})*");
    private static final Set<String> ZONES = ZoneId.getAvailableZoneIds();

    private WebexSchema() {
    }

    /** Whether an attribute of the core schema exists and can be written. */
    static boolean writable(String attribute) {
        return TEXTS.containsKey(attribute) || LISTS.containsKey(attribute) || attribute.equals("name") || attribute.equals("active");
    }

    static boolean list(String attribute) {
        return LISTS.containsKey(attribute) || attribute.equals("members");
    }

    /** The part of a request's body that counts: read-only values, unknown attributes and unknown schema sections are ignored. */
    static ObjectNode writablePart(ObjectNode body) {
        ObjectNode part = body.objectNode();
        body.fields().forEachRemaining(field -> {
            boolean section = field.getKey().equals(ENT) || field.getKey().equals(CISCO);
            if ((section || writable(field.getKey())) && !field.getValue().isNull()) {
                part.set(field.getKey(), field.getValue().deepCopy());
            }
        });
        if (part.get(CISCO) instanceof ObjectNode cisco) {
            cisco.remove(List.of("meta", "provisionSource"));
        }
        return part;
    }

    /** Refuses a document that breaks a rule. {@code inOrganization} tells whether an id is that of a user here. */
    static void check(ObjectNode document, Switches<WebexSwitch> switches, Predicate<String> inOrganization) {
        texts(document, TEXTS, "");
        if (!USER_TYPES.contains(document.path("userType").asText())) {
            throw Refused.invalid("userType", "must be one of " + USER_TYPES);
        }
        if (!ADDRESS.matcher(document.path("userName").asText()).matches()) {
            throw Refused.invalid("userName", "must be an e-mail address");
        }
        if (document.has("active") && !document.get("active").isBoolean()) {
            throw Refused.invalid("active", "must be true or false");
        }
        for (String language : List.of("locale", "preferredLanguage")) {
            if (document.has(language) && !LANGUAGE.matcher(document.get(language).asText()).matches()) {
                throw Refused.invalid(language, "must look like en_US");
            }
        }
        if (document.has("timezone") && !ZONES.contains(document.get("timezone").asText())) {
            throw Refused.invalid("timezone", "must be a time zone of IANA's list");
        }
        if (document.has("name")) {
            texts(object(document, "name"), NAME_TEXTS, "name.");
        }
        LISTS.forEach((list, most) -> entries(document, list, most, switches));
        if (document.has(ENT)) {
            enterprise(object(document, ENT), inOrganization);
        }
    }

    private static void enterprise(ObjectNode section, Predicate<String> inOrganization) {
        texts(section, ENT_TEXTS, ENT + ":");
        if (section.has("manager")) {
            String manager = object(section, "manager").path("value").asText();
            if (!WebexIds.bare(manager) || !inOrganization.test(manager)) {
                throw Refused.invalid(ENT + ":manager.value", "must be the id of a user of this organization");
            }
        }
    }

    private static void texts(ObjectNode node, Map<String, Integer> lengths, String where) {
        lengths.forEach((name, most) -> {
            JsonNode value = node.get(name);
            if (value != null && (!value.isTextual() || value.asText().length() > most)) {
                throw Refused.invalid(where + name, "must be text of at most " + most + " characters");
            }
        });
    }

    private static ObjectNode object(ObjectNode document, String name) {
        if (document.get(name) instanceof ObjectNode object) {
            return object;
        }
        throw Refused.invalid(name, "must be an object");
    }

    private static void entries(ObjectNode document, String list, int most, Switches<WebexSwitch> switches) {
        if (!document.has(list)) {
            return;
        }
        if (!(document.get(list) instanceof ArrayNode entries) || entries.size() > most) {
            throw Refused.invalid(list, "must be a list of at most " + most + " entries");
        }
        Set<String> types = new HashSet<>(TYPES.getOrDefault(list, Set.of()));
        if (list.equals("phoneNumbers") && switches.is(WebexSwitch.PHONE_TYPE_HOME, "stored")) {
            types.addAll(UNOFFICIAL_PHONES);
        }
        int primary = 0;
        for (JsonNode entry : entries) {
            if (!(entry instanceof ObjectNode object) || list.equals("addresses") == entry.has("value")) {
                throw Refused.invalid(list, "must hold objects" + (list.equals("addresses") ? "" : " with a value"));
            }
            if (!types.isEmpty() && object.has("type") && !types.contains(object.get("type").asText())) {
                throw Refused.invalid(list + ".type", "must be one of " + types);
            }
            if (list.equals("addresses")) {
                texts(object, ADDRESS_TEXTS, "addresses.");
            }
            primary += object.path("primary").asBoolean() ? 1 : 0;
        }
        if (primary > 1) {
            throw Refused.invalid(list, "must have one primary entry");
        }
    }
}
