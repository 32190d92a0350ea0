package io.muster.mapping;

import io.muster.directory.Entry;
import io.muster.directory.Status;
import io.muster.mapping.MapLine.LetterCase;
import io.muster.mapping.MapLine.Parse;
import io.muster.target.AttributeDescriptor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Short ways to write mappings and entries in tests. */
final class Lines {

    /** One attribute of every sort. */
    static final List<AttributeDescriptor> ATTRIBUTES = List.of(
            new AttributeDescriptor("login", true, true, false, Set.of(), 0, Pattern.compile("[^@\\s]+@[^@\\s]+"), true, false),
            AttributeDescriptor.optional("title"),
            new AttributeDescriptor("nick", false, false, false, Set.of(), 5, null, true, false),
            new AttributeDescriptor("type", false, false, false, Set.of("Basic", "Licensed"), 0, null, true, false),
            new AttributeDescriptor("code", false, false, false, Set.of(), 0, Pattern.compile("\\d{3}"), true, false),
            new AttributeDescriptor("tags", false, false, true, Set.of(), 4, null, true, false));

    private Lines() {
    }

    static MapLine line(String attribute, String source) {
        return new MapLine(attribute, source, null, false, false, LetterCase.AS_IS, Parse.NONE, false);
    }

    static MapLine orElse(MapLine line, String defaultValue) {
        return new MapLine(line.attribute(), line.source(), defaultValue, line.createOnly(), line.trim(), line.letterCase(), line.parse(), line.mask());
    }

    static MapLine trimmed(MapLine line) {
        return new MapLine(line.attribute(), line.source(), line.defaultValue(), line.createOnly(), true, line.letterCase(), line.parse(), line.mask());
    }

    static MapLine in(LetterCase letterCase, MapLine line) {
        return new MapLine(line.attribute(), line.source(), line.defaultValue(), line.createOnly(), line.trim(), letterCase, line.parse(), line.mask());
    }

    static MapLine parsed(Parse parse, MapLine line) {
        return new MapLine(line.attribute(), line.source(), line.defaultValue(), line.createOnly(), line.trim(), line.letterCase(), parse, line.mask());
    }

    static MapLine masked(MapLine line) {
        return new MapLine(line.attribute(), line.source(), line.defaultValue(), line.createOnly(), line.trim(), line.letterCase(), line.parse(), true);
    }

    static MapLine createOnly(MapLine line) {
        return new MapLine(line.attribute(), line.source(), line.defaultValue(), true, line.trim(), line.letterCase(), line.parse(), line.mask());
    }

    /** {@code "sn=Smith"}; a name given twice has two values. */
    static Entry entry(String... attributes) {
        Map<String, List<String>> map = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String attribute : attributes) {
            int equals = attribute.indexOf('=');
            map.merge(attribute.substring(0, equals), List.of(attribute.substring(equals + 1)), (a, b) ->
                    Stream.concat(a.stream(), b.stream()).toList());
        }
        return new Entry(UUID.nameUUIDFromBytes(Arrays.toString(attributes).getBytes()), "uid=x", 1, null, Status.ENABLED, map);
    }
}
