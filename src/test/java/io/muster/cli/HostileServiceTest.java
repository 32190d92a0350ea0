package io.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.muster.directory.Certificates;
import io.muster.sandbox.Sandbox;
import io.muster.sandbox.service.Fault;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a service, or something between us and it, may try: in a process of its own, whose trust store and heap are its own. */
class HostileServiceTest {

    @TempDir
    Path folder;

    private final Sandbox sandbox = Sandbox.start();
    private String said;

    @AfterEach
    void close() {
        sandbox.close();
    }

    private int muster(Map<String, String> keys, List<String> options, String... arguments) throws IOException, InterruptedException {
        Path config = Files.write(folder.resolve("application.properties"), keys.entrySet().stream().map(key -> key.getKey() + " = " + key.getValue()).toList());
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "io.muster.cli.Muster", "--config", config.toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return process.waitFor();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"dns:localhost,ip:127.0.0.1 | -1d | true | Zoom issues no token", "dns:zoom.us | -1d | true | certificate is for another host name",
        "ip:127.0.0.1 | -10d | true | certificate is expired", "ip:127.0.0.1 | -1d | false | authority that is not trusted"})
    void a_server_that_can_not_prove_who_it_is_gets_no_credentials(String names, String start, boolean trusted, String words) throws Exception {
        // Given: an HTTPS server that knows of nothing
        Certificates certificates = Certificates.of(folder, names, start);
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(certificates.serverContext()));
        server.start();
        try {
            String url = "https://127.0.0.1:" + server.getAddress().getPort();
            Map<String, String> keys = sandbox.configuration(folder.resolve("ledger.db"));
            keys.put("zoom.scim-url", url + "/scim2");
            keys.put("zoom.oauth.token-url", url + "/oauth/token");
            List<String> trust = trusted ? List.of("-Djavax.net.ssl.trustStore=" + certificates.trustStore("PKCS12"), "-Djavax.net.ssl.trustStorePassword=changeit") : List.of();
            // When
            int exit = muster(keys, trust, "test");
            // Then
            assertThat(exit).as(said).isEqualTo(4);
            assertThat(said).contains(words).contains("ok    directory");
            // And a sync ends as soon, and says the same
            assertThat(muster(keys, trust, "sync")).isEqualTo(4);
            assertThat(said).contains(words);
        } finally {
            server.stop(0);
        }
    }

    @Test
    void answers_of_twenty_megabytes_do_not_fill_the_heap() throws Exception {
        // Given
        Map<String, String> keys = sandbox.configuration(folder.resolve("ledger.db"));
        keys.put("zoom.concurrency", "8");
        keys.put("muster.retry.delay", "5");
        assertThat(muster(keys, List.of(), "sync")).isZero();
        List.of("jill.chill", "aiko.yamada").forEach(uid -> sandbox.directory().changeTitle(uid, "Director"));
        sandbox.zoom().faults().add(Fault.status(200).body("{\"id\":\"" + "x".repeat(20 << 20)).on(null, "/scim2.*"));
        // When: a quarter of the heap that a million users need
        int exit = muster(keys, List.of("-Xmx128m", "-XX:+ExitOnOutOfMemoryError"), "sync");
        // Then
        assertThat(exit).as(said).isEqualTo(2);
        assertThat(said).contains("the answer is larger than 4 MB").doesNotContain("OutOfMemoryError");
    }
}
