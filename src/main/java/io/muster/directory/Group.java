package io.muster.directory;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.LDAPConnectionPool;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.SearchResultEntry;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;

/** The members of a group, read from the group itself; nested groups are walked, and circles among them do no harm. */
final class Group {

    private final LDAPConnectionPool pool;
    private final DirectorySettings settings;

    Group(LDAPConnectionPool pool, DirectorySettings settings) {
        this.pool = pool;
        this.settings = settings;
    }

    /** DNs of everybody in the group, nested groups among them. */
    Collection<String> members(String groupDn, boolean nested) throws LDAPException {
        Map<DN, String> members = new LinkedHashMap<>();
        Deque<String> groups = new ArrayDeque<>();
        groups.add(groupDn);
        while (!groups.isEmpty()) {
            for (String member : direct(groups.remove())) {
                if (members.putIfAbsent(new DN(member), member) == null && nested && isGroup(member)) {
                    groups.add(member);
                }
            }
        }
        return members.values();
    }

    private boolean isGroup(String dn) throws LDAPException {
        SearchResultEntry entry = pool.getEntry(dn, "objectClass");
        return entry != null && entry.hasObjectClass(settings.groupObjectClass());
    }

    /** Active Directory tells 1,500 members at a time: {@code member;range=0-1499}, and {@code *} as the end of the last range. */
    private Collection<String> direct(String dn) throws LDAPException {
        Map<String, String> members = new LinkedHashMap<>();
        String asked = settings.memberAttribute();
        while (asked != null) {
            SearchResultEntry entry = pool.getEntry(dn, asked);
            String more = null;
            if (entry == null) {
                break;
            }
            for (Attribute attribute : entry.getAttributes()) {
                if (!attribute.getBaseName().equalsIgnoreCase(settings.memberAttribute())) {
                    continue;
                }
                for (String value : attribute.getValues()) {
                    members.put(value, value);
                }
                more = next(attribute.getName());
            }
            asked = more;
        }
        return members.keySet();
    }

    private String next(String name) {
        int range = name.toLowerCase().indexOf(";range=");
        if (range < 0 || name.endsWith("*")) {
            return null;
        }
        int last = Integer.parseInt(name.substring(name.lastIndexOf('-') + 1));
        return settings.memberAttribute() + ";range=" + (last + 1) + "-*";
    }
}
