package io.muster.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.unboundid.ldap.listener.InMemoryListenerConfig;
import com.unboundid.ldap.sdk.LDAPException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.assertj.core.util.Throwables;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers in order, TLS, and what is said of each failure. */
class ConnectingTest {

    private static final UserScope EVERYBODY = new UserScope(Slapd.PEOPLE, null, null, false);
    private static final String GOOD_NAMES = "dns:localhost,ip:127.0.0.1";

    private static Certificates certificates;

    @TempDir
    private Path folder;
    private Embedded embedded;

    @BeforeAll
    static void certify(@TempDir Path shared) {
        certificates = Certificates.of(shared, GOOD_NAMES);
    }

    @AfterEach
    void stop() {
        if (embedded != null) {
            embedded.close();
        }
    }

    @Test
    void connectsOnlyWhenAsked() throws Exception {
        assertThatCode(() -> settings("ldap://127.0.0.1:" + closedPort()).directory().close()).doesNotThrowAnyException();
    }

    @Test
    void saysThatNobodyListens() throws Exception {
        assertThat(fault(settings("ldap://127.0.0.1:" + closedPort()))).contains("connection refused").contains("directory.url");
    }

    @Test
    void saysThatTheHostIsUnknown() {
        assertThat(fault(settings("ldap://no-such-host.invalid:389"))).contains("unknown host").contains("no-such-host.invalid");
    }

    @Test
    void saysThatCredentialsAreWrongAndNeverThePassword() {
        embedded = Embedded.start();
        TestSettings settings = settings(embedded.url()).as(Slapd.ADMIN, "wr0ng-pass");

        assertThatThrownBy(() -> read(settings)).isInstanceOf(DirectoryUnavailable.class).hasMessageContaining("invalid credentials for " + Slapd.ADMIN)
                .hasMessageNotContaining("wr0ng-pass")
                .satisfies(e -> assertThat(Throwables.getStackTrace(e)).doesNotContain("wr0ng-pass"));
    }

    @Test
    void saysThatTheBaseIsNotThere() {
        embedded = Embedded.start();
        try (Directory directory = settings(embedded.url()).directory()) {
            assertThatThrownBy(() -> directory.sweep(new UserScope("ou=nowhere," + Slapd.SUFFIX, null, null, false)))
                    .isInstanceOf(DirectoryUnavailable.class).hasMessageContaining("no such entry");
        }
    }

    @Test
    void refusesWhatIsNoUrl() {
        assertThatThrownBy(() -> settings("localhost:389").directory()).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("localhost:389")
                .hasMessageContaining("ldap://host:port");
    }

    @Test
    void waitsNoLongerThanTheTimeOut() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Instant start = Instant.now();

            String fault = fault(settings("ldap://127.0.0.1:" + silent.getLocalPort()).timeout(Duration.ofMillis(300)));

            assertThat(fault).contains("no answer within 300 ms");
            assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(5));
        }
    }

    @Test
    void passesOverADeadServer() throws Exception {
        embedded = Embedded.start();
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            TestSettings settings = settings("ldap://127.0.0.1:" + closedPort(), "ldap://127.0.0.1:" + silent.getLocalPort(), embedded.url())
                    .timeout(Duration.ofMillis(500));

            assertThat(read(settings)).isEqualTo("127.0.0.1:" + embedded.server.getListenPort());
        }
    }

    @Test
    void namesEveryServerThatFailed() throws Exception {
        String first = "ldap://127.0.0.1:" + closedPort();
        String second = "ldap://127.0.0.1:" + closedPort();

        assertThat(fault(settings(first, second))).contains(first + ": connection refused").contains(second + ": connection refused");
    }

    @Test
    void goesToTheNextServerWhenOneDiesBetweenReads() throws Exception {
        embedded = Embedded.start();
        embedded.person("ann");
        try (Embedded first = Embedded.start(); Directory directory = settings(first.url(), embedded.url()).directory()) {
            directory.sweep(EVERYBODY).close();
            first.close();

            try (Reading sweep = directory.sweep(EVERYBODY)) {
                assertThat(sweep.next()).isNotNull();
                assertThat(sweep.server()).isEqualTo("127.0.0.1:" + embedded.server.getListenPort());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"PEM", "PKCS12", "JKS"})
    void trustsTheStore(String type) throws Exception {
        Path store = type.equals("PEM") ? certificates.ca() : certificates.trustStore(type);

        assertThat(read(settings(ldaps(certificates)).trusting(store))).startsWith("127.0.0.1:");
    }

    @Test
    void startsTls() throws Exception {
        assertThat(read(settings(startTls(certificates)).startTls().trusting(certificates.ca()))).startsWith("127.0.0.1:");
    }

    @Test
    void refusesAnUnknownAuthority() throws Exception {
        assertThat(fault(settings(ldaps(certificates)))).contains("not trusted").contains("directory.trust-store");
        assertThat(fault(settings(startTls(certificates)).startTls())).contains("not trusted").contains("directory.trust-store");
    }

    @Test
    void refusesACertificateForAnotherHost() throws Exception {
        Certificates named = Certificates.of(folder, "dns:localhost");
        String url = ldaps(named);

        assertThat(read(settings(url.replace("127.0.0.1", "localhost")).trusting(named.ca()))).startsWith("localhost:");
        assertThat(fault(settings(url).trusting(named.ca()))).contains("another host name");
        assertThat(fault(settings(startTls(named)).startTls().trusting(named.ca()))).contains("another host name");
    }

    @Test
    void refusesAnExpiredCertificate() throws Exception {
        Certificates expired = Certificates.of(folder, GOOD_NAMES, "-10d");

        assertThat(fault(settings(ldaps(expired)).trusting(expired.ca()))).contains("expired");
    }

    @Test
    void saysThatTheTrustStoreIsNone() throws Exception {
        Path file = Files.writeString(folder.resolve("trust.pem"), "not a certificate");

        assertThat(fault(settings("ldaps://127.0.0.1:" + closedPort()).trusting(file))).contains("directory.trust-store").contains("trust.pem");
        assertThat(fault(settings("ldaps://127.0.0.1:" + closedPort()).trusting(folder.resolve("none.pem")))).contains("directory.trust-store").contains("none.pem");
    }

    /** A server for ldaps, and its URL. */
    private String ldaps(Certificates presented) throws LDAPException {
        serve(InMemoryListenerConfig.createLDAPSConfig("ldaps", InetAddress.getLoopbackAddress(), 0,
                presented.serverContext().getServerSocketFactory(), null));
        return "ldaps://127.0.0.1:" + embedded.server.getListenPort();
    }

    /** A server for StartTLS, and its URL. */
    private String startTls(Certificates presented) throws LDAPException {
        serve(InMemoryListenerConfig.createLDAPConfig("ldap", InetAddress.getLoopbackAddress(), 0, presented.serverContext().getSocketFactory()));
        return embedded.url();
    }

    private void serve(InMemoryListenerConfig listener) {
        stop();
        embedded = Embedded.start(config -> {
            try {
                config.setListenerConfigs(listener);
            } catch (LDAPException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private static TestSettings settings(String... urls) {
        return TestSettings.of(Dialect.OPENLDAP, urls);
    }

    /** Sweeps, and tells which server answered. */
    private static String read(TestSettings settings) {
        try (Directory directory = settings.directory(); Reading sweep = directory.sweep(EVERYBODY)) {
            return sweep.server();
        }
    }

    private static String fault(TestSettings settings) {
        try {
            return "reached " + read(settings);
        } catch (DirectoryUnavailable e) {
            assertThat(e.getMessage().lines()).hasSize(1);
            return e.getMessage();
        }
    }

    private static int closedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
