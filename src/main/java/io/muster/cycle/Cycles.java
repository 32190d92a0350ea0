package io.muster.cycle;

import io.muster.apply.ServiceFailure;
import io.muster.directory.Trust;
import io.muster.ledger.ChannelState;
import io.muster.ledger.Ledger;
import io.muster.ledger.Ledger.Subject;
import io.muster.ledger.LedgerUnusable;
import io.muster.ledger.PlannerLock;
import io.muster.plan.Guard;
import io.muster.plan.GuardLimits;
import io.muster.plan.Held;
import io.muster.plan.InventoryPage;
import io.muster.plan.Judgement;
import io.muster.plan.OperationKind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens, reads, judges and releases cycles: the bean {@code cycles} of {@code routes/cycle.camel.yaml}. */
public final class Cycles {

    private static final Logger LOG = LoggerFactory.getLogger(Cycles.class);
    /** How long a command waits for another that works on the same channel. */
    public static final Duration LOCK_WAIT = Duration.ofSeconds(30);
    private static final Set<OperationKind> REMOVALS = EnumSet.of(OperationKind.DISABLE, OperationKind.DELETE);

    private final Ledger ledger;
    private final Map<String, LiveChannel> channels;
    private final String holder;
    private final boolean enriching;
    private final Groups groups;
    /** Cycles of this process, by channel: their operations are not orphans. */
    private final Map<String, Set<String>> underWay = new ConcurrentHashMap<>();
    /** By channel, the cycle that does a plan file: nothing else is handed out in this process. */
    private final Map<String, String> confined = new ConcurrentHashMap<>();
    private final Set<String> released = ConcurrentHashMap.newKeySet();
    /** Cycles of this process that are not settled, by id. */
    private final Map<String, Cycle> open = new ConcurrentHashMap<>();
    /** By cycle: who has to be planned again within it, and was not so far. */
    private final Map<String, Set<UUID>> again = new ConcurrentHashMap<>();

    /** @param holder what another process is told of us while we hold a channel: the command */
    public Cycles(Ledger ledger, Map<String, LiveChannel> channels, String holder, boolean enriching, Groups groups) {
        this.ledger = ledger;
        this.channels = channels;
        this.holder = holder;
        this.enriching = enriching;
        this.groups = groups;
    }

    /** What a channel's timer asks for. */
    public CycleRequest scheduled(String channel, String kind) {
        return new CycleRequest(channel, CycleRequest.Kind.valueOf(kind.toUpperCase()), CycleRequest.Mode.SYNC, false, false, null);
    }

    /** Begins a cycle; from here on the variables {@code cycle}, {@code channel} and {@code target} (the service's name) say which. */
    public void begin(Exchange exchange, @Body CycleRequest request) {
        Cycle cycle = open(request);
        exchange.setVariable("cycle", cycle);
        exchange.setVariable("channel", cycle.live().name());
        exchange.setVariable("target", cycle.live().target());
    }

    /**
     * Takes the channel's planner lock and puts right what a dead process left.
     *
     * @throws io.muster.ledger.LedgerBusy when another process plans this channel and goes on doing so for 30 s
     * @throws IdentityChanged             when the ledger belongs to another account at the service
     */
    private Cycle open(CycleRequest request) {
        LiveChannel live = channels.get(request.channel());
        String name = live.name();
        ChannelState before = ledger.channel(name);
        requireSameIdentity(live, before);
        if (request.mode() == CycleRequest.Mode.PLAN) {
            return new Cycle(UUID.randomUUID().toString(), live, request, before, new DraftBook(ledger, name, request.undo() == null), null, enriching, () -> ledger.managed(name));
        }
        PlannerLock lock = ledger.lock(name, LOCK_WAIT, holder);
        try {
            int left = ledger.recover(name, underWay.getOrDefault(name, Set.of()));
            if (left > 0) {
                LOG.warn("channel={} recovered={} operations that an earlier process began and did not record; their users are looked at again", name, left);
            }
            Set<String> ours = underWay.getOrDefault(name, Set.of());
            ledger.orphanedCycles(name).stream().filter(cycle -> !ours.contains(cycle)).forEach(cycle -> close(name, cycle));
            String id = ledger.openCycle(name, request.kind().json(), askedBy(request));
            underWay.computeIfAbsent(name, none -> ConcurrentHashMap.newKeySet()).add(id);
            if (request.mode() == CycleRequest.Mode.APPLY) {
                confined.put(name, id);
            } else {
                confined.remove(name);
            }
            if (request.dueNow()) {
                ledger.dueNow(name, id);
            }
            Cycle cycle = new Cycle(id, live, request, ledger.channel(name), new LedgerBook(ledger, name, id, request.mode() == CycleRequest.Mode.SYNC), lock, enriching, () -> ledger.managed(name));
            open.put(id, cycle);
            return cycle;
        } catch (RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private String askedBy(CycleRequest request) {
        String what = request.mode() == CycleRequest.Mode.APPLY ? (request.undo() == null ? "" : " of the undoing of " + request.undo())
                + (request.plan() == null ? "" : " of plan " + request.plan()) : "";
        return holder + what + " by " + System.getProperty("user.name");
    }

    /** The cycle of a plan file that a channel does alone, or null. */
    public String confinedTo(String channel) {
        return confined.get(channel);
    }

    /** The connection passed its test: operations may be handed out again. */
    public void connectionWorks(Cycle cycle) {
        if (!cycle.draft()) {
            ledger.resume(cycle.live().name());
        }
    }

    /** Reads the directory, people and then groups, and compares what it shows with what is recorded: afterwards the cycle knows who has to be looked at. */
    public void read(Cycle cycle) {
        LiveChannel live = cycle.live();
        ChannelState before = cycle.before();
        if (!live.channel().configHash().equals(before.configHash())) {
            cycle.lookAtAll();
        }
        cycle.due(ledger.due(live.name()));
        if (cycle.request().undo() != null) {
            cycle.read(new Read(new Trust.Verdict(null, false, null), false, null, null, before.lastGood(), before.hadStatus(), null));
            new Undoing(ledger, cycle).plan();
        } else if (live.channel().retired()) {
            new Comparison(ledger, cycle).retire();
        } else if (cycle.request().only() != null) {
            groups.read(cycle);
            new Comparison(ledger, cycle).readOnly();
        } else {
            new Comparison(ledger, cycle).read();
            groups.read(cycle);
        }
    }

    /** One page of the accounts at the service has come, unless asking for it broke the cycle. */
    public void list(Cycle cycle, Object page) {
        if (page instanceof InventoryPage accounts && cycle.brokenBy() == null) {
            cycle.getInventory().take(accounts);
        }
    }

    /** The service keeps a cycle from being planned: the rest of it is left, and {@link #judge} ends it. */
    public void broken(Exchange exchange) {
        exchange.getVariable("cycle", Cycle.class).broken(ServiceFailure.behind(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class)));
    }

    /**
     * The whole plan is there: hold what is not to be believed, then what the guard stops ({@code behaviour.md} sections 6 and 7).
     *
     * @throws Exception what kept the plan from being complete
     */
    public void judge(Cycle cycle) throws Exception {
        if (cycle.brokenBy() != null) {
            throw cycle.brokenBy();
        }
        PlanBook book = cycle.book();
        LiveChannel live = cycle.live();
        book.toJudge();
        if (cycle.untrusted() != null) {
            book.hold(Held.UNTRUSTED, REMOVALS, true);
            LOG.warn("channel={} cycle={} untrusted: {}", live.name(), cycle.getId(), cycle.untrusted());
        }
        if (cycle.read().verdict().enableUntrusted() != null) {
            LOG.warn("channel={} cycle={} untrusted: {}", live.name(), cycle.getId(), cycle.read().verdict().enableUntrusted());
            book.hold(Held.UNTRUSTED, EnumSet.of(OperationKind.ENABLE), true);
        }
        // a member list that came empty without a cause is held whatever else is trusted
        book.hold(Held.UNTRUSTED, EnumSet.of(OperationKind.GROUP_MEMBERS), true);
        if (cycle.getGroups().untrusted() != null) {
            book.hold(Held.UNTRUSTED, EnumSet.of(OperationKind.GROUP_DELETE), true);
            LOG.warn("channel={} cycle={} untrusted groups: {}", live.name(), cycle.getId(), cycle.getGroups().untrusted());
        }
        Map<OperationKind, Long> planned = book.toJudge();
        if (planned.isEmpty()) {
            return;
        }
        GuardLimits limits = live.channel().guard();
        Judgement judgement = Guard.judge(live.name(), limits, cycle.managed(), planned,
                ledger.releasedSince(live.name(), Instant.now().minus(limits.window())));
        if (!judgement.held().isEmpty()) {
            book.hold(Held.GUARD, judgement.held(), false);
        }
        cycle.guardSaid(judgement.messages());
        judgement.messages().forEach(message -> LOG.warn("channel={} cycle={} held: {}", live.name(), cycle.getId(), message));
        judgement.passed().forEach(message -> LOG.info("channel={} cycle={} guard: {}", live.name(), cycle.getId(), message));
    }

    /** Hands the plan over to the ledger's queue, and remembers what this read found. A draft ends here. */
    public void release(Cycle cycle) {
        if (cycle.draft() || cycle.request().only() != null || cycle.read().partial()) {
            forgetMembers(cycle);
        }
        if (cycle.draft()) {
            return;
        }
        ledger.save(after(cycle));
        groups.save(cycle);
        ledger.release(cycle.getId());
        cycle.planReleased(ledger.unsettled(cycle.getId()));
        released.add(cycle.getId());
        cycle.lock().close();
        settle();
    }

    /** Outcomes were written down. */
    void outcomesCame() {
        groups.outcomesCame();
        settle();
    }

    /** Channels whose groups have waited for the users, and need wait no longer. */
    public List<String> groupsThatMayGo() {
        Set<String> plannedAgain = new HashSet<>();
        open.values().stream().filter(cycle -> again.containsKey(cycle.getId())).forEach(cycle -> plannedAgain.add(cycle.live().name()));
        return channels.values().stream().filter(live -> live.channel().groups().wanted()).map(LiveChannel::name)
                .filter(name -> !plannedAgain.contains(name) && ledger.groupsMayGo(name)).toList();
    }

    /** Closes the books of every cycle whose last outcome is there ({@code behaviour.md} section 7: planned = the sum of the outcomes). */
    public synchronized void settle() {
        underWay.forEach((channel, cycles) -> cycles.forEach(cycle -> {
            if (done(cycle) && cycles.remove(cycle)) {
                released.remove(cycle);
                open.remove(cycle);
                close(channel, cycle);
            }
        }));
    }

    private boolean done(String cycle) {
        return released.contains(cycle) && !again.containsKey(cycle) && !ledger.unsettled(cycle);
    }

    /**
     * Writes outcomes down, while no cycle is closed: a cycle of which that was the last one has a second pass for users who are due now, such as those
     * whose manager got an account by it.
     *
     * @return the cycles of this process that have to be planned again
     */
    synchronized List<Cycle> recorded(Runnable writing) {
        writing.run();
        List<Cycle> second = new ArrayList<>();
        for (Cycle cycle : open.values()) {
            if (cycle.request().mode() == CycleRequest.Mode.SYNC && done(cycle.getId()) && cycle.secondPass()) {
                Set<UUID> due = ledger.due(cycle.live().name());
                if (!due.isEmpty()) {
                    again.put(cycle.getId(), ConcurrentHashMap.newKeySet());
                    again.get(cycle.getId()).addAll(due);
                    second.add(cycle);
                }
            }
        }
        return second;
    }

    private void close(String channel, String cycle) {
        String mismatch = ledger.closeCycle(cycle).mismatch();
        if (mismatch != null) {
            LOG.error("channel={} cycle={} {}", channel, cycle, mismatch);
        }
    }

    /** Whether the last outcome of a cycle of this process is there. */
    public boolean settled(Cycle cycle) {
        settle();
        return !open.containsKey(cycle.getId());
    }

    /**
     * Told of accounts that are no longer at the service, before that is recorded. Their users are planned anew within the same cycle, unless it
     * applies a plan file, or did so before ({@code behaviour.md} section 8, drift).
     *
     * @return the cycles of this process that have to be planned again
     */
    List<Cycle> drifted(Collection<Subject> users) {
        Set<Cycle> cycles = new LinkedHashSet<>();
        for (Subject user : users) {
            Cycle cycle = open.get(user.cycle());
            if (cycle != null && cycle.request().only() == null && cycle.drifted(user.guid())) {
                again.computeIfAbsent(user.cycle(), none -> ConcurrentHashMap.newKeySet()).add(user.guid());
                cycles.add(cycle);
            }
        }
        return List.copyOf(cycles);
    }

    /** Whether a cycle of this process applies a plan file. */
    boolean applies(String cycle) {
        return open.containsKey(cycle) && open.get(cycle).request().only() != null;
    }

    /** Begins to plan users anew; the variables are those of {@link #begin}. */
    public void beginAgain(Exchange exchange, @Body Cycle cycle) {
        exchange.setVariable("cycle", cycle);
        exchange.setVariable("channel", cycle.live().name());
        exchange.setVariable("target", cycle.live().target());
        PlannerLock lock = ledger.lock(cycle.live().name(), LOCK_WAIT, holder);
        cycle.planAgain(Set.copyOf(again.getOrDefault(cycle.getId(), Set.of())), lock);
    }

    /** Hands over what was planned anew. */
    public void releaseAgain(Cycle cycle) {
        ledger.release(cycle.getId());
        endAgain(cycle);
    }

    /** The users can't be planned again now; the next cycle finds them. */
    public void failedAgain(Exchange exchange) {
        Cycle cycle = exchange.getVariable("cycle", Cycle.class);
        LOG.warn("channel={} cycle={} users who had to be planned again wait for the next cycle: {}", cycle.live().name(), cycle.getId(),
                ServiceFailure.behind(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class)).getMessage());
        ledger.abandon(cycle.getId(), "who had to be planned again could not be");
        endAgain(cycle);
    }

    private void endAgain(Cycle cycle) {
        again.remove(cycle.getId());
        cycle.lock().close();
        settle();
    }

    /** The ledger can't be written: what of our cycles is unfinished is an orphan, which the next cycle puts right. */
    void lost() {
        underWay.clear();
        released.clear();
        open.clear();
        again.clear();
    }

    /** Only a sweep that is believed becomes the baseline of the next; a quick read moves no more than the marker. */
    private static ChannelState after(Cycle cycle) {
        ChannelState before = cycle.before();
        LiveChannel live = cycle.live();
        Read read = cycle.read();
        boolean whole = cycle.request().only() == null;
        boolean everybody = whole && cycle.leftOut() == 0;
        boolean sweep = whole && read.missing() != null;
        boolean good = sweep && read.verdict().trusted();
        boolean quick = everybody && !sweep && !read.partial();
        boolean onward = good || quick && live.directory().newer(read.marker(), before.marker());
        return new ChannelState(live.name(), live.target(), live.channel().identity(), everybody ? live.channel().configHash() : before.configHash(),
                onward ? read.marker() : before.marker(), good ? read.server() : before.server(),
                good ? null : sweep && !read.partial() ? read.missing() : before.doubt(), good ? read.seen() : before.lastGood(),
                good && read.verdict().enableUntrusted() == null ? read.hadStatus() : before.hadStatus(), null, whole ? cycle.untrusted() : before.untrusted(),
                sweep ? cycle.start() : before.lastSweep());
    }

    /** The cycle could not be finished: nothing of it is released, and the channel is free again. */
    public Cycle failed(Cycle cycle, Throwable failure) {
        Throwable cause = ServiceFailure.behind(failure);
        cycle.failed(cause);
        forgetMembers(cycle);
        LOG.error("channel={} cycle={} ended: {}", cycle.live().name(), cycle.getId(), cause.getMessage());
        LOG.debug("cause", cause);
        if (cycle.lock() != null) {
            underWay.getOrDefault(cycle.live().name(), Set.of()).remove(cycle.getId());
            open.remove(cycle.getId());
            try (PlannerLock lock = cycle.lock()) {
                ledger.abandon(cycle.getId(), cause.getMessage());
            } catch (LedgerUnusable e) {
                LOG.debug("what was planned stays in the ledger until the next cycle", e);
            }
        }
        return cycle;
    }

    /** What this cycle saw of the scope's group was not turned into operations: the next quick cycle has to look again. */
    private static void forgetMembers(Cycle cycle) {
        cycle.live().directory().forgetMembers(cycle.getChannel().users());
    }

    private static void requireSameIdentity(LiveChannel live, ChannelState before) {
        if (before.identity() != null && !before.identity().equals(live.channel().identity())) {
            throw new IdentityChanged(live.name(), before.identity(), live.channel().identity());
        }
    }
}
