package io.muster.directory;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.RDN;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchScope;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Reads who is in a group. Where entries know their groups ({@code memberOf}), the answer is a filter; elsewhere the group's member list is
 * read, and its members are told by their DN. Groups within groups are walked, each once, so circles do no harm.
 */
final class GroupMembers {

    /** Members that are asked for in one search. */
    private static final int BATCH = 200;
    /** Groups within a group that a filter names beside the rule in chain: every server bounds how long a filter may be. */
    private static final int MOST_NAMED = 50;
    /** The number by which users name the group as their primary one, which their {@code memberOf} leaves out ([MS-ADTS] 3.1.1.4.5.11). */
    private static final String PRIMARY_TOKEN = "primaryGroupToken";

    private final DirectorySettings settings;
    private final Scopes scopes;
    private final EntryReader reader;
    private final LDAPConnection connection;
    private final Map<UUID, Long> groups = new HashMap<>();
    private final Map<Long, String> members = new HashMap<>();
    private String partial;

    GroupMembers(DirectorySettings settings, Scopes scopes, EntryReader reader, LDAPConnection connection) {
        this.settings = settings;
        this.scopes = scopes;
        this.reader = reader;
        this.connection = connection;
    }

    /** @throws LDAPException the group can't be read */
    Membership of(Scope scope) throws LDAPException {
        if (scope.groupDn() == null) {
            return Membership.EVERYBODY;
        }
        SearchResultEntry group = group(scope);
        remember(group);
        if (settings.memberOfAttribute() == null) {
            list(scope);
            return Membership.byDn(members.keySet(), groups, partial);
        }
        Filter filter = settings.type() == Dialect.ACTIVE_DIRECTORY ? withPrimary(scope, group) : Filter.createORFilter(nested(scope));
        return Membership.byFilter(filter, groups, partial);
    }

    /** Whether a membership that was read before may have changed: the scope's group, or one within it, shows another mark. */
    boolean moved(Scope scope, Membership before, Filter changedSince) throws LDAPException {
        if (scope.groupDn() == null) {
            return false;
        }
        boolean[] moved = {moved(before, group(scope))};
        if (scope.nested() && !moved[0]) {
            search(Filter.createANDFilter(changedSince, scopes.groups()), entry -> moved[0] |= moved(before, entry));
        }
        return moved[0] || partial != null;
    }

    private boolean moved(Membership before, SearchResultEntry group) {
        Values values = Values.of(group);
        return before.moved(reader.guid(values), reader.mark(values));
    }

    /**
     * The filters that find the members by their own names, some at a time. Another entry of the same name elsewhere satisfies them too:
     * {@link Membership#covers} tells.
     */
    Stream<Filter> inBatches() {
        List<String> all = List.copyOf(members.values());
        return IntStream.iterate(0, from -> from < all.size(), from -> from + BATCH)
                .mapToObj(from -> all.subList(from, Math.min(all.size(), from + BATCH)).stream().map(GroupMembers::byName).toList())
                .map(Filter::createORFilter);
    }

    private static Filter byName(String dn) {
        try {
            RDN name = new DN(dn).getRDN();
            List<Filter> parts = new ArrayList<>();
            for (int i = 0; i < name.getAttributeNames().length; i++) {
                parts.add(Filter.createEqualityFilter(name.getAttributeNames()[i], name.getByteArrayAttributeValues()[i]));
            }
            return parts.size() == 1 ? parts.get(0) : Filter.createANDFilter(parts);
        } catch (LDAPException e) {
            throw new IllegalStateException(dn + " was a DN a moment ago", e);
        }
    }

    private SearchResultEntry group(Scope scope) throws LDAPException {
        SearchResultEntry group = connection.getEntry(scope.groupDn(), attributes());
        if (group == null) {
            throw new DirectoryUnavailable("The group " + scope.groupDn() + " is not there, or " + settings.bindDn()
                    + " may not see it: correct " + scope.keys() + ".group-dn, or grant the read right.", null);
        }
        return group;
    }

    private String[] attributes() {
        List<String> names = new ArrayList<>(reader.names());
        if (settings.type() == Dialect.ACTIVE_DIRECTORY) {
            names.add(PRIMARY_TOKEN);
        }
        return names.toArray(String[]::new);
    }

    private void remember(SearchResultEntry group) {
        Values values = Values.of(group);
        groups.put(reader.guid(values), reader.mark(values));
    }

    /**
     * Membership by {@code memberOf}, by the rule in chain where that counts, or as the primary group. The groups within are named before the rule says
     * the same of them, since Samba walks from every entry that it has to put the rule to.
     */
    private Filter withPrimary(Scope scope, SearchResultEntry group) throws LDAPException {
        List<Filter> named = new ArrayList<>();
        List<Filter> primary = new ArrayList<>();
        Consumer<SearchResultEntry> note = entry -> {
            named.add(scopes.memberOf(entry.getDN()));
            if (entry.hasAttribute(PRIMARY_TOKEN)) {
                primary.add(Filter.createEqualityFilter("primaryGroupID", entry.getAttributeValue(PRIMARY_TOKEN)));
            }
        };
        note.accept(group);
        if (scope.nested()) {
            search(Filter.createANDFilter(scopes.groups(), scopes.members(scope)), entry -> {
                remember(entry);
                note.accept(entry);
            });
        }
        List<Filter> any = new ArrayList<>(named.subList(0, Math.min(named.size(), MOST_NAMED)));
        any.addAll(primary);
        if (scope.nested()) {
            any.add(scopes.members(scope));
        }
        return any.size() == 1 ? any.get(0) : Filter.createORFilter(any);
    }

    /** Membership of the group, and of every group below it where that counts. */
    private List<Filter> nested(Scope scope) throws LDAPException {
        List<Filter> all = new ArrayList<>(List.of(scopes.memberOf(scope.groupDn())));
        Set<DN> seen = new HashSet<>(Set.of(new DN(scope.groupDn())));
        List<Filter> level = scope.nested() ? List.copyOf(all) : List.of();
        while (!level.isEmpty()) {
            List<Filter> below = new ArrayList<>();
            search(Filter.createANDFilter(scopes.groups(), Filter.createORFilter(level)), entry -> {
                if (seen.add(dn(entry))) {
                    remember(entry);
                    below.add(scopes.memberOf(entry.getDN()));
                }
            });
            all.addAll(below);
            level = below;
        }
        return all;
    }

    private static DN dn(Entry entry) {
        try {
            return entry.getParsedDN();
        } catch (LDAPException e) {
            throw new IllegalStateException("the server shows an entry whose DN is none: " + entry.getDN(), e);
        }
    }

    private void list(Scope scope) throws LDAPException {
        Map<DN, SearchResultEntry> every = new HashMap<>();
        if (scope.nested()) {
            search(scopes.groups(), entry -> every.put(dn(entry), entry));
        }
        Set<DN> visited = new HashSet<>();
        DN itself = new DN(scope.groupDn());
        Deque<DN> open = new ArrayDeque<>(List.of(itself));
        while (!open.isEmpty()) {
            DN group = open.pop();
            if (!visited.add(group)) {
                continue;
            }
            for (String value : memberList(group.toString())) {
                DN member = new DN(value);
                boolean isGroup = every.containsKey(member);
                if (isGroup) {
                    remember(every.get(member));
                    open.push(member);
                }
                // a group that may not be empty often lists itself
                if ((!isGroup || scope.ofGroups()) && !member.equals(itself)) {
                    members.put(DnKey.of(value), value);
                }
            }
        }
    }

    private List<String> memberList(String groupDn) throws LDAPException {
        SearchResultEntry shown = connection.searchForEntry(groupDn, SearchScope.BASE, "(objectClass=*)", settings.memberAttribute());
        if (shown == null) {
            // deleted since it was listed
            return List.of();
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
        Attribute attribute = group.getAttribute(settings.memberAttribute());
        // an empty one stands for nobody, where the schema wants at least one member
        List<String> values = attribute == null ? List.of() : Arrays.stream(attribute.getValues()).filter(value -> !value.isBlank()).toList();
        List<String> dns = values.stream().filter(DN::isValidDN).toList();
        if (dns.size() < values.size()) {
            partial = settings.memberAttribute() + " of " + groupDn + " holds values that are not DNs: name an attribute that holds DNs in "
                    + "directory.member-attribute";
        }
        return dns;
    }

    private void search(Filter filter, Consumer<SearchResultEntry> consumer) throws LDAPException {
        PagedSearch search = new PagedSearch(connection, settings, settings.baseDn(), filter, List.of(attributes()));
        for (List<SearchResultEntry> page = search.first(); ; page = search.next()) {
            page.forEach(consumer);
            if (search.ended()) {
                search.partial().ifPresent(reason -> partial = "the groups were not read to the end: " + reason);
                return;
            }
        }
    }
}
