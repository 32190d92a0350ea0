package io.muster.apply;

/** The match key is taken. */
public final class AlreadyExists extends ServiceFailure {

    private static final long serialVersionUID = 1L;

    public AlreadyExists(String message, Integer status) {
        super(message, status);
    }
}
