package io.muster.bench;

import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResult;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.controls.SimplePagedResultsControl;

/** Reads id and marker of everybody, page by page, and does nothing with them: prints how many there are, and the seconds. */
final class RawDirectory {

    private RawDirectory() {
    }

    public static void main(String[] arguments) throws Exception {
        try (LDAPConnection connection = new LDAPConnection("127.0.0.1", Integer.parseInt(arguments[0]), arguments[1], arguments[2])) {
            long start = System.nanoTime();
            long seen = 0;
            ASN1OctetString cookie = null;
            do {
                SearchRequest request = new SearchRequest(arguments[3], SearchScope.SUB, Filter.create("(&(objectClass=inetOrgPerson)(mail=*))"), "entryUUID", "modifyTimestamp");
                request.addControl(new SimplePagedResultsControl(1000, cookie));
                SearchResult page = connection.search(request);
                seen += page.getEntryCount();
                SimplePagedResultsControl answer = SimplePagedResultsControl.get(page);
                cookie = answer != null && answer.moreResultsToReturn() ? answer.getCookie() : null;
            } while (cookie != null);
            System.out.println(seen + " " + (System.nanoTime() - start) / 1e9);
        }
    }
}
