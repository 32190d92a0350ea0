package io.muster.plan;

import io.muster.target.AttributeDescriptor;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What to write into an account, and what will be recorded as sent then.
 *
 * @param changes  only the differences; masked ones as {@link #HIDDEN}
 * @param values   every mapped attribute the account is known to hold afterwards, masked ones as digests
 * @param warnings differences that can't be written
 */
record Writes(Map<String, Change> changes, Map<String, List<String>> values, List<String> warnings) {

    /** Stands for a masked value. */
    static final List<String> HIDDEN = List.of("***");

    /** Stands for a value that was sent, but nobody knows whether it arrived: it differs from every other. */
    static final List<String> UNSURE = List.of("\u0000unsure");

    /** Whether only attributes that take effect on a disabled account may be written. */
    enum While {
        ENABLED, DISABLED
    }

    /** Everything, create-only attributes too. */
    static Writes creating(Desired desired) {
        Map<String, Change> changes = new LinkedHashMap<>();
        Map<String, List<String>> values = new LinkedHashMap<>();
        desired.values().forEach((name, value) -> {
            if (!value.isEmpty()) {
                changes.put(name, change(desired, name, null, value));
                values.put(name, value);
            }
        });
        return new Writes(changes, values, List.of());
    }

    /** No change: what is known stays known. */
    static Writes none(Desired desired, Map<String, List<String>> known) {
        Map<String, List<String>> values = new LinkedHashMap<>();
        desired.values().keySet().stream().filter(name -> !desired.createOnly().contains(name) && known.containsKey(name))
                .forEach(name -> values.put(name, known.get(name)));
        return new Writes(Map.of(), values, List.of());
    }

    /**
     * The differences between what is desired and what is known. What is not written now stays recorded as it was, so that it still
     * differs next time.
     *
     * @param known what the account holds; an attribute without key is unknown and counts as different
     */
    static Writes differences(Desired desired, Map<String, List<String>> known, Map<String, AttributeDescriptor> attributes,
            boolean clearAttributes, While state) {
        Map<String, Change> changes = new LinkedHashMap<>();
        Map<String, List<String>> values = new LinkedHashMap<>();
        List<String> warnings = new ArrayList<>(0);
        desired.values().forEach((name, to) -> {
            if (desired.createOnly().contains(name)) {
                return;
            }
            AttributeDescriptor attribute = attributes.get(name);
            List<String> from = known.get(name);
            boolean differs = to.isEmpty() ? clearAttributes && from != null && !from.isEmpty() : !same(attribute, from, to);
            boolean writable = attribute.writableOnUpdate() && (state == While.ENABLED || attribute.acceptedWhileDisabled());
            if (differs && writable) {
                changes.put(name, change(desired, name, from, to));
                values.put(name, to);
            } else if (from != null) {
                values.put(name, from);
            }
            if (differs && from != null && !attribute.writableOnUpdate()) {
                warnings.add(name + ": the service takes it on create only; the new value is left out");
            }
        });
        return new Writes(changes, values, warnings);
    }

    private static Change change(Desired desired, String name, List<String> from, List<String> to) {
        List<String> known = UNSURE.equals(from) ? null : from;
        return desired.masked().contains(name) ? new Change(known == null ? null : HIDDEN, HIDDEN) : new Change(known, to);
    }

    /** A directory gives the values of an attribute in no particular order. */
    private static boolean same(AttributeDescriptor attribute, Collection<String> from, Collection<String> to) {
        return to.equals(from) || from != null && attribute.multiValued() && new HashSet<>(from).equals(new HashSet<>(to));
    }
}
