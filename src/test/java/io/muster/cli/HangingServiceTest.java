package io.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.cycle.Cycle;
import io.muster.cycle.CycleRequest;
import io.muster.sandbox.service.Fault;
import io.muster.sandbox.zoom.ZoomSimulator;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two accounts of one service, one of which hangs: the other channel is none the slower (behaviour.md section 8). */
class HangingServiceTest {

    private final World world = new World();
    private final ZoomSimulator hanging = ZoomSimulator.start();

    @AfterEach
    void close() {
        hanging.faults().clear();
        world.close();
        hanging.close();
    }

    @Test
    void a_service_that_hangs_delays_no_other() {
        // Given
        for (String key : List.copyOf(world.keys.keySet())) {
            if (key.startsWith("zoom.")) {
                world.keys.put("other" + key.substring("zoom".length()), world.keys.get(key));
            }
        }
        hanging.connection().forEach((key, value) -> world.keys.put("other." + key, value));
        world.with("channels", "zoom, other").with("other.target", "zoom").with("other.timeout", "1s");
        world.company().application();
        hanging.faults().add(Fault.delay(Duration.ofSeconds(20)).on("POST", "/scim2/.*"));
        // When
        CompletableFuture<Cycle> slow = CompletableFuture.supplyAsync(() -> world.run(CycleRequest.sync("other", false)));
        Cycle quick = world.sync();
        // Then
        assertThat(World.story(quick)).hasSize(20).allMatch(line -> line.endsWith(" applied"));
        assertThat(slow).isNotDone();
        assertThat(World.story(slow.join())).hasSize(20).allMatch(line -> line.endsWith(" deferred"));
    }
}
