package io.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.unboundid.ldap.sdk.LDAPException;
import io.muster.channel.ConfigurationReader;
import io.muster.cycle.Cycle;
import io.muster.cycle.CycleRequest;
import io.muster.sandbox.EmbeddedDirectory;
import io.muster.sandbox.Person;
import io.muster.sandbox.service.Fault;
import io.muster.scim.Scim;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

    private String manager(String uid) {
        return world.account(uid + "@example.com").path(Scim.ENTERPRISE).path("manager").path("value").asText(null);
    }

    private String id(String uid) {
        return world.account(uid + "@example.com").path("id").asText();
    }

    @Test
    void managers_are_written_once_they_have_accounts_and_no_guard_minds() {
        // Given a company whose people all report to somebody, a few to one who is out of scope
        world.with("webex.map.manager", "manager").with("webex.guard.min-updates", "0").with("webex.guard.max-updates", "1").company();
        List.of("blaise", "carl", "grace", "ada").forEach(uid -> world.directory.change(uid, "manager", "uid=dorothy, OU=People , DC=example,dc=com"));
        world.directory.change("dorothy", "manager", EmbeddedDirectory.dn("sofia"));
        world.directory.change("qin", "manager", "uid=nobody,ou=people,dc=example,dc=com");
        // When
        Cycle first = world.sync();
        // Then the one who is not there is left out and noted
        assertThat(WebexWorld.story(first)).hasSize(25).allMatch(line -> line.endsWith(" applied"));
        assertThat(WebexWorld.operations(first)).filteredOn(recorded -> recorded.operation().key().startsWith("qin@")).singleElement()
                .satisfies(recorded -> assertThat(recorded.operation().warnings()).singleElement().asString().contains("uid=nobody").contains("left out"));
        // And the others followed in a second pass, within the same cycle
        assertThat(WebexWorld.story(first)).filteredOn(line -> line.startsWith("update ")).hasSize(5);
        assertThat(List.of("blaise", "carl", "grace", "ada")).allSatisfy(uid -> assertThat(manager(uid)).isEqualTo(id("dorothy")));
        assertThat(manager("dorothy")).isEqualTo(id("sofia"));
        assertThat(manager("qin")).isNull();
        // And then there is peace
        world.webex.requests().clear();
        assertThat(sync()).isEmpty();
        assertThat(world.calls()).isZero();
        // And a manager who is hired later is noticed, by a quick cycle too
        world.directory.hire(new Person("nobody", "No", "Body", "Boss", "Finance", "+1 5125550100", "employee"));
        assertThat(WebexWorld.story(world.run(new CycleRequest("webex", CycleRequest.Kind.QUICK, CycleRequest.Mode.SYNC, false, false, null))))
                .containsExactly("create nobody@example.com applied", "update qin@example.com applied");
        assertThat(manager("qin")).isEqualTo(id("nobody"));
        // And who gets another manager is written once
        world.directory.change("ada", "manager", EmbeddedDirectory.dn("sofia"));
        assertThat(sync()).containsExactly("update ada@example.com applied");
        assertThat(manager("ada")).isEqualTo(id("sofia"));
    }

    @Test
    void who_reports_to_a_manager_with_a_new_account_is_written_again() {
        // Given
        world.with("webex.map.manager", "manager").company();
        List.of("blaise", "ada").forEach(uid -> world.directory.change(uid, "manager", EmbeddedDirectory.dn("dorothy")));
        world.sync();
        String before = id("dorothy");
        // When the manager's account is gone, and made again
        world.webex.remove("dorothy@example.com");
        world.directory.changeTitle("dorothy", "Head of Research");
        List<String> story = sync();
        // Then
        assertThat(id("dorothy")).isNotEqualTo(before);
        assertThat(story).containsExactlyInAnyOrder("update dorothy@example.com superseded", "create dorothy@example.com applied", "update ada@example.com applied",
                "update blaise@example.com applied");
        assertThat(List.of("blaise", "ada")).allSatisfy(uid -> assertThat(manager(uid)).isEqualTo(id("dorothy")));
        assertThat(sync()).isEmpty();
    }

    @Test
    void who_reports_to_an_entry_that_is_made_anew_under_its_name_reports_to_who_has_it_now() throws LDAPException {
        // Given several, since the order in which two records of one name come is left to chance
        Map<String, String> managers = Map.of("grace", "ada", "hypatia", "blaise", "isaac", "carl", "joan", "dorothy", "katherine", "emmy", "leonhard", "fibonacci");
        world.with("webex.map.manager", "manager").with("webex.guard.min-removals", "100").company();
        managers.forEach((report, manager) -> world.directory.change(report, "manager", EmbeddedDirectory.dn(manager)));
        world.sync();
        // When
        for (String manager : managers.values()) {
            world.directory.ldap().delete(EmbeddedDirectory.dn(manager));
            world.hire(manager, "Anew", "Engineer", "Engineering").directory.change(manager, "mail", "new." + manager + "@example.com");
        }
        world.sync();
        // Then
        assertThat(managers).allSatisfy((report, manager) -> assertThat(manager(report)).isEqualTo(id("new." + manager)));
        world.webex.requests().clear();
        assertThat(sync()).isEmpty();
        assertThat(world.ledger().due("webex")).isEmpty();
        // And they stay, when something else is written
        managers.keySet().forEach(report -> world.directory.changeTitle(report, "Reporter"));
        world.sync();
        assertThat(managers).allSatisfy((report, manager) -> assertThat(manager(report)).isEqualTo(id("new." + manager)));
        assertThat(sync()).isEmpty();
        assertThat(world.ledger().due("webex")).isEmpty();
    }

    @Test
    void a_user_whom_webex_deleted_is_created_again_when_they_come_back() {
        // Given
        MovableClock clock = new MovableClock();
        try (WebexWorld own = new WebexWorld(clock)) {
            own.company();
            own.sync();
            own.directory.disable("ada");
            own.sync();
            String before = own.account("ada@example.com").path("id").asText();
            // When the 30 days are over
            clock.forward(Duration.ofDays(31));
            assertThat(own.account("ada@example.com")).isNull();
            own.directory.enable("ada");
            Cycle cycle = own.sync();
            // Then
            assertThat(WebexWorld.story(cycle)).containsExactly("enable ada@example.com superseded", "create ada@example.com applied");
            assertThat(own.account("ada@example.com").path("id").asText()).isNotEqualTo(before);
            assertThat(WebexWorld.story(own.sync())).isEmpty();
        }
    }

    @Test
    void a_disabled_user_is_created_disabled_in_one_request() {
        // Given
        world.with("webex.provision-disabled", "true").hire("Ada", "Byron", "Engineer", "Engineering").hire("Carl", "Gauss", "Engineer", "Engineering");
        world.directory.disable("ada");
        // When
        assertThat(sync()).containsExactlyInAnyOrder("create ada@example.com applied", "create carl@example.com applied");
        // Then
        assertThat(world.account("ada@example.com").path("active").asBoolean(true)).isFalse();
        assertThat(world.writes()).isEqualTo(2);
    }

    @Test
    void new_users_get_the_licences_and_keep_them() {
        // Given
        world.with("webex.licenses", "advanced messaging, Webex Meetings Suite").hire("Ada", "Byron", "Engineer", "Engineering").hire("Carl", "Gauss", "Engineer", "Engineering");
        // When
        sync();
        // Then
        assertThat(world.webex.licences("ada@example.com")).containsExactlyInAnyOrder("Advanced Messaging", "Webex Meetings Suite");
        assertThat(world.webex.requests().count("GET /v1/licenses")).isEqualTo(1);
        // And over disable and enable
        world.directory.disable("ada");
        sync();
        world.directory.enable("ada");
        sync();
        assertThat(world.webex.licences("ada@example.com")).hasSize(2);
        assertThat(world.webex.requests().count("PATCH /v1/licenses/users")).isEqualTo(2);
    }

    @Test
    void a_licence_that_is_used_up_or_refused_costs_nobody_their_account() {
        // Given
        world.webex.settings(Map.of("licences", Map.of("Advanced Messaging", 1, "Webex Calling - Professional", 10)));
        world.with("webex.licenses", "Advanced Messaging").hire("Ada", "Byron", "Engineer", "Engineering").hire("Carl", "Gauss", "Engineer", "Engineering");
        // When
        assertThat(sync()).hasSize(2).allMatch(line -> line.endsWith(" applied"));
        // Then
        assertThat(world.webex.licences("ada@example.com").size() + world.webex.licences("carl@example.com").size()).isEqualTo(1);
        // And one that can't be given without a number
        world.with("webex.licenses", "Webex Calling - Professional").hire("Emmy", "Noether", "Engineer", "Engineering");
        assertThat(sync()).containsExactly("create emmy@example.com applied");
        assertThat(sync()).isEmpty();
    }

    @Test
    void a_new_user_whose_licences_can_not_be_looked_up_is_recorded_and_leaves_like_any_other() {
        // Given
        world.with("webex.licenses", "Advanced Messaging").hire("Ada", "Byron", "Engineer", "Engineering").hire("Carl", "Gauss", "Engineer", "Engineering");
        world.webex.faults().add(Fault.status(422).on("GET", "/v1/licenses").next(1));
        assertThat(sync()).anyMatch(line -> line.endsWith(" dead"));
        // When
        world.dismiss("ada");
        world.dismiss("carl");
        world.hire("Emmy", "Noether", "Engineer", "Engineering");
        sync();
        // Then
        assertThat(world.account("ada@example.com").path("active").asBoolean()).isFalse();
        assertThat(world.account("carl@example.com").path("active").asBoolean()).isFalse();
    }

    @Test
    void a_licence_that_does_not_exist_is_named_by_the_test_of_the_connection() {
        world.with("webex.licenses", "Advanced Massaging");
        assertThatThrownBy(() -> world.application().test(world.application().channels(List.of()).iterator().next())).hasMessageContaining("Advanced Massaging")
                .hasMessageContaining("it has: Advanced Messaging");
    }

    @Test
    void every_attribute_has_its_place() {
        // Given
        Map<String, String> constants = Map.ofEntries(Map.entry("mobile", "+14005550001"), Map.entry("fax", "+14005550002"), Map.entry("division", "D"), Map.entry("costCenter", "C7"),
                Map.entry("employeeNumber", "42"), Map.entry("locale", "en-US"), Map.entry("timezone", "Europe/Berlin"), Map.entry("street", "Main St 1"), Map.entry("city", "Austin"),
                Map.entry("region", "TX"), Map.entry("postalCode", "78701"), Map.entry("country", "US"), Map.entry("nickName", "Jo"), Map.entry("externalId", "x-1"));
        constants.forEach((attribute, value) -> world.with("webex.map." + attribute + ".default", value));
        world.hire("Ada", "Byron", "Engineer", "Engineering").hire("Carl", "Gauss", "Engineer", "Engineering");
        world.webex.seed("carl@example.com");
        // When one is created, and one linked
        assertThat(sync()).containsExactlyInAnyOrder("create ada@example.com applied", "link carl@example.com applied");
        // Then both are the same
        for (String uid : List.of("ada", "carl")) {
            JsonNode user = world.account(uid + "@example.com");
            assertThat(user.at("/name/givenName").asText()).isEqualToIgnoringCase(uid);
            assertThat(user.path("locale").asText()).isEqualTo("en_US");
            assertThat(user.path("timezone").asText()).isEqualTo("Europe/Berlin");
            assertThat(user.path("nickName").asText()).isEqualTo("Jo");
            assertThat(user.path("externalId").asText()).isEqualTo("x-1");
            assertThat(user.path("title").asText()).isEqualTo("Engineer");
            assertThat(user.path("phoneNumbers")).extracting(phone -> phone.path("type").asText() + phone.path("value").asText())
                    .containsExactlyInAnyOrder("work+1 5125550100", "mobile+14005550001", "fax+14005550002");
            assertThat(user.path("addresses")).singleElement().isEqualTo(Scim.object().put("type", "work").put("streetAddress", "Main St 1").put("locality", "Austin")
                    .put("region", "TX").put("postalCode", "78701").put("country", "US"));
            assertThat(user.path(Scim.ENTERPRISE)).isEqualTo(Scim.object().put("department", "Engineering").put("organization", "Example Ltd").put("division", "D")
                    .put("costCenter", "C7").put("employeeNumber", "42"));
        }
        world.webex.requests().clear();
        assertThat(sync()).isEmpty();
        assertThat(world.calls()).isZero();
    }

    @Test
    void an_emptied_attribute_is_cleared_and_comes_back() {
        // Given
        world.with("webex.clear-attributes", "true").hire("Ada", "Byron", "Engineer", "Engineering").hire("Carl", "Gauss", "Engineer", "Engineering");
        sync();
        // When
        world.directory.change("ada", "title");
        world.directory.change("ada", "telephoneNumber");
        assertThat(sync()).containsExactly("update ada@example.com applied");
        // Then
        assertThat(world.account("ada@example.com").has("title")).isFalse();
        assertThat(world.account("ada@example.com").has("phoneNumbers")).isFalse();
        // And when it is there again, although an entry that is not there can't be named
        world.directory.change("ada", "telephoneNumber", "+1 5125550199");
        assertThat(sync()).containsExactly("update ada@example.com applied");
        assertThat(world.account("ada@example.com").at("/phoneNumbers/0/value").asText()).isEqualTo("+1 5125550199");
    }

    @Test
    void a_changed_address_moves_the_login() {
        // Given
        world.hire("Ada", "Byron", "Engineer", "Engineering").hire("Carl", "Gauss", "Engineer", "Engineering");
        sync();
        String before = id("ada");
        // When
        world.directory.change("ada", "mail", "ada.king@example.com");
        // Then
        assertThat(sync()).containsExactly("update ada.king@example.com applied");
        assertThat(world.account("ada.king@example.com").path("id").asText()).isEqualTo(before);
        assertThat(world.account("ada.king@example.com").at("/emails/0/value").asText()).isEqualTo("ada.king@example.com");
    }

    @Test
    void deleting_warns_at_start_and_deletes() {
        // Given
        world.with("webex.on-removed", "delete").hire("Ada", "Byron", "Engineer", "Engineering").hire("Carl", "Gauss", "Engineer", "Engineering");
        sync();
        assertThat(new ConfigurationReader(world.folder().resolve("application.properties"), world.keys, Map.of(), expression -> Optional.empty()).read().warnings())
                .anyMatch(warning -> warning.contains("can't be brought back"));
        // When
        world.dismiss("ada");
        // Then
        assertThat(sync()).containsExactly("delete ada@example.com applied");
        assertThat(world.account("ada@example.com")).isNull();
    }
}
