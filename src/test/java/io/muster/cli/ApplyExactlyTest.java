package io.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.muster.cycle.Cycle;
import io.muster.cycle.CycleRequest;
import io.muster.cycle.CycleRequest.PlannedBefore;
import io.muster.sandbox.service.Fault;
import io.muster.plan.OperationKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@code apply} does exactly what the plan says, whatever happened in between. */
class ApplyExactlyTest {

    private static final int PEOPLE = 24;
    private static final int ROUNDS = 12;
    private static final long SEED = Long.getLong("muster.seed", System.nanoTime());

    private final World world = new World().with("zoom.guard.max-removals", "1000").with("zoom.guard.max-updates", "1000").with("muster.retry.tries", "0");

    @AfterEach
    void close() {
        world.close();
    }

    private Map<UUID, PlannedBefore> planned(Cycle plan) {
        Map<UUID, PlannedBefore> only = new HashMap<>();
        World.operations(plan).stream().filter(recorded -> recorded.operation().op() != OperationKind.SKIP).forEach(recorded -> only.put(recorded.operation().guid(), new PlannedBefore(recorded.operation().id(), recorded.operation().op(),
                plan.fingerprint(recorded.operation()), recorded.operation().dn(), recorded.operation().key())));
        return only;
    }

    private Map<String, JsonNode> accounts() {
        Map<String, JsonNode> accounts = new HashMap<>();
        world.zoom.users().forEach(user -> accounts.put(user.path("userName").asText(), user.deepCopy()));
        return accounts;
    }

    /** Everything that may happen to somebody, in the directory or at the service. */
    private void disturb(Random random) {
        String uid = "user" + (1 + random.nextInt(PEOPLE));
        boolean exists = world.directory.exists(uid);
        switch (random.nextInt(6)) {
            case 0, 1 -> doIf(exists, () -> world.directory.changeTitle(uid, "Title " + random.nextInt(5)));
            case 2 -> doIf(exists, () -> world.directory.disable(uid));
            case 3 -> doIf(exists, () -> world.directory.enable(uid));
            case 4 -> doIf(exists && random.nextInt(3) == 0, () -> world.dismiss(uid));
            default -> world.hire("New" + random.nextInt(1_000_000), "Joiner", "Engineer", "Research");
        }
    }

    private static void doIf(boolean condition, Runnable action) {
        if (condition) {
            action.run();
        }
    }

    @Test
    void what_apply_changed_at_the_service_is_a_part_of_the_plan() {
        System.out.println("muster.seed=" + SEED);
        Random random = new Random(SEED);
        world.directory.hire(PEOPLE);
        world.sync();
        int stale = 0;
        int applied = 0;
        for (int round = 0; round < ROUNDS; round++) {
            // Given a plan, after some operations of which some were left deferred
            IntStream.range(0, 6).forEach(i -> disturb(random));
            world.zoom.faults().add(Fault.status(503).next(random.nextInt(4)).on(null, "/scim2/Users/.*"));
            if (random.nextBoolean()) {
                world.sync();
                IntStream.range(0, 6).forEach(i -> disturb(random));
            }
            world.zoom.faults().clear();
            Cycle plan = world.plan();
            Map<UUID, PlannedBefore> only = planned(plan);
            Set<String> keys = new HashSet<>();
            plan.book().operations(recorded -> keys.add(recorded.operation().key()));
            // When something happens in between, and the plan is applied
            IntStream.range(0, random.nextInt(10)).forEach(i -> disturb(random));
            if (random.nextInt(3) == 0) {
                world.sync();
            }
            Map<String, JsonNode> before = accounts();
            Cycle cycle = world.run(CycleRequest.apply("zoom", only));
            // Then
            Map<String, JsonNode> after = accounts();
            Set<String> changed = new HashSet<>(before.keySet());
            changed.addAll(after.keySet());
            changed.removeIf(key -> before.containsKey(key) && before.get(key).equals(after.get(key)));
            assertThat(keys).as("seed " + SEED + ", round " + round).containsAll(changed);
            Set<UUID> done = new HashSet<>();
            World.operations(cycle).forEach(recorded -> {
                done.add(recorded.operation().guid());
                assertThat(recorded.state()).as("seed " + SEED).isIn("applied", "stale", "superseded", "deferred");
            });
            assertThat(only.keySet()).as("seed " + SEED + ": each is named").isEqualTo(done);
            stale += World.story(cycle).stream().filter(line -> line.endsWith("stale")).count();
            applied += World.story(cycle).stream().filter(line -> line.endsWith("applied")).count();
        }
        assertThat(applied).as("seed " + SEED).isPositive();
        assertThat(stale).as("seed " + SEED).isPositive();
    }

    @Test
    void what_waits_besides_is_left_alone_even_when_it_is_approved_or_due() {
        // Given one approved removal and one deferred update, neither in the plan
        world.directory.hire(PEOPLE);
        world.sync();
        world.with("zoom.guard.max-removals", "0");
        world.directory.disable("user1");
        world.directory.changeTitle("user2", "Director");
        world.zoom.faults().add(Fault.status(503).next(1).on("PUT", null));
        world.sync();
        world.ledger().approve("zoom", List.of());
        world.directory.changeTitle("user3", "Director");
        Cycle plan = world.plan();
        Map<UUID, PlannedBefore> only = planned(plan);
        List<UUID> others = new ArrayList<>();
        plan.book().operations(recorded -> {
            if (!recorded.operation().key().startsWith("user3")) {
                others.add(recorded.operation().guid());
            }
        });
        assertThat(others).as("what is held or deferred is shown by the plan").hasSize(2);
        others.forEach(only::remove);
        // When
        Cycle cycle = world.run(CycleRequest.apply("zoom", only));
        // Then
        assertThat(World.story(cycle)).containsExactly("update user3@example.com applied");
        assertThat(world.account("user1@example.com").path("active").asBoolean()).isTrue();
        assertThat(world.account("user2@example.com").path("title").asText()).isNotEqualTo("Director");
        // And the next sync does them
        world.sync();
        assertThat(world.account("user1@example.com").path("active").asBoolean()).isFalse();
        assertThat(world.account("user2@example.com").path("title").asText()).isEqualTo("Director");
    }
}
