package io.muster.directory;

import com.unboundid.ldap.sdk.Filter;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.UUID;

/**
 * Who was in a scope's group when that was last read, and the marks that its groups had then: while no mark has moved, the members are the same. A
 * member is told by a filter, or by the DN, of which eight bytes each are kept.
 */
final class Membership {

    /** A scope without a group: everybody. */
    static final Membership EVERYBODY = new Membership(null, null, Collections.emptyMap(), null);

    private final Filter filter;
    private final long[] dns;
    private final Map<UUID, Long> groups;
    private final String partial;

    private Membership(Filter filter, long[] dns, Map<UUID, Long> groups, String partial) {
        this.filter = filter;
        this.dns = dns;
        this.groups = groups;
        this.partial = partial;
    }

    /** @param groups the marks of the group and of those within it, by their ids */
    static Membership byFilter(Filter filter, Map<UUID, Long> groups, String partial) {
        return new Membership(filter, null, groups, partial);
    }

    /** @param dns the {@link DnKey} of every member */
    static Membership byDn(Collection<Long> dns, Map<UUID, Long> groups, String partial) {
        return new Membership(null, dns.stream().mapToLong(Long::longValue).sorted().toArray(), groups, partial);
    }

    /** What members satisfy, or null. */
    Filter filter() {
        return filter;
    }

    /** Whether a filter tells the members, or nobody has to be told; else their DNs do. */
    boolean told() {
        return dns == null;
    }

    /** Why not all members are known, with the remedy; or null. */
    String partial() {
        return partial;
    }

    /** Whether an entry is a member, as far as {@link #filter()} has not told already. */
    boolean covers(String dn) {
        return dns == null || Arrays.binarySearch(dns, DnKey.of(dn)) >= 0;
    }

    /** Whether a later look at the marks can tell that nothing has moved: not when a group shows no id or no marker, nor after half a read. */
    boolean comparable() {
        return partial == null && !groups.containsKey(null) && !groups.containsValue(0L);
    }

    /** Whether this is one of the groups, and its mark was another. */
    boolean moved(UUID group, long mark) {
        Long before = groups.get(group);
        return before != null && before != mark;
    }

    boolean hasGroup(UUID group) {
        return groups.containsKey(group);
    }
}
