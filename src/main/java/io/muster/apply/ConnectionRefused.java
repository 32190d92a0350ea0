package io.muster.apply;

/** The connection itself is refused: credentials, scopes, a wrong URL. The whole channel stops, once. */
public final class ConnectionRefused extends ServiceFailure {

    private static final long serialVersionUID = 1L;

    public ConnectionRefused(String message, Integer status) {
        super(message, status);
    }
}
