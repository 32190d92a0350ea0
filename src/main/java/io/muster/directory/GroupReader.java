package io.muster.directory;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchResultEntry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.LongStream;

/**
 * Reads groups with their members. The group's own list counts; where a group shows none, as a dynamic one does, those who name it in
 * {@code directory.member-of-attribute} are its members.
 */
final class GroupReader {

    private static final String NAME = "cn";

    private final DirectorySettings settings;
    private final Scopes scopes;
    private final EntryReader reader;
    private final LDAPConnection connection;

    GroupReader(DirectorySettings settings, Scopes scopes, EntryReader reader, LDAPConnection connection) {
        this.settings = settings;
        this.scopes = scopes;
        this.reader = reader;
        this.connection = connection;
    }

    /** @throws LDAPException they can't be read to the end */
    List<GroupEntry> read(Scope scope, Collection<UUID> guids) throws LDAPException {
        StringBuilder ids = new StringBuilder("(|");
        guids.forEach(guid -> ids.append(reader.guid().filter(guid)));
        Set<String> attributes = new LinkedHashSet<>(reader.names());
        attributes.addAll(List.of(NAME, settings.memberAttribute()));
        Filter filter = Filter.createANDFilter(Filter.create(ids.append(')').toString()), scopes.groups());
        List<GroupEntry> groups = new ArrayList<>();
        for (String base : bases(scope)) {
            for (SearchResultEntry shown : search(base, filter, attributes)) {
                UUID guid = reader.guid(Values.of(shown));
                if (guid != null) {
                    groups.add(group(guid, shown));
                }
            }
        }
        return groups;
    }

    /** The directory's base DN, and the scope's where that lies elsewhere. */
    private List<String> bases(Scope scope) throws LDAPException {
        return DN.isAncestorOf(settings.baseDn(), scope.baseDn(), true) ? List.of(settings.baseDn()) : List.of(settings.baseDn(), scope.baseDn());
    }

    private GroupEntry group(UUID guid, SearchResultEntry shown) throws LDAPException {
        String partial = null;
        Entry whole = shown;
        try {
            whole = Ranges.complete(connection, shown);
        } catch (LDAPException e) {
            if (!e.getResultCode().equals(ResultCode.OTHER)) {
                throw e;
            }
            partial = "its members were not read to the end (" + e.getMessage() + "): check the server's range limits";
        }
        long[] members = listed(whole).toArray();
        if (members.length == 0 && partial == null && settings.memberOfAttribute() != null) {
            members = search(settings.baseDn(), Filter.createANDFilter(scopes.users(), scopes.memberOf(shown.getDN())), List.of("1.1")).stream()
                    .mapToLong(member -> DnKey.of(member.getDN())).toArray();
        }
        return new GroupEntry(guid, shown.getDN(), whole.getAttributeValue(NAME), reader.mark(Values.of(whole)), members, partial);
    }

    private LongStream listed(Entry group) {
        String[] values = group.getAttributeValues(settings.memberAttribute());
        return values == null ? LongStream.empty() : Arrays.stream(values).filter(value -> !itself(group, value)).mapToLong(DnKey::of);
    }

    /** A {@code groupOfNames} may not be empty, so that one without members often lists itself. */
    private static boolean itself(Entry group, String member) {
        try {
            return DN.equals(group.getDN(), member);
        } catch (LDAPException e) {
            return false;
        }
    }

    private List<SearchResultEntry> search(String base, Filter filter, Collection<String> attributes) throws LDAPException {
        PagedSearch search = new PagedSearch(connection, settings, base, filter, attributes);
        List<SearchResultEntry> found = new ArrayList<>(search.first());
        while (!search.ended()) {
            found.addAll(search.next());
        }
        if (search.partial().isPresent()) {
            throw new DirectoryUnavailable("The groups were not read to the end: " + search.partial().get() + ".", null);
        }
        return found;
    }
}
