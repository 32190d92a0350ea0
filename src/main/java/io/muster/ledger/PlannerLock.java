package io.muster.ledger;

/** The right to plan one channel. It dies with the process; closing it twice does no harm. */
public interface PlannerLock extends AutoCloseable {

    @Override
    void close();
}
