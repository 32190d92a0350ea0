package io.muster.cycle;

import io.muster.channel.Channel;
import io.muster.ledger.ChannelState;
import io.muster.ledger.PlannerLock;
import io.muster.plan.Operation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/** One run of a channel, from the read to the released plan: the variable {@code cycle} of the routes. */
public final class Cycle {

    /** How many entries are fetched by id in one search: fewer cost round trips, and with more the server compares every entry with every id. */
    public static final int BATCH = 100;

    private final String id;
    private final LiveChannel live;
    private final CycleRequest request;
    private final ChannelState before;
    private final PlanBook book;
    private PlannerLock lock;
    private final boolean enriching;
    private final Instant start;
    private final LongSupplier counted;
    private Long managed;

    /** Recorded, seen, and changed or maybe so. */
    private final GuidList changed = new GuidList();
    /** Seen for the first time, or without an account: to be looked up. */
    private final GuidList fresh = new GuidList();
    /** Recorded, and not seen. */
    private final GuidList unseen = new GuidList();

    private final AtomicReference<Exception> brokenBy = new AtomicReference<>();
    private final List<String> notUndone = new ArrayList<>();
    private final AtomicLong leftOut = new AtomicLong();
    private final Map<String, UUID> linked = new ConcurrentHashMap<>();
    /** Whose account turned out to be gone: planned anew, once in a cycle. */
    private final Set<UUID> drifted = new HashSet<>();
    private Inventory inventory = new Inventory(0);
    private GroupRound groups = new GroupRound(Map.of(), false, (guid, dn) -> false);
    private Read read;
    private Set<UUID> deleted = Set.of();
    private Set<UUID> due = Set.of();
    private boolean looksAtAll;
    private List<String> guardMessages = List.of();
    private boolean released;
    private boolean secondPass;
    private Throwable failure;

    Cycle(String id, LiveChannel live, CycleRequest request, ChannelState before, PlanBook book, PlannerLock lock, boolean enriching, LongSupplier managed) {
        this.id = id;
        this.live = live;
        this.request = request;
        this.before = before;
        this.book = book;
        this.lock = lock;
        this.enriching = enriching;
        this.counted = managed;
        this.start = Instant.now();
    }

    public String getId() {
        return id;
    }

    public Channel getChannel() {
        return live.channel();
    }

    /** Whether the connection refused us before, so that it has to pass its test first ({@code behaviour.md} section 4). */
    public boolean isConnectionInDoubt() {
        return before.stopped() != null;
    }

    /** Whether the plan left anything to hand out. */
    public boolean isReleased() {
        return released;
    }

    public Inventory getInventory() {
        return inventory;
    }

    public GroupRound getGroups() {
        return groups;
    }

    /**
     * Who has to be looked at, in batches: leavers first, since nothing may delay them, then known accounts, then newcomers. A batch is made when it
     * is asked for, and belongs to whoever took it: a hundred thousand people are never in memory together.
     */
    public Iterator<Batch> getBatches() {
        List<Slice> slices = new ArrayList<>();
        slice(unseen, slices);
        slice(changed, slices);
        slice(fresh, slices);
        if (!slices.isEmpty()) {
            // before anybody is planned, and never by a cycle that has nothing to do: it takes as long as there are accounts
            managed();
        }
        return slices.stream().takeWhile(slice -> brokenBy() == null)
                .map(slice -> new Batch(this, slice.guids.part(slice.from, Math.min(slice.guids.size(), slice.from + BATCH)), slice.guids == unseen)).iterator();
    }

    private record Slice(GuidList guids, int from) {
    }

    private static void slice(GuidList guids, List<Slice> slices) {
        for (int from = 0; from < guids.size(); from += BATCH) {
            slices.add(new Slice(guids, from));
        }
    }

    public LiveChannel live() {
        return live;
    }

    public CycleRequest request() {
        return request;
    }

    public boolean draft() {
        return request.mode() == CycleRequest.Mode.PLAN;
    }

    public Instant start() {
        return start;
    }

    /** Accounts recorded at the start: what percentages are counted against. */
    public long managed() {
        if (managed == null) {
            managed = counted.getAsLong();
        }
        return managed;
    }

    /** Null, or the rule that the read broke and the remedy. */
    public String untrusted() {
        return read == null ? before.untrusted() : read.verdict().untrusted();
    }

    /** Null, or the rule that the read of the users or of the groups broke and the remedy. */
    public String distrust() {
        return untrusted() != null ? untrusted() : groups.untrusted();
    }

    /** Whether the read was empty or partial: exit code 4, and not only a held operation. */
    public boolean unreadable() {
        return read != null && read.unreadable() || groups.unreadable();
    }

    public PlanBook book() {
        return book;
    }

    /** What the guard said, for people. */
    public List<String> guardMessages() {
        return guardMessages;
    }

    /** Why the cycle ended before its plan was complete, or null. */
    public Throwable failure() {
        return failure;
    }

    ChannelState before() {
        return before;
    }

    PlannerLock lock() {
        return lock;
    }

    boolean enriching() {
        return enriching;
    }

    GuidList changed() {
        return changed;
    }

    GuidList fresh() {
        return fresh;
    }

    GuidList unseen() {
        return unseen;
    }

    void lookAtAll() {
        looksAtAll = true;
    }

    boolean looksAtAll() {
        return looksAtAll;
    }

    /** The directory was read. */
    void read(Read done) {
        read = done;
        inventory = new Inventory(live.channel().target().lists() ? fresh.size() : 0);
    }

    /** Whose deletion the directory itself has told. */
    void deleted(Set<UUID> guids) {
        deleted = guids;
    }

    Set<UUID> deleted() {
        return deleted;
    }

    /** Who has to be looked at though their entries have not changed. */
    void due(Set<UUID> guids) {
        due = guids;
    }

    Set<UUID> due() {
        return due;
    }

    /** The groups are read. */
    void groupsRead(GroupRound round) {
        groups = round;
    }

    /** What the directory showed; null before it was read. */
    Read read() {
        return read;
    }

    void guardSaid(List<String> messages) {
        guardMessages = Stream.concat(guardMessages.stream(), messages.stream()).distinct().toList();
    }

    /** Whether this user is planned anew; false when that was done before in this cycle. */
    synchronized boolean drifted(UUID guid) {
        return drifted.add(guid);
    }

    /** Whether users who are due after the last outcome are planned within this cycle: once, and then the next cycle looks. */
    synchronized boolean secondPass() {
        boolean first = !secondPass;
        secondPass = true;
        return first;
    }

    /** From here on only these users are looked at, each at the service itself, for what was listed before is out of date. */
    void planAgain(Set<UUID> guids, PlannerLock again) {
        lock = again;
        due = guids;
        List.of(changed, fresh, unseen).forEach(GuidList::clear);
        guids.forEach(changed::add);
        inventory.abandon();
    }

    void planReleased(boolean anything) {
        released = anything;
    }

    void failed(Throwable cause) {
        failure = cause;
    }

    /** Claims an account for one user of this cycle; answers who has it already, or null. */
    UUID linkOnce(String account, UUID guid) {
        UUID other = linked.putIfAbsent(account, guid);
        return other == null || other.equals(guid) ? null : other;
    }

    /** Claims an account for one user instead of another; false when it is not the other's any more. */
    boolean linkInstead(String account, UUID other, UUID guid) {
        return linked.replace(account, other, guid);
    }

    /** What an operation was planned from, as a digest that reveals nothing: two plans that agree on it would do the same. */
    public String fingerprint(Operation operation) {
        return live.fingerprints().of(operation);
    }

    /** Something that no part of the plan can do without failed; the first such failure counts. */
    void broken(Throwable cause) {
        brokenBy.compareAndSet(null, cause instanceof Exception exception ? exception : new IllegalStateException(cause));
        inventory.abandon();
        groups.abandon();
    }

    /** Why the cycle can't be planned to its end, or null. */
    Exception brokenBy() {
        return brokenBy.get();
    }

    /** A user could not be planned in this cycle; the next one looks again. */
    void leaveOut() {
        leftOut.incrementAndGet();
    }

    /** Something of the cycle to undo that can't be undone, and why. */
    void cantUndo(String what) {
        notUndone.add(what);
    }

    /** What can't be undone, and why: one line each. */
    public List<String> notUndone() {
        return notUndone;
    }

    /** How many users could not be planned in this cycle. */
    public long leftOut() {
        return leftOut.get();
    }
}
