package io.muster.cli;

import static io.muster.cli.ServiceWorld.story;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import io.muster.cycle.Cycle;
import io.muster.cycle.CycleRequest;
import io.muster.directory.Slapd;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whole cycles with groups from a real OpenLDAP server, which keeps {@code memberOf} on people, to the simulated Zendesk. */
class OpenLdapGroupsTest {

    private static final int PEOPLE = 60;

    private final Slapd slapd = Slapd.builder().people(PEOPLE).syncProvider().memberOf().start();
    private final ZendeskWorld world = new ZendeskWorld();

    OpenLdapGroupsTest() {
        world.with("directory.type", "openldap").with("directory.url", slapd.url()).with("directory.bind-dn", Slapd.ADMIN).with("directory.bind-password", Slapd.PASSWORD)
                .with("directory.base-dn", Slapd.SUFFIX).with("zendesk.users.base-dn", Slapd.PEOPLE).with("directory.status-attribute", "employeeType")
                .with("directory.status-flag", "left").with("zendesk.groups.filter", "(cn=*)").with("zendesk.guard.max-group-deletes", "10")
                .with("zendesk.guard.min-removals", "100");
        // one dialect's presets, not the embedded directory's
        List.of("guid-attribute", "user-object-class", "group-object-class", "member-attribute", "change-algorithm", "change-attribute", "status-algorithm",
                "status-when-flag", "status-default").forEach(key -> world.keys.remove("directory." + key));
    }

    @AfterEach
    void stop() {
        world.close();
        slapd.close();
    }

    private static String group(String name) {
        return "cn=" + name + "," + Slapd.GROUPS;
    }

    private void add(String name, int from, int to) throws Exception {
        try (LDAPConnection connection = slapd.connect()) {
            String[] lines = IntStream.range(from, to).mapToObj(i -> "member: " + Slapd.person(i)).toArray(String[]::new);
            String[] entry = new String[lines.length + 3];
            entry[0] = "dn: " + group(name);
            entry[1] = "objectClass: groupOfNames";
            entry[2] = "cn: " + name;
            System.arraycopy(lines, 0, entry, 3, lines.length);
            connection.add(entry);
        }
    }

    private void modify(String dn, ModificationType type, String attribute, String value) throws LDAPException {
        try (LDAPConnection connection = slapd.connect()) {
            connection.modify(dn, new Modification(type, attribute, value));
        }
    }

    private int members(String name) {
        return world.zendesk.groups().stream().filter(one -> one.path("name").asText().equals(name) && !one.path("deleted").asBoolean()).findFirst()
                .map(one -> one.path("members")).map(JsonNode::size).orElse(-1);
    }

    private Cycle quick() {
        return world.run(new CycleRequest("zendesk", CycleRequest.Kind.QUICK, CycleRequest.Mode.SYNC, false, false, null));
    }

    private void nothingIsSentAgain() {
        world.zendesk.requests().clear();
        assertThat(story(world.sync())).isEmpty();
        assertThat(world.zendesk.requests().total()).isZero();
    }

    @Test
    void groups_follow_changes_on_the_groups_side_and_on_the_users_side() throws Exception {
        // Given
        add("sales", 0, 40);
        add("support", 20, 50);
        Cycle cycle = world.sync();
        assertThat(story(cycle)).hasSize(PEOPLE + 2).allMatch(line -> line.endsWith("applied"));
        assertThat(members("sales")).isEqualTo(40);
        assertThat(members("support")).isEqualTo(30);
        nothingIsSentAgain();
        // When a member is taken out of the group
        modify(group("sales"), ModificationType.DELETE, "member", Slapd.person(0));
        // Then
        assertThat(story(quick())).containsExactly("group-members sales applied");
        assertThat(members("sales")).isEqualTo(39);
        // And when people are deleted and renamed, which the server carries over to their groups
        try (LDAPConnection connection = slapd.connect()) {
            connection.delete(Slapd.person(30));
            connection.modifyDN(Slapd.person(31), "uid=renamed31", true);
        }
        assertThat(story(world.sync())).containsExactlyInAnyOrder("disable user30@example.com applied", "update user31@example.com applied", "group-members sales applied", "group-members support applied");
        assertThat(members("sales")).isEqualTo(38);
        assertThat(members("support")).isEqualTo(29);
        nothingIsSentAgain();
    }

    @Test
    void a_renamed_and_a_deleted_group_are_carried_over() throws Exception {
        // Given
        add("sales", 0, 10);
        add("support", 5, 15);
        add("kept", 0, 1);
        world.sync();
        // When
        try (LDAPConnection connection = slapd.connect()) {
            connection.modifyDN(group("sales"), "cn=Sales EMEA", true);
            connection.delete(group("support"));
        }
        Cycle cycle = world.sync();
        // Then
        assertThat(story(cycle)).containsExactlyInAnyOrder("group-rename Sales EMEA applied", "group-delete support applied");
        assertThat(members("Sales EMEA")).isEqualTo(10);
        assertThat(members("support")).isEqualTo(-1);
        nothingIsSentAgain();
    }

    @Test
    void a_person_who_leaves_and_comes_back_is_a_member_again() throws Exception {
        // Given
        add("sales", 0, 10);
        world.sync();
        // When
        modify(Slapd.person(4), ModificationType.REPLACE, "employeeType", "left");
        assertThat(story(quick())).containsExactlyInAnyOrder("disable user4@example.com applied", "group-members sales applied");
        assertThat(members("sales")).isEqualTo(9);
        modify(Slapd.person(4), ModificationType.REPLACE, "employeeType", "active");
        Cycle cycle = quick();
        // Then
        assertThat(story(cycle)).containsExactlyInAnyOrder("enable user4@example.com applied", "group-members sales applied");
        assertThat(members("sales")).isEqualTo(10);
        nothingIsSentAgain();
    }

    @Test
    void more_groups_than_a_page_are_read() throws Exception {
        // Given
        try (LDAPConnection connection = slapd.connect()) {
            for (int i = 0; i < 1200; i++) {
                connection.add("dn: " + group("team" + i), "objectClass: groupOfNames", "cn: team" + i, "member: " + Slapd.person(i % PEOPLE));
            }
        }
        // When
        Cycle plan = world.plan();
        // Then
        assertThat(story(plan)).hasSize(PEOPLE + 1200);
        assertThat(plan.distrust()).isNull();
    }
}
