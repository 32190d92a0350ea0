package io.muster.ledger;

import io.muster.plan.AccountState;
import io.muster.plan.Operation;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * How one claimed operation ended ({@code behaviour.md} section 7).
 *
 * @param state   what the account is now, or null when it did not change
 * @param account the target's id as known now, or null when it did not change
 * @param written whether the operation's values were written: they become what is recorded as sent
 * @param kept    what the target wants remembered, or null when it did not change
 * @param status  the HTTP status of the last answer, or null
 * @param nextTry when a deferred operation is due again
 * @param counts  whether this try counts as an attempt (a paced one does not)
 * @param halfDone whether the operation did not come to its end, and some of it was written, or may have been: no answer came, or one that speaks
 *                of trouble or can't be read
 * @param claimed the operation as it was handed out, so that it need not be read again; null where it holds masked values in clear
 */
public record Outcome(String operation, Result result, AccountState state, String account, boolean written, Map<String, String> kept,
        String cause, Integer status, Instant nextTry, boolean counts, boolean halfDone, List<AuditStep> steps, Operation claimed) {

    /** The outcomes of the contract. {@link #DRIFT}, an account that is no longer there, is written down as superseded. */
    public enum Result {
        APPLIED, SKIPPED, DEFERRED, DEAD, STALE, SUPERSEDED, DRIFT
    }

    /** An outcome that needed no request. */
    public static Outcome dead(String operation, String cause) {
        return new Outcome(operation, Result.DEAD, null, null, false, null, cause, null, null, true, false, List.of(), null);
    }

    /** The same for an operation of a plan file: what it was planned from, the account, is no more. */
    public Outcome asStale() {
        return new Outcome(operation, Result.STALE, state, account, written, kept, cause, status, nextTry, counts, halfDone, steps, claimed);
    }

    /** An operation of a plan file whose entry, record or mapping has changed since. */
    public static Outcome stale(String operation, String cause) {
        return new Outcome(operation, Result.STALE, null, null, false, null, cause, null, null, false, false, List.of(), null);
    }

    /**
     * One request's trace, kept for good ({@code behaviour.md} section 9).
     *
     * @param requestId the service's own id of the request, or null
     */
    public record AuditStep(Instant at, String step, String method, String path, Integer status, String requestId, String outcome, String cause,
            List<String> attributes, Duration took) {
    }
}
