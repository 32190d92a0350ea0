package io.muster.plan;

import io.muster.plan.Options.Removal;
import io.muster.target.AttributeDescriptor;
import io.muster.target.Target;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The inverse of operations that were applied, for {@code muster undo}: a pure function. An option that is off keeps its action from being done
 * by this road too, and what was changed again since is left alone.
 */
public final class Inverse {

    private final String cycle;
    private final Options options;
    private final String matchKey;
    private final Map<String, AttributeDescriptor> attributes;

    /** @param cycle the cycle that the inverse operations belong to */
    public Inverse(String cycle, Options options, Target target) {
        this.cycle = cycle;
        this.options = options;
        this.matchKey = target.matchKey();
        this.attributes = target.attributes().stream().collect(Collectors.toUnmodifiableMap(AttributeDescriptor::name, Function.identity()));
    }

    /**
     * What undoing one operation takes.
     *
     * @param operation null where nothing of it can be undone
     * @param left      what stays as it is, and why
     */
    public record Result(Operation operation, List<String> left) {
    }

    /**
     * Undoes an operation.
     *
     * @param mark the mark that the account was last dealt with under: the inverse keeps it, so that only a change of the entry or of the
     *             configuration brings the undone operation back
     */
    public Result of(Operation done, Known now, long mark, boolean isProtected) {
        if (done.op().json().startsWith("group-")) {
            return new Result(null, List.of("groups are not undone"));
        }
        List<String> left = new ArrayList<>(0);
        if (now.account() == null || done.account() != null && !done.account().equals(now.account())) {
            left.add(done.op() == OperationKind.DELETE ? "the account was deleted for good; while the user is in scope, a sync creates another"
                    : "the account is not there any more");
            return new Result(null, left);
        }
        Step step = status(done, now, isProtected, left);
        boolean active = step == Step.ENABLE || step == null && now.state() == AccountState.ACTIVE;
        Map<String, Change> changes = done.op() == OperationKind.CREATE ? Map.of() : writes(done, now, active || step == Step.DISABLE, left);
        List<Step> steps = new ArrayList<>(2);
        if (step == Step.ENABLE) {
            steps.add(step);
        }
        if (!changes.isEmpty()) {
            steps.add(Step.UPDATE);
        }
        if (step == Step.DISABLE || step == Step.DELETE) {
            steps.add(step);
        }
        if (steps.isEmpty()) {
            return new Result(null, left);
        }
        Map<String, List<String>> values = new LinkedHashMap<>(now.sent());
        changes.forEach((name, change) -> values.put(name, change.to()));
        String key = values.getOrDefault(matchKey, List.of()).stream().findFirst().orElse(now.key());
        AccountState result = step == Step.DELETE ? AccountState.DELETED : step == Step.DISABLE ? AccountState.DISABLED
                : step == Step.ENABLE ? AccountState.ACTIVE : now.state();
        return new Result(new Operation(OperationId.next(System.currentTimeMillis()), cycle, done.channel(), done.target(), kind(step), steps, done.guid(), done.dn(), key,
                now.account(), result == AccountState.DISABLED, "undoes the " + done.op().json() + " of cycle " + done.cycle(), changes,
                result == AccountState.DELETED ? Map.of() : values, Set.of(), List.copyOf(left), mark, false, now.kept(), result).because("muster undo", null), left);
    }

    private static OperationKind kind(Step step) {
        return step == null ? OperationKind.UPDATE
                : switch (step) {
                    case ENABLE -> OperationKind.ENABLE;
                    case DISABLE -> OperationKind.DISABLE;
                    default -> OperationKind.DELETE;
                };
    }

    private Step status(Operation done, Known now, boolean isProtected, List<String> left) {
        boolean wasDisabled = done.steps().contains(Step.DISABLE);
        boolean wasEnabled = done.steps().contains(Step.ENABLE);
        if (done.op() == OperationKind.CREATE) {
            if (isProtected || options.onRemoved() == Removal.IGNORE) {
                left.add("the account stays: " + (isProtected ? "protect names this user" : "on-removed = ignore"));
                return null;
            }
            return options.onRemoved() == Removal.DELETE ? Step.DELETE : now.state() == AccountState.DISABLED ? null : Step.DISABLE;
        }
        if (wasDisabled && now.state() == AccountState.DISABLED) {
            if (!options.update()) {
                left.add("it stays disabled: update = false");
            }
            return options.update() ? Step.ENABLE : null;
        }
        if (wasEnabled && now.state() == AccountState.ACTIVE) {
            if (isProtected) {
                left.add("it stays enabled: protect names this user");
            }
            return isProtected ? null : Step.DISABLE;
        }
        if (wasDisabled || wasEnabled) {
            left.add("it is " + now.state().name().toLowerCase() + " already");
        }
        return null;
    }

    private Map<String, Change> writes(Operation done, Known now, boolean active, List<String> left) {
        Map<String, Change> changes = new LinkedHashMap<>();
        done.changes().forEach((name, change) -> {
            String obstacle = obstacle(done, now, name, change, active);
            if (obstacle == null) {
                changes.put(name, new Change(change.to(), change.from()));
            } else {
                left.add(name + " stays: " + obstacle);
            }
        });
        return changes;
    }

    private String obstacle(Operation done, Known now, String name, Change change, boolean active) {
        AttributeDescriptor attribute = attributes.get(name);
        if (done.masked().contains(name)) {
            return "it is masked, so its old value is not recorded";
        }
        if (change.from() == null) {
            return "its old value is not known";
        }
        if (!change.to().equals(now.sent().getOrDefault(name, List.of()))) {
            return "it was changed again since";
        }
        if (!options.update()) {
            return "update = false";
        }
        if (change.from().isEmpty() && !options.clearAttributes()) {
            return "it was empty, and clear-attributes = false";
        }
        return attribute == null || !attribute.writableOnUpdate() || !active && !attribute.acceptedWhileDisabled() ? "the service does not take it now" : null;
    }
}
