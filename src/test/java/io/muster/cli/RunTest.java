package io.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.sandbox.Sandbox;
import io.muster.sandbox.service.Fault;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The service in a process of its own, since its end is a signal. */
class RunTest {

    @TempDir
    Path folder;

    private Process muster(String... arguments) throws IOException {
        List<String> command = new java.util.ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
                System.getProperty("java.class.path"), "io.muster.cli.Muster"));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    private static String awaitLine(BufferedReader output, String words) throws IOException {
        String line = output.readLine();
        while (line != null && !line.contains(words)) {
            line = output.readLine();
        }
        return line;
    }

    @Test
    void works_on_its_schedule_and_finishes_what_is_in_flight_when_it_is_stopped() throws Exception {
        try (Sandbox sandbox = Sandbox.start()) {
            // Given
            Map<String, String> keys = sandbox.configuration(folder.resolve("muster.db"), "zoom");
            keys.put("zoom.schedule", "0/1 * * * * ?");
            keys.put("zoom.sweep-schedule", "0/1 * * * * ?");
            Path config = folder.resolve("application.properties");
            Files.write(config, keys.entrySet().stream().map(key -> key.getKey() + " = " + key.getValue()).toList());
            sandbox.zoom().faults().add(Fault.delay(Duration.ofMillis(1500)).next(4).on("POST", "/scim2/Users"));
            Process muster = muster("run", "--config", config.toString(), "--routes", "routes");
            try (BufferedReader output = muster.inputReader(StandardCharsets.UTF_8)) {
                assertThat(awaitLine(output, "muster runs")).isNotNull();
                // When: the first creates are under way
                while (sandbox.zoom().requests().count("GET /scim2/Users") < 2) {
                    Thread.onSpinWait();
                }
                muster.destroy();
                // Then
                assertThat(muster.waitFor(40, TimeUnit.SECONDS)).isTrue();
                assertThat(muster.exitValue()).isZero();
            }
            // And whatever the service holds is in the ledger: the next sync finds the rest and makes nobody twice
            Process sync = muster("sync", "--config", config.toString(), "--routes", "routes");
            sync.getInputStream().readAllBytes();
            assertThat(sync.waitFor()).isZero();
            assertThat(sandbox.zoom().users()).hasSize(20);
        }
    }

    @Test
    void a_service_that_is_down_at_the_start_is_tried_again_by_every_cycle() throws Exception {
        try (Sandbox sandbox = Sandbox.start()) {
            // Given
            Map<String, String> keys = sandbox.configuration(folder.resolve("muster.db"), "zoom");
            keys.put("zoom.schedule", "0/1 * * * * ?");
            Path config = folder.resolve("application.properties");
            Files.write(config, keys.entrySet().stream().map(key -> key.getKey() + " = " + key.getValue()).toList());
            sandbox.zoom().faults().add(Fault.reset());
            Process muster = muster("run", "--config", config.toString(), "--routes", "routes");
            try (BufferedReader output = muster.inputReader(StandardCharsets.UTF_8)) {
                assertThat(awaitLine(output, "zoom: the service")).contains("can't be reached now");
                assertThat(awaitLine(output, "muster runs")).isNotNull();
                // When
                sandbox.zoom().faults().clear();
                // Then
                while (sandbox.zoom().users().size() < 20) {
                    Thread.onSpinWait();
                }
                muster.destroy();
                assertThat(muster.waitFor(40, TimeUnit.SECONDS)).isTrue();
                assertThat(muster.exitValue()).isZero();
            }
        }
    }

    @Test
    void the_sandbox_ends_with_0_too() throws Exception {
        Process sandbox = muster("sandbox");
        try (BufferedReader output = sandbox.inputReader(StandardCharsets.UTF_8)) {
            assertThat(awaitLine(output, "control interface")).isNotNull();
            sandbox.destroy();
            assertThat(sandbox.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(sandbox.exitValue()).isZero();
        }
    }
}
