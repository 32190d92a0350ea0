package io.muster.plan;

import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/** Makes ids that sort by time: UUID version 7 (RFC 9562 section 5.7), with the twelve bits after the time as a counter. */
final class OperationId {

    private static final AtomicLong LAST = new AtomicLong();

    private OperationId() {
    }

    static String next(long epochMillis) {
        long time = LAST.updateAndGet(last -> Math.max(last + 1, epochMillis << 12));
        long high = time >> 12 << 16 | 0x7000 | time & 0xfff;
        long low = ThreadLocalRandom.current().nextLong() & 0x3fff_ffff_ffff_ffffL | 0x8000_0000_0000_0000L;
        return new UUID(high, low).toString();
    }

    /** When an id was made. */
    static Instant time(String id) {
        return Instant.ofEpochMilli(UUID.fromString(id).getMostSignificantBits() >>> 16);
    }
}
