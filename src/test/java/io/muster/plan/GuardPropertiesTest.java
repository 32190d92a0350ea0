package io.muster.plan;

import static io.muster.plan.GuardTest.judge;
import static io.muster.plan.GuardTest.removals;
import static io.muster.plan.OperationKind.DELETE;
import static io.muster.plan.OperationKind.DISABLE;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** What must hold for every limit ({@code behaviour.md} section 7). */
class GuardPropertiesTest {

    @Property
    void moreOperationsNeverReleaseWhatFewerWouldHold(@ForAll @IntRange(max = 300) int managed, @ForAll @IntRange(max = 60) int count,
            @ForAll @IntRange(max = 100) int percent, @ForAll @IntRange(max = 20) int floor, @ForAll @IntRange(min = 1, max = 80) int planned,
            @ForAll @IntRange(max = 80) int applied, @ForAll @IntRange(max = 20) int more) {
        GuardLimits limits = removals(count, (double) percent, floor);

        Set<OperationKind> few = judge(limits, managed, Map.of(DISABLE, (long) planned), Map.of(DELETE, (long) applied)).held();
        Set<OperationKind> moreApplied = judge(limits, managed, Map.of(DISABLE, (long) planned), Map.of(DELETE, (long) applied + more)).held();
        Set<OperationKind> morePlanned = judge(limits, managed, Map.of(DISABLE, (long) planned + more), Map.of(DELETE, (long) applied)).held();
        Set<OperationKind> looser = judge(removals(count + more, Math.min(100.0, percent + more), floor + more), managed, Map.of(DISABLE, (long) planned),
                Map.of(DELETE, (long) applied)).held();

        assertThat(moreApplied).containsAll(few);
        assertThat(morePlanned).containsAll(few);
        assertThat(few).containsAll(looser);
    }

    @Property
    void manySmallCyclesCannotDoWhatOneMayNot(@ForAll List<@IntRange(min = 1, max = 30) Integer> cycles, @ForAll @IntRange(max = 40) int count) {
        Map<OperationKind, Long> applied = new HashMap<>();

        for (int planned : cycles) {
            boolean held = !judge(removals(count, null, 5), 100, Map.of(DELETE, (long) planned), applied).held().isEmpty();
            if (!held) {
                applied.merge(DELETE, (long) planned, Long::sum);
            }
        }

        assertThat(applied.getOrDefault(DELETE, 0L)).isLessThanOrEqualTo(count);
    }
}
