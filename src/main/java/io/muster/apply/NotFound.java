package io.muster.apply;

/** The service's own word that there is no such account. */
public final class NotFound extends ServiceFailure {

    private static final long serialVersionUID = 1L;

    public NotFound(String message, Integer status) {
        super(message, status);
    }
}
