package io.muster.cycle;

import io.muster.ledger.Ledger;
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

    public Outcomes(Ledger ledger, Cycles cycles) {
        this.ledger = ledger;
        this.cycles = cycles;
    }

    /** Records a batch in one transaction. */
    public void record(List<Outcome> outcomes) {
        ledger.record(outcomes);
        cycles.outcomesCame();
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

    /** Waits for the next outcome of any cycle, at most so many milliseconds. */
    public void await(long millis) throws InterruptedException {
        synchronized (news) {
            news.wait(millis);
        }
    }
}
