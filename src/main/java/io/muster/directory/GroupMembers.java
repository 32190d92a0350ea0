package io.muster.directory;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchScope;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Who is in a group. Where entries know their groups ({@code memberOf}), the answer is a filter; elsewhere the group's member list is
 * read, and its members are told by their DN. Groups within groups are walked, each once, so circles do no harm.
 */
final class GroupMembers {

    private static final List<String> NO_ATTRIBUTES = List.of("1.1");

    private final DirectorySettings settings;
    private final Scopes scopes;
    private final LDAPConnection connection;
    private String partial;

    GroupMembers(DirectorySettings settings, Scopes scopes, LDAPConnection connection) {
        this.settings = settings;
        this.scopes = scopes;
        this.connection = connection;
    }

    /**
     * One of the two ways to tell members.
     *
     * @param filter  what members satisfy, or null
     * @param dns     the members' normalized DNs, or null
     * @param partial why the members are not all known, or null
     */
    record Members(Filter filter, Set<String> dns, String partial) {
    }

    /** @throws LDAPException the group can't be read */
    Members of(Scope scope) throws LDAPException {
        requireGroup(scope);
        if (scopes.groupInFilter(scope)) {
            return new Members(scopes.members(scope), null, null);
        }
        if (settings.memberOfAttribute() != null) {
            Filter any = Filter.createORFilter(nestedByMemberOf(scope.groupDn()).stream().map(scopes::memberOf).toList());
            return new Members(any, null, partial);
        }
        Set<String> members = membersByList(scope);
        return new Members(null, members, partial);
    }

    private void requireGroup(Scope scope) throws LDAPException {
        if (connection.getEntry(scope.groupDn(), "1.1") == null) {
            throw new DirectoryUnavailable("The group " + scope.groupDn() + " is not there, or " + settings.bindDn()
                    + " may not see it: correct " + scope.keys() + ".group-dn, or grant the read right.", null);
        }
    }

    /** The group and every group below it. */
    private Set<String> nestedByMemberOf(String groupDn) throws LDAPException {
        Set<String> seen = new HashSet<>(Set.of(DN.normalize(groupDn)));
        Set<String> all = new LinkedHashSet<>(Set.of(groupDn));
        Set<String> level = all;
        while (!level.isEmpty()) {
            Filter below = Filter.createORFilter(level.stream().map(scopes::memberOf).toList());
            Set<String> next = new LinkedHashSet<>();
            for (String dn : search(Filter.createANDFilter(scopes.groups(), below))) {
                if (seen.add(DN.normalize(dn))) {
                    next.add(dn);
                }
            }
            all.addAll(next);
            level = next;
        }
        return all;
    }

    private Set<String> membersByList(Scope scope) throws LDAPException {
        Set<String> groups = new HashSet<>();
        if (scope.nested()) {
            for (String dn : search(scopes.groups())) {
                groups.add(DN.normalize(dn));
            }
        }
        Set<String> members = new HashSet<>();
        Set<String> visited = new HashSet<>();
        String itself = DN.normalize(scope.groupDn());
        Deque<String> open = new ArrayDeque<>(List.of(scope.groupDn()));
        while (!open.isEmpty()) {
            String group = open.pop();
            if (!visited.add(DN.normalize(group))) {
                continue;
            }
            for (String member : memberList(group)) {
                boolean isGroup = groups.contains(member);
                if (isGroup) {
                    open.push(member);
                }
                // a group that may not be empty often lists itself
                if ((!isGroup || scope.ofGroups()) && !member.equals(itself)) {
                    members.add(member);
                }
            }
        }
        return members;
    }

    private Set<String> memberList(String groupDn) throws LDAPException {
        SearchResultEntry shown = connection.searchForEntry(groupDn, SearchScope.BASE, "(objectClass=*)", settings.memberAttribute());
        if (shown == null) {
            // deleted since it was listed
            return Set.of();
        }
        Entry group;
        try {
            group = Ranges.complete(connection, shown);
        } catch (LDAPException e) {
            if (!e.getResultCode().equals(ResultCode.OTHER)) {
                throw e;
            }
            partial = "the members of " + groupDn + " were not read to the end (" + e.getMessage() + "): check the server's range limits";
            group = shown;
        }
        Set<String> members = new HashSet<>();
        Attribute attribute = group.getAttribute(settings.memberAttribute());
        for (String value : attribute == null ? new String[0] : attribute.getValues()) {
            try {
                members.add(DN.normalize(value));
            } catch (LDAPException e) {
                partial = settings.memberAttribute() + " of " + groupDn + " holds values that are not DNs: name an attribute that holds DNs in "
                        + "directory.member-attribute";
            }
        }
        return members;
    }

    private List<String> search(Filter filter) throws LDAPException {
        PagedSearch search = new PagedSearch(connection, settings, settings.baseDn(), filter, NO_ATTRIBUTES);
        List<String> dns = new ArrayList<>();
        for (List<SearchResultEntry> page = search.first(); ; page = search.next()) {
            page.forEach(entry -> dns.add(entry.getDN()));
            if (search.ended()) {
                search.partial().ifPresent(reason -> partial = "the groups were not read to the end: " + reason);
                return dns;
            }
        }
    }
}
