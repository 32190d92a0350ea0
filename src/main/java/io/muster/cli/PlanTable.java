package io.muster.cli;

import io.muster.cycle.Cycle;
import io.muster.ledger.Recorded;
import io.muster.plan.Change;
import io.muster.plan.GroupPlanner;
import io.muster.plan.Operation;
import io.muster.plan.OperationKind;
import java.io.PrintStream;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A cycle for people: a line per operation, a line per kind, and what the guard and the trust rules said. */
final class PlanTable {

    private static final int LINES = 50;
    private static final int MOST_AFFECTED = 10;

    private PlanTable() {
    }

    static void print(Cycle cycle) {
        print(cycle, LINES);
    }

    /** @param most how many operations are shown one by one; and so many more of those that came to no good end, or could not begin */
    static void print(Cycle cycle, int most) {
        PrintStream out = System.out;
        String name = cycle.live().name();
        if (cycle.failure() != null) {
            out.println(name + ": ended early: " + cycle.failure().getMessage());
            return;
        }
        Map<String, Map<String, Long>> kinds = new TreeMap<>();
        Map<String, Long> attributes = new LinkedHashMap<>();
        int[] lines = {0};
        int[] trouble = {0};
        out.println(name + " (" + cycle.managed() + " accounts managed" + (cycle.draft() ? ", plan only" : "") + ")");
        cycle.notUndone().forEach(left -> out.println("  can't be undone: " + left));
        cycle.book().operations(recorded -> {
            Operation operation = recorded.operation();
            int[] shown = operation.op() == OperationKind.SKIP || List.of("dead", "deferred", "stale").contains(recorded.state()) ? trouble : lines;
            if (shown[0]++ < most) {
                out.println("  " + line(recorded, cycle.draft()));
            }
            String outcome = recorded.held() != null ? "held" : recorded.state();
            kinds.computeIfAbsent(operation.op().json(), none -> new TreeMap<>()).merge(outcome, 1L, Long::sum);
            operation.changes().keySet().forEach(attribute -> attributes.merge(attribute, 1L, Long::sum));
        });
        int more = Math.max(0, lines[0] - most) + Math.max(0, trouble[0] - most);
        if (more > 0) {
            out.println("  … and " + more + " more");
        }
        if (kinds.isEmpty()) {
            out.println("  nothing to do");
        }
        kinds.forEach((kind, outcomes) -> out.println("  " + kind + ": " + outcomes.values().stream().mapToLong(Long::longValue).sum() + " ("
                + outcomes.entrySet().stream().map(outcome -> outcome.getValue() + " " + outcome.getKey()).collect(Collectors.joining(", ")) + ")"));
        if (!attributes.isEmpty()) {
            out.println("  attributes: " + attributes.entrySet().stream().sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder()).thenComparing(Map.Entry.comparingByKey()))
                    .limit(MOST_AFFECTED).map(attribute -> attribute.getKey() + " " + attribute.getValue()).collect(Collectors.joining(", ")));
        }
        if (cycle.distrust() != null) {
            out.println("  untrusted: " + cycle.distrust());
        }
        cycle.guardMessages().forEach(message -> out.println("  guard: " + message));
    }

    private static String line(Recorded recorded, boolean draft) {
        Operation o = recorded.operation();
        String who = o.key() == null ? o.dn() == null ? o.guid().toString() : o.dn() : o.key();
        String outcome = draft ? recorded.held() == null ? "" : "held" : recorded.state();
        String changes = o.op() == OperationKind.CREATE || o.changes().isEmpty() ? "" : " " + o.changes().entrySet().stream()
                .map(change -> change.getKey() + ": " + (change.getKey().equals(GroupPlanner.MEMBERS) ? comingAndGoing(change.getValue()) : fromTo(change.getValue())))
                .collect(Collectors.joining("; ", "[", "]"));
        String cause = recorded.cause() == null || recorded.cause().equals(o.reason()) ? "" : " (" + recorded.cause() + ")";
        String held = recorded.held() == null ? "" : " (" + (recorded.approved() ? "approved" : "held by " + recorded.held().json()) + ", operation " + o.id() + ")";
        return String.format("%-8s %-32s %-10s %s%s%s%s", o.op().json(), who, outcome, o.reason(), changes, cause, held);
    }

    private static String fromTo(Change change) {
        return (change.from() == null ? "?" : String.join(" ", change.from())) + " -> " + String.join(" ", change.to());
    }

    /** Of hundreds of members, who comes and who goes. */
    private static String comingAndGoing(Change change) {
        List<String> before = change.from() == null ? List.of() : change.from();
        return Stream.concat(change.to().stream().filter(member -> !before.contains(member)).map(member -> "+" + member),
                before.stream().filter(member -> !change.to().contains(member)).map(member -> "-" + member)).collect(Collectors.joining(" "));
    }
}
