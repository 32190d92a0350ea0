package io.muster.directory;

import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPInterface;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchScope;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Active Directory hands out a long attribute in slices: {@code member;range=0-1499}, the last one {@code member;range=1500-*}
 * ([MS-ADTS] 3.1.1.3.1.3.3). Here the slices become one attribute again.
 */
final class Ranges {

    private static final String OPTION = ";range=";

    private Ranges() {
    }

    /**
     * The entry with all its values; itself when nothing was cut.
     *
     * @throws LDAPException a slice can't be read: what is there is not the whole attribute
     */
    static Entry complete(LDAPInterface connection, SearchResultEntry entry) throws LDAPException {
        Entry whole = null;
        for (Attribute attribute : entry.getAttributes()) {
            if (attribute.getName().indexOf(';') < 0 || !ranged(attribute.getName())) {
                continue;
            }
            if (whole == null) {
                whole = entry.duplicate();
            }
            whole.removeAttribute(attribute.getName());
            whole.addAttribute(complete(connection, entry.getDN(), attribute));
        }
        return whole == null ? entry : whole;
    }

    private static Attribute complete(LDAPInterface connection, String dn, Attribute first) throws LDAPException {
        String name = first.getBaseName();
        Attribute slice = first;
        List<ASN1OctetString> values = new ArrayList<>(List.of(first.getRawValues()));
        while (!slice.getName().endsWith("-*")) {
            long next = Long.parseLong(slice.getName().substring(slice.getName().lastIndexOf('-') + 1)) + 1;
            slice = slice(connection, dn, name + OPTION + next + "-*", name);
            values.addAll(List.of(slice.getRawValues()));
        }
        return new Attribute(name, values.toArray(ASN1OctetString[]::new));
    }

    private static Attribute slice(LDAPInterface connection, String dn, String asked, String name) throws LDAPException {
        SearchResultEntry entry = connection.searchForEntry(dn, SearchScope.BASE, "(objectClass=*)", asked);
        if (entry != null) {
            for (Attribute attribute : entry.getAttributes()) {
                if (ranged(attribute.getName()) && attribute.getBaseName().equalsIgnoreCase(name)) {
                    return attribute;
                }
            }
        }
        throw new LDAPException(ResultCode.OTHER, "the server did not answer " + asked + ", so " + name + " is truncated");
    }

    private static boolean ranged(String name) {
        return name.toLowerCase(Locale.ROOT).contains(OPTION);
    }
}
