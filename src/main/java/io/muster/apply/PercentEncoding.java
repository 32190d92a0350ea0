package io.muster.apply;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Text in a path or a query (RFC 3986, section 2.1). */
public final class PercentEncoding {

    private PercentEncoding() {
    }

    /** Encodes everything but letters, digits, {@code -._~}: a plus sign in an address too. */
    public static String of(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20").replace("*", "%2A").replace("%7E", "~");
    }
}
