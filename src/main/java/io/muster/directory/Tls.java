package io.muster.directory;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/** Whom to trust over TLS: the CAs of a file, or those of the JVM. There is no way to trust everybody. */
final class Tls {

    /** What {@code keytool} and the JVM's own store use; a trust store holds nothing secret. */
    private static final String STORE_PASSWORD = "changeit";

    private Tls() {
    }

    /**
     * @param trustStore PEM, PKCS12 or JKS (without password or with {@code changeit}), or null for the JVM's
     * @throws DirectoryUnavailable the file can't be read or holds no certificate
     */
    static SSLSocketFactory sockets(Path trustStore) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trustStore == null ? null : load(trustStore));
            context.init(null, trust.getTrustManagers(), null);
            return new HostCheckedSockets(context.getSocketFactory());
        } catch (IOException | GeneralSecurityException e) {
            throw new DirectoryUnavailable("directory.trust-store: " + trustStore + " can't be read (" + e.getMessage()
                    + "): name a PEM file, or a PKCS12 or JKS store whose password is changeit", e);
        }
    }

    private static KeyStore load(Path file) throws IOException, GeneralSecurityException {
        KeyStore store = pem(file) ? fromPem(file) : KeyStore.getInstance(file.toFile(), STORE_PASSWORD.toCharArray());
        if (store.size() == 0) {
            throw new IOException("it holds no certificate");
        }
        return store;
    }

    private static boolean pem(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            int first = in.read();
            // a DER sequence opens PKCS12, 0xFEEDFEED opens JKS; PEM is text
            return first != 0x30 && first != 0xFE;
        }
    }

    private static KeyStore fromPem(Path file) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        try (InputStream in = Files.newInputStream(file)) {
            for (Certificate certificate : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("ca-" + store.size(), certificate);
            }
        }
        return store;
    }
}
