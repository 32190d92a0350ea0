package io.muster.apply;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Leaves a service in trouble alone ({@code <channel>.quarantine}): when of the last {@value #LEAST} operations more than the share ended in trouble
 * that passes, or {@value #MANY} requests in a row got no answer, nobody is tried any more. After a rest, which doubles each time up to fifteen times
 * the first, one request goes out as a probe; its answer ends the quarantine. A refusal of somebody's data is an answer like any other.
 */
final class Quarantine {

    static final int LEAST = 20;
    static final int MANY = 10;

    private static final Logger LOG = LoggerFactory.getLogger(Quarantine.class);
    private static final int LONGEST = 15;
    /** So long a probe is waited for; then another goes out. */
    private static final Duration PROBE = Duration.ofSeconds(10);

    private final String channel;
    private final double share;
    private final Duration rest;
    private final InstantSource clock;
    private final Deque<Boolean> last = new ArrayDeque<>(LEAST);
    private int troubled;
    private String lastTrouble;
    private int unanswered;
    private int rests;
    private String why;
    private Instant until;
    private boolean probing;

    /**
     * Nobody is kept back at first.
     *
     * @param share 0..1
     * @param rest  the first one
     */
    Quarantine(String channel, double share, Duration rest, InstantSource clock) {
        this.channel = channel;
        this.share = share;
        this.rest = rest;
        this.clock = clock;
    }

    /**
     * Lets a request out, or not; answers whether it is the probe. While a probe is under way, others wait for what it brings.
     *
     * @throws PausedForLong while nobody is tried
     */
    synchronized boolean enter() throws InterruptedException {
        while (why != null) {
            Instant now = clock.instant();
            if (!until.isAfter(now)) {
                until = now.plus(PROBE);
                probing = true;
                return true;
            }
            if (!probing) {
                throw new PausedForLong(until, why, null);
            }
            wait(Duration.between(now, until).toMillis() + 1);
        }
        return false;
    }

    /** The service answered a request, whatever it said. */
    synchronized void answered(boolean probe) {
        unanswered = 0;
        if (probe && why != null) {
            LOG.warn("channel={} quarantine ends: the service answers again", channel);
            why = null;
            rests = 0;
            last.clear();
            troubled = 0;
            notifyAll();
        }
    }

    /** A request got no answer, or one that speaks of trouble at the service. */
    synchronized void unanswered(boolean probe, String cause) {
        unanswered++;
        if (probe && why != null || unanswered >= MANY && why == null) {
            close(PausedForLong.NO_ANSWER + " (" + cause + "), so it is left alone");
        }
    }

    /** An operation has ended; {@code trouble} is what defers it, or null where the service dealt with it. */
    synchronized void ended(String trouble) {
        last.addLast(trouble != null);
        if (trouble != null) {
            troubled++;
            lastTrouble = trouble;
        }
        if (last.size() > LEAST && last.removeFirst()) {
            troubled--;
        }
        // only trouble begins it: a service that answers again is not left alone for what it did before
        if (trouble != null && why == null && last.size() == LEAST && troubled > share * LEAST) {
            close(PausedForLong.QUARANTINED + troubled + " of the last " + LEAST + " operations failed in passing (" + lastTrouble + "), so the service is left alone");
        }
    }

    private void close(String cause) {
        why = cause;
        until = clock.instant().plus(rest.multipliedBy(Math.min(LONGEST, 1L << Math.min(rests, 4))));
        rests++;
        probing = false;
        notifyAll();
        LOG.error("channel={} {} until {}, and is tried with one request then", channel, why, until);
    }
}
