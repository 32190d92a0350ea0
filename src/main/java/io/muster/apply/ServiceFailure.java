package io.muster.apply;

/** A service did not do what was asked. Each subclass is one row of {@code behaviour.md} section 8. */
public abstract class ServiceFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Integer status;

    ServiceFailure(String message, Integer status) {
        super(message);
        this.status = status;
    }

    /** The HTTP status, or null where none came. */
    public Integer status() {
        return status;
    }

    /** The failure itself, without what Camel wraps around it. */
    public static Throwable behind(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && cause.getClass().getName().startsWith("org.apache.camel.")) {
            cause = cause.getCause();
        }
        return cause;
    }
}
