package io.muster.apply;

import java.util.Map;

/**
 * What a conversation needs to know of a channel.
 *
 * @param url               the service's own address, null where the service's routes say it
 * @param settings          the connection's keys without the channel's prefix; holds secrets
 * @param requestsPerSecond null for no bound of ours
 * @param quarantine        the share of operations, 0..1, that may end in trouble before the service is left alone
 */
public record Connection(String channel, String url, Map<String, String> settings, Double requestsPerSecond, double quarantine) {

    @Override
    public String toString() {
        return "connection of " + channel;
    }
}
