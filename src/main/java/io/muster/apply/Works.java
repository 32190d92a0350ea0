package io.muster.apply;

import io.muster.ledger.Claim;
import io.muster.ledger.Outcome;
import io.muster.plan.Found;
import io.muster.plan.Operation;
import java.util.List;
import org.apache.camel.Body;
import org.apache.camel.Exchange;

/** Begins and carries on the work on operations: the bean {@code works} of the routes. */
public final class Works {

    private static final String WORK = "work";
    private static final String NOTES = "notes";

    private final Conversation conversation;

    /** @param conversation is told how operations end */
    public Works(Conversation conversation) {
        this.conversation = conversation;
    }

    /** Says in the variable {@code channel} whose workers an operation is for. */
    public void take(Exchange exchange, @Body Claim claim) {
        exchange.setVariable("channel", claim.operation().channel());
    }

    /**
     * Takes a released operation in. From here on the variables say what is to be done: {@code operation}, {@code target}, the service's name, and
     * {@code step}, the name of the port to ask next; no step means that the work is finished. {@code tried} says whether an earlier claim, or an
     * earlier operation, may have come half-way, without anybody knowing how far.
     */
    public void begin(Exchange exchange, @Body Claim claim) {
        Work work = new Work(claim);
        exchange.setVariable(WORK, work);
        exchange.setVariable("target", work.operation().target());
        exchange.setVariable("tried", claim.attempts() > 0 || claim.operation().followsUnheard());
        onward(exchange, work);
    }

    /** The step's port answered; unless it failed, its reply tells the account, and the variable {@code notes} what there is to remark. */
    public void done(Exchange exchange) {
        Work work = exchange.getVariable(WORK, Work.class);
        work.done(exchange.getMessage().getBody(), exchange.removeVariable(NOTES) instanceof List<?> notes ? notes.stream().map(String::valueOf).toList() : List.of());
        onward(exchange, work);
    }

    /** The step failed for good, or for now. */
    public void failed(Exchange exchange) {
        exchange.getVariable(WORK, Work.class).failed(ServiceFailure.behind(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class)));
    }

    /** The account is there, though its step goes on. */
    public void created(Exchange exchange, @Body Found found) {
        exchange.getVariable(WORK, Work.class).created(found);
    }

    /** Instead of what its step is for, the account was deleted. */
    public void gone(Exchange exchange) {
        exchange.getVariable(WORK, Work.class).gone();
    }

    /** How work ended that broke by a fault of ours: it is tried again later. */
    public Outcome broken(Exchange exchange) {
        Work work = exchange.getVariable(WORK, Work.class);
        work.broke(ServiceFailure.behind(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class)));
        return work.outcome();
    }

    /** How the work ended. */
    public Outcome outcome(Exchange exchange) {
        Work work = exchange.getVariable(WORK, Work.class);
        if (!work.paused()) {
            conversation.ended(work.operation().channel(), work.trouble());
        }
        return work.outcome();
    }

    private static void onward(Exchange exchange, Work work) {
        exchange.setVariable("operation", work.operation());
        exchange.setVariable("step", work.unfinished() ? work.step() : null);
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
