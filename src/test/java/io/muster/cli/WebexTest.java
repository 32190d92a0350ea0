package io.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.muster.cycle.Cycle;
import io.muster.scim.Scim;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A channel to Webex, whole: people come, change, leave and come back. */
class WebexTest {

    private final WebexWorld world = new WebexWorld();

    @AfterEach
    void stop() {
        world.close();
    }

    private List<String> sync() {
        return WebexWorld.story(world.sync());
    }

    @Test
    void a_company_is_created_once() {
        // Given
        world.company();
        // When
        Cycle cycle = world.sync();
        // Then
        assertThat(WebexWorld.story(cycle)).hasSize(20).allMatch(line -> line.startsWith("create ") && line.endsWith(" applied"));
        JsonNode ada = world.account("ada@example.com");
        assertThat(ada.path("userType").asText()).isEqualTo("user");
        assertThat(ada.path("displayName").asText()).isEqualTo("Ada Byron");
        assertThat(ada.at("/phoneNumbers/0/value").asText()).isEqualTo("+1 5125550100");
        assertThat(ada.path(Scim.ENTERPRISE).path("department").asText()).isEqualTo("Engineering");
        // And a second cycle writes nothing
        world.webex.requests().clear();
        assertThat(sync()).isEmpty();
        assertThat(world.writes()).isZero();
    }

    @Test
    void a_life_at_webex() {
        // Given
        world.with("webex.guard.min-removals", "100").hire("Ada", "Byron", "Engineer", "Engineering").hire("Carl", "Gauss", "Engineer", "Engineering");
        sync();
        // When promoted
        world.directory.changeTitle("ada", "Director");
        // Then only that is sent
        world.webex.requests().clear();
        assertThat(sync()).containsExactly("update ada@example.com applied");
        assertThat(world.webex.requests().all()).singleElement().satisfies(request -> assertThat(request.body()).endsWith(
                "\"Operations\":[{\"op\":\"replace\",\"path\":\"title\",\"value\":\"Director\"}]}"));
        // And when disabled, enabled, gone
        world.directory.disable("ada");
        assertThat(sync()).containsExactly("disable ada@example.com applied");
        assertThat(world.account("ada@example.com").path("active").asBoolean()).isFalse();
        world.directory.enable("ada");
        assertThat(sync()).containsExactly("enable ada@example.com applied");
        world.dismiss("ada");
        assertThat(sync()).containsExactly("disable ada@example.com applied");
        assertThat(world.account("ada@example.com").path("active").asBoolean()).isFalse();
        assertThat(sync()).isEmpty();
    }
}
