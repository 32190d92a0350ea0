package io.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.sandbox.Sandbox;
import io.muster.sandbox.service.Fault;
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

    private static final String MASKED = "Very Secret Title";

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

    @Test
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void no_secret_and_no_masked_value_is_written_anywhere() throws Exception {
        // Given: secrets in files, a masked title, a service that refuses one user and echoes what it got
        Map<String, String> keys = sandbox.configuration(folder.resolve("ledger.db"), "zoom");
        List<String> secrets = new ArrayList<>();
        for (String key : List.of("directory.bind-password", "zoom.oauth.client-secret")) {
            secrets.add(keys.get(key));
            Files.writeString(Files.createDirectories(folder.resolve("secrets")).resolve(key), keys.remove(key));
            keys.put(key + ".file", "secrets/" + key);
        }
        keys.put("zoom.map.title.mask", "true");
        Files.write(folder.resolve("application.properties"), keys.entrySet().stream().map(key -> key.getKey() + " = " + key.getValue()).toList());
        sandbox.directory().changeTitle("jill.chill", MASKED);
        // When
        assertThat(muster("plan", "--json", "--out", folder.resolve("plan.json").toString())).isZero();
        assertThat(muster("sync", "--json")).isZero();
        assertThat(sandbox.zoom().user("jill.chill@example.com").path("title").asText()).isEqualTo(MASKED);
        sandbox.directory().changeTitle("jill.chill", MASKED + " again");
        sandbox.zoom().faults().add(Fault.status(400).body("{\"detail\":\"No.\",\"status\":400}").next(1).on("PUT", null));
        assertThat(muster("sync")).isEqualTo(2);
        // And a run full of failures, of a service that repeats in every answer what it got
        for (Fault failure : List.of(Fault.status(400), Fault.status(409), Fault.status(422), Fault.status(500), Fault.status(503), Fault.status(403), Fault.status(404), Fault.reset(), Fault.html(200))) {
            sandbox.zoom().faults().clear();
            sandbox.zoom().faults().add(failure.body("{\"detail\":\"" + MASKED + " again can't be\",\"message\":\"" + MASKED + " again can't be\"}").on("PUT", null));
            assertThat(muster("retry", "zoom", "-D", "muster.retry.delay=5")).isIn(2, 4);
        }
        sandbox.zoom().faults().clear();
        assertThat(muster("status")).isZero();
        assertThat(muster("why", "jill.chill@example.com", "--json")).isZero();
        assertThat(muster("sync", "-D", "zoom.craete=true")).isEqualTo(1);
        // Then
        assertThat(written.toString()).contains("jill.chill").doesNotContain(secrets).doesNotContain(MASKED).doesNotContain("Bearer ", "Basic ");
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String content = Files.readString(file, StandardCharsets.ISO_8859_1);
                assertThat(content).as(file.toString()).doesNotContain(secrets).doesNotContain(MASKED);
                if (!file.endsWith("application.properties")) {
                    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).as(file.toString()).isEqualTo("rw-------");
                }
            }
        }
        assertThat(folder.resolve("ledger.db")).exists();
    }
}
