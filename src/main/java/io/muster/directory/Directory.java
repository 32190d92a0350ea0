package io.muster.directory;

import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.RootDSE;
import io.muster.directory.DirectorySettings.ChangeAlgorithm;
import java.util.ArrayList;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.naming.NamingException;
import javax.naming.directory.SearchControls;
import javax.naming.directory.SearchResult;
import javax.naming.ldap.LdapContext;

/**
 * One LDAP directory, read only. It connects when first asked; one pool of connections serves sweeps, quick reads and the {@code ldap:}
 * endpoint. Safe for use by several threads. Whatever keeps it from reading is a {@link DirectoryUnavailable}.
 */
public final class Directory implements AutoCloseable {

    private final DirectorySettings settings;
    private final Connections connections;
    private final Scopes scopes;
    private final EntryReader reader;
    private final Freshness freshness;
    private final Entries entries;

    /** @throws IllegalArgumentException a URL is none */
    public Directory(DirectorySettings settings) {
        this.settings = settings;
        this.connections = new Connections(settings);
        this.scopes = new Scopes(settings);
        this.reader = new EntryReader(settings);
        this.freshness = new Freshness(settings, reader);
        this.entries = new Entries(settings, reader);
    }

    /**
     * Reads who is in scope, all of it.
     *
     * @throws DirectoryUnavailable     not even the first page could be read
     * @throws IllegalArgumentException the scope's filter is none
     */
    public Reading sweep(Scope scope) {
        return sweep(scope, null);
    }

    /** @param only the one entry wanted, or null for all */
    private Reading sweep(Scope scope, UUID only) {
        return connections.opening((pool, connection) -> {
            RootDSE root = freshness.rootDse(connection);
            GroupMembers.Members members = members(scope, connection);
            List<Filter> conditions = new ArrayList<>(scopes.conditions(scope, members.filter()));
            if (only != null) {
                conditions.add(Filter.create(reader.guid().filter(only)));
            }
            Filter filter = scopes.and(scope, conditions);
            List<Sweep.Part> parts = List.of(new Sweep.Part(search(connection, scope, filter), true));
            return new Sweep(pool, connection, reader, parts, members.dns(), members.partial(), freshness.server(root, connection), freshness.marker(root));
        });
    }

    /**
     * Reads what may have changed since, an overlap included: first what changed so that it no longer satisfies filter and group, then what
     * changed and does. Neither deletions nor, as a rule, changes of a membership are seen; a sweep sees them.
     *
     * @param since a {@link Reading#newestMarker()} of the same {@link Reading#server()}
     * @throws DirectoryUnavailable     not even the first page could be read
     * @throws IllegalArgumentException the scope's filter is none, or {@link #canReadChanges} is false
     */
    public Reading changes(Scope scope, String since) {
        if (!canReadChanges(scope)) {
            throw new IllegalArgumentException("changes can't be read in this scope: sweep it");
        }
        return connections.opening((pool, connection) -> {
            RootDSE root = freshness.rootDse(connection);
            List<Filter> conditions = scopes.conditions(scope, members(scope, connection).filter());
            Filter changed = freshness.changedSince(since);
            List<Sweep.Part> parts = new ArrayList<>();
            if (!conditions.isEmpty()) {
                Filter left = scopes.and(scope, List.of(changed), Filter.createNOTFilter(Filter.createANDFilter(conditions)));
                parts.add(new Sweep.Part(search(connection, scope, left), false));
            }
            parts.add(new Sweep.Part(search(connection, scope, scopes.and(scope, conditions, changed)), true));
            return new Sweep(pool, connection, reader, parts, null, null, freshness.server(root, connection), freshness.marker(root));
        });
    }

    /** Whether {@link #changes} can be told; false without a change marker, and for a group whose members don't show it themselves. */
    public boolean canReadChanges(Scope scope) {
        return settings.changeAlgorithm() != ChangeAlgorithm.NONE && (scope.groupDn() == null || settings.memberOfAttribute() != null);
    }

    /**
     * Whether a finished sweep may come from a server that lags behind what was seen before: its newest marker is older than the recorded one, and
     * nothing under the directory's base DN proves that the server has come that far ({@code behaviour.md} section 6). Numbers of
     * another server can't be compared, so a change of server is never called behind where markers are USNs.
     *
     * @param recordedMarker the newest marker of the last good sweep, or null
     * @param recordedServer the server of the last good sweep, or null
     */
    public boolean behind(Reading sweep, String recordedMarker, String recordedServer) {
        if (recordedMarker == null || !freshness.older(sweep, recordedMarker, recordedServer)) {
            return false;
        }
        return !connections.reading(connection -> freshness.shows(connection, recordedMarker));
    }

    /**
     * The filter that fetches entries by id: the body for the {@code ldap:} endpoint.
     *
     * @param inScopeOnly leaves out those that no longer satisfy the scope, as far as a filter can tell: all but the members of a group
     *                    that don't show it themselves
     * @throws IllegalArgumentException there is no id, or the scope's filter is none
     */
    public String idFilter(Scope scope, Collection<UUID> guids, boolean inScopeOnly) {
        if (guids.isEmpty()) {
            throw new IllegalArgumentException("no id to fetch");
        }
        StringBuilder filter = new StringBuilder("(&").append(scopes.kind(scope));
        if (inScopeOnly) {
            scopes.conditions(scope, scopes.groupInFilter(scope) ? scopes.members(scope) : null).forEach(filter::append);
        }
        filter.append("(|");
        guids.forEach(guid -> filter.append(reader.guid().filter(guid)));
        return filter.append("))").toString();
    }

    /** What the {@code ldap:} endpoint must return for a mapping: the attributes mapped, and those behind id, mark and status. */
    public String[] attributesToFetch(Collection<String> mapped) {
        return entries.attributesToFetch(mapped);
    }

    /** A context for the {@code ldap:} endpoint, to be bound as a prototype: it searches over this directory's pool. */
    public LdapContext context() {
        return PooledContext.over(connections, settings);
    }

    /**
     * Turns what the {@code ldap:} endpoint returned into entries. Bytes appear as Base64, the id as a dashed UUID.
     *
     * @throws IllegalArgumentException an entry was fetched without its id
     */
    public List<Entry> entries(List<SearchResult> fetched) {
        return fetched.stream().map(entries::entry).toList();
    }

    /**
     * Reads one entry by its id, wherever it is under the directory's base DN.
     *
     * @throws DirectoryUnavailable it could not be read
     */
    public Optional<Entry> entry(UUID guid, Collection<String> mapped) {
        SearchControls controls = new SearchControls();
        controls.setSearchScope(SearchControls.SUBTREE_SCOPE);
        controls.setReturningAttributes(attributesToFetch(mapped));
        String filter = idFilter(new UserScope(settings.baseDn(), null, null, false), List.of(guid), false);
        try {
            return entries(Collections.list(context().search(settings.baseDn(), filter, controls))).stream().findFirst();
        } catch (NamingException e) {
            throw new DirectoryUnavailable("The directory can't be read: " + e.getMessage() + ".", e);
        }
    }

    /**
     * Reads groups by their ids, wherever they are under the directory's base DN, with all their direct members. Those that are not there are left out.
     *
     * @throws DirectoryUnavailable they could not be read
     */
    public List<GroupEntry> groups(Collection<UUID> guids) {
        return guids.isEmpty() ? List.of() : connections.reading(connection -> new GroupReader(settings, scopes, reader, connection).read(guids));
    }

    /**
     * Whether an entry is in a scope now.
     *
     * @throws DirectoryUnavailable it could not be read
     */
    public boolean isInScope(Scope scope, UUID guid) {
        try (Reading one = sweep(scope, guid)) {
            return one.hasNext();
        }
    }

    /** Whether {@link #idFilter} alone can tell who is in scope: not when a group's members don't show it themselves. */
    public boolean scopeIsFilter(Scope scope) {
        return scope.groupDn() == null || scopes.groupInFilter(scope);
    }

    /** Whether an entry's change marker is newer than another; null is older than any. */
    public boolean newer(String marker, String than) {
        return marker != null && reader.newer(marker.getBytes(StandardCharsets.UTF_8), than == null ? null : than.getBytes(StandardCharsets.UTF_8));
    }

    /** Proves that the directory lets us in and shows somebody of the scope with id and marker. Never throws for what it finds wrong. */
    public Finding test(Scope scope) {
        try (Reading reading = sweep(scope)) {
            if (!reading.hasNext()) {
                return new Finding(false, reading.partial().orElse("nobody is in scope under " + scope.baseDn()
                        + ": check the " + scope.keys() + ".* keys, and that " + settings.bindDn() + " may read there") + ".");
            }
            if (reading.next().mark() == 0 && settings.changeAlgorithm() != ChangeAlgorithm.NONE) {
                return new Finding(false, "entries show no " + settings.changeAttribute()
                        + ": grant the read right, name another directory.change-attribute, or set directory.change-algorithm = none.");
            }
            return new Finding(true, reading.server() + " answers, and shows people under " + scope.baseDn() + ".");
        } catch (DirectoryUnavailable | IllegalArgumentException e) {
            return new Finding(false, e.getMessage());
        }
    }

    @Override
    public void close() {
        connections.close();
    }

    private GroupMembers.Members members(Scope scope, LDAPConnection connection) throws LDAPException {
        return scope.groupDn() == null ? new GroupMembers.Members(null, null, null) : new GroupMembers(settings, scopes, connection).of(scope);
    }

    private PagedSearch search(LDAPConnection connection, Scope scope, Filter filter) {
        return new PagedSearch(connection, settings, scope.baseDn(), filter, reader.names());
    }
}
