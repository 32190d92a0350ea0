package io.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.sandbox.service.Fault;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The hardest case: the service did the work, the answer never came, and before the next cycle the directory thinks otherwise. */
class UnheardTest {

    private final World world = new World();

    @BeforeEach
    void company() {
        world.hire("Ada", "Byron", "Engineer", "Engineering").hire("Emmy", "Noether", "Engineer", "Engineering");
        world.sync();
    }

    @AfterEach
    void close() {
        world.close();
    }

    /** A sync whose writes are done and never answered. */
    private void unheard() {
        world.zoom.faults().add(Fault.reset().afterWork().on("POST", "/scim2/Users"));
        world.zoom.faults().add(Fault.reset().afterWork().on("PUT", null));
        world.zoom.faults().add(Fault.reset().afterWork().on("PATCH", null));
        world.zoom.faults().add(Fault.reset().afterWork().on("DELETE", null));
        world.zoom.faults().add(Fault.reset().on("GET", null));
        assertThat(World.story(world.sync())).anyMatch(line -> line.endsWith("deferred"));
        world.zoom.faults().clear();
        // a new process: the connection does not rest any more
        world.with("muster.retry.delay", "6");
    }

    private void twoCycles() {
        world.sync();
        world.sync();
    }

    @Test
    void who_was_created_and_has_left_since_has_no_active_account() {
        // Given
        world.hire("Grace", "Hopper", "Engineer", "Engineering");
        unheard();
        assertThat(world.account("grace@example.com").path("active").asBoolean()).isTrue();
        // When
        world.dismiss("grace");
        twoCycles();
        // Then
        assertThat(world.account("grace@example.com").path("active").asBoolean()).isFalse();
    }

    @Test
    void who_was_created_and_was_disabled_since_has_no_active_account() {
        // Given
        world.hire("Grace", "Hopper", "Engineer", "Engineering");
        unheard();
        // When
        world.directory.disable("grace");
        twoCycles();
        // Then
        assertThat(world.account("grace@example.com").path("active").asBoolean()).isFalse();
    }

    @Test
    void who_was_created_and_has_another_address_since_has_one_account() {
        // Given
        world.hire("Grace", "Hopper", "Engineer", "Engineering");
        unheard();
        // When
        world.directory.change("grace", "mail", "rear.admiral@example.com");
        twoCycles();
        // Then
        assertThat(world.zoom.users()).hasSize(3);
        assertThat(world.account("rear.admiral@example.com").path("active").asBoolean()).isTrue();
    }

    @Test
    void who_was_created_and_has_another_entry_since_has_one_active_account() {
        // Given
        world.hire("Grace", "Hopper", "Engineer", "Engineering");
        unheard();
        // When
        world.dismiss("grace");
        world.hire("Grace", "Hopper", "Admiral", "Engineering");
        twoCycles();
        // Then
        assertThat(world.zoom.users()).hasSize(3);
        assertThat(world.account("grace@example.com").path("active").asBoolean()).isTrue();
        assertThat(world.account("grace@example.com").path("title").asText()).isEqualTo("Admiral");
        assertThat(world.ledger().find("grace")).as("the new entry's account alone").hasSize(1);
    }

    @Test
    void who_was_created_and_whose_other_entry_goes_before_it_was_linked_has_no_active_account() {
        // Given
        world.hire("Grace", "Hopper", "Engineer", "Engineering");
        unheard();
        world.dismiss("grace");
        world.hire("Grace", "Hopper", "Admiral", "Engineering");
        // When the new entry is disabled, so that it is not linked, and goes, too
        world.directory.disable("grace");
        world.sync();
        world.dismiss("grace");
        twoCycles();
        // Then
        assertThat(world.account("grace@example.com").path("active").asBoolean()).isFalse();
    }

    @Test
    void who_has_another_entry_since_which_is_disabled_has_no_active_account() {
        // Given
        world.hire("Grace", "Hopper", "Engineer", "Engineering");
        world.sync();
        // When
        world.dismiss("grace");
        world.hire("Grace", "Hopper", "Admiral", "Engineering");
        world.directory.disable("grace");
        twoCycles();
        // Then
        assertThat(world.account("grace@example.com").path("active").asBoolean()).isFalse();
        // And when the new entry is enabled
        world.directory.enable("grace");
        twoCycles();
        assertThat(world.zoom.users()).hasSize(3);
        assertThat(world.account("grace@example.com").path("active").asBoolean()).isTrue();
    }

    @Test
    void who_was_not_created_and_has_left_since_is_forgotten() {
        // Given
        world.hire("Grace", "Hopper", "Engineer", "Engineering");
        world.zoom.faults().add(Fault.reset().on("POST", "/scim2/Users"));
        world.sync();
        world.zoom.faults().clear();
        // When
        world.dismiss("grace");
        // Then
        assertThat(World.story(world.sync())).allMatch(line -> line.endsWith("superseded"));
        assertThat(world.ledger().find("grace")).isEmpty();
    }

    @Test
    void a_look_up_that_fails_leaves_the_question_to_the_next_cycle() {
        // Given
        world.hire("Grace", "Hopper", "Engineer", "Engineering");
        unheard();
        world.dismiss("grace");
        // When
        world.zoom.faults().add(Fault.status(500).on("GET", null));
        assertThat(world.sync().leftOut()).isEqualTo(1);
        world.zoom.faults().clear();
        twoCycles();
        // Then
        assertThat(world.account("grace@example.com").path("active").asBoolean()).isFalse();
    }

    @Test
    void who_was_disabled_and_is_back_since_is_active() {
        // Given
        world.directory.disable("ada");
        unheard();
        assertThat(world.account("ada@example.com").path("active").asBoolean()).isFalse();
        // When
        world.directory.enable("ada");
        twoCycles();
        // Then
        assertThat(world.account("ada@example.com").path("active").asBoolean()).isTrue();
        assertThat(World.story(world.sync())).isEmpty();
    }

    @Test
    void who_was_enabled_and_has_left_since_is_disabled() {
        // Given
        world.directory.disable("ada");
        world.sync();
        world.directory.enable("ada");
        unheard();
        // When
        world.dismiss("ada");
        twoCycles();
        // Then
        assertThat(world.account("ada@example.com").path("active").asBoolean()).isFalse();
    }

    @Test
    void what_was_written_and_changed_back_since_is_written_again() {
        // Given
        world.directory.changeTitle("ada", "Director");
        unheard();
        assertThat(world.account("ada@example.com").path("title").asText()).isEqualTo("Director");
        // When
        world.directory.changeTitle("ada", "Engineer");
        twoCycles();
        // Then
        assertThat(world.account("ada@example.com").path("title").asText()).isEqualTo("Engineer");
        assertThat(world.ledger().find("ada")).singleElement().satisfies(account -> assertThat(account.sent()).containsEntry("title", List.of("Engineer")));
    }

    @Test
    void who_was_deleted_and_is_back_since_has_an_account() {
        // Given
        world.with("zoom.on-removed", "delete").with("zoom.users.filter", "(!(title=Gone))");
        world.sync();
        world.directory.changeTitle("ada", "Gone");
        unheard();
        assertThat(world.account("ada@example.com")).isNull();
        // When
        world.directory.changeTitle("ada", "Engineer");
        twoCycles();
        // Then
        assertThat(world.account("ada@example.com").path("active").asBoolean()).isTrue();
    }
}
