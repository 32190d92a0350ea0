package io.muster.mapping;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** What stands for a masked value where it is recorded: a change shows, the value does not ({@code behaviour.md} section 3). */
final class Digest {

    private static final String ALGORITHM = "HmacSHA256";

    private final Mac prototype;

    Digest(byte[] key) {
        try {
            prototype = Mac.getInstance(ALGORITHM);
            prototype.init(new SecretKeySpec(key, ALGORITHM));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM lacks " + ALGORITHM + ", which every Java runtime must have", e);
        }
    }

    /** The attribute's name is part of it, so that equal values of two attributes don't look equal. */
    String of(String attribute, String value) {
        try {
            Mac mac = (Mac) prototype.clone();
            mac.update(attribute.getBytes(StandardCharsets.UTF_8));
            mac.update((byte) 0);
            return "hmac:" + Base64.getEncoder().encodeToString(mac.doFinal(value.getBytes(StandardCharsets.UTF_8)));
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException(ALGORITHM + " of this JVM's security provider can't be cloned", e);
        }
    }
}
