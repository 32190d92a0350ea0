package io.muster.plan;

import static io.muster.plan.OperationKind.CREATE;
import static io.muster.plan.OperationKind.DELETE;
import static io.muster.plan.OperationKind.DISABLE;
import static io.muster.plan.OperationKind.ENABLE;
import static io.muster.plan.OperationKind.GROUP_DELETE;
import static io.muster.plan.OperationKind.GROUP_MEMBERS;
import static io.muster.plan.OperationKind.LINK;
import static io.muster.plan.OperationKind.UPDATE;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GuardTest {

    /** Limits for removals only. */
    static GuardLimits removals(Integer count, Double percent, int floor) {
        return new GuardLimits(new Limit(count, percent), Limit.NONE, Limit.NONE, Limit.NONE, Limit.NONE, floor, 0, Duration.ofHours(24));
    }

    static Judgement judge(GuardLimits limits, long managed, Map<OperationKind, Long> planned, Map<OperationKind, Long> applied) {
        return Guard.judge("zoom", limits, managed, planned, applied);
    }

    /** The columns: count, percent, floor; managed; planned, applied; whether removals are held. */
    @ParameterizedTest(name = "limit {0} and {1} %, floor {2}; of {3} accounts {4} planned and {5} applied: held {6}")
    @CsvSource({
            "500, 10, 5,   5000, 500,   0, false", // exactly both
            "500, 10, 5,   5000, 501,   0, true",
            "500, 10, 5, 100000, 501,   0, true",  // the count is smaller
            "500, 10, 5,   1000, 101,   0, true",  // the percentage is smaller
            "500, 10, 5,   1000, 100,   0, false",
            "   , 10, 5,     55,   6,   0, true",  // 5.5: not rounded up
            "   , 10, 5,     65,   6,   0, false", // 6.5
            "   , 10, 5,     10,   5,   0, false", // at the floor
            "   , 10, 5,     10,   6,   0, true",
            "  3, 10, 5,     10,   4,   0, true",  // a count knows no floor
            "   , 10, 5,      0, 999,   0, false", // nobody managed: no percentage
            "500, 10, 5,      0, 501,   0, true",  // but the count
            "500,   , 5,      9, 500,   0, false",
            "  0,   , 5,   1000,   1,   0, true",
            "   ,  0, 0,   1000,   1,   0, true",
            "500, 10, 5,   1000,   1, 100, true",  // the window counts
            "500, 10, 5,   1000,   1,  99, false",
            "500, 10, 5,   1000,   0, 999, false", // nothing planned, nothing to hold
            "   ,   , 5,   1000, 999,   0, false", // no limit
    })
    void holdsRemovalsOverTheLimit(Integer count, Double percent, int floor, long managed, long planned, long applied, boolean held) {
        Judgement judgement = judge(removals(count, percent, floor), managed, Map.of(DISABLE, planned / 2, DELETE, planned - planned / 2), Map.of(DELETE, applied));

        assertThat(judgement.held()).isEqualTo(held ? Set.of(DISABLE, DELETE) : Set.of());
        assertThat(judgement.messages()).hasSize(held ? 1 : 0);
    }

    @Test
    void countsEveryKindAgainstItsOwnLimitOnly() {
        Limit one = new Limit(1, null);
        GuardLimits limits = new GuardLimits(one, one, one, one, one, 0, 0, Duration.ofHours(24));
        Map<OperationKind, Long> two = Map.of(UPDATE, 1L, ENABLE, 1L, LINK, 99L, DISABLE, 1L);
        Map<OperationKind, Long> groups = Map.of(GROUP_DELETE, 2L, GROUP_MEMBERS, 2L, CREATE, 2L);

        assertThat(judge(limits, 10, two, Map.of()).held()).containsExactlyInAnyOrder(UPDATE, ENABLE);
        assertThat(judge(limits, 10, groups, Map.of()).held()).containsExactlyInAnyOrder(GROUP_DELETE, GROUP_MEMBERS, CREATE);
        assertThat(judge(limits, 10, Map.of(DISABLE, 1L), Map.of(UPDATE, 5L)).held()).isEmpty();
    }

    @Test
    void saysWhatItHoldsAndWhatToDo() {
        Judgement held = judge(removals(500, 2.0, 5), 5000, Map.of(DISABLE, 300L, DELETE, 12L), Map.of(DISABLE, 40L));

        assertThat(held.messages()).containsExactly("would disable or delete 312 more accounts after 40 within the window, of 5000 accounts;"
                + " the limit is 100 (guard.max-removals): look at `muster plan zoom`, then `muster approve zoom` or correct the filter");
        assertThat(held.passed()).isEmpty();
    }

    @Test
    void saysWhyItDidNotTrip() {
        assertThat(judge(removals(null, 10.0, 5), 20, Map.of(DELETE, 4L), Map.of()).passed()).containsExactly(
                "would disable or delete 4 accounts, of 20 accounts; that is over 10.0 % (guard.max-removals), but no more than the 5 that always pass");
        assertThat(judge(removals(null, 50.0, 5), 20, Map.of(DELETE, 4L), Map.of()).passed()).containsExactly(
                "would disable or delete 4 accounts, of 20 accounts; within guard.max-removals");
    }

    @Test
    void countsALinkThatDisablesAsARemoval() {
        Planner planner = People.planner(People.linkDisabled(People.DEFAULTS));

        Operation disabling = planner.plan("c1", People.disabled(), Known.NONE, new LookUp.Of(People.found(true)));
        Operation linking = planner.plan("c1", People.enabled(), Known.NONE, new LookUp.Of(People.found(true)));

        assertThat(Guard.countedAs(disabling)).isEqualTo(DISABLE);
        assertThat(Guard.countedAs(linking)).isEqualTo(LINK);
    }
}
