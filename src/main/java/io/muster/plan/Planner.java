package io.muster.plan;

import io.muster.directory.Sighting;
import io.muster.directory.Status;
import io.muster.mapping.AttributeDescriptor;
import io.muster.plan.Options.Removal;
import io.muster.target.Target;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The decision table ({@code behaviour.md} section 2): what is desired and what is recorded make at most one operation. */
public final class Planner {

    /** How the reason of a user begins who can't be written, because a required attribute is missing or broken. */
    public static final String INVALID = "invalid: ";
    /** How the reason of a user begins whose account belongs to somebody else. */
    public static final String CONFLICT = "conflict: ";

    private static final List<String> MASKED = List.of("***");

    private final String channel;
    private final Options options;
    private final Target target;
    private final Clock clock;
    private final Map<String, AttributeDescriptor> descriptors;

    public Planner(String channel, Options options, Target target, Clock clock) {
        this.channel = channel;
        this.options = options;
        this.target = target;
        this.clock = clock;
        this.descriptors = target.attributes().stream().collect(Collectors.toMap(AttributeDescriptor::name, descriptor -> descriptor));
    }

    /** Whether the account has to be looked up before the user can be planned. */
    public boolean needsLookUp(Desired desired, Known known) {
        boolean withoutAccount = known.state() == AccountState.NONE || known.state() == AccountState.DELETED;
        return known.state() == AccountState.PENDING || withoutAccount && desired.presence() == Presence.IN_SCOPE && desired.status() != Status.UNKNOWN;
    }

    /** The operation for one user, or null when nothing has to happen. What is not done for a reason comes as {@link OperationKind#SKIP}. */
    public Operation plan(String cycle, Desired desired, Known known, LookUp lookUp) {
        Draft draft = new Draft(cycle, desired, known);
        if (desired.presence() != Presence.IN_SCOPE) {
            return left(draft, lookUp);
        }
        if (desired.status() == Status.UNKNOWN) {
            return draft.skip("the status attribute is missing: nobody can say whether this user is enabled");
        }
        boolean enabled = desired.status() == Status.ENABLED;
        return switch (known.state()) {
            case NONE, DELETED, PENDING -> enabled ? withoutAccount(draft, lookUp) : disabledWithoutAccount(draft, lookUp);
            case ACTIVE -> enabled || options.onDisabled() == Removal.IGNORE ? update(draft) : disabled(draft);
            case DISABLED -> enabled ? enable(draft) : staysDisabled(draft);
        };
    }

    private Operation withoutAccount(Draft draft, LookUp lookUp) {
        if (lookUp instanceof LookUp.Foreign foreign) {
            return unreachable(draft, foreign);
        }
        if (!draft.desired.faults().isEmpty()) {
            return draft.skip(INVALID + String.join("; ", draft.desired.faults()));
        }
        if (lookUp instanceof LookUp.Of of) {
            return link(draft, of.found(), false);
        }
        if (draft.known.state() == AccountState.PENDING) {
            return unreachable(draft, new LookUp.Foreign("the service does not show the account yet"));
        }
        if (!options.create()) {
            return draft.skip("skipped: create = false");
        }
        return create(draft, false);
    }

    private Operation unreachable(Draft draft, LookUp.Foreign foreign) {
        if (draft.known.state() == AccountState.PENDING) {
            return "skipped".equals(draft.known.trouble()) ? null : draft.skip("pending: the invitation was not accepted yet");
        }
        return draft.skip(CONFLICT + foreign.why());
    }

    private Operation disabledWithoutAccount(Draft draft, LookUp lookUp) {
        if (lookUp instanceof LookUp.Foreign foreign) {
            return unreachable(draft, foreign);
        }
        if (lookUp instanceof LookUp.Of of) {
            if (options.linkDisabled()) {
                return link(draft, of.found(), true);
            }
            return draft.skip(of.found().active() ? "disabled in the directory, but an account that Muster does not manage is active; link-disabled = true would link and disable it"
                    : "disabled in the directory and at the service; skipped: link-disabled = false");
        }
        if (!options.provisionDisabled()) {
            return draft.skip("disabled in the directory; skipped: provision-disabled = false");
        }
        if (!options.create()) {
            return draft.skip("skipped: create = false");
        }
        if (options.onDisabled() == Removal.DELETE) {
            return draft.skip("skipped: on-disabled = delete, a disabled user gets no account");
        }
        if (!draft.desired.faults().isEmpty()) {
            return draft.skip(INVALID + String.join("; ", draft.desired.faults()));
        }
        return create(draft, true);
    }

    private Operation create(Draft draft, boolean disabled) {
        draft.desired.values().forEach((attribute, to) -> {
            if (!to.isEmpty()) {
                draft.change(attribute, List.of(), to);
                draft.values.put(attribute, to);
            }
        });
        draft.step(Step.CREATE);
        if (disabled && !target.createsDisabled()) {
            draft.step(Step.DISABLE);
        }
        String again = draft.known.state() == AccountState.DELETED ? "in scope, and the account is gone" : "new in scope";
        return draft.operation(OperationKind.CREATE, disabled ? again + ", disabled in the directory" : again, null, disabled,
                disabled ? AccountState.DISABLED : AccountState.ACTIVE);
    }

    private Operation link(Draft draft, Found found, boolean disabled) {
        if (options.update()) {
            if (!found.active() && !disabled) {
                draft.step(Step.ENABLE);
            }
            draft.compare(found.values(), false);
            if (found.active() || !disabled) {
                draft.writeIfChanged();
            } else {
                draft.changes.clear();
                draft.values.clear();
            }
        }
        if (disabled && found.active()) {
            draft.step(Step.DISABLE);
        }
        boolean staysDisabled = disabled || !found.active() && !options.update();
        if (!disabled && staysDisabled) {
            draft.warnings.add("the account is disabled at the service and stays so: update = false");
        }
        return draft.operation(OperationKind.LINK, "the service has an account with this " + target.matchKey(), found.account(), staysDisabled,
                staysDisabled ? AccountState.DISABLED : AccountState.ACTIVE);
    }

    private Operation update(Draft draft) {
        if (!draft.desired.faults().isEmpty()) {
            return draft.skip(INVALID + String.join("; ", draft.desired.faults()));
        }
        draft.compare(draft.known.sent(), true);
        if (draft.changes.isEmpty()) {
            return null;
        }
        if (!options.update()) {
            return draft.skip("skipped: update = false (" + draft.changed() + ")");
        }
        draft.writeIfChanged();
        return draft.operation(OperationKind.UPDATE, draft.changed() + " changed", draft.known.account(), false, AccountState.ACTIVE);
    }

    private Operation enable(Draft draft) {
        if (!options.update()) {
            return draft.skip("enabled in the directory; skipped: update = false");
        }
        draft.step(Step.ENABLE);
        if (draft.desired.faults().isEmpty()) {
            draft.compare(draft.known.sent(), true);
            draft.writeIfChanged();
        } else {
            draft.warnings.addAll(draft.desired.faults());
        }
        return draft.operation(OperationKind.ENABLE, "enabled in the directory", draft.known.account(), false, AccountState.ACTIVE);
    }

    private Operation disabled(Draft draft) {
        if (draft.desired.isProtected()) {
            return draft.skip("disabled in the directory; skipped: protect names this user");
        }
        if (options.onDisabled() == Removal.DELETE) {
            return delete(draft, "disabled in the directory, and on-disabled = delete");
        }
        if (options.update() && draft.desired.faults().isEmpty()) {
            draft.compare(draft.known.sent(), true);
            draft.writeIfChanged();
        }
        draft.step(Step.DISABLE);
        return draft.operation(OperationKind.DISABLE, "disabled in the directory", draft.known.account(), true, AccountState.DISABLED);
    }

    private Operation staysDisabled(Draft draft) {
        if (options.onDisabled() == Removal.DELETE) {
            return draft.desired.isProtected() ? draft.skip("disabled in the directory; skipped: protect names this user")
                    : delete(draft, "disabled in the directory, and on-disabled = delete");
        }
        if (!draft.desired.faults().isEmpty()) {
            return null;
        }
        draft.compare(draft.known.sent(), true);
        draft.changes.keySet().removeIf(attribute -> !descriptors.get(attribute).acceptedWhileDisabled());
        if (draft.changes.isEmpty()) {
            return null;
        }
        if (!options.update()) {
            return draft.skip("skipped: update = false (" + draft.changed() + ")");
        }
        draft.values.keySet().removeIf(attribute -> !descriptors.get(attribute).acceptedWhileDisabled());
        draft.step(Step.UPDATE);
        return draft.operation(OperationKind.UPDATE, draft.changed() + " changed", draft.known.account(), true, AccountState.DISABLED);
    }

    private Operation left(Draft draft, LookUp lookUp) {
        AccountState state = draft.known.state();
        String why = draft.desired.presence() == Presence.GONE ? "deleted from the directory, or no longer visible" : "no longer in scope";
        if (state == AccountState.NONE || state == AccountState.DELETED || state == AccountState.PENDING && !(lookUp instanceof LookUp.Of)) {
            return null;
        }
        if (options.onRemoved() == Removal.IGNORE) {
            return state == AccountState.DISABLED ? null : draft.skip(why + "; skipped: on-removed = ignore");
        }
        boolean due = options.onRemoved() == Removal.DISABLE_THEN_DELETE && state == AccountState.DISABLED
                && !draft.known.since().plus(options.deleteAfter()).isAfter(clock.instant());
        boolean delete = options.onRemoved() == Removal.DELETE || due;
        if (state == AccountState.DISABLED && !delete) {
            return null;
        }
        if (draft.desired.isProtected()) {
            return draft.skip(why + "; skipped: protect names this user");
        }
        if (delete) {
            return delete(draft, due ? why + ", and disabled since " + draft.known.since() : why);
        }
        draft.step(Step.DISABLE);
        return draft.operation(OperationKind.DISABLE, why, draft.known.account(), true, AccountState.DISABLED);
    }

    private static Operation delete(Draft draft, String why) {
        draft.step(Step.DELETE);
        return draft.operation(OperationKind.DELETE, why, draft.known.account(), true, AccountState.DELETED);
    }

    /** The operation while it is put together. */
    private final class Draft {

        private final String cycle;
        private final Desired desired;
        private final Known known;
        private final List<Step> steps = new ArrayList<>();
        private final Map<String, Change> changes = new LinkedHashMap<>();
        private final Map<String, List<String>> values = new LinkedHashMap<>();
        private final List<String> warnings;

        Draft(String cycle, Desired desired, Known known) {
            this.cycle = cycle;
            this.desired = desired;
            this.known = known;
            this.warnings = new ArrayList<>(desired.warnings());
        }

        void step(Step step) {
            steps.add(step);
        }

        void writeIfChanged() {
            if (!changes.isEmpty()) {
                steps.add(Step.UPDATE);
            }
        }

        void change(String attribute, List<String> from, List<String> to) {
            boolean masked = desired.masked().contains(attribute);
            changes.put(attribute, masked ? new Change(MASKED, MASKED) : new Change(from, to));
        }

        /**
         * Finds what differs from what the account holds.
         *
         * @param complete whether what is not in {@code held} is empty, and not only unknown
         */
        void compare(Map<String, List<String>> held, boolean complete) {
            desired.values().forEach((attribute, to) -> {
                if (desired.createOnly().contains(attribute)) {
                    return;
                }
                List<String> from = held.get(attribute);
                if (to.isEmpty()) {
                    emptied(attribute, from);
                } else if (to.equals(from)) {
                    values.put(attribute, to);
                } else if (descriptors.get(attribute).writableOnUpdate()) {
                    values.put(attribute, to);
                    change(attribute, from == null && complete ? List.of() : from, to);
                } else {
                    warnings.add(attribute + " differs, but " + target.name() + " takes it on create only");
                }
            });
        }

        /** An emptied source leaves the account's value, unless it is to be cleared. */
        private void emptied(String attribute, List<String> from) {
            if (options.clearAttributes() && from != null && !from.isEmpty() && descriptors.get(attribute).writableOnUpdate()) {
                change(attribute, from, List.of());
            }
        }

        String changed() {
            return String.join(", ", changes.keySet());
        }

        Operation skip(String reason) {
            changes.clear();
            values.clear();
            steps.clear();
            return operation(OperationKind.SKIP, reason, known.account(), false, known.state());
        }

        Operation operation(OperationKind kind, String reason, String account, boolean disabled, AccountState result) {
            long mark = desired.presence() == Presence.IN_SCOPE ? desired.mark() : Sighting.GONE;
            return new Operation(OperationIds.next(), cycle, channel, target.name(), kind, List.copyOf(steps), desired.guid(), desired.dn(),
                    desired.key() == null ? known.key() : desired.key(), account, disabled, reason, changes, values, maskedOf(values), warnings, mark,
                    desired.absence(), known.kept(), result);
        }

        private Set<String> maskedOf(Map<String, List<String>> sent) {
            return sent.keySet().stream().filter(desired.masked()::contains).collect(Collectors.toSet());
        }
    }
}
