package io.muster.apply;

import java.time.Instant;

/** The connection rests for longer than a worker should wait: the service told us so (a daily limit, for instance), or it does not answer at all. */
public final class PausedForLong extends RateLimited {

    private static final long serialVersionUID = 1L;

    /** How the message begins when a service does not answer. */
    static final String NO_ANSWER = "the service does not answer";

    /** How it begins when too many operations fail in passing. */
    static final String QUARANTINED = "quarantined: ";

    /** Whether an operation was deferred because its service does not answer, or is in quarantine. */
    public static boolean leftAlone(String cause) {
        return cause != null && (cause.startsWith(NO_ANSWER) || cause.startsWith(QUARANTINED));
    }

    PausedForLong(Instant until, String why, Integer status) {
        super(until, why, status);
    }
}
