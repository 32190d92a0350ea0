package io.muster.apply;

import java.time.Duration;
import java.time.Instant;

/** The pace of one connection: open or closed until the service wants more, and never above the bound that is configured. */
final class Pace {

    private final long spacingNanos;
    private Instant closedUntil = Instant.MIN;
    private long nextFree = System.nanoTime();

    Pace(Double requestsPerSecond) {
        spacingNanos = requestsPerSecond == null ? 0 : (long) (1_000_000_000L / requestsPerSecond);
    }

    /**
     * Waits until a request may go out.
     *
     * @throws PausedForLong when that is longer than a worker should wait
     */
    void await() throws InterruptedException {
        long wait;
        synchronized (this) {
            Instant now = Instant.now();
            if (closedUntil.isAfter(now.plus(RateLimited.LONGEST_WAIT))) {
                throw RateLimited.until(closedUntil, 429);
            }
            long nanos = System.nanoTime();
            long closed = closedUntil.isAfter(now) ? Duration.between(now, closedUntil).toNanos() : 0;
            long start = Math.max(nanos + closed, spacingNanos == 0 ? nanos : nextFree);
            nextFree = start + spacingNanos;
            wait = start - nanos;
        }
        if (wait > 0) {
            Thread.sleep(wait / 1_000_000, (int) (wait % 1_000_000));
        }
    }

    /** The service wants nothing before then. */
    synchronized void closeUntil(Instant until) {
        if (until.isAfter(closedUntil)) {
            closedUntil = until;
        }
    }
}
