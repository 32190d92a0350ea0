package io.muster.directory;

import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPConnectionPool;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.SearchResultEntry;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Some paged searches one after another, one page in memory, turned into sightings. It holds its connection until its end. */
final class Sweep implements Reading {

    private final LDAPConnectionPool pool;
    private final LDAPConnection connection;
    private final EntryReader reader;
    private final Iterator<Part> parts;
    private final Membership members;
    private final boolean strangers;
    private final Origin origin;
    private Part part;
    private Iterator<SearchResultEntry> page;
    private Sighting next;
    private String partial;
    private byte[] newest;
    private long withStatus;
    private long withoutGuid;
    private boolean released;

    /**
     * One search.
     *
     * @param inScope whether what it finds is in scope
     */
    record Part(PagedSearch search, boolean inScope) {
    }

    /**
     * What the server said of itself before the entries.
     *
     * @param server  see {@link Reading#server()}
     * @param marker  the newest marker the server had given by then, or null
     * @param deleted see {@link Reading#deleted()}
     */
    record Origin(String server, String marker, Set<UUID> deleted) {
    }

    /**
     * Reads the first page.
     *
     * @param strangers whether those are told who are no members, as out of scope
     * @throws LDAPException not even the first page was read
     */
    Sweep(LDAPConnectionPool pool, LDAPConnection connection, EntryReader reader, Iterator<Part> parts, Membership members, boolean strangers,
            Origin origin) throws LDAPException {
        this.pool = pool;
        this.connection = connection;
        this.reader = reader;
        this.parts = parts;
        this.members = members;
        this.strangers = strangers;
        this.partial = members.partial();
        this.origin = origin;
        this.newest = origin.marker() == null ? null : origin.marker().getBytes(StandardCharsets.UTF_8);
        this.part = parts.hasNext() ? parts.next() : null;
        this.page = part == null ? Collections.emptyIterator() : part.search().first().iterator();
    }

    @Override
    public boolean hasNext() {
        while (next == null && !released) {
            if (page.hasNext()) {
                next = sighting(page.next());
            } else if (!turn()) {
                release();
            }
        }
        return next != null;
    }

    @Override
    public Sighting next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        Sighting sighting = next;
        next = null;
        return sighting;
    }

    /** Turns to the next page; false at the end. */
    private boolean turn() {
        if (part != null && !part.search().ended()) {
            page = part.search().next().iterator();
            return true;
        }
        if (part != null) {
            part.search().partial().ifPresent(this::partial);
        }
        if (partial != null || !parts.hasNext()) {
            return false;
        }
        part = parts.next();
        page = part.search().next().iterator();
        return true;
    }

    private Sighting sighting(SearchResultEntry shown) {
        boolean member = members.covers(shown.getDN());
        if (!member && !strangers) {
            return null;
        }
        Values values = Values.of(whole(shown));
        UUID guid = reader.guid(values);
        if (guid == null) {
            withoutGuid++;
            return null;
        }
        byte[] marker = reader.marker(values);
        if (marker != null && reader.newer(marker, newest)) {
            newest = marker;
        }
        if (reader.hasStatus(values)) {
            withStatus++;
        }
        return new Sighting(guid, reader.mark(values), member && part.inScope());
    }

    private Entry whole(SearchResultEntry shown) {
        try {
            return Ranges.complete(connection, shown);
        } catch (LDAPException e) {
            partial("a long attribute was not read to the end (" + e.getMessage() + "): sync again");
            return shown;
        }
    }

    private void partial(String reason) {
        if (partial == null) {
            partial = reason;
        }
    }

    private void release() {
        released = true;
        if (withoutGuid > 0) {
            partial(withoutGuid + " entries show no " + reader.guidAttribute()
                    + ": grant the read right, or name the immutable id in directory.guid-attribute");
        }
        if (partial == null) {
            pool.releaseConnection(connection);
        } else {
            // late answers may still arrive on it
            pool.discardConnection(connection);
        }
    }

    @Override
    public Optional<String> partial() {
        return Optional.ofNullable(partial);
    }

    @Override
    public String newestMarker() {
        return newest == null ? null : new String(newest, StandardCharsets.UTF_8);
    }

    @Override
    public String server() {
        return origin.server();
    }

    @Override
    public Set<UUID> deleted() {
        return origin.deleted();
    }

    @Override
    public long withStatus() {
        return withStatus;
    }

    @Override
    public void close() {
        if (!released) {
            partial("the read was given up before its end: sync again");
            release();
        }
    }
}
