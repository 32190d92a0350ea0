package io.muster.target;

import java.util.Map;

/**
 * A file that a vendor ships with a connection's settings, in the form of Java's properties. A key that is given by itself wins over it.
 *
 * @param key         the connection key that names the file
 * @param defaultFile read where that key is not given and such a file is there
 * @param names       how the file calls what our keys hold, by our names
 */
public record VendorFile(String key, String defaultFile, Map<String, String> names) {
}
