package io.muster.cycle;

import io.muster.channel.Channel;
import io.muster.directory.Directory;
import io.muster.directory.Protection;
import io.muster.mapping.Mapping;
import io.muster.plan.GroupPlanner;
import io.muster.plan.Planner;

/** A channel brought to life: its configuration with the directory, the mapping and the planner made from it. */
public record LiveChannel(Channel channel, Directory directory, Mapping mapping, Planner planner, GroupPlanner groupPlanner, Protection protection, Fingerprints fingerprints) {

    public String name() {
        return channel.name();
    }

    /** The service's name: the first part of its ports, {@code direct:<target>-find}. */
    public String target() {
        return channel.target().name();
    }
}
