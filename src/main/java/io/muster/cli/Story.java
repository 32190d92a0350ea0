package io.muster.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.ledger.Account;
import io.muster.ledger.AuditRecord;
import io.muster.ledger.ChannelStatus;
import io.muster.ledger.Ledger;
import io.muster.ledger.PastOperation;
import io.muster.plan.AccountState;
import io.muster.plan.Change;
import io.muster.plan.Held;
import io.muster.plan.Operation;
import io.muster.plan.OperationKind;
import io.muster.plan.Step;
import java.io.PrintStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What happened to one user's account in one channel, and why: for each operation what changed in the directory, the rule, the plan and who
 * approved it, every request, and how often it was tried. With a time: what was known and had been sent by then.
 */
final class Story {

    private static final Set<String> WAITING = Set.of("planned", "released", "claimed", "held", "deferred");
    private static final Set<String> DECISIONS = Set.of("approved", "rejected");

    private final Account account;
    private final ChannelStatus channel;
    private final Instant at;
    private final List<PastOperation> operations;
    private final List<AuditRecord> audit;

    /** @param at null for now */
    Story(Ledger ledger, Account account, Instant at) {
        this.account = account;
        this.channel = ledger.status(account.channel());
        this.at = at;
        this.operations = ledger.history(account.channel(), account.guid()).stream().filter(past -> at == null || !past.planned().isAfter(at)).toList();
        this.audit = ledger.audit(account.channel(), account.guid(), at);
    }

    ObjectNode json() {
        ObjectNode story = Muster.JSON.createObjectNode().put("channel", account.channel()).put("guid", account.guid().toString()).put("dn", account.dn())
                .put("key", account.key());
        then(story);
        story.put("nothing", nothing());
        ArrayNode told = story.putArray("operations");
        operations.forEach(past -> operation(past, told.addObject()));
        // forgotten with "reset": the audit is not
        List<String> known = operations.stream().map(past -> past.recorded().operation().id()).toList();
        audit.stream().filter(record -> !known.contains(record.operation())).map(AuditRecord::operation).distinct().forEach(id -> {
            List<AuditRecord> records = records(id);
            AuditRecord last = records.get(records.size() - 1);
            requests(records, told.addObject().put("id", id).put("op", last.kind()).put("seen", text(last.at())).put("outcome", last.outcome())
                    .put("reason", last.reason()).put("cause", last.cause()).put("cycle", last.cycle()));
        });
        return story;
    }

    /** The account as it is, or as the operations that had ended by then left it. */
    private void then(ObjectNode story) {
        AccountState state = account.state();
        String id = account.account();
        Instant since = account.since();
        Map<String, List<String>> sent = new TreeMap<>(account.sent());
        Set<String> masked = operations.stream().flatMap(past -> past.recorded().operation().masked().stream()).collect(Collectors.toSet());
        if (at != null) {
            state = AccountState.NONE;
            id = null;
            since = null;
            sent.clear();
            for (PastOperation past : operations) {
                if (!past.recorded().state().equals("applied") || past.ended().isAfter(at)) {
                    continue;
                }
                Operation operation = past.recorded().operation();
                since = operation.result() == state ? since : past.ended();
                state = operation.result();
                id = state == AccountState.DELETED ? null : records(operation.id()).stream().map(AuditRecord::account).filter(known -> known != null)
                        .reduce((first, last) -> last).orElse(operation.account());
                boolean wrote = operation.op() == OperationKind.LINK || operation.steps().contains(Step.CREATE) || operation.steps().contains(Step.UPDATE);
                if (state == AccountState.DELETED) {
                    sent.clear();
                } else if (wrote && past.recorded().cause() == null) {
                    sent.clear();
                    sent.putAll(operation.values());
                }
            }
        }
        story.put("at", text(at)).put("state", state.name().toLowerCase()).put("since", text(since)).put("account", id);
        if (at == null) {
            story.put("trouble", account.trouble()).put("cause", account.cause());
        }
        ObjectNode values = story.putObject("sent");
        sent.forEach((name, value) -> values.put(name, masked.contains(name) ? "***" : String.join(", ", value)));
    }

    /** Why nothing is done now, or null while something waits. */
    private String nothing() {
        List<PastOperation> waiting = operations.stream().filter(this::waits).toList();
        if (!waiting.isEmpty() || at != null) {
            return waiting.isEmpty() ? "nothing waited" : null;
        }
        if (account.trouble() != null) {
            return account.trouble() + ": " + account.cause() + (account.trouble().equals("dead") ? "; until the entry or the mapping changes, or: muster retry " + account.channel()
                    + " " + account.guid() : "; until the entry or the configuration changes");
        }
        return "nothing is to be done: the entry shows no change since it was last dealt with"
                + (channel.end() == null ? "" : "; the last " + channel.kind() + " ended " + channel.end());
    }

    private boolean waits(PastOperation past) {
        return at == null ? WAITING.contains(past.recorded().state()) : past.ended() == null || past.ended().isAfter(at);
    }

    private void operation(PastOperation past, ObjectNode told) {
        Operation o = past.recorded().operation();
        boolean open = waits(past);
        String outcome = open && at != null ? "waiting" : past.recorded().state();
        told.put("id", o.id()).put("op", o.op().json()).put("seen", text(past.planned())).put("outcome", outcome).put("ended", open ? null : text(past.ended()))
                .put("reason", o.reason()).put("rule", o.rule()).put("cause", open && at != null ? null : past.recorded().cause());
        changes(told.putObject("source"), o.source());
        changes(told.putObject("changes"), o.changes());
        told.put("cycle", o.cycle()).put("cycleKind", past.cycleKind()).put("askedBy", past.askedBy()).put("released", text(past.released()));
        List<AuditRecord> records = records(o.id());
        records.stream().filter(record -> DECISIONS.contains(record.outcome()))
                .forEach(record -> told.put(record.outcome() + "By", record.cause()).put(record.outcome() + "At", text(record.at())));
        if (open && at == null) {
            told.put("waitsFor", waitsFor(past));
        }
        told.put("tries", past.recorded().attempts()).put("nextTry", open && at == null ? text(past.recorded().nextTry()) : null);
        requests(records, told);
    }

    private String waitsFor(PastOperation past) {
        return switch (past.recorded().state()) {
            case "held" -> past.recorded().approved() ? "the next cycle, since it is approved"
                    : past.recorded().held() == Held.GUARD ? "muster approve " + account.channel() + " " + past.recorded().operation().id() + ", since the guard holds it"
                    : "a read that can be trusted: " + channel.untrusted();
            case "deferred" -> channel.stopped() != null ? "the connection, which refuses us: " + channel.stopped() : "its next try";
            default -> channel.stopped() != null ? "the connection, which refuses us: " + channel.stopped() : "its turn";
        };
    }

    private List<AuditRecord> records(String operation) {
        return audit.stream().filter(record -> operation.equals(record.operation())).toList();
    }

    private static void changes(ObjectNode node, Map<String, Change> changes) {
        if (changes != null) {
            changes.forEach((name, change) -> {
                ObjectNode one = node.putObject(name);
                if (change.from() != null) {
                    one.put("from", String.join(", ", change.from()));
                }
                one.put("to", change.to() == null ? "" : String.join(", ", change.to()));
            });
        }
    }

    private static void requests(List<AuditRecord> records, ObjectNode told) {
        ArrayNode requests = told.putArray("requests");
        records.stream().filter(record -> record.method() != null).forEach(record -> requests.addObject().put("at", text(record.at())).put("step", record.step())
                .put("method", record.method()).put("path", record.path()).put("status", record.status()).put("requestId", record.requestId())
                .put("outcome", record.outcome()).put("cause", record.cause()).put("attributes", record.attributes()).put("millis", record.millis()));
    }

    private static String text(Instant time) {
        return time == null ? null : time.toString();
    }

    /** For people: the same, oldest first. */
    static void print(JsonNode story, PrintStream out) {
        out.println(story.path("channel").asText() + ": " + story.path("key").asText("") + " (" + story.path("dn").asText("") + ", " + story.path("guid").asText() + ")");
        out.println("  " + (story.hasNonNull("at") ? "at " + story.path("at").asText() + " " : "now ") + story.path("state").asText()
                + after(" since ", story, "since") + after(", account ", story, "account"));
        if (story.hasNonNull("at")) {
            List<String> sent = new ArrayList<>();
            story.path("sent").fields().forEachRemaining(value -> sent.add(value.getKey() + " = " + value.getValue().asText()));
            out.println("  sent by then: " + (sent.isEmpty() ? "nothing" : String.join("; ", sent)));
        }
        if (story.hasNonNull("nothing")) {
            out.println("  " + story.path("nothing").asText());
        }
        story.path("operations").forEach(operation -> {
            out.println("  " + operation.path("seen").asText() + "  " + operation.path("op").asText() + ": " + operation.path("outcome").asText() + after(" ", operation, "ended")
                    + ", because: " + operation.path("reason").asText() + (operation.path("cause").equals(operation.path("reason")) ? "" : after("; ", operation, "cause")));
            operation.path("source").fields().forEachRemaining(change -> line(out, "changed", change(change) + ", seen " + operation.path("seen").asText()));
            operation.path("changes").fields().forEachRemaining(change -> line(out, "writes", change(change)));
            line(out, "rule", after("", operation, "rule"));
            line(out, "plan", after("cycle ", operation, "cycle") + after(", ", operation, "cycleKind") + after(", asked for by ", operation, "askedBy")
                    + after("; approved by ", operation, "approvedBy") + after(" at ", operation, "approvedAt") + after("; rejected by ", operation, "rejectedBy")
                    + after(" at ", operation, "rejectedAt") + after("; released ", operation, "released"));
            operation.path("requests").forEach(request -> line(out, "request", request.path("method").asText() + " " + request.path("path").asText() + " -> "
                    + request.path("status").asText("no answer").replace("null", "no answer") + after(", request ", request, "requestId") + after(", ", request, "millis")
                    + (request.hasNonNull("millis") ? " ms" : "") + (request.path("attributes").asText("").isEmpty() ? "" : ", wrote " + request.path("attributes").asText())
                    + (request.hasNonNull("requestId") || request.hasNonNull("status") ? "" : after("; ", request, "cause"))));
            line(out, "tries", operation.path("tries").asInt() > 1 || operation.hasNonNull("nextTry") ? operation.path("tries").asText() + after(", next ", operation, "nextTry") : "");
            line(out, "waits for", after("", operation, "waitsFor"));
        });
    }

    private static String change(Map.Entry<String, JsonNode> change) {
        return change.getKey() + ": " + (change.getValue().has("from") ? change.getValue().path("from").asText() : "?") + " -> " + change.getValue().path("to").asText();
    }

    private static String after(String words, JsonNode node, String field) {
        return node.hasNonNull(field) ? words + node.path(field).asText() : "";
    }

    private static void line(PrintStream out, String what, String text) {
        if (!text.isEmpty()) {
            out.printf("      %-9s %s%n", what, text);
        }
    }
}
