package io.muster.target.zendesk;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Set;

/**
 * A background job at Zendesk, as it was last seen.
 *
 * @param status  {@code queued}, {@code working}, {@code completed}, {@code failed} or {@code killed}
 * @param results of its rows, in their order; missing until it is completed
 * @param asked   how often it was asked for
 */
public record ZendeskJob(String id, String status, JsonNode results, int asked) {

    private static final Set<String> UNDER_WAY = Set.of("queued", "working");
    private static final long FIRST_MILLIS = 100;
    private static final long LONGEST_MILLIS = 5_000;
    /** About ten minutes. */
    private static final int PATIENCE = 126;

    public boolean isUnderWay() {
        return UNDER_WAY.contains(status);
    }

    boolean givenUp() {
        return asked > PATIENCE;
    }

    /** Milliseconds until it is asked for again. */
    public long getPause() {
        return Math.min(LONGEST_MILLIS, FIRST_MILLIS << Math.min(asked, 10));
    }

    /** What was paused in all, for a message. */
    Duration paused() {
        return Duration.ofMillis(LONGEST_MILLIS * asked);
    }
}
