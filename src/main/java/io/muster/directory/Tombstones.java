package io.muster.directory;

import com.unboundid.ldap.sdk.Control;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.RDN;
import com.unboundid.ldap.sdk.SearchResultEntry;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * What Active Directory keeps of deleted entries: id and class, under {@code CN=Deleted Objects} ([MS-ADTS] 3.1.1.5.5). Who may not see that container
 * is shown nothing, and no error.
 */
final class Tombstones {

    /** LDAP_SERVER_SHOW_DELETED_OID ([MS-ADTS] 3.1.1.3.4.1.14). */
    private static final Control SHOW_DELETED = new Control("1.2.840.113556.1.4.417", true);

    private final DirectorySettings settings;
    private final EntryReader reader;
    private final LDAPConnection connection;

    Tombstones(DirectorySettings settings, EntryReader reader, LDAPConnection connection) {
        this.settings = settings;
        this.reader = reader;
        this.connection = connection;
    }

    /** @throws LDAPException nothing could be read */
    Set<UUID> since(Filter changedSince) throws LDAPException {
        Filter deleted = Filter.createANDFilter(changedSince, Filter.createEqualityFilter("isDeleted", "TRUE"),
                Filter.createORFilter(Filter.createEqualityFilter("objectClass", settings.userObjectClass()),
                        Filter.createEqualityFilter("objectClass", settings.groupObjectClass())));
        PagedSearch search = new PagedSearch(connection, settings, domain(settings.baseDn()), deleted, List.of(settings.guidAttribute()), SHOW_DELETED).findingLittle();
        Set<UUID> found = new HashSet<>();
        for (List<SearchResultEntry> page = search.first(); ; page = search.next()) {
            page.forEach(entry -> found.add(reader.guid(Values.of(entry))));
            if (search.ended()) {
                return found;
            }
        }
    }

    /** The domain that a DN is in: its trailing components of class {@code dc}. */
    private static String domain(String baseDn) throws LDAPException {
        DN domain = new DN(baseDn);
        while (domain.getParent() != null && !isDomain(domain.getRDN())) {
            domain = domain.getParent();
        }
        return domain.toString();
    }

    private static boolean isDomain(RDN rdn) {
        return rdn.hasAttribute("dc");
    }
}
