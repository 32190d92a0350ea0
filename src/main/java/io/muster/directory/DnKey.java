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
        String normalized;
        try {
            normalized = DN.normalize(dn);
        } catch (LDAPException e) {
            normalized = dn.toLowerCase(Locale.ROOT);
        }
        return Mark.hash(normalized.getBytes(StandardCharsets.UTF_8));
    }
}
