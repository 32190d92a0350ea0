package io.muster.apply;

import java.time.Instant;

/** The connection rests for longer than a worker should wait: the service told us so (a daily limit, for instance), or it does not answer at all. */
public final class PausedForLong extends RateLimited {

    private static final long serialVersionUID = 1L;

    /** How the message begins when a service does not answer. */
    public static final String NO_ANSWER = "the service does not answer";

    PausedForLong(Instant until, String why, Integer status) {
        super(until, why, status);
    }
}
