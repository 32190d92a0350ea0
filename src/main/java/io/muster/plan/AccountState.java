package io.muster.plan;

/** What the ledger says of a person's account, or of a group ({@code behaviour.md} section 2). */
public enum AccountState {
    /** Seen in the directory, no account. */
    NONE,
    ACTIVE,
    DISABLED,
    DELETED,
    /** Created, but the service shows it to nobody until its owner accepts an invitation. Never taken for gone. */
    PENDING,
    /** An operation on it began and did not come to its end, as far as is known. Without an account id, whether there is an account is not known either. */
    UNSURE,
    /** To be disabled, but the service has nothing yet that could be: nobody can use the account until its owner completes it. */
    WATCHED;

    /** Whether every sweep looks at the account again, changed in the directory or not. */
    public boolean seenInEverySweep() {
        return this == PENDING || this == WATCHED;
    }
}
