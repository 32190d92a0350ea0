package io.muster.apply;

import java.util.Map;

/** The connection of every channel: the bean {@code connections}. */
public final class Connections {

    private final Map<String, Connection> connections;

    public Connections(Map<String, Connection> connections) {
        this.connections = Map.copyOf(connections);
    }

    public Connection get(String channel) {
        return connections.get(channel);
    }

    /** One setting of a channel's connection; routes name it where they use it. */
    public String setting(String channel, String key) {
        return connections.get(channel).settings().get(key);
    }
}
