package io.muster.plan;

import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicLong;

/** Ids that sort by the time they were made, unique over processes. */
final class OperationIds {

    private static final AtomicLong LAST = new AtomicLong();
    private static final String PROCESS = Integer.toString(new SecureRandom().nextInt(36 * 36 * 36 * 36), 36);

    private OperationIds() {
    }

    static String next() {
        long next = LAST.updateAndGet(last -> Math.max(last + 1, System.currentTimeMillis() << 12));
        return Long.toString(next, 36) + "-" + PROCESS;
    }
}
