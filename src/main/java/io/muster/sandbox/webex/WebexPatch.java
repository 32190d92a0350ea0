package io.muster.sandbox.webex;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.sandbox.service.Switches;
import io.muster.sandbox.webex.WebexErrors.Refused;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The operations of a PATCH (RFC 7644, 3.5.2, as Webex reads it), applied in order to a copy of the document: a path in brackets that matches
 * nothing is {@code noTarget}, whatever the operation.
 */
final class WebexPatch {

    static final String PATCH_OP = "urn:ietf:params:scim:api:messages:2.0:PatchOp";
    private static final Pattern PATH = Pattern.compile("(\\w+)(?:\\[(.+)])?(?:\\.(\\w+))?");
    private static final Set<String> READ_ONLY = Set.of("id", "meta", "groups", "schemas");

    private final ObjectNode document;
    private final Predicate<String> writable;
    private final Switches<WebexSwitch> switches;

    private WebexPatch(ObjectNode document, Predicate<String> writable, Switches<WebexSwitch> switches) {
        this.document = document;
        this.writable = writable;
        this.switches = switches;
    }

    /**
     * The document with a PATCH's body applied.
     *
     * @param writable whether an attribute outside of the extensions exists
     */
    static ObjectNode apply(ObjectNode document, ObjectNode body, Predicate<String> writable, Switches<WebexSwitch> switches) {
        boolean listed = false;
        for (JsonNode schema : body.path("schemas")) {
            listed |= schema.asText().equals(PATCH_OP);
        }
        if (!listed || !body.path("Operations").isArray() || body.get("Operations").isEmpty()) {
            throw new Refused(400, "invalidSyntax", 400_001, "The body must list the schema " + PATCH_OP + " and hold Operations.");
        }
        WebexPatch patch = new WebexPatch(document.deepCopy(), writable, switches);
        body.get("Operations").forEach(patch::operation);
        return patch.document;
    }

    private void operation(JsonNode operation) {
        String op = operation.path("op").asText();
        if (switches.is(WebexSwitch.OP_CASE, "any")) {
            op = op.toLowerCase(Locale.ROOT);
        }
        if (!Set.of("add", "replace", "remove").contains(op)) {
            throw new Refused(400, "invalidSyntax", 400_001, "The op must be one of add, replace, remove.");
        }
        JsonNode value = operation.get("value");
        String path = operation.path("path").asText("");
        if (!op.equals("remove") && value == null) {
            throw Refused.invalid("value", "is missing");
        }
        if (!path.isEmpty()) {
            at(op, path, value);
        } else if (op.equals("remove")) {
            throw Refused.noTarget("(none)");
        } else if (value instanceof ObjectNode values) {
            for (Iterator<String> names = values.fieldNames(); names.hasNext();) {
                String name = names.next();
                at(op, name, values.get(name));
            }
        } else {
            throw Refused.invalid("value", "must be an object where there is no path");
        }
    }

    private void at(String op, String path, JsonNode value) {
        for (String schema : new String[] {WebexSchema.CORE, WebexSchema.ENT, WebexSchema.CISCO, WebexGroups.GROUP, WebexGroups.CISCO_GROUP}) {
            boolean core = schema.equals(WebexSchema.CORE) || schema.equals(WebexGroups.GROUP);
            if (path.equals(schema) && !core) {
                whole(document, op, schema, value);
                return;
            }
            if (path.startsWith(schema + ":")) {
                ObjectNode section = core ? document : document.get(schema) instanceof ObjectNode there ? there : document.putObject(schema);
                within(section, op, path, path.substring(schema.length() + 1), value, !core);
                if (!core && section.isEmpty()) {
                    document.remove(schema);
                }
                return;
            }
        }
        within(document, op, path, path, value, false);
    }

    private void within(ObjectNode section, String op, String path, String rest, JsonNode value, boolean extension) {
        Matcher parts = PATH.matcher(rest);
        if (!parts.matches()) {
            throw new Refused(400, "invalidPath", 400_012, "The path " + path + " is not valid.");
        }
        String attribute = parts.group(1);
        if (READ_ONLY.contains(attribute)) {
            return;
        }
        if (!extension && !writable.test(attribute)) {
            throw new Refused(400, "invalidPath", 400_012, "There is no attribute " + attribute + ".");
        }
        if (parts.group(2) != null) {
            matching(section, op, path, attribute, WebexFilter.parse(parts.group(2)), parts.group(3), value);
        } else if (parts.group(3) == null) {
            whole(section, op, attribute, value);
        } else if (section.get(attribute) instanceof ArrayNode list) {
            list.forEach(element -> whole((ObjectNode) element, op, parts.group(3), value));
        } else {
            ObjectNode inner = section.get(attribute) instanceof ObjectNode there ? there : section.putObject(attribute);
            whole(inner, op, parts.group(3), value);
            if (inner.isEmpty()) {
                section.remove(attribute);
            }
        }
    }

    private static void whole(ObjectNode section, String op, String attribute, JsonNode value) {
        if (op.equals("remove") || value.isNull()) {
            section.remove(attribute);
        } else if (WebexSchema.list(attribute)) {
            ArrayNode list = op.equals("add") && section.get(attribute) instanceof ArrayNode there ? there : section.putArray(attribute);
            (value.isArray() ? value : section.arrayNode().add(value)).forEach(element -> append(list, element));
        } else if (value instanceof ObjectNode object && section.get(attribute) instanceof ObjectNode there) {
            there.setAll(object);
        } else {
            section.set(attribute, value.deepCopy());
        }
    }

    private static void append(ArrayNode list, JsonNode element) {
        for (JsonNode there : list) {
            if (there.equals(element)) {
                return;
            }
        }
        if (element.path("primary").asBoolean()) {
            list.forEach(there -> ((ObjectNode) there).remove("primary"));
        }
        list.add(element.deepCopy());
    }

    private static void matching(ObjectNode section, String op, String path, String attribute, WebexFilter filter, String sub, JsonNode value) {
        List<ObjectNode> targets = new ArrayList<>();
        section.path(attribute).forEach(element -> {
            if (element instanceof ObjectNode object && filter.matches(element)) {
                targets.add(object);
            }
        });
        if (targets.isEmpty()) {
            throw Refused.noTarget(path);
        }
        if (sub != null) {
            targets.forEach(target -> whole(target, op, sub, value));
        } else if (!op.equals("remove")) {
            if (!(value instanceof ObjectNode object)) {
                throw Refused.invalid(path, "takes an object");
            }
            targets.forEach(target -> target.setAll(object));
        }
        ArrayNode list = (ArrayNode) section.get(attribute);
        for (Iterator<JsonNode> elements = list.elements(); elements.hasNext();) {
            JsonNode element = elements.next();
            boolean emptied = sub != null && sub.equals("value") && !element.has("value");
            if (targets.stream().anyMatch(target -> target == element) && (sub == null && op.equals("remove") || emptied)) {
                elements.remove();
            }
        }
        if (list.isEmpty()) {
            section.remove(attribute);
        }
    }
}
