package io.muster.apply;

import java.time.Duration;
import java.time.Instant;

/** The service told us to wait. The connection waits, and nobody's attempts grow. */
public class RateLimited extends ServiceFailure {

    private static final long serialVersionUID = 1L;

    /** Up to here a worker waits; beyond, the operation is deferred. */
    static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

    private final Instant until;

    RateLimited(Instant until, String why, Integer status) {
        super(why + " until " + until, status);
        this.until = until;
    }

    /** The failure for a wait until then: a long one is {@link PausedForLong}. */
    public static RateLimited until(Instant until, Integer status) {
        String why = "the service asks to wait";
        return until.isAfter(Instant.now().plus(LONGEST_WAIT)) ? new PausedForLong(until, why, status) : new RateLimited(until, why, status);
    }

    public Instant until() {
        return until;
    }
}
