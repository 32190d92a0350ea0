package io.muster.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What must hold for every group, every record and whatever the service has ({@code behaviour.md} section 5). */
class GroupPlannerPropertiesTest {

    private static final Map<String, String> KEYS = Map.of("1", "u1@x", "2", "u2@x", "3", "u3@x", "4", "u4@x");

    /** One group, what the ledger and the service hold of it. */
    record World(DesiredGroup desired, Known known, LookUp lookUp) {

        Operation plan() {
            return new GroupPlanner("desk", "zendesk", People.CLOCK).plan("c", desired, known, GroupPlanner.needsLookUp(desired, known) ? lookUp : LookUp.NOT_LOOKED, KEYS);
        }

        /** The accounts of those who are to be members. */
        Set<String> wanted() {
            return desired.members().stream().filter(member -> member.active() && member.refusal() == null && member.account() != null).map(Member::account)
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private static Arbitrary<Member> members() {
        return Combinators.combine(Arbitraries.integers().between(1, 4), Arbitraries.of(true, true, false), Arbitraries.of(true, true, true, false),
                Arbitraries.of(true, true, true, false)).as((n, account, active, allowed) ->
                new Member(new UUID(0, n), "u" + n + "@x", account ? String.valueOf(n) : null, active, allowed ? null : "an end-user"));
    }

    @Provide
    Arbitrary<World> worlds() {
        Arbitrary<List<String>> ids = Arbitraries.of("1", "2", "3", "4").list().uniqueElements();
        Arbitrary<DesiredGroup> desired = Combinators.combine(Arbitraries.of(Presence.class), Arbitraries.of("sales", "Sales").injectNull(0.1),
                members().list().uniqueElements(Member::guid).ofMaxSize(4), Arbitraries.of(true, false), Arbitraries.of(true, false), Arbitraries.integers().between(0, 2))
                .as((presence, name, members, absence, again, outsiders) -> new DesiredGroup(new UUID(1, 1), "cn=x", 7, presence, absence, false, name, members, outsiders, again));
        Arbitrary<Known> known = Combinators.combine(Arbitraries.of(AccountState.NONE, AccountState.ACTIVE, AccountState.DELETED), Arbitraries.of("sales", "Sales"), ids, ids)
                .as((state, name, members, refused) -> state == AccountState.ACTIVE
                        ? new Known(state, "g1", name, Map.of("name", List.of(name), "members", members, "refused", refused.stream().filter(id -> !members.contains(id)).toList()),
                                Map.of(), Instant.EPOCH, null)
                        : new Known(state, null, name, Map.of(), Map.of(), Instant.EPOCH, null));
        Arbitrary<LookUp> lookUp = Arbitraries.of(LookUp.NOT_FOUND, new LookUp.Foreign("taken"), new LookUp.Of(new Found("g9", "sales", true, Map.of(), Map.of())));
        return Combinators.combine(desired, known, lookUp).as(World::new);
    }

    @Property(tries = 3000)
    void never_deletes_what_is_not_recorded_or_still_in_scope(@ForAll("worlds") World world) {
        Operation operation = world.plan();
        if (operation != null && operation.op() == OperationKind.GROUP_DELETE) {
            assertThat(world.known().state()).isEqualTo(AccountState.ACTIVE);
            assertThat(world.desired().presence()).isNotEqualTo(Presence.IN_SCOPE);
            assertThat(operation.account()).isEqualTo("g1");
        }
        if (operation != null && world.desired().presence() != Presence.IN_SCOPE) {
            assertThat(operation.op()).isEqualTo(OperationKind.GROUP_DELETE);
        }
    }

    @Property(tries = 3000)
    void what_was_sent_is_not_sent_again(@ForAll("worlds") World world) {
        Operation operation = world.plan();
        if (operation == null || operation.op() == OperationKind.SKIP || operation.op() == OperationKind.GROUP_DELETE) {
            return;
        }
        Known after = new Known(AccountState.ACTIVE, "g1", operation.key(), Map.of("name", operation.values().get("name"), "members", List.copyOf(world.wanted())), Map.of(),
                Instant.EPOCH, null);
        // who had no account then is not there yet
        DesiredGroup settled = new DesiredGroup(world.desired().guid(), world.desired().dn(), 7, Presence.IN_SCOPE, false, false, world.desired().name(),
                world.desired().members().stream().filter(member -> member.account() != null).toList(), 0, world.desired().retryRefused());
        assertThat(new World(settled, after, world.lookUp()).plan()).isNull();
    }

    @Property(tries = 3000)
    void only_who_can_join_is_shown_as_a_member_and_everybody_else_is_named(@ForAll("worlds") World world) {
        Operation operation = world.plan();
        if (operation == null || !operation.changes().containsKey("members")) {
            return;
        }
        List<String> joining = world.desired().members().stream().filter(Member::joins).map(Member::key).sorted().toList();
        assertThat(operation.changes().get("members").to()).isEqualTo(joining);
        world.desired().members().stream().filter(member -> !member.joins())
                .forEach(member -> assertThat(operation.warnings()).anyMatch(warning -> warning.startsWith(member.key() + " is left out")));
        assertThat(operation.values().get("members")).hasSameSizeAs(world.desired().members());
    }

    @Property(tries = 3000)
    void nobody_is_removed_without_being_counted(@ForAll("worlds") World world) {
        Operation operation = world.plan();
        if (operation == null || world.known().state() != AccountState.ACTIVE || !operation.steps().contains(Step.GROUP_MEMBERS)) {
            return;
        }
        Set<String> removed = new TreeSet<>(world.known().sent().get("members"));
        removed.removeAll(world.wanted());
        // a newcomer may be somebody whose account is made anew: then the old one does not count
        boolean anew = world.desired().members().stream().anyMatch(member -> member.joins() && member.account() == null);
        assertThat(Guard.weight(operation)).isEqualTo(removed.isEmpty() && Guard.countedAs(operation) != OperationKind.GROUP_MEMBERS ? 1
                : anew ? Guard.weight(operation) : removed.size());
        assertThat(Guard.countedAs(operation) == OperationKind.GROUP_MEMBERS || removed.isEmpty() || anew).isTrue();
    }

    @Property(tries = 3000)
    void steps_follow_from_the_kind(@ForAll("worlds") World world) {
        Operation operation = world.plan();
        if (operation != null && operation.op() != OperationKind.SKIP) {
            assertThat(operation.op().ofGroups()).isTrue();
            assertThat(operation.steps()).isNotEmpty().allMatch(Step::ofGroups);
            assertThat(operation.account() == null).isEqualTo(operation.op() == OperationKind.GROUP_CREATE);
        }
    }
}
