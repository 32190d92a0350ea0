package io.muster.directory;

import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.ldap.sdk.Control;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPConnectionPool;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPSearchException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResult;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.controls.SimplePagedResultsControl;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.UUID;

/**
 * Reads one or more searches page by page over one connection of its own, since a paging cookie belongs to its connection.
 * Any answer that is not the whole truth ends the read and is told in {@link #partial()}.
 */
final class PagedReading implements Reading {

    private static final int PAGE = 1000;

    /** One search to read; {@code inScope} goes into its sightings. */
    record Part(SearchRequest request, boolean inScope) {
    }

    private final LDAPConnectionPool pool;
    private final EntryFacts facts;
    private final Control[] controls;
    private final Iterator<Part> parts;
    private final LDAPConnection connection;
    private final String server;
    private Part part;
    private ASN1OctetString cookie;
    private Iterator<SearchResultEntry> page = List.<SearchResultEntry>of().iterator();
    private Sighting next;
    private boolean ended;
    private boolean broken;
    private boolean closed;
    private String partial;
    private String newestMarker;
    private long withStatus;
    private long withoutId;

    PagedReading(LDAPConnectionPool pool, EntryFacts facts, Control[] controls, List<Part> parts) throws LDAPException {
        this.pool = pool;
        this.facts = facts;
        this.controls = controls;
        this.parts = parts.iterator();
        this.connection = pool.getConnection();
        this.server = connection.getConnectedAddress() + ":" + connection.getConnectedPort();
    }

    @Override
    public boolean hasNext() {
        while (next == null && !ended) {
            if (page.hasNext()) {
                next = sighting(page.next());
            } else {
                fetchPage();
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

    private Sighting sighting(SearchResultEntry entry) {
        UUID guid = facts.guid(entry);
        if (guid == null) {
            withoutId++;
            return null;
        }
        newestMarker = Trust.newer(newestMarker, facts.marker(entry));
        if (facts.hasStatus(entry)) {
            withStatus++;
        }
        return new Sighting(guid, facts.mark(entry), part.inScope());
    }

    private void fetchPage() {
        if (part != null && cookie == null || part == null) {
            if (partial != null || !parts.hasNext()) {
                end();
                return;
            }
            part = parts.next();
        }
        SearchRequest request = part.request();
        request.setControls(controls);
        request.addControl(new SimplePagedResultsControl(PAGE, cookie, false));
        try {
            take(connection.search(request), null);
        } catch (LDAPSearchException e) {
            take(e.getSearchResult(), e);
            if (!page.hasNext() && e.getSearchEntries() != null) {
                page = e.getSearchEntries().iterator();
            }
        }
    }

    private void take(SearchResult result, LDAPSearchException failure) {
        cookie = null;
        page = result.getSearchEntries() == null ? List.<SearchResultEntry>of().iterator() : result.getSearchEntries().iterator();
        if (failure != null) {
            partial = reason(failure);
            broken = !failure.getResultCode().isConnectionUsable();
            return;
        }
        if (result.getReferenceCount() > 0) {
            partial = "the server pointed elsewhere for a part of the tree (a referral), which is not followed; choose a base DN that this server holds itself";
        }
        try {
            SimplePagedResultsControl more = SimplePagedResultsControl.get(result);
            if (more != null && more.moreResultsToReturn()) {
                cookie = more.getCookie();
            }
        } catch (LDAPException e) {
            partial = "the server's paging answer can't be read: " + e.getMessage();
        }
    }

    private static String reason(LDAPException e) {
        ResultCode code = e.getResultCode();
        if (code == ResultCode.SIZE_LIMIT_EXCEEDED) {
            return "the server's size limit (code 4) cut the answer; raise the limit for the bind account";
        }
        if (code == ResultCode.TIME_LIMIT_EXCEEDED) {
            return "the server's time limit (code 3) cut the answer; raise the limit for the bind account or index what the filter uses";
        }
        if (code == ResultCode.ADMIN_LIMIT_EXCEEDED) {
            return "an administrative limit of the server (code 11) cut the answer; raise the look-through limit for the bind account or index what the filter uses";
        }
        if (code == ResultCode.REFERRAL) {
            return "the server pointed elsewhere (a referral), which is not followed; choose a base DN that this server holds itself";
        }
        if (code == ResultCode.NO_SUCH_OBJECT) {
            return "there is no such base DN, or the bind account may not see it; correct it";
        }
        return "the answer broke off (" + code.getName() + ", code " + code.intValue() + "); check that the server runs, then sync again";
    }

    private void end() {
        ended = true;
        if (partial == null && withoutId > 0) {
            partial = withoutId + " entries do not show the id attribute; give the bind account the right to read it";
        }
        close();
    }

    @Override
    public Optional<String> partial() {
        return Optional.ofNullable(partial);
    }

    @Override
    public String newestMarker() {
        return newestMarker;
    }

    @Override
    public String server() {
        return server;
    }

    @Override
    public long withStatus() {
        return withStatus;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            if (broken || !ended) {
                pool.releaseDefunctConnection(connection);
            } else {
                pool.releaseConnection(connection);
            }
        }
    }
}
