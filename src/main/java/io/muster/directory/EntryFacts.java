package io.muster.directory;

import com.unboundid.ldap.sdk.Attribute;
import java.nio.ByteBuffer;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;

/** What Muster takes from an LDAP entry besides the mapped attributes: id, marker, mark and status. */
final class EntryFacts {

    private final DirectorySettings settings;
    private final String[] attributes;

    EntryFacts(DirectorySettings settings) {
        this.settings = settings;
        Set<String> names = new LinkedHashSet<>();
        names.add(settings.guidAttribute());
        if (settings.changeAttribute() != null) {
            names.add(settings.changeAttribute());
        }
        if (settings.statusAttribute() != null) {
            names.add(settings.statusAttribute());
        }
        names.addAll(settings.unmarkedAttributes());
        attributes = names.toArray(String[]::new);
    }

    /** All that the sweep reads of an entry. */
    String[] attributes() {
        return attributes.clone();
    }

    /** The immutable id, or null when the entry does not show it. */
    UUID guid(com.unboundid.ldap.sdk.Entry entry) {
        Attribute attribute = entry.getAttribute(settings.guidAttribute());
        if (attribute == null) {
            return null;
        }
        return settings.guidBinary() ? fromMicrosoft(attribute.getValueByteArray()) : fromText(attribute.getValue());
    }

    /** 389 Directory Server writes its ids as four groups of eight digits. */
    private static UUID fromText(String text) {
        String digits = text.replace("-", "").toLowerCase(Locale.ROOT);
        if (digits.length() != 32) {
            return null;
        }
        return new UUID(Long.parseUnsignedLong(digits, 0, 16, 16), Long.parseUnsignedLong(digits, 16, 32, 16));
    }

    /** Microsoft's byte order: the first three groups are little-endian. */
    static UUID fromMicrosoft(byte[] b) {
        if (b.length != 16) {
            return null;
        }
        ByteBuffer ordered = ByteBuffer.allocate(16).put(b[3]).put(b[2]).put(b[1]).put(b[0]).put(b[5]).put(b[4]).put(b[7]).put(b[6]).put(b, 8, 8).flip();
        return new UUID(ordered.getLong(), ordered.getLong());
    }

    static byte[] toMicrosoft(UUID guid) {
        byte[] b = ByteBuffer.allocate(16).putLong(guid.getMostSignificantBits()).putLong(guid.getLeastSignificantBits()).array();
        return new byte[] {b[3], b[2], b[1], b[0], b[5], b[4], b[7], b[6], b[8], b[9], b[10], b[11], b[12], b[13], b[14], b[15]};
    }

    String marker(com.unboundid.ldap.sdk.Entry entry) {
        return settings.changeAttribute() == null ? null : entry.getAttributeValue(settings.changeAttribute());
    }

    boolean hasStatus(com.unboundid.ldap.sdk.Entry entry) {
        return settings.statusAttribute() != null && entry.hasAttribute(settings.statusAttribute());
    }

    /** A digest of everything that tells whether the entry may have changed; stored, so it never changes its meaning. */
    long mark(com.unboundid.ldap.sdk.Entry entry) {
        if (settings.changeAttribute() == null || !entry.hasAttribute(settings.changeAttribute())) {
            return 0;
        }
        long hash = 0x6D75737465723031L;
        for (int i = 1; i < attributes.length; i++) {
            Attribute attribute = entry.getAttribute(attributes[i]);
            hash = mix(hash, i);
            if (attribute != null) {
                for (com.unboundid.asn1.ASN1OctetString value : attribute.getRawValues()) {
                    hash = mix(hash, value.getValueLength());
                    for (byte b : value.getValue()) {
                        hash = (hash ^ b) * 0x100000001B3L;
                    }
                }
            }
        }
        hash = mix(hash, attributes.length);
        return hash == Sighting.GONE || hash == 0 ? 1 : hash;
    }

    private static long mix(long hash, long value) {
        long mixed = (hash ^ value) * 0xBF58476D1CE4E5B9L;
        return mixed ^ mixed >>> 29;
    }

    /** The status rule ({@code behaviour.md} section 1). */
    Status status(com.unboundid.ldap.sdk.Entry entry) {
        if (settings.statusAttribute() == null) {
            return Status.ENABLED;
        }
        String value = entry.getAttributeValue(settings.statusAttribute());
        if (settings.statusAlgorithm() == DirectorySettings.StatusAlgorithm.AD_BITMAP) {
            try {
                return value == null ? Status.UNKNOWN : (Long.parseLong(value.trim()) & 2) != 0 ? Status.DISABLED : Status.ENABLED;
            } catch (NumberFormatException notANumber) {
                return Status.UNKNOWN;
            }
        }
        if (value == null) {
            return settings.statusDefault();
        }
        boolean flagged = value.equalsIgnoreCase(settings.statusFlag());
        boolean flagDisables = settings.statusWhenFlag() == Status.DISABLED;
        return flagged == flagDisables ? Status.DISABLED : Status.ENABLED;
    }

}
