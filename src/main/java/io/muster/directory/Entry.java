package io.muster.directory;

import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * A person as the directory holds them.
 *
 * @param guid       lower-case dashed UUID order (Microsoft's byte order for AD)
 * @param mark       the same digest as in {@link Sighting#mark()}
 * @param marker     the raw change marker, or null
 * @param attributes every attribute that was asked for; names ignore case; values in the directory's order, never empty lists
 */
public record Entry(UUID guid, String dn, long mark, String marker, Status status, Map<String, List<String>> attributes) {

    /** All values of an attribute, whatever the case of its name; empty when there is none. */
    public List<String> values(String attribute) {
        return attributes.getOrDefault(attribute, List.of());
    }

    /** The first value of an attribute, or null. */
    public String first(String attribute) {
        List<String> values = values(attribute);
        return values.isEmpty() ? null : values.get(0);
    }
}
