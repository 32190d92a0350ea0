package io.muster.ledger;

/** Another process is planning the channel, or holds the ledger. */
public final class LedgerBusy extends RuntimeException {

    private static final long serialVersionUID = 1L;

    LedgerBusy(String message) {
        super(message);
    }
}
