package io.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.cycle.Cycle;
import io.muster.sandbox.service.Fault;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A service in trouble is not tried with everybody ({@code <channel>.quarantine}). */
class QuarantineCycleTest {

    private static final int PEOPLE = 100;

    private final World world = new World();

    @BeforeEach
    void company() {
        world.with("zoom.guard.max-updates", "1000").with("muster.retry.tries", "0").with("muster.quarantine.rest", "600000").with("zoom.concurrency", "2");
        world.directory.hire(PEOPLE);
        world.sync();
        promote("Director");
        world.zoom.requests().clear();
    }

    private void promote(String title) {
        IntStream.rangeClosed(1, PEOPLE).forEach(i -> world.directory.changeTitle("user" + i, title));
    }

    @AfterEach
    void close() {
        world.close();
    }

    /** One of so many users gets this answer. */
    private void strike(Fault fault, int every) {
        List<String> struck = IntStream.rangeClosed(1, PEOPLE).filter(i -> i % every != 0)
                .mapToObj(i -> Pattern.quote("/scim2/Users/" + URLEncoder.encode(world.account("user" + i + "@example.com").path("id").asText(), StandardCharsets.UTF_8))).toList();
        world.zoom.faults().add(fault.on("PUT", struck.stream().collect(Collectors.joining("|"))));
    }

    private long count(Cycle cycle, String state) {
        return World.story(cycle).stream().filter(line -> line.endsWith(state)).count();
    }

    @Test
    void trouble_with_more_than_the_share_stops_trying_everybody() {
        // Given two of three are answered with 503
        strike(Fault.status(503), 3);
        // When
        Cycle cycle = world.sync();
        // Then
        assertThat(world.zoom.requests().total()).isBetween(9L, 40L);
        assertThat(count(cycle, "deferred")).isGreaterThan(PEOPLE - 20);
        assertThat(World.operations(cycle)).filteredOn(recorded -> recorded.cause() != null && recorded.cause().startsWith("quarantined: ")).hasSizeGreaterThan(PEOPLE / 2)
                .allMatch(recorded -> recorded.attempts() == 0 && recorded.nextTry().isAfter(Instant.now().plusSeconds(500)));
        // And while it lasts, nobody is asked for
        long before = world.zoom.requests().total();
        world.zoom.faults().clear();
        world.sync();
        assertThat(world.zoom.requests().total()).isEqualTo(before);
    }

    @Test
    void it_ends_by_itself_after_one_probe() {
        // Given
        world.with("muster.quarantine.rest", "1");
        strike(Fault.status(503), 3);
        world.sync();
        world.zoom.faults().clear();
        // When
        Cycle cycle = world.sync();
        // Then
        assertThat(World.story(cycle)).isNotEmpty().allMatch(line -> line.endsWith("applied"));
        assertThat(IntStream.rangeClosed(1, PEOPLE)).allMatch(i -> world.account("user" + i + "@example.com").path("title").asText().equals("Director"));
    }

    @Test
    void refused_data_never_count() {
        // Given
        strike(Fault.status(400).body("{\"detail\":\"No.\",\"status\":400}"), 3);
        // When
        Cycle cycle = world.sync();
        // Then everybody was tried
        assertThat(count(cycle, "dead")).isEqualTo(PEOPLE - PEOPLE / 3);
        assertThat(count(cycle, "applied")).isEqualTo(PEOPLE / 3);
    }

    @Test
    void a_higher_share_bears_more() {
        // Given
        world.with("zoom.quarantine", "90%");
        strike(Fault.status(503), 3);
        // When
        Cycle cycle = world.sync();
        // Then
        assertThat(count(cycle, "applied")).isEqualTo(PEOPLE / 3);
    }
}
