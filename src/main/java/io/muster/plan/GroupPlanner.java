package io.muster.plan;

import io.muster.directory.Sighting;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The rules for groups of {@code behaviour.md} section 5, as a pure function. An operation names its members by the directory's ids: their accounts are
 * looked up when it is handed out, for some of them may only be created by the same cycle.
 */
public final class GroupPlanner {

    /** The values of a group, in operations and in what is recorded as sent. */
    public static final String NAME = "name";
    public static final String MEMBERS = "members";
    /** Accounts that were sent as members, and that the service did not take. */
    public static final String REFUSED = "refused";

    private final String channel;
    private final String target;
    private final Clock clock;

    public GroupPlanner(String channel, String target, Clock clock) {
        this.channel = channel;
        this.target = target;
        this.clock = clock;
    }

    /** Whether {@link #plan} has to know which group the service holds under the name. */
    public static boolean needsLookUp(DesiredGroup desired, Known known) {
        return mayHaveBeenCreated(known) || desired.presence() == Presence.IN_SCOPE && desired.name() != null && !recorded(known);
    }

    /** Whether the end of the group's creation was never heard of: if there is one under the recorded name, it is ours. */
    public static boolean mayHaveBeenCreated(Known known) {
        return known.state() == AccountState.UNSURE && known.account() == null;
    }

    /**
     * What has to happen to one group.
     *
     * @param lookUp {@link LookUp#NOT_LOOKED} unless {@link #needsLookUp} asked for more
     * @param keys   the match keys of the accounts that are members so far, as far as they are known
     * @return the operation, one of kind {@link OperationKind#SKIP} with its reason, or null when nothing is to be done
     * @throws IllegalArgumentException when a needed look-up was not made
     */
    public Operation plan(String cycle, DesiredGroup desired, Known known, LookUp lookUp, Map<String, String> keys) {
        if (desired.presence() != Presence.IN_SCOPE) {
            String reason = desired.presence() == Presence.GONE ? "deleted in the directory" : "out of scope";
            String group = lookUp instanceof LookUp.Of of ? of.found().account() : recorded(known) ? known.account() : null;
            return group == null ? null : operation(cycle, OperationKind.GROUP_DELETE, List.of(Step.GROUP_DELETE), desired, known.key(), group, reason, Map.of(),
                    desired.absence(), AccountState.DELETED);
        }
        if (desired.name() == null) {
            return skip(cycle, desired, known, Planner.INVALID + "the group shows no cn");
        }
        if (recorded(known)) {
            return update(cycle, desired, known, keys);
        }
        if (lookUp instanceof LookUp.Foreign foreign) {
            return skip(cycle, desired, known, Planner.CONFLICT + foreign.reason());
        }
        Map<String, Change> changes = new LinkedHashMap<>();
        changes.put(NAME, new Change(null, List.of(desired.name())));
        changes.put(MEMBERS, new Change(null, joining(desired)));
        if (lookUp instanceof LookUp.Of of) {
            return link(cycle, desired, known, of.found(), changes, keys);
        }
        if (lookUp instanceof LookUp.NotFound) {
            List<Step> steps = joining(desired).isEmpty() ? List.of(Step.GROUP_CREATE) : List.of(Step.GROUP_CREATE, Step.GROUP_MEMBERS);
            return operation(cycle, OperationKind.GROUP_CREATE, steps, desired, desired.name(), null,
                    known.state() == AccountState.DELETED ? "in scope, and gone at the service" : "new in scope", changes, false, AccountState.ACTIVE);
        }
        throw new IllegalArgumentException("the group " + desired.guid() + " must be looked up before it is planned");
    }

    private Operation link(String cycle, DesiredGroup desired, Known known, Found found, Map<String, Change> changes, Map<String, String> keys) {
        List<Step> steps = new ArrayList<>(List.of(Step.GROUP_MEMBERS));
        if (found.values().containsKey(MEMBERS)) {
            changes.put(MEMBERS, new Change(byKey(found.values().get(MEMBERS), keys), joining(desired)));
        }
        if (found.key().equals(desired.name())) {
            changes.remove(NAME);
        } else {
            changes.put(NAME, new Change(List.of(found.key()), List.of(desired.name())));
            steps.add(0, Step.GROUP_RENAME);
        }
        return operation(cycle, OperationKind.GROUP_LINK, steps, desired, desired.name(), found.account(),
                mayHaveBeenCreated(known) ? Planner.UNHEARD : "in scope, and a group of this name exists", changes, false, AccountState.ACTIVE);
    }

    /** A group in doubt is written whole: what it is at the service may be anything between what is recorded and what was sent. */
    private Operation update(String cycle, DesiredGroup desired, Known known, Map<String, String> keys) {
        Map<String, Change> changes = new LinkedHashMap<>();
        List<Step> steps = new ArrayList<>(2);
        List<String> name = List.of(desired.name());
        boolean unheard = known.state() == AccountState.UNSURE;
        if (unheard || !name.equals(known.sent().get(NAME))) {
            changes.put(NAME, new Change(known.sent().get(NAME), name));
            steps.add(Step.GROUP_RENAME);
        }
        List<String> before = known.sent().getOrDefault(MEMBERS, List.of());
        if (unheard || membersDiffer(desired, known)) {
            changes.put(MEMBERS, new Change(byKey(before, keys), joining(desired)));
            steps.add(Step.GROUP_MEMBERS);
        }
        if (steps.isEmpty()) {
            return null;
        }
        OperationKind kind = changes.containsKey(NAME) ? OperationKind.GROUP_RENAME : OperationKind.GROUP_MEMBERS;
        String reason = unheard ? Planner.UNHEARD : String.join(", ", changes.keySet()) + " changed";
        return operation(cycle, kind, steps, desired, desired.name(), known.account(), reason, changes,
                desired.emptied() && changes.containsKey(MEMBERS), AccountState.ACTIVE);
    }

    private static boolean membersDiffer(DesiredGroup desired, Known known) {
        Set<String> before = Set.copyOf(known.sent().getOrDefault(MEMBERS, List.of()));
        Set<String> sent = new HashSet<>(before);
        if (!desired.retryRefused()) {
            sent.addAll(known.sent().getOrDefault(REFUSED, List.of()));
        }
        // an account that is only created by this cycle has no id yet, and differs
        Set<String> wanted = desired.members().stream().filter(Member::joins).map(member -> String.valueOf(member.account())).collect(Collectors.toSet());
        return !sent.containsAll(wanted) || !wanted.containsAll(before);
    }

    private static boolean recorded(Known known) {
        return known.state() == AccountState.ACTIVE || known.state() == AccountState.UNSURE && known.account() != null;
    }

    private static List<String> joining(DesiredGroup desired) {
        return sorted(desired.members().stream().filter(Member::joins).map(Member::key).toList());
    }

    private static List<String> byKey(List<String> accounts, Map<String, String> keys) {
        return sorted(accounts.stream().map(account -> keys.getOrDefault(account, account)).toList());
    }

    private static List<String> sorted(List<String> texts) {
        return List.copyOf(new TreeSet<>(texts));
    }

    private Operation skip(String cycle, DesiredGroup desired, Known known, String reason) {
        return operation(cycle, OperationKind.SKIP, List.of(), desired, desired.name(), known.account(), reason, Map.of(), false, known.state());
    }

    private Operation operation(String cycle, OperationKind kind, List<Step> steps, DesiredGroup desired, String key, String account, String reason,
            Map<String, Change> changes, boolean absence, AccountState result) {
        boolean writes = kind != OperationKind.GROUP_DELETE && kind != OperationKind.SKIP;
        Map<String, List<String>> values = writes
                ? Map.of(NAME, List.of(desired.name()), MEMBERS, sorted(desired.members().stream().map(member -> member.guid().toString()).toList())) : Map.of();
        return new Operation(OperationId.next(clock.millis()), cycle, channel, target, kind, steps, desired.guid(), desired.dn(), key, account, false, reason, changes,
                values, Set.of(), changes.containsKey(MEMBERS) ? leftOut(desired) : List.of(),
                desired.presence() == Presence.IN_SCOPE ? desired.mark() : Sighting.GONE, absence, Map.of(), result);
    }

    private static List<String> leftOut(DesiredGroup desired) {
        List<String> warnings = new ArrayList<>();
        if (desired.emptied()) {
            warnings.add("the member list came empty, and nothing says that the group changed: check the read right on it; if it is meant, sync with --accept-shrink");
        }
        desired.members().stream().filter(member -> !member.joins())
                .forEach(member -> warnings.add(leftOut(member.key(), member.refusal() == null ? "no active account" : member.refusal())));
        if (desired.outsiders() > 0) {
            warnings.add(desired.outsiders() + " members are left out: not in this channel's scope");
        }
        return warnings;
    }

    /** How it is said that a member is left out. */
    public static String leftOut(String key, String reason) {
        return key + " is left out: " + reason;
    }
}
