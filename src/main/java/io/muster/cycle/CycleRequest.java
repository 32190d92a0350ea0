package io.muster.cycle;

import io.muster.plan.OperationKind;
import java.util.Map;
import java.util.UUID;

/**
 * What is asked of a cycle.
 *
 * @param acceptShrink overrule share and emptiness for this cycle ({@code --accept-shrink})
 * @param dueNow       whether deferred operations are tried again now
 * @param only         with {@link Mode#APPLY}: the fingerprint of each operation that may be done, by the user's id; else null
 */
public record CycleRequest(String channel, Kind kind, Mode mode, boolean acceptShrink, boolean dueNow, Map<UUID, PlannedBefore> only) {

    /** How much of the directory is read ({@code behaviour.md} section 6). */
    public enum Kind {
        QUICK, SWEEP;

        public String json() {
            return name().toLowerCase();
        }
    }

    /** How far the cycle goes: {@code plan} and {@code sync} are the same road with a different end. */
    public enum Mode {
        PLAN, SYNC, APPLY
    }

    /** One operation of a plan file. */
    public record PlannedBefore(String id, OperationKind op, String fingerprint, String dn, String key) {
    }

    public static CycleRequest sync(String channel, boolean acceptShrink) {
        return new CycleRequest(channel, Kind.SWEEP, Mode.SYNC, acceptShrink, true, null);
    }

    public static CycleRequest plan(String channel, boolean acceptShrink) {
        return new CycleRequest(channel, Kind.SWEEP, Mode.PLAN, acceptShrink, false, null);
    }

    public static CycleRequest apply(String channel, Map<UUID, PlannedBefore> only) {
        return new CycleRequest(channel, Kind.SWEEP, Mode.APPLY, false, false, only);
    }
}
