package io.muster.directory;

import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.ldap.sdk.Control;
import com.unboundid.ldap.sdk.DereferencePolicy;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPSearchException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResult;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.controls.SimplePagedResultsControl;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * A subtree search in pages (RFC 2696) over one connection, to which the paging cookie belongs. Knows whether it saw everything.
 *
 * <p>A search that is expected to find little asks a domain controller without pages first: Samba reads every entry of a paged search twice, and any
 * controller that finds more than it answers at once says so.
 */
final class PagedSearch {

    private static final int PAGE_SIZE = 1000;
    /** LDAP_SERVER_DOMAIN_SCOPE_OID: Active Directory then leaves out references to other domains ([MS-ADTS] 3.1.1.3.4.1.14). */
    private static final Control DOMAIN_SCOPE = new Control("1.2.840.113556.1.4.1339");

    private final LDAPConnection connection;
    private final SearchRequest request;
    private final Diagnosis diagnosis;
    private final List<Control> controls;
    private boolean atOnce;
    private ASN1OctetString cookie;
    private boolean ended;
    private LDAPException fault;
    private String partial;

    PagedSearch(LDAPConnection connection, DirectorySettings settings, String baseDn, Filter filter, Collection<String> attributes, Control... more) {
        this.connection = connection;
        this.request = new SearchRequest(baseDn, SearchScope.SUB, DereferencePolicy.NEVER, 0, 0, false, filter, attributes.toArray(String[]::new));
        this.diagnosis = new Diagnosis(settings);
        this.controls = new ArrayList<>(controls(settings));
        this.controls.addAll(List.of(more));
    }

    /** The search, which is expected to find little. */
    PagedSearch findingLittle() {
        atOnce = controls.contains(DOMAIN_SCOPE);
        return this;
    }

    /** What every search of this directory carries. */
    static List<Control> controls(DirectorySettings settings) {
        return settings.type() == Dialect.ACTIVE_DIRECTORY ? List.of(DOMAIN_SCOPE) : List.of();
    }

    boolean ended() {
        return ended;
    }

    /** Why this was not everything, with the remedy; to be asked once it ended. */
    Optional<String> partial() {
        return Optional.ofNullable(partial);
    }

    /**
     * The first page.
     *
     * @throws LDAPException        nothing was read: there is nothing to tell but the fault
     * @throws DirectoryUnavailable there is no such base
     */
    List<SearchResultEntry> first() throws LDAPException {
        List<SearchResultEntry> page = next();
        if (fault != null && fault.getResultCode().equals(ResultCode.NO_SUCH_OBJECT)) {
            throw new DirectoryUnavailable("The directory can't be read: " + request.getBaseDN() + ": " + partial + ".", fault);
        }
        if (fault != null && page.isEmpty() && !limit(fault.getResultCode())) {
            throw fault;
        }
        return page;
    }

    /** The next page; what a failing page brought before it failed is returned as well. */
    List<SearchResultEntry> next() {
        boolean paged = !atOnce;
        atOnce = false;
        List<Control> all = new ArrayList<>(controls);
        if (paged) {
            all.add(new SimplePagedResultsControl(PAGE_SIZE, cookie, true));
        }
        request.setControls(all);
        request.setSizeLimit(paged ? 0 : PAGE_SIZE);
        SearchResult result;
        try {
            result = connection.search(request);
            if (paged) {
                proceed(result);
            } else {
                ended = true;
            }
        } catch (LDAPSearchException e) {
            if (!paged && e.getResultCode().equals(ResultCode.SIZE_LIMIT_EXCEEDED)) {
                return next();
            }
            fault = e;
            ended = true;
            partial = diagnosis.ofReading(e);
            result = e.getSearchResult();
        }
        if (result.getReferenceCount() > 0 && partial == null) {
            partial = "the server pointed to another server for a part of the tree, which was not followed: name a server that holds all of "
                    + request.getBaseDN() + ", or move the base DN below the reference";
        }
        return result.getSearchEntries() == null ? List.of() : result.getSearchEntries();
    }

    private void proceed(SearchResult result) {
        SimplePagedResultsControl answer = null;
        try {
            answer = SimplePagedResultsControl.get(result);
        } catch (LDAPException e) {
            // a cookie that can't be read is as good as none
        }
        if (answer == null) {
            ended = true;
            partial = "the server answered a page without its paging cookie: use a server that reads in pages (RFC 2696)";
        } else {
            cookie = answer.getCookie();
            ended = !answer.moreResultsToReturn();
        }
    }

    private static boolean limit(ResultCode code) {
        return code.equals(ResultCode.SIZE_LIMIT_EXCEEDED) || code.equals(ResultCode.TIME_LIMIT_EXCEEDED) || code.equals(ResultCode.ADMIN_LIMIT_EXCEEDED);
    }
}
