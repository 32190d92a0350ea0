package io.muster.directory;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.Control;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.DereferencePolicy;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPConnectionPool;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPSearchException;
import com.unboundid.ldap.sdk.RootDSE;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchScope;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import javax.naming.directory.SearchResult;
import javax.naming.ldap.LdapContext;

/**
 * The LDAP source of one or more channels: the streaming sweep, the quick read, and the fetch of entries by id through Camel's
 * {@code ldap:} endpoint, all on one connection pool that is opened when it is first needed.
 */
public final class Directory implements AutoCloseable {

    /** Makes Active Directory leave out the continuation references at a domain's root. */
    private static final String DOMAIN_SCOPE = "1.2.840.113556.1.4.1339";
    private static final String IN_CHAIN = "1.2.840.113556.1.4.1941";

    private final DirectorySettings settings;
    private final EntryFacts facts;
    private final Control[] controls;
    private LDAPConnectionPool pool;

    public Directory(DirectorySettings settings) {
        this.settings = settings;
        this.facts = new EntryFacts(settings);
        this.controls = settings.type() == Dialect.ACTIVE_DIRECTORY ? new Control[] {new Control(DOMAIN_SCOPE)} : new Control[0];
    }

    private synchronized LDAPConnectionPool pool() {
        if (pool == null) {
            pool = DirectoryPool.open(settings);
        }
        return pool;
    }

    /**
     * Reads id and marker of everybody in scope.
     *
     * @throws DirectoryUnavailable when the directory can't be reached at all; what breaks later is told by {@link Reading#partial()}
     */
    public Reading sweep(UserScope scope) {
        try {
            return new PagedReading(pool(), facts, controls, scopeIsFilter(scope) ? List.of(part(scope.baseDn(), scopeFilter(scope), true)) : members(scope));
        } catch (LDAPException e) {
            throw DirectoryPool.unavailable(settings, e);
        }
    }

    /** Reads what changed since a marker: entries in scope, and entries that no longer satisfy the filter. */
    public Reading changes(UserScope scope, String since) {
        try {
            Filter changed = Filter.createGreaterOrEqualFilter(settings.changeAttribute(), since);
            Filter inScope = scopeFilter(scope);
            List<PagedReading.Part> parts = new ArrayList<>();
            parts.add(part(scope.baseDn(), Filter.createANDFilter(changed, inScope), true));
            parts.add(part(scope.baseDn(), Filter.createANDFilter(userClass(), changed, Filter.createNOTFilter(inScope)), false));
            return new PagedReading(pool(), facts, controls, parts);
        } catch (LDAPException e) {
            throw DirectoryPool.unavailable(settings, e);
        }
    }

    /** Whether this directory can tell what changed in this scope without a sweep. */
    public boolean canReadChanges(UserScope scope) {
        return settings.changeAlgorithm() != DirectorySettings.ChangeAlgorithm.NONE && scope.groupDn() == null;
    }

    /** Whether a filter alone says who is in scope: not when the members have to be read from the group. */
    public boolean scopeIsFilter(UserScope scope) {
        return scope.groupDn() == null || settings.memberOfAttribute() != null && (!scope.nested() || settings.type() == Dialect.ACTIVE_DIRECTORY);
    }

    private PagedReading.Part part(String base, Filter filter, boolean inScope) {
        return new PagedReading.Part(new SearchRequest(base, SearchScope.SUB, DereferencePolicy.NEVER, 0, 0, false, filter, facts.attributes()), inScope);
    }

    /** One read per member: right for any server, if not the quickest. */
    private List<PagedReading.Part> members(UserScope scope) throws LDAPException {
        List<PagedReading.Part> parts = new ArrayList<>();
        DN base = new DN(scope.baseDn());
        Filter filter = scopeFilter(scope);
        for (String member : new Group(pool(), settings).members(scope.groupDn(), scope.nested())) {
            if (new DN(member).isDescendantOf(base, true) && pool().getEntry(member, "1.1") != null) {
                parts.add(new PagedReading.Part(
                        new SearchRequest(member, SearchScope.BASE, DereferencePolicy.NEVER, 0, 0, false, filter, facts.attributes()), true));
            }
        }
        return parts;
    }

    /** A filter for some entries by their ids, within the scope or anywhere under the base DN. */
    public String idFilter(UserScope scope, Collection<UUID> guids, boolean inScopeOnly) {
        try {
            List<Filter> ids = new ArrayList<>(guids.size());
            for (UUID guid : guids) {
                ids.add(settings.guidBinary() ? Filter.createEqualityFilter(settings.guidAttribute(), EntryFacts.toMicrosoft(guid))
                        : Filter.createEqualityFilter(settings.guidAttribute(), text(guid)));
            }
            return Filter.createANDFilter(inScopeOnly ? scopeFilter(scope) : userClass(), Filter.createORFilter(ids)).toString();
        } catch (LDAPException e) {
            throw DirectoryPool.unavailable(settings, e);
        }
    }

    private String text(UUID guid) {
        if (!settings.guidAttribute().equalsIgnoreCase("nsUniqueId")) {
            return guid.toString();
        }
        String digits = guid.toString().replace("-", "");
        return digits.substring(0, 8) + "-" + digits.substring(8, 16) + "-" + digits.substring(16, 24) + "-" + digits.substring(24);
    }

    private Filter userClass() throws LDAPException {
        return settings.type() == Dialect.ACTIVE_DIRECTORY
                ? Filter.create("(&(objectCategory=person)(objectClass=" + settings.userObjectClass() + "))")
                : Filter.createEqualityFilter("objectClass", settings.userObjectClass());
    }

    private Filter scopeFilter(UserScope scope) throws LDAPException {
        List<Filter> all = new ArrayList<>();
        all.add(userClass());
        if (scope.filter() != null) {
            all.add(Filter.create(scope.filter()));
        }
        if (scope.groupDn() != null && scopeIsFilter(scope)) {
            String rule = scope.nested() ? ":" + IN_CHAIN + ":" : "";
            all.add(Filter.create("(" + settings.memberOfAttribute() + rule + "=" + Filter.encodeValue(scope.groupDn()) + ")"));
        }
        return all.size() == 1 ? all.get(0) : Filter.createANDFilter(all);
    }

    /** What the {@code ldap:} endpoint has to ask for: the mapped attributes, and those that the comparison needs. */
    public List<String> attributesToFetch(Collection<String> mapped) {
        Set<String> names = new LinkedHashSet<>(Arrays.asList(facts.attributes()));
        names.addAll(mapped);
        return List.copyOf(names);
    }

    /** The context for Camel's {@code ldap:} endpoint. */
    public LdapContext context() {
        return SearchContext.over((base, filter, attributes) -> {
            SearchRequest request = new SearchRequest(base, SearchScope.SUB, DereferencePolicy.NEVER, 0, 0, false, Filter.create(filter), attributes);
            request.setControls(controls);
            return pool().search(request).getSearchEntries();
        });
    }

    /** What the {@code ldap:} endpoint answered, as entries; who shows no id is left out. */
    public List<Entry> entries(List<SearchResult> found) {
        List<Entry> entries = new ArrayList<>(found.size());
        for (SearchResult result : found) {
            SearchResultEntry entry = (SearchResultEntry) result.getObject();
            if (facts.guid(entry) != null) {
                entries.add(entry(entry));
            }
        }
        return entries;
    }

    private Map<String, List<String>> attributes(SearchResultEntry entry) {
        Map<String, List<String>> attributes = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (Attribute attribute : entry.getAttributes()) {
            attributes.put(attribute.getName(), attribute.needsBase64Encoding() && binary(attribute)
                    ? Arrays.stream(attribute.getValueByteArrays()).map(Base64.getEncoder()::encodeToString).toList() : List.of(attribute.getValues()));
        }
        return attributes;
    }

    private static boolean binary(Attribute attribute) {
        return Arrays.stream(attribute.getValueByteArrays()).anyMatch(value -> !com.unboundid.util.StaticUtils.isValidUTF8(value));
    }

    /** One entry by its id, wherever it is under the base DN. */
    public Optional<Entry> entry(UUID guid, Collection<String> attributes) {
        try {
            SearchRequest request = new SearchRequest(settings.baseDn(), SearchScope.SUB, Filter.create(idFilter(null, List.of(guid), false)),
                    attributesToFetch(attributes).toArray(String[]::new));
            request.setControls(controls);
            return pool().search(request).getSearchEntries().stream().findFirst().map(this::entry);
        } catch (LDAPException e) {
            throw DirectoryPool.unavailable(settings, e);
        }
    }

    private Entry entry(SearchResultEntry entry) {
        return new Entry(facts.guid(entry), entry.getDN(), facts.mark(entry), facts.marker(entry), facts.status(entry), attributes(entry));
    }

    /** Whether an entry with this id is anywhere under the base DN. */
    public boolean exists(UUID guid) {
        try {
            SearchRequest request = new SearchRequest(settings.baseDn(), SearchScope.SUB, Filter.create(idFilter(null, List.of(guid), false)), "1.1");
            request.setControls(controls);
            return pool().search(request).getEntryCount() > 0;
        } catch (LDAPException e) {
            throw DirectoryPool.unavailable(settings, e);
        }
    }

    /**
     * Proves that the directory answers and shows what Muster needs; changes nothing.
     *
     * @return one line for people
     * @throws DirectoryUnavailable with one line: what is wrong and what to do
     */
    public String test(UserScope scope) {
        try {
            RootDSE root = pool().getRootDSE();
            String vendor = root == null || root.getVendorName() == null ? "" : " (" + root.getVendorName() + ")";
            SearchRequest request = new SearchRequest(scope.baseDn(), SearchScope.SUB, DereferencePolicy.NEVER, 1, 0, false, scopeFilter(scope), facts.attributes());
            request.setControls(controls);
            List<SearchResultEntry> entries;
            try {
                entries = pool().search(request).getSearchEntries();
            } catch (LDAPSearchException e) {
                if (e.getResultCode() != com.unboundid.ldap.sdk.ResultCode.SIZE_LIMIT_EXCEEDED) {
                    throw e;
                }
                entries = e.getSearchEntries();
            }
            if (entries.isEmpty()) {
                throw new DirectoryUnavailable("directory: nobody under " + scope.baseDn() + " satisfies the scope; correct users.base-dn, users.filter or the rights of "
                        + settings.bindDn(), null);
            }
            if (facts.guid(entries.get(0)) == null) {
                throw new DirectoryUnavailable("directory: " + entries.get(0).getDN() + " does not show " + settings.guidAttribute()
                        + "; give the bind account the right to read it, or correct directory.type", null);
            }
            return "answers" + vendor + ", entries under " + scope.baseDn() + " are readable";
        } catch (LDAPException e) {
            throw DirectoryPool.unavailable(settings, e);
        }
    }

    @Override
    public synchronized void close() {
        if (pool != null) {
            pool.close();
            pool = null;
        }
    }
}
