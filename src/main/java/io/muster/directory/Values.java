package io.muster.directory;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.Entry;
import java.nio.charset.StandardCharsets;
import javax.naming.NamingException;
import javax.naming.directory.Attributes;

/** One entry's attributes as they came over the wire, whichever way the entry came. */
@FunctionalInterface
interface Values {

    byte[][] NONE = {};

    /** The raw values of an attribute, in the server's order; never null. */
    byte[][] of(String attribute);

    /** An entry of the sweep. */
    static Values of(Entry entry) {
        return name -> {
            Attribute attribute = entry.getAttribute(name);
            return attribute == null ? NONE : attribute.getValueByteArrays();
        };
    }

    /** An entry that came through the {@code ldap:} endpoint. */
    static Values of(Attributes attributes) {
        return name -> {
            javax.naming.directory.Attribute attribute = attributes.get(name);
            if (attribute == null) {
                return NONE;
            }
            byte[][] values = new byte[attribute.size()][];
            for (int i = 0; i < values.length; i++) {
                values[i] = bytes(attribute, i);
            }
            return values;
        };
    }

    private static byte[] bytes(javax.naming.directory.Attribute attribute, int index) {
        try {
            Object value = attribute.get(index);
            return value instanceof byte[] bytes ? bytes : value.toString().getBytes(StandardCharsets.UTF_8);
        } catch (NamingException e) {
            throw new IllegalArgumentException(attribute.getID() + " can't be read: " + e.getMessage(), e);
        }
    }
}
