package io.muster.mapping;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the mapping made of one entry.
 *
 * @param values     what the service is to hold, in clear
 * @param shown      the same with masked values as digests: all that plans and ledger ever see
 * @param createOnly names that are sent on create only
 * @param warnings   optional attributes that were left out, with the rule they broke
 * @param faults     required attributes that are missing or broken: the user can't be written
 */
public record Mapped(Map<String, List<String>> values, Map<String, List<String>> shown, Set<String> masked, Set<String> createOnly,
        List<String> warnings, List<String> faults) {
}
