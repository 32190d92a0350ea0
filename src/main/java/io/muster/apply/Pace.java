package io.muster.apply;

import java.time.Duration;
import java.time.Instant;

/**
 * The pace of one connection: open or closed until the service wants more, and never above the bound that is configured. When
 * {@value #MANY} requests in a row get no answer the connection rests, a minute first and at most {@value #LONGEST_REST}: thousands of users
 * are not tried one by one at a service that is down.
 */
final class Pace {

    private static final int MANY = 10;
    private static final int LONGEST_REST = 15;

    private long spacingNanos;
    private Instant closedUntil = Instant.MIN;
    private long nextFree = System.nanoTime();
    private int unanswered;
    private int rests;
    private String why;

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
            if (why != null && closedUntil.isAfter(now)) {
                throw new PausedForLong(closedUntil, why, null);
            }
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

    /** The service said how fast and from when on it wants more. */
    synchronized void limit(Limit limit) {
        if (limit.spacing() != null && limit.spacing().toNanos() != spacingNanos) {
            spacingNanos = limit.spacing().toNanos();
            nextFree = Math.max(nextFree, System.nanoTime() + spacingNanos);
        }
        if (limit.closedUntil() != null) {
            closeUntil(limit.closedUntil());
        }
    }

    /** The service answered, whatever it said. */
    synchronized void answered() {
        unanswered = 0;
        rests = 0;
        why = null;
    }

    /** A request got no answer, or one that speaks of trouble at the service. */
    synchronized void unanswered(String cause) {
        if (++unanswered >= MANY && !closedUntil.isAfter(Instant.now())) {
            why = PausedForLong.NO_ANSWER + " (" + cause + "), so it is left alone";
            closeUntil(Instant.now().plus(Duration.ofMinutes(Math.min(LONGEST_REST, 1L << Math.min(rests, 4)))));
            rests++;
        }
    }
}
