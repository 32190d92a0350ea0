package io.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.junit.jupiter.api.Test;

class ProgressTest {

    @Test
    void it_shows_what_is_done_how_fast_and_how_long_it_takes_still() {
        // Given
        List<String> drawn = new CopyOnWriteArrayList<>();
        ProgressBarBuilder bars = new ProgressBarBuilder().setConsumer(new DelegatingProgressBarConsumer(drawn::add, 200)).setUpdateIntervalMillis(5);
        // When
        try (Progress progress = new Progress("zoom", bars)) {
            progress.show(() -> Map.of("planned", 3L, "released", 60L, "claimed", 7L, "applied", 25L, "deferred", 5L));
            await(drawn, "30%.*30/100");
            progress.show(() -> Map.of("applied", 95L, "dead", 5L));
        }
        // Then: done, elapsed and left, a rate
        assertThat(drawn).anyMatch(line -> line.startsWith("zoom") && line.contains("30%") && line.contains("30/100") && line.matches(".*\\(\\S+ / \\S+\\).*") && line.contains("/s"));
        assertThat(drawn.get(drawn.size() - 1)).contains("100/100");
    }

    private static void await(List<String> drawn, String whole) {
        long giveUp = System.nanoTime() + 30_000_000_000L;
        while (drawn.stream().noneMatch(line -> Pattern.compile(whole).matcher(line).find()) && System.nanoTime() < giveUp) {
            java.util.concurrent.locks.LockSupport.parkNanos(2_000_000);
        }
    }
}
