package io.muster.ledger;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.muster.plan.Operation;

/**
 * One released operation on its way to a service, as the far end of {@code handoff.uri} reads it.
 *
 * @param attempts how often it has been tried in earlier claims
 */
public record Claim(Operation operation, int attempts) {

    /** Reads the JSON of a {@link Release}: the operation under the id and the cycle it has now. */
    @JsonCreator
    static Claim of(@JsonProperty("id") String id, @JsonProperty("cycle") String cycle, @JsonProperty("attempts") int attempts,
            @JsonProperty("operation") Operation operation) {
        return new Claim(operation.renamed(id, cycle), attempts);
    }
}
