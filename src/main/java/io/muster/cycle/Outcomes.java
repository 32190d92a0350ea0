package io.muster.cycle;

import io.muster.apply.ServiceFailure;
import io.muster.ledger.Ledger;
import io.muster.ledger.Ledger.Subject;
import io.muster.ledger.LedgerUnusable;
import io.muster.ledger.Outcome;
import io.muster.ledger.Outcome.Result;
import io.muster.plan.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes outcomes down, and closes the books of cycles whose last outcome this was: the bean {@code outcomes} of
 * {@code routes/apply.camel.yaml}.
 */
public final class Outcomes {

    private static final Logger LOG = LoggerFactory.getLogger(Outcomes.class);

    private final Ledger ledger;
    private final Cycles cycles;
    private final Object news = new Object();
    private LedgerUnusable ledgerFailure;

    public Outcomes(Ledger ledger, Cycles cycles) {
        this.ledger = ledger;
        this.cycles = cycles;
    }

    /** Records a batch in one transaction; gives back the cycles in which users have to be planned again: their account is gone, or they waited for one of these outcomes. */
    public List<Cycle> record(List<Outcome> outcomes) {
        Map<String, Subject> gone = ledger.subjects(outcomes.stream().filter(outcome -> outcome.result() == Result.DRIFT).map(Outcome::operation).toList());
        Set<String> groups = outcomes.stream().map(Outcome::claimed).filter(operation -> operation != null && operation.op().ofGroups()).map(Operation::id)
                .collect(Collectors.toSet());
        List<Cycle> again = new ArrayList<>(cycles.drifted(gone.entrySet().stream().filter(one -> !groups.contains(one.getKey())).map(Map.Entry::getValue).toList()));
        again.addAll(cycles.recorded(() -> ledger.record(outcomes.stream()
                .map(outcome -> gone.containsKey(outcome.operation()) && cycles.applies(gone.get(outcome.operation()).cycle()) ? outcome.asStale() : outcome).toList())));
        cycles.outcomesCame();
        synchronized (news) {
            news.notifyAll();
        }
        return again;
    }

    /** The connection refuses us: nothing of this channel is handed out until its test passes. Said once. */
    public synchronized void stop(String channel, String why) {
        if (ledger.channel(channel).stopped() == null) {
            LOG.error("channel={} stopped: {}", channel, why);
            ledger.stop(channel, why);
        }
        synchronized (news) {
            news.notifyAll();
        }
    }

    /** Something was not recorded or handed out. When the ledger is to blame, nobody is to wait for more outcomes. */
    public void lost(Throwable failure) {
        if (ServiceFailure.behind(failure) instanceof LedgerUnusable unusable) {
            cycles.lost();
            synchronized (news) {
                ledgerFailure = unusable;
                news.notifyAll();
            }
        }
    }

    /**
     * Waits for the next outcome of any cycle, at most so many milliseconds.
     *
     * @throws LedgerUnusable when outcomes can't be recorded
     */
    public void await(long millis) throws InterruptedException {
        synchronized (news) {
            if (ledgerFailure == null) {
                news.wait(millis);
            }
            if (ledgerFailure != null) {
                throw ledgerFailure;
            }
        }
    }
}
