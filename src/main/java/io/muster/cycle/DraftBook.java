package io.muster.cycle;

import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.muster.ledger.Ledger;
import io.muster.ledger.Planned;
import io.muster.ledger.Recorded;
import io.muster.plan.Guard;
import io.muster.plan.Held;
import io.muster.plan.Operation;
import io.muster.plan.OperationKind;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * The plan of {@code muster plan}: it goes to a temporary file that only its owner can read, and nothing is written in the ledger.
 * Operations that the ledger holds or has deferred are part of the plan under their old ids, unless this plan has another opinion of their user.
 */
final class DraftBook implements PlanBook {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;
    private final OutputStream out;
    private final Map<UUID, Recorded> heldBefore = new LinkedHashMap<>();
    private final Map<UUID, Recorded> deferredBefore = new LinkedHashMap<>();
    private final Set<String> approved = new HashSet<>();
    /** Released by an earlier cycle: the guard has had its say. */
    private final Set<String> deferred = new HashSet<>();
    private final Map<OperationKind, Long> counts = new EnumMap<>(OperationKind.class);
    private final Map<OperationKind, Long> byAbsence = new EnumMap<>(OperationKind.class);
    private final Map<Held, Set<OperationKind>> held = new HashMap<>();
    private final Set<OperationKind> absentHeld = EnumSet.noneOf(OperationKind.class);
    private final Map<UUID, OperationKind> removals = new HashMap<>();
    private final Set<UUID> transferred = new HashSet<>();
    private boolean complete;

    /** @param everything whether what waits is part of the plan */
    DraftBook(Ledger ledger, String channel, boolean everything) {
        try {
            file = Files.createTempFile("muster-plan-", ".jsonl");
            out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (everything) {
            ledger.waiting(channel, recorded -> (recorded.state().equals("held") ? heldBefore : deferredBefore).put(recorded.operation().guid(), recorded));
        }
    }

    @Override
    public synchronized void add(List<Planned> people) {
        for (Planned person : people) {
            if (person.takesOverFrom() != null) {
                transfer(person.takesOverFrom());
            }
            if (transferred.contains(person.guid())) {
                continue;
            }
            deferredBefore.remove(person.guid());
            Recorded before = heldBefore.remove(person.guid());
            Operation operation = person.operation();
            if (operation != null) {
                boolean same = before != null && before.operation().op() == operation.op();
                if (same && before.approved()) {
                    approved.add(before.operation().id());
                }
                write(same ? operation.renamed(before.operation().id(), operation.cycle()) : operation);
            }
        }
    }

    /** The account goes to a re-created entry: a removal that was planned for it is void. */
    private void transfer(UUID from) {
        transferred.add(from);
        OperationKind kind = removals.remove(from);
        if (kind != null) {
            counts.merge(kind, -1L, Long::sum);
            byAbsence.merge(kind, -1L, Long::sum);
        }
    }

    @Override
    public synchronized Map<OperationKind, Long> toJudge() {
        if (!complete) {
            heldBefore.values().forEach(recorded -> {
                if (recorded.approved()) {
                    approved.add(recorded.operation().id());
                }
                write(recorded.operation());
            });
            deferredBefore.values().forEach(recorded -> {
                deferred.add(recorded.operation().id());
                write(recorded.operation());
            });
            complete = true;
        }
        Map<OperationKind, Long> judged = new EnumMap<>(counts);
        absentHeld.forEach(kind -> judged.merge(kind, -byAbsence.getOrDefault(kind, 0L), Long::sum));
        return judged;
    }

    @Override
    public synchronized void hold(Held why, Set<OperationKind> kinds, boolean absenceOnly) {
        if (absenceOnly) {
            absentHeld.addAll(kinds);
        } else {
            held.computeIfAbsent(why, none -> EnumSet.noneOf(OperationKind.class)).addAll(kinds);
        }
    }

    @Override
    public synchronized void operations(Consumer<Recorded> consumer) {
        try {
            out.flush();
            try (MappingIterator<Operation> operations = JSON.readerFor(Operation.class).readValues(file.toFile())) {
                while (operations.hasNextValue()) {
                    Operation operation = operations.nextValue();
                    if (transferred.contains(operation.guid())) {
                        continue;
                    }
                    consumer.accept(new Recorded(operation, operation.op() == OperationKind.SKIP ? "skipped" : "planned", heldFor(operation),
                            approved.contains(operation.id()), null, null, 0, null));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            out.close();
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Held heldFor(Operation operation) {
        if (deferred.contains(operation.id())) {
            return null;
        }
        if (operation.absence() && absentHeld.contains(Guard.countedAs(operation)) || held.getOrDefault(Held.UNTRUSTED, Set.of()).contains(Guard.countedAs(operation))) {
            return Held.UNTRUSTED;
        }
        boolean guarded = Guard.weight(operation) > 0 && held.getOrDefault(Held.GUARD, Set.of()).contains(Guard.countedAs(operation));
        return guarded && !approved.contains(operation.id()) ? Held.GUARD : null;
    }

    private void write(Operation operation) {
        try {
            out.write(JSON.writeValueAsBytes(operation));
            out.write('\n');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (operation.op() != OperationKind.SKIP && !approved.contains(operation.id()) && !deferred.contains(operation.id())) {
            counts.merge(Guard.countedAs(operation), (long) Guard.weight(operation), Long::sum);
            if (operation.absence()) {
                if (operation.op().removal()) {
                    removals.put(operation.guid(), operation.op());
                }
                byAbsence.merge(Guard.countedAs(operation), (long) Guard.weight(operation), Long::sum);
            }
        }
    }
}
