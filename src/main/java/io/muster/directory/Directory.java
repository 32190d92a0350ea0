package io.muster.directory;

import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.RootDSE;
import com.unboundid.ldap.sdk.SearchResultEntry;
import io.muster.directory.DirectorySettings.ChangeAlgorithm;
import java.util.ArrayList;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
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
    /** Who was in each scope's group when it was last swept. */
    private final Map<Scope, Membership> memberships = new ConcurrentHashMap<>();

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
            GroupMembers group = group(connection);
            Membership members = group.of(scope);
            List<Filter> conditions = scopes.conditions(scope, members.filter());
            Stream<Filter> filters;
            if (only != null) {
                filters = Stream.of(scopes.and(scope, conditions, Filter.create(reader.guid().filter(only))));
            } else {
                memberships.put(scope, members);
                filters = members.told() ? Stream.of(scopes.and(scope, conditions)) : group.inBatches().map(some -> scopes.and(scope, conditions, some));
            }
            Iterator<Sweep.Part> parts = filters.map(filter -> new Sweep.Part(search(connection, scope, filter), true)).iterator();
            return new Sweep(pool, connection, reader, parts, members, false, origin(root, connection, Set.of()));
        });
    }

    /**
     * Reads what may have changed since, an overlap included: first what changed so that it no longer satisfies filter and group, then what
     * changed and does. {@link Reading#deleted()} tells who was deleted, where the server does.
     *
     * @param since a {@link Reading#newestMarker()} of the same {@link Reading#server()}
     * @return empty when somebody may have joined or left the scope's group, which only a sweep can tell
     * @throws DirectoryUnavailable     not even the first page could be read
     * @throws IllegalArgumentException the scope's filter is none, or {@link #canReadChanges} is false
     */
    public Optional<Reading> changes(Scope scope, String since) {
        if (!canReadChanges(scope)) {
            throw new IllegalArgumentException("changes can't be read in this scope: sweep it");
        }
        Membership members = memberships.getOrDefault(scope, Membership.EVERYBODY);
        Filter changed = freshness.changedSince(since);
        return Optional.ofNullable(connections.opening((pool, connection) -> {
            RootDSE root = freshness.rootDse(connection);
            // after the root entry, whose newest marker will be recorded as seen
            Set<UUID> deleted = deletedSince(since, connection);
            if (deleted.stream().anyMatch(members::hasGroup) || group(connection).moved(scope, members, changed)) {
                pool.releaseConnection(connection);
                return null;
            }
            List<Filter> conditions = scopes.conditions(scope, members.filter());
            List<Sweep.Part> parts = new ArrayList<>();
            if (!conditions.isEmpty()) {
                // those who left are fewer than those of the scope's kind
                Filter left = scopes.and(scope, List.of(), changed, Filter.createNOTFilter(Filter.createANDFilter(conditions)));
                parts.add(new Sweep.Part(search(connection, scope, left).findingLittle(), false));
            }
            parts.add(new Sweep.Part(search(connection, scope, scopes.and(scope, conditions, changed)).findingLittle(), true));
            return new Sweep(pool, connection, reader, parts.iterator(), members, true, origin(root, connection, deleted));
        }));
    }

    /**
     * Whether {@link #changes} can be told; false without a change marker, and for a group until a sweep has seen what its members and markers are.
     */
    public boolean canReadChanges(Scope scope) {
        Membership members = memberships.get(scope);
        return settings.changeAlgorithm() != ChangeAlgorithm.NONE && (scope.groupDn() == null || members != null && members.comparable());
    }

    /** The sweep behind what is known of a scope's group came to nothing: the next quick read has to be a sweep, too. */
    public void forgetMembers(Scope scope) {
        memberships.remove(scope);
    }

    /**
     * Ids of users and groups deleted since, where the server keeps tombstones and shows them to us (Active Directory); else empty. A deletion is a
     * fact, whatever a sweep is worth.
     *
     * @param since a {@link Reading#newestMarker()}, or null before there was one; that of another server may leave deletions out
     * @throws DirectoryUnavailable it could not be read
     */
    public Set<UUID> deletedSince(String since) {
        return since == null || !tombstones() ? Set.of() : connections.reading(connection -> deletedSince(since, connection));
    }

    private Set<UUID> deletedSince(String since, LDAPConnection connection) throws LDAPException {
        return tombstones() ? new Tombstones(settings, reader, connection).since(freshness.changedSince(since)) : Set.of();
    }

    private boolean tombstones() {
        return settings.type() == Dialect.ACTIVE_DIRECTORY && settings.changeAlgorithm() == ChangeAlgorithm.USN;
    }

    private Sweep.Origin origin(RootDSE root, LDAPConnection connection, Set<UUID> deleted) throws LDAPException {
        return new Sweep.Origin(freshness.server(root, connection), freshness.marker(root), deleted);
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
        StringBuilder filter = new StringBuilder("(&(|");
        guids.forEach(guid -> filter.append(reader.guid().filter(guid)));
        filter.append(')').append(scopes.kind(scope));
        if (inScopeOnly) {
            scopes.conditions(scope, members(scope)).forEach(filter::append);
        }
        return filter.append(')').toString();
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
     * Reads groups by their ids, wherever they are under the directory's base DN or the scope's, with all their direct members. Those that are not there are left out.
     *
     * @throws DirectoryUnavailable they could not be read
     */
    public List<GroupEntry> groups(Scope scope, Collection<UUID> guids) {
        return guids.isEmpty() ? List.of() : connections.reading(connection -> new GroupReader(settings, scopes, reader, connection).read(scope, guids));
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
        return scope.groupDn() == null || members(scope) != null;
    }

    /** Whether an entry's change marker is newer than another; null is older than any. */
    public boolean newer(String marker, String than) {
        return marker != null && reader.newer(marker.getBytes(StandardCharsets.UTF_8), than == null ? null : than.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Proves that the directory lets us in and shows somebody of the scope with id and marker, and says when the server looks like another type than the one
     * configured. Never throws for what it finds wrong.
     */
    public Finding test(Scope scope) {
        Finding found = shows(scope);
        return new Finding(found.ok(), found.message() + misfit());
    }

    private String misfit() {
        try {
            List<String> shown = connections.reading(connection -> {
                SearchResultEntry root = connection.getEntry("", Dialect.SIGNATURE);
                return root == null ? List.of() : root.getAttributes().stream().flatMap(attribute -> Stream.of(attribute.getValues())).toList();
            });
            return Dialect.recognised(shown).filter(type -> type != settings.type())
                    .map(type -> " The server says that it is of the type " + type + ", and directory.type is " + settings.type() + ": set directory.type = " + type
                            + " unless the directory.* keys say all that differs.").orElse("");
        } catch (DirectoryUnavailable e) {
            // found out already
            return "";
        }
    }

    private Finding shows(Scope scope) {
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

    private GroupMembers group(LDAPConnection connection) {
        return new GroupMembers(settings, scopes, reader, connection);
    }

    /** The filter that members of the scope's group satisfy, as it was read or is known beforehand; null where a filter can't tell. */
    private Filter members(Scope scope) {
        Membership read = memberships.get(scope);
        return read != null ? read.filter() : scopes.groupInFilter(scope) ? scopes.members(scope) : null;
    }

    private PagedSearch search(LDAPConnection connection, Scope scope, Filter filter) {
        return new PagedSearch(connection, settings, scope.baseDn(), filter, reader.names());
    }
}
