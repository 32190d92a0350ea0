package io.muster.plan;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Stands before every kind of change that can hurt many people at once ({@code behaviour.md} section 7): a pure function. */
public final class Guard {

    private static final Set<OperationKind> REMOVALS = EnumSet.of(OperationKind.DISABLE, OperationKind.DELETE);
    private static final Set<OperationKind> UPDATES = EnumSet.of(OperationKind.UPDATE, OperationKind.ENABLE);

    private Guard() {
    }

    /**
     * Judges a complete plan.
     *
     * @param managed accounts recorded at the start of the cycle: what percentages count against, rounded down
     * @param planned not approved operations of this cycle, by kind
     * @param window  not approved operations released in the window before, by kind
     */
    public static Judgement judge(String channel, GuardLimits limits, long managed, Map<OperationKind, Long> planned, Map<OperationKind, Long> window) {
        Set<OperationKind> held = EnumSet.noneOf(OperationKind.class);
        List<String> messages = new ArrayList<>();
        judge(channel, "guard.max-removals", "disable or delete", limits.maxRemovals(), limits.minRemovals(), REMOVALS, managed, planned, window, held, messages);
        judge(channel, "guard.max-updates", "update or enable", limits.maxUpdates(), limits.minUpdates(), UPDATES, managed, planned, window, held, messages);
        judge(channel, "guard.max-creates", "create", limits.maxCreates(), 0, EnumSet.of(OperationKind.CREATE), managed, planned, window, held, messages);
        judge(channel, "guard.max-group-deletes", "delete the groups of", limits.maxGroupDeletes(), 0, EnumSet.of(OperationKind.GROUP_DELETE), managed, planned, window,
                held, messages);
        return new Judgement(held, messages);
    }

    private static void judge(String channel, String key, String verb, Limit limit, int floor, Set<OperationKind> kinds, long managed,
            Map<OperationKind, Long> planned, Map<OperationKind, Long> window, Set<OperationKind> held, List<String> messages) {
        long now = sum(planned, kinds);
        if (now == 0) {
            return;
        }
        long before = sum(window, kinds);
        long total = now + before;
        Long exceeded = exceeded(limit, floor, managed, total);
        String count = "this cycle would " + verb + " " + now + " of " + managed + " accounts" + (before > 0 ? ", after " + before + " in the window" : "");
        if (exceeded == null) {
            messages.add(count + "; within " + key);
        } else {
            held.addAll(kinds);
            messages.add(count + "; " + key + " allows " + exceeded + ": all of them are held. Look at 'muster plan " + channel + "', then 'muster approve " + channel
                    + "' or correct the filter");
        }
    }

    /** The smallest limit that the total exceeds, or null. */
    private static Long exceeded(Limit limit, int floor, long managed, long total) {
        Long exceeded = limit.count() != null && total > limit.count() ? (long) limit.count() : null;
        if (limit.percent() != null && managed > 0 && total > floor) {
            long allowed = (long) Math.floor(managed * limit.percent() / 100.0);
            if (total > allowed && (exceeded == null || allowed < exceeded)) {
                exceeded = Math.max(allowed, floor);
            }
        }
        return exceeded;
    }

    private static long sum(Map<OperationKind, Long> counts, Set<OperationKind> kinds) {
        return kinds.stream().mapToLong(kind -> counts.getOrDefault(kind, 0L)).sum();
    }
}
