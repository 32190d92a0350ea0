package io.muster.plan;

import io.muster.directory.Sighting;
import io.muster.directory.Status;
import io.muster.plan.Options.Removal;
import io.muster.plan.Writes.While;
import io.muster.target.AttributeDescriptor;
import io.muster.target.Target;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The decision table of {@code behaviour.md} section 2, as a pure function: the same inputs give the same operation, apart from its id.
 * Safe for use by several threads.
 */
public final class Planner {

    /** How the reason of a user begins who can't be written, because a required attribute is missing or broken. */
    public static final String INVALID = "invalid: ";
    /** How the reason of a user begins whose account belongs to somebody else. */
    public static final String CONFLICT = "conflict: ";

    static final String UNHEARD = "the last operation did not come to its end, as far as is known";

    private final String channel;
    private final Options options;
    private final String target;
    private final boolean createsDisabled;
    private final Map<String, AttributeDescriptor> attributes;
    private final Clock clock;

    /**
     * A planner for one channel.
     *
     * @param clock   for {@code delete-after}
     */
    public Planner(String channel, Options options, Target target, Clock clock) {
        this.channel = channel;
        this.options = options;
        this.target = target.name();
        this.createsDisabled = target.createsDisabled();
        this.attributes = target.attributes().stream().collect(Collectors.toUnmodifiableMap(AttributeDescriptor::name, Function.identity()));
        this.clock = clock;
    }

    /**
     * Whether {@link #plan} has to know which account the service holds: for people without an account, enabled or disabled, even when
     * {@code create} is off, since a link is always allowed and an active account of a disabled person is reported; and for those whose state at the
     * service tells what to do, pending or watched.
     */
    public boolean needsLookUp(Desired desired, Known known) {
        return switch (known.state()) {
            case PENDING -> true;
            case UNSURE -> known.account() == null;
            case NONE, DELETED -> desired.presence() == Presence.IN_SCOPE && desired.status() != Status.UNKNOWN && desired.faults().isEmpty();
            case WATCHED -> desired.presence() != Presence.IN_SCOPE || desired.status() == Status.DISABLED;
            case ACTIVE, DISABLED -> false;
        };
    }

    /**
     * What has to happen to one person.
     *
     * @param lookUp {@link LookUp#NOT_LOOKED} unless {@link #needsLookUp} asked for more
     * @return the operation; one of kind {@link OperationKind#SKIP}, whose reason names the option or starts with {@code invalid:},
     *         {@code conflict:} or {@code pending:}, when what should be done can't be; null when nothing is to be done
     * @throws IllegalArgumentException when a needed look-up was not made
     */
    public Operation plan(String cycle, Desired desired, Known known, LookUp lookUp) {
        if (needsLookUp(desired, known) && lookUp instanceof LookUp.NotLooked) {
            throw new IllegalArgumentException("the account of " + desired.guid() + " must be looked up before it is planned");
        }
        boolean nobody = known.state() == AccountState.UNSURE && known.account() == null && !(lookUp instanceof LookUp.Of);
        return new Case(cycle, desired, nobody ? known.withoutAccount() : known, lookUp).decide();
    }

    /** One person's case; it only saves passing the inputs around. */
    private final class Case {

        private final String cycle;
        private final Desired desired;
        private final Known known;
        private final LookUp lookUp;

        Case(String cycle, Desired desired, Known known, LookUp lookUp) {
            this.cycle = cycle;
            this.desired = desired;
            this.known = known;
            this.lookUp = lookUp;
        }

        Operation decide() {
            if (known.state() == AccountState.PENDING || known.state() == AccountState.UNSURE && known.account() == null) {
                return pending();
            }
            if (desired.presence() != Presence.IN_SCOPE) {
                return removed(known.account());
            }
            return switch (desired.status()) {
                case UNKNOWN -> skip("skipped: status unknown, the entry shows no status attribute");
                case ENABLED -> enabled();
                case DISABLED -> disabled();
            };
        }

        private Operation enabled() {
            if (!desired.faults().isEmpty()) {
                return invalid();
            }
            return switch (known.state()) {
                case ACTIVE -> update(While.ENABLED);
                case DISABLED, WATCHED -> options.update() ? enable("enabled and in scope again") : skip("skipped: update = false, so the account stays disabled");
                case UNSURE -> options.update() ? enable(UNHEARD) : skip("skipped: update = false, so the account stays as it is");
                default -> withoutAccount(this::linkEnabled, this::createEnabled);
            };
        }

        private Operation disabled() {
            return switch (known.state()) {
                case ACTIVE, UNSURE -> switch (options.onDisabled()) {
                    case IGNORE -> ignored();
                    case DELETE -> delete(known.account(), "disabled in the directory");
                    default -> disable(known.account(), "disabled in the directory");
                };
                // a leaver's entry often loses what is required: nobody waits for it
                case DISABLED -> options.onDisabled() == Removal.DELETE ? delete(known.account(), "disabled in the directory")
                        : desired.faults().isEmpty() ? update(While.DISABLED) : null;
                case WATCHED -> watched(options.onDisabled(), "disabled in the directory");
                default -> desired.faults().isEmpty() ? withoutAccount(this::linkDisabled, this::createDisabled) : invalid();
            };
        }

        /** Gone or out of scope: only what the ledger knows is touched, and nothing but the account's id is needed. */
        private Operation removed(String account) {
            String reason = switch (desired.presence()) {
                case GONE -> "deleted from the directory or no longer visible";
                case RETIRED -> "channels no longer names this channel";
                default -> "no longer in scope";
            };
            return switch (known.state()) {
                case NONE, DELETED -> null;
                case ACTIVE, PENDING, UNSURE -> switch (options.onRemoved()) {
                    case IGNORE -> skip("skipped: on-removed = ignore, " + reason);
                    case DELETE -> delete(account, reason);
                    default -> disable(account, reason);
                };
                case DISABLED -> options.onRemoved() == Removal.DELETE || options.onRemoved() == Removal.DISABLE_THEN_DELETE && due()
                        ? delete(account, reason) : null;
                case WATCHED -> watched(options.onRemoved(), reason);
            };
        }

        /** The account is left alone until there is something to disable, or until its time has come. */
        private Operation watched(Removal policy, String reason) {
            if (policy == Removal.DELETE || policy == Removal.DISABLE_THEN_DELETE && due()) {
                return delete(known.account(), reason);
            }
            boolean stillDormant = lookUp instanceof LookUp.Of of && of.found().dormant();
            return policy == Removal.IGNORE || stillDormant ? null : disable(known.account(), reason);
        }

        private boolean due() {
            return known.since() != null && !known.since().plus(options.deleteAfter()).isAfter(clock.instant());
        }

        /** An account that its owner has not accepted yet, or whose creation we never heard the end of: once the service shows it, it is as any other. */
        private Operation pending() {
            if (!(lookUp instanceof LookUp.Of of)) {
                String reason = "pending: the account is shown to nobody until its owner accepts the invitation";
                return reason.equals(known.trouble()) ? null : skip(reason);
            }
            Found found = of.found();
            if (desired.presence() != Presence.IN_SCOPE) {
                return removed(found.account());
            }
            if (desired.status() == Status.DISABLED && options.onDisabled() != Removal.IGNORE) {
                return options.onDisabled() == Removal.DELETE ? delete(found.account(), "disabled in the directory")
                        : disable(found.account(), "disabled in the directory");
            }
            if (desired.status() == Status.UNKNOWN) {
                return skip("skipped: status unknown, the entry shows no status attribute");
            }
            return desired.faults().isEmpty() ? link(found, known.state() == AccountState.UNSURE ? UNHEARD : "the invitation was accepted", desired.status() == Status.ENABLED) : invalid();
        }

        private Operation withoutAccount(Function<Found, Operation> link, Supplier<Operation> create) {
            if (lookUp instanceof LookUp.Of of) {
                return link.apply(of.found());
            }
            return lookUp instanceof LookUp.Foreign foreign ? skip(CONFLICT + foreign.reason()) : create.get();
        }

        private Operation createEnabled() {
            return options.create() ? create(List.of(Step.CREATE), AccountState.ACTIVE) : skip("skipped: create = false");
        }

        private Operation createDisabled() {
            if (!options.provisionDisabled()) {
                return skip("skipped: provision-disabled = false");
            }
            if (!options.create()) {
                return skip("skipped: create = false");
            }
            if (options.onDisabled() == Removal.DELETE) {
                return skip("skipped: on-disabled = delete, so a disabled account is not created");
            }
            if (desired.isProtected()) {
                return protectedUser();
            }
            return create(createsDisabled ? List.of(Step.CREATE) : List.of(Step.CREATE, Step.DISABLE), AccountState.DISABLED);
        }

        private Operation create(List<Step> steps, AccountState result) {
            String reason = known.state() == AccountState.DELETED ? "in scope again, its account was deleted" : "new in scope";
            return operation(OperationKind.CREATE, steps, null, reason, Writes.creating(desired), result);
        }

        private Operation linkEnabled(Found found) {
            return link(found, "in scope, and the account exists", true);
        }

        /** Adopts an account; {@code enable} only when the directory says so. */
        private Operation link(Found found, String reason, boolean enable) {
            boolean enables = enable && !found.active() && options.update();
            boolean active = found.active() || enables;
            Writes writes = linking(found, active ? While.ENABLED : While.DISABLED);
            return operation(OperationKind.LINK, steps(enables ? Step.ENABLE : null, writes, null), found.account(), reason, writes,
                    active ? AccountState.ACTIVE : AccountState.DISABLED);
        }

        private Operation linkDisabled(Found found) {
            if (!options.linkDisabled()) {
                return skip("skipped: link-disabled = false, disabled in the directory while account " + found.account() + " is "
                        + (found.active() ? "ACTIVE" : "disabled too"));
            }
            if (options.onDisabled() == Removal.IGNORE || !found.active()) {
                return link(found, "disabled in the directory, and the account exists", false);
            }
            if (desired.isProtected()) {
                return protectedUser();
            }
            Writes writes = linking(found, While.ENABLED);
            return operation(OperationKind.LINK, steps(null, writes, Step.DISABLE), found.account(),
                    "disabled in the directory while the account is active", writes, AccountState.DISABLED);
        }

        /** What a link writes: what the service shows differently or not at all. A masked value can't be compared with what is shown. */
        private Writes linking(Found found, While state) {
            Map<String, List<String>> shown = new HashMap<>(known.state() == AccountState.PENDING ? known.sent() : Map.of());
            found.values().forEach((name, value) -> {
                if (!desired.masked().contains(name)) {
                    shown.put(name, value);
                }
            });
            return options.update() ? differences(shown, state) : Writes.none(desired, shown);
        }

        private Operation update(While state) {
            Writes writes = differences(known.sent(), state);
            if (writes.changes().isEmpty()) {
                return null;
            }
            String reason = changed(writes);
            return options.update() ? operation(OperationKind.UPDATE, List.of(Step.UPDATE), known.account(), reason, writes, known.state())
                    : skip("skipped: update = false, " + reason);
        }

        private Operation ignored() {
            if (!desired.faults().isEmpty()) {
                return invalid();
            }
            Operation update = update(While.ENABLED);
            return update != null ? update : skip("skipped: on-disabled = ignore, disabled in the directory");
        }

        private Operation enable(String why) {
            Writes writes = differences(known.sent(), While.ENABLED);
            String reason = why + (writes.changes().isEmpty() ? "" : ", " + changed(writes));
            return operation(OperationKind.ENABLE, steps(Step.ENABLE, writes, null), known.account(), reason, writes, AccountState.ACTIVE);
        }

        /** Nothing about the attributes may stop this: they are written first only when they can be. */
        private Operation disable(String account, String reason) {
            if (desired.isProtected()) {
                return protectedUser();
            }
            boolean writable = desired.presence() == Presence.IN_SCOPE && options.update() && desired.faults().isEmpty();
            Writes writes = writable ? differences(known.sent(), While.ENABLED) : new Writes(Map.of(), known.sent(), List.of());
            return operation(OperationKind.DISABLE, steps(null, writes, Step.DISABLE), account, reason, writes, AccountState.DISABLED);
        }

        private Operation delete(String account, String reason) {
            return desired.isProtected() ? protectedUser() : operation(OperationKind.DELETE, List.of(Step.DELETE), account, reason,
                    new Writes(Map.of(), Map.of(), List.of()), AccountState.DELETED);
        }

        private Writes differences(Map<String, List<String>> from, While state) {
            return Writes.differences(desired, from, attributes, options.clearAttributes(), state);
        }

        private Operation invalid() {
            return skip(INVALID + String.join("; ", desired.faults()));
        }

        private Operation protectedUser() {
            return skip("skipped: protect names this user, who is never disabled or deleted");
        }

        private Operation skip(String reason) {
            return operation(OperationKind.SKIP, List.of(), known.account(), reason, new Writes(Map.of(), known.sent(), List.of()), known.state());
        }

        private Operation operation(OperationKind kind, List<Step> steps, String account, String reason, Writes writes, AccountState result) {
            List<String> warnings = desired.warnings();
            if (!writes.warnings().isEmpty()) {
                warnings = new ArrayList<>(warnings);
                warnings.addAll(writes.warnings());
            }
            return new Operation(OperationId.next(clock.millis()), cycle, channel, target, kind, steps, desired.guid(), desired.dn(),
                    desired.key() != null ? desired.key() : known.key(), account, result == AccountState.DISABLED, reason, writes.changes(),
                    writes.values(), desired.masked(), warnings, desired.presence() == Presence.IN_SCOPE ? desired.mark() : Sighting.GONE,
                    desired.absence(), known.kept(), result).because(rule(kind), null);
        }

        private String rule(OperationKind kind) {
            return switch (kind) {
                case CREATE -> desired.status() == Status.DISABLED ? "provision-disabled = true" : "create = true";
                case LINK -> desired.status() == Status.DISABLED ? "link-disabled = true" : "an account with the match key exists: it is linked";
                case UPDATE, ENABLE -> "update = true";
                case DISABLE, DELETE -> desired.presence() == Presence.IN_SCOPE ? "on-disabled = " + options.onDisabled() : "on-removed = " + options.onRemoved();
                default -> null;
            };
        }
    }

    private static List<Step> steps(Step first, Writes writes, Step last) {
        List<Step> steps = new ArrayList<>(2);
        if (first != null) {
            steps.add(first);
        }
        if (!writes.changes().isEmpty()) {
            steps.add(Step.UPDATE);
        }
        if (last != null) {
            steps.add(last);
        }
        return steps;
    }

    private static String changed(Writes writes) {
        return String.join(", ", writes.changes().keySet()) + " changed";
    }
}
