package io.muster.scim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.plan.Change;
import io.muster.plan.Operation;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Where each of a service's attributes stands in its SCIM users: one table for reading them and for writing them. */
public final class ScimAttributes {

    private final Map<String, ScimPath> paths = new LinkedHashMap<>();

    /** Adds an attribute of Muster's at a {@link ScimPath}. */
    public ScimAttributes with(String attribute, String path) {
        paths.put(attribute, ScimPath.of(path));
        return this;
    }

    /** What a user shows, by Muster's names; what may be hidden from us and is not shown is left out, since its absence says nothing. */
    public Map<String, List<String>> read(JsonNode user, Set<String> mayBeHidden) {
        Map<String, List<String>> values = new HashMap<>();
        paths.forEach((attribute, path) -> {
            String value = path.in(user).asText("");
            if (!value.isEmpty()) {
                values.put(attribute, List.of(value));
            } else if (!mayBeHidden.contains(attribute)) {
                values.put(attribute, List.of());
            }
        });
        return values;
    }

    /** Lays values over a user; an attribute that is not in the table is left to the caller. */
    public void write(ObjectNode user, Map<String, List<String>> values) {
        values.forEach((attribute, list) -> {
            ScimPath path = paths.get(attribute);
            if (path != null) {
                path.put(user, list.isEmpty() ? "" : list.get(0));
            }
        });
    }

    /**
     * The operations of a PATCH that makes an operation's changes and touches nothing else. A list's entry that is not there can't be named
     * ({@code noTarget}): whether it is, the user tells, and without one the values that were there before.
     *
     * @param present the user as it is, or null when it was not read
     * @return empty when nothing is left to do
     */
    ArrayNode patch(Operation operation, JsonNode present) {
        ArrayNode operations = Scim.object().arrayNode();
        Map<String, ObjectNode> added = new HashMap<>();
        operation.changes().forEach((attribute, change) -> {
            ScimPath path = paths.get(attribute);
            if (path == null) {
                return;
            }
            String value = first(wanted(operation, attribute, change));
            boolean there = path.type() == null || (present == null ? mayBeThere(path, operation) : path.entryIn(present));
            if (!value.isEmpty() && there) {
                operations.addObject().put("op", "replace").put("path", path.toString()).put("value", value);
            } else if (!value.isEmpty()) {
                added.computeIfAbsent(path.entryText(), none -> operations.addObject().put("op", "add").put("path", path.attribute())
                        .withArray("value").addObject().put("type", path.type())).put(path.sub(), value);
            } else if (there && (present == null || !path.in(present).isMissingNode())) {
                operations.addObject().put("op", "remove").put("path", "value".equals(path.sub()) && path.type() != null ? path.entryText() : path.toString());
            }
        });
        return operations;
    }

    /** Unless everything that is known of the entry says that it is not there. */
    private boolean mayBeThere(ScimPath path, Operation operation) {
        return paths.entrySet().stream().filter(entry -> entry.getValue().sharesEntryWith(path)).map(Map.Entry::getKey).anyMatch(attribute -> {
            Change change = operation.changes().get(attribute);
            return change == null ? !operation.values().getOrDefault(attribute, List.of()).isEmpty() : change.from() == null || !change.from().isEmpty();
        });
    }

    /** What an attribute is to become. A masked change shows no value, and one that was emptied has none. */
    public static List<String> wanted(Operation operation, String attribute, Change change) {
        return operation.values().getOrDefault(attribute, operation.masked().contains(attribute) ? List.of() : change.to());
    }

    private static String first(List<String> values) {
        return values == null || values.isEmpty() ? "" : values.get(0);
    }
}
