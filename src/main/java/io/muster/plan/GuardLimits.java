package io.muster.plan;

import java.time.Duration;

/** The {@code guard.*} keys of a channel ({@code contract.md}). */
public record GuardLimits(Limit maxRemovals, Limit maxUpdates, Limit maxGroupDeletes, Limit maxCreates, Limit maxMemberRemovals, int minRemovals,
        int minUpdates, Duration window) {
}
