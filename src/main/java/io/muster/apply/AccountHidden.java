package io.muster.apply;

/** The service knows the address but shows the account to nobody: it is pending, or belongs elsewhere. */
public final class AccountHidden extends ServiceFailure {

    private static final long serialVersionUID = 1L;

    public AccountHidden(String message, Integer status) {
        super(message, status);
    }
}
