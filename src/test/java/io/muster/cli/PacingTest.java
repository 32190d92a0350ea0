package io.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.cycle.Cycle;
import io.muster.ledger.PastOperation;
import io.muster.sandbox.service.Fault;
import io.muster.sandbox.service.RequestLog;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

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

    private static void await(java.util.function.BooleanSupplier condition) throws InterruptedException {
        long giveUp = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
        while (!condition.getAsBoolean() && System.nanoTime() < giveUp) {
            java.util.concurrent.locks.LockSupport.parkNanos(2_000_000);
        }
        assertThat(condition.getAsBoolean()).isTrue();
    }

    @Test
    @Timeout(300)
    void a_leaver_under_ten_thousand_joiners_is_disabled_within_ten_requests() throws Exception {
        // Given a company that is managed, and ten thousand joiners at a service that takes twenty requests a second
        world.company();
        world.sync();
        world.directory.hire(10_000);
        world.zoom.settings(Map.of("rateLimits", "20"));
        world.zoom.requests().clear();
        ExecutorService other = Executors.newSingleThreadExecutor();
        Future<Cycle> initial = other.submit(() -> world.sync());
        await(() -> world.zoom.requests().count("POST /scim2/Users") > 60);
        // When somebody leaves in the middle
        world.dismiss("ada");
        long refusedBefore = world.zoom.requests().all().stream().filter(request -> request.status() == 429).count();
        Thread leaving = new Thread(world::sync);
        leaving.start();
        await(() -> world.ledger().status("zoom").cycle() != null && world.zoom.users().stream().anyMatch(user -> !user.path("active").asBoolean()));
        // Then
        List<RequestLog.Recorded> all = world.zoom.requests().all();
        PastOperation leaver = world.ledger().history("zoom", world.ledger().find("ada@example.com").get(0).guid()).get(1);
        Instant sent = all.stream().filter(request -> request.method().equals("PATCH")).findFirst().orElseThrow().time();
        long sincePlanned = all.stream().filter(request -> !request.time().isBefore(leaver.planned()) && request.time().isBefore(sent)).count();
        long disabled = all.stream().filter(request -> !request.time().isBefore(leaver.released()) && request.time().isBefore(sent)).count();
        System.out.println("requests before the leaver's: " + sincePlanned + " since it was planned, " + disabled + " since its plan was complete; refused in all: " + refusedBefore
                + " of " + all.size());
        assertThat(disabled).isLessThan(10);
        assertThat(world.account("ada@example.com").path("active").asBoolean()).isFalse();
        assertThat(initial.isDone()).isFalse();
        other.shutdownNow();
        leaving.join(TimeUnit.SECONDS.toMillis(60));
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
