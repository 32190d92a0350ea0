package io.muster.directory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A certificate authority of the test's own, and one certificate it signed, made with the JDK's {@code keytool}. RSA, since the GnuTLS of
 * Debian's slapd can't read the JDK's EC keys.
 *
 * @param ca          the authority's certificate, PEM
 * @param certificate the server's, PEM
 * @param key         the server's key, PEM
 * @param store       both keys, PKCS12
 */
public record Certificates(Path ca, Path certificate, Path key, Path store) {

    private static final String PASSWORD = "changeit";

    /** Valid for these names: {@code dns:localhost,ip:127.0.0.1}. */
    public static Certificates of(Path folder, String names) {
        return of(folder, names, "-1d");
    }

    /** Valid for two days from this start on, in keytool's spelling: {@code -1d}, {@code -10d}. */
    public static Certificates of(Path folder, String names, String start) {
        try {
            Path store = folder.resolve("keys.p12");
            keytool(store, "-genkeypair", "-alias", "ca", "-keyalg", "RSA", "-dname", "CN=Test CA", "-ext", "bc:c", "-validity", "30");
            keytool(store, "-genkeypair", "-alias", "server", "-keyalg", "RSA", "-dname", "CN=server", "-signer", "ca", "-ext", "san=" + names,
                    "-startdate", start, "-validity", "2");
            KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
            return new Certificates(pem(folder.resolve("ca.pem"), "CERTIFICATE", keys.getCertificate("ca").getEncoded()),
                    pem(folder.resolve("server.pem"), "CERTIFICATE", keys.getCertificate("server").getEncoded()),
                    pem(folder.resolve("server.key"), "PRIVATE KEY", privateKey(keys).getEncoded()), store);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The authority's certificate as a trust store of this type: {@code PKCS12} or {@code JKS}. */
    public Path trustStore(String type) {
        Path file = ca.resolveSibling("trust." + type);
        try {
            run(List.of("-importcert", "-noprompt", "-alias", "ca", "-file", ca.toString(), "-keystore", file.toString(), "-storetype", type));
            return file;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What a server inside this JVM presents itself with. */
    public SSLContext serverContext() {
        try {
            KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
            keys.deleteEntry("ca");
            KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            managers.init(keys, PASSWORD.toCharArray());
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(managers.getKeyManagers(), null, null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Key privateKey(KeyStore keys) throws GeneralSecurityException {
        return keys.getKey("server", PASSWORD.toCharArray());
    }

    private static Path pem(Path file, String kind, byte[] der) throws IOException {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return Files.writeString(file, "-----BEGIN " + kind + "-----\n" + body + "\n-----END " + kind + "-----\n");
    }

    private static void keytool(Path store, String... arguments) throws IOException {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("-keystore", store.toString(), "-storetype", "PKCS12"));
        run(all);
    }

    private static void run(List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(arguments);
        command.addAll(List.of("-storepass", PASSWORD));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes());
        try {
            if (process.waitFor() != 0) {
                throw new IOException(output);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}
