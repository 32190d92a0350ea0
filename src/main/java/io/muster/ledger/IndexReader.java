package io.muster.ledger;

import io.muster.plan.AccountState;

/** Takes in every recorded account of a channel, one after the other. */
@FunctionalInterface
public interface IndexReader {

    /** @param mark of the open operation if there is one, else of what was last dealt with */
    void account(long guidHi, long guidLo, long mark, AccountState state, boolean open);
}
