package io.muster.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rules for groups, case by case ({@code behaviour.md} section 5). */
class GroupPlannerTest {

    private static final UUID GROUP = UUID.fromString("00000000-0000-0000-0000-00000000000a");
    private static final Member ANN = new Member(UUID.fromString("00000000-0000-0000-0000-000000000001"), "ann@x", "1", true, null);
    private static final Member BOB = new Member(UUID.fromString("00000000-0000-0000-0000-000000000002"), "bob@x", "2", true, null);
    private static final Member NEW = new Member(UUID.fromString("00000000-0000-0000-0000-000000000003"), "new@x", null, true, null);
    private static final Member GONE = new Member(UUID.fromString("00000000-0000-0000-0000-000000000004"), "gone@x", "4", false, null);
    private static final Member CUSTOMER = new Member(UUID.fromString("00000000-0000-0000-0000-000000000005"), "customer@x", "5", true, "an end-user");

    private final GroupPlanner planner = new GroupPlanner("desk", "zendesk", People.CLOCK);

    private static DesiredGroup desired(String name, Member... members) {
        return new DesiredGroup(GROUP, "cn=" + name, 7, Presence.IN_SCOPE, false, false, name, List.of(members), 0, false);
    }

    private static DesiredGroup leaving(Presence presence, boolean absence) {
        return new DesiredGroup(GROUP, "cn=sales", -1, presence, absence, false, null, List.of(), 0, false);
    }

    private static Known known(String name, String... members) {
        return new Known(AccountState.ACTIVE, "g1", name, Map.of("name", List.of(name), "members", List.of(members)), Map.of(), Instant.EPOCH, null);
    }

    private static Known unsure(String group, String name, String... members) {
        return new Known(AccountState.UNSURE, group, name, known(name, members).sent(), Map.of(), Instant.EPOCH, null);
    }

    private Operation plan(DesiredGroup desired, Known known, LookUp lookUp) {
        return planner.plan("c", desired, known, lookUp, Map.of("1", "ann@x", "2", "bob@x"));
    }

    @Test
    void a_new_group_is_created_and_then_filled() {
        Operation operation = plan(desired("sales", BOB, ANN, NEW, GONE, CUSTOMER), Known.NONE, LookUp.NOT_FOUND);
        assertThat(operation.op()).isEqualTo(OperationKind.GROUP_CREATE);
        assertThat(operation.steps()).containsExactly(Step.GROUP_CREATE, Step.GROUP_MEMBERS);
        assertThat(operation.key()).isEqualTo("sales");
        assertThat(operation.changes().get("members").to()).containsExactly("ann@x", "bob@x", "new@x");
        assertThat(operation.values().get("members")).as("whoever may have an account when it is handed out").hasSize(5);
        assertThat(operation.warnings()).containsExactly("gone@x is left out: no active account", "customer@x is left out: an end-user");
        assertThat(operation.result()).isEqualTo(AccountState.ACTIVE);
    }

    @Test
    void an_empty_group_is_created_without_members() {
        assertThat(plan(desired("sales", GONE), Known.NONE, LookUp.NOT_FOUND).steps()).containsExactly(Step.GROUP_CREATE);
    }

    @Test
    void a_group_that_is_there_is_linked_and_its_members_overwritten() {
        Operation operation = plan(desired("sales", ANN), Known.NONE, new LookUp.Of(new Found("g9", "sales", true, Map.of(), Map.of())));
        assertThat(operation.op()).isEqualTo(OperationKind.GROUP_LINK);
        assertThat(operation.steps()).containsExactly(Step.GROUP_MEMBERS);
        assertThat(operation.account()).isEqualTo("g9");
    }

    @Test
    void what_cannot_be_linked_is_a_conflict() {
        Operation operation = plan(desired("sales", ANN), Known.NONE, new LookUp.Foreign("it is the default group"));
        assertThat(operation.op()).isEqualTo(OperationKind.SKIP);
        assertThat(operation.reason()).isEqualTo("conflict: it is the default group");
    }

    @Test
    void a_group_that_was_deleted_there_is_looked_up_and_created_again() {
        Known deleted = new Known(AccountState.DELETED, null, "sales", Map.of(), Map.of(), Instant.EPOCH, null);
        assertThat(GroupPlanner.needsLookUp(desired("sales"), deleted)).isTrue();
        assertThat(plan(desired("sales", ANN), deleted, LookUp.NOT_FOUND).op()).isEqualTo(OperationKind.GROUP_CREATE);
    }

    @Test
    void a_look_up_that_was_not_made_is_a_mistake() {
        assertThatThrownBy(() -> plan(desired("sales"), Known.NONE, LookUp.NOT_LOOKED)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void nothing_changed_is_nothing_to_do() {
        assertThat(plan(desired("sales", BOB, ANN, GONE, CUSTOMER), known("sales", "1", "2"), LookUp.NOT_LOOKED)).isNull();
    }

    @Test
    void a_rename_carries_a_change_of_members_with_it() {
        Operation operation = plan(desired("Sales", ANN), known("sales", "1", "2"), LookUp.NOT_LOOKED);
        assertThat(operation.op()).isEqualTo(OperationKind.GROUP_RENAME);
        assertThat(operation.steps()).containsExactly(Step.GROUP_RENAME, Step.GROUP_MEMBERS);
        assertThat(operation.changes().get("name")).isEqualTo(new Change(List.of("sales"), List.of("Sales")));
        assertThat(operation.changes().get("members")).isEqualTo(new Change(List.of("ann@x", "bob@x"), List.of("ann@x")));
        assertThat(Guard.countedAs(operation)).isEqualTo(OperationKind.GROUP_MEMBERS);
        assertThat(Guard.weight(operation)).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"1, 0", "1 2, 1", "1 2 8 9, 3", "'', 0"})
    void the_guard_counts_the_members_who_are_removed(String before, int removed) {
        Operation operation = plan(desired("sales", ANN, NEW), known("sales", before.isEmpty() ? new String[0] : before.split(" ")), LookUp.NOT_LOOKED);
        assertThat(operation.op()).isEqualTo(OperationKind.GROUP_MEMBERS);
        assertThat(Guard.weight(operation)).isEqualTo(removed);
    }

    @Test
    void a_rename_alone_counts_for_no_removal() {
        Operation operation = plan(desired("Sales", ANN), known("sales", "1"), LookUp.NOT_LOOKED);
        assertThat(operation.steps()).containsExactly(Step.GROUP_RENAME);
        assertThat(Guard.countedAs(operation)).isEqualTo(OperationKind.GROUP_RENAME);
    }

    @Test
    void whom_the_service_refused_is_sent_again_only_when_everything_is() {
        Known known = new Known(AccountState.ACTIVE, "g1", "sales", Map.of("name", List.of("sales"), "members", List.of("1"), "refused", List.of("2")), Map.of(), Instant.EPOCH, null);
        assertThat(plan(desired("sales", ANN, BOB), known, LookUp.NOT_LOOKED)).isNull();
        DesiredGroup again = new DesiredGroup(GROUP, "cn=sales", 7, Presence.IN_SCOPE, false, false, "sales", List.of(ANN, BOB), 0, true);
        assertThat(plan(again, known, LookUp.NOT_LOOKED).changes().get("members").to()).containsExactly("ann@x", "bob@x");
        assertThat(plan(desired("sales", BOB), known, LookUp.NOT_LOOKED)).as("another member left").isNotNull();
    }

    @Test
    void a_list_that_came_empty_by_itself_is_not_positive_evidence() {
        DesiredGroup emptied = new DesiredGroup(GROUP, "cn=sales", 7, Presence.IN_SCOPE, false, true, "sales", List.of(), 0, false);
        Operation operation = plan(emptied, known("sales", "1"), LookUp.NOT_LOOKED);
        assertThat(operation.absence()).isTrue();
        assertThat(operation.warnings()).singleElement().asString().contains("--accept-shrink");
    }

    @ParameterizedTest
    @CsvSource({"GONE, true, deleted in the directory", "OUT_OF_SCOPE, false, out of scope", "OUT_OF_SCOPE, true, out of scope"})
    void a_group_that_leaves_is_deleted(Presence presence, boolean absence, String reason) {
        Operation operation = plan(leaving(presence, absence), known("sales", "1"), LookUp.NOT_LOOKED);
        assertThat(operation.op()).isEqualTo(OperationKind.GROUP_DELETE);
        assertThat(operation.account()).isEqualTo("g1");
        assertThat(operation.absence()).isEqualTo(absence);
        assertThat(operation.reason()).isEqualTo(reason);
        assertThat(plan(leaving(presence, absence), Known.NONE, LookUp.NOT_LOOKED)).isNull();
    }

    @Test
    void a_group_in_doubt_is_written_whole() {
        Operation operation = plan(desired("sales", ANN), unsure("g1", "sales", "1"), LookUp.NOT_LOOKED);
        assertThat(operation.op()).isEqualTo(OperationKind.GROUP_RENAME);
        assertThat(operation.steps()).containsExactly(Step.GROUP_RENAME, Step.GROUP_MEMBERS);
        assertThat(operation.account()).isEqualTo("g1");
        assertThat(operation.reason()).isEqualTo(Planner.UNHEARD);
        assertThat(operation.result()).isEqualTo(AccountState.ACTIVE);
    }

    @Test
    void the_guard_counts_who_is_removed_from_a_group_in_doubt() {
        Operation operation = plan(desired("sales", ANN), unsure("g1", "sales", "1", "2", "8"), LookUp.NOT_LOOKED);
        assertThat(Guard.countedAs(operation)).isEqualTo(OperationKind.GROUP_MEMBERS);
        assertThat(Guard.weight(operation)).isEqualTo(2);
    }

    @Test
    void a_group_in_doubt_that_leaves_is_deleted() {
        assertThat(plan(leaving(Presence.GONE, true), unsure("g1", "sales", "1"), LookUp.NOT_LOOKED).account()).isEqualTo("g1");
    }

    @Test
    void a_group_that_may_have_been_created_is_looked_up_even_when_it_leaves() {
        // Given
        Known known = unsure(null, "sales");
        LookUp found = new LookUp.Of(new Found("g9", "sales", true, Map.of(), Map.of()));
        // Then
        assertThat(GroupPlanner.needsLookUp(leaving(Presence.GONE, true), known)).isTrue();
        assertThat(plan(leaving(Presence.GONE, true), known, found).account()).isEqualTo("g9");
        assertThat(plan(leaving(Presence.GONE, true), known, LookUp.NOT_FOUND)).isNull();
    }

    @Test
    void a_group_that_was_created_under_another_name_is_linked_and_renamed() {
        Operation operation = plan(desired("Sales", ANN), unsure(null, "sales"), new LookUp.Of(new Found("g9", "sales", true, Map.of(), Map.of())));
        assertThat(operation.op()).isEqualTo(OperationKind.GROUP_LINK);
        assertThat(operation.steps()).containsExactly(Step.GROUP_RENAME, Step.GROUP_MEMBERS);
        assertThat(operation.changes().get("name")).isEqualTo(new Change(List.of("sales"), List.of("Sales")));
        assertThat(operation.reason()).isEqualTo(Planner.UNHEARD);
    }

    @Test
    void a_group_without_a_name_is_invalid() {
        assertThat(plan(desired(null), known("sales", "1"), LookUp.NOT_LOOKED).reason()).startsWith(Planner.INVALID);
    }
}
