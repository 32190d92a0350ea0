package io.muster.cycle;

import io.muster.channel.GroupScope;
import io.muster.directory.Directory;
import io.muster.directory.DirectoryUnavailable;
import io.muster.directory.DnKey;
import io.muster.directory.GroupEntry;
import io.muster.directory.Reading;
import io.muster.directory.Sighting;
import io.muster.directory.Trust;
import io.muster.ledger.Account;
import io.muster.ledger.GroupRead;
import io.muster.ledger.Ledger;
import io.muster.ledger.Planned;
import io.muster.ledger.RecordedGroup;
import io.muster.plan.AccountState;
import io.muster.plan.DesiredGroup;
import io.muster.plan.Found;
import io.muster.plan.GroupPlanner;
import io.muster.plan.InventoryPage;
import io.muster.plan.Known;
import io.muster.plan.LookUp;
import io.muster.plan.Member;
import io.muster.plan.Operation;
import io.muster.plan.Presence;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads and plans the groups of a channel ({@code behaviour.md} section 5): the bean {@code groups} of {@code routes/groups.camel.yaml}. */
public final class Groups {

    private static final Logger LOG = LoggerFactory.getLogger(Groups.class);

    private final Ledger ledger;
    private final People people;
    /** How many batches of outcomes there were, and how many when a channel's groups were last looked at. */
    private final AtomicLong outcomes = new AtomicLong();
    private final Map<String, Long> lookedAt = new ConcurrentHashMap<>();

    public Groups(Ledger ledger, People people) {
        this.ledger = ledger;
        this.people = people;
    }

    /** Users' operations have ended: who is a member may have changed, whatever the directory says. */
    void outcomesCame() {
        outcomes.incrementAndGet();
    }

    /**
     * Reads the channel's groups, in a quick cycle too: their ids and marks, and the member lists of those that may have changed. All of them may have
     * when it is a sweep, or when any user has. A directory that shows no groups leaves the groups alone, and nobody else.
     */
    void read(Cycle cycle) {
        LiveChannel live = cycle.live();
        if (!live.channel().groups().wanted()) {
            return;
        }
        GroupRound round = new GroupRound(ledger.groups(live.name()), live.channel().groups().adopt(),
                (guid, dn) -> live.directory().entry(guid, Set.of()).filter(entry -> DnKey.of(entry.dn()) == dn).isPresent());
        cycle.groupsRead(round);
        try {
            read(cycle, round);
        } catch (DirectoryUnavailable e) {
            round.judged(new Trust.Verdict("the groups were not read: " + e.getMessage(), false, null), true, null);
            cycle.leaveOut();
        }
    }

    private void read(Cycle cycle, GroupRound round) {
        Directory directory = cycle.live().directory();
        GroupScope scope = cycle.getChannel().groups();
        boolean everything = everything(cycle);
        Set<UUID> unseen = new LinkedHashSet<>();
        round.recorded().forEach(group -> unseen.add(group.account().guid()));
        List<UUID> wanted = new ArrayList<>();
        Set<UUID> only = cycle.request().only() == null ? null : cycle.request().only().keySet();
        long seen = 0;
        try (Reading reading = directory.sweep(scope)) {
            while (reading.hasNext()) {
                Sighting sighting = reading.next();
                seen++;
                unseen.remove(sighting.guid());
                if (only == null ? round.wants(sighting, everything, cycle.looksAtAll()) : only.contains(sighting.guid())) {
                    wanted.add(sighting.guid());
                }
            }
            judge(cycle, round, reading, seen, unseen);
        }
        unseen.removeIf(guid -> only == null ? !round.wantsUnseen(guid) : !only.contains(guid));
        batches(wanted).forEach(batch -> round.inScope(directory.groups(scope, batch)));
        batches(unseen).forEach(batch -> round.unseen(batch, directory.groups(scope, batch)));
        LOG.debug("channel={} cycle={} groups={} looked-at={} unseen={} verdict={}", cycle.live().name(), cycle.getId(), seen, wanted.size(), unseen.size(),
                round.untrusted() == null ? "trusted" : round.untrusted());
    }

    private boolean everything(Cycle cycle) {
        long now = outcomes.get();
        Long before = lookedAt.put(cycle.live().name(), now);
        return cycle.request().kind() == CycleRequest.Kind.SWEEP || before == null || before != now
                || cycle.changed().size() + cycle.fresh().size() + cycle.unseen().size() > 0;
    }

    private static List<List<UUID>> batches(Collection<UUID> guids) {
        List<UUID> all = List.copyOf(guids);
        List<List<UUID>> batches = new ArrayList<>();
        for (int from = 0; from < all.size(); from += Cycle.BATCH) {
            batches.add(all.subList(from, Math.min(all.size(), from + Cycle.BATCH)));
        }
        return batches;
    }

    /** The trust rules of {@code behaviour.md} section 6. Where no group was ever recorded, none can be missed. */
    private void judge(Cycle cycle, GroupRound round, Reading reading, long seen, Set<UUID> unseen) {
        GroupRead before = ledger.groupRead(cycle.live().name());
        long digest = unseen.stream().mapToLong(guid -> AccountIndex.mixed(guid.getMostSignificantBits(), guid.getLeastSignificantBits())).sum();
        String missing = reading.server() + " " + Long.toHexString(digest);
        boolean behind = cycle.live().directory().behind(reading, before.marker(), before.server());
        Trust.Verdict verdict = seen == 0 && round.recorded().isEmpty() && reading.partial().isEmpty() ? new Trust.Verdict(null, true, null)
                : Trust.judge(new Trust.Evidence(cycle.getChannel().groups().keys(), reading.partial(), seen, before.lastGood(), behind, reading.server(),
                        before.server(), missing.equals(before.doubt()), cycle.getChannel().trustMinShare() * 100, cycle.request().acceptShrink(), 0, 0));
        boolean good = verdict.trusted();
        boolean partial = reading.partial().isPresent();
        round.judged(verdict, partial, new GroupRead(before.channel(), good ? reading.newestMarker() : before.marker(), good ? reading.server() : before.server(),
                good ? null : partial ? before.doubt() : missing, good ? Long.valueOf(seen) : before.lastGood(), verdict.untrusted()));
    }

    /** One page of the service's groups has come, unless asking for it broke the cycle. */
    public void list(Cycle cycle, Object page) {
        if (page instanceof InventoryPage groups && cycle.brokenBy() == null) {
            cycle.getGroups().take(groups);
        }
    }

    /** The members of the next group that may be adopted have come, unless asking for them broke the cycle. */
    public void members(Cycle cycle, Object members) {
        if (members instanceof List<?> accounts && cycle.brokenBy() == null) {
            cycle.getGroups().members(accounts.stream().map(String::valueOf).toList());
        }
    }

    /** Who is in that group can't be known now: it waits for the next cycle, for a plan has to name whom it removes. */
    public void notListed(Cycle cycle, Throwable cause) {
        LOG.warn("channel={} group={} waits for the next cycle, its members at the service were not read: {}", cycle.live().name(), cycle.getGroups().getUnread(),
                cause.getMessage());
        cycle.getGroups().notListed();
        cycle.leaveOut();
    }

    /** Plans every group that is looked at, once it is known what the cycle does with the users. */
    public void plan(Cycle cycle) {
        GroupRound round = cycle.getGroups();
        if (cycle.brokenBy() != null || round.guids().isEmpty()) {
            return;
        }
        ledger.users(cycle.live().name(), round::lists, (account, operation) -> round.seat(account.dn(), GroupRound.Seat.of(account, operation)));
        List<Planned> planned = new ArrayList<>();
        Set<UUID> transferred = new HashSet<>();
        for (GroupEntry entry : round.inScope()) {
            if (entry.partial() != null) {
                LOG.warn("channel={} group={} {}", cycle.live().name(), entry.dn(), entry.partial());
                cycle.leaveOut();
            } else if (!round.isUnlisted(entry)) {
                plan(cycle, round, entry, planned, transferred);
            }
        }
        round.unseen().forEach((guid, entry) -> {
            if (!transferred.contains(guid) && !round.isUnlisted(round.recorded(guid).account())) {
                planRemoval(cycle, round, guid, entry, planned);
            }
        });
        people.write(cycle, true, round.guids(), planned);
    }

    private void plan(Cycle cycle, GroupRound round, GroupEntry entry, List<Planned> planned, Set<UUID> transferred) {
        RecordedGroup recorded = round.recorded(entry.guid());
        Known known = recorded == null ? Known.NONE : known(recorded.account());
        List<Member> members = members(cycle, round, entry);
        boolean emptied = entry.members().length == 0 && recorded != null && recorded.account().mark() == entry.mark()
                && !known.sent().getOrDefault(GroupPlanner.MEMBERS, List.of()).isEmpty() && !cycle.request().acceptShrink();
        DesiredGroup desired = new DesiredGroup(entry.guid(), entry.dn(), entry.mark(), Presence.IN_SCOPE, false, emptied, entry.name(), members,
                entry.members().length - members.size(), cycle.looksAtAll());
        LookUp lookUp = LookUp.NOT_LOOKED;
        UUID takesOverFrom = null;
        if (GroupPlanner.needsLookUp(desired, known)) {
            Found ours = GroupPlanner.mayHaveBeenCreated(known) ? round.find(known.key()) : null;
            Found found = ours == null ? round.find(entry.name()) : ours;
            Account owner = found == null ? null : owner(cycle, found, entry.guid());
            takesOverFrom = owner != null && gone(cycle, round, owner) ? owner.guid() : null;
            lookUp = lookUp(cycle.getChannel().groups(), round, entry, found, takesOverFrom == null ? owner : null, ours != null || takesOverFrom != null);
        }
        if (lookUp instanceof LookUp.Of && takesOverFrom != null) {
            transferred.add(takesOverFrom);
        } else {
            takesOverFrom = null;
        }
        Map<String, List<String>> before = lookUp instanceof LookUp.Of of ? of.found().values() : known.sent();
        Map<String, String> keys = ledger.keys(cycle.live().name(), before.getOrDefault(GroupPlanner.MEMBERS, List.of()));
        members.stream().filter(member -> member.account() != null).forEach(member -> keys.put(member.account(), member.key()));
        Operation operation = cycle.live().groupPlanner().plan(cycle.getId(), desired, known, lookUp, keys);
        boolean unchanged = operation == null && recorded != null && !recorded.open() && recorded.mark() == entry.mark() && entry.dn().equals(recorded.account().dn());
        if (!unchanged) {
            // the name that it may have been created with is what it is looked for by
            String name = GroupPlanner.mayHaveBeenCreated(known) ? known.key() : entry.name();
            planned.add(Planned.group(entry.guid(), entry.dn(), name, entry.mark(), operation, takesOverFrom, false));
        }
    }

    private static List<Member> members(Cycle cycle, GroupRound round, GroupEntry entry) {
        List<Member> members = new ArrayList<>();
        for (long key : entry.members()) {
            GroupRound.Seat seat = round.member(key);
            if (seat != null) {
                members.add(new Member(seat.guid(), seat.key() == null ? seat.guid().toString() : seat.key(), seat.account(), seat.state() == AccountState.ACTIVE,
                        cycle.getChannel().target().refusedInGroups(seat.sent()).orElse(null)));
            }
        }
        return members;
    }

    /** What else than this group is recorded to have what was found. */
    private Account owner(Cycle cycle, Found found, UUID guid) {
        return ledger.groupOwner(cycle.getChannel().identity(), found.account())
                .filter(account -> !(account.guid().equals(guid) && account.channel().equals(cycle.live().name()))).orElse(null);
    }

    private static LookUp lookUp(GroupScope scope, GroupRound round, GroupEntry entry, Found found, Account owner, boolean ours) {
        UUID other = round.takeOnce(entry.name(), entry.guid());
        if (other != null) {
            return new LookUp.Foreign("the name " + entry.name() + " is that of the group " + other + " too");
        }
        if (found == null) {
            return LookUp.NOT_FOUND;
        }
        if (owner != null) {
            return new LookUp.Foreign("the group " + found.account() + " belongs to " + owner.dn() + " in channel " + owner.channel());
        }
        if (GroupRound.isDefault(found)) {
            return new LookUp.Foreign("the group " + found.account() + " is the service's own default group, which is left alone");
        }
        if (scope.adopt() || ours) {
            return round.claim(found, entry.guid()) ? new LookUp.Of(found) : LookUp.NOT_FOUND;
        }
        return new LookUp.Foreign("the group " + found.account() + " has this name, and groups.adopt = false");
    }

    /** A recorded owner that the directory no longer has: its group goes to the re-created entry, as accounts do ({@code behaviour.md} section 2). */
    private static boolean gone(Cycle cycle, GroupRound round, Account owner) {
        return owner.channel().equals(cycle.live().name()) && round.untrusted() == null && cycle.live().directory().groups(cycle.getChannel().groups(), List.of(owner.guid())).isEmpty();
    }

    /** @param entry where the group is now, out of scope; null when it is nowhere */
    private void planRemoval(Cycle cycle, GroupRound round, UUID guid, GroupEntry entry, List<Planned> planned) {
        Account account = round.recorded(guid).account();
        boolean absence = entry == null || entry.mark() == 0 || entry.mark() == account.mark();
        DesiredGroup desired = new DesiredGroup(guid, entry == null ? account.dn() : entry.dn(), Sighting.GONE, entry == null ? Presence.GONE : Presence.OUT_OF_SCOPE,
                absence, false, null, List.of(), 0, false);
        Known known = known(account);
        LookUp lookUp = GroupPlanner.needsLookUp(desired, known) ? leftBehind(cycle, round, guid, known) : LookUp.NOT_LOOKED;
        Operation operation = cycle.live().groupPlanner().plan(cycle.getId(), desired, known, lookUp, Map.of());
        if (operation != null || round.untrusted() == null) {
            planned.add(Planned.group(guid, desired.dn(), account.key(), Sighting.GONE, operation, null, operation == null));
        }
    }

    /** The group that was created for one that has left since, unless another has it by now. */
    private LookUp leftBehind(Cycle cycle, GroupRound round, UUID guid, Known known) {
        Found found = round.find(known.key());
        return found != null && owner(cycle, found, guid) == null && round.claim(found, guid) ? new LookUp.Of(found) : LookUp.NOT_FOUND;
    }

    private static Known known(Account account) {
        return new Known(account.state(), account.account(), account.key(), account.sent(), account.kept(), account.since(), account.cause());
    }

    /** Remembers what this read was worth. */
    void save(Cycle cycle) {
        if (cycle.getGroups().after() != null && cycle.request().only() == null) {
            ledger.save(cycle.getGroups().after());
        }
    }
}
