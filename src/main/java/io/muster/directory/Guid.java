package io.muster.directory;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.UUID;

/**
 * The spellings of the immutable id: sixteen bytes in Microsoft's order for {@code objectGUID} ([MS-DTYP] 2.3.4: the first three fields
 * little-endian), thirty-two hexadecimal digits with dashes elsewhere ({@code entryUUID}, RFC 4530; {@code nsUniqueId} in four groups
 * of eight).
 */
final class Guid {

    private static final int DIGITS = 32;
    private static final int BYTES = 16;

    private final String attribute;
    private final boolean binary;
    private final boolean groupsOfEight;

    Guid(String attribute, boolean binary) {
        this.attribute = attribute;
        this.binary = binary;
        this.groupsOfEight = attribute.equalsIgnoreCase("nsUniqueId");
    }

    /** The id, or null when the value is none. */
    UUID read(byte[] value) {
        return binary ? fromBytes(value) : fromDigits(value);
    }

    /** The filter that finds the entry of this id; every byte of a binary id is escaped (RFC 4515 section 3). */
    String filter(UUID guid) {
        String value = guid.toString();
        if (binary) {
            value = HexFormat.of().withPrefix("\\").formatHex(toBytes(guid));
        } else if (groupsOfEight) {
            String digits = value.replace("-", "");
            value = digits.substring(0, 8) + "-" + digits.substring(8, 16) + "-" + digits.substring(16, 24) + "-" + digits.substring(24);
        }
        return "(" + attribute + "=" + value + ")";
    }

    private static UUID fromDigits(byte[] text) {
        long high = 0;
        long low = 0;
        int digits = 0;
        for (byte character : text) {
            if (character == '-') {
                continue;
            }
            int digit = Character.digit(character, 16);
            if (digit < 0 || digits == DIGITS) {
                return null;
            }
            if (digits++ < DIGITS / 2) {
                high = high << 4 | digit;
            } else {
                low = low << 4 | digit;
            }
        }
        return digits == DIGITS ? new UUID(high, low) : null;
    }

    private static UUID fromBytes(byte[] value) {
        if (value.length != BYTES) {
            return null;
        }
        ByteBuffer buffer = ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN);
        long high = Integer.toUnsignedLong(buffer.getInt()) << 32 | Short.toUnsignedLong(buffer.getShort()) << 16 | Short.toUnsignedLong(buffer.getShort());
        return new UUID(high, buffer.order(ByteOrder.BIG_ENDIAN).getLong());
    }

    private static byte[] toBytes(UUID guid) {
        long high = guid.getMostSignificantBits();
        ByteBuffer buffer = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
        buffer.putInt((int) (high >>> 32)).putShort((short) (high >>> 16)).putShort((short) high);
        return buffer.order(ByteOrder.BIG_ENDIAN).putLong(guid.getLeastSignificantBits()).array();
    }
}
