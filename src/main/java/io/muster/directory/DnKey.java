package io.muster.directory;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.LDAPException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * A DN in 64 bits, whatever its spelling (RFC 4514, section 2.4 leaves case and blanks open), so that the members of thousands of groups fit into memory.
 */
public final class DnKey {

    private DnKey() {
    }

    public static long of(String dn) {
        return Mark.hash(normal(dn).getBytes(StandardCharsets.UTF_8));
    }

    /** The DN in normal form: two that name the same entry are equal. */
    public static String normal(String dn) {
        try {
            return DN.normalize(dn);
        } catch (LDAPException e) {
            return dn.toLowerCase(Locale.ROOT);
        }
    }
}
