package io.muster.ledger;

import io.muster.directory.DnKey;
import io.muster.directory.Sighting;
import io.muster.plan.Guard;
import io.muster.plan.Operation;
import io.muster.plan.OperationKind;
import io.muster.plan.Planner;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** Writes a batch of plans down, in one transaction. */
final class Planning {

    private static final String TOUCH = """
            INSERT INTO account (channel, guid, dn, normal_dn, mark, state, match_key, seen, trouble, cause, wanted, since, kind) VALUES (?, ?, ?, ?, ?, 'NONE', ?, 0, ?, ?, ?, ?, ?)
            ON CONFLICT (channel, guid) DO UPDATE SET mark = excluded.mark, dn = COALESCE(excluded.dn, account.dn), normal_dn = COALESCE(excluded.normal_dn, account.normal_dn),
            match_key = COALESCE(excluded.match_key, account.match_key), trouble = excluded.trouble, cause = excluded.cause, wanted = excluded.wanted, due = 0""";
    private static final String SEE = """
            INSERT INTO account (channel, guid, dn, normal_dn, mark, state, match_key, seen, since, kind) VALUES (?, ?, ?, ?, 0, 'NONE', ?, 0, ?, ?)
            ON CONFLICT (channel, guid) DO UPDATE SET dn = COALESCE(excluded.dn, account.dn), normal_dn = COALESCE(excluded.normal_dn, account.normal_dn), due = 0""";
    private static final String INSERT = """
            INSERT INTO operation (id, cycle, channel, guid, kind, guarded, priority, state, is_open, approved, absence, body, mark, attempts, next_try, cause,
            planned_at, ended_at, weight) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?, 0, 0, ?, ?, ?, ?)""";
    private static final String SUPERSEDE = "UPDATE operation SET state = 'superseded', is_open = 0, cause = ?, ended_at = ? WHERE id = ?";
    private static final String REPLACE = """
            UPDATE operation SET state = 'planned', held = NULL, cycle = ?, guarded = ?, weight = ?, body = ?, mark = ?, absence = ?, priority = ?, next_try = 0 WHERE id = ?""";

    private final Handle handle;
    private final String lock;
    private final String channel;
    private final String cycle;
    private final long now = System.currentTimeMillis();

    /** @param lock what follows a query to lock its rows, where a whole database is not locked anyway */
    Planning(Handle handle, String lock, String channel, String cycle) {
        this.handle = handle;
        this.lock = lock;
        this.channel = channel;
        this.cycle = cycle;
    }

    private record Open(String id, String cycle, String state, OperationKind kind) {
    }

    void write(List<Planned> people) {
        Map<String, Open> open = open(people);
        Set<String> transferred = transferred(people);
        Batch touches = new Batch(handle, TOUCH);
        Batch sightings = new Batch(handle, SEE);
        Batch inserts = new Batch(handle, INSERT);
        Batch superseded = new Batch(handle, SUPERSEDE);
        for (Planned person : people) {
            String guid = person.guid().toString();
            String kind = person.group() ? "GROUP" : "USER";
            Operation operation = person.operation();
            Open before = open.get(guid);
            if (before != null && before.state().equals("claimed") || transferred.contains(guid)) {
                continue;
            }
            if (person.takesOverFrom() != null) {
                takeOver(handle, channel, person.takesOverFrom(), person.guid(), person.dn());
            }
            if (before != null && before.state().equals("held") && operation != null && operation.op() == before.kind()) {
                handle.execute("UPDATE cycle SET held_on = held_on + 1 WHERE id = ? AND end_at IS NULL", before.cycle());
                handle.execute(REPLACE, cycle, Guard.countedAs(operation).name(), Guard.weight(operation), Rows.json(operation), operation.mark(),
                        number(operation.absence()), operation.op().priority(), before.id());
                continue;
            }
            if (before != null) {
                superseded.add(operation == null ? "the directory took the reason back" : "planned anew", now, before.id());
            }
            if (person.forget()) {
                handle.execute("DELETE FROM account WHERE channel = ? AND guid = ?", channel, guid);
                if (person.heir() != null) {
                    handle.execute("UPDATE account SET mark = 0 WHERE channel = ? AND guid = ?", person.heir(), guid);
                }
            } else if (operation == null) {
                touches.add(channel, guid, person.dn(), normal(person.dn()), person.mark(), person.key(), null, null, null, now, kind);
            } else if (operation.op() == OperationKind.SKIP) {
                touches.add(channel, guid, person.dn(), normal(person.dn()), person.mark(), person.key(), "skipped", operation.reason(), wanted(person), now, kind);
            } else {
                sightings.add(channel, guid, person.dn(), normal(person.dn()), person.key(), now, kind);
            }
            if (person.mark() == Sighting.GONE && person.key() != null && !person.group()) {
                new Due(handle).keyFreed(channel, person.key());
            }
            if (operation != null) {
                insert(inserts, guid, operation);
            }
        }
        List.of(superseded, touches, sightings, inserts).forEach(Batch::execute);
    }

    private static String normal(String dn) {
        return dn == null ? null : DnKey.normal(dn);
    }

    /** The match key that keeps a user without an account, since somebody else has it. */
    private static String wanted(Planned person) {
        return person.operation().reason().startsWith(Planner.CONFLICT) && person.key() != null ? person.key().toLowerCase(Locale.ROOT) : null;
    }

    private void insert(Batch inserts, String guid, Operation operation) {
        boolean skip = operation.op() == OperationKind.SKIP;
        inserts.add(operation.id(), cycle, channel, guid, operation.op().name(), Guard.countedAs(operation).name(), operation.op().priority(), skip ? "skipped" : "planned", number(!skip),
                number(operation.absence()), Rows.json(operation), operation.mark(), skip ? operation.reason() : null, now, skip ? now : null,
                Guard.weight(operation));
    }

    private Map<String, Open> open(List<Planned> people) {
        Map<String, Open> open = new HashMap<>();
        handle.createQuery("SELECT guid, id, cycle, state, kind FROM operation WHERE channel = :channel AND is_open = 1 AND guid IN (<guids>)")
                .bind("channel", channel).bindList("guids", people.stream().map(person -> person.guid().toString()).toList())
                .map((row, context) -> open.put(row.getString("guid"),
                        new Open(row.getString("id"), row.getString("cycle"), row.getString("state"), OperationKind.valueOf(row.getString("kind")))))
                .list();
        return open;
    }

    /**
     * Users whose account went to a re-created entry after they had been looked at: what was planned for it is void. The rows stay locked, so
     * that no account is transferred while its operation is written.
     */
    private Set<String> transferred(List<Planned> people) {
        Set<String> planned = new HashSet<>();
        for (Planned person : people) {
            if (person.operation() != null && (person.operation().op().removal() || person.operation().op() == OperationKind.GROUP_DELETE)) {
                planned.add(person.guid().toString());
            }
        }
        if (!planned.isEmpty()) {
            planned.removeAll(handle.createQuery("SELECT guid FROM account WHERE channel = :channel AND guid IN (<guids>)" + lock)
                    .bind("channel", channel).bindList("guids", List.copyOf(planned)).mapTo(String.class).list());
        }
        return planned;
    }

    /** The account goes from the old entry's row to the new one's. */
    static void takeOver(Handle handle, String channel, UUID from, UUID to, String dn) {
        handle.execute("DELETE FROM account WHERE channel = ? AND guid = ?", channel, to.toString());
        handle.execute("UPDATE account SET guid = ?, dn = ?, normal_dn = ?, mark = 0 WHERE channel = ? AND guid = ?", to.toString(), dn, normal(dn), channel, from.toString());
        handle.execute("UPDATE operation SET state = 'superseded', is_open = 0, cause = ?, ended_at = ? WHERE channel = ? AND guid = ? AND is_open = 1",
                "the account was transferred to the re-created entry " + to, System.currentTimeMillis(), channel, from.toString());
    }

    private static int number(boolean yes) {
        return yes ? 1 : 0;
    }
}
