package io.muster.mapping;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Turns masked values into digests under the ledger's key: changes can be seen, values can't. */
public final class Mask {

    private static final String PREFIX = "hmac:";

    private final SecretKeySpec key;

    public Mask(byte[] key) {
        this.key = new SecretKeySpec(key, "HmacSHA256");
    }

    List<String> digests(List<String> values) {
        return values.stream().map(value -> PREFIX + digest(value)).toList();
    }

    /** HMAC-SHA256 in Base64. */
    public String digest(String value) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return Base64.getEncoder().withoutPadding().encodeToString(mac.doFinal(value.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM lacks HmacSHA256, which every JVM must have", e);
        }
    }
}
