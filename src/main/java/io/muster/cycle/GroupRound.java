package io.muster.cycle;

import io.muster.directory.DirectoryUnavailable;
import io.muster.directory.DnKey;
import io.muster.directory.GroupEntry;
import io.muster.directory.Sighting;
import io.muster.directory.Trust;
import io.muster.ledger.Account;
import io.muster.ledger.GroupRead;
import io.muster.ledger.RecordedGroup;
import io.muster.plan.AccountState;
import io.muster.plan.Found;
import io.muster.plan.GroupPlanner;
import io.muster.plan.InventoryPage;
import io.muster.plan.Operation;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** The groups of one cycle: which are to be looked at, who is listed in them, and what the service has under their names. */
public final class GroupRound {

    /** Whether the directory shows the entry with this id under this {@link DnKey}. */
    interface Whereabouts {
        boolean isAt(UUID guid, long dn);
    }

    private final Map<UUID, RecordedGroup> recorded;
    private final boolean adopts;
    private final Whereabouts directory;
    private final List<GroupEntry> inScope = new ArrayList<>();
    /** Recorded and not seen in the scope; with the entry where it exists elsewhere, else null. */
    private final Map<UUID, GroupEntry> unseen = new LinkedHashMap<>();
    private final Set<Long> listed = new HashSet<>();
    private final Map<Long, Seat> seats = new HashMap<>();
    private final Map<Long, Seat> expected = new HashMap<>();
    private final Map<String, Found> atService = new HashMap<>();
    /** Groups that may be adopted, and of which it is not known yet who is in them. */
    private final Deque<Found> unread = new ArrayDeque<>();
    /** Those of them of which it could not be found out: the service's id, by name. */
    private final Map<String, String> unlisted = new HashMap<>();
    private final Map<String, UUID> names = new HashMap<>();
    private final Map<String, UUID> claimed = new HashMap<>();
    private Trust.Verdict verdict = new Trust.Verdict(null, false, null);
    private boolean partial;
    private GroupRead after;
    private boolean lookUp;
    private boolean listing;
    private String next;

    /**
     * @param adopts    whether groups that are there already are taken over
     * @param directory asked only where two records have one DN
     */
    GroupRound(Map<UUID, RecordedGroup> recorded, boolean adopts, Whereabouts directory) {
        this.recorded = recorded;
        this.adopts = adopts;
        this.directory = directory;
    }

    /**
     * One of the channel's users, as this cycle will leave them.
     *
     * @param account the id at the service, or null
     * @param sent    what the account will have been sent
     * @param left    whether the user's entry is gone or out of scope, as far as is known
     */
    record Seat(UUID guid, String key, String account, AccountState state, Map<String, List<String>> sent, boolean left) {

        /** @param operation what is on its way for the user, or null */
        static Seat of(Account account, Operation operation) {
            return of(account, operation, (operation == null ? account.mark() : operation.mark()) == Sighting.GONE);
        }

        static Seat of(Account account, Operation operation, boolean left) {
            return operation == null ? new Seat(account.guid(), account.key(), account.account(), account.state(), account.sent(), left)
                    : new Seat(operation.guid(), operation.key(), operation.account() == null && account != null ? account.account() : operation.account(), operation.result(),
                            operation.values().isEmpty() && account != null ? account.sent() : operation.values(), left);
        }
    }

    // ---- what the directory shows

    RecordedGroup recorded(UUID guid) {
        return recorded.get(guid);
    }

    Collection<RecordedGroup> recorded() {
        return recorded.values();
    }

    /** @param everything whether members may have changed without the group's own entry */
    boolean wants(Sighting sighting, boolean everything, boolean looksAtAll) {
        RecordedGroup before = recorded.get(sighting.guid());
        if (before == null || looksAtAll || sighting.mark() == 0 || before.mark() != sighting.mark()) {
            return true;
        }
        return everything && before.account().state() == AccountState.ACTIVE && before.account().trouble() == null;
    }

    /** Whether a recorded group that was not seen is still to be dealt with. */
    boolean wantsUnseen(UUID guid) {
        return recorded.get(guid).mark() != Sighting.GONE;
    }

    void inScope(List<GroupEntry> entries) {
        entries.forEach(entry -> {
            inScope.add(entry);
            for (long member : entry.members()) {
                listed.add(member);
            }
            RecordedGroup before = recorded.get(entry.guid());
            lookUp |= entry.name() != null && (before == null || before.account().state() != AccountState.ACTIVE);
        });
    }

    void unseen(Collection<UUID> guids, List<GroupEntry> elsewhere) {
        guids.forEach(guid -> {
            unseen.put(guid, null);
            Account account = recorded.get(guid).account();
            lookUp |= account.state() == AccountState.UNSURE && account.account() == null;
        });
        elsewhere.forEach(entry -> unseen.put(entry.guid(), entry));
    }

    List<GroupEntry> inScope() {
        return inScope;
    }

    Map<UUID, GroupEntry> unseen() {
        return unseen;
    }

    /** Every group that is looked at. */
    Set<UUID> guids() {
        Set<UUID> guids = new LinkedHashSet<>(unseen.keySet());
        inScope.forEach(entry -> guids.add(entry.guid()));
        return guids;
    }

    void judged(Trust.Verdict judgement, boolean incomplete, GroupRead read) {
        verdict = judgement;
        partial = incomplete;
        after = read;
    }

    String untrusted() {
        return verdict.untrusted();
    }

    /** Whether the read was empty or partial, and not only suspicious. */
    boolean unreadable() {
        return partial || verdict.empty() && verdict.untrusted() != null;
    }

    /** What is to be remembered of this read, or null. */
    GroupRead after() {
        return after;
    }

    // ---- who may be a member

    boolean lists(String dn) {
        return !listed.isEmpty() && listed.contains(DnKey.of(dn));
    }

    void seat(String dn, Seat seat) {
        add(seats, dn, seat);
    }

    /** What this cycle has planned for a user: it counts more than what is recorded. */
    synchronized void expect(String dn, Seat seat) {
        add(expected, dn, seat);
    }

    private void add(Map<Long, Seat> all, String dn, Seat seat) {
        long key = DnKey.of(dn);
        all.merge(key, seat, (before, now) -> holder(key, before, now));
    }

    /**
     * The user behind a member's DN, or null.
     *
     * @throws DirectoryUnavailable it could not be found out which of two users has the DN
     */
    Seat member(long key) {
        Seat known = seats.get(key);
        Seat planned = expected.get(key);
        return known == null ? planned : planned == null ? known : holder(key, known, planned);
    }

    /** Whose DN it is: an entry that was deleted and made anew under its old DN is another user, and both may be recorded. */
    private Seat holder(long dn, Seat before, Seat now) {
        if (before.guid().equals(now.guid()) || before.left()) {
            return now;
        }
        return now.left() || directory.isAt(before.guid(), dn) ? before : now;
    }

    /** Claims a name for one group of this cycle; answers who has it already, or null. */
    UUID takeOnce(String name, UUID guid) {
        UUID other = names.putIfAbsent(name, guid);
        return other == null || other.equals(guid) ? null : other;
    }

    /** Claims what the service has for one group of this cycle; false when another has it. */
    boolean claim(Found found, UUID guid) {
        UUID other = claimed.putIfAbsent(found.account(), guid);
        return other == null || other.equals(guid);
    }

    // ---- what the service has

    /** Whether another page of the service's groups is to be asked for: none when no group has to be looked up by its name. */
    public boolean isWantsMore() {
        return lookUp && (!listing || next != null);
    }

    /** What the next page is asked with; null for the first. */
    public String getNext() {
        return next;
    }

    void take(InventoryPage page) {
        listing = true;
        next = page.next();
        page.accounts().forEach(found -> atService.putIfAbsent(found.key(), found));
        if (next == null && adopts) {
            inScope.stream().filter(this::isUnknown).map(entry -> atService.get(entry.name())).filter(found -> found != null && !isDefault(found)).distinct()
                    .forEach(unread::add);
        }
    }

    private boolean isUnknown(GroupEntry entry) {
        RecordedGroup before = recorded.get(entry.guid());
        return before == null || before.account().account() == null || before.account().state() == AccountState.DELETED;
    }

    /** Whether there is another group that may be adopted: who is in it has to be known, for its strangers are removed. */
    public boolean isWantsMembers() {
        return lookUp && !unread.isEmpty();
    }

    /** The service's id of the next of them. */
    public String getUnread() {
        return unread.element().account();
    }

    /** @param members the ids of the accounts in that group */
    void members(List<String> members) {
        Found group = unread.remove();
        Map<String, List<String>> values = new HashMap<>(group.values());
        values.put(GroupPlanner.MEMBERS, members);
        atService.put(group.key(), new Found(group.account(), group.key(), group.active(), values, group.kept()));
    }

    /** The members of the next of them are not to be known in this cycle. */
    void notListed() {
        Found group = unread.remove();
        unlisted.put(group.key(), group.account());
    }

    /** Whether the group that this entry might adopt can't be planned. */
    boolean isUnlisted(GroupEntry entry) {
        return isUnknown(entry) && unlisted.containsKey(entry.name());
    }

    /** Whether a former entry has such a group, which a re-created one may take over. */
    boolean isUnlisted(Account former) {
        return unlisted.containsValue(former.account());
    }

    /** Whether this is the group that the service puts everybody in: it is nobody else's. */
    static boolean isDefault(Found group) {
        return Boolean.parseBoolean(group.kept().get("default"));
    }

    /** Nothing more is asked for. */
    void abandon() {
        lookUp = false;
    }

    /** The group of exactly this name, or null. */
    Found find(String name) {
        return atService.get(name);
    }
}
