package io.muster.sandbox.webex;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.sandbox.service.Reply;
import io.muster.sandbox.webex.WebexErrors.Refused;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;

/** The licences of the organisation behind {@code /v1/licenses}, and who has which. An inactive user keeps theirs. */
final class WebexLicences {

    private final Supplier<WebexSettings> settings;
    private final WebexUsers users;
    private final Map<String, Set<String>> given = new LinkedHashMap<>();

    WebexLicences(Supplier<WebexSettings> settings, WebexUsers users) {
        this.settings = settings;
        this.users = users;
    }

    private static String id(String name) {
        return WebexIds.base64("LICENSE", UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString());
    }

    /** {@code GET /v1/licenses}. */
    synchronized ObjectNode list() {
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        ArrayNode items = answer.putArray("items");
        settings.get().licences().forEach((name, units) -> items.addObject().put("id", id(name)).put("name", name).put("totalUnits", units).put("consumedUnits", consumed(id(name))));
        return answer;
    }

    private long consumed(String licence) {
        return given.values().stream().filter(all -> all.contains(licence)).count();
    }

    /** {@code PATCH /v1/licenses/users}: 206 where some could not be assigned. */
    synchronized Reply assign(ObjectNode body) {
        String person = body.hasNonNull("personId") ? WebexIds.bare("PEOPLE", body.get("personId").asText()) : users.idOf(body.path("email").asText(""));
        if (person == null || !users.exists(person)) {
            throw new Refused(404, "The person is not found in this organization.");
        }
        Set<String> after = new LinkedHashSet<>(given.getOrDefault(person, Set.of()));
        boolean some = false;
        String extension = null;
        for (JsonNode licence : body.path("licenses")) {
            String id = licence.path("id").asText();
            String name = settings.get().licences().keySet().stream().filter(one -> id(one).equals(id)).findFirst()
                    .orElseThrow(() -> new Refused(400, null, 400_000, "The license " + id + " is not known to this organization."));
            if (licence.path("operation").asText("add").equals("remove")) {
                after.remove(id);
                continue;
            }
            if (name.contains("Calling")) {
                JsonNode properties = licence.path("properties");
                if (!properties.has("phoneNumber") && !(properties.has("extension") && properties.has("locationId"))) {
                    throw new Refused(400, null, 400_411, "The Calling license needs a phone number, or an extension and a location.");
                }
                extension = properties.path("extension").asText(properties.path("phoneNumber").asText());
            }
            if (consumed(id) >= settings.get().licences().get(name) && !after.contains(id)) {
                some = true;
            } else {
                after.add(id);
            }
        }
        given.put(person, after);
        if (extension != null) {
            users.calling(person, extension);
        }
        ObjectNode answer = JsonNodeFactory.instance.objectNode().put("orgId", WebexIds.base64("ORGANIZATION", WebexSimulator.ORG_ID))
                .put("personId", WebexIds.base64("PEOPLE", person)).put("email", users.get(person).path("userName").asText());
        after.forEach(answer.putArray("licenses")::add);
        answer.putArray("siteUrls");
        return Reply.json(some ? 206 : 200, answer);
    }

    /** The names of a user's licences. */
    synchronized Set<String> of(String userId) {
        Set<String> names = new LinkedHashSet<>();
        settings.get().licences().keySet().stream().filter(name -> given.getOrDefault(userId, Set.of()).contains(id(name))).forEach(names::add);
        return names;
    }

    /** The user is gone. */
    synchronized void forget(String userId) {
        given.remove(userId);
    }

    synchronized void clear() {
        given.clear();
    }
}
