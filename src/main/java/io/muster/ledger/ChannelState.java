package io.muster.ledger;

import java.time.Instant;

/**
 * What is remembered of a channel between cycles.
 *
 * @param identity   the account at the service that the rows belong to, or null before the first cycle
 * @param configHash the configuration that every user was last looked at with
 * @param marker     the newest change marker of the last trusted sweep, or of a quick read since
 * @param server     which server that sweep came from
 * @param doubt      what a complete sweep of another server found missing, so that a second one can agree with it; else null
 * @param lastGood   how many entries the last trusted sweep saw
 * @param hadStatus  whether anybody showed the status attribute then
 * @param stopped    why the connection is in doubt, or null
 * @param untrusted  which rule the last sweep broke, or null
 */
public record ChannelState(String channel, String target, String identity, String configHash, String marker, String server, String doubt,
        long lastGood, boolean hadStatus, String stopped, String untrusted, Instant lastSweep) {
}
