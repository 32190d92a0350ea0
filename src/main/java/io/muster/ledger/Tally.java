package io.muster.ledger;

import java.util.List;
import java.util.Map;

/**
 * What a cycle planned against what became of it ({@code behaviour.md} section 7).
 *
 * @param planned  how many operations it had when it was released, or null when it never was
 * @param outcomes how many ended how; what a later cycle took over while it was held or deferred counts as that
 * @param strays   the ids of operations without an outcome
 */
public record Tally(Long planned, Map<String, Long> outcomes, List<String> strays) {

    /** What is wrong, or null: planned has to be the sum of the outcomes. */
    public String mismatch() {
        long sum = outcomes.values().stream().mapToLong(Long::longValue).sum() - strays.size();
        return planned == null || planned == sum && strays.isEmpty() ? null
                : "planned " + planned + " operations, but the outcomes add up to " + sum + ": " + outcomes + "; without outcome: " + strays
                        + "; run a sync, which looks at their users again, and report this";
    }
}
