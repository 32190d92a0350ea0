package io.muster.target.webex;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.apply.ConnectionRefused;
import io.muster.apply.Rejected;
import io.muster.plan.Found;
import io.muster.plan.Operation;
import io.muster.scim.Scim;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The licences that new users get: the bean {@code webexLicences}. What a user was given stays over disable and enable, so nothing is done then. */
public final class WebexLicences {

    private static final Logger LOG = LoggerFactory.getLogger(WebexLicences.class);

    private final Map<String, Set<String>> ids = new ConcurrentHashMap<>();

    /** Whether the organisation's licences have to be listed first, to know the ids of those that are configured. */
    public boolean unknown(String channel, String configured) {
        return configured != null && !ids.containsKey(channel);
    }

    /**
     * Takes the organisation's licences in.
     *
     * @throws ConnectionRefused naming a configured licence that the organisation does not have
     */
    public void learn(String channel, String configured, byte[] reply) {
        Map<String, String> known = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        Scim.read(reply).path("items").forEach(licence -> known.put(licence.path("name").asText(), licence.path("id").asText()));
        Set<String> wanted = new LinkedHashSet<>();
        for (String name : names(configured)) {
            String id = known.containsValue(name) ? name : known.get(name);
            if (id == null) {
                throw new ConnectionRefused("licenses names " + name + ", which this organisation does not have; it has: " + String.join(", ", known.keySet()), null);
            }
            wanted.add(id);
        }
        ids.put(channel, wanted);
    }

    private static List<String> names(String configured) {
        return Arrays.stream(configured.split(",")).map(String::strip).filter(name -> !name.isEmpty()).toList();
    }

    /** The body that gives a user all configured licences. Webex's other APIs name a person by an id of another kind than SCIM does. */
    public String assignment(String channel, Found user) {
        String person = Base64.getUrlEncoder().withoutPadding().encodeToString(("ciscospark://us/PEOPLE/" + user.account()).getBytes(StandardCharsets.UTF_8));
        ObjectNode body = Scim.object().put("personId", person);
        ArrayNode licences = body.putArray("licenses");
        ids.get(channel).forEach(id -> licences.addObject().put("id", id).put("operation", "add"));
        return body.toString();
    }

    /** Says which licences a user did not get: the user stays, and the administrator has to look. */
    public void note(String channel, Operation operation, Rejected refusal, byte[] reply) {
        if (refusal != null) {
            LOG.warn("channel={} user={} licences were not given: {}", channel, operation.guid(), refusal.getMessage());
            return;
        }
        Set<String> missing = new LinkedHashSet<>(ids.get(channel));
        for (JsonNode given : Scim.read(reply).path("licenses")) {
            missing.remove(given.asText());
        }
        if (!missing.isEmpty()) {
            LOG.warn("channel={} user={} licences were not given, none may be left: {}", channel, operation.guid(), missing);
        }
    }
}
