package io.muster.apply;

/** Permanent: the service refuses these data. Kept as a dead letter until the entry or the mapping changes. */
public final class Rejected extends ServiceFailure {

    private static final long serialVersionUID = 1L;

    public Rejected(String message, Integer status) {
        super(message, status);
    }
}
