package io.muster.apply;

/** Transient: refused connections, time-outs, 5xx, broken bodies. Tried again after a while. */
public final class Unavailable extends ServiceFailure {

    private static final long serialVersionUID = 1L;

    public Unavailable(String message, Integer status) {
        super(message, status);
    }
}
