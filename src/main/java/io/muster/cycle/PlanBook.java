package io.muster.cycle;

import io.muster.ledger.Planned;
import io.muster.ledger.Recorded;
import io.muster.plan.Held;
import io.muster.plan.OperationKind;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Where a cycle's operations are written: the ledger, or a draft that is thrown away. */
public interface PlanBook extends AutoCloseable {

    void add(List<Planned> people);

    /** Planned and not approved operations by kind, those held before among them. */
    Map<OperationKind, Long> toJudge();

    /** Holds operations back; the guard never holds approved ones. */
    void hold(Held why, Set<OperationKind> kinds, boolean absenceOnly);

    /** Every operation of the cycle, in order. */
    void operations(Consumer<Recorded> consumer);

    @Override
    void close();
}
