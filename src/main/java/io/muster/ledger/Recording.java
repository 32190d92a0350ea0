package io.muster.ledger;

import io.muster.directory.Sighting;
import io.muster.plan.AccountState;
import io.muster.plan.Known;
import io.muster.plan.Operation;
import io.muster.plan.OperationKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/** Writes a batch of outcomes down: operation, account and audit, in one transaction. */
final class Recording {

    private static final String END = """
            UPDATE operation SET state = ?, is_open = ?, cause = ?, status = ?, attempts = attempts + ?, next_try = ?, ended_at = ?, held = NULL WHERE id = ?""";
    private static final String ACCOUNT = """
            UPDATE account SET mark = ?, state = ?, account = ?, match_key = ?, sent = ?, kept = ?, seen = ?, trouble = ?, cause = ?, wanted = ?, since = ?
            WHERE channel = ? AND guid = ?""";
    private static final String AUDIT = """
            INSERT INTO audit (at, cycle, channel, operation, kind, guid, account, step, method, path, status, request_id, outcome, cause, reason,
            attributes, millis) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""";

    private final Handle handle;
    private final long now = System.currentTimeMillis();
    /** By channel, the users who have another account than before. */
    private final Map<String, Set<String>> came = new HashMap<>();
    /** Accounts as they were, whose match key others may get now. */
    private final List<Account> freed = new ArrayList<>(0);

    Recording(Handle handle) {
        this.handle = handle;
    }

    void write(List<Outcome> outcomes) {
        Map<String, Operation> operations = operations(outcomes);
        Map<String, Account> accounts = accounts(operations);
        Batch ends = new Batch(handle, END);
        Batch updates = new Batch(handle, ACCOUNT);
        Batch audit = new Batch(handle, AUDIT);
        for (Outcome outcome : outcomes) {
            Operation operation = operations.get(outcome.operation());
            if (operation == null) {
                continue;
            }
            boolean deferred = outcome.result() == Outcome.Result.DEFERRED;
            ends.add(state(outcome), deferred ? 1 : 0, outcome.cause(), outcome.status(), outcome.counts() ? 1 : 0,
                    deferred && outcome.nextTry() != null ? outcome.nextTry().toEpochMilli() : 0, deferred ? null : now, outcome.operation());
            Account account = accounts.get(operation.channel() + "/" + operation.guid());
            if (account != null) {
                account(updates, outcome, operation, account);
            }
            audit(audit, outcome, operation);
        }
        List.of(ends, updates, audit).forEach(Batch::execute);
        Due due = new Due(handle);
        came.forEach(due::accountsCame);
        freed.forEach(account -> due.keyFreed(account.channel(), account.key()));
    }

    /** Operations whose end was never heard of: each may have been done, or not. */
    void unheard(List<Operation> begun) {
        Map<String, Operation> operations = new HashMap<>();
        begun.forEach(operation -> operations.put(operation.id(), operation));
        Map<String, Account> accounts = accounts(operations);
        Batch updates = new Batch(handle, ACCOUNT);
        for (Operation operation : begun) {
            Account before = accounts.get(operation.channel() + "/" + operation.guid());
            if (before != null) {
                updates.add(0, unsure(operation, before).name(), operation.account() == null ? before.account() : operation.account(), key(operation, before),
                        Rows.json(unsureValues(operation, before)), Rows.json(Known.remembered(before.kept(), operation)), before.seen() ? 1 : 0, before.trouble(), before.cause(), null, now,
                        before.channel(), before.guid().toString());
            }
        }
        updates.execute();
    }

    /** A write of attributes alone leaves no doubt about the account itself. */
    private static AccountState unsure(Operation operation, Account before) {
        return operation.op() == OperationKind.UPDATE ? before.state() : AccountState.UNSURE;
    }

    /** A group in doubt is written whole whatever is recorded, and what is recorded tells the guard how many members that removes. */
    private static Map<String, List<String>> unsureValues(Operation operation, Account before) {
        return operation.op().ofGroups() ? before.sent() : Known.unsure(before.sent(), operation);
    }

    /** An account that may have been created has the key it was to have. */
    private static String key(Operation operation, Account before) {
        return operation.op() == OperationKind.CREATE || operation.op() == OperationKind.GROUP_CREATE || before.key() == null ? operation.key() : before.key();
    }

    private static String state(Outcome outcome) {
        return outcome.result() == Outcome.Result.DRIFT ? "superseded" : outcome.result().name().toLowerCase();
    }

    private void account(Batch updates, Outcome outcome, Operation operation, Account before) {
        boolean applied = outcome.result() == Outcome.Result.APPLIED;
        boolean halfDone = outcome.halfDone();
        boolean unsure = halfDone && (outcome.result() == Outcome.Result.DEFERRED || operation.op().ofGroups());
        AccountState state = unsure ? unsure(operation, before) : outcome.state() == null ? before.state() : outcome.state();
        if (applied && operation.mark() == Sighting.GONE && state == AccountState.DELETED) {
            keyFreed(before, null);
            handle.execute("DELETE FROM account WHERE channel = ? AND guid = ?", before.channel(), before.guid().toString());
            return;
        }
        boolean deleted = state == AccountState.DELETED;
        String account = deleted ? null : Objects.requireNonNullElse(outcome.account(), Objects.requireNonNullElse(before.account(), ""));
        boolean settled = applied || outcome.result() == Outcome.Result.DEAD || outcome.result() == Outcome.Result.SKIPPED;
        long mark = settled ? operation.mark() : halfDone || deleted ? 0 : before.mark();
        String trouble = switch (outcome.result()) {
            case APPLIED -> null;
            case DEAD -> "dead";
            case SKIPPED -> "skipped";
            default -> before.trouble();
        };
        String key = halfDone ? key(operation, before) : operation.key() == null || !outcome.written() && before.key() != null ? before.key() : operation.key();
        keyFreed(before, deleted ? null : key);
        if (account != null && !account.equals(before.account())) {
            came.computeIfAbsent(before.channel(), none -> new HashSet<>()).add(before.guid().toString());
        }
        Map<String, String> kept = outcome.kept() == null ? before.kept() : outcome.kept();
        boolean seen = before.seen() && !deleted || applied && operation.op() != OperationKind.CREATE;
        updates.add(mark, state.name(), account == null || account.isEmpty() ? null : account, key,
                Rows.json(deleted ? Map.of() : halfDone ? unsureValues(operation, before) : sent(outcome, operation, before)), Rows.json(halfDone ? Known.remembered(kept, operation) : kept),
                seen ? 1 : 0, trouble, applied ? null : outcome.cause(), wanted(outcome, operation), state == before.state() ? before.since().toEpochMilli() : now,
                before.channel(), before.guid().toString());
    }

    /** Notes that others may get an account's match key, if it has another by now. */
    private void keyFreed(Account before, String now) {
        if (before.account() != null && before.key() != null && !before.key().equalsIgnoreCase(now)) {
            freed.add(before);
        }
    }

    /** The match key that may be somebody else's, so that the operation failed for good. */
    private static String wanted(Outcome outcome, Operation operation) {
        return outcome.result() == Outcome.Result.DEAD && operation.key() != null && !operation.op().ofGroups() ? operation.key().toLowerCase(Locale.ROOT) : null;
    }

    private static Map<String, List<String>> sent(Outcome outcome, Operation operation, Account before) {
        if (!outcome.written()) {
            return before.sent();
        }
        Map<String, List<String>> sent = new LinkedHashMap<>(before.sent());
        operation.changes().forEach((attribute, change) -> {
            if (change.to() == null || change.to().isEmpty()) {
                sent.remove(attribute);
            }
        });
        sent.putAll(operation.values());
        return sent;
    }

    private void audit(Batch audit, Outcome outcome, Operation o) {
        if (outcome.steps().isEmpty()) {
            audit.add(now, o.cycle(), o.channel(), o.id(), o.op().json(), o.guid().toString(), o.account(), null, null, null, outcome.status(), null, state(outcome),
                    outcome.cause(), o.reason(), null, null);
        }
        for (Outcome.AuditStep step : outcome.steps()) {
            audit.add(step.at().toEpochMilli(), o.cycle(), o.channel(), o.id(), o.op().json(), o.guid().toString(),
                    outcome.account() == null ? o.account() : outcome.account(), step.step(), step.method(), step.path(), step.status(), step.requestId(),
                    step.outcome(), step.cause(), o.reason(), String.join(",", step.attributes()), step.took() == null ? null : step.took().toMillis());
        }
    }

    private Map<String, Operation> operations(List<Outcome> outcomes) {
        Map<String, Operation> operations = new HashMap<>();
        outcomes.stream().filter(outcome -> outcome.claimed() != null).forEach(outcome -> operations.put(outcome.operation(), outcome.claimed()));
        List<String> unread = outcomes.stream().map(Outcome::operation).filter(id -> !operations.containsKey(id)).toList();
        if (!unread.isEmpty()) {
            handle.createQuery("SELECT id, cycle, body FROM operation WHERE id IN (<ids>)").bindList("ids", unread)
                    .map((row, context) -> operations.put(row.getString("id"),
                            Rows.operation(row.getString("body")).renamed(row.getString("id"), row.getString("cycle"))))
                    .list();
        }
        return operations;
    }

    private Map<String, Account> accounts(Map<String, Operation> operations) {
        Map<String, Account> accounts = new HashMap<>();
        if (!operations.isEmpty()) {
            handle.createQuery("SELECT " + Rows.ACCOUNT + " FROM account WHERE channel IN (<channels>) AND guid IN (<guids>)")
                    .bindList("channels", operations.values().stream().map(Operation::channel).distinct().toList())
                    .bindList("guids", operations.values().stream().map(operation -> operation.guid().toString()).distinct().toList())
                    .map((row, context) -> Rows.account(row))
                    .forEach(account -> accounts.put(account.channel() + "/" + account.guid(), account));
        }
        return accounts;
    }
}
