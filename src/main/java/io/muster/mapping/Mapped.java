package io.muster.mapping;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the mapping makes of one entry.
 *
 * <p>A mapped attribute whose source is empty stands here with an empty list; one that is left out because its value breaks a rule, or
 * could not be computed, does not stand here at all: it is neither written nor cleared.
 *
 * @param values     what is sent, in clear; the order is that of the mapping's lines
 * @param shown      the same with masked values as digests: what is compared, planned and recorded
 * @param masked     the attributes that are masked
 * @param createOnly the attributes that are sent on create only
 * @param warnings   optional values that were left out, and why
 * @param faults     required values that are missing or broken: without them the account can be neither created nor updated
 * @param references the DNs, in normal form, of people whom this one refers to, each with their account, if they have one
 */
public record Mapped(Map<String, List<String>> values, Map<String, List<String>> shown, Set<String> masked, Set<String> createOnly,
        List<String> warnings, List<String> faults, Map<String, Optional<String>> references) {

    /** Without the values: they may be masked. */
    @Override
    public String toString() {
        return "Mapped" + values.keySet();
    }
}
