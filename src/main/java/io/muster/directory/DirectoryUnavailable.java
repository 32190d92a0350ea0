package io.muster.directory;

/**
 * The directory can't be reached, refuses us, or doesn't hold what the configuration names. The message is one line that says what is
 * wrong and what to do, and never shows a password.
 */
public final class DirectoryUnavailable extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public DirectoryUnavailable(String message, Throwable cause) {
        super(message, cause);
    }
}
