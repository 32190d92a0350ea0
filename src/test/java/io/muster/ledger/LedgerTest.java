package io.muster.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.muster.plan.AccountState;
import io.muster.plan.Change;
import io.muster.plan.Held;
import io.muster.plan.Operation;
import io.muster.plan.OperationKind;
import io.muster.plan.Step;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the ledger promises, on whichever database the subclass brings. */
abstract class LedgerTest {

    @TempDir
    Path folder;

    private Ledger ledger;

    abstract LedgerSettings settings(Path folder);

    @BeforeEach
    void open() {
        ledger = Ledger.open(settings(folder));
        ledger.forget("zoom");
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    static Operation operation(UUID guid, OperationKind kind, String id) {
        Step step = kind.removal() ? Step.DISABLE : kind == OperationKind.CREATE ? Step.CREATE : Step.UPDATE;
        return new Operation(id, "c", "zoom", "zoom", kind, List.of(step), guid, "uid=x," + guid, guid + "@example.com", kind == OperationKind.CREATE || kind == OperationKind.GROUP_CREATE ? null : "a1", false,
                "because", Map.of("title", new Change(List.of(), List.of("CTO"))), Map.of("title", List.of("CTO")), Set.of(), List.of(), 42, kind.removal(), Map.of(),
                kind.removal() ? AccountState.DISABLED : AccountState.ACTIVE);
    }

    private static Planned planned(UUID guid, OperationKind kind, String id) {
        return new Planned(guid, "uid=x", guid + "@example.com", 42, operation(guid, kind, id), null, false);
    }

    /** Somebody whose entry was seen, so that there is a row. */
    private UUID recorded() {
        UUID guid = UUID.randomUUID();
        ledger.plan(ledger.openCycle("zoom", "sweep"), List.of(new Planned(guid, "uid=x", null, 41, null, null, false)));
        return guid;
    }

    private static Outcome applied(String operation) {
        return new Outcome(operation, Outcome.Result.APPLIED, AccountState.ACTIVE, "a1", true, null, null, 200, null, true, false,
                List.of(new Outcome.AuditStep(Instant.now(), "create", "POST", "/Users", 201, "r1", "applied", null, List.of("title"), Duration.ofMillis(3))), null);
    }

    private List<Claim> claimed(UUID guid, OperationKind kind, String id) {
        String cycle = ledger.openCycle("zoom", "sweep");
        ledger.plan(cycle, List.of(planned(guid, kind, id)));
        ledger.release(cycle);
        return claim(10);
    }

    private List<Claim> claim(int most) {
        return ledger.claim("zoom", most, Instant.now()).stream().map(Release::claim).toList();
    }

    @Test
    void an_applied_create_is_recorded_with_what_was_sent_and_its_trace() {
        // Given
        UUID guid = UUID.randomUUID();
        claimed(guid, OperationKind.CREATE, "o1");
        // When
        ledger.record(List.of(applied("o1")));
        // Then
        Account account = ledger.accounts("zoom", List.of(guid)).get(guid);
        assertThat(account.state()).isEqualTo(AccountState.ACTIVE);
        assertThat(account.account()).isEqualTo("a1");
        assertThat(account.mark()).isEqualTo(42);
        assertThat(account.sent()).containsEntry("title", List.of("CTO"));
        assertThat(ledger.audit("zoom", guid, null)).singleElement().satisfies(line -> {
            assertThat(line.requestId()).isEqualTo("r1");
            assertThat(line.reason()).isEqualTo("because");
        });
        assertThat(ledger.managed("zoom")).isEqualTo(1);
    }

    @Test
    void what_a_dead_process_had_claimed_leaves_its_account_unsure() {
        // Given
        UUID creating = UUID.randomUUID();
        claimed(creating, OperationKind.CREATE, "o1");
        UUID removing = recorded();
        claimed(removing, OperationKind.DISABLE, "o2");
        UUID updating = recorded();
        claimed(updating, OperationKind.UPDATE, "o3");
        // When
        assertThat(ledger.recover("zoom", Set.of())).isEqualTo(3);
        // Then
        var accounts = ledger.accounts("zoom", List.of(creating, removing, updating));
        assertThat(accounts.get(creating)).satisfies(account -> {
            assertThat(account.state()).isEqualTo(AccountState.UNSURE);
            assertThat(account.account()).isNull();
            assertThat(account.key()).isEqualTo(creating + "@example.com");
        });
        assertThat(accounts.get(removing).state()).isEqualTo(AccountState.UNSURE);
        assertThat(accounts.get(removing).account()).isEqualTo("a1");
        assertThat(accounts.get(updating).state()).as("a write of attributes alone").isEqualTo(AccountState.NONE);
        assertThat(accounts.values()).allMatch(account -> account.mark() == 0 && !account.sent().getOrDefault("title", List.of("")).contains("CTO"));
        assertThat(ledger.managed("zoom")).isEqualTo(1);
    }

    @Test
    void what_a_dead_process_had_claimed_leaves_its_group_unsure() {
        // Given
        UUID creating = UUID.randomUUID();
        claimed(creating, OperationKind.GROUP_CREATE, "o1");
        UUID changing = recorded();
        claimed(changing, OperationKind.GROUP_MEMBERS, "o2");
        // When
        assertThat(ledger.recover("zoom", Set.of())).isEqualTo(2);
        // Then
        var groups = ledger.accounts("zoom", List.of(creating, changing));
        assertThat(groups.values()).allMatch(group -> group.state() == AccountState.UNSURE && group.mark() == 0);
        assertThat(groups.get(creating).account()).isNull();
        assertThat(groups.get(creating).key()).isEqualTo(creating + "@example.com");
        assertThat(groups.get(changing).account()).isEqualTo("a1");
        assertThat(groups.get(changing).sent()).as("what is recorded stays, the guard counts removals by it").isEmpty();
    }

    @Test
    void an_operation_without_outcome_does_not_move_the_mark() {
        // Given
        UUID guid = UUID.randomUUID();
        claimed(guid, OperationKind.CREATE, "o1");
        // When a dead process is recovered from
        int recovered = ledger.recover("zoom", List.of());
        // Then
        assertThat(recovered).isEqualTo(1);
        assertThat(ledger.accounts("zoom", List.of(guid)).get(guid).mark()).isZero();
    }

    @Test
    void removals_are_handed_out_first() {
        // Given
        UUID leaver = recorded();
        String cycle = ledger.openCycle("zoom", "sweep");
        ledger.plan(cycle, List.of(planned(UUID.randomUUID(), OperationKind.CREATE, "o1"), planned(UUID.randomUUID(), OperationKind.UPDATE, "o2"),
                planned(leaver, OperationKind.DISABLE, "o3")));
        ledger.release(cycle);
        // When
        List<Claim> claims = claim(10);
        // Then
        assertThat(claims).extracting(claim -> claim.operation().id()).containsExactly("o3", "o2", "o1");
    }

    @Test
    void nothing_is_handed_out_before_release_nor_while_the_channel_is_stopped() {
        // Given
        String cycle = ledger.openCycle("zoom", "sweep");
        ledger.plan(cycle, List.of(planned(UUID.randomUUID(), OperationKind.CREATE, "o1")));
        // Then
        assertThat(ledger.claim("zoom", 10, Instant.now())).isEmpty();
        ledger.release(cycle);
        ledger.stop("zoom", "credentials");
        assertThat(ledger.claim("zoom", 10, Instant.now())).isEmpty();
        ledger.resume("zoom");
        assertThat(ledger.claim("zoom", 10, Instant.now())).hasSize(1);
    }

    @Test
    void no_operation_is_handed_out_twice() throws Exception {
        // Given
        String cycle = ledger.openCycle("zoom", "sweep");
        List<Planned> people = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            people.add(planned(UUID.randomUUID(), OperationKind.CREATE, "o" + i));
        }
        ledger.plan(cycle, people);
        ledger.release(cycle);
        Set<String> seen = ConcurrentHashMap.newKeySet();
        List<String> twice = new java.util.concurrent.CopyOnWriteArrayList<>();
        ExecutorService workers = Executors.newFixedThreadPool(4);
        // When
        for (int w = 0; w < 4; w++) {
            workers.submit(() -> {
                for (List<Claim> claims = claim(7); !claims.isEmpty(); claims = claim(7)) {
                    claims.stream().map(claim -> claim.operation().id()).filter(id -> !seen.add(id)).forEach(twice::add);
                }
            });
        }
        workers.shutdown();
        // Then
        assertThat(workers.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
        assertThat(twice).isEmpty();
        assertThat(seen).hasSize(200);
    }

    @Test
    void a_held_operation_keeps_its_id_and_approval_when_it_is_planned_again() {
        // Given
        UUID guid = recorded();
        String first = ledger.openCycle("zoom", "sweep");
        ledger.plan(first, List.of(planned(guid, OperationKind.DISABLE, "o1")));
        ledger.hold(first, Held.GUARD, EnumSet.of(OperationKind.DISABLE), false);
        assertThat(ledger.approve("zoom", List.of())).isEqualTo(1);
        // When
        String second = ledger.openCycle("zoom", "sweep");
        ledger.plan(second, List.of(planned(guid, OperationKind.DISABLE, "o2")));
        ledger.adoptHeld("zoom", second);
        // Then
        assertThat(ledger.toJudge(second)).isEmpty();
        ledger.release(second);
        assertThat(claim(10)).singleElement().satisfies(claim -> assertThat(claim.operation().id()).isEqualTo("o1"));
        assertThat(ledger.releasedSince("zoom", Instant.EPOCH)).isEmpty();
    }

    @Test
    void a_removal_is_not_written_down_once_the_account_was_transferred() {
        // Given: an account, and a re-created entry that takes it over
        UUID old = UUID.randomUUID();
        claimed(old, OperationKind.CREATE, "o1");
        ledger.record(List.of(applied("o1")));
        UUID fresh = UUID.randomUUID();
        String cycle = ledger.openCycle("zoom", "sweep");
        ledger.plan(cycle, List.of(new Planned(fresh, "uid=x", null, 42, operation(fresh, OperationKind.LINK, "o2"), old, false)));
        // When
        ledger.plan(cycle, List.of(planned(old, OperationKind.DISABLE, "o3")));
        // Then
        assertThat(ledger.toJudge(cycle)).containsOnlyKeys(OperationKind.LINK);
    }

    @Test
    void a_held_operation_falls_away_when_the_directory_takes_its_reason_back() {
        // Given
        UUID guid = recorded();
        String first = ledger.openCycle("zoom", "sweep");
        ledger.plan(first, List.of(planned(guid, OperationKind.DISABLE, "o1")));
        ledger.hold(first, Held.UNTRUSTED, EnumSet.of(OperationKind.DISABLE), true);
        assertThat(ledger.status("zoom").held()).isEqualTo(1);
        // When
        ledger.plan(ledger.openCycle("zoom", "sweep"), List.of(new Planned(guid, "uid=x", null, 43, null, null, false)));
        // Then
        assertThat(ledger.status("zoom").held()).isZero();
    }

    @Test
    void a_deferred_operation_is_handed_out_when_it_is_due() {
        // Given
        UUID guid = UUID.randomUUID();
        claimed(guid, OperationKind.UPDATE, "o1");
        Instant due = Instant.now().plusSeconds(600);
        // When
        ledger.record(List.of(new Outcome("o1", Outcome.Result.DEFERRED, null, null, false, null, "503", 503, due, true, false, List.of(), null)));
        // Then
        assertThat(ledger.claim("zoom", 10, Instant.now())).isEmpty();
        assertThat(ledger.claim("zoom", 10, due)).singleElement().satisfies(claim -> assertThat(claim.attempts()).isEqualTo(1));
    }

    @Test
    void a_cycle_ends_with_as_many_outcomes_as_it_planned() {
        // Given one that is applied, one deferred, one held, one skipped, one superseded
        UUID leaver = recorded();
        UUID mover = UUID.randomUUID();
        String cycle = ledger.openCycle("zoom", "sweep");
        Operation skip = operation(UUID.randomUUID(), OperationKind.SKIP, "o4");
        ledger.plan(cycle, List.of(planned(UUID.randomUUID(), OperationKind.CREATE, "o1"), planned(UUID.randomUUID(), OperationKind.UPDATE, "o2"),
                planned(leaver, OperationKind.DISABLE, "o3"), new Planned(skip.guid(), "uid=x", null, 42, skip, null, false), planned(mover, OperationKind.UPDATE, "o5")));
        ledger.hold(cycle, Held.GUARD, EnumSet.of(OperationKind.DISABLE), false);
        ledger.release(cycle);
        claim(2);
        ledger.record(List.of(applied("o2"), new Outcome("o5", Outcome.Result.DEFERRED, null, null, false, null, "503", 503, Instant.now(), true, false, List.of(), null)));
        // When later cycles take over what is held and deferred, while one is still under way
        String next = ledger.openCycle("zoom", "sweep");
        ledger.dueNow("zoom", next);
        ledger.plan(next, List.of(planned(leaver, OperationKind.DISABLE, "o6")));
        ledger.release(next);
        claim(10);
        assertThat(ledger.closeCycle(next).strays()).as("named, since they have no outcome").contains("o3", "o5");
        ledger.record(List.of(applied("o1")));
        // Then
        Tally tally = ledger.closeCycle(cycle);
        assertThat(tally.mismatch()).isNull();
        assertThat(tally.planned()).isEqualTo(5);
        assertThat(tally.outcomes()).isEqualTo(Map.of("applied", 2L, "deferred", 1L, "held", 1L, "skipped", 1L));
    }

    @Test
    void operations_without_outcome_are_named_when_the_books_do_not_balance() {
        claimed(UUID.randomUUID(), OperationKind.CREATE, "o1");
        String cycle = ledger.status("zoom").cycle();
        Tally tally = ledger.closeCycle(cycle);
        assertThat(tally.mismatch()).contains("planned 1").contains("add up to 0").contains("[o1]");
        assertThat(new Tally(3L, Map.of("applied", 2L), List.of()).mismatch()).contains("planned 3").contains("add up to 2");
        assertThat(new Tally(2L, Map.of("applied", 1L, "dead", 1L), List.of()).mismatch()).isNull();
    }

    @Test
    void a_cycle_of_a_dead_process_is_ended_once_nothing_of_it_is_left() {
        claimed(UUID.randomUUID(), OperationKind.CREATE, "o1");
        String cycle = ledger.status("zoom").cycle();
        assertThat(ledger.orphanedCycles("zoom")).isEmpty();
        ledger.recover("zoom", List.of());
        assertThat(ledger.orphanedCycles("zoom")).containsExactly(cycle);
        assertThat(ledger.closeCycle(cycle).mismatch()).isNull();
        assertThat(ledger.orphanedCycles("zoom")).isEmpty();
    }

    @Test
    void who_decided_stands_in_the_audit() {
        // Given
        UUID guid = recorded();
        String cycle = ledger.openCycle("zoom", "sweep");
        ledger.plan(cycle, List.of(planned(guid, OperationKind.DISABLE, "o1")));
        ledger.hold(cycle, Held.GUARD, EnumSet.of(OperationKind.DISABLE), false);
        // When
        ledger.approve("zoom", List.of("o1"), "grace");
        ledger.reject("zoom", List.of("o2"), "nobody");
        ledger.reject("zoom", List.of("o1"), "ada");
        // Then
        assertThat(ledger.audit("zoom", guid, null)).extracting(AuditRecord::outcome, AuditRecord::cause, AuditRecord::kind)
                .containsExactly(org.assertj.core.groups.Tuple.tuple("approved", "grace", "disable"), org.assertj.core.groups.Tuple.tuple("rejected", "ada", "disable"));
    }

    @Test
    void one_planner_at_a_time() {
        // Given
        PlannerLock lock = ledger.lock("zoom", Duration.ZERO, "muster run");
        // Then
        assertThatThrownBy(() -> ledger.lock("zoom", Duration.ZERO, "muster sync")).isInstanceOf(LedgerBusy.class).hasMessageContaining("muster run");
        lock.close();
        ledger.lock("zoom", Duration.ZERO, "muster sync").close();
    }

    @Test
    void the_audit_takes_no_change() {
        // Given
        UUID guid = UUID.randomUUID();
        claimed(guid, OperationKind.CREATE, "o1");
        ledger.record(List.of(applied("o1")));
        // When
        ledger.forget("zoom");
        // Then
        assertThat(ledger.audit("zoom", guid, null)).hasSize(1);
    }

    @Test
    void the_key_stays() {
        byte[] key = ledger.key();
        ledger.close();
        ledger = Ledger.open(settings(folder));
        assertThat(ledger.key()).isEqualTo(key).hasSize(32);
    }

    private static Operation groupOperation(UUID guid, OperationKind kind, String id, String... removed) {
        return new Operation(id, "c", "zoom", "zoom", kind, List.of(Step.GROUP_MEMBERS), guid, "cn=sales", "sales", "g1", false, "because",
                Map.of("members", new Change(List.of(removed), List.of())), Map.of("name", List.of("sales"), "members", List.of("1")), Set.of(), List.of(), 7,
                kind == OperationKind.GROUP_DELETE, Map.of(), kind == OperationKind.GROUP_DELETE ? AccountState.DELETED : AccountState.ACTIVE);
    }

    private static Planned plannedGroup(UUID guid, OperationKind kind, String id, String... removed) {
        return Planned.group(guid, "cn=sales", "sales", 7, groupOperation(guid, kind, id, removed), null, false);
    }

    private static Outcome applied(String operation, String account) {
        return new Outcome(operation, Outcome.Result.APPLIED, AccountState.ACTIVE, account, true, null, null, 200, null, true, false, List.of(), null);
    }

    @Test
    void a_group_is_recorded_beside_the_users_and_counts_as_none() {
        // Given
        UUID guid = UUID.randomUUID();
        String cycle = ledger.openCycle("zoom", "sweep");
        ledger.plan(cycle, List.of(plannedGroup(guid, OperationKind.GROUP_LINK, "o1")));
        ledger.release(cycle);
        ledger.claim("zoom", 10, Instant.now());
        // When
        ledger.record(List.of(applied("o1", "g1")));
        // Then
        assertThat(ledger.groups("zoom")).containsOnlyKeys(guid);
        assertThat(ledger.groups("zoom").get(guid)).satisfies(group -> {
            assertThat(group.account().account()).isEqualTo("g1");
            assertThat(group.account().key()).isEqualTo("sales");
            assertThat(group.account().sent()).containsEntry("members", List.of("1"));
            assertThat(group.mark()).isEqualTo(7);
            assertThat(group.open()).isFalse();
        });
        assertThat(ledger.managed("zoom")).isZero();
        assertThat(ledger.status("zoom").managed()).isZero();
        ledger.index("zoom", (hi, lo, mark, state, open) -> {
            throw new AssertionError("a group among the users");
        });
        assertThat(ledger.find("sales")).singleElement().satisfies(account -> assertThat(account.guid()).isEqualTo(guid));
        assertThat(ledger.audit("zoom", guid, null)).hasSize(1);
        ledger.forget("zoom");
        assertThat(ledger.groups("zoom")).isEmpty();
    }

    @Test
    void the_ids_of_users_and_groups_are_kept_apart() {
        // Given
        UUID user = UUID.randomUUID();
        claimed(user, OperationKind.CREATE, "o1");
        ledger.record(List.of(applied("o1", "g1")));
        ledger.save(new ChannelState("zoom", "zoom", "us", "h", null, null, null, 0, false, null, null, null));
        // Then
        assertThat(ledger.owner("us", "g1")).isPresent();
        assertThat(ledger.groupOwner("us", "g1")).isEmpty();
        // And when a group has it too
        UUID group = UUID.randomUUID();
        String cycle = ledger.openCycle("zoom", "sweep");
        ledger.plan(cycle, List.of(plannedGroup(group, OperationKind.GROUP_LINK, "o2")));
        ledger.record(List.of(applied("o2", "g1")));
        assertThat(ledger.groupOwner("us", "g1")).hasValueSatisfying(owner -> assertThat(owner.guid()).isEqualTo(group));
        assertThat(ledger.owner("us", "g1")).hasValueSatisfying(owner -> assertThat(owner.guid()).isEqualTo(user));
    }

    @Test
    void groups_are_handed_out_when_no_users_operation_is_on_its_way() {
        // Given
        String cycle = ledger.openCycle("zoom", "sweep");
        ledger.plan(cycle, List.of(planned(UUID.randomUUID(), OperationKind.CREATE, "o1"), plannedGroup(UUID.randomUUID(), OperationKind.GROUP_LINK, "o2")));
        ledger.release(cycle);
        // When
        assertThat(ledger.claim("zoom", 10, Instant.now())).extracting(Release::id).containsExactly("o1");
        // Then
        assertThat(ledger.claim("zoom", 10, Instant.now())).isEmpty();
        assertThat(ledger.groupsMayGo("zoom")).isFalse();
        // And a deferred user keeps no group waiting
        ledger.record(List.of(new Outcome("o1", Outcome.Result.DEFERRED, null, null, false, null, "503", 503, Instant.now().plusSeconds(600), true, false, List.of(), null)));
        assertThat(ledger.groupsMayGo("zoom")).isTrue();
        assertThat(ledger.claim("zoom", 10, Instant.now())).extracting(Release::id).containsExactly("o2");
        assertThat(ledger.groupsMayGo("zoom")).isFalse();
    }

    @Test
    void the_guard_counts_removed_members_and_holds_no_group_that_only_gets_some() {
        // Given
        String cycle = ledger.openCycle("zoom", "sweep");
        ledger.plan(cycle, List.of(plannedGroup(UUID.randomUUID(), OperationKind.GROUP_MEMBERS, "o1", "ann", "bob"),
                plannedGroup(UUID.randomUUID(), OperationKind.GROUP_MEMBERS, "o2")));
        // Then
        assertThat(ledger.toJudge(cycle)).containsEntry(OperationKind.GROUP_MEMBERS, 2L);
        // When
        ledger.hold(cycle, Held.GUARD, EnumSet.of(OperationKind.GROUP_MEMBERS), false);
        ledger.release(cycle);
        // Then
        assertThat(ledger.claim("zoom", 10, Instant.now())).extracting(Release::id).containsExactly("o2");
        assertThat(ledger.releasedSince("zoom", Instant.EPOCH)).containsEntry(OperationKind.GROUP_MEMBERS, 0L);
    }

    @Test
    void what_the_read_of_groups_was_worth_is_remembered() {
        assertThat(ledger.groupRead("zoom")).isEqualTo(new GroupRead("zoom", null, null, null, null, null));
        // When
        GroupRead read = new GroupRead("zoom", "2026", "ldap:1", null, 5L, "empty");
        ledger.save(read);
        // Then
        assertThat(ledger.groupRead("zoom")).isEqualTo(read);
        assertThat(ledger.status("zoom").untrusted()).isEqualTo("empty");
    }

    @Test
    void users_are_streamed_with_what_is_on_its_way_for_them() {
        // Given
        UUID guid = UUID.randomUUID();
        claimed(guid, OperationKind.CREATE, "o1");
        List<AccountState> expected = new ArrayList<>();
        // When
        ledger.users("zoom", "uid=x"::equals, (account, operation) -> expected.add(operation == null ? account.state() : operation.result()));
        ledger.record(List.of(applied("o1", "a1")));
        ledger.users("zoom", "uid=x"::equals, (account, operation) -> expected.add(operation == null ? account.state() : AccountState.DELETED));
        ledger.users("zoom", "uid=y"::equals, (account, operation) -> expected.add(AccountState.PENDING));
        // Then
        assertThat(expected).containsExactly(AccountState.ACTIVE, AccountState.ACTIVE);
        assertThat(ledger.keys("zoom", List.of("a1", "a2"))).containsExactly(Map.entry("a1", guid + "@example.com"));
    }

    /** The default: one file. */
    static class OnSqliteTest extends LedgerTest {

        @Override
        LedgerSettings settings(Path folder) {
            return new LedgerSettings("jdbc:sqlite:" + folder.resolve("muster.db"), null, null);
        }

        @Test
        void only_its_owner_reads_the_file() throws Exception {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("muster.db")))).isEqualTo("rw-------");
        }

        @Test
        void looking_makes_no_file() {
            Path other = folder.resolve("none.db");
            try (Ledger looking = Ledger.openReadOnly(new LedgerSettings("jdbc:sqlite:" + other, null, null))) {
                assertThat(looking.managed("zoom")).isZero();
                assertThat(looking.key()).hasSize(32);
            }
            assertThat(other).doesNotExist();
        }
    }

    /** Several nodes. */
    static class OnPostgresqlTest extends LedgerTest {

        private static io.zonky.test.db.postgres.embedded.EmbeddedPostgres server;

        @Override
        LedgerSettings settings(Path folder) {
            try {
                if (server == null) {
                    server = io.zonky.test.db.postgres.embedded.EmbeddedPostgres.start();
                }
                return new LedgerSettings(server.getJdbcUrl("postgres", "postgres"), "postgres", "postgres");
            } catch (java.io.IOException e) {
                throw new IllegalStateException(e);
            }
        }

        @org.junit.jupiter.api.AfterAll
        static void stop() throws java.io.IOException {
            server.close();
            server = null;
        }
    }
}
