package io.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.muster.sandbox.Sandbox;
import io.muster.sandbox.pingid.PingIdSimulator;
import io.muster.sandbox.service.Fault;
import io.muster.sandbox.service.SimulatedService;
import io.muster.sandbox.webex.WebexSimulator;
import io.muster.sandbox.webex.WebexSwitch;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What {@code SECURITY.md} says of secrets, masked values and files, in processes of their own with every line of the log. */
class SecretsTest {

    private static final String LOGIN = "jill.chill";
    private static final String MASKED = "Very Secret Title";
    /** How every JWS begins: PingID's token stands in the first part of ours. */
    private static final String SIGNED_TOKEN = "eyJhbGciOi";

    @TempDir
    Path folder;

    private final Sandbox sandbox = Sandbox.start();
    private final StringBuilder written = new StringBuilder();

    @AfterEach
    void close() {
        sandbox.close();
    }

    private int muster(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Dmuster.log=trace", "-Dmuster.trace=1", "-cp",
                System.getProperty("java.class.path"), "io.muster.cli.Muster", "--config", folder.resolve("application.properties").toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        written.append(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        return process.waitFor();
    }

    /** Everybody gets another title, and the services fail to take it; they repeat in their answers what they got, each in the form that it has for errors. */
    private void fail(Fault... failures) throws IOException, InterruptedException {
        String title = MASKED + " " + System.nanoTime();
        sandbox.zoom().users().forEach(user -> sandbox.directory().changeTitle(user.path("userName").asText().replace("@example.com", ""), title));
        for (SimulatedService service : sandbox.services()) {
            service.faults().clear();
            for (Fault failure : failures) {
                service.faults().add(failure.body(echo(service, failure.status(), title + " can't be")).on(service instanceof PingIdSimulator ? "POST" : service instanceof WebexSimulator ? "PATCH" : "PUT",
                        service instanceof PingIdSimulator ? ".*/edituser/do" : null));
            }
        }
        assertThat(muster("sync", "-D", "muster.retry.delay=5")).isIn(2, 4);
    }

    private static String echo(SimulatedService service, int status, String said) {
        return service instanceof PingIdSimulator pingid ? pingid.signed(status, said)
                : "{\"detail\":\"" + said + "\",\"message\":\"" + said + "\",\"error\":\"RecordInvalid\",\"description\":\"" + said + "\"}";
    }

    @Test
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void no_secret_and_no_masked_value_is_written_anywhere() throws Exception {
        // Given: secrets in files, a title that every channel sends and masks, a Webex that gives another refresh token with each access token
        Path tokens = folder.resolve("webex-tokens.json");
        Map<String, String> keys = sandbox.configuration(folder.resolve("ledger.db"));
        List<String> secrets = new ArrayList<>();
        for (String key : List.of("directory.bind-password", "zoom.oauth.client-secret", "webex.oauth.client-secret", "webex.oauth.refresh-token", "zendesk.api-token", "pingid.token",
                "pingid.use-base64-key")) {
            secrets.add(keys.get(key));
            Files.writeString(Files.createDirectories(folder.resolve("secrets")).resolve(key), keys.remove(key));
            keys.put(key + ".file", "secrets/" + key);
        }
        List.of("zoom.map.title", "webex.map.title", "zendesk.map.details", "pingid.map.lastName").forEach(line -> keys.put(line + ".mask", "true"));
        keys.put("pingid.map.lastName", "title");
        keys.put("webex.token-file", tokens.toString());
        sandbox.webex().switches().set(WebexSwitch.REFRESH_TOKEN_ROTATES, "new");
        Files.write(folder.resolve("application.properties"), keys.entrySet().stream().map(key -> key.getKey() + " = " + key.getValue()).toList());
        sandbox.directory().changeTitle(LOGIN, MASKED);
        // When
        assertThat(muster("plan", "--json", "--out", folder.resolve("plan.json").toString())).isZero();
        assertThat(muster("sync", "--json")).isZero();
        for (SimulatedService service : sandbox.services()) {
            assertThat(service.users().toString()).as(service.name()).contains(MASKED);
        }
        // And a run full of failures, of services that repeat in every answer what they got; then runs that are refused altogether
        fail(Fault.status(400).next(1), Fault.status(409).next(1), Fault.status(422).next(1), Fault.status(500).next(2), Fault.status(503).next(2), Fault.reset().next(2),
                Fault.html(200).next(2));
        for (Fault refusal : List.of(Fault.status(401), Fault.status(403), Fault.html(404))) {
            fail(refusal);
        }
        sandbox.services().forEach(service -> service.faults().clear());
        assertThat(muster("retry", "zoom")).isZero();
        assertThat(muster("status")).isZero();
        assertThat(muster("why", LOGIN + "@example.com", "--json")).isZero();
        assertThat(muster("sync", "-D", "zoom.craete=true")).isEqualTo(1);
        // Then
        secrets.add(new ObjectMapper().readTree(tokens.toFile()).at("/webex/refresh_token").asText());
        assertThat(written.toString()).contains(LOGIN).doesNotContain(secrets).doesNotContain(MASKED).doesNotContain("Bearer ", "Basic ", SIGNED_TOKEN, "access_token\"", "refresh_token=");
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String content = Files.readString(file, StandardCharsets.ISO_8859_1);
                assertThat(content).as(file.toString()).doesNotContain(file.equals(tokens) ? secrets.subList(0, secrets.size() - 1) : secrets).doesNotContain(MASKED)
                        .doesNotContain(SIGNED_TOKEN);
                if (!file.endsWith("application.properties")) {
                    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).as(file.toString()).isEqualTo("rw-------");
                }
            }
        }
        assertThat(folder.resolve("ledger.db")).exists();
    }
}
