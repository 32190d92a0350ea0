package io.muster.plan;

import static io.muster.plan.OperationKind.CREATE;
import static io.muster.plan.OperationKind.DELETE;
import static io.muster.plan.OperationKind.DISABLE;
import static io.muster.plan.OperationKind.ENABLE;
import static io.muster.plan.OperationKind.GROUP_DELETE;
import static io.muster.plan.OperationKind.GROUP_LINK;
import static io.muster.plan.OperationKind.GROUP_MEMBERS;
import static io.muster.plan.OperationKind.GROUP_RENAME;
import static io.muster.plan.OperationKind.LINK;
import static io.muster.plan.OperationKind.UPDATE;

import io.muster.target.Target;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Stops a cycle from doing too much at once ({@code behaviour.md} section 7). A limit is compared with what is planned and what was
 * applied within the window, together. With a count and a percentage the smaller binds. A percentage is taken of the accounts recorded at
 * the start of the cycle and not rounded: 10 % of 55 accounts lets 5 pass and not 6. It says nothing while there are no accounts, nor at
 * or below the floor ({@code guard.min-removals}, {@code guard.min-updates}); a plain count always binds.
 */
public final class Guard {

    private Guard() {
    }

    /**
     * As what the guard counts an operation: its kind, except that a link which ends in disabling an active account is a removal
     * ({@code link-disabled}), that a renamed or adopted group may lose members as well, and that an update which does no more than fill in a reference, such as the
     * manager who had no account yet, is the second half of a create.
     */
    public static OperationKind countedAs(Operation operation) {
        if ((operation.op() == GROUP_RENAME || operation.op() == GROUP_LINK) && membersRemoved(operation) > 0) {
            return GROUP_MEMBERS;
        }
        if (completesCreate(operation)) {
            return CREATE;
        }
        return operation.op() == LINK && operation.steps().contains(Step.DISABLE) ? DISABLE : operation.op();
    }

    private static boolean completesCreate(Operation operation) {
        return operation.op() == UPDATE && operation.service().map(Target::references).orElse(Set.of()).containsAll(operation.changes().keySet())
                && operation.changes().values().stream().allMatch(change -> change.from() == null);
    }

    /**
     * For how much the guard counts an operation: 1, but of a group's members those who are removed, and nothing for the second half of a create, whose
     * first half was counted. What counts for nothing is never held by it.
     */
    public static int weight(Operation operation) {
        return countedAs(operation) == GROUP_MEMBERS ? membersRemoved(operation) : completesCreate(operation) ? 0 : 1;
    }

    private static int membersRemoved(Operation operation) {
        Change members = operation.changes().get(GroupPlanner.MEMBERS);
        return members == null || members.from() == null ? 0 : (int) members.from().stream().filter(key -> !members.to().contains(key)).count();
    }

    /**
     * Judges a cycle.
     *
     * @param managedAtStart  accounts recorded active or disabled when the cycle began
     * @param planned         how many operations are planned, without approved ones; for {@code GROUP_MEMBERS} how many members they remove
     * @param appliedInWindow the same, of what was applied within {@code guard.window}, without approved ones
     */
    public static Judgement judge(String channel, GuardLimits limits, long managedAtStart, Map<OperationKind, Long> planned,
            Map<OperationKind, Long> appliedInWindow) {
        Verdict verdict = new Verdict(channel, managedAtStart, planned, appliedInWindow);
        verdict.check(Set.of(DISABLE, DELETE), "disable or delete", "accounts", limits.maxRemovals(), limits.minRemovals(), "guard.max-removals");
        verdict.check(Set.of(UPDATE, ENABLE), "update or enable", "accounts", limits.maxUpdates(), limits.minUpdates(), "guard.max-updates");
        verdict.check(Set.of(CREATE), "create", "accounts", limits.maxCreates(), 0, "guard.max-creates");
        verdict.check(Set.of(GROUP_DELETE), "delete", "groups", limits.maxGroupDeletes(), 0, "guard.max-group-deletes");
        verdict.check(Set.of(GROUP_MEMBERS), "remove", "group members", limits.maxMemberRemovals(), 0, "guard.max-member-removals");
        return new Judgement(verdict.held, verdict.messages, verdict.passed);
    }

    private static final class Verdict {

        private final String channel;
        private final long managed;
        private final Map<OperationKind, Long> planned;
        private final Map<OperationKind, Long> applied;
        private final Set<OperationKind> held = EnumSet.noneOf(OperationKind.class);
        private final List<String> messages = new ArrayList<>(0);
        private final List<String> passed = new ArrayList<>();

        Verdict(String channel, long managed, Map<OperationKind, Long> planned, Map<OperationKind, Long> applied) {
            this.channel = channel;
            this.managed = managed;
            this.planned = planned;
            this.applied = applied;
        }

        void check(Set<OperationKind> kinds, String verb, String noun, Limit limit, int floor, String key) {
            long now = sum(kinds, planned);
            if (limit == null || limit.equals(Limit.NONE) || now == 0) {
                return;
            }
            long before = sum(kinds, applied);
            long total = now + before;
            boolean overCount = limit.count() != null && total > limit.count();
            boolean overPercent = limit.percent() != null && managed > 0 && total > allowed(limit);
            String would = "would " + verb + " " + now + (before > 0 ? " more " : " ") + noun
                    + (before > 0 ? " after " + before + " within the window" : "") + ", of " + managed + " accounts";
            if (overCount || overPercent && total > floor) {
                held.addAll(kinds);
                messages.add(would + "; the limit is " + binding(limit, overPercent && total > floor) + " (" + key
                        + "): look at `muster plan " + channel + "`, then `muster approve " + channel + "` or correct the filter");
            } else if (overPercent) {
                passed.add(would + "; that is over " + limit.percent() + " % (" + key + "), but no more than the " + floor
                        + " that always pass");
            } else {
                passed.add(would + "; within " + key);
            }
        }

        private double allowed(Limit limit) {
            return managed * limit.percent() / 100;
        }

        private long binding(Limit limit, boolean overPercent) {
            long percent = overPercent ? (long) Math.floor(allowed(limit)) : Long.MAX_VALUE;
            return limit.count() == null ? percent : Math.min(percent, limit.count());
        }

        private static long sum(Set<OperationKind> kinds, Map<OperationKind, Long> counts) {
            return kinds.stream().mapToLong(kind -> counts.getOrDefault(kind, 0L)).sum();
        }
    }
}
