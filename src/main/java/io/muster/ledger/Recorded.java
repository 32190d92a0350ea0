package io.muster.ledger;

import io.muster.plan.Held;
import io.muster.plan.Operation;
import java.time.Instant;

/** An operation with what became of it so far. */
public record Recorded(Operation operation, String state, Held held, boolean approved, String cause, Integer status, int attempts, Instant nextTry) {
}
