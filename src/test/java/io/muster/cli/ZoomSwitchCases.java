package io.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.cycle.Cycle;
import io.muster.plan.AccountState;
import io.muster.sandbox.service.Fault;
import io.muster.sandbox.zoom.ZoomSwitch;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The connector under every value of every uncertain point of Zoom's sheet. One Muster serves all cases, each with a user of its own, so that
 * the routes are started once.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ZoomSwitchCases {

    private final World world;
    private int number;
    private String uid;
    private String mail;

    ZoomSwitchCases(World world) {
        this.world = world;
    }

    @BeforeAll
    void start() {
        world.with("zoom.map.organization", "o").with("zoom.map.phone", "telephoneNumber").with("zoom.on-removed", "delete").with("zoom.guard.min-removals", "10000").with("zoom.guard.min-updates", "10000");
        world.hire("Somebody", "Else", "Engineer", "Research");
        world.sync();
    }

    @AfterEach
    void defaults() {
        world.zoom.switches().reset();
        world.zoom.faults().clear();
        world.zoom.settings(Map.of("associatedDomains", Set.of("*"), "foreignAddresses", Set.of()));
        if (mail != null && world.zoom.user(mail) != null) {
            world.zoom.administrator(mail, false);
        }
        if (uid != null && world.directory.exists(uid)) {
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
        return World.story(world.sync());
    }

    static Stream<Arguments> everyValue() {
        return Arrays.stream(ZoomSwitch.values()).flatMap(one -> one.choices().stream().map(value -> Arguments.of(one, value)));
    }

    @ParameterizedTest
    @MethodSource("everyValue")
    void a_users_life_ends_the_same(ZoomSwitch one, String value) {
        // Given
        world.zoom.switches().set(one, value);
        hire();
        if (one == ZoomSwitch.USER_TYPE_VOCABULARY || one == ZoomSwitch.EXPIRES_IN || one == ZoomSwitch.GATEWAY_ERROR_SHAPE) {
            world.zoom.revokeTokens();
        }
        // When: hired
        assertThat(sync()).containsExactly("create " + mail + " applied");
        // promoted
        world.directory.changeTitle(uid, "Director");
        assertThat(sync()).containsExactly("update " + mail + " applied");
        assertThat(world.account(mail).at("/name/familyName").asText()).isEqualTo("Switch");
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
        // moved, with a token that has died meanwhile
        world.zoom.revokeTokens();
        world.directory.change(uid, "ou", "Finance");
        assertThat(sync()).containsExactly("update " + mail + " applied");
        // Then
        assertThat(world.account(mail).path("title").asText()).isEqualTo("Returned");
        assertThat(world.account(mail).path("active").asBoolean()).isTrue();
        assertThat(world.account(mail).path("userType").asText()).isEqualTo("Basic");
        assertThat(world.account(mail).at("/urn:ietf:params:scim:schemas:extension:enterprise:2.0:User/department").asText()).isEqualTo("Finance");
        assertThat(world.account(mail).at("/urn:ietf:params:scim:schemas:extension:enterprise:2.0:User/organization").asText()).isEqualTo("Example Ltd");
        // And when they leave
        world.dismiss(uid);
        assertThat(sync()).containsExactly("delete " + mail + " applied");
        assertThat(world.account(mail)).isNull();
        assertThat(sync()).isEmpty();
    }

    static Stream<Arguments> pending() {
        return Stream.of(ZoomSwitch.PENDING_SEARCH, ZoomSwitch.MISSING_USER).flatMap(one -> one.choices().stream().map(value -> Arguments.of(one, value)));
    }

    /** Hires somebody whose address has an account elsewhere, and a companion, so that the accounts are listed and not searched. */
    private String hireForeignerWithCompanion() {
        world.zoom.settings(Map.of("foreignAddresses", Set.of("person" + (number + 1) + "@example.com")));
        hire();
        String companion = "companion" + number;
        world.hire(companion, "Switch", "Engineer", "Research");
        return companion;
    }

    @ParameterizedTest
    @MethodSource("pending")
    void a_pending_user_is_never_taken_for_gone_and_is_removed_once_they_accept(ZoomSwitch one, String value) {
        // Given a user who has to accept an invitation first
        world.zoom.switches().set(one, value);
        world.dismiss(hireForeignerWithCompanion());
        world.hire("companion" + number + "b", "Switch", "Engineer", "Research");
        sync();
        // When they are changed, and leave, before they accepted
        world.directory.changeTitle(uid, "Guest");
        sync();
        world.dismiss(uid);
        Cycle left = world.sync();
        // Then
        assertThat(world.ledger().find(mail)).as(World.story(left).toString()).singleElement().satisfies(account -> {
            assertThat(account.account()).isNotNull();
            assertThat(account.state()).isEqualTo(AccountState.PENDING);
        });
        assertThat(World.operations(left)).noneMatch(recorded -> recorded.state().equals("dead"));
        // And when they accept
        world.zoom.accept(mail);
        // Then
        assertThat(sync()).containsExactly("delete " + mail + " applied");
        assertThat(world.account(mail)).isNull();
    }

    @Test
    void an_address_that_belongs_elsewhere_is_reported_once_when_it_was_searched() {
        // Given
        world.zoom.settings(Map.of("foreignAddresses", Set.of("person" + (number + 1) + "@example.com")));
        hire();
        // When
        Cycle first = world.sync();
        // Then
        assertThat(World.operations(first)).singleElement().satisfies(recorded -> assertThat(recorded.operation().reason()).startsWith("conflict: ")
                .contains("belongs to another"));
        assertThat(sync()).isEmpty();
        assertThat(world.account(mail)).isNull();
    }

    @Test
    void an_address_that_belongs_elsewhere_is_a_dead_letter_when_zoom_refuses_the_create() {
        // Given
        world.zoom.switches().set(ZoomSwitch.FOREIGN_EMAIL_CREATE, "409");
        hireForeignerWithCompanion();
        // When
        Cycle first = world.sync();
        world.zoom.requests().clear();
        // Then
        assertThat(World.operations(first)).filteredOn(recorded -> recorded.operation().key().equals(mail)).singleElement().satisfies(recorded -> {
            assertThat(recorded.state()).isEqualTo("dead");
            assertThat(recorded.cause()).contains("belongs to another");
        });
        assertThat(sync()).isEmpty();
        assertThat(world.writes()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"pending", "active"})
    void an_address_of_a_foreign_domain_turns_out_to_be_pending_when_it_is_changed(String value) {
        // Given
        world.zoom.switches().set(ZoomSwitch.UNASSOCIATED_DOMAIN, value);
        world.zoom.settings(Map.of("associatedDomains", Set.of("elsewhere.example")));
        hire();
        sync();
        world.directory.changeTitle(uid, "Guest");
        // When
        sync();
        // Then
        assertThat(world.ledger().find(mail)).singleElement()
                .satisfies(account -> assertThat(account.state()).isEqualTo(value.equals("pending") ? AccountState.PENDING : AccountState.ACTIVE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"400", "403"})
    void an_administrator_is_a_permanent_failure_that_says_what_to_do(String protection) {
        // Given
        world.zoom.switches().set(ZoomSwitch.ADMIN_PROTECTED, protection);
        hire();
        sync();
        world.zoom.administrator(mail, true);
        world.directory.disable(uid);
        // When
        Cycle cycle = world.sync();
        // Then
        assertThat(World.operations(cycle)).singleElement().satisfies(recorded -> {
            assertThat(recorded.state()).isEqualTo("dead");
            assertThat(recorded.cause()).contains("change the role first");
        });
        assertThat(world.ledger().channel("zoom").stopped()).isNull();
        assertThat(sync()).isEmpty();
        // And when the role was changed and the administrator retries
        world.zoom.administrator(mail, false);
        world.ledger().retry("zoom", List.of());
        assertThat(sync()).containsExactly("disable " + mail + " applied");
    }

    @Test
    void an_address_change_that_zoom_ignores_is_reported() {
        // Given
        hire();
        sync();
        world.zoom.switches().set(ZoomSwitch.PUT_EMAIL, "ignored");
        world.directory.change(uid, "mail", uid + ".new@example.com");
        // When
        Cycle cycle = world.sync();
        // Then
        assertThat(World.operations(cycle)).singleElement().satisfies(recorded -> assertThat(recorded.cause()).contains("kept the address"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"409", "409 uniqueness", "400"})
    void a_create_that_was_done_but_never_answered_is_adopted(String value) {
        // Given
        world.zoom.switches().set(ZoomSwitch.DUPLICATE_CREATE, value);
        hire();
        world.zoom.faults().add(Fault.reset().afterWork().next(1).on("POST", "/scim2/Users"));
        // When
        List<String> story = sync();
        // Then
        assertThat(story).containsExactly("create " + mail + " applied");
        assertThat(world.zoom.users()).filteredOn(user -> user.path("userName").asText().equals(mail)).hasSize(1);
    }
}
