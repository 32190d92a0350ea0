package io.muster.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.muster.directory.Status;
import io.muster.plan.Options.Removal;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** What must hold for every person, every record and every setting ({@code behaviour.md} section 2). */
class PlannerPropertiesTest {

    /** One person, what the ledger and the service hold of them, and the channel's settings. */
    record World(Options options, boolean createsDisabled, boolean protect, Desired desired, Known known, LookUp lookUp) {

        Operation plan() {
            return planWith(known, lookUp);
        }

        Operation planWith(Known known, LookUp lookUp) {
            Planner planner = new Planner("zoom", options, People.target(createsDisabled), People.CLOCK);
            return planner.plan("c1", protect ? People.protectedUser(desired) : desired, known, planner.needsLookUp(desired, known) ? lookUp : LookUp.NOT_LOOKED);
        }
    }

    private static Arbitrary<Map<String, List<String>>> attributes() {
        return Arbitraries.maps(Arbitraries.of("title", "role", "pin", "note", "fixed", "tags"),
                Arbitraries.of("a", "b").list().ofMaxSize(1)).ofMaxSize(6);
    }

    @Provide
    Arbitrary<World> worlds() {
        Arbitrary<Boolean> flag = Arbitraries.of(true, false);
        Arbitrary<Options> options = Combinators.combine(flag, flag, Arbitraries.of(Removal.DISABLE, Removal.DELETE, Removal.IGNORE),
                Arbitraries.of(Removal.class), flag, flag, flag).as((create, update, onDisabled, onRemoved, provision, link, clear) ->
                new Options(create, update, onDisabled, onRemoved, Duration.ofDays(30), provision, link, clear, false));
        Arbitrary<Desired> desired = Combinators.combine(Arbitraries.of(Presence.class), Arbitraries.of(Status.class), attributes(),
                Arbitraries.frequencyOf(Tuple.of(4, Arbitraries.just(List.<String>of())),
                        Tuple.of(1, Arbitraries.just(List.of("login: a fault"))))).as((presence, status, values, faults) ->
                new Desired(People.GUID, "uid=ann", 7, presence, presence == Presence.GONE, status, "ann@x", values, Set.of("role"), Set.of("pin"),
                        List.of(), faults, false));
        Arbitrary<Known> known = Combinators.combine(Arbitraries.of(AccountState.class), attributes(), Arbitraries.of(1, 29, 30, 31), flag).as(
                (state, sent, days, heard) -> state == AccountState.NONE ? Known.NONE
                        : new Known(state, state == AccountState.UNSURE && !heard ? null : People.ACCOUNT, "ann@x", sent, Map.of(), People.NOW.minus(Duration.ofDays(days)), null));
        Arbitrary<LookUp> lookUp = Arbitraries.oneOf(Arbitraries.just(LookUp.NOT_FOUND), Arbitraries.just(new LookUp.Foreign("taken")),
                Combinators.combine(flag, attributes()).as((active, shown) -> new LookUp.Of(new Found(People.ACCOUNT, "ann@x", active, shown, Map.of()))));
        return Combinators.combine(options, flag, Arbitraries.of(false, false, false, true), desired, known, lookUp).as(World::new);
    }

    @Property(tries = 5000)
    void neverDisablesOrDeletesAnAccountThatIsNotInTheLedger(@ForAll("worlds") World world) {
        Operation operation = world.plan();

        boolean recorded = Set.of(AccountState.ACTIVE, AccountState.DISABLED, AccountState.PENDING, AccountState.UNSURE, AccountState.WATCHED).contains(world.known().state());
        if (operation != null && !recorded) {
            assertThat(operation.op().removal()).isFalse();
            assertThat(operation.steps()).doesNotContain(Step.DELETE);
            // Linked by link-disabled in the same operation, or made by it.
            assertThat(operation.steps().contains(Step.DISABLE)).isEqualTo(operation.op() == OperationKind.LINK
                    ? operation.disabled() && ((LookUp.Of) world.lookUp()).found().active() && world.options().linkDisabled()
                            && world.desired().status() == Status.DISABLED
                    : operation.op() == OperationKind.CREATE && operation.disabled() && !world.createsDisabled());
        }
    }

    @Property(tries = 5000)
    void planningTwiceIsTheSame(@ForAll("worlds") World world) {
        Operation first = world.plan();
        Operation second = world.plan();

        assertThat(second).usingRecursiveComparison().ignoringFields("id").isEqualTo(first);
    }

    @Property(tries = 5000)
    void planningAgainAfterApplyingGivesNothingToDo(@ForAll("worlds") World world) {
        // The one case the table takes in two cycles: an account must be in the ledger before it may be deleted.
        boolean deletedNext = world.options().linkDisabled() && world.options().onDisabled() == Removal.DELETE;
        assumeThat(deletedNext && world.desired().status() == Status.DISABLED).isFalse();
        Operation operation = world.plan();
        assumeThat(operation).isNotNull();
        Known applied = recorded(operation, world.known());
        LookUp shown = lookUpAfter(operation, world.lookUp());

        Operation again = world.planWith(applied, shown);

        assertThat(again == null || again.op() == OperationKind.SKIP).as("%s then %s", operation, again).isTrue();
    }

    /** The ledger after a success. */
    private static Known recorded(Operation operation, Known before) {
        if (operation.op() == OperationKind.SKIP) {
            return before;
        }
        return new Known(operation.result(), operation.account() == null ? People.ACCOUNT : operation.account(), operation.key(), operation.values(), Map.of(),
                operation.result() == before.state() ? before.since() : People.NOW, null);
    }

    /** The service after a success. */
    private static LookUp lookUpAfter(Operation operation, LookUp before) {
        if (operation.op() == OperationKind.SKIP) {
            return before;
        }
        return operation.op() == OperationKind.DELETE ? LookUp.NOT_FOUND
                : new LookUp.Of(new Found(People.ACCOUNT, "ann@x", !operation.disabled(), new HashMap<>(operation.values()), Map.of()));
    }

    @Property(tries = 5000)
    void aSwitchedOffOptionNeverDoesItsActionByAnotherRoad(@ForAll("worlds") World world) {
        Operation operation = world.plan();
        assumeThat(operation).isNotNull();
        Options options = world.options();
        List<Step> steps = operation.steps();
        boolean inScope = world.desired().presence() == Presence.IN_SCOPE;

        if (!options.create()) {
            assertThat(steps).doesNotContain(Step.CREATE);
        }
        if (!options.update()) {
            assertThat(steps).doesNotContain(Step.UPDATE, Step.ENABLE);
            assertThat(operation.op() == OperationKind.CREATE || operation.changes().isEmpty()).isTrue();
        }
        if (inScope && options.onDisabled() == Removal.IGNORE && operation.op() != OperationKind.CREATE) {
            assertThat(steps).doesNotContain(Step.DISABLE);
        }
        if (inScope && options.onDisabled() != Removal.DELETE || !inScope && options.onRemoved() != Removal.DELETE
                && options.onRemoved() != Removal.DISABLE_THEN_DELETE) {
            assertThat(steps).doesNotContain(Step.DELETE);
        }
        if (!inScope && options.onRemoved() == Removal.IGNORE) {
            assertThat(steps).isEmpty();
        }
        if (!options.clearAttributes()) {
            assertThat(operation.changes().values()).allSatisfy(change -> assertThat(change.to()).isNotEmpty());
        }
        if (world.protect()) {
            assertThat(steps).doesNotContain(Step.DISABLE, Step.DELETE);
        }
    }

    @Property(tries = 5000)
    void stepsStandInAnOrderThatLosesNothing(@ForAll("worlds") World world) {
        Operation operation = world.plan();
        assumeThat(operation).isNotNull();
        List<Step> steps = operation.steps();

        assertThat(steps).doesNotHaveDuplicates().isSortedAccordingTo(Comparator.comparing(List.of(
                Step.CREATE, Step.ENABLE, Step.UPDATE, Step.DISABLE, Step.DELETE)::indexOf));
        assertThat(steps.contains(Step.UPDATE) || steps.contains(Step.CREATE)).isEqualTo(!operation.changes().isEmpty() || steps.contains(Step.CREATE));
    }

    @Property(tries = 5000)
    void maskedValuesShowNowhereInAnOperation(@ForAll("worlds") World world) {
        Operation operation = world.plan();
        assumeThat(operation).isNotNull();

        Change pin = operation.changes().get("pin");
        if (pin != null) {
            assertThat(pin.to()).containsExactly("***");
            assertThat(pin.from() == null || pin.from().equals(List.of("***"))).isTrue();
        }
    }

    @Property(tries = 5000)
    void faultsNeverDelayARemoval(@ForAll("worlds") World world) {
        Desired d = world.desired();
        Desired broken = People.faulty(d);
        Operation without = new World(world.options(), world.createsDisabled(), world.protect(), d, world.known(), world.lookUp()).plan();
        Operation with = new World(world.options(), world.createsDisabled(), world.protect(), broken, world.known(), world.lookUp()).plan();

        if (without != null && without.op().removal()) {
            assertThat(with.op()).isEqualTo(without.op());
            assertThat(with.account()).isEqualTo(without.account());
        }
    }
}
