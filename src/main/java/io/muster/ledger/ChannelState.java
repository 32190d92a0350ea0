package io.muster.ledger;

import java.time.Instant;

/**
 * What is remembered of a channel between cycles.
 *
 * @param identity   the account at the service that the rows belong to, or null before the first cycle
 * @param configHash the configuration that every user was last looked at with
 * @param marker     the newest change marker read
 * @param lastGood   how many entries the last trusted sweep saw
 * @param hadStatus  whether anybody showed the status attribute then
 * @param stopped    why the connection is in doubt, or null
 * @param untrusted  which rule the last sweep broke, or null
 */
public record ChannelState(String channel, String target, String identity, String configHash, String marker, String server, long lastGood,
        boolean hadStatus, String stopped, String untrusted, Instant lastSweep) {
}
