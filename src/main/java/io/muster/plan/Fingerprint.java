package io.muster.plan;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What an operation was planned from, as an HMAC: {@code muster apply} plans the user anew and does nothing when it differs. Made of who,
 * the entry's mark, what is to be done, and every value before and after; masked values as their digests.
 */
public final class Fingerprint {

    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKeySpec key;

    /** With the ledger's key, so that a plan file says nothing about persons to those who don't have it. */
    public Fingerprint(byte[] key) {
        this.key = new SecretKeySpec(key, ALGORITHM);
    }

    /** The fingerprint, in unpadded base64url. */
    public String of(Operation operation) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            add(mac, operation.guid().toString());
            add(mac, Long.toString(operation.mark()));
            add(mac, operation.op().json());
            add(mac, operation.account());
            add(mac, operation.key());
            new TreeMap<>(operation.changes()).forEach((name, change) -> {
                add(mac, name);
                add(mac, change.from());
                add(mac, change.to());
                add(mac, operation.values().get(name));
            });
            return Base64.getUrlEncoder().withoutPadding().encodeToString(mac.doFinal());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM lacks " + ALGORITHM + ", which every Java runtime must have", e);
        }
    }

    private static void add(Mac mac, List<String> values) {
        mac.update(ByteBuffer.allocate(4).putInt(0, values == null ? -1 : values.size()));
        if (values != null) {
            values.forEach(value -> add(mac, value));
        }
    }

    /** Each with its length, so that no two different lists give the same bytes. */
    private static void add(Mac mac, String text) {
        byte[] bytes = text == null ? new byte[0] : text.getBytes(StandardCharsets.UTF_8);
        mac.update(ByteBuffer.allocate(4).putInt(0, text == null ? -1 : bytes.length));
        mac.update(bytes);
    }
}
