package io.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.cycle.Cycle;
import io.muster.ledger.Recorded;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The guard over whole cycles, over the window and over restarts ({@code behaviour.md} section 7). {@code with} starts Muster anew on the same ledger. */
class GuardCycleTest {

    private final World world = new World();

    @AfterEach
    void close() {
        world.close();
    }

    private void company() {
        world.company();
        world.sync();
    }

    private static List<String> held(Cycle cycle) {
        return World.operations(cycle).stream().filter(recorded -> recorded.held() != null).map(recorded -> recorded.operation().key()).toList();
    }

    private List<String> heldIds(Cycle cycle) {
        return World.operations(cycle).stream().filter(recorded -> recorded.held() != null).sorted(Comparator.comparing(recorded -> recorded.operation().key()))
                .map(recorded -> recorded.operation().id()).toList();
    }

    private void hire(String... names) {
        for (String name : names) {
            world.hire(name, "Joiner", "Engineer", "Research");
        }
    }

    @Test
    void creates_are_seats_counted_over_the_window_and_links_are_none() {
        // Given two seats, and somebody who has an account already
        world.with("zoom.guard.max-creates", "2");
        world.zoom.seed("grace@example.com");
        hire("Grace", "Ada");
        // When
        Cycle first = world.sync();
        hire("Emmy");
        Cycle second = world.sync();
        world.with("zoom.guard.max-creates", "2");
        hire("Carl");
        Cycle third = world.sync();
        // Then
        assertThat(World.story(first)).containsExactlyInAnyOrder("link grace@example.com applied", "create ada@example.com applied");
        assertThat(World.story(second)).containsExactly("create emmy@example.com applied");
        assertThat(World.story(third)).containsExactly("create carl@example.com held:guard");
        assertThat(third.guardMessages()).singleElement().asString().contains("would create 1 more accounts after 2 within the window").contains("guard.max-creates");
        assertThat(world.zoom.users()).hasSize(3);
        // And over the limit, none of the cycle's creates goes
        hire("Joan");
        assertThat(held(world.sync())).containsExactlyInAnyOrder("carl@example.com", "joan@example.com");
        assertThat(world.zoom.users()).hasSize(3);
    }

    @Test
    void a_disabled_account_is_one_seat_too() {
        world.with("zoom.guard.max-creates", "0").with("zoom.provision-disabled", "true");
        hire("Ada");
        world.directory.disable("ada");
        assertThat(World.story(world.sync())).containsExactly("create ada@example.com held:guard");
    }

    @Test
    void updates_and_enables_are_one_count() {
        // Given
        company();
        List.of("ada", "blaise").forEach(world.directory::disable);
        world.sync();
        world.with("zoom.guard.max-updates", "2").with("zoom.guard.min-updates", "0");
        List.of("ada", "blaise").forEach(world.directory::enable);
        world.directory.changeTitle("emmy", "Professor");
        world.directory.disable("carl");
        // When
        Cycle cycle = world.sync();
        // Then
        assertThat(held(cycle)).containsExactlyInAnyOrder("ada@example.com", "blaise@example.com", "emmy@example.com");
        assertThat(World.story(cycle)).contains("disable carl@example.com applied");
        // And one fewer goes, since what was held fell away
        world.directory.disable("ada");
        Cycle fewer = world.sync();
        assertThat(World.story(fewer)).containsExactlyInAnyOrder("enable blaise@example.com applied", "update emmy@example.com applied");
        assertThat(world.ledger().status("zoom").held()).isZero();
    }

    @Test
    void many_small_cycles_over_restarts_do_no_more_than_one_may() {
        // Given
        company();
        world.with("zoom.guard.max-removals", "3").with("zoom.guard.min-removals", "0");
        // When one leaves before each start
        for (String uid : List.of("ada", "blaise", "carl", "emmy", "grace")) {
            world.dismiss(uid);
            world.with("zoom.guard.max-removals", "3").sync();
        }
        // Then
        assertThat(world.zoom.users()).filteredOn(user -> !user.path("active").asBoolean()).hasSize(3);
        assertThat(world.ledger().status("zoom").held()).isEqualTo(2);
        // And a window that is over counts no more
        Cycle cycle = world.with("zoom.guard.window", "1ms").sync();
        assertThat(World.story(cycle)).hasSize(2).allMatch(line -> line.endsWith("applied"));
    }

    @Test
    void approved_operations_do_not_use_the_window_up() {
        // Given
        company();
        world.with("zoom.guard.max-removals", "1").with("zoom.guard.min-removals", "0");
        List.of("ada", "blaise", "carl").forEach(world.directory::disable);
        world.sync();
        world.ledger().approve("zoom", List.of());
        world.sync();
        // When
        world.directory.disable("emmy");
        // Then
        assertThat(World.story(world.sync())).containsExactly("disable emmy@example.com applied");
    }

    @Test
    void held_operations_survive_a_restart_and_are_decided_one_by_one() {
        // Given
        company();
        world.with("zoom.guard.max-removals", "0").with("zoom.guard.min-removals", "0");
        List.of("ada", "blaise", "carl").forEach(world.directory::disable);
        List<String> ids = heldIds(world.sync());
        // When
        world.with("zoom.guard.min-removals", "0");
        assertThat(heldIds(world.plan())).isEqualTo(ids);
        assertThat(heldIds(world.sync())).isEqualTo(ids);
        world.ledger().approve("zoom", List.of(ids.get(0)));
        world.ledger().reject("zoom", List.of(ids.get(1)));
        Cycle cycle = world.with("zoom.guard.min-removals", "0").sync();
        // Then
        assertThat(World.story(cycle)).containsExactlyInAnyOrder("disable ada@example.com applied", "disable carl@example.com held:guard");
        assertThat(World.operations(cycle)).extracting(recorded -> recorded.operation().id()).containsExactlyInAnyOrder(ids.get(0), ids.get(2));
        assertThat(world.account("blaise@example.com").path("active").asBoolean()).isTrue();
        // And a configuration that changes brings the rejected one back
        assertThat(held(world.with("zoom.users.filter", "(|(mail=*)(uid=ada))").sync())).containsExactlyInAnyOrder("blaise@example.com", "carl@example.com");
    }

    @Test
    void held_removals_fall_away_when_the_directory_takes_their_reason_back() {
        // Given
        company();
        world.with("zoom.guard.max-removals", "0").with("zoom.guard.min-removals", "0");
        List.of("ada", "blaise").forEach(world.directory::disable);
        world.sync();
        world.ledger().approve("zoom", List.of());
        // When
        List.of("ada", "blaise").forEach(world.directory::enable);
        Cycle cycle = world.sync();
        // Then
        assertThat(World.story(cycle)).isEmpty();
        assertThat(world.ledger().status("zoom").held()).isZero();
        assertThat(world.zoom.users()).allMatch(user -> user.path("active").asBoolean());
    }

    @Test
    void whom_protect_names_is_never_disabled_nor_deleted() {
        for (String protect : List.of("sofia@example.com", "uid=sofia,ou=people,dc=example,dc=com", "(uid=sofia)")) {
            try (World own = new World().with("zoom.protect", protect).with("zoom.on-removed", "delete")) {
                // Given
                own.company();
                own.sync();
                // When
                own.directory.disable("sofia");
                List<Recorded> disabled = World.operations(own.sync());
                own.dismiss("sofia");
                List<Recorded> removed = World.operations(own.sync());
                // Then
                assertThat(disabled).as(protect).singleElement().satisfies(recorded -> assertThat(recorded.operation().reason()).contains("protect names this user"));
                assertThat(removed).as(protect).allMatch(recorded -> !recorded.operation().op().removal());
                assertThat(own.account("sofia@example.com").path("active").asBoolean()).isTrue();
            }
        }
    }

    @Test
    void disable_then_delete_waits_before_it_deletes() {
        // Given
        world.with("zoom.on-removed", "disable-then-delete").with("zoom.delete-after", "30d");
        company();
        world.dismiss("ada");
        world.dismiss("blaise");
        assertThat(World.story(world.sync())).hasSize(2).allMatch(line -> line.startsWith("disable") && line.endsWith("applied"));
        assertThat(World.story(world.sync())).as("not yet").isEmpty();
        // When one is back before the time is over
        world.hire("Blaise", "Pascal", "Engineer", "Engineering");
        world.sync();
        Cycle due = world.with("zoom.delete-after", "1ms").sync();
        // Then
        assertThat(World.story(due)).containsExactly("delete ada@example.com applied");
        assertThat(world.account("ada@example.com")).isNull();
        assertThat(world.account("blaise@example.com").path("active").asBoolean()).isTrue();
        assertThat(World.story(world.sync())).isEmpty();
    }

    @Test
    void a_deletion_that_is_due_goes_through_the_guard() {
        world.with("zoom.on-removed", "disable-then-delete").with("zoom.delete-after", "1ms");
        company();
        world.dismiss("ada");
        world.sync();
        world.with("zoom.guard.max-removals", "0").with("zoom.guard.min-removals", "0");
        assertThat(World.story(world.sync())).containsExactly("delete ada@example.com held:guard");
    }
}
