package io.muster.directory;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Who is never disabled or deleted ({@code <channel>.protect}): DNs, mails, or whoever satisfies a filter. */
public final class Protection {

    private final Set<String> names = new HashSet<>();
    private Filter filter;

    /** @throws IllegalArgumentException for a filter that can't be read */
    public Protection(List<String> wanted) {
        for (String one : wanted) {
            if (one.startsWith("(")) {
                try {
                    filter = Filter.create(one);
                } catch (LDAPException e) {
                    throw new IllegalArgumentException(one, e);
                }
            } else {
                names.add(fold(one));
            }
        }
    }

    /** Whether a user is protected; without attributes, as for a deleted entry, only by DN or mail. */
    public boolean covers(String dn, String mail, Map<String, List<String>> attributes) {
        if (dn != null && names.contains(fold(dn)) || mail != null && names.contains(fold(mail))) {
            return true;
        }
        if (filter == null || attributes == null || dn == null) {
            return false;
        }
        try {
            List<Attribute> all = attributes.entrySet().stream().map(entry -> new Attribute(entry.getKey(), entry.getValue())).toList();
            return filter.matchesEntry(new com.unboundid.ldap.sdk.Entry(dn, all));
        } catch (LDAPException e) {
            return false;
        }
    }

    /** Whether a filter names users, so that an entry has to be seen to tell. */
    public boolean byFilter() {
        return filter != null;
    }

    /** The attributes that the filter looks at: they have to be fetched. */
    public Set<String> attributes() {
        Set<String> attributes = new HashSet<>();
        if (filter != null) {
            collect(filter, attributes);
        }
        return attributes;
    }

    private static void collect(Filter filter, Set<String> attributes) {
        if (filter.getAttributeName() != null) {
            attributes.add(filter.getAttributeName());
        }
        if (filter.getNOTComponent() != null) {
            collect(filter.getNOTComponent(), attributes);
        }
        for (Filter component : filter.getComponents()) {
            collect(component, attributes);
        }
    }

    private static String fold(String name) {
        return DN.isValidDN(name) && name.contains("=") ? normalized(name) : name.toLowerCase(Locale.ROOT);
    }

    private static String normalized(String dn) {
        try {
            return DN.normalize(dn);
        } catch (LDAPException e) {
            return dn.toLowerCase(Locale.ROOT);
        }
    }
}
