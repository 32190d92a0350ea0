package io.muster.ledger;

import java.time.Instant;

/**
 * An operation in a user's history.
 *
 * @param cycleKind how much of the directory was read, or null where the cycle was forgotten
 * @param askedBy   the command that asked for the cycle, and the account it ran under; null where that is not known
 * @param released  when the guard let it go, or null where it did not
 * @param ended     when its outcome was recorded, or null while it waits
 */
public record PastOperation(Recorded recorded, String cycleKind, String askedBy, Instant planned, Instant released, Instant ended) {
}
