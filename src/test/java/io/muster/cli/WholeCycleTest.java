package io.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.cycle.Cycle;
import io.muster.cycle.CycleRequest;
import io.muster.plan.AccountState;
import io.muster.sandbox.service.Fault;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The main job from the directory to Zoom, with real routes: what the decision table promises, as the service sees it. */
class WholeCycleTest {

    private final World world = new World();

    @AfterEach
    void close() {
        world.close();
    }

    private void company() {
        world.company();
        world.sync();
        world.zoom.requests().clear();
    }

    @Test
    void a_first_sync_creates_everybody_within_the_request_budget() {
        // Given
        world.company();
        // When
        Cycle cycle = world.sync();
        // Then
        assertThat(World.story(cycle)).hasSize(20).allMatch(line -> line.startsWith("create") && line.endsWith("applied"));
        assertThat(world.zoom.users()).hasSize(20);
        assertThat(world.zoom.requests().all()).hasSizeLessThanOrEqualTo(20 + 5 + 1);
        assertThat(world.account("ada@example.com").at("/urn:ietf:params:scim:schemas:extension:enterprise:2.0:User/department").asText()).isEqualTo("Engineering");
    }

    @Test
    void a_second_sync_sends_nothing() {
        // Given
        company();
        // When
        Cycle cycle = world.sync();
        // Then
        assertThat(World.story(cycle)).isEmpty();
        assertThat(world.zoom.requests().all()).isEmpty();
    }

    @Test
    void existing_accounts_are_linked_from_the_inventory_and_only_differences_are_written() {
        // Given
        world.directory.hire(30);
        world.sync();
        world.ledger().forget("zoom");
        world.directory.change("user7", "title", "Director");
        world.zoom.requests().clear();
        // When
        Cycle cycle = world.sync();
        // Then
        assertThat(World.story(cycle)).hasSize(30).allMatch(line -> line.startsWith("link") && line.endsWith("applied"));
        assertThat(world.account("user7@example.com").path("title").asText()).isEqualTo("Director");
        assertThat(world.writes()).isEqualTo(1);
        assertThat(world.zoom.users()).hasSize(30);
    }

    @Test
    void a_plan_writes_nothing_anywhere() {
        // Given
        world.company();
        // When
        Cycle cycle = world.plan();
        // Then
        assertThat(World.story(cycle)).hasSize(20).allMatch(line -> line.endsWith("planned"));
        assertThat(world.writes()).isZero();
        assertThat(world.ledger().managed("zoom")).isZero();
    }

    @Test
    void a_changed_title_is_the_only_thing_sent() {
        // Given
        company();
        world.directory.change("ada", "title", "CTO");
        // When
        Cycle cycle = world.sync();
        // Then
        assertThat(World.story(cycle)).containsExactly("update ada@example.com applied");
        assertThat(world.zoom.requests().all()).hasSize(1);
        assertThat(world.account("ada@example.com").path("title").asText()).isEqualTo("CTO");
    }

    @Test
    void attributes_are_written_before_the_disable_and_after_the_enable() {
        // Given
        company();
        world.directory.change("ada", "title", "Emerita");
        world.directory.disable("ada");
        // When
        Cycle disabled = world.sync();
        // Then
        assertThat(World.story(disabled)).containsExactly("disable ada@example.com applied");
        assertThat(world.account("ada@example.com").path("title").asText()).isEqualTo("Emerita");
        assertThat(world.account("ada@example.com").path("active").asBoolean()).isFalse();
        // And when
        world.directory.change("ada", "title", "Back");
        world.directory.enable("ada");
        Cycle enabled = world.sync();
        // Then
        assertThat(World.story(enabled)).containsExactly("enable ada@example.com applied");
        assertThat(world.account("ada@example.com").path("title").asText()).isEqualTo("Back");
        assertThat(world.account("ada@example.com").path("active").asBoolean()).isTrue();
    }

    @Test
    void values_that_change_while_disabled_are_written_on_enable() {
        // Given
        company();
        world.directory.disable("ada");
        world.sync();
        world.directory.change("ada", "title", "Changed meanwhile");
        world.zoom.requests().clear();
        // When
        Cycle cycle = world.sync();
        // Then
        assertThat(World.story(cycle)).isEmpty();
        assertThat(world.writes()).isZero();
        // And when
        world.directory.enable("ada");
        world.sync();
        // Then
        assertThat(world.account("ada@example.com").path("title").asText()).isEqualTo("Changed meanwhile");
    }

    @Test
    void a_leaver_is_disabled_and_stays_so_without_further_requests() {
        // Given
        company();
        world.directory.remove("blaise");
        // When
        Cycle cycle = world.sync();
        // Then
        assertThat(World.story(cycle)).containsExactly("disable blaise@example.com applied");
        assertThat(world.account("blaise@example.com").path("active").asBoolean()).isFalse();
        world.zoom.requests().clear();
        assertThat(World.story(world.sync())).isEmpty();
        assertThat(world.zoom.requests().all()).isEmpty();
    }

    @Test
    void on_removed_delete_deletes_and_a_return_creates_again() {
        // Given
        world.with("zoom.on-removed", "delete");
        company();
        world.directory.remove("blaise");
        // When
        Cycle gone = world.sync();
        // Then
        assertThat(World.story(gone)).containsExactly("delete blaise@example.com applied");
        assertThat(world.account("blaise@example.com")).isNull();
        // And when
        world.hire("Blaise", "Pascal", "Engineer", "Engineering");
        // Then
        assertThat(World.story(world.sync())).containsExactly("create blaise@example.com applied");
    }

    @Test
    void a_re_created_entry_takes_its_account_over() {
        // Given
        company();
        String id = world.account("blaise@example.com").path("id").asText();
        world.directory.remove("blaise");
        world.hire("Blaise", "Pascal", "Engineer", "Engineering");
        // When
        Cycle cycle = world.sync();
        // Then
        assertThat(World.story(cycle)).contains("link blaise@example.com applied").noneMatch(line -> line.startsWith("disable") && line.endsWith("applied"));
        assertThat(world.account("blaise@example.com").path("active").asBoolean()).isTrue();
        assertThat(world.account("blaise@example.com").path("id").asText()).isEqualTo(id);
        assertThat(World.story(world.sync())).isEmpty();
    }

    @Test
    void a_new_address_is_changed_through_emails_on_the_same_account() {
        // Given
        company();
        String id = world.account("ada@example.com").path("id").asText();
        world.directory.change("ada", "mail", "ada.lovelace@example.com");
        // When
        Cycle cycle = world.sync();
        // Then
        assertThat(World.story(cycle)).containsExactly("update ada.lovelace@example.com applied");
        assertThat(world.account("ada.lovelace@example.com").path("id").asText()).isEqualTo(id);
        assertThat(world.zoom.users()).hasSize(20);
    }

    @Test
    void a_filter_that_matches_nothing_is_untrusted_and_removes_nobody() {
        // Given
        company();
        world.with("zoom.users.filter", "(mail=*@nowhere.example)");
        // When
        Cycle cycle = world.sync();
        // Then
        assertThat(cycle.untrusted()).contains("empty");
        assertThat(cycle.unreadable()).isTrue();
        assertThat(World.story(cycle)).hasSize(20).allMatch(line -> line.startsWith("disable") && line.endsWith("held:untrusted"));
        assertThat(world.zoom.users()).allMatch(user -> user.path("active").asBoolean());
        // And when the filter is right again, the held removals fall away
        world.with("zoom.users.filter", "(mail=*)");
        world.sync();
        assertThat(world.ledger().status("zoom").held()).isZero();
    }

    @Test
    void the_guard_holds_too_many_removals_until_they_are_approved() {
        // Given
        world.with("zoom.guard.max-removals", "2").with("zoom.guard.min-removals", "0");
        company();
        for (String uid : List.of("ada", "blaise", "carl")) {
            world.directory.disable(uid);
        }
        world.directory.change("emmy", "title", "Professor");
        // When
        Cycle cycle = world.sync();
        // Then
        assertThat(World.story(cycle)).filteredOn(line -> line.startsWith("disable")).hasSize(3).allMatch(line -> line.endsWith("held:guard"));
        assertThat(World.story(cycle)).contains("update emmy@example.com applied");
        assertThat(world.ledger().status("zoom").held()).isEqualTo(3);
        List<String> ids = World.operations(cycle).stream().filter(recorded -> recorded.held() != null).map(recorded -> recorded.operation().id()).sorted().toList();
        // And when
        assertThat(World.operations(world.sync()).stream().map(recorded -> recorded.operation().id()).sorted().toList()).isEqualTo(ids);
        world.ledger().approve("zoom", List.of());
        Cycle approved = world.sync();
        // Then
        assertThat(World.story(approved)).hasSize(3).allMatch(line -> line.startsWith("disable") && line.endsWith("applied"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"timestamp", "none"})
    void rejected_operations_are_not_planned_again_until_the_entry_changes(String changeAlgorithm) {
        // Given
        world.with("zoom.guard.max-removals", "0").with("zoom.guard.min-removals", "0").with("directory.change-algorithm", changeAlgorithm);
        company();
        world.directory.disable("ada");
        world.sync();
        // When
        world.ledger().reject("zoom", List.of());
        // Then
        assertThat(World.story(world.sync())).isEmpty();
        world.directory.change("ada", "title", "Changed");
        assertThat(World.story(world.sync())).containsExactly("disable ada@example.com held:guard");
    }

    @Test
    void the_window_counts_what_earlier_cycles_removed() {
        // Given
        world.with("zoom.guard.max-removals", "2").with("zoom.guard.min-removals", "0");
        company();
        world.directory.remove("ada");
        world.directory.remove("blaise");
        world.sync();
        world.directory.remove("carl");
        // When
        Cycle cycle = world.sync();
        // Then
        assertThat(World.story(cycle)).containsExactly("disable carl@example.com held:guard");
    }

    @Test
    void a_switched_off_option_skips_and_says_so_once() {
        // Given
        world.with("zoom.create", "false");
        world.company();
        // When
        Cycle cycle = world.sync();
        // Then
        assertThat(World.operations(cycle)).hasSize(20).allMatch(recorded -> recorded.operation().reason().equals("skipped: create = false"));
        assertThat(world.writes()).isZero();
        assertThat(World.story(world.sync())).isEmpty();
        // And when it is switched on, everybody is looked at again
        world.with("zoom.create", "true");
        assertThat(World.story(world.sync())).hasSize(20).allMatch(line -> line.startsWith("create"));
    }

    @Test
    void a_changed_mapping_sends_only_real_differences() {
        // Given
        company();
        world.with("zoom.map.givenName.case", "upper").with("zoom.users.filter", "(|(uid=ada)(mail=*))");
        // When
        Cycle cycle = world.sync();
        // Then
        assertThat(World.story(cycle)).hasSize(20).allMatch(line -> line.startsWith("update"));
        assertThat(world.account("ada@example.com").at("/name/givenName").asText()).isEqualTo("ADA");
        assertThat(world.account("ada@example.com").at("/name/familyName").asText()).isEqualTo("Byron");
    }

    @Test
    void a_masked_value_reaches_the_service_and_nothing_else() throws Exception {
        // Given
        world.with("zoom.map.title.mask", "true");
        world.hire("Secret", "Agent", "Very Secret Title", "Security");
        // When
        Cycle cycle = world.sync();
        // Then
        assertThat(world.account("secret@example.com").path("title").asText()).isEqualTo("Very Secret Title");
        assertThat(World.operations(cycle).toString()).doesNotContain("Very Secret");
        world.directory.change("secret", "title", "Another Secret");
        assertThat(World.story(world.sync())).containsExactly("update secret@example.com applied");
        assertThat(world.account("secret@example.com").path("title").asText()).isEqualTo("Another Secret");
        world.application().close();
        try (var files = java.nio.file.Files.list(world.folder())) {
            for (var file : files.toList()) {
                assertThat(new String(java.nio.file.Files.readAllBytes(file), java.nio.charset.StandardCharsets.ISO_8859_1)).as(file.toString()).doesNotContain("Secret Title", "Another Secret");
            }
        }
    }

    @Test
    void an_invalid_user_stops_nobody_else() {
        // Given
        world.with("zoom.users.filter", "(uid=*)");
        world.company();
        world.directory.change("ada", "mail");
        // When
        Cycle cycle = world.sync();
        // Then
        assertThat(World.story(cycle)).filteredOn(line -> line.endsWith("applied")).hasSize(19);
        assertThat(World.operations(cycle)).filteredOn(recorded -> recorded.state().equals("dead")).singleElement()
                .satisfies(recorded -> assertThat(recorded.cause()).contains("userName", "required"));
        assertThat(World.story(world.sync())).isEmpty();
    }

    @Test
    void a_quick_cycle_finds_new_changed_disabled_and_out_of_scope() {
        // Given
        world.with("zoom.users.filter", "(&(mail=*)(!(ou=Outside)))");
        company();
        world.hire("Ursula", "Franklin", "Metallurgist", "Research");
        world.directory.change("ada", "title", "CTO");
        world.directory.disable("blaise");
        world.directory.change("carl", "ou", "Outside");
        // When
        Cycle cycle = world.run(new CycleRequest("zoom", CycleRequest.Kind.QUICK, CycleRequest.Mode.SYNC, false, false, null));
        // Then
        assertThat(World.story(cycle)).containsExactlyInAnyOrder("create ursula@example.com applied", "update ada@example.com applied",
                "disable blaise@example.com applied", "disable carl@example.com applied");
        assertThat(World.story(world.sync())).isEmpty();
    }

    @Test
    void an_apply_does_what_was_planned_and_names_what_is_stale() {
        // Given
        company();
        world.directory.change("ada", "title", "CTO");
        world.directory.change("emmy", "title", "Professor");
        Cycle plan = world.plan();
        world.directory.change("emmy", "title", "Dean");
        world.directory.change("grace", "title", "Admiral");
        // When
        Cycle cycle = world.run(CycleRequest.apply("zoom", planned(plan)));
        // Then
        assertThat(World.story(cycle)).containsExactlyInAnyOrder("update ada@example.com applied", "update emmy@example.com stale");
        assertThat(world.account("grace@example.com").path("title").asText()).isEqualTo("Compiler Engineer");
        assertThat(World.story(world.sync())).containsExactlyInAnyOrder("update emmy@example.com applied", "update grace@example.com applied");
    }

    @Test
    void an_account_that_is_gone_makes_its_planned_operation_stale() {
        // Given
        company();
        world.directory.change("ada", "title", "CTO");
        Cycle plan = world.plan();
        world.zoom.reset();
        // When
        Cycle cycle = world.run(CycleRequest.apply("zoom", planned(plan)));
        // Then
        assertThat(World.story(cycle)).containsExactly("update ada@example.com stale");
        assertThat(world.account("ada@example.com")).isNull();
        // And when it is synced
        assertThat(World.story(world.sync())).contains("create ada@example.com applied");
    }

    @Test
    void an_account_that_is_gone_twice_waits_for_the_next_sweep() {
        // Given
        company();
        String path = "/scim2/Users/" + world.account("ada@example.com").path("id").asText();
        world.zoom.faults().add(Fault.status(404).body("{\"schemas\":[],\"detail\":\"User x not exist or not belong to this account.\",\"status\":404}").next(2).on("PUT", path));
        world.directory.change("ada", "title", "CTO");
        // When
        Cycle cycle = world.sync();
        // Then
        assertThat(World.story(cycle)).containsExactly("update ada@example.com superseded", "link ada@example.com superseded");
        // And when
        assertThat(World.story(world.sync())).containsExactly("link ada@example.com applied");
    }

    private static Map<UUID, CycleRequest.PlannedBefore> planned(Cycle plan) {
        Map<UUID, CycleRequest.PlannedBefore> planned = new HashMap<>();
        plan.book().operations(recorded -> planned.put(recorded.operation().guid(), new CycleRequest.PlannedBefore(recorded.operation().id(), recorded.operation().op(),
                plan.fingerprint(recorded.operation()), recorded.operation().dn(), recorded.operation().key())));
        return planned;
    }

    @Test
    void a_ledger_of_another_account_is_refused() {
        // Given
        company();
        world.with("zoom.oauth.account-id", "somebody-else");
        // When
        var failure = org.assertj.core.api.Assertions.catchThrowable(world::sync);
        // Then
        assertThat(failure).hasMessageContaining("muster reset zoom --yes");
    }

    @Test
    void the_story_of_a_user_tells_why() {
        // Given
        company();
        world.directory.remove("blaise");
        world.sync();
        // When
        var account = world.ledger().find("blaise@example.com").get(0);
        var audit = world.ledger().audit("zoom", account.guid(), null);
        // Then
        assertThat(account.state()).isEqualTo(AccountState.DISABLED);
        assertThat(audit).hasSize(2);
        assertThat(audit.get(1).reason()).contains("deleted from the directory");
        assertThat(audit.get(1).requestId()).contains("rid=WEB_");
        assertThat(audit.get(1).status()).isEqualTo(200);
    }
}
