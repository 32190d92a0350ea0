package io.muster.directory;

/** The directory can't be reached, refuses us, or stopped answering. The message is one line: what is wrong, and what to do. */
public final class DirectoryUnavailable extends RuntimeException {

    private static final long serialVersionUID = 1L;

    DirectoryUnavailable(String message, Throwable cause) {
        super(message, cause);
    }
}
