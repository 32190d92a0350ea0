package io.muster.directory;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPConnectionPool;
import com.unboundid.ldap.sdk.LDAPException;

/** The one pool of connections to a directory, opened when first needed. A connection that died in the pool is replaced in silence. */
final class Connections implements AutoCloseable {

    private static final int KEPT = 4;

    private final Diagnosis diagnosis;
    private final Servers servers;
    private LDAPConnectionPool pool;
    private boolean closed;

    Connections(DirectorySettings settings) {
        this.diagnosis = new Diagnosis(settings);
        this.servers = new Servers(settings, diagnosis);
    }

    /** Something that is read over one connection. */
    @FunctionalInterface
    interface Read<T> {
        T over(LDAPConnection connection) throws LDAPException;
    }

    /** Something that keeps the connection it was begun on, and gives it back to the pool itself. */
    @FunctionalInterface
    interface Opening<T> {
        T over(LDAPConnectionPool pool, LDAPConnection connection) throws LDAPException;
    }

    /** Reads and gives the connection back. @throws DirectoryUnavailable it could not be read */
    <T> T reading(Read<T> read) {
        return opening((pool, connection) -> {
            T result = read.over(connection);
            pool.releaseConnection(connection);
            return result;
        });
    }

    /** Begins a read that keeps its connection. @throws DirectoryUnavailable it could not be begun */
    <T> T opening(Opening<T> opening) {
        LDAPConnectionPool from = pool();
        LDAPConnection connection = take(from);
        for (boolean again = false;; again = true) {
            try {
                return opening.over(from, connection);
            } catch (LDAPException e) {
                from.discardConnection(connection);
                if (again || e.getResultCode().isConnectionUsable()) {
                    throw new DirectoryUnavailable("The directory can't be read: " + diagnosis.ofReading(e) + ".", e);
                }
                connection = take(from);
            } catch (RuntimeException e) {
                from.discardConnection(connection);
                throw e;
            }
        }
    }

    private LDAPConnection take(LDAPConnectionPool from) {
        try {
            return from.getConnection();
        } catch (LDAPException e) {
            throw new DirectoryUnavailable("The directory can't be reached: " + e.getMessage() + ".", e);
        }
    }

    private synchronized LDAPConnectionPool pool() {
        if (closed) {
            throw new IllegalStateException("the directory is closed");
        }
        if (pool == null) {
            try {
                pool = new LDAPConnectionPool(servers, null, 0, KEPT);
            } catch (LDAPException e) {
                throw new DirectoryUnavailable("The directory can't be reached: " + e.getMessage() + ".", e);
            }
        }
        return pool;
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (pool != null) {
            pool.close();
        }
    }
}
