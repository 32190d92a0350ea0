package io.muster.ledger;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonRawValue;
import io.muster.plan.Operation;
import java.util.Map;
import java.util.List;

/**
 * One released operation as it is handed out; its JSON is the message of {@code handoff.uri}. The operation goes through as the text that the
 * ledger holds, since nobody looks into it before it arrives; {@link Claim} is what it is read as.
 *
 * @param id        the operation's id now: a held one keeps its id when it is planned again
 * @param attempts  how often it has been tried in earlier claims
 * @param operation JSON of {@link Operation}
 */
public record Release(String id, String cycle, int attempts, @JsonRawValue String operation) {

    /** Whether values are missing that the ledger only knows as digests ({@code behaviour.md} section 3, masks). */
    @JsonIgnore
    public boolean isMasked() {
        // a value can't hold these characters in this order: its quotes would be escaped
        return !operation.contains("\"masked\":[]");
    }

    /** Whether it is about a group, whose members' accounts are to be looked up. */
    @JsonIgnore
    public boolean isOfGroup() {
        return operation.contains("\"op\":\"group-");
    }

    /** Reads the operation. */
    public Claim claim() {
        return Claim.of(id, cycle, attempts, Rows.operation(operation));
    }

    /** The same with these values: masked ones in clear, on their way to the service. */
    public Release with(Map<String, List<String>> clear) {
        return as(Rows.operation(operation).with(clear));
    }

    /** The same with the operation as it is now. */
    public Release as(Operation prepared) {
        return new Release(id, cycle, attempts, Rows.json(prepared));
    }
}
