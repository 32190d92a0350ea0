package io.muster.cycle;

import io.muster.ledger.Ledger;
import io.muster.ledger.Planned;
import io.muster.ledger.Recorded;
import io.muster.plan.Held;
import io.muster.plan.OperationKind;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** The plan of a cycle that will be applied: written to the ledger before any of it runs. */
final class LedgerBook implements PlanBook {

    private final Ledger ledger;
    private final String channel;
    private final String cycle;
    private boolean adopted;

    /** @param everything whether what was held before comes before the judge again; not under {@code apply}, which does what its plan says alone */
    LedgerBook(Ledger ledger, String channel, String cycle, boolean everything) {
        this.ledger = ledger;
        this.channel = channel;
        this.cycle = cycle;
        this.adopted = !everything;
    }

    @Override
    public void add(List<Planned> people) {
        ledger.plan(cycle, people);
    }

    @Override
    public Map<OperationKind, Long> toJudge() {
        if (!adopted) {
            ledger.adoptHeld(channel, cycle);
            adopted = true;
        }
        return ledger.toJudge(cycle);
    }

    @Override
    public void hold(Held why, Set<OperationKind> kinds, boolean absenceOnly) {
        ledger.hold(cycle, why, kinds, absenceOnly);
    }

    @Override
    public void operations(Consumer<Recorded> consumer) {
        ledger.operations(cycle, consumer);
    }

    @Override
    public void close() {
        // the ledger outlives the cycle
    }
}
