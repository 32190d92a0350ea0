package io.muster.ledger;

/**
 * Where the ledger is: the {@code ledger.*} keys.
 *
 * @param url {@code jdbc:sqlite:FILE} (an absolute path by now) or {@code jdbc:postgresql://host/db}
 */
public record LedgerSettings(String url, String user, String password) {

    @Override
    public String toString() {
        return url;
    }
}
