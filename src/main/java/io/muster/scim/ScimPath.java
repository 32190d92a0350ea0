package io.muster.scim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a value stands in a SCIM user, written as the path of a PATCH (RFC 7644, 3.5.2): {@code title}, {@code name.givenName},
 * {@code phoneNumbers[type eq "work"].value}, {@code urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department}.
 *
 * @param section   the extension, or null for the core schema
 * @param type      the type that an entry of a list has, or null where there is no list
 * @param sub       the attribute within, or null
 */
public record ScimPath(String section, String attribute, String type, String sub) {

    private static final Pattern PATH = Pattern.compile("(?:(urn:.+):)?(\\w+)(?:\\[type eq \"(\\w+)\"])?(?:\\.(\\w+))?");

    /** @throws IllegalArgumentException when it is no such path */
    public static ScimPath of(String path) {
        Matcher parts = PATH.matcher(path);
        if (!parts.matches()) {
            throw new IllegalArgumentException("not a path: " + path);
        }
        return new ScimPath(parts.group(1), parts.group(2), parts.group(3), parts.group(4));
    }

    /** The value there; missing when there is none. */
    public JsonNode in(JsonNode user) {
        JsonNode value = (section == null ? user : user.path(section)).path(attribute);
        if (type != null) {
            value = entry(value);
        }
        return sub == null ? value : value.path(sub);
    }

    /** The entry of the list, missing when there is none of the type. */
    public JsonNode entry(JsonNode list) {
        for (JsonNode entry : list) {
            if (entry.path("type").asText().equals(type)) {
                return entry;
            }
        }
        return MissingNode.getInstance();
    }

    /** Whether the entry of the list is there, so that a PATCH may name it. */
    public boolean entryIn(JsonNode user) {
        return !entry(user.path(attribute)).isMissingNode();
    }

    /** Puts a value there, with all that is needed around it. */
    public void put(ObjectNode user, String value) {
        ObjectNode parent = section == null ? user : object(user, section);
        if (type != null) {
            ArrayNode list = parent.get(attribute) instanceof ArrayNode there ? there : parent.putArray(attribute);
            ObjectNode entry = entry(list) instanceof ObjectNode there ? there : list.addObject().put("type", type);
            entry.put(sub, value);
        } else if (sub != null) {
            object(parent, attribute).put(sub, value);
        } else {
            parent.put(attribute, value);
        }
    }

    private static ObjectNode object(ObjectNode parent, String name) {
        return parent.get(name) instanceof ObjectNode there ? there : parent.putObject(name);
    }

    /** Whether both stand in the same entry of a list: street and city of one address. */
    boolean sharesEntryWith(ScimPath other) {
        return type != null && type.equals(other.type) && attribute.equals(other.attribute);
    }

    /** The entry of the list as a PATCH names it. */
    String entryText() {
        return attribute + "[type eq \"" + type + "\"]";
    }

    @Override
    public String toString() {
        return (section == null ? "" : section + ":") + (type == null ? attribute : entryText()) + (sub == null ? "" : "." + sub);
    }
}
