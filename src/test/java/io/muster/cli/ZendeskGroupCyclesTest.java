package io.muster.cli;

import static io.muster.cli.ServiceWorld.operations;
import static io.muster.cli.ServiceWorld.story;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.RDN;
import io.muster.cycle.Cycle;
import io.muster.cycle.CycleRequest;
import io.muster.ledger.Recorded;
import io.muster.sandbox.EmbeddedDirectory;
import io.muster.sandbox.service.Fault;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whole cycles with groups, from the embedded directory to the simulated Zendesk ({@code behaviour.md} section 5). */
class ZendeskGroupCyclesTest {

    private final ZendeskWorld world = new ZendeskWorld().with("zendesk.groups.filter", "(cn=*)").with("zendesk.guard.min-removals", "1000")
            .with("zendesk.guard.min-updates", "1000");
    private final EmbeddedDirectory directory = world.directory;

    @AfterEach
    void stop() {
        world.close();
    }

    private Cycle quick() {
        return world.run(new CycleRequest("zendesk", CycleRequest.Kind.QUICK, CycleRequest.Mode.SYNC, false, false, null));
    }

    private JsonNode group(String name) {
        return world.zendesk.groups().stream().filter(group -> group.path("name").asText().equals(name) && !group.path("deleted").asBoolean()).findFirst().orElse(null);
    }

    /** The addresses of a group's members, sorted. */
    private List<String> members(String name) {
        List<String> members = new ArrayList<>();
        group(name).path("members").forEach(id -> world.zendesk.users().stream().filter(user -> user.path("id").asText().equals(id.asText()))
                .forEach(user -> members.add(user.path("email").asText())));
        members.sort(null);
        return members;
    }

    private static Recorded of(Cycle cycle, String key) {
        return operations(cycle).stream().filter(recorded -> key.equals(recorded.operation().key())).findFirst().orElseThrow();
    }

    private void nothingIsSentAgain() {
        world.zendesk.requests().clear();
        assertThat(story(world.sync())).isEmpty();
        assertThat(world.zendesk.requests().total()).isZero();
    }

    @Test
    void people_come_first_and_groups_second_and_then_nothing() {
        // Given
        world.company();
        directory.group("Engineering", "ada", "blaise", "carl", "dorothy", "emmy");
        directory.group("Research", "leonhard", "maria");
        // When
        Cycle cycle = world.sync();
        // Then
        assertThat(story(cycle)).hasSize(22).allMatch(line -> line.endsWith(" applied")).contains("group-create Engineering applied", "group-create Research applied");
        assertThat(members("Engineering")).containsExactly("ada@example.com", "blaise@example.com", "carl@example.com", "dorothy@example.com", "emmy@example.com");
        assertThat(members("Research")).containsExactly("leonhard@example.com", "maria@example.com");
        nothingIsSentAgain();
    }

    @Test
    void moves_renames_and_leavers_are_carried_over() throws LDAPException {
        // Given
        world.company();
        directory.group("Engineering", "ada", "blaise", "carl");
        directory.group("Research", "leonhard");
        world.sync();
        String id = group("Engineering").path("id").asText();
        // When somebody moves, somebody leaves, and a group gets another name
        directory.leave("Engineering", "blaise");
        directory.join("Research", "blaise");
        directory.disable("carl");
        directory.ldap().modifyDN(EmbeddedDirectory.groupDn("Engineering"), new RDN("cn", "Construction").toString(), true);
        Cycle cycle = quick();
        // Then
        assertThat(story(cycle)).containsExactlyInAnyOrder("disable carl@example.com applied", "group-rename Construction applied", "group-members Research applied");
        assertThat(group("Construction").path("id").asText()).isEqualTo(id);
        assertThat(members("Construction")).containsExactly("ada@example.com");
        assertThat(members("Research")).containsExactly("blaise@example.com", "leonhard@example.com");
        nothingIsSentAgain();
        // And when they come back
        directory.enable("carl");
        world.sync();
        assertThat(members("Construction")).containsExactly("ada@example.com", "carl@example.com");
        nothingIsSentAgain();
    }

    @Test
    void an_address_change_and_a_newcomer_change_no_more_than_they_must() {
        // Given
        world.company();
        directory.group("Engineering", "ada", "blaise");
        world.sync();
        // When
        directory.change("ada", "mail", "augusta@example.com");
        world.hire("Zita", "Newcomer", "Engineer", "Engineering");
        directory.join("Engineering", "zita");
        Cycle cycle = quick();
        // Then
        assertThat(story(cycle)).containsExactlyInAnyOrder("update augusta@example.com applied", "create zita@example.com applied", "group-members Engineering applied");
        assertThat(members("Engineering")).containsExactly("augusta@example.com", "blaise@example.com", "zita@example.com");
        nothingIsSentAgain();
    }

    @Test
    void a_group_of_this_name_is_adopted_and_strangers_leave_it() {
        // Given
        world.company();
        long id = world.zendesk.group("Engineering");
        long stranger = world.zendesk.seed("stranger@elsewhere.org", "agent");
        world.seed("{'email':'settled@elsewhere.org','role':'agent','default_group_id':" + id + "}");
        assertThat(members("Engineering")).containsExactly("settled@elsewhere.org");
        assertThat(stranger).isPositive();
        directory.group("Engineering", "ada");
        // When
        Cycle cycle = world.sync();
        // Then: an agent's last membership stays, and that is said
        assertThat(story(cycle)).contains("group-link Engineering applied");
        assertThat(group("Engineering").path("id").asLong()).isEqualTo(id);
        assertThat(members("Engineering")).containsExactly("ada@example.com", "settled@elsewhere.org");
        assertThat(of(cycle, "Engineering").cause()).contains("last group");
        nothingIsSentAgain();
    }

    @Test
    void the_accounts_default_group_is_left_alone() {
        // Given
        world.company();
        directory.group("Support", "ada");
        // When
        Cycle cycle = world.sync();
        // Then
        assertThat(story(cycle)).contains("skip Support skipped");
        assertThat(of(cycle, "Support").operation().reason()).contains("default group");
        assertThat(members("Support")).as("where Zendesk put every agent").contains("ada@example.com", "blaise@example.com");
        nothingIsSentAgain();
    }

    @Test
    void a_deleted_group_goes_through_the_guard_and_is_then_deleted() throws LDAPException {
        // Given
        world.company().with("zendesk.guard.max-group-deletes", "0");
        directory.group("Engineering", "ada");
        directory.group("Research", "maria");
        world.sync();
        // When
        directory.ldap().delete(EmbeddedDirectory.groupDn("Research"));
        directory.group("Newest");
        // Then
        assertThat(story(world.sync())).containsExactlyInAnyOrder("group-create Newest applied", "group-delete Research held:guard");
        assertThat(group("Research")).isNotNull();
        // And once approved
        world.ledger().approve("zendesk", List.of());
        assertThat(story(world.sync())).containsExactly("group-delete Research applied");
        assertThat(group("Research")).isNull();
        nothingIsSentAgain();
    }

    @Test
    void end_users_are_skipped_with_a_reason() {
        // Given
        world.company().with("zendesk.map.role", "employeeType").with("zendesk.map.role.default", "agent");
        List.of("ada", "blaise", "carl").forEach(uid -> directory.change(uid, "employeeType", uid.equals("carl") ? "end-user" : "agent"));
        world.with("zendesk.users.filter", "(|(uid=ada)(uid=blaise)(uid=carl))");
        directory.group("Engineering", "ada", "blaise", "carl");
        // When
        Cycle cycle = world.sync();
        // Then
        assertThat(of(cycle, "Engineering").state()).isEqualTo("applied");
        assertThat(of(cycle, "Engineering").cause()).contains("carl@example.com is left out: an end-user");
        assertThat(members("Engineering")).containsExactly("ada@example.com", "blaise@example.com");
        nothingIsSentAgain();
        // And when they become an agent
        directory.change("carl", "employeeType", "agent");
        assertThat(story(quick())).containsExactlyInAnyOrder("update carl@example.com applied", "group-members Engineering applied");
        assertThat(members("Engineering")).containsExactly("ada@example.com", "blaise@example.com", "carl@example.com");
        nothingIsSentAgain();
    }

    @Test
    void a_member_whose_account_failed_does_not_fail_the_group_and_joins_later() {
        // Given so few that the service is not yet left alone
        world.hire("Ada", "Byron", "Engineer", "Engineering").hire("Blaise", "Pascal", "Engineer", "Engineering").hire("Carl", "Gauss", "Engineer", "Engineering");
        directory.group("Engineering", "ada", "blaise", "carl");
        world.zendesk.faults().add(Fault.status(503).next(1000).on("POST", "/api/v2/users"));
        Cycle cycle = world.sync();
        assertThat(of(cycle, "Engineering").state()).isEqualTo("applied");
        assertThat(of(cycle, "Engineering").cause()).contains("ada@example.com is left out");
        assertThat(members("Engineering")).isEmpty();
        // When
        world.zendesk.faults().clear();
        world.sync();
        world.sync();
        // Then
        assertThat(members("Engineering")).containsExactly("ada@example.com", "blaise@example.com", "carl@example.com");
        nothingIsSentAgain();
    }

    @Test
    void a_group_whose_create_was_not_answered_is_there_only_once() {
        // Given
        world.company().with("muster.retry.tries", "0");
        directory.group("Engineering", "ada");
        world.zendesk.faults().add(Fault.reset().afterWork().next(1).on("POST", "/api/v2/groups"));
        Cycle cycle = world.sync();
        assertThat(of(cycle, "Engineering").state()).isEqualTo("deferred");
        // When
        world.zendesk.faults().clear();
        world.sync();
        // Then
        assertThat(world.zendesk.groups().stream().filter(group -> group.path("name").asText().equals("Engineering"))).hasSize(1);
        assertThat(members("Engineering")).containsExactly("ada@example.com");
        nothingIsSentAgain();
    }

    @Test
    void fifty_groups_of_forty_stay_within_the_budget() {
        // Given
        directory.hire(200);
        for (int i = 0; i < 50; i++) {
            List<String> uids = new ArrayList<>();
            for (int j = 1; j <= 40; j++) {
                uids.add("user" + (i * 3 + j));
            }
            directory.group("Team " + i, uids.toArray(String[]::new));
        }
        // When
        Cycle cycle = world.sync();
        // Then
        assertThat(story(cycle)).hasSize(250).allMatch(line -> line.endsWith(" applied"));
        assertThat(members("Team 49")).hasSize(40);
        long forPeople = 200 + 20;
        assertThat(world.zendesk.requests().total()).isLessThanOrEqualTo(forPeople + 50 * 5 + 20);
        nothingIsSentAgain();
    }
}
