package io.muster.ledger;

import io.muster.plan.AccountState;
import io.muster.plan.Held;
import io.muster.plan.Operation;
import io.muster.plan.OperationKind;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Update;

/**
 * What Muster recorded about every account it manages, and what it is about to do ({@code behaviour.md} sections 2, 7 and 9). Safe for use
 * by several threads. Every method is one transaction; where the database can't be written, it throws {@link LedgerUnusable}.
 */
public final class Ledger implements AutoCloseable {

    private static final int GROUPS = OperationKind.GROUP_CREATE.priority();
    /** The two counts are one index range each, which one with OR is not. */
    private static final String MANAGED = "SELECT (SELECT COUNT(*) FROM account WHERE channel = :channel AND state IN ('ACTIVE', 'DISABLED', 'PENDING', 'WATCHED') AND kind = 'USER') "
            + "+ (SELECT COUNT(*) FROM account WHERE channel = :channel AND state = 'UNSURE' AND kind = 'USER' AND account IS NOT NULL)";
    private static final String USERS_ON_THEIR_WAY = "SELECT 1 FROM operation u WHERE u.channel = :channel AND u.is_open = 1 AND u.state IN ('released', 'claimed') "
            + "AND u.priority < " + GROUPS;
    private static final String PLANNED = "(SELECT COUNT(*) FROM operation o WHERE o.cycle = cycle.id) + held_on + deferred_on";

    private final Database database;
    private final PlannerLocks locks;
    private final AtomicLong lastCycle = new AtomicLong();
    private byte[] key;

    Ledger(Database database) {
        this.database = database;
        this.locks = new PlannerLocks(database);
    }

    /**
     * Opens the ledger, and makes or migrates it where needed.
     *
     * @throws LedgerUnusable when that can't be done
     */
    public static Ledger open(LedgerSettings settings) {
        return new Ledger(Database.open(settings, false));
    }

    /** Opens the ledger for looking only: no file is made or changed; where there is none yet, an empty one in memory stands in. */
    public static Ledger openReadOnly(LedgerSettings settings) {
        return new Ledger(Database.open(settings, true));
    }

    /** The key of this ledger's digests of masked values; made when it is first asked for. */
    public synchronized byte[] key() {
        if (key == null) {
            key = database.read(handle -> storedKey(handle)).orElseGet(() -> {
                byte[] fresh = new byte[32];
                new SecureRandom().nextBytes(fresh);
                return database.write(handle -> {
                    handle.execute("INSERT INTO secret (name, value) VALUES ('hmac', ?) ON CONFLICT (name) DO NOTHING", Base64.getEncoder().encodeToString(fresh));
                    return storedKey(handle).orElseThrow();
                });
            });
        }
        return key.clone();
    }

    private static Optional<byte[]> storedKey(Handle handle) {
        return handle.createQuery("SELECT value FROM secret WHERE name = 'hmac'").mapTo(String.class).findOne().map(Base64.getDecoder()::decode);
    }

    // ---- channels

    /** What is remembered of a channel; a fresh state for one that never ran. */
    public ChannelState channel(String channel) {
        return database.read(handle -> handle.createQuery("SELECT * FROM channel WHERE channel = ?").bind(0, channel)
                .map((row, context) -> new ChannelState(channel, row.getString("target"), row.getString("identity"), row.getString("config_hash"),
                        row.getString("marker"), row.getString("server"), row.getString("doubt"), row.getLong("last_good"), row.getInt("had_status") == 1,
                        row.getString("stopped"), row.getString("untrusted"), Rows.instant(row, "last_sweep")))
                .findOne()).orElse(new ChannelState(channel, null, null, null, null, null, null, 0, false, null, null, null));
    }

    /** Every channel that something is remembered of. */
    public List<String> channels() {
        return database.read(handle -> handle.createQuery("SELECT channel FROM channel ORDER BY channel").mapTo(String.class).list());
    }

    public void save(ChannelState s) {
        database.change(handle -> {
            handle.execute("""
                    INSERT INTO channel (channel, target, identity, config_hash, marker, server, doubt, last_good, had_status, stopped, untrusted, last_sweep)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (channel) DO UPDATE SET target = excluded.target, identity = excluded.identity,
                    config_hash = excluded.config_hash, marker = excluded.marker, server = excluded.server, doubt = excluded.doubt,
                    last_good = excluded.last_good, had_status = excluded.had_status, stopped = excluded.stopped, untrusted = excluded.untrusted, last_sweep = excluded.last_sweep""",
                    s.channel(), s.target(), s.identity(), s.configHash(), s.marker(), s.server(), s.doubt(), s.lastGood(), s.hadStatus() ? 1 : 0, s.stopped(),
                    s.untrusted(), Rows.millis(s.lastSweep()));
        });
    }

    /** The right to plan a channel; waits for it, then says who holds it ({@link LedgerBusy}). */
    public PlannerLock lock(String channel, Duration wait, String holder) {
        return locks.lock(channel, wait, holder);
    }

    /** Nothing of the channel is handed out until {@link #resume}. */
    public void stop(String channel, String why) {
        database.change(handle -> {
            handle.execute("""
                    INSERT INTO channel (channel, last_good, had_status, stopped) VALUES (?, 0, 0, ?)
                    ON CONFLICT (channel) DO UPDATE SET stopped = excluded.stopped""", channel, why);
        });
    }

    public void resume(String channel) {
        database.change(handle -> {
            handle.execute("UPDATE channel SET stopped = NULL WHERE channel = ?", channel);
        });
    }

    /** Forgets everything about a channel but its audit. */
    public void forget(String channel) {
        database.change(handle -> {
            for (String table : List.of("account", "operation", "cycle", "group_read", "reference", "channel")) {
                handle.execute("DELETE FROM " + table + " WHERE channel = ?", channel);
            }
        });
    }

    // ---- accounts

    /** Streams every user's account of a channel to the reader. */
    public void index(String channel, IndexReader reader) {
        database.read(handle -> {
            handle.createQuery("""
                    SELECT a.guid, COALESCE(o.mark, a.mark) AS mark, a.state, o.id AS open_id FROM account a
                    LEFT JOIN operation o ON o.channel = a.channel AND o.guid = a.guid AND o.is_open = 1 WHERE a.channel = ? AND a.kind = 'USER'""")
                    .bind(0, channel).setFetchSize(1000).map((row, context) -> {
                        UUID guid = UUID.fromString(row.getString(1));
                        reader.account(guid.getMostSignificantBits(), guid.getLeastSignificantBits(), row.getLong(2), AccountState.valueOf(row.getString(3)),
                                row.getString(4) != null);
                        return 0;
                    }).forEach(ignored -> { });
            return null;
        });
    }

    public Map<UUID, Account> accounts(String channel, Collection<UUID> guids) {
        Map<UUID, Account> accounts = new HashMap<>();
        if (!guids.isEmpty()) {
            database.read(handle -> {
                handle.createQuery("SELECT " + Rows.ACCOUNT + " FROM account WHERE channel = :channel AND guid IN (<guids>)").bind("channel", channel)
                        .bindList("guids", Rows.texts(guids)).map((row, context) -> Rows.account(row)).forEach(account -> accounts.put(account.guid(), account));
                return null;
            });
        }
        return accounts;
    }

    /** Remembers whom a filter protects, as their entries say now. */
    public void protect(String channel, Map<UUID, Boolean> users) {
        database.change(handle -> {
            Batch batch = new Batch(handle, "UPDATE account SET protected = ? WHERE channel = ? AND guid = ?");
            users.forEach((guid, named) -> batch.add(named ? 1 : 0, channel, guid.toString()));
            batch.execute();
        });
    }

    /** Those of these users whom a filter protected when their entries were last seen. */
    public Set<UUID> protectedAmong(String channel, Collection<UUID> guids) {
        return guids.isEmpty() ? Set.of() : database.read(handle -> handle.createQuery("SELECT guid FROM account WHERE channel = :channel AND protected = 1 AND guid IN (<guids>)")
                .bind("channel", channel).bindList("guids", Rows.texts(guids)).mapTo(String.class).map(UUID::fromString).set());
    }

    /** Who holds an account id at the service with this identity. */
    public Optional<Account> owner(String identity, String account) {
        return owner(identity, account, "USER");
    }

    /** Who holds a group's id at the service with this identity. */
    public Optional<Account> groupOwner(String identity, String group) {
        return owner(identity, group, "GROUP");
    }

    private Optional<Account> owner(String identity, String account, String kind) {
        return database.read(handle -> handle.createQuery("SELECT " + prefixed("a") + " FROM account a JOIN channel c ON c.channel = a.channel "
                + "WHERE a.account = ? AND c.identity = ? AND a.kind = ? AND a.state <> 'DELETED'").bind(0, account).bind(1, identity).bind(2, kind).map((row, context) -> Rows.account(row)).findFirst());
    }

    private static String prefixed(String table) {
        return table + "." + Rows.ACCOUNT.replace(", ", ", " + table + ".");
    }

    /** Every account that answers to a GUID, DN, match key, login or account id, over all channels. The login is what a DN or a mail address begins with. */
    public List<Account> find(String user) {
        String login = user.toLowerCase(Locale.ROOT).replace("!", "!!").replace("%", "!%").replace("_", "!_");
        return database.read(handle -> handle.createQuery("SELECT " + Rows.ACCOUNT + " FROM account WHERE guid = :guid OR lower(dn) = :guid "
                + "OR lower(match_key) = :guid OR account = :user OR lower(match_key) LIKE :mail ESCAPE '!' OR lower(dn) LIKE :rdn ESCAPE '!' ORDER BY channel")
                .bind("guid", user.toLowerCase(Locale.ROOT)).bind("user", user).bind("mail", login + "@%").bind("rdn", "%=" + login + ",%")
                .map((row, context) -> Rows.account(row)).stream().filter(account -> answersTo(account, user)).toList());
    }

    /** The query also finds a login further up in a DN. */
    private static boolean answersTo(Account account, String user) {
        return List.of(account.guid().toString(), String.valueOf(account.dn()), String.valueOf(account.key()), String.valueOf(account.account())).stream()
                .anyMatch(user::equalsIgnoreCase) || account.key() != null && account.key().toLowerCase(Locale.ROOT).startsWith(user.toLowerCase(Locale.ROOT) + "@")
                || account.dn() != null && account.dn().toLowerCase(Locale.ROOT).matches("[^=,]*=" + Pattern.quote(user.toLowerCase(Locale.ROOT)) + ",.*");
    }

    /** The id of the account that a channel manages for the entry with this DN, in normal form; that of a former entry only where there is no other. */
    public Optional<String> accountOf(String channel, String normalDn) {
        return database.read(handle -> handle.createQuery("SELECT account FROM account WHERE channel = ? AND normal_dn = ? AND account IS NOT NULL ORDER BY mark = -1")
                .bind(0, channel).bind(1, normalDn).mapTo(String.class).findFirst());
    }

    /** Records to whom people refer: DNs in normal form, each with the account that this was when they were planned. What was recorded before is forgotten. */
    public void refer(String channel, Map<UUID, Map<String, Optional<String>>> references) {
        database.change(handle -> {
            new Due(handle).refer(channel, references);
        });
    }

    /**
     * Who has to be looked at though their entries have not changed: they refer to somebody who has another account by now, the match key they wanted
     * may be free, or what was planned for them was never done.
     */
    public Set<UUID> due(String channel) {
        return database.read(handle -> new Due(handle).of(channel));
    }

    /** Users who have no row any more, since their account was deleted after they left: found by what was planned for them. */
    public List<Account> forgotten(String user) {
        String text = Rows.json(user.toLowerCase(Locale.ROOT)).replaceAll("^\"|\"$", "").replace("!", "!!").replace("%", "!%").replace("_", "!_");
        Map<String, Account> found = new LinkedHashMap<>();
        database.read(handle -> {
            handle.createQuery("SELECT " + Rows.OPERATION + " FROM operation o WHERE (guid = :user OR lower(body) LIKE :text ESCAPE '!') AND NOT EXISTS "
                    + "(SELECT 1 FROM account a WHERE a.channel = o.channel AND a.guid = o.guid) ORDER BY id").bind("user", user.toLowerCase(Locale.ROOT))
                    .bind("text", "%" + text + "%").map((row, context) -> Rows.recorded(row)).forEach(recorded -> {
                        Operation o = recorded.operation();
                        Account last = new Account(o.channel(), o.guid(), o.dn(), o.mark(), AccountState.DELETED, o.account(), o.key(), Map.of(), Map.of(), true, null,
                                "the account was deleted, and the entry is gone", o.planned());
                        if (answersTo(last, user)) {
                            found.put(o.channel() + o.guid(), last);
                        }
                    });
            return null;
        });
        return List.copyOf(found.values());
    }

    /** Everything that was ever planned for a user, oldest first. */
    public List<PastOperation> history(String channel, UUID guid) {
        return database.read(handle -> handle.createQuery("SELECT o.*, c.kind AS cycle_kind, c.asked_by FROM operation o LEFT JOIN cycle c ON c.id = o.cycle "
                + "WHERE o.channel = ? AND o.guid = ? ORDER BY o.id").bind(0, channel).bind(1, guid.toString())
                .map((row, context) -> new PastOperation(Rows.recorded(row), row.getString("cycle_kind"), row.getString("asked_by"), Rows.instant(row, "planned_at"),
                        Rows.instant(row, "released_at"), Rows.instant(row, "ended_at"))).list());
    }

    /** The channel of a cycle that the ledger knows. */
    public Optional<String> channelOfCycle(String cycle) {
        return database.read(handle -> handle.createQuery("SELECT channel FROM cycle WHERE id = ?").bind(0, cycle).mapTo(String.class).findOne());
    }

    /** How many accounts a channel manages: recorded active, disabled, pending or watched. */
    public long managed(String channel) {
        return database.read(handle -> managed(handle, channel));
    }

    private static long managed(Handle handle, String channel) {
        return handle.createQuery(MANAGED).bind("channel", channel).mapTo(Long.class).one();
    }

    /** Accounts that have been disabled, and gone from the directory, since before this time. */
    public List<UUID> disabledBefore(String channel, Instant time) {
        return database.read(handle -> handle.createQuery("SELECT guid FROM account WHERE channel = ? AND kind = 'USER' AND state = 'DISABLED' AND mark = -1 AND since <= ?")
                .bind(0, channel).bind(1, time.toEpochMilli()).mapTo(String.class).map(UUID::fromString).list());
    }

    // ---- groups

    /** What the last read of a channel's groups was worth; nothing is known of one that was never made. */
    public GroupRead groupRead(String channel) {
        return database.read(handle -> handle.createQuery("SELECT * FROM group_read WHERE channel = ?").bind(0, channel)
                .map((row, context) -> new GroupRead(channel, row.getString("marker"), row.getString("server"), row.getString("doubt"),
                        row.getObject("last_good") == null ? null : row.getLong("last_good"), row.getString("untrusted")))
                .findOne()).orElse(new GroupRead(channel, null, null, null, null, null));
    }

    public void save(GroupRead r) {
        database.change(handle -> {
            handle.execute("""
                    INSERT INTO group_read (channel, marker, server, doubt, last_good, untrusted) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (channel) DO UPDATE SET
                    marker = excluded.marker, server = excluded.server, doubt = excluded.doubt, last_good = excluded.last_good, untrusted = excluded.untrusted""",
                    r.channel(), r.marker(), r.server(), r.doubt(), r.lastGood(), r.untrusted());
        });
    }

    public Map<UUID, RecordedGroup> groups(String channel) {
        Map<UUID, RecordedGroup> groups = new LinkedHashMap<>();
        database.read(handle -> {
            handle.createQuery("SELECT " + prefixed("a") + ", o.mark AS open_mark FROM account a LEFT JOIN operation o ON o.channel = a.channel AND o.guid = a.guid "
                    + "AND o.is_open = 1 WHERE a.channel = ? AND a.kind = 'GROUP'").bind(0, channel).map((row, context) -> {
                        Account group = Rows.account(row);
                        long mark = row.getLong("open_mark");
                        boolean open = !row.wasNull();
                        return new RecordedGroup(group, open ? mark : group.mark(), open);
                    }).forEach(group -> groups.put(group.account().guid(), group));
            return null;
        });
        return groups;
    }

    /**
     * Streams the users whom the reader wants by their DN, each with the operation that is on its way for them, or null.
     *
     * @param wanted asked for every user of the channel, so that few are brought into memory
     */
    public void users(String channel, Predicate<String> wanted, BiConsumer<Account, Operation> reader) {
        database.read(handle -> {
            handle.createQuery("SELECT " + prefixed("a") + ", o.body AS open_body FROM account a LEFT JOIN operation o ON o.channel = a.channel AND o.guid = a.guid "
                    + "AND o.is_open = 1 AND o.state IN ('planned', 'released', 'claimed') WHERE a.channel = ? AND a.kind = 'USER'").bind(0, channel).setFetchSize(1000)
                    .map((row, context) -> {
                        if (row.getString("dn") != null && wanted.test(row.getString("dn"))) {
                            String body = row.getString("open_body");
                            reader.accept(Rows.account(row), body == null ? null : Rows.operation(body));
                        }
                        return 0;
                    }).forEach(ignored -> { });
            return null;
        });
    }

    /** The match keys of accounts, by their ids at the service. */
    public Map<String, String> keys(String channel, Collection<String> accounts) {
        Map<String, String> keys = new HashMap<>();
        if (!accounts.isEmpty()) {
            database.read(handle -> handle.createQuery("SELECT account, match_key FROM account WHERE channel = :channel AND kind = 'USER' AND account IN (<accounts>)")
                    .bind("channel", channel).bindList("accounts", List.copyOf(accounts))
                    .map((row, context) -> keys.put(row.getString("account"), row.getString("match_key"))).list());
        }
        return keys;
    }

    // ---- a cycle

    public String openCycle(String channel, String kind) {
        return openCycle(channel, kind, null);
    }

    /** @param askedBy for {@code muster why}: the command and the account it runs under */
    public String openCycle(String channel, String kind, String askedBy) {
        long now = lastCycle.updateAndGet(last -> Math.max(last + 1, System.currentTimeMillis()));
        String id = channel + "-" + Long.toString(now, 36);
        database.change(handle -> {
            handle.execute("INSERT INTO cycle (id, channel, kind, start_at, asked_by) VALUES (?, ?, ?, ?, ?)", id, channel, kind, now, askedBy);
        });
        return id;
    }

    public void plan(String cycle, List<Planned> people) {
        if (!people.isEmpty()) {
            database.change(handle -> {
                new Planning(handle, database.sqlite() ? "" : " FOR UPDATE", channelOf(cycle), cycle).write(people);
            });
        }
    }

    private static String channelOf(String cycle) {
        return cycle.substring(0, cycle.lastIndexOf('-'));
    }

    /**
     * Operations that a dead process had planned, released or claimed are superseded, and their users are due to be looked at again. What was claimed may
     * have been done: those accounts are unsure. To be called by who holds the planner's lock, while nothing of this process is under way.
     */
    public int recover(String channel, Collection<String> underWay) {
        String orphans = "channel = :channel AND is_open = 1 AND cycle NOT IN (<cycles>) AND state IN ";
        List<String> cycles = underWay.isEmpty() ? List.of("") : List.copyOf(underWay);
        return database.write(handle -> {
            List<Operation> begun = handle.createQuery("SELECT body FROM operation WHERE " + orphans + "('claimed')").bind("channel", channel)
                    .bindList("cycles", cycles).map((row, context) -> Rows.operation(row.getString(1))).list();
            new Recording(handle).unheard(begun);
            handle.createUpdate("UPDATE account SET due = 1 WHERE channel = :channel AND guid IN (SELECT guid FROM operation WHERE " + orphans
                    + "('planned', 'released'))").bind("channel", channel).bindList("cycles", cycles).execute();
            return handle.createUpdate("UPDATE operation SET state = 'superseded', is_open = 0, ended_at = :now, "
                    + "cause = 'the process ended before the outcome was recorded' WHERE " + orphans + "('planned', 'released', 'claimed')")
                    .bind("now", System.currentTimeMillis()).bind("channel", channel).bindList("cycles", cycles).execute();
        });
    }

    /** A cycle that ended before its plan was complete: nothing of it is released. */
    public void abandon(String cycle, String why) {
        database.change(handle -> {
            handle.execute("UPDATE account SET due = 1 WHERE channel = ? AND guid IN (SELECT guid FROM operation WHERE cycle = ? AND state = 'planned')", channelOf(cycle), cycle);
            handle.execute("UPDATE operation SET state = 'superseded', is_open = 0, cause = ?, ended_at = ? WHERE cycle = ? AND state = 'planned'",
                    "the cycle ended early: " + why, System.currentTimeMillis(), cycle);
            // a part that is planned anew does not end the whole
            handle.execute("UPDATE cycle SET verdict = ?, end_at = CASE WHEN planned IS NULL THEN " + System.currentTimeMillis() + " ELSE end_at END, "
                    + "planned = CASE WHEN planned IS NULL THEN NULL ELSE " + PLANNED + " END WHERE id = ?", why, cycle);
        });
    }

    /** What was held comes before the judge again, as part of this cycle. */
    public int adoptHeld(String channel, String cycle) {
        return database.write(handle -> {
            takeOver(handle, "held", channel);
            return handle.execute("UPDATE operation SET state = 'planned', held = NULL, cycle = ? WHERE channel = ? AND state = 'held'", cycle, channel);
        });
    }

    /** Operations go on to another cycle: for those cycles that still wait for others of theirs, that they wait was their outcome. */
    private static void takeOver(Handle handle, String state, String channel) {
        handle.execute("UPDATE cycle SET " + state + "_on = " + state + "_on + (SELECT COUNT(*) FROM operation o WHERE o.cycle = cycle.id AND o.state = '" + state
                + "') WHERE channel = ? AND end_at IS NULL", channel);
    }

    /** Planned and not approved operations by what the guard counts them as. */
    public Map<OperationKind, Long> toJudge(String cycle) {
        return kinds("SELECT guarded, SUM(weight) AS n FROM operation WHERE cycle = ? AND state = 'planned' AND approved = 0 GROUP BY guarded", cycle);
    }

    /** What was released since then without anybody's approval, by kind: the guard's sliding window. */
    public Map<OperationKind, Long> releasedSince(String channel, Instant since) {
        return kinds("SELECT guarded, SUM(weight) AS n FROM operation WHERE channel = ? AND approved = 0 AND state NOT IN ('superseded', 'dead') AND released_at >= "
                + since.toEpochMilli() + " GROUP BY guarded", channel);
    }

    private Map<OperationKind, Long> kinds(String sql, String argument) {
        Map<OperationKind, Long> kinds = new EnumMap<>(OperationKind.class);
        database.read(handle -> handle.createQuery(sql).bind(0, argument)
                .map((row, context) -> kinds.put(OperationKind.valueOf(row.getString("guarded")), row.getLong("n"))).list());
        return kinds;
    }

    /** Holds planned operations back. Distrust holds approved ones too; the guard does not. */
    public void hold(String cycle, Held why, Set<OperationKind> kinds, boolean absenceOnly) {
        database.change(handle -> {
            handle.execute("UPDATE operation SET state = 'held', held = ? WHERE cycle = ? AND state = 'planned' AND guarded IN " + Rows.kinds(kinds)
                    + (absenceOnly ? " AND absence = 1" : "") + (why == Held.GUARD ? " AND approved = 0 AND weight > 0" : ""), why.name(), cycle);
        });
    }

    public void release(String cycle) {
        database.change(handle -> {
            handle.execute("UPDATE cycle SET planned = " + PLANNED + " WHERE id = ?", cycle);
            handle.execute("UPDATE operation SET state = 'released', released_at = ? WHERE cycle = ? AND state = 'planned'", System.currentTimeMillis(), cycle);
        });
    }

    /**
     * Hands out released and due operations: removals, then updates, then creates; groups when no user's operation is on its way any more, since
     * only then their members' accounts are known. None while the channel is stopped.
     */
    public List<Release> claim(String channel, int max, Instant now) {
        return claim(channel, max, now, null);
    }

    /** @param cycle the only cycle whose operations are handed out, or null for all: {@code apply} does what its plan says, and not what else is due */
    public List<Release> claim(String channel, int max, Instant now, String cycle) {
        return database.write(handle -> {
            List<Release> rows = handle.createQuery("SELECT id, cycle, attempts, body FROM operation WHERE channel = :channel "
                    + "AND state IN ('released', 'deferred') AND next_try <= :now AND (priority < " + GROUPS + " OR NOT EXISTS (" + USERS_ON_THEIR_WAY + ")) "
                    + "AND (CAST(:cycle AS TEXT) IS NULL OR cycle = :cycle) "
                    + "AND NOT EXISTS (SELECT 1 FROM channel c WHERE c.channel = :channel AND c.stopped IS NOT NULL) ORDER BY priority, id LIMIT :max"
                    + (database.sqlite() ? "" : " FOR UPDATE SKIP LOCKED")).bind("channel", channel).bind("now", now.toEpochMilli()).bind("cycle", cycle).bind("max", max)
                    .map((row, context) -> new Release(row.getString(1), row.getString(2), row.getInt(3), row.getString(4))).list();
            Batch claimed = new Batch(handle, "UPDATE operation SET state = 'claimed' WHERE id = ?");
            rows.forEach(row -> claimed.add(row.id()));
            claimed.execute();
            return rows;
        });
    }

    /** Whether operations of groups have waited for those of users, and need wait no longer. */
    public boolean groupsMayGo(String channel) {
        return database.read(handle -> handle.createQuery("SELECT EXISTS (SELECT 1 FROM operation WHERE channel = :channel AND state IN ('released', 'deferred') "
                + "AND state = 'released' AND priority = " + GROUPS + ") AND NOT EXISTS (" + USERS_ON_THEIR_WAY + ")").bind("channel", channel).mapTo(Boolean.class).one());
    }

    /** Whether an operation was handed out, and its outcome is not recorded yet. */
    public boolean underWay(String operation) {
        return database.read(handle -> handle.createQuery("SELECT EXISTS (SELECT 1 FROM operation WHERE id = ? AND state = 'claimed')").bind(0, operation)
                .mapTo(Boolean.class).one());
    }

    /**
     * An account goes from an entry that is gone, and for which it is disabled, to the entry that an operation is for ({@code behaviour.md} section 2, new GUID).
     *
     * @return false when the former entry's account is not disabled yet
     */
    public boolean takeOver(Account former, Operation operation) {
        return database.write(handle -> {
            boolean disabled = handle.createQuery("SELECT EXISTS (SELECT 1 FROM account WHERE channel = ? AND guid = ? AND state = 'DISABLED' AND mark = -1)").bind(0, former.channel())
                    .bind(1, former.guid().toString()).mapTo(Boolean.class).one();
            if (disabled) {
                Planning.takeOver(handle, former.channel(), former.guid(), operation.guid(), operation.dn());
            }
            return disabled;
        });
    }

    /** The user and the cycle of an operation. */
    public record Subject(String cycle, UUID guid) {
    }

    /** Whom operations are about, by the operations' ids. */
    public Map<String, Subject> subjects(Collection<String> operations) {
        Map<String, Subject> subjects = new HashMap<>();
        if (!operations.isEmpty()) {
            database.read(handle -> handle.createQuery("SELECT id, cycle, guid FROM operation WHERE id IN (<ids>)").bindList("ids", List.copyOf(operations))
                    .map((row, context) -> subjects.put(row.getString(1), new Subject(row.getString(2), UUID.fromString(row.getString(3))))).list());
        }
        return subjects;
    }

    public void record(List<Outcome> outcomes) {
        if (!outcomes.isEmpty()) {
            database.change(handle -> {
                new Recording(handle).write(outcomes);
            });
        }
    }

    /** What a stopped channel leaves undone of a cycle counts as deferred, without an attempt. */
    public void deferReleased(String channel, String why) {
        database.change(handle -> {
            handle.execute("UPDATE operation SET state = 'deferred', cause = ? WHERE channel = ? AND state = 'released'", why, channel);
        });
    }

    /** Whether operations of a cycle have no outcome yet. Asked after every batch of outcomes, so it looks for one and counts none. */
    public boolean unsettled(String cycle) {
        return database.read(handle -> handle.createQuery("SELECT EXISTS (SELECT 1 FROM operation "
                + "WHERE state IN ('planned', 'released', 'claimed') AND cycle = :cycle)").bind("cycle", cycle)
                .mapTo(Boolean.class).one());
    }

    public Map<String, Long> outcomes(String cycle) {
        Map<String, Long> outcomes = new LinkedHashMap<>();
        database.read(handle -> handle.createQuery("SELECT state, COUNT(*) AS n FROM operation WHERE cycle = ? GROUP BY state").bind(0, cycle)
                .map((row, context) -> outcomes.put(row.getString("state"), row.getLong("n"))).list());
        return outcomes;
    }

    /** Ends a cycle, and answers whether its books are right. */
    public Tally closeCycle(String cycle) {
        return database.write(handle -> {
            Tally tally = tally(handle, cycle);
            handle.execute("UPDATE cycle SET end_at = ?, counts = ? WHERE id = ? AND end_at IS NULL", System.currentTimeMillis(), Rows.json(tally.outcomes()), cycle);
            return tally;
        });
    }

    private static Tally tally(Handle handle, String cycle) {
        Map<String, Long> outcomes = new LinkedHashMap<>();
        handle.createQuery("SELECT state, COUNT(*) AS n FROM operation WHERE cycle = ? GROUP BY state").bind(0, cycle)
                .map((row, context) -> outcomes.put(row.getString("state"), row.getLong("n"))).list();
        Long planned = handle.createQuery("SELECT planned, held_on, deferred_on FROM cycle WHERE id = ?").bind(0, cycle).map((row, context) -> {
            Map.of("held", row.getLong("held_on"), "deferred", row.getLong("deferred_on")).forEach((state, count) -> {
                if (count > 0) {
                    outcomes.merge(state, count, Long::sum);
                }
            });
            long count = row.getLong("planned");
            return row.wasNull() ? null : count;
        }).findFirst().orElse(null);
        return new Tally(planned, outcomes, handle.createQuery("SELECT id FROM operation WHERE cycle = ? AND state IN ('planned', 'released', 'claimed') ORDER BY id")
                .bind(0, cycle).mapTo(String.class).list());
    }

    /** Cycles that were never ended, since their process died, and have nothing left to wait for. */
    public List<String> orphanedCycles(String channel) {
        return database.read(handle -> handle.createQuery("SELECT id FROM cycle c WHERE channel = ? AND end_at IS NULL AND NOT EXISTS (SELECT 1 FROM operation o "
                + "WHERE o.cycle = c.id AND o.state IN ('planned', 'released', 'claimed'))").bind(0, channel).mapTo(String.class).list());
    }

    /** Streams the operations of a cycle in the order they were planned. */
    public void operations(String cycle, Consumer<Recorded> consumer) {
        stream("cycle = ?", cycle, consumer);
    }

    /** Streams the operations that a channel holds or has deferred. */
    public void waiting(String channel, Consumer<Recorded> consumer) {
        stream("channel = ? AND is_open = 1 AND state IN ('held', 'deferred')", channel, consumer);
    }

    private void stream(String where, String argument, Consumer<Recorded> consumer) {
        database.read(handle -> {
            handle.createQuery("SELECT " + Rows.OPERATION + " FROM operation WHERE " + where + " ORDER BY id").bind(0, argument).setFetchSize(1000)
                    .map((row, context) -> Rows.recorded(row)).forEach(consumer);
            return null;
        });
    }

    // ---- what people ask for

    /** Marks held operations as approved, all or some; answers how many. */
    public int approve(String channel, Collection<String> ids) {
        return approve(channel, ids, null);
    }

    /** @param by who says so, for {@code muster why} */
    public int approve(String channel, Collection<String> ids, String by) {
        return database.write(handle -> {
            note(handle, "approved", by, channel, ids, " AND approved = 0");
            return some(handle, "UPDATE operation SET approved = 1 WHERE channel = :channel AND state = 'held' AND approved = 0", "id", channel, ids).execute();
        });
    }

    /** Rejected operations are skipped until the entry or the configuration changes; answers how many. */
    public int reject(String channel, Collection<String> ids) {
        return reject(channel, ids, null);
    }

    /** @param by who says so, for {@code muster why} */
    public int reject(String channel, Collection<String> ids, String by) {
        String only = ids.isEmpty() ? "" : " AND o.id IN (<ids>)";
        return database.write(handle -> {
            note(handle, "rejected", by, channel, ids, "");
            var marks = handle.createUpdate("UPDATE account SET trouble = 'rejected', cause = 'rejected by an administrator', mark = (SELECT o.mark FROM operation o "
                    + "WHERE o.channel = account.channel AND o.guid = account.guid AND o.state = 'held'" + only + ") WHERE channel = :channel AND guid IN "
                    + "(SELECT o.guid FROM operation o WHERE o.channel = :channel AND o.state = 'held'" + only + ")").bind("channel", channel);
            (ids.isEmpty() ? marks : marks.bindList("ids", List.copyOf(ids))).execute();
            return some(handle, "UPDATE operation SET state = 'skipped', is_open = 0, held = NULL, cause = 'rejected by an administrator', ended_at = "
                    + System.currentTimeMillis() + " WHERE channel = :channel AND state = 'held'", "id", channel, ids).execute();
        });
    }

    /** Who decided over held operations stands in the audit. */
    private static void note(Handle handle, String outcome, String by, String channel, Collection<String> ids, String condition) {
        some(handle, "INSERT INTO audit (at, cycle, channel, operation, kind, guid, outcome, cause) SELECT " + System.currentTimeMillis()
                + ", cycle, channel, id, lower(replace(kind, '_', '-')), guid, :outcome, :by FROM operation WHERE channel = :channel AND state = 'held'" + condition,
                "id", channel, ids).bind("outcome", outcome).bind("by", by == null ? "an administrator" : by).execute();
    }

    /** A statement over operations of a channel, all or these. */
    private static Update some(Handle handle, String sql, String column, String channel, Collection<String> values) {
        Update update = handle.createUpdate(sql + (values.isEmpty() ? "" : " AND " + column + " IN (<values>)")).bind("channel", channel);
        return values.isEmpty() ? update : update.bindList("values", List.copyOf(values));
    }

    /** Deferred operations are due now, and belong to this cycle from here on. */
    public int dueNow(String channel, String cycle) {
        return database.write(handle -> {
            takeOver(handle, "deferred", channel);
            return handle.execute("UPDATE operation SET next_try = 0, state = 'released', cycle = ? WHERE channel = ? AND state = 'deferred'", cycle, channel);
        });
    }

    /** Dead and deferred users, all or some, are looked at anew by the next cycle; answers how many. */
    public int retry(String channel, Collection<UUID> guids) {
        List<String> users = Rows.texts(guids);
        return database.write(handle -> some(handle, "UPDATE operation SET state = 'superseded', is_open = 0, cause = 'retried by an administrator', ended_at = "
                + System.currentTimeMillis() + " WHERE channel = :channel AND state = 'deferred'", "guid", channel, users).execute()
                + some(handle, "UPDATE account SET mark = 0, trouble = NULL, cause = NULL WHERE channel = :channel AND trouble = 'dead'", "guid", channel, users).execute());
    }

    public ChannelStatus status(String channel) {
        ChannelState state = channel(channel);
        GroupRead groups = groupRead(channel);
        return database.read(handle -> {
            var last = handle.createQuery("SELECT id, kind, start_at, end_at FROM cycle WHERE channel = ? ORDER BY start_at DESC LIMIT 1").bind(0, channel)
                    .map((row, context) -> new Object[] {row.getString("id"), row.getString("kind"), Rows.instant(row, "start_at"), Rows.instant(row, "end_at")})
                    .findOne().orElse(new Object[4]);
            Map<String, Long> open = new HashMap<>();
            handle.createQuery("SELECT state, COUNT(*) AS n FROM operation WHERE channel = ? AND is_open = 1 GROUP BY state").bind(0, channel)
                    .map((row, context) -> open.put(row.getString("state"), row.getLong("n"))).list();
            Long oldest = handle.createQuery("SELECT MIN(planned_at) FROM operation WHERE channel = ? AND is_open = 1").bind(0, channel).mapTo(Long.class).findOne()
                    .orElse(null);
            long dead = handle.createQuery("SELECT COUNT(*) FROM account WHERE channel = ? AND trouble = 'dead'").bind(0, channel).mapTo(Long.class).one();
            return new ChannelStatus(channel, (String) last[0], (String) last[1], (Instant) last[2], (Instant) last[3], managed(handle, channel), open.getOrDefault("held", 0L),
                    open.getOrDefault("deferred", 0L), dead, state.untrusted() != null ? state.untrusted() : groups.untrusted(), state.stopped(), oldest == null ? null : Instant.ofEpochMilli(oldest));
        });
    }

    /** A user's story, oldest first. */
    public List<AuditRecord> audit(String channel, UUID guid, Instant until) {
        return database.read(handle -> new ArrayList<>(handle.createQuery("SELECT * FROM audit WHERE channel = ? AND guid = ? AND at <= ? ORDER BY at")
                .bind(0, channel).bind(1, guid.toString()).bind(2, until == null ? Long.MAX_VALUE : until.toEpochMilli())
                .map((row, context) -> new AuditRecord(Instant.ofEpochMilli(row.getLong("at")), row.getString("cycle"), row.getString("channel"),
                        row.getString("operation"), row.getString("kind"), row.getString("guid"), row.getString("account"), row.getString("step"),
                        row.getString("method"), row.getString("path"), (Integer) row.getObject("status"), row.getString("request_id"), row.getString("outcome"),
                        row.getString("cause"), row.getString("reason"), row.getString("attributes"), row.getObject("millis") == null ? null : row.getLong("millis")))
                .list()));
    }

    @Override
    public void close() {
        database.close();
    }
}
