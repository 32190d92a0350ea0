package io.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import io.muster.cycle.Cycle;
import io.muster.cycle.CycleRequest;
import io.muster.directory.DirectoryUnavailable;
import io.muster.directory.Slapd;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whole cycles from a real OpenLDAP server to the simulated Zoom. */
class OpenLdapTest {

    private static final int PEOPLE = 300;

    private Slapd slapd;
    private World world;

    private void start(Slapd.Builder builder) {
        slapd = builder.people(PEOPLE).syncProvider().start();
        world = new World().with("directory.type", "openldap").with("directory.url", slapd.url()).with("directory.bind-dn", Slapd.ADMIN)
                .with("directory.bind-password", Slapd.PASSWORD).with("directory.base-dn", Slapd.SUFFIX).with("zoom.users.base-dn", Slapd.PEOPLE)
                .with("directory.status-attribute", "employeeType").with("directory.status-flag", "left").with("zoom.map.department", "title");
        // one dialect's presets, not the embedded directory's
        List.of("guid-attribute", "user-object-class", "group-object-class", "member-attribute", "change-algorithm", "change-attribute", "status-algorithm",
                "status-when-flag", "status-default").forEach(key -> world.keys.remove("directory." + key));
    }

    @AfterEach
    void stop() {
        world.close();
        slapd.close();
    }

    private void change(int person, String attribute, String value) throws Exception {
        try (LDAPConnection connection = slapd.connect()) {
            connection.modify(Slapd.person(person), new Modification(ModificationType.REPLACE, attribute, value));
        }
    }

    @Test
    void the_first_sync_creates_everybody_and_the_second_sends_nothing() {
        // Given
        start(Slapd.builder());
        // When
        Cycle cycle = world.sync();
        // Then
        assertThat(World.story(cycle)).hasSize(PEOPLE).allMatch(line -> line.endsWith("applied"));
        assertThat(world.zoom.users()).hasSize(PEOPLE);
        world.zoom.requests().clear();
        assertThat(World.story(world.sync())).isEmpty();
        assertThat(world.zoom.requests().total()).isZero();
    }

    @Test
    void renames_leavers_and_a_disabled_user_are_carried_over() throws Exception {
        // Given
        start(Slapd.builder());
        world.sync();
        for (int i = 0; i < 10; i++) {
            change(i, "sn", "Renamed" + i);
        }
        try (LDAPConnection connection = slapd.connect()) {
            connection.delete(Slapd.person(20));
            connection.delete(Slapd.person(21));
        }
        change(30, "employeeType", "left");
        // When
        Cycle cycle = world.sync();
        // Then
        assertThat(World.story(cycle)).hasSize(13).allMatch(line -> line.endsWith("applied"));
        assertThat(world.account("user3@example.com").at("/name/familyName").asText()).isEqualTo("Renamed3");
        assertThat(List.of(20, 21, 30)).allMatch(i -> !world.account("user" + i + "@example.com").path("active").asBoolean());
        // And a quick cycle finds what changed since
        change(5, "title", "Director");
        Cycle quick = world.run(new CycleRequest("zoom", CycleRequest.Kind.QUICK, CycleRequest.Mode.SYNC, false, false, null));
        assertThat(World.story(quick)).containsExactly("update user5@example.com applied");
    }

    @Test
    void a_filter_that_matches_nobody_is_untrusted_and_one_that_loses_many_is_held_by_the_guard() {
        // Given
        start(Slapd.builder());
        world.with("zoom.guard.max-removals", "10%");
        world.sync();
        // When
        world.with("zoom.users.filter", "(mail=*@nowhere.example)");
        Cycle empty = world.sync();
        // Then
        assertThat(empty.untrusted()).contains("empty");
        assertThat(World.story(empty)).hasSize(PEOPLE).allMatch(line -> line.startsWith("disable") && line.endsWith("held:untrusted"));
        // And when the filter only loses a fifth
        world.with("zoom.users.filter", "(!(|(uid=user1*)(uid=user24*)))");
        Cycle fewer = world.sync();
        assertThat(fewer.untrusted()).as(fewer.untrusted()).contains("shrank");
        world.with("zoom.trust.min-share", "50%");
        Cycle held = world.sync();
        assertThat(held.untrusted()).isNull();
        assertThat(World.story(held)).hasSizeGreaterThan(100).allMatch(line -> line.endsWith("held:guard"));
        assertThat(world.zoom.users()).allMatch(user -> user.path("active").asBoolean());
    }

    @Test
    void a_size_limit_makes_the_read_partial_and_removes_nobody() {
        // Given
        start(Slapd.builder());
        world.sync();
        slapd.close();
        slapd = Slapd.builder().people(PEOPLE).sizeLimit("size.pr=100 size.prtotal=150").start();
        // When
        world.with("directory.url", slapd.url()).with("directory.bind-dn", Slapd.READER);
        Cycle cycle = world.sync();
        // Then
        assertThat(cycle.untrusted()).contains("not complete");
        assertThat(cycle.unreadable()).isTrue();
        assertThat(world.zoom.users()).allMatch(user -> user.path("active").asBoolean());
    }

    @Test
    void a_directory_that_fails_while_planning_leaves_everything_as_it_was() throws Exception {
        // Given: ids and markers can be read, but the entries can't
        start(Slapd.builder());
        world.sync();
        var before = world.ledger().channel("zoom");
        change(7, "title", "Director");
        world.with("zoom.map.locale", "preferredLanguage").with("directory.unmarked-attributes", "").with("zoom.directory.guid-attribute", "entryUUID");
        world.application().camel().getRouteController().stopRoute("zoom-fetch");
        // When
        Cycle cycle = world.sync();
        // Then
        assertThat(cycle.failure()).isNotNull();
        assertThat(world.ledger().channel("zoom")).isEqualTo(before);
        // And when they can be read again
        world.application().camel().getRouteController().startRoute("zoom-fetch");
        assertThat(World.story(world.sync())).containsExactly("update user7@example.com applied");
    }

    @Test
    void a_server_that_is_gone_ends_the_cycle_and_comes_back() throws Exception {
        // Given
        start(Slapd.builder());
        world.sync();
        slapd.kill();
        // When
        Cycle cycle = world.sync();
        // Then
        assertThat(cycle.failure()).isInstanceOf(DirectoryUnavailable.class);
        // And when it is back
        slapd.startAgain();
        change(7, "title", "Director");
        assertThat(World.story(world.sync())).containsExactly("update user7@example.com applied");
    }
}
