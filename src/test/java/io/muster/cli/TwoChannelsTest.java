package io.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.cycle.CycleRequest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two channels to one account at a service (behaviour.md section 2, ownership). */
class TwoChannelsTest {

    private final World world = new World();

    @BeforeEach
    void engineersAndResearchers() {
        for (String key : List.copyOf(world.keys.keySet())) {
            if (key.startsWith("zoom.")) {
                world.keys.put("other" + key.substring("zoom".length()), world.keys.get(key));
            }
        }
        world.with("channels", "zoom, other").with("other.target", "zoom").with("zoom.users.filter", "(ou=Engineering)").with("other.users.filter", "(ou=Research)");
        world.hire("Ada", "Byron", "Engineer", "Engineering").hire("Leonhard", "Euler", "Researcher", "Research").hire("Emmy", "Noether", "Engineer", "Engineering");
        sync();
    }

    @AfterEach
    void close() {
        world.close();
    }

    private List<String> sync() {
        List<String> story = new ArrayList<>(World.story(world.run(CycleRequest.sync("zoom", false))));
        story.addAll(World.story(world.run(CycleRequest.sync("other", false))));
        return story;
    }

    @Test
    void who_moves_from_one_scope_to_the_other_keeps_the_account() {
        // Given
        String id = world.account("emmy@example.com").path("id").asText();
        world.directory.change("emmy", "ou", "Research");
        world.zoom.requests().clear();
        // When
        List<String> story = sync();
        // Then
        assertThat(story).containsExactly("link emmy@example.com applied");
        assertThat(world.account("emmy@example.com").path("id").asText()).isEqualTo(id);
        assertThat(world.account("emmy@example.com").path("active").asBoolean()).isTrue();
        assertThat(world.ledger().find("emmy@example.com")).singleElement().satisfies(account -> assertThat(account.channel()).isEqualTo("other"));
        assertThat(sync()).isEmpty();
    }

    @Test
    void who_is_in_both_scopes_belongs_to_the_first_and_goes_to_the_other_when_they_leave_it() {
        // Given
        world.with("other.users.filter", "(|(ou=Research)(title=Engineer))");
        assertThat(sync()).containsExactlyInAnyOrder("skip ada@example.com skipped", "skip emmy@example.com skipped");
        // When
        world.directory.change("emmy", "ou", "Training");
        // Then
        assertThat(sync()).containsExactly("link emmy@example.com applied");
        assertThat(world.account("emmy@example.com").path("active").asBoolean()).isTrue();
    }

    @Test
    void who_leaves_both_scopes_is_removed() {
        // Given
        world.directory.change("emmy", "ou", "Training");
        // When
        List<String> story = sync();
        // Then
        assertThat(story).containsExactly("disable emmy@example.com applied");
        assertThat(world.account("emmy@example.com").path("active").asBoolean()).isFalse();
    }
}
