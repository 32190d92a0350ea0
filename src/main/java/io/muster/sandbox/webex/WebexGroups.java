package io.muster.sandbox.webex;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.sandbox.service.Switches;
import io.muster.sandbox.webex.WebexErrors.Refused;
import java.time.Clock;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** The groups of the organisation behind {@code /Groups}. Every method is atomic. */
final class WebexGroups {

    static final String GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group";
    static final String CISCO_GROUP = "urn:scim:schemas:extension:cisco:webexidentity:2.0:Group";

    private static final int MOST_MEMBERS = 500;
    private static final Set<String> WRITABLE = Set.of("displayName", "externalId", "members");

    private final Switches<WebexSwitch> switches;
    private final Supplier<String> location;
    private final Clock clock;
    private final Predicate<String> userExists;
    private final Map<String, ObjectNode> groups = new LinkedHashMap<>();

    /**
     * @param location   where the API says that groups live, without the id
     * @param userExists whether an id is that of a user here
     */
    WebexGroups(Switches<WebexSwitch> switches, Supplier<String> location, Clock clock, Predicate<String> userExists) {
        this.switches = switches;
        this.location = location;
        this.clock = clock;
        this.userExists = userExists;
    }

    synchronized ObjectNode list(Map<String, String> parameters) {
        String filter = parameters.getOrDefault("filter", "");
        WebexFilter wanted = filter.isBlank() ? null : WebexFilter.parse(filter);
        if (wanted != null && wanted.terms().stream().anyMatch(term -> !"displayName".equalsIgnoreCase(term.path()) || !"eq".equals(term.operator()))) {
            throw new Refused(400, "invalidFilter", 400_010, "Groups are searched by displayName eq only.");
        }
        boolean members = "true".equals(parameters.get("includeMembers"));
        List<ObjectNode> found = groups.values().stream().filter(group -> wanted == null || wanted.matches(group)).toList();
        return WebexUsers.page(found, WebexUsers.number(parameters, "startIndex", 1), WebexUsers.number(parameters, "count", 100),
                group -> members ? view(group) : group.deepCopy().without("members"));
    }

    synchronized ObjectNode get(String id) {
        return view(known(id));
    }

    private ObjectNode known(String id) {
        ObjectNode group = groups.get(id);
        if (group == null) {
            throw new Refused(404, "The group " + id + " is not found.");
        }
        return group;
    }

    /** At most {@value #MOST_MEMBERS} members are shown with a group. */
    private static ObjectNode view(ObjectNode group) {
        ObjectNode view = group.deepCopy();
        if (view.get("members") instanceof ArrayNode members) {
            while (members.size() > MOST_MEMBERS) {
                members.remove(members.size() - 1);
            }
        }
        return view;
    }

    synchronized ObjectNode members(String id, Map<String, String> parameters) {
        JsonNode members = known(id).path("members");
        int from = Math.max(1, WebexUsers.number(parameters, "startIndex", 1)) - 1;
        int count = Math.min(MOST_MEMBERS, WebexUsers.number(parameters, "count", MOST_MEMBERS));
        ObjectNode answer = JsonNodeFactory.instance.objectNode().put("memberSize", members.size());
        ArrayNode page = answer.putArray("members");
        for (int i = from; i < members.size() && page.size() < count; i++) {
            page.add(members.get(i));
        }
        return answer;
    }

    synchronized ObjectNode create(ObjectNode body) {
        String id = UUID.randomUUID().toString();
        ObjectNode group = checked(body);
        group.put("id", id).putArray("schemas").add(GROUP);
        group.putObject("meta").put("resourceType", "Group").put("location", location.get() + id).put("created", clock.instant().toString())
                .put("lastModified", clock.instant().toString());
        groups.put(id, group);
        return view(group);
    }

    private ObjectNode checked(ObjectNode body) {
        boolean listed = false;
        for (JsonNode schema : body.path("schemas")) {
            listed |= schema.asText().equals(GROUP);
        }
        if (!listed) {
            throw Refused.invalid("schemas", "must list " + GROUP);
        }
        ObjectNode group = body.deepCopy().retain(List.of("displayName", "externalId", "members", CISCO_GROUP));
        String name = group.path("displayName").asText("");
        if (name.isBlank() || name.length() > 512 || group.path("externalId").asText("").length() > 256) {
            throw Refused.invalid("displayName", "is required, with at most 512 characters");
        }
        if (group.path("members").size() > MOST_MEMBERS) {
            throw Refused.invalid("members", "must have at most " + MOST_MEMBERS + " entries");
        }
        for (JsonNode member : group.path("members")) {
            if (!Set.of("user", "group", "machine").contains(member.path("type").asText("user"))
                    || member.path("type").asText("user").equals("user") && !userExists.test(member.path("value").asText())) {
                throw Refused.invalid("members", "must be users of this organization");
            }
        }
        return group;
    }

    synchronized ObjectNode replace(String id, ObjectNode body) {
        return changed(known(id), checked(body));
    }

    synchronized ObjectNode patch(String id, ObjectNode body) {
        ObjectNode group = known(id);
        return changed(group, checked(WebexPatch.apply(group, body, WRITABLE::contains, switches)));
    }

    private ObjectNode changed(ObjectNode group, ObjectNode checked) {
        for (String kept : List.of("id", "schemas", "meta")) {
            checked.set(kept, group.get(kept).deepCopy());
        }
        ((ObjectNode) checked.get("meta")).put("lastModified", clock.instant().toString());
        groups.put(group.get("id").asText(), checked);
        return view(checked);
    }

    synchronized void delete(String id) {
        groups.remove(known(id).get("id").asText());
    }

    /** The groups of a user, as a user with {@code returnGroups=true} shows them. */
    synchronized ArrayNode of(String userId) {
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        groups.forEach((id, group) -> group.path("members").forEach(member -> {
            if (member.path("value").asText().equals(userId)) {
                all.addObject().put("value", id).put("display", group.path("displayName").asText()).put("$ref", location.get() + id);
            }
        }));
        return all;
    }

    /** The user is gone. */
    synchronized void forget(String userId) {
        groups.values().forEach(group -> {
            for (Iterator<JsonNode> members = group.path("members").elements(); members.hasNext();) {
                if (members.next().path("value").asText().equals(userId)) {
                    members.remove();
                }
            }
        });
    }

    synchronized List<ObjectNode> control() {
        return groups.values().stream().map(ObjectNode::deepCopy).toList();
    }

    synchronized void clear() {
        groups.clear();
    }
}
