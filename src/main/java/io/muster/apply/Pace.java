package io.muster.apply;

import java.time.Duration;
import java.time.Instant;

/**
 * How fast requests of one kind may go out: closed until the service wants more, never above the bound, and below it at a rate that is learned.
 * It is free until the service says that it is too fast; then it falls to {@value #DECREASE} of what was tried, or to {@value #DECREASE_WITHIN_LIMIT}
 * where the service tells its limit, and grows by one request a second each second.
 */
final class Pace {

    private static final double DECREASE = 0.7;
    /** Who keeps to the limit that was told is refused for others who share it, or since some requests came late and met the next ones: a little less is enough. */
    private static final double DECREASE_WITHIN_LIMIT = 0.9;
    private static final long SECOND = 1_000_000_000L;

    /** Requests a second; infinite for none. */
    private final double bound;
    /** What the service's headers say. */
    private double limit = Double.POSITIVE_INFINITY;
    /** What its refusals teach. */
    private double rate = Double.POSITIVE_INFINITY;
    private Instant closedUntil = Instant.MIN;
    private long nextFree = System.nanoTime();
    private long slowedAt = nextFree - SECOND;
    private long second = nextFree;
    private int begun;
    private int begunBefore;

    /** @param requestsPerSecond the bound, or null for none */
    Pace(Double requestsPerSecond) {
        bound = requestsPerSecond == null ? Double.POSITIVE_INFINITY : requestsPerSecond;
    }

    /**
     * Waits until a request may go out.
     *
     * @throws PausedForLong when that is longer than a worker should wait
     */
    void await() throws InterruptedException {
        long wait = reserve();
        if (wait > 0) {
            Thread.sleep(wait / 1_000_000, (int) (wait % 1_000_000));
        }
    }

    /** Takes the next free moment; answers how far off it is, in nanoseconds. */
    private synchronized long reserve() {
        Instant now = Instant.now();
        if (closedUntil.isAfter(now.plus(RateLimited.LONGEST_WAIT))) {
            throw RateLimited.until(closedUntil, 429);
        }
        long nanos = System.nanoTime();
        long closed = closedUntil.isAfter(now) ? Duration.between(now, closedUntil).toNanos() : 0;
        double perSecond = perSecond();
        long start = Math.max(nanos + closed, Double.isInfinite(perSecond) ? nanos : nextFree);
        nextFree = Double.isInfinite(perSecond) ? start : start + (long) (SECOND / perSecond);
        count(nanos);
        return start - nanos;
    }

    private void count(long nanos) {
        if (nanos - second >= SECOND) {
            begunBefore = nanos - second < 2 * SECOND ? begun : 0;
            begun = 0;
            second = nanos;
        }
        begun++;
    }

    /** Requests a second by now. */
    synchronized double perSecond() {
        return Math.min(bound, Math.min(limit, rate));
    }

    /** The service wants nothing before then. */
    synchronized void closeUntil(Instant until) {
        if (until.isAfter(closedUntil)) {
            closedUntil = until;
        }
    }

    /** The service says how many requests a second it takes; infinite when it no longer does. */
    synchronized void limit(double requestsPerSecond) {
        limit = requestsPerSecond;
    }

    /** The service said how far apart requests have to be, and from when on it wants more. */
    synchronized void limit(Limit told) {
        if (told.spacing() != null) {
            double perSecond = (double) SECOND / told.spacing().toNanos();
            if (perSecond != limit) {
                limit = perSecond;
                nextFree = Math.max(nextFree, System.nanoTime() + told.spacing().toNanos());
            }
        }
        if (told.closedUntil() != null) {
            closeUntil(told.closedUntil());
        }
    }

    /** The service took a request. */
    synchronized void taken() {
        if (!Double.isInfinite(rate)) {
            rate += 1 / rate;
        }
    }

    /** The service was asked too fast. What was refused within the same second is one lesson. */
    synchronized void tooFast() {
        long nanos = System.nanoTime();
        if (nanos - slowedAt < SECOND) {
            return;
        }
        slowedAt = nanos;
        double tried = Double.isInfinite(perSecond()) ? Math.max(begun, begunBefore) : perSecond();
        rate = Math.max(1, tried * (Double.isInfinite(limit) ? DECREASE : DECREASE_WITHIN_LIMIT));
    }
}
