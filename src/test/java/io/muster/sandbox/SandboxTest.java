package io.muster.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPURL;
import com.unboundid.ldap.sdk.SearchScope;
import io.muster.sandbox.service.HttpProbe;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The sandbox as a whole: what it says about itself is enough to reach everything in it. */
class SandboxTest {

    @Test
    void theConfigurationReachesTheDirectoryAndZoom() throws Exception {
        try (Sandbox sandbox = Sandbox.start()) {
            Map<String, String> keys = sandbox.configuration(Path.of("some.db"));
            LDAPURL url = new LDAPURL(keys.get("directory.url"));

            String credentials = keys.get("zoom.oauth.client-id") + ":" + keys.get("zoom.oauth.client-secret");
            HttpProbe.Answer token = HttpProbe.send("POST", URI.create(keys.get("zoom.oauth.token-url")),
                    "grant_type=account_credentials&account_id=" + keys.get("zoom.oauth.account-id"),
                    "Authorization", "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8)),
                    "Content-Type", "application/x-www-form-urlencoded");

            assertThat(HttpProbe.send("GET", URI.create(keys.get("zoom.scim-url") + "/Users"), null,
                    "Authorization", "Bearer " + token.json().get("access_token").asText()).status()).isEqualTo(200);
            try (LDAPConnection directory = new LDAPConnection(url.getHost(), url.getPort(), keys.get("directory.bind-dn"), keys.get("directory.bind-password"))) {
                assertThat(directory.search(keys.get("zoom.users.base-dn"), SearchScope.SUB, keys.get("zoom.users.filter")).getEntryCount()).isEqualTo(20);
            }
            assertThat(keys.get("ledger.url")).startsWith("jdbc:sqlite:/").endsWith("some.db");
        }
    }

    @Test
    void everyMappedSourceIsThereForEverybody() throws Exception {
        try (Sandbox sandbox = Sandbox.start()) {
            Set<String> sources = sandbox.configuration(Path.of("some.db")).entrySet().stream()
                    .filter(key -> key.getKey().contains(".map.") && !key.getKey().endsWith(".default") && !key.getValue().contains("${"))
                    .map(Map.Entry::getValue).collect(Collectors.toSet());

            var people = sandbox.directory().ldap().search(sandbox.directory().peopleDn(), SearchScope.ONE, "(uid=*)").getSearchEntries();

            assertThat(sources).hasSizeGreaterThan(5);
            assertThat(people).allSatisfy(person -> assertThat(sources).allMatch(person::hasAttribute));
        }
    }

    @Test
    void aPortBaseGivesEveryServiceItsPort() throws Exception {
        int base = freePorts();

        try (Sandbox sandbox = Sandbox.start(base)) {

            assertThat(sandbox.directory().port()).isEqualTo(base);
            assertThat(sandbox.zoom().port()).isEqualTo(base + 1);
            assertThat(sandbox.services()).extracting(service -> service.port()).containsExactly(base + 1, base + 2, base + 3, base + 4);
        }
    }

    @Test
    void aTakenPortIsNamedAndNothingIsLeftBehind() throws Exception {
        int base = freePorts();
        try (ServerSocket taken = new ServerSocket(base + 1, 1, InetAddress.getLoopbackAddress())) {

            assertThatThrownBy(() -> Sandbox.start(base)).isInstanceOf(RuntimeException.class)
                    .hasMessageContaining(String.valueOf(taken.getLocalPort()));

            new ServerSocket(base, 1, InetAddress.getLoopbackAddress()).close();
        }
    }

    @Test
    void aTakenPortOfTheDirectoryIsNamed() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int base = taken.getLocalPort();

            assertThatThrownBy(() -> EmbeddedDirectory.start(base)).isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("127.0.0.1:" + base);
        }
    }

    @Test
    void aPortBaseWithoutRoomIsRefused() {
        assertThatThrownBy(() -> Sandbox.start(65_535)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("65535");
    }

    /** The first of five free ports in a row. */
    private static int freePorts() throws Exception {
        while (true) {
            List<ServerSocket> row = new ArrayList<>();
            try {
                row.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
                int base = row.get(0).getLocalPort();
                for (int i = 1; i < 5; i++) {
                    row.add(new ServerSocket(base + i, 1, InetAddress.getLoopbackAddress()));
                }
                return base;
            } catch (BindException | IllegalArgumentException taken) {
                continue;
            } finally {
                for (ServerSocket socket : row) {
                    socket.close();
                }
            }
        }
    }
}
