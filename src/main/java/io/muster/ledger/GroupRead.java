package io.muster.ledger;

/**
 * What the last read of a channel's groups was worth; the parts are those of {@link ChannelState}.
 *
 * @param lastGood null before there was a trusted read
 */
public record GroupRead(String channel, String marker, String server, String doubt, Long lastGood, String untrusted) {
}
