package io.muster.apply;

import java.util.Map;

/**
 * What a conversation needs to know of a channel.
 *
 * @param settings          the connection's keys without the channel's prefix; holds secrets
 * @param requestsPerSecond null for no bound of ours
 */
public record Connection(String channel, Map<String, String> settings, Double requestsPerSecond) {

    @Override
    public String toString() {
        return "connection of " + channel;
    }
}
