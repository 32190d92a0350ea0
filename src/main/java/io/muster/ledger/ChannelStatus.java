package io.muster.ledger;

import java.time.Instant;

/** A channel's figures for {@code muster status}. */
public record ChannelStatus(String channel, String cycle, String kind, Instant start, Instant end, long managed, long held, long deferred, long dead,
        String untrusted, String stopped, Instant oldestUnapplied) {
}
