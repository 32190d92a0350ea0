package io.muster.ledger;

import io.muster.plan.Operation;

/**
 * One released operation on its way to a service; its JSON is the message of {@code handoff.uri}.
 *
 * @param attempts how often it has been tried in earlier claims
 */
public record Claim(Operation operation, int attempts) {
}
