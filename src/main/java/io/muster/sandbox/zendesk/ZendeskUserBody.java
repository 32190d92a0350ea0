package io.muster.sandbox.zendesk;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** What a request may say of a user: JSON types, allowed values, and what is written as it stands. */
final class ZendeskUserBody {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern EMAIL = Pattern.compile("[^\\s@,;<>\"]+@[^\\s@,;<>\"]+\\.[^\\s@,;<>\"]+");
    private static final Set<String> TEXTS = Set.of("name", "email", "external_id", "role", "alias", "signature", "details", "notes", "phone", "locale", "time_zone", "ticket_restriction");
    private static final Set<String> NUMBERS = Set.of("custom_role_id", "locale_id", "organization_id", "default_group_id");
    private static final Set<String> SWITCHES = Set.of("shared_phone_number", "moderator", "only_private_comments", "verified", "suspended", "skip_verify_email");
    private static final Set<String> ROLES = Set.of("end-user", "agent", "admin");
    private static final Set<String> RESTRICTIONS = Set.of("organization", "groups", "assigned", "requested");
    private static final Set<String> PLAIN = Set.of("name", "alias", "details", "notes", "shared_phone_number", "moderator", "only_private_comments");

    /** Locales by number. */
    static final Map<Long, String> LOCALES = Map.of(1L, "en-US", 2L, "es", 8L, "de", 16L, "fr", 19L, "pt-BR", 22L, "it", 67L, "ja", 1176L, "en-GB");

    /** Names of {@code /time_zones} that are no IANA names, as far as this account offers them. */
    private static final Map<String, String> ZONES = Map.ofEntries(Map.entry("Pacific Time (US & Canada)", "America/Los_Angeles"),
            Map.entry("Mountain Time (US & Canada)", "America/Denver"), Map.entry("Central Time (US & Canada)", "America/Chicago"),
            Map.entry("Eastern Time (US & Canada)", "America/New_York"), Map.entry("London", "Europe/London"), Map.entry("Dublin", "Europe/Dublin"),
            Map.entry("Paris", "Europe/Paris"), Map.entry("Berlin", "Europe/Berlin"), Map.entry("Bern", "Europe/Zurich"), Map.entry("Vienna", "Europe/Vienna"),
            Map.entry("Madrid", "Europe/Madrid"), Map.entry("Rome", "Europe/Rome"), Map.entry("Amsterdam", "Europe/Amsterdam"), Map.entry("Brussels", "Europe/Brussels"),
            Map.entry("Copenhagen", "Europe/Copenhagen"), Map.entry("Stockholm", "Europe/Stockholm"), Map.entry("Warsaw", "Europe/Warsaw"), Map.entry("Athens", "Europe/Athens"),
            Map.entry("Moscow", "Europe/Moscow"), Map.entry("Mumbai", "Asia/Kolkata"), Map.entry("Singapore", "Asia/Singapore"), Map.entry("Tokyo", "Asia/Tokyo"),
            Map.entry("Sydney", "Australia/Sydney"), Map.entry("Brasilia", "America/Sao_Paulo"));

    private ZendeskUserBody() {
    }

    /** The object of that name in a request, {@code {"user":{...}}}. */
    static ObjectNode read(byte[] body, String contentType, String name) {
        JsonNode root = json(body, contentType);
        if (!(root.path(name) instanceof ObjectNode object)) {
            throw ZendeskErrors.invalidAttribute("You passed an invalid value for the " + name + " attribute. Invalid parameter: " + name + " must be an object");
        }
        return object;
    }

    /** The whole request; what is not declared as JSON is not read. */
    static JsonNode json(byte[] body, String contentType) {
        if (contentType == null || !contentType.toLowerCase(Locale.ROOT).startsWith("application/json")) {
            return JsonNodeFactory.instance.missingNode();
        }
        try {
            return JSON.readTree(body);
        } catch (IOException broken) {
            throw ZendeskErrors.refused(400, "InvalidJSON", "The request body is not valid JSON");
        }
    }

    /** Checks JSON types and allowed values, whatever becomes of them. */
    static void check(ObjectNode user, ZendeskSettings settings) {
        user.fields().forEachRemaining(field -> type(field.getKey(), field.getValue()));
        String role = user.path("role").asText("end-user");
        if (!ROLES.contains(role)) {
            throw ZendeskErrors.recordInvalid("role", "Role: is invalid", "InvalidValue");
        }
        String restriction = user.path("ticket_restriction").asText(null);
        if (restriction != null && !RESTRICTIONS.contains(restriction)) {
            throw ZendeskErrors.recordInvalid("ticket_restriction", "Ticket restriction: is invalid", "InvalidValue");
        }
        if (user.hasNonNull("email") && !EMAIL.matcher(user.get("email").asText()).matches()) {
            throw malformed(user.get("email").asText());
        }
        if (user.hasNonNull("organization_id") && !settings.organizations().contains(user.get("organization_id").asLong())) {
            throw ZendeskErrors.recordInvalid("organization", "Organization: is invalid", "InvalidValue");
        }
        if (user.hasNonNull("custom_role_id") && !settings.customRoles().contains(user.get("custom_role_id").asLong())) {
            throw ZendeskErrors.recordInvalid("custom_role_id", "Custom role: is invalid", "InvalidValue");
        }
        if (user.hasNonNull("locale_id") && !LOCALES.containsKey(user.get("locale_id").asLong()) || user.hasNonNull("locale") && !LOCALES.containsValue(user.get("locale").asText())) {
            throw ZendeskErrors.recordInvalid("locale", "Locale: is invalid", "InvalidValue");
        }
        if (user.hasNonNull("time_zone") && iana(user.get("time_zone").asText()) == null) {
            throw ZendeskErrors.recordInvalid("time_zone", "Time zone: is invalid", "InvalidValue");
        }
        if (user.has("name") && user.get("name").asText("").isBlank()) {
            throw nameless();
        }
        if (user.path("organization").has("name") && user.path("organization").path("name").asText("").isBlank()) {
            throw ZendeskErrors.recordInvalid("organization", "Organization cannot be blank", "BlankValue");
        }
    }

    static ZendeskErrors.Refused malformed(String email) {
        return ZendeskErrors.recordInvalid("email", "Email: " + email + " is not properly formatted", "InvalidFormat");
    }

    static boolean wellFormed(String email) {
        return EMAIL.matcher(email).matches();
    }

    static ZendeskErrors.Refused nameless() {
        return ZendeskErrors.recordInvalid("name", "Name: is too short (minimum is 1 characters)", null);
    }

    private static void type(String name, JsonNode value) {
        String wanted = value.isNull() ? null
                : TEXTS.contains(name) && !value.isTextual() ? "a string"
                : NUMBERS.contains(name) && !value.isIntegralNumber() ? "an integer"
                : SWITCHES.contains(name) && !value.isBoolean() ? "a boolean"
                : (name.equals("tags") || name.equals("identities")) && !value.isArray() ? "an array" : null;
        if (wanted != null) {
            throw ZendeskErrors.invalidAttribute("You passed an invalid value for the " + name + " attribute. Invalid parameter: " + name + " must be " + wanted);
        }
    }

    private static String iana(String zone) {
        if (ZONES.containsKey(zone)) {
            return ZONES.get(zone);
        }
        try {
            return zone.contains("/") || zone.equals("UTC") ? ZoneId.of(zone).getId() : null;
        } catch (DateTimeException unknown) {
            return null;
        }
    }

    /** A user nobody has said anything about yet. */
    static ObjectNode blank(long id, String url, String now) {
        ObjectNode blank = JsonNodeFactory.instance.objectNode().put("id", id).put("url", url + "/api/v2/users/" + id + ".json");
        blank.putNull("name").putNull("email");
        blank.put("created_at", now).put("updated_at", now).put("time_zone", "America/New_York").put("iana_time_zone", "America/New_York");
        blank.putNull("phone").putNull("shared_phone_number").putNull("photo").put("locale_id", 1).put("locale", "en-US").putNull("organization_id");
        blank.put("role", "end-user").put("verified", false).putNull("external_id").putArray("tags");
        blank.putNull("alias").put("active", true).put("shared", false).put("shared_agent", false).putNull("last_login_at").putNull("two_factor_auth_enabled");
        blank.putNull("signature").putNull("details").putNull("notes").putNull("role_type").putNull("custom_role_id").put("moderator", false);
        blank.put("ticket_restriction", "requested").put("only_private_comments", false).put("restricted_agent", true).put("suspended", false);
        blank.putNull("default_group_id").put("report_csv", false).putObject("user_fields");
        return blank;
    }

    /** Writes what needs no rule of its own; the user's role stands already. */
    static void write(ObjectNode document, ObjectNode user, ZendeskSettings settings, boolean replaceTags) {
        user.fields().forEachRemaining(field -> {
            if (PLAIN.contains(field.getKey())) {
                document.set(field.getKey(), field.getValue());
            }
        });
        boolean agent = !document.path("role").asText().equals("end-user");
        if (user.has("signature")) {
            document.set("signature", agent ? user.get("signature") : JsonNodeFactory.instance.nullNode());
        }
        if (user.hasNonNull("locale_id")) {
            locale(document, user.get("locale_id").asLong());
        }
        if (user.hasNonNull("locale")) {
            LOCALES.forEach((id, locale) -> {
                if (locale.equals(user.get("locale").asText())) {
                    locale(document, id);
                }
            });
        }
        if (user.hasNonNull("time_zone")) {
            document.put("time_zone", user.get("time_zone").asText()).put("iana_time_zone", iana(user.get("time_zone").asText()));
        }
        if (user.has("organization_id")) {
            document.set("organization_id", user.get("organization_id"));
        }
        if (user.has("ticket_restriction")) {
            String restriction = user.get("ticket_restriction").asText(null);
            document.put("ticket_restriction", !agent && (restriction == null || restriction.equals("groups") || restriction.equals("assigned")) ? "requested" : restriction);
        }
        document.put("restricted_agent", document.hasNonNull("ticket_restriction"));
        if (user.has("tags") && settings.userTagging()) {
            tags(document, user.get("tags"), replaceTags);
        }
        if (user.path("user_fields") instanceof ObjectNode fields) {
            ((ObjectNode) document.get("user_fields")).setAll(fields);
        }
    }

    private static void locale(ObjectNode document, long id) {
        document.put("locale_id", id).put("locale", LOCALES.get(id));
    }

    /** Tags are small letters without blanks: one with blanks is several. */
    private static void tags(ObjectNode document, JsonNode given, boolean replace) {
        Set<String> tags = new LinkedHashSet<>();
        if (!replace) {
            document.path("tags").forEach(tag -> tags.add(tag.asText()));
        }
        given.forEach(tag -> {
            for (String one : tag.asText().toLowerCase(Locale.ROOT).split("\\s+")) {
                if (!one.isEmpty()) {
                    tags.add(one);
                }
            }
        });
        ArrayNode list = document.putArray("tags");
        tags.stream().sorted().forEach(list::add);
    }
}
