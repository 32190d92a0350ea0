package io.muster.apply;

import io.muster.ledger.Claim;
import io.muster.plan.Found;
import io.muster.plan.Operation;

/** Begins and carries on the work on operations: the bean {@code works} of the routes. */
public final class Works {

    public Work begin(Claim claim) {
        return new Work(claim);
    }

    public void done(Work work, Object reply) {
        work.done(reply);
    }

    public void failed(Work work, Throwable cause) {
        work.failed(cause);
    }

    /** The operation, on the account that was found for it. */
    public Operation on(Operation operation, Found found) {
        return operation.on(found.account());
    }

    /** An address that is taken, but whose account is shown to nobody, can't be adopted. */
    public void requireFound(Object found, Operation operation) {
        if (!(found instanceof Found)) {
            throw new Rejected("the address " + operation.key() + " is taken, but no account with it is shown: it is pending, or belongs to another account at the service", 409);
        }
    }

    /** Goes on with a failure that was looked into. */
    public void rethrow(RuntimeException failure) {
        throw failure;
    }
}
