package io.muster.plan;

import static io.muster.plan.AccountState.ACTIVE;
import static io.muster.plan.AccountState.DISABLED;
import static io.muster.plan.AccountState.PENDING;
import static io.muster.plan.Options.Removal.DELETE;
import static io.muster.plan.Options.Removal.DISABLE_THEN_DELETE;
import static io.muster.plan.People.DEFAULTS;
import static io.muster.plan.People.account;
import static io.muster.plan.People.clearing;
import static io.muster.plan.People.disabled;
import static io.muster.plan.People.enabled;
import static io.muster.plan.People.faulty;
import static io.muster.plan.People.found;
import static io.muster.plan.People.gone;
import static io.muster.plan.People.linkDisabled;
import static io.muster.plan.People.onDisabled;
import static io.muster.plan.People.onRemoved;
import static io.muster.plan.People.planner;
import static io.muster.plan.People.provisionDisabled;
import static io.muster.plan.People.update;
import static io.muster.plan.People.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.muster.directory.Sighting;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What an operation carries; which operation it is stands in {@link DecisionTableTest}. */
class PlannerTest {

    private static final List<String> HIDDEN = List.of("***");

    private static Operation plan(Options options, Desired desired, Known known, LookUp lookUp) {
        return planner(options).plan("c1", desired, known, lookUp);
    }

    private static Operation plan(Options options, Desired desired, Known known) {
        return plan(options, desired, known, LookUp.NOT_LOOKED);
    }

    private static LookUp of(Found found) {
        return new LookUp.Of(found);
    }

    private static Change change(String from, String to) {
        return new Change(from == null ? null : values("x", from).get("x"), values("x", to).get("x"));
    }

    @Test
    void createSendsEverythingThatHasAValue() {
        Operation create = plan(DEFAULTS, enabled("login", "ann@x", "title", "", "role", "Member", "pin", "hmac:1"), Known.NONE, LookUp.NOT_FOUND);

        assertThat(create.values()).isEqualTo(values("login", "ann@x", "role", "Member", "pin", "hmac:1"));
        assertThat(create.changes()).isEqualTo(Map.of("login", change(null, "ann@x"), "role", change(null, "Member"), "pin", new Change(null, HIDDEN)));
        assertThat(create).returns(null, Operation::account).returns("ann@x", Operation::key).returns("zoom", Operation::channel)
                .returns("acme", Operation::target).returns("c1", Operation::cycle).returns(7L, Operation::mark).returns(false, Operation::disabled);
    }

    @Test
    void createDisabledTakesTwoStepsWhereTheServiceCannotDoItInOne() {
        Planner planner = new Planner("zoom", provisionDisabled(DEFAULTS), People.target(false), People.CLOCK);

        Operation create = planner.plan("c1", disabled("login", "ann@x"), Known.NONE, LookUp.NOT_FOUND);

        assertThat(create.steps()).containsExactly(Step.CREATE, Step.DISABLE);
        assertThat(create.disabled()).isTrue();
    }

    @Test
    void updateSendsOnlyDifferencesAndRecordsAll() {
        Operation update = plan(DEFAULTS, enabled("login", "ann@x", "title", "CEO", "note", "new", "pin", "hmac:2", "role", "Owner"),
                account(ACTIVE, "login", "ann@x", "title", "CTO", "pin", "hmac:1", "role", "Member", "unmapped", "x"));

        assertThat(update.changes()).isEqualTo(Map.of("title", change("CTO", "CEO"), "note", change(null, "new"), "pin", new Change(HIDDEN, HIDDEN)));
        assertThat(update.values()).isEqualTo(values("login", "ann@x", "title", "CEO", "note", "new", "pin", "hmac:2"));
        assertThat(update).returns(People.ACCOUNT, Operation::account).returns("title, note, pin changed", Operation::reason);
    }

    @Test
    void createOnlyAttributesAreNoChange() {
        assertThat(plan(DEFAULTS, enabled("role", "Owner"), account(ACTIVE, "role", "Member"))).isNull();
    }

    @Test
    void theOrderOfSeveralValuesIsNoChange() {
        assertThat(plan(DEFAULTS, enabled("tags", "a|b"), account(ACTIVE, "tags", "b|a"))).isNull();
        assertThat(plan(DEFAULTS, enabled("tags", "a|b|c"), account(ACTIVE, "tags", "b|a")).changes()).containsOnlyKeys("tags");
    }

    @Test
    void anEmptiedSourceClearsOnlyWhenAskedTo() {
        Desired emptied = enabled("login", "ann@x", "title", "");
        Known known = account(ACTIVE, "login", "ann@x", "title", "CTO");

        Operation cleared = plan(clearing(DEFAULTS), emptied, known);

        assertThat(plan(DEFAULTS, emptied, known)).isNull();
        assertThat(cleared.changes()).isEqualTo(Map.of("title", change("CTO", "")));
        assertThat(cleared.values()).containsEntry("title", List.of());
        assertThat(plan(clearing(DEFAULTS), emptied, account(ACTIVE, "login", "ann@x", "title", ""))).as("cleared before").isNull();
        assertThat(plan(clearing(DEFAULTS), emptied, account(ACTIVE, "login", "ann@x"))).as("never sent").isNull();
    }

    @Test
    void aValueThatIsLeftOutIsNeitherWrittenNorClearedNorForgotten() {
        Operation update = plan(clearing(DEFAULTS), enabled("login", "bob@x", "title", "CTO"), account(ACTIVE, "login", "ann@x", "title", "CTO"));
        Operation without = plan(clearing(DEFAULTS), enabled("title", "CEO"), account(ACTIVE, "login", "ann@x", "title", "CTO"));

        assertThat(update.changes()).containsOnlyKeys("login");
        assertThat(without.changes()).containsOnlyKeys("title");
    }

    @Test
    void whatCannotBeChangedIsLeftOutWithAWarning() {
        Operation update = plan(DEFAULTS, enabled("fixed", "b", "title", "CEO"), account(ACTIVE, "fixed", "a", "title", "CTO"));

        assertThat(update.changes()).containsOnlyKeys("title");
        assertThat(update.values()).containsEntry("fixed", List.of("a"));
        assertThat(update.warnings()).containsExactly("fixed: the service takes it on create only; the new value is left out");
        assertThat(plan(DEFAULTS, enabled("fixed", "b"), account(ACTIVE, "fixed", "a"))).isNull();
    }

    @Test
    void whatADisabledAccountDoesNotTakeIsWrittenWhenItIsEnabled() {
        Known known = account(DISABLED, "title", "CTO", "note", "a");

        Operation whileDisabled = plan(DEFAULTS, disabled("title", "CEO", "note", "b"), known);
        Operation enable = plan(DEFAULTS, enabled("title", "CEO", "note", "b"), new Known(DISABLED, People.ACCOUNT, "ann@x", whileDisabled.values(), Map.of(), null, null));

        assertThat(whileDisabled.changes()).containsOnlyKeys("note");
        assertThat(whileDisabled.values()).isEqualTo(values("title", "CTO", "note", "b"));
        assertThat(enable.steps()).containsExactly(Step.ENABLE, Step.UPDATE);
        assertThat(enable.changes()).containsOnlyKeys("title");
    }

    @Test
    void linkWritesWhatDiffersAndWhatTheServiceDoesNotShow() {
        Operation link = plan(DEFAULTS, enabled("login", "ann@x", "title", "CEO", "note", "n", "pin", "hmac:1", "fixed", "f", "role", "Owner", "tags", ""),
                Known.NONE, of(found(true, "login", "ann@x", "title", "CTO", "pin", "1234", "fixed", "g", "tags", "t", "other", "o")));

        assertThat(link.changes()).isEqualTo(Map.of("title", change("CTO", "CEO"), "note", change(null, "n"), "pin", new Change(null, HIDDEN)));
        assertThat(link.values()).isEqualTo(values("login", "ann@x", "title", "CEO", "note", "n", "pin", "hmac:1", "fixed", "g", "tags", "t"));
        assertThat(link.warnings()).hasSize(1);
        assertThat(link.account()).isEqualTo(People.ACCOUNT);
    }

    @Test
    void linkWithoutUpdateRecordsWhatTheServiceShows() {
        Operation link = plan(update(DEFAULTS, false), enabled("title", "CEO", "note", "n", "role", "r"), Known.NONE, of(found(true, "title", "CTO", "role", "q")));
        Known linked = new Known(ACTIVE, People.ACCOUNT, "ann@x", link.values(), Map.of(), null, null);

        Operation later = plan(DEFAULTS, enabled("title", "CEO", "note", "n", "role", "r"), linked);

        assertThat(link.changes()).isEmpty();
        assertThat(link.values()).isEqualTo(values("title", "CTO"));
        assertThat(later.changes()).containsOnlyKeys("title", "note");
    }

    @Test
    void linkClearsOnlyWhatIsShown() {
        Operation link = plan(clearing(DEFAULTS), enabled("title", "", "note", ""), Known.NONE, of(found(true, "title", "CTO")));

        assertThat(link.changes()).isEqualTo(Map.of("title", change("CTO", "")));
    }

    @Test
    void anAcceptedInvitationComparesWithWhatWasSentWhereTheServiceShowsNothing() {
        Operation link = plan(DEFAULTS, enabled("title", "CTO", "note", "n"), account(PENDING, "title", "CTO", "note", "m"), of(found(true)));

        assertThat(link.changes()).isEqualTo(Map.of("note", change("m", "n")));
    }

    @Test
    void aLastUpdateIsRecordedWithTheDisable() {
        Operation disable = plan(DEFAULTS, disabled("title", "CEO"), account(ACTIVE, "title", "CTO"));

        assertThat(disable.changes()).isEqualTo(Map.of("title", change("CTO", "CEO")));
        assertThat(disable.values()).isEqualTo(values("title", "CEO"));
        assertThat(disable.disabled()).isTrue();
    }

    @Test
    void aRemovalNeedsNothingButTheRecordedAccount() {
        Operation disable = plan(DEFAULTS, faulty(gone()), account(ACTIVE, "title", "CTO"));
        Operation delete = plan(onRemoved(DEFAULTS, DELETE), gone(), account(ACTIVE, "title", "CTO"));

        assertThat(disable).returns(People.ACCOUNT, Operation::account).returns("ann@x", Operation::key).returns(Sighting.GONE, Operation::mark)
                .returns(true, Operation::absence).returns(values("title", "CTO"), Operation::values);
        assertThat(delete.values()).as("nothing is sent to an account that is no more").isEmpty();
    }

    @Test
    void disableThenDeleteDeletesWhenTheTimeHasCome() {
        Options options = onRemoved(DEFAULTS, DISABLE_THEN_DELETE);
        Known justNot = new Known(DISABLED, People.ACCOUNT, "ann@x", Map.of(), Map.of(), People.NOW.minus(Duration.ofDays(30)).plusMillis(1), null);
        Known due = new Known(DISABLED, People.ACCOUNT, "ann@x", Map.of(), Map.of(), People.NOW.minus(Duration.ofDays(30)), null);
        Known unknown = new Known(DISABLED, People.ACCOUNT, "ann@x", Map.of(), Map.of(), null, null);

        assertThat(plan(options, gone(), justNot)).isNull();
        assertThat(plan(options, gone(), due).op()).isEqualTo(OperationKind.DELETE);
        assertThat(plan(options, gone(), unknown)).isNull();
    }

    @Test
    void protectedPeopleAreNeverDisabledOrDeleted() {
        Options options = linkDisabled(provisionDisabled(DEFAULTS));
        List<Operation> operations = List.of(
                protectedPlan(options, gone(), account(ACTIVE), LookUp.NOT_LOOKED),
                protectedPlan(onRemoved(options, DELETE), gone(), account(DISABLED), LookUp.NOT_LOOKED),
                protectedPlan(options, disabled("title", "CTO"), account(ACTIVE), LookUp.NOT_LOOKED),
                protectedPlan(onDisabled(options, DELETE), disabled(), account(ACTIVE), LookUp.NOT_LOOKED),
                protectedPlan(options, disabled(), Known.NONE, LookUp.NOT_FOUND),
                protectedPlan(options, disabled(), Known.NONE, of(found(true))),
                protectedPlan(options, gone(), account(PENDING), of(found(true))));

        assertThat(operations).allSatisfy(operation -> assertThat(operation).returns(OperationKind.SKIP, Operation::op)
                .returns("skipped: protect names this user, who is never disabled or deleted", Operation::reason));
        assertThat(protectedPlan(options, enabled("title", "CEO"), account(ACTIVE), LookUp.NOT_LOOKED).op()).isEqualTo(OperationKind.UPDATE);
    }

    private static Operation protectedPlan(Options options, Desired desired, Known known, LookUp lookUp) {
        return People.planner(options).plan("c1", People.protectedUser(desired), known, lookUp);
    }

    @Test
    void aPendingAccountIsReportedOnce() {
        Operation first = plan(DEFAULTS, enabled(), account(PENDING), LookUp.NOT_FOUND);
        Known reported = new Known(PENDING, People.ACCOUNT, "ann@x", Map.of(), Map.of(), null, first.reason());

        assertThat(plan(DEFAULTS, enabled(), reported, LookUp.NOT_FOUND)).isNull();
    }

    @Test
    void warningsOfTheMappingGoWithTheOperation() {
        assertThat(plan(DEFAULTS, faulty(disabled()), account(ACTIVE)).warnings()).containsExactly("a warning");
    }

    @Test
    void refusesToDecideWithoutTheLookUpItNeeds() {
        assertThatThrownBy(() -> plan(DEFAULTS, enabled(), Known.NONE)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("must be looked up");
    }

    @Test
    void idsAreUniqueAndSortByTime() {
        List<String> ids = IntStream.range(0, 20_000).mapToObj(i -> OperationId.next(People.NOW.toEpochMilli() + i / 10_000)).toList();

        assertThat(ids).isSorted().doesNotHaveDuplicates();
        assertThat(UUID.fromString(ids.get(0)).version()).isEqualTo(7);
        assertThat(UUID.fromString(ids.get(0)).variant()).isEqualTo(2);
        assertThat(OperationId.time(ids.get(15_000))).isAfterOrEqualTo(People.NOW.plusMillis(1));
    }

    private static final Known NEVER_HEARD = new Known(AccountState.UNSURE, null, "ann@x", Map.of(), Map.of(), People.NOW, null);

    @Test
    void anAccountWhoseCreationWasNeverHeardOfIsLookedUpWhoeverLeaves() {
        assertThat(planner(DEFAULTS).needsLookUp(gone(), NEVER_HEARD)).isTrue();
        assertThat(plan(DEFAULTS, enabled("login", "ann@x"), NEVER_HEARD, of(found(true, "login", "ann@x"))).op()).isEqualTo(OperationKind.LINK);
        assertThat(plan(DEFAULTS, gone(), NEVER_HEARD, of(found(true))).steps()).containsExactly(Step.DISABLE);
        assertThat(plan(DEFAULTS, disabled("login", "ann@x"), NEVER_HEARD, of(found(true))).steps()).endsWith(Step.DISABLE);
    }

    @Test
    void anAccountWhoseCreationWasNeverHeardOfAndThatIsNotThereIsNone() {
        assertThat(plan(DEFAULTS, enabled("login", "ann@x"), NEVER_HEARD, LookUp.NOT_FOUND).op()).isEqualTo(OperationKind.CREATE);
        assertThat(plan(DEFAULTS, gone(), NEVER_HEARD, LookUp.NOT_FOUND)).isNull();
    }

    @Test
    void aValueThatMayHaveArrivedIsSentAgainWhateverItIs() {
        Operation lost = plan(DEFAULTS, enabled("login", "ann@x", "title", "CEO"), account(ACTIVE, "login", "ann@x", "title", "CTO"));
        Known unsure = new Known(ACTIVE, People.ACCOUNT, "ann@x", Known.unsure(values("login", "ann@x", "title", "CTO"), lost), Map.of(), People.NOW, null);

        Operation again = plan(DEFAULTS, enabled("login", "ann@x", "title", "CTO"), unsure);

        assertThat(again.changes()).isEqualTo(Map.of("title", change(null, "CTO")));
        assertThat(plan(clearing(DEFAULTS), enabled("login", "ann@x", "title", ""), unsure).changes()).isEqualTo(Map.of("title", change(null, "")));
    }
}
