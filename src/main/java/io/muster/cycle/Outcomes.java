package io.muster.cycle;

import io.muster.apply.ServiceFailure;
import io.muster.ledger.Ledger;
import io.muster.ledger.LedgerUnusable;
import io.muster.ledger.Outcome;
import java.util.List;
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

    /** Records a batch in one transaction. */
    public void record(List<Outcome> outcomes) {
        ledger.record(outcomes);
        cycles.settle();
        synchronized (news) {
            news.notifyAll();
        }
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
