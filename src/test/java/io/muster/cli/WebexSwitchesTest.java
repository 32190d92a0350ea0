package io.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.muster.sandbox.service.Fault;
import io.muster.sandbox.webex.WebexSwitch;
import io.muster.scim.Scim;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The connector under every value of every uncertain point of Webex's sheet. One Muster serves all cases, each with a user of its own, so that
 * the routes are started once.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WebexSwitchesTest {

    private final WebexWorld world = new WebexWorld();
    private int number;
    private String uid;
    private String mail;

    @BeforeAll
    void start() {
        world.with("webex.on-removed", "delete").with("webex.guard.min-removals", "10000").with("webex.guard.min-updates", "10000");
        world.hire("Somebody", "Else", "Engineer", "Research");
        world.sync();
    }

    @AfterEach
    void defaults() {
        world.webex.switches().reset();
        world.webex.faults().clear();
        world.webex.settings(Map.of("verifiedDomains", Set.of("*"), "foreignAddresses", Set.of()));
        if (world.directory.exists(uid)) {
            world.dismiss(uid);
        }
        world.sync();
    }

    @AfterAll
    void stop() {
        world.close();
    }

    private void hire() {
        uid = "person" + ++number;
        mail = uid + "@example.com";
        world.hire(uid, "Switch", "Engineer", "Research");
    }

    private List<String> sync() {
        return WebexWorld.story(world.sync());
    }

    static Stream<Arguments> everyValue() {
        return Arrays.stream(WebexSwitch.values()).flatMap(one -> one.choices().stream().map(value -> Arguments.of(one, value)));
    }

    private static Stream<Arguments> values(WebexSwitch... points) {
        return Arrays.stream(points).flatMap(point -> point.choices().stream().map(value -> Arguments.of(point, value)));
    }

    @ParameterizedTest
    @MethodSource("everyValue")
    void a_users_life_ends_the_same(WebexSwitch one, String value) {
        // Given
        world.webex.switches().set(one, value);
        hire();
        // When: hired, with a token that has died meanwhile
        world.webex.revokeTokens();
        assertThat(sync()).containsExactly("create " + mail + " applied");
        // promoted
        world.directory.changeTitle(uid, "Director");
        assertThat(sync()).containsExactly("update " + mail + " applied");
        // disabled with a last title
        world.directory.changeTitle(uid, "Emerita");
        world.directory.disable(uid);
        assertThat(sync()).containsExactly("disable " + mail + " applied");
        assertThat(world.account(mail).path("title").asText()).isEqualTo("Emerita");
        assertThat(world.account(mail).path("active").asBoolean()).isFalse();
        // back with another
        world.directory.changeTitle(uid, "Returned");
        world.directory.enable(uid);
        assertThat(sync()).containsExactly("enable " + mail + " applied");
        // moved, with another phone
        world.webex.revokeTokens();
        world.directory.change(uid, "ou", "Finance");
        world.directory.change(uid, "telephoneNumber", "+1 5125550142");
        assertThat(sync()).containsExactly("update " + mail + " applied");
        // Then
        JsonNode account = world.account(mail);
        assertThat(account.path("title").asText()).isEqualTo("Returned");
        assertThat(account.path("active").asBoolean()).isTrue();
        assertThat(account.path("phoneNumbers")).singleElement().satisfies(phone -> assertThat(phone.path("value").asText()).isEqualTo("+1 5125550142"));
        assertThat(account.path(Scim.ENTERPRISE).path("department").asText()).isEqualTo("Finance");
        assertThat(sync()).isEmpty();
        // And when they leave
        world.dismiss(uid);
        assertThat(sync()).containsExactly("delete " + mail + " applied");
        assertThat(world.account(mail)).isNull();
        assertThat(sync()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("everyValue")
    void an_existing_account_is_linked_and_brought_into_line(WebexSwitch one, String value) {
        // Given one user alone, who is searched
        world.webex.switches().set(one, value);
        hire();
        world.webex.seed(mail);
        // When
        assertThat(sync()).containsExactly("link " + mail + " applied");
        // Then
        assertThat(world.account(mail).path("title").asText()).isEqualTo("Engineer");
        assertThat(world.account(mail).at("/phoneNumbers/0/value").asText()).isEqualTo("+1 5125550100");
        assertThat(sync()).isEmpty();
    }

    static Stream<Arguments> duplicates() {
        return values(WebexSwitch.SCIM_ERROR_SHAPE, WebexSwitch.DUPLICATE_SCIM_TYPE);
    }

    @ParameterizedTest
    @MethodSource("duplicates")
    void an_address_that_turns_out_to_be_taken_is_adopted(WebexSwitch one, String value) {
        // Given a search that misses the account, so that the create has to find out
        world.webex.switches().set(one, value);
        hire();
        world.webex.seed(mail);
        world.webex.faults().add(Fault.status(200).body("{\"totalResults\":0,\"startIndex\":1,\"itemsPerPage\":0,\"Resources\":[]}").next(2).on("GET", "/identity/.*/Users"));
        // When
        assertThat(sync()).containsExactly("create " + mail + " applied");
        // Then
        assertThat(world.account(mail).path("title").asText()).isEqualTo("Engineer");
    }

    @ParameterizedTest
    @MethodSource("duplicates")
    void an_address_of_another_organisation_is_a_dead_letter_that_says_what_to_do(WebexSwitch one, String value) {
        // Given
        world.webex.switches().set(one, value);
        world.webex.settings(Map.of("foreignAddresses", Set.of("person" + (number + 1) + "@example.com")));
        hire();
        // When
        var cycle = world.sync();
        // Then
        assertThat(WebexWorld.operations(cycle)).singleElement().satisfies(recorded -> {
            assertThat(recorded.state()).isEqualTo("dead");
            assertThat(recorded.cause()).contains("another Webex organisation").contains("claim");
        });
        assertThat(sync()).isEmpty();
    }

    static Stream<Arguments> deletions() {
        return values(WebexSwitch.DELETED_GET, WebexSwitch.SCIM_ERROR_SHAPE);
    }

    @ParameterizedTest
    @MethodSource("deletions")
    void an_account_deleted_at_webex_is_created_again_and_its_removal_is_done(WebexSwitch one, String value) {
        // Given
        world.webex.switches().set(one, value);
        hire();
        sync();
        deleteAtWebex();
        world.directory.changeTitle(uid, "Director");
        // When
        assertThat(sync()).containsExactly("update " + mail + " superseded", "create " + mail + " applied");
        // Then
        assertThat(world.account(mail).path("title").asText()).isEqualTo("Director");
        // And when it is deleted again, and the user leaves
        deleteAtWebex();
        world.dismiss(uid);
        assertThat(sync()).containsExactly("delete " + mail + " applied");
    }

    private void deleteAtWebex() {
        world.webex.remove(mail);
        assertThat(world.account(mail)).isNull();
    }

    @ParameterizedTest
    @MethodSource("duplicates")
    void a_create_that_was_done_but_never_answered_is_adopted(WebexSwitch one, String value) {
        // Given
        world.webex.switches().set(one, value);
        hire();
        world.webex.faults().add(Fault.reset().afterWork().next(1).on("POST", "/identity/.*/Users"));
        // When
        assertThat(sync()).containsExactly("create " + mail + " applied");
        // Then
        assertThat(world.webex.users()).filteredOn(user -> user.path("userName").asText().equals(mail)).hasSize(1);
    }

    static Stream<Arguments> noTargets() {
        return values(WebexSwitch.SCIM_ERROR_SHAPE);
    }

    @ParameterizedTest
    @MethodSource("noTargets")
    void an_entry_that_somebody_took_away_is_added_again(WebexSwitch one, String value) {
        // Given a phone that Webex took away, as it does with calling licences
        world.webex.switches().set(one, value);
        hire();
        sync();
        world.webex.patch(mail, "{\"op\":\"remove\",\"path\":\"phoneNumbers\"}");
        world.directory.change(uid, "telephoneNumber", "+1 5125550188");
        world.directory.changeTitle(uid, "Director");
        // When
        assertThat(sync()).containsExactly("update " + mail + " applied");
        // Then
        assertThat(world.account(mail).at("/phoneNumbers/0/value").asText()).isEqualTo("+1 5125550188");
        assertThat(world.account(mail).path("title").asText()).isEqualTo("Director");
    }
}
