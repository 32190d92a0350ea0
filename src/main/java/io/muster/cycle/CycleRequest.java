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
 * @param plan         with {@link Mode#APPLY}: the id of the plan; else null
 * @param undo         the cycle whose inverse is planned, without reading the directory; else null
 */
public record CycleRequest(String channel, Kind kind, Mode mode, boolean acceptShrink, boolean dueNow, Map<UUID, PlannedBefore> only, String plan, String undo) {

    public CycleRequest(String channel, Kind kind, Mode mode, boolean acceptShrink, boolean dueNow, Map<UUID, PlannedBefore> only) {
        this(channel, kind, mode, acceptShrink, dueNow, only, null, null);
    }

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
        return apply(channel, only, null, null);
    }

    /** @param undo where the plan is that of an undo */
    public static CycleRequest apply(String channel, Map<UUID, PlannedBefore> only, String plan, String undo) {
        return new CycleRequest(channel, Kind.SWEEP, Mode.APPLY, false, false, only, plan, undo);
    }

    /** Shows what undoing a cycle would do. */
    public static CycleRequest undo(String channel, String cycle) {
        return new CycleRequest(channel, Kind.SWEEP, Mode.PLAN, false, false, null, null, cycle);
    }
}
