package io.muster.cycle;

import io.muster.channel.Channel;
import io.muster.directory.Reading;
import io.muster.directory.Sighting;
import io.muster.directory.Trust;
import io.muster.ledger.Account;
import io.muster.ledger.ChannelState;
import io.muster.ledger.Ledger;
import io.muster.plan.AccountState;
import io.muster.plan.Options.Removal;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Compares what the directory shows of a channel's users with what is recorded of them: who has to be looked at, and what the read is worth. */
final class Comparison {

    private static final Logger LOG = LoggerFactory.getLogger(Comparison.class);

    private final Ledger ledger;
    private final Cycle cycle;
    private final LiveChannel live;
    private final ChannelState before;

    Comparison(Ledger ledger, Cycle cycle) {
        this.ledger = ledger;
        this.cycle = cycle;
        this.live = cycle.live();
        this.before = cycle.before();
    }

    /** Everybody in the scope, or those who changed. */
    void read() {
        if (cycle.request().kind() == CycleRequest.Kind.QUICK && !cycle.looksAtAll() && before.marker() != null
                && live.directory().canReadChanges(live.channel().users())) {
            readChanges();
        } else {
            sweep();
        }
    }

    private void sweep() {
        AccountIndex index = new AccountIndex();
        ledger.index(live.name(), (hi, lo, mark, state, open) -> index.add(hi, lo, mark, state));
        long seen = 0;
        try (Reading reading = live.directory().sweep(live.channel().users())) {
            while (reading.hasNext()) {
                compare(index, reading.next());
                seen++;
            }
            cycle.read(judged(reading, seen, reading.server() + " " + Long.toHexString(index.unseenDigest())));
        }
        if (cycle.untrusted() != null) {
            cycle.deleted(live.directory().deletedSince(before.marker()));
        }
        Set<UUID> overdue = overdue();
        for (int slot = index.unseen(0); slot != AccountIndex.NONE; slot = index.unseen(slot + 1)) {
            if (cycle.looksAtAll() || index.mark(slot) != Sighting.GONE || index.state(slot).seenInEverySweep() || overdue.contains(index.guid(slot))) {
                cycle.unseen().add(index.guid(slot));
            }
        }
        LOG.info("channel={} cycle={} read={} recorded={} changed={} new={} unseen={} verdict={}", live.name(), cycle.getId(), seen, index.size(),
                cycle.changed().size(), cycle.fresh().size(), cycle.unseen().size(), cycle.untrusted() == null ? "trusted" : cycle.untrusted());
    }

    private void compare(AccountIndex index, Sighting sighting) {
        int slot = index.find(sighting.guid());
        if (slot == AccountIndex.NONE) {
            cycle.fresh().add(sighting.guid());
            return;
        }
        index.see(slot);
        AccountState state = index.state(slot);
        if (cycle.looksAtAll() || sighting.mark() == 0 || index.mark(slot) != sighting.mark() || state.seenInEverySweep() || cycle.due().contains(sighting.guid())) {
            lookAt(sighting.guid(), state);
        }
    }

    /**
     * A quick cycle: what changed since the newest marker of the last read. Who is not in the answer is not thereby absent; who was deleted is. It turns
     * into a sweep when the members of the scope's group may have changed, and at another server, of whose changes the recorded marker says nothing.
     */
    private void readChanges() {
        Optional<Reading> changes = live.directory().changes(live.channel().users(), before.marker());
        if (changes.isEmpty()) {
            sweep();
            return;
        }
        Map<UUID, Long> marks = new LinkedHashMap<>();
        try (Reading reading = changes.get()) {
            if (!reading.server().equals(before.server())) {
                sweep();
                return;
            }
            cycle.deleted(reading.deleted());
            while (reading.hasNext()) {
                Sighting sighting = reading.next();
                marks.put(sighting.guid(), sighting.inScope() ? sighting.mark() : Sighting.GONE);
            }
            // who is absent can't be seen in what changed: what the last sweep was worth still holds
            cycle.read(new Read(new Trust.Verdict(before.untrusted(), false, null), reading.partial().isPresent(), reading.newestMarker(), reading.server(),
                    before.lastGood(), before.hadStatus(), null));
        }
        cycle.due().forEach(guid -> marks.merge(guid, 0L, (seen, due) -> seen == Sighting.GONE ? seen : due));
        cycle.deleted().forEach(guid -> marks.put(guid, Sighting.GONE));
        List<UUID> maybe = List.copyOf(marks.keySet());
        for (int from = 0; from < maybe.size(); from += Cycle.BATCH) {
            List<UUID> part = maybe.subList(from, Math.min(maybe.size(), from + Cycle.BATCH));
            Map<UUID, Account> accounts = ledger.accounts(live.name(), part);
            part.forEach(guid -> compare(guid, marks.get(guid), accounts.get(guid)));
        }
        LOG.debug("channel={} cycle={} kind=quick maybe={} changed={} new={} out={}", live.name(), cycle.getId(), maybe.size(), cycle.changed().size(),
                cycle.fresh().size(), cycle.unseen().size());
    }

    /** @param account what is recorded, or null */
    private void compare(UUID guid, long mark, Account account) {
        if (account == null) {
            if (mark != Sighting.GONE) {
                cycle.fresh().add(guid);
            }
        } else if (mark == Sighting.GONE) {
            if (account.mark() != Sighting.GONE) {
                cycle.unseen().add(guid);
            }
        } else if (mark == 0 || account.mark() != mark) {
            lookAt(guid, account.state());
        }
    }

    private void lookAt(UUID guid, AccountState state) {
        boolean hasAccount = state == AccountState.ACTIVE || state == AccountState.DISABLED;
        (hasAccount ? cycle.changed() : cycle.fresh()).add(guid);
    }

    /** Everybody who has an account leaves, whatever the directory says ({@code behaviour.md} section 2, a channel taken out of {@code channels}). */
    void retire() {
        Set<UUID> overdue = overdue();
        Set<UUID> wanted = cycle.request().only() == null ? null : cycle.request().only().keySet();
        ledger.index(live.name(), (hi, lo, mark, state, open) -> {
            UUID guid = new UUID(hi, lo);
            if ((mark != Sighting.GONE || overdue.contains(guid)) && (wanted == null || wanted.contains(guid))) {
                cycle.unseen().add(guid);
            }
        });
        cycle.read(new Read(new Trust.Verdict(null, false, null), false, null, null, 0, false, null));
    }

    /** Just the users of a plan file, with a sweep before it, since removals by absence need its trust. */
    void readOnly() {
        Set<UUID> wanted = new HashSet<>(cycle.request().only().keySet());
        wanted.removeAll(cycle.getGroups().guids());
        Set<UUID> present = new HashSet<>();
        long seen = 0;
        try (Reading reading = live.directory().sweep(live.channel().users())) {
            while (reading.hasNext()) {
                UUID guid = reading.next().guid();
                if (wanted.contains(guid)) {
                    present.add(guid);
                }
                seen++;
            }
            cycle.read(judged(reading, seen, null));
        }
        wanted.forEach(guid -> (present.contains(guid) ? cycle.changed() : cycle.unseen()).add(guid));
    }

    private Read judged(Reading reading, long seen, String missing) {
        Channel channel = cycle.getChannel();
        boolean behind = live.directory().behind(reading, before.marker(), before.server());
        boolean agreed = missing != null && missing.equals(before.doubt());
        Trust.Verdict verdict = Trust.judge(new Trust.Evidence(channel.users().keys(), reading.partial(), seen, before.lastGood(), behind, reading.server(), before.server(), agreed,
                channel.trustMinShare() * 100, cycle.request().acceptShrink(), reading.withStatus(), before.hadStatus() ? 1 : 0));
        return new Read(verdict, reading.partial().isPresent(), reading.newestMarker(), reading.server(), seen, reading.withStatus() > 0, missing);
    }

    /** Disabled accounts whose time of grace is over ({@code disable-then-delete}). */
    private Set<UUID> overdue() {
        var options = live.channel().options();
        return options.onRemoved() == Removal.DISABLE_THEN_DELETE
                ? Set.copyOf(ledger.disabledBefore(live.name(), Instant.now().minus(options.deleteAfter()))) : Set.of();
    }
}
