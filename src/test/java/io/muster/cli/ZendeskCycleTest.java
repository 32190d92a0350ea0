package io.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.muster.cycle.Cycle;
import io.muster.sandbox.service.Fault;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** People's lives at Zendesk, from the directory to the simulated service. */
class ZendeskCycleTest {

    private final ZendeskWorld world = new ZendeskWorld().with("zendesk.guard.min-removals", "1000").with("zendesk.guard.min-updates", "1000");

    @AfterEach
    void stop() {
        world.close();
    }

    @Test
    void a_company_is_created_as_mapped_without_a_mail_to_anybody() {
        // Given
        world.company();
        // When
        Cycle cycle = world.sync();
        // Then
        assertThat(ZendeskWorld.story(cycle)).hasSize(20).allMatch(line -> line.startsWith("create ") && line.endsWith(" applied"));
        JsonNode ada = world.user("ada@example.com");
        assertThat(ada.path("name").asText()).isEqualTo("Ada Byron");
        assertThat(ada.path("external_id").asText()).isEqualTo("ada");
        assertThat(ada.path("role").asText()).isEqualTo("agent");
        assertThat(ada.path("details").asText()).isEqualTo("Chief Engineer");
        assertThat(ada.path("notes").asText()).isEqualTo("Engineering");
        assertThat(ada.path("groups")).hasSize(1);
        assertThat(world.zendesk.users()).hasSize(20).allMatch(user -> user.get("mails").asInt() == 0);
        // And the second cycle asks for nothing
        world.zendesk.requests().clear();
        assertThat(ZendeskWorld.story(world.sync())).isEmpty();
        assertThat(world.zendesk.requests().total()).isZero();
    }

    @Test
    void an_address_change_keeps_the_old_one_as_secondary() {
        // Given
        world.company();
        world.sync();
        world.zendesk.requests().clear();
        // When
        world.directory.change("ada", "mail", "ada+new@example.com");
        Cycle cycle = world.sync();
        // Then
        assertThat(ZendeskWorld.story(cycle)).containsExactly("update ada+new@example.com applied");
        assertThat(world.user("ada+new@example.com").path("identities").findValuesAsText("value")).contains("ada@example.com", "ada+new@example.com");
        assertThat(world.zendesk.requests().totals().keySet()).containsExactlyInAnyOrder("GET /api/v2/users/{id}/identities", "POST /api/v2/users/{id}/identities",
                "PUT /api/v2/users/{id}/identities/{id}/make_primary");
    }

    @Test
    void a_leaver_is_suspended_comes_back_and_is_deleted_for_good() {
        // Given
        world.company();
        world.sync();
        // When
        world.directory.disable("ada");
        // Then
        assertThat(ZendeskWorld.story(world.sync())).containsExactly("disable ada@example.com applied");
        assertThat(world.user("ada@example.com").path("suspended").asBoolean()).isTrue();
        // When
        world.directory.enable("ada");
        // Then
        assertThat(ZendeskWorld.story(world.sync())).containsExactly("enable ada@example.com applied");
        assertThat(world.user("ada@example.com").path("suspended").asBoolean()).isFalse();
        // When
        world.with("zendesk.on-removed", "delete").with("zendesk.permanent-delete", "true");
        world.dismiss("ada");
        // Then
        assertThat(ZendeskWorld.story(world.sync())).containsExactly("delete ada@example.com applied");
        assertThat(world.user("ada@example.com")).isNull();
        assertThat(world.zendesk.requests().count("DELETE /api/v2/deleted_users/{id}")).isEqualTo(1);
    }

    @Test
    void an_address_that_is_somebody_elses_secondary_is_a_conflict() {
        // Given
        world.hire("Ada", "Byron", "Engineer", "Research");
        world.seed("{'email':'other@example.org','identities':[{'type':'email','value':'ada@example.com'}]}");
        // When
        Cycle cycle = world.sync();
        // Then
        assertThat(ZendeskWorld.operations(cycle)).singleElement().satisfies(recorded -> assertThat(recorded.operation().reason()).startsWith("conflict: ")
                .contains("secondary address"));
        assertThat(world.writes()).isZero();
    }

    @Test
    void updates_keep_to_the_limit_and_nobody_is_dead_or_deferred() {
        // Given a limit that is higher than Zendesk's, so that the test is quick
        world.company();
        world.sync();
        world.zendesk.settings(Map.of("rateLimits", "plan", "updatesPerSecond", 10));
        world.directory.change("ada", "title", "x");
        for (String uid : List.of("blaise", "carl", "dorothy", "emmy", "fibonacci", "grace", "hypatia", "isaac", "joan", "katherine", "leonhard", "maria", "niels", "olga", "pierre", "qin",
                "rosalind", "sofia", "terence")) {
            world.directory.changeTitle(uid, "Promoted");
        }
        // When
        Cycle cycle = world.sync();
        // Then
        assertThat(ZendeskWorld.operations(cycle)).hasSize(20).allMatch(recorded -> recorded.state().equals("applied"));
    }

    @Test
    void a_create_that_was_done_but_never_answered_is_adopted() {
        // Given
        world.hire("Ada", "Byron", "Engineer", "Research");
        world.zendesk.faults().add(Fault.reset().afterWork().next(1).on("POST", "/api/v2/users"));
        // When
        Cycle cycle = world.sync();
        // Then
        assertThat(ZendeskWorld.story(cycle)).containsExactly("create ada@example.com applied");
        assertThat(world.zendesk.users()).hasSize(1);
    }
}
