package io.muster.apply;

import java.time.Instant;

/** The service told us to wait for longer than a worker should: a daily limit, for instance. */
public final class PausedForLong extends RateLimited {

    private static final long serialVersionUID = 1L;

    PausedForLong(Instant until, Integer status) {
        super(until, status);
    }
}
