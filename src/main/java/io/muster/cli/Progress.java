package io.muster.cli;

import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;

/** A cycle under way on a terminal: how much is done, how fast, and how long it takes still. */
final class Progress implements AutoCloseable {

    private static final Set<String> UNDER_WAY = Set.of("planned", "released", "claimed");

    private final ProgressBar bar;

    /**
     * Drawn again at every interval, not only when something is done: while a service makes us wait the time goes on, and a
     * line drawn between the two halves of {@link #show} does not stand.
     *
     * @param bars where bars are drawn
     */
    Progress(String channel, ProgressBarBuilder bars) {
        bar = bars.setTaskName(channel).setInitialMax(0).showSpeed().continuousUpdate().build();
    }

    /** @param counted operations by state; to count them takes a while */
    void show(Supplier<Map<String, Long>> counted) {
        Map<String, Long> states = counted.get();
        bar.maxHint(states.values().stream().mapToLong(Long::longValue).sum());
        bar.stepTo(states.entrySet().stream().filter(state -> !UNDER_WAY.contains(state.getKey())).mapToLong(Map.Entry::getValue).sum());
    }

    @Override
    public void close() {
        bar.close();
    }
}
