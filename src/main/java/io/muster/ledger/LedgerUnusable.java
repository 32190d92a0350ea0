package io.muster.ledger;

/** The ledger can't be opened or written: wrong URL, no rights, disk full. The message names it and the remedy. */
public final class LedgerUnusable extends RuntimeException {

    private static final long serialVersionUID = 1L;

    LedgerUnusable(String message, Throwable cause) {
        super(message, cause);
    }
}
