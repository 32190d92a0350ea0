package io.muster.apply;

import java.time.Duration;

/** How long a deferred operation waits: 1 min, doubling up to 6 h; removals at most 15 min ({@code behaviour.md} section 8). */
final class Backoff {

    private static final Duration FIRST = Duration.ofMinutes(1);
    private static final Duration LONGEST = Duration.ofHours(6);
    private static final Duration LONGEST_FOR_REMOVALS = Duration.ofMinutes(15);

    private Backoff() {
    }

    static Duration after(int attempts, boolean removal) {
        Duration grown = FIRST.multipliedBy(1L << Math.min(attempts, 20));
        Duration longest = removal ? LONGEST_FOR_REMOVALS : LONGEST;
        return grown.compareTo(longest) > 0 ? longest : grown;
    }
}
