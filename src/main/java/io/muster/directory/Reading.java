package io.muster.directory;

import java.util.Iterator;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * A streaming read of a scope: one page in memory. The facts below are valid after {@link #hasNext()} has answered false.
 * A read that breaks after it began ends early and says so in {@link #partial()}; it never throws for that.
 */
public interface Reading extends Iterator<Sighting>, AutoCloseable {

    /** Why this read is not the whole truth (a cut connection, a size limit, a lost referral, a truncated range), with the remedy; empty when it is complete. */
    Optional<String> partial();

    /**
     * The newest change marker seen, in the directory's own spelling, or null. With USNs it is the server's {@code highestCommittedUSN} from
     * before the read, where the server tells it.
     */
    String newestMarker();

    /** Identity of the server that answered: on AD its {@code dsServiceName} and {@code invocationId}, else host and port. */
    String server();

    /** In a quick read, the ids of users and groups of whose deletion the server tells; else empty. */
    Set<UUID> deleted();

    /** How many entries carried the status attribute. */
    long withStatus();

    @Override
    void close();
}
