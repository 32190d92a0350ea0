package io.muster.plan;

import java.time.Duration;
import java.util.Locale;

/**
 * What a channel may do, and what it does with leavers ({@code behaviour.md} section 2).
 *
 * @param deleteAfter only with {@link Removal#DISABLE_THEN_DELETE}
 */
public record Options(boolean create, boolean update, Removal onDisabled, Removal onRemoved, Duration deleteAfter, boolean provisionDisabled,
        boolean linkDisabled, boolean clearAttributes, boolean deprovisionOnChannelDeletion) {

    /** The removal policies. */
    public enum Removal {
        DISABLE, DELETE, IGNORE, DISABLE_THEN_DELETE;

        /** As it is written in the configuration. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }
}
