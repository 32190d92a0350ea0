package io.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.muster.cycle.CycleRequest;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A channel that {@code channels} no longer names (behaviour.md section 2). */
class RetiredChannelTest {

    private final World world = new World();

    @BeforeEach
    void company() {
        world.company();
        world.sync();
        for (String key : List.copyOf(world.keys.keySet())) {
            if (key.startsWith("zoom.")) {
                world.keys.put("other" + key.substring("zoom".length()), world.keys.get(key));
            }
        }
        world.with("other.target", "zoom").with("other.oauth.account-id", "another").with("channels", "other");
    }

    @AfterEach
    void close() {
        world.close();
    }

    private long active() {
        return world.zoom.users().stream().map(user -> (JsonNode) user).filter(user -> user.path("active").asBoolean()).count();
    }

    @Test
    void its_users_are_left_alone() {
        // When
        List<String> channels = world.application().channels(List.of()).stream().map(live -> live.name()).toList();
        // Then
        assertThat(channels).containsExactly("other");
        assertThat(active()).isEqualTo(20);
    }

    @Test
    void its_accounts_go_through_the_guard_where_that_is_configured() {
        // Given
        world.with("zoom.deprovision-on-channel-deletion", "true");
        assertThat(world.application().channels(List.of()).stream().map(live -> live.name())).containsExactly("other", "zoom");
        // When
        assertThat(World.story(world.sync())).hasSize(20).allMatch(line -> line.startsWith("disable ") && line.endsWith(" held:guard"));
        assertThat(active()).isEqualTo(20);
        // And when they are approved
        world.ledger().approve("zoom", List.of());
        assertThat(World.story(world.sync())).hasSize(20).allMatch(line -> line.endsWith(" applied"));
        // Then
        assertThat(active()).isZero();
        assertThat(World.story(world.run(CycleRequest.sync("zoom", false)))).isEmpty();
        // And when the channel comes back
        world.with("channels", "zoom").with("zoom.guard.max-updates", "100%").sync();
        assertThat(active()).isEqualTo(20);
    }
}
