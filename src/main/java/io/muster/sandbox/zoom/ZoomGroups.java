package io.muster.sandbox.zoom;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.sandbox.service.Switches;
import io.muster.sandbox.zoom.ZoomErrors.Refused;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The rules of Zoom's {@code /Groups}. There is no PUT; members come and go by PATCH. Safe for use by several threads. */
final class ZoomGroups {

    private static final String CORE = "urn:ietf:params:scim:schemas:core:2.0:Group";
    private static final String EXTENSION = "urn:ietf:params:scim:schemas:extension:zoom:2.0:Group";
    private static final int LARGEST_PATCH = 100_000;
    private static final Pattern ONE_MEMBER = Pattern.compile("members\\[value eq \"([^\"]+)\"]");

    private static final class Group {
        final String id = UUID.randomUUID().toString().replace("-", "").substring(0, 22);
        final Set<String> members = new LinkedHashSet<>();
        final String created;
        final String name;
        final String alias;

        Group(String name, String alias, String created) {
            this.name = name;
            this.alias = alias;
            this.created = created;
        }
    }

    private final Switches<ZoomSwitch> switches;
    private final Supplier<String> location;
    private final Clock clock;
    private final Predicate<String> userExists;
    private final Map<String, Group> groups = new LinkedHashMap<>();

    ZoomGroups(Switches<ZoomSwitch> switches, Supplier<String> location, Clock clock, Predicate<String> userExists) {
        this.switches = switches;
        this.location = location;
        this.clock = clock;
        this.userExists = userExists;
    }

    /** {@code GET /Groups}: one page, without members. */
    synchronized ObjectNode list(Map<String, String> parameters) {
        ZoomFilter filter = ZoomFilter.of(parameters, switches);
        if (filter.attribute() != null && !filter.on("displayName")) {
            throw ZoomFilter.unsupported();
        }
        List<Group> found = groups.values().stream()
                .filter(group -> filter.attribute() == null || group.name.equalsIgnoreCase(filter.value())).toList();
        return ZoomUsers.listResponse(found.size(), filter.from(),
                found.stream().skip(filter.from()).limit(filter.count()).map(group -> view(group, false)).toList());
    }

    /** {@code GET /Groups/{id}}. */
    synchronized ObjectNode get(String id) {
        return view(group(id), true);
    }

    private Group group(String id) {
        Group group = groups.get(id);
        if (group == null) {
            throw new Refused(404, "Group " + id + " not exist or not belong to this account.");
        }
        return group;
    }

    /** {@code POST /Groups}: members are not read. */
    synchronized ObjectNode create(byte[] request) {
        ObjectNode body = ZoomUserBody.read(request);
        if (!body.hasNonNull("schemas")) {
            throw ZoomUserBody.invalid("Schemas");
        }
        String name = name(body.path("displayName"));
        Group group = new Group(name, body.path(EXTENSION).path("emailAlias").asText(null), clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
        groups.put(group.id, group);
        return view(group, true);
    }

    private String name(JsonNode displayName) {
        String name = displayName.asText("");
        if (name.isBlank()) {
            throw ZoomUserBody.invalid("DisplayName");
        }
        if (groups.values().stream().anyMatch(group -> group.name.equalsIgnoreCase(name))) {
            throw new Refused(400, "Create group failed.");
        }
        return name;
    }

    /** {@code PATCH /Groups/{id}}: adds, replaces or (by switch) removes members. */
    synchronized void patch(String id, byte[] request) {
        if (request.length > LARGEST_PATCH) {
            throw new Refused(400, "The request body must have at most " + LARGEST_PATCH + " characters.");
        }
        ObjectNode body = ZoomUserBody.read(request);
        Group group = group(id);
        if (body.path("Operations").isEmpty()) {
            throw ZoomUserBody.invalid("Operations");
        }
        // Checked as a whole, so that a refused request changes nothing.
        Set<String> members = new LinkedHashSet<>(group.members);
        for (JsonNode operation : body.get("Operations")) {
            apply(operation, members);
        }
        group.members.clear();
        group.members.addAll(members);
    }

    private void apply(JsonNode operation, Set<String> members) {
        String path = operation.path("path").asText();
        switch (operation.path("op").asText() + " " + path) {
            case "add members" -> members.addAll(ids(operation));
            case "replace members" -> {
                List<String> ids = ids(operation);
                members.clear();
                members.addAll(ids);
            }
            default -> {
                Matcher one = ONE_MEMBER.matcher(path);
                if (!operation.path("op").asText().equals("remove") || !one.matches() || switches.is(ZoomSwitch.GROUP_REMOVE_VALUE_PATH, "400")) {
                    throw ZoomUserBody.invalid("Operations");
                }
                members.remove(one.group(1));
            }
        }
    }

    private List<String> ids(JsonNode operation) {
        List<String> ids = new ArrayList<>();
        for (JsonNode member : operation.path("value")) {
            String id = member.path("value").asText();
            if (!userExists.test(id)) {
                throw ZoomErrors.missing(400, id);
            }
            ids.add(id);
        }
        return ids;
    }

    /** {@code DELETE /Groups/{id}}. */
    synchronized void delete(String id) {
        groups.remove(group(id).id);
    }

    /** A deleted user is in no group. */
    synchronized void forget(String userId) {
        groups.values().forEach(group -> group.members.remove(userId));
    }

    /** The read-only {@code groups} of a user, or null when there are none. */
    synchronized ArrayNode of(String userId) {
        ArrayNode of = null;
        for (Group group : groups.values()) {
            if (group.members.contains(userId)) {
                of = of == null ? JsonNodeFactory.instance.arrayNode() : of;
                of.addObject().put("value", group.id).put("display", group.name);
            }
        }
        return of;
    }

    /** Every group with its members, as the control interface shows them. */
    synchronized List<ObjectNode> control() {
        return groups.values().stream().map(group -> view(group, true)).toList();
    }

    synchronized void clear() {
        groups.clear();
    }

    private ObjectNode view(Group group, boolean members) {
        ObjectNode view = JsonNodeFactory.instance.objectNode().put("id", group.id).put("displayName", group.name);
        ArrayNode schemas = view.putArray("schemas").add(CORE);
        view.putObject("meta").put("resourceType", "Group").put("location", location.get() + group.id)
                .put("created", group.created).put("lastModified", group.created);
        if (group.alias != null) {
            schemas.add(EXTENSION);
            view.putObject(EXTENSION).put("emailAlias", group.alias);
        }
        if (members) {
            ArrayNode list = view.putArray("members");
            group.members.forEach(id -> list.addObject().put("value", id));
        }
        return view;
    }
}
