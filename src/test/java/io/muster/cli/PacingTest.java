package io.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.cycle.Cycle;
import io.muster.sandbox.service.Fault;
import io.muster.sandbox.service.RequestLog;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The pace of whole cycles, as the service sees it. */
class PacingTest {

    private final World world = new World();

    @AfterEach
    void close() {
        world.close();
    }

    private long refused() {
        long refused = world.zoom.requests().all().stream().filter(request -> request.status() == 429).count();
        System.out.println("refused: " + refused + " of " + world.zoom.requests().total());
        return refused;
    }

    @ParameterizedTest
    @CsvSource({"ZOOM, 10000", "WEBEX, 400", "ZENDESK, 400", "PINGID, 400"})
    @Timeout(300)
    void a_leaver_under_thousands_of_joiners_is_disabled_within_ten_requests(LeaverUnderLoad service, int joiners) {
        // When
        LeaverUnderLoad.Waiting waiting = service.measure(joiners);
        // Then
        System.out.println(service + ": " + waiting);
        assertThat(waiting.sinceReleased()).isLessThan(10);
        assertThat(waiting.joiners()).isGreaterThan(joiners / 3);
    }

    @Test
    void a_limit_is_learned_from_headers_and_hardly_ever_run_into() {
        // Given
        world.directory.hire(90);
        world.zoom.settings(Map.of("rateLimits", "30"));
        // When
        Cycle cycle = world.sync();
        // Then
        assertThat(World.story(cycle)).hasSize(90).allMatch(line -> line.endsWith("applied"));
        assertThat(refused()).isLessThan(20);
    }

    @Test
    void a_limit_that_only_refusals_tell_is_learned_too() {
        // Given
        world.directory.hire(90);
        world.zoom.faults().add(Fault.rateLimit(30, Duration.ofSeconds(1)).on("POST", "/scim2/Users"));
        // When
        Cycle cycle = world.sync();
        // Then
        assertThat(World.story(cycle)).hasSize(90).allMatch(line -> line.endsWith("applied"));
        assertThat(World.operations(cycle)).allMatch(recorded -> recorded.attempts() <= 1);
        assertThat(refused()).isLessThan(30);
    }

    @Test
    void the_bound_of_the_configuration_is_kept() {
        // Given
        world.with("zoom.requests-per-second", "25");
        world.directory.hire(30);
        // When
        world.sync();
        // Then
        List<Instant> times = world.zoom.requests().all().stream().map(RequestLog.Recorded::time).sorted().toList();
        assertThat(Duration.between(times.get(0), times.get(times.size() - 1))).isGreaterThan(Duration.ofMillis((times.size() - 1) * 40L - 200));
    }
}
