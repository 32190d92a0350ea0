package io.muster.cli;

import static io.muster.cli.ServiceWorld.operations;
import static io.muster.cli.ServiceWorld.story;
import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.RDN;
import io.muster.cycle.Cycle;
import io.muster.cycle.CycleRequest;
import io.muster.ledger.Recorded;
import io.muster.plan.Change;
import io.muster.sandbox.EmbeddedDirectory;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whole cycles with groups, from the embedded directory to a service in memory ({@code behaviour.md} section 5). */
class GroupsTest {

    private final GroupWorld world = new GroupWorld();
    private final MemoryService service = world.service;
    private final EmbeddedDirectory directory = world.directory;

    @AfterEach
    void stop() {
        world.close();
    }

    private static Recorded of(Cycle cycle, String key) {
        return operations(cycle).stream().filter(recorded -> key.equals(recorded.operation().key())).findFirst().orElseThrow();
    }

    @Test
    void the_first_sync_makes_people_and_then_groups_of_them_and_the_second_sends_nothing() {
        // Given
        world.hire("ada", "bob", "cleo");
        directory.group("sales", "ada", "bob");
        directory.group("support", "cleo");
        directory.group("nobody");
        // When
        Cycle cycle = world.sync();
        // Then
        assertThat(story(cycle)).containsExactlyInAnyOrder("create ada@example.com applied", "create bob@example.com applied", "create cleo@example.com applied",
                "group-create sales applied", "group-create support applied", "group-create nobody applied");
        assertThat(service.members("sales")).containsExactly("ada@example.com", "bob@example.com");
        assertThat(service.members("support")).containsExactly("cleo@example.com");
        assertThat(service.members("nobody")).isEmpty();
        assertThat(cycle.managed()).as("counted before").isZero();
        // And
        assertThat(story(world.sync())).isEmpty();
        assertThat(service.writes).isEmpty();
        assertThat(service.listings).as("idle").hasValue(0);
        assertThat(world.ledger().managed(GroupWorld.CHANNEL)).as("groups are no accounts").isEqualTo(3);
        assertThat(story(world.quick())).isEmpty();
        assertThat(service.writes).isEmpty();
    }

    @Test
    void groups_that_lie_outside_the_directorys_base_are_kept_in_step_too() {
        // Given
        world.hire("ada", "bob").with("directory.base-dn", directory.peopleDn()).with("memory.groups.base-dn", directory.groupsDn());
        directory.group("sales", "ada");
        // When
        world.sync();
        directory.join("sales", "bob");
        world.quick();
        // Then
        assertThat(service.members("sales")).containsExactly("ada@example.com", "bob@example.com");
        assertThat(story(world.sync())).isEmpty();
    }

    @Test
    void a_plan_names_the_members_who_are_not_there_yet_and_writes_nothing() {
        // Given
        world.hire("ada", "bob");
        directory.group("sales", "ada", "bob");
        // When
        Cycle plan = world.plan();
        // Then
        assertThat(story(plan)).containsExactlyInAnyOrder("create ada@example.com planned", "create bob@example.com planned", "group-create sales planned");
        assertThat(of(plan, "sales").operation().changes().get("members").to()).containsExactly("ada@example.com", "bob@example.com");
        assertThat(service.writes).isEmpty();
        assertThat(world.ledger().groups(GroupWorld.CHANNEL)).isEmpty();
    }

    @Test
    void a_quick_cycle_finds_who_moved_between_groups() {
        // Given
        world.hire("ada", "bob");
        directory.group("sales", "ada", "bob");
        directory.group("support", "ada");
        world.sync();
        // When
        directory.leave("sales", "bob");
        directory.join("support", "bob");
        Cycle cycle = world.quick();
        // Then
        assertThat(story(cycle)).containsExactlyInAnyOrder("group-members sales applied", "group-members support applied");
        assertThat(service.members("sales")).containsExactly("ada@example.com");
        assertThat(service.members("support")).containsExactly("ada@example.com", "bob@example.com");
        assertThat(of(cycle, "sales").operation().changes().get("members").from()).containsExactly("ada@example.com", "bob@example.com");
        assertThat(story(world.sync())).isEmpty();
        assertThat(service.writes).isEmpty();
    }

    @Test
    void a_newcomer_and_a_leaver_change_their_groups_in_the_same_cycle() {
        // Given
        world.hire("ada", "bob");
        directory.group("sales", "ada", "bob");
        world.sync();
        // When
        world.hire("cleo");
        directory.join("sales", "cleo");
        directory.disable("bob");
        world.sync();
        // Then
        assertThat(service.members("sales")).containsExactly("ada@example.com", "cleo@example.com");
        assertThat(service.writes).last().asString().startsWith("group-members");
        assertThat(story(world.sync())).isEmpty();
        // And who comes back is a member again
        directory.enable("bob");
        world.sync();
        assertThat(service.members("sales")).containsExactly("ada@example.com", "bob@example.com", "cleo@example.com");
        assertThat(story(world.quick())).isEmpty();
        assertThat(service.writes).isEmpty();
    }

    /** Deletes people's entries and makes others under the same DNs; groups go on naming them. */
    private void makeAnew(String[] logins, String domain) throws LDAPException {
        for (String login : logins) {
            directory.ldap().delete(EmbeddedDirectory.dn(login));
            world.hire(login);
            directory.change(login, "mail", login + "@" + domain);
        }
    }

    @ParameterizedTest
    @CsvSource({"example.com, false, 10", "example.com, true, 10", "example.org, false, 10", "example.org, true, 10", "example.org, false, 5", "example.org, true, 5"})
    void a_member_whose_entry_is_made_anew_under_the_same_name_is_who_has_it_now(String domain, boolean quickly, String removals) throws LDAPException {
        // Given several, since the order in which two records of one name come is left to chance
        String[] logins = {"ada", "bob", "cleo", "dan", "eve", "fay", "gus", "hal"};
        List<String> anew = Stream.of(logins).map(login -> login + "@" + domain).toList();
        world.hire(logins).with("memory.guard.min-removals", removals);
        directory.group("sales", logins);
        world.sync();
        // When
        makeAnew(logins, domain);
        // Then
        if (domain.equals("example.org") && !quickly) {
            assertThat(of(world.plan(), "sales").operation().changes().get("members").to()).containsExactlyElementsOf(anew);
        }
        Cycle cycle = quickly ? world.quick() : world.sync();
        assertThat(cycle.untrusted()).isNull();
        assertThat(service.members("sales")).containsExactlyElementsOf(anew);
        world.sync();
        assertThat(service.members("sales")).containsExactlyElementsOf(anew);
        world.sync();
        assertThat(service.writes).as("nothing more, with or without the former accounts").isEmpty();
    }

    @Test
    void a_person_whose_name_in_the_directory_changes_stays_a_member_where_the_group_follows() throws LDAPException {
        // Given
        world.hire("ada");
        directory.group("sales", "ada");
        world.sync();
        // When
        directory.rename("ada", "augusta");
        directory.leave("sales", "ada");
        directory.join("sales", "augusta");
        world.sync();
        // Then
        assertThat(service.members("sales")).containsExactly("augusta@example.com");
        assertThat(story(world.sync())).isEmpty();
    }

    @Test
    void a_renamed_group_keeps_its_id_and_a_member_change_goes_with_it() throws LDAPException {
        // Given
        world.hire("ada", "bob");
        directory.group("sales", "ada");
        world.sync();
        String id = service.id("sales");
        // When
        directory.ldap().modifyDN(EmbeddedDirectory.groupDn("sales"), new RDN("cn", "Sales EMEA").toString(), true);
        directory.join("Sales EMEA", "bob");
        Cycle cycle = world.sync();
        // Then
        assertThat(story(cycle)).containsExactly("group-rename Sales EMEA applied");
        assertThat(service.id("Sales EMEA")).isEqualTo(id);
        assertThat(service.members("Sales EMEA")).containsExactly("ada@example.com", "bob@example.com");
        assertThat(story(world.sync())).isEmpty();
    }

    @Test
    void a_group_of_exactly_this_name_is_adopted_and_strangers_leave_it() {
        // Given
        world.hire("ada");
        service.accounts.put("7", new TreeMap<>(Map.of("email", List.of("stranger@elsewhere.org"))));
        service.addGroup("Sales");
        String id = service.addGroup("sales", "7");
        directory.group("sales", "ada");
        // When
        Cycle cycle = world.sync();
        // Then
        assertThat(story(cycle)).contains("group-link sales applied");
        assertThat(service.groups).hasSize(2);
        assertThat(service.id("sales")).isEqualTo(id);
        assertThat(service.members("sales")).containsExactly("ada@example.com");
        assertThat(story(world.sync())).isEmpty();
    }

    @Test
    void strangers_whom_adopting_a_group_would_remove_count_for_the_guard_and_its_future_members_do_not() {
        // Given a group with three strangers and ada, whose account is linked in the same cycle, bob's being there but not in the group
        world.hire("ada", "bob").with("memory.guard.max-member-removals", "2");
        service.accounts.put("1", new TreeMap<>(Map.of("email", List.of("ada@example.com"))));
        service.accounts.put("2", new TreeMap<>(Map.of("email", List.of("bob@example.com"))));
        List.of("7", "8", "9").forEach(id -> service.accounts.put(id, new TreeMap<>(Map.of("email", List.of(id + "@elsewhere.org")))));
        service.addGroup("sales", "7", "1", "8", "9");
        service.addGroup("support", "1");
        directory.group("sales", "ada", "bob");
        directory.group("support", "ada");
        // When
        Cycle plan = world.plan();
        Cycle cycle = world.sync();
        // Then
        assertThat(of(plan, "sales").operation().changes().get("members")).isEqualTo(new Change(List.of("7", "8", "9", "ada@example.com"), List.of("ada@example.com", "bob@example.com")));
        assertThat(story(plan)).contains("group-link sales held:guard", "group-link support planned");
        assertThat(story(cycle)).contains("group-link sales held:guard", "group-link support applied");
        assertThat(cycle.guardMessages()).singleElement().asString().contains("remove 3 group members").contains("guard.max-member-removals");
        assertThat(service.members("sales")).hasSize(4);
        // And once an administrator has looked at them
        world.ledger().approve(GroupWorld.CHANNEL, List.of());
        assertThat(story(world.sync())).containsExactly("group-link sales applied");
        assertThat(service.members("sales")).containsExactly("ada@example.com", "bob@example.com");
    }

    @Test
    void a_group_whose_members_can_not_be_listed_waits_and_nobody_waits_with_it() {
        // Given
        world.hire("ada");
        service.addGroup("sales", "7");
        directory.group("sales", "ada");
        directory.group("support", "ada");
        service.broken.add("group-member-inventory");
        // When
        Cycle cycle = world.sync();
        // Then
        assertThat(story(cycle)).containsExactlyInAnyOrder("create ada@example.com applied", "group-create support applied");
        assertThat(cycle.leftOut()).as("seen again by a quick cycle").isEqualTo(1);
        // And
        service.broken.clear();
        assertThat(story(world.quick())).containsExactly("group-link sales applied");
    }

    @Test
    void a_group_that_is_made_again_while_its_members_can_not_be_listed_is_not_deleted() throws LDAPException {
        // Given
        world.hire("ada", "bob");
        directory.group("sales", "ada");
        world.sync();
        String id = service.id("sales");
        // When
        directory.ldap().delete(EmbeddedDirectory.groupDn("sales"));
        directory.group("sales", "bob");
        service.broken.add("group-member-inventory");
        // Then
        assertThat(story(world.sync())).isEmpty();
        // And
        service.broken.clear();
        assertThat(story(world.sync())).containsExactly("group-link sales applied");
        assertThat(service.id("sales")).isEqualTo(id);
    }

    @Test
    void without_adoption_a_group_of_this_name_is_a_conflict_said_once() {
        // Given
        world.hire("ada").with("memory.groups.adopt", "false");
        service.addGroup("sales");
        directory.group("sales", "ada");
        // When
        Cycle cycle = world.sync();
        // Then
        assertThat(story(cycle)).contains("skip sales skipped");
        assertThat(of(cycle, "sales").operation().reason()).startsWith("conflict:").contains("groups.adopt = false");
        assertThat(service.members("sales")).isEmpty();
        assertThat(story(world.sync())).isEmpty();
        assertThat(service.listings).as("looked up again").hasValue(0);
        // And when adoption is allowed
        world.with("memory.groups.adopt", "true");
        assertThat(story(world.sync())).contains("group-link sales applied");
    }

    @Test
    void the_services_own_default_group_is_left_alone() {
        // Given
        world.hire("ada");
        service.groups.get(service.addGroup("Everybody")).isDefault = true;
        service.broken.add("group-member-inventory");
        directory.group("Everybody", "ada");
        // When
        Cycle cycle = world.sync();
        // Then
        assertThat(of(cycle, "Everybody").operation().reason()).contains("default group");
        assertThat(service.members("Everybody")).isEmpty();
        assertThat(cycle.leftOut()).as("it is not asked who is in it").isZero();
    }

    @Test
    void two_groups_of_one_name_are_a_conflict_for_the_second() throws Exception {
        // Given
        world.hire("ada", "bob");
        directory.group("sales", "ada");
        directory.ldap().add("dn: cn=sales,ou=people,dc=example,dc=com", "objectClass: groupOfNames", "cn: sales", "member: " + EmbeddedDirectory.dn("bob"));
        // When
        Cycle cycle = world.sync();
        // Then
        assertThat(story(cycle)).contains("group-create sales applied", "skip sales skipped");
        assertThat(service.groups).hasSize(1);
        assertThat(story(world.sync())).isEmpty();
    }

    @Test
    void a_deleted_group_and_one_that_leaves_the_filter_are_deleted_through_the_guard() throws Exception {
        // Given
        world.hire("ada").with("memory.groups.filter", "(!(description=closed))").with("memory.guard.max-group-deletes", "1");
        directory.group("sales", "ada");
        directory.group("support", "ada");
        directory.group("kept", "ada");
        world.sync();
        // When
        directory.ldap().delete(EmbeddedDirectory.groupDn("sales"));
        directory.ldap().modify("dn: " + EmbeddedDirectory.groupDn("support"), "changetype: modify", "replace: description", "description: closed");
        Cycle held = world.sync();
        // Then
        assertThat(story(held)).containsExactlyInAnyOrder("group-delete sales held:guard", "group-delete support held:guard");
        assertThat(held.guardMessages()).singleElement().asString().contains("guard.max-group-deletes").contains("approve");
        assertThat(service.groups).hasSize(3);
        // And they are not planned twice
        assertThat(story(world.sync())).containsExactlyInAnyOrder("group-delete sales held:guard", "group-delete support held:guard");
        // And once approved
        assertThat(world.ledger().approve(GroupWorld.CHANNEL, List.of())).isEqualTo(2);
        assertThat(story(world.sync())).containsExactlyInAnyOrder("group-delete sales applied", "group-delete support applied");
        assertThat(service.id("kept")).isNotNull();
        assertThat(service.groups).hasSize(1);
        assertThat(story(world.sync())).isEmpty();
    }

    @Test
    void a_rejected_delete_is_not_planned_again() throws LDAPException {
        // Given
        world.hire("ada").with("memory.guard.max-group-deletes", "0");
        directory.group("sales", "ada");
        directory.group("kept", "ada");
        world.sync();
        directory.ldap().delete(EmbeddedDirectory.groupDn("sales"));
        directory.group("newest");
        world.sync();
        // When
        world.ledger().reject(GroupWorld.CHANNEL, List.of());
        // Then
        assertThat(story(world.sync())).isEmpty();
        assertThat(service.id("sales")).isNotNull();
    }

    @Test
    void a_group_that_is_made_again_under_its_name_keeps_its_group_there() throws LDAPException {
        // Given
        world.hire("ada", "bob");
        directory.group("sales", "ada");
        world.sync();
        String id = service.id("sales");
        // When
        directory.ldap().delete(EmbeddedDirectory.groupDn("sales"));
        directory.group("sales", "bob");
        Cycle cycle = world.sync();
        // Then
        assertThat(story(cycle)).containsExactly("group-link sales applied");
        assertThat(service.id("sales")).isEqualTo(id);
        assertThat(service.members("sales")).containsExactly("bob@example.com");
        assertThat(story(world.sync())).isEmpty();
    }

    @Test
    void removed_members_count_for_the_guard_and_added_ones_do_not() {
        // Given
        world.hire("ada", "bob", "cleo", "dora").with("memory.guard.max-member-removals", "1");
        directory.group("sales", "ada", "bob", "cleo");
        directory.group("support", "ada");
        world.sync();
        // When
        directory.leave("sales", "bob");
        directory.leave("sales", "cleo");
        directory.join("support", "dora");
        Cycle cycle = world.sync();
        // Then
        assertThat(story(cycle)).containsExactlyInAnyOrder("group-members sales held:guard", "group-members support applied");
        assertThat(cycle.guardMessages()).singleElement().asString().contains("remove 2 group members");
        assertThat(service.members("sales")).hasSize(3);
        // And the plan says the same
        assertThat(story(world.plan())).containsExactly("group-members sales held:guard");
        // And when the directory takes it back
        directory.join("sales", "bob");
        assertThat(story(world.sync())).containsExactly("group-members sales applied");
        assertThat(service.members("sales")).containsExactly("ada@example.com", "bob@example.com");
    }

    @Test
    void end_users_are_left_out_with_a_reason_until_their_role_changes() {
        // Given
        world.hire("ada", "bob");
        directory.change("bob", "employeeType", "end-user");
        directory.group("sales", "ada", "bob");
        // When
        Cycle cycle = world.sync();
        // Then
        assertThat(service.members("sales")).containsExactly("ada@example.com");
        assertThat(of(cycle, "sales").cause()).contains("bob@example.com is left out: an end-user can't be a member of a group");
        assertThat(of(cycle, "sales").state()).isEqualTo("applied");
        assertThat(story(world.sync())).isEmpty();
        // And
        directory.change("bob", "employeeType", "agent");
        assertThat(story(world.quick())).containsExactlyInAnyOrder("update bob@example.com applied", "group-members sales applied");
        assertThat(service.members("sales")).containsExactly("ada@example.com", "bob@example.com");
    }

    @Test
    void a_member_without_account_is_left_out_and_joins_when_they_have_one() {
        // Given
        world.hire("ada", "bob");
        service.rejected.add("bob@example.com");
        directory.group("sales", "ada", "bob");
        // When
        Cycle cycle = world.sync();
        // Then
        assertThat(story(cycle)).containsExactlyInAnyOrder("create ada@example.com applied", "create bob@example.com dead", "group-create sales applied");
        assertThat(service.members("sales")).containsExactly("ada@example.com");
        assertThat(of(cycle, "sales").cause()).contains("bob@example.com is left out").contains("no account for bob");
        assertThat(story(world.sync())).isEmpty();
        // And when it works
        service.rejected.clear();
        directory.changeTitle("bob", "Director");
        world.quick();
        assertThat(service.members("sales")).containsExactly("ada@example.com", "bob@example.com");
    }

    @Test
    void a_user_whose_create_was_deferred_joins_in_the_cycle_after_it_went_through() {
        // Given
        world.hire("ada");
        service.broken.add("create");
        directory.group("sales", "ada");
        Cycle cycle = world.sync();
        assertThat(story(cycle)).containsExactlyInAnyOrder("create ada@example.com deferred", "group-create sales applied");
        // When
        service.broken.clear();
        world.sync();
        // Then
        assertThat(service.members("sales")).containsExactly("ada@example.com");
    }

    @Test
    void members_out_of_scope_are_counted_and_join_when_they_come_into_scope() {
        // Given
        world.hire("ada", "bob").with("memory.users.filter", "(title=Engineer)");
        directory.changeTitle("bob", "Visitor");
        directory.group("sales", "ada", "bob");
        Cycle cycle = world.sync();
        assertThat(of(cycle, "sales").operation().warnings()).containsExactly("1 members are left out: not in this channel's scope");
        // When
        directory.changeTitle("bob", "Engineer");
        Cycle quick = world.quick();
        // Then
        assertThat(story(quick)).containsExactlyInAnyOrder("create bob@example.com applied", "group-members sales applied");
        assertThat(service.members("sales")).containsExactly("ada@example.com", "bob@example.com");
    }

    @Test
    void a_member_whom_the_service_refuses_does_not_fail_the_group_and_is_not_sent_again_and_again() {
        // Given
        world.hire("ada", "bob");
        world.sync();
        service.refused.add(service.find("bob@example.com").account());
        directory.group("sales", "ada", "bob");
        // When
        Cycle cycle = world.sync();
        // Then
        assertThat(of(cycle, "sales").state()).isEqualTo("applied");
        assertThat(of(cycle, "sales").cause()).contains("bob@example.com was refused");
        assertThat(story(world.sync())).isEmpty();
        // And they are sent again with the next change
        service.refused.clear();
        world.hire("cleo");
        directory.join("sales", "cleo");
        world.sync();
        assertThat(service.members("sales")).containsExactly("ada@example.com", "bob@example.com", "cleo@example.com");
    }

    @Test
    void a_group_in_trouble_is_deferred_and_made_only_once() {
        // Given
        world.hire("ada");
        service.broken.add("group-members");
        directory.group("sales", "ada");
        // When
        Cycle cycle = world.sync();
        // Then
        assertThat(story(cycle)).containsExactlyInAnyOrder("create ada@example.com applied", "group-create sales deferred");
        service.broken.clear();
        world.sync();
        assertThat(service.groups).hasSize(1);
        assertThat(service.members("sales")).containsExactly("ada@example.com");
        assertThat(story(world.sync())).isEmpty();
    }

    @Test
    void a_group_that_somebody_deleted_there_is_made_again() {
        // Given
        world.hire("ada", "bob");
        directory.group("sales", "ada");
        world.sync();
        service.groups.clear();
        // When
        directory.join("sales", "bob");
        Cycle drift = world.sync();
        Cycle cycle = world.sync();
        // Then
        assertThat(story(drift)).containsExactly("group-members sales superseded");
        assertThat(story(cycle)).containsExactly("group-create sales applied");
        assertThat(service.members("sales")).containsExactly("ada@example.com", "bob@example.com");
    }

    @Test
    void a_filter_that_matches_no_group_removes_none() {
        // Given
        world.hire("ada");
        directory.group("sales", "ada");
        world.sync();
        // When
        world.with("memory.groups.filter", "(cn=nowhere)");
        Cycle cycle = world.sync();
        // Then
        assertThat(cycle.distrust()).contains("empty").contains("groups.*");
        assertThat(cycle.untrusted()).isNull();
        assertThat(cycle.unreadable()).isTrue();
        assertThat(story(cycle)).containsExactly("group-delete sales held:untrusted");
        assertThat(service.groups).hasSize(1);
        assertThat(world.ledger().status(GroupWorld.CHANNEL).untrusted()).contains("empty");
        // And when it is right again
        world.with("memory.groups.filter", "(cn=*)");
        assertThat(story(world.sync())).isEmpty();
        assertThat(world.ledger().status(GroupWorld.CHANNEL).held()).isZero();
        // And when it is meant
        world.with("memory.groups.filter", "(cn=nowhere)");
        assertThat(story(world.run(CycleRequest.sync(GroupWorld.CHANNEL, true)))).containsExactly("group-delete sales applied");
    }

    @Test
    void groups_that_cannot_be_read_keep_no_user_waiting() {
        // Given
        world.hire("ada").with("memory.groups.base-dn", "ou=nowhere,dc=example,dc=com");
        // When
        Cycle cycle = world.sync();
        // Then
        assertThat(story(cycle)).containsExactly("create ada@example.com applied");
        assertThat(cycle.distrust()).contains("the groups were not read");
        assertThat(cycle.unreadable()).isTrue();
    }

    @Test
    void a_member_list_that_comes_empty_without_a_change_of_the_group_removes_nobody() {
        // Given
        world.hire("ada", "bob");
        directory.group("sales", "ada", "bob");
        world.sync();
        // When: as if the read right on the attribute were lost
        world.with("directory.member-attribute", "uniqueMember");
        Cycle cycle = world.sync();
        // Then
        assertThat(story(cycle)).containsExactly("group-members sales held:untrusted");
        assertThat(of(cycle, "sales").operation().warnings()).anySatisfy(warning -> assertThat(warning).contains("came empty").contains("--accept-shrink"));
        assertThat(service.members("sales")).hasSize(2);
        // And when it can be read again
        world.with("directory.member-attribute", "member");
        assertThat(story(world.sync())).isEmpty();
        assertThat(world.ledger().status(GroupWorld.CHANNEL).held()).isZero();
    }

    @Test
    void held_disables_keep_the_memberships_too() {
        // Given
        world.hire("ada", "bob", "cleo").with("memory.guard.max-removals", "0");
        directory.group("sales", "ada", "bob");
        world.sync();
        // When
        directory.disable("bob");
        Cycle cycle = world.sync();
        // Then
        assertThat(story(cycle)).contains("disable bob@example.com held:guard");
        assertThat(service.members("sales")).containsExactly("ada@example.com", "bob@example.com");
    }

    @Test
    void groups_in_a_group_are_managed_nested_or_not() throws Exception {
        // Given
        world.hire("ada");
        directory.group("inner", "ada");
        directory.group("middle");
        directory.group("outer");
        directory.group("other", "ada");
        directory.ldap().modify("dn: " + EmbeddedDirectory.groupDn("outer"), "changetype: modify", "add: member", "member: " + EmbeddedDirectory.groupDn("middle"));
        directory.ldap().modify("dn: " + EmbeddedDirectory.groupDn("middle"), "changetype: modify", "add: member", "member: " + EmbeddedDirectory.groupDn("inner"));
        world.keys.remove("memory.groups.filter");
        // When
        world.with("memory.groups.group-dn", EmbeddedDirectory.groupDn("outer"));
        assertThat(story(world.sync())).contains("group-create middle applied").hasSize(2);
        world.with("memory.groups.nested", "true");
        Cycle cycle = world.sync();
        // Then
        assertThat(story(cycle)).containsExactly("group-create inner applied");
        assertThat(service.members("inner")).containsExactly("ada@example.com");
    }

    @Test
    void the_commands_know_groups() throws Exception {
        // Given
        world.hire("ada", "bob");
        directory.group("sales", "ada");
        // When
        Ran plan = world.muster("plan", "--json", "--out", world.folder().resolve("plan.json").toString());
        Ran apply = world.muster("apply", world.folder().resolve("plan.json").toString(), "--json");
        // Then
        assertThat(plan.exit()).as(plan.err()).isZero();
        assertThat(plan.json().at("/channels/0/counts/group-create").asInt()).isEqualTo(1);
        assertThat(plan.json().at("/channels/0/counts/group-delete").asInt()).isZero();
        assertThat(plan.json().at("/channels/0/operations").findValuesAsText("op")).containsExactly("create", "create", "group-create");
        assertThat(plan.json().at("/channels/0/operations/2/changes/members/to").asText()).isEqualTo("ada@example.com");
        assertThat(apply.exit()).as(apply.out() + apply.err()).isZero();
        assertThat(apply.json().at("/channels/0/counts/applied").asInt()).isEqualTo(3);
        assertThat(service.members("sales")).containsExactly("ada@example.com");
        // And
        directory.join("sales", "bob");
        Ran table = world.muster("sync");
        assertThat(table.out()).contains("group-members").contains("sales").contains("group-members: 1 (1 applied)").contains("[members: +bob@example.com]");
        assertThat(world.muster("why", "sales").out()).contains("memory: sales (cn=sales,ou=groups").contains("group-create: applied").contains("because: new in scope").contains("members changed");
        assertThat(world.muster("status", "--json").json().at("/channels/0/managed").asInt()).isEqualTo(2);
    }

    @Test
    void a_plan_file_that_has_aged_changes_no_group() throws Exception {
        // Given
        world.hire("ada", "bob");
        directory.group("sales", "ada");
        world.muster("sync");
        directory.join("sales", "bob");
        world.muster("plan", "--out", world.folder().resolve("plan.json").toString());
        // When
        directory.leave("sales", "ada");
        Ran apply = world.muster("apply", world.folder().resolve("plan.json").toString(), "--json");
        // Then
        assertThat(apply.exit()).isEqualTo(2);
        assertThat(apply.json().at("/channels/0/operations/0/outcome").asText()).isEqualTo("stale");
        assertThat(service.members("sales")).containsExactly("ada@example.com");
    }
}
