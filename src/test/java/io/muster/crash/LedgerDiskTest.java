package io.muster.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.sandbox.EmbeddedDirectory;
import io.muster.sandbox.zoom.ZoomSimulator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A disk under the ledger that is full or can't be written: a clear message, the exit code, an end, and nothing half done. The disk is a
 * file system in memory of its own; where the user may not mount one, these tests are skipped.
 */
class LedgerDiskTest {

    private static final int PEOPLE = 600;
    private static final long PATIENCE = 60;

    private static Installation installation;

    @TempDir
    private Path folder;
    private Path disk;
    private boolean mounted;

    private final EmbeddedDirectory directory = EmbeddedDirectory.empty(0);
    private final ZoomSimulator zoom = ZoomSimulator.start();

    @BeforeAll
    static void install(@TempDir Path home) throws IOException {
        installation = Installation.in(home);
    }

    @BeforeEach
    void prepare() throws Exception {
        disk = Files.createDirectory(folder.resolve("disk"));
        directory.hire(PEOPLE);
    }

    @AfterEach
    void close() throws Exception {
        if (mounted) {
            shell("umount", disk.toString());
        }
        zoom.close();
        directory.close();
    }

    private void mount(String options) throws Exception {
        int exit = shell("mount", "-t", "tmpfs", "-o", options, "tmpfs", disk.toString());
        Assumptions.assumeTrue(exit == 0, "this user may not mount a file system");
        mounted = true;
    }

    private void remount(String options) throws Exception {
        assertThat(shell("mount", "-o", "remount," + options, disk.toString())).isZero();
    }

    private static int shell(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor();
    }

    private Installation.Ended muster(String... arguments) throws Exception {
        Map<String, String> keys = new LinkedHashMap<>(directory.configuration());
        keys.put("ledger.url", "jdbc:sqlite:" + disk.resolve("muster.db"));
        keys.put("channels", "zoom");
        zoom.connection().forEach((key, value) -> keys.put("zoom." + key, value));
        zoom.mapping().forEach((key, value) -> keys.put("zoom." + key, value));
        keys.put("zoom.users.base-dn", directory.peopleDn());
        keys.put("zoom.users.filter", "(mail=*)");
        keys.put("zoom.guard.min-updates", "10000");
        Path config = Files.write(folder.resolve("application.properties"), keys.entrySet().stream().map(key -> key.getKey() + " = " + key.getValue()).toList());
        Path output = folder.resolve("output.txt");
        Process process = installation.start(config, output, arguments);
        boolean ended = process.waitFor(PATIENCE, TimeUnit.SECONDS);
        process.destroyForcibly().waitFor();
        String said = Files.readString(output, StandardCharsets.UTF_8);
        assertThat(ended).as("muster %s ended within %d s: %s", String.join(" ", arguments), PATIENCE, said.substring(0, Math.min(2000, said.length()))).isTrue();
        return new Installation.Ended(process.exitValue(), said);
    }

    /** From the first tables to the middle of the first sync: whatever the moment, it ends, says so, and is repaired by the next sync. */
    @ParameterizedTest
    @ValueSource(ints = {64, 1024, 3600})
    void a_full_disk_ends_the_command_and_the_next_sync_repairs(int kilobytes) throws Exception {
        mount("size=" + kilobytes + "k");
        // When
        Installation.Ended full = muster("sync");
        // Then
        assertThat(full.exit()).as(full.output()).isEqualTo(1);
        assertThat(full.output()).contains("ledger.url").containsIgnoringCase("full");
        assertThat(full.output().lines().count()).as(full.output()).isLessThan(20);
        long created = zoom.requests().count("POST /scim2/Users");
        assertThat(created).isLessThanOrEqualTo(PEOPLE);
        // And when there is room again
        remount("size=100m");
        assertThat(muster("sync").exit()).isZero();
        assertThat(zoom.users()).hasSize(PEOPLE).allMatch(user -> user.path("active").asBoolean());
    }

    @Test
    void a_ledger_that_can_not_be_written_ends_the_command_before_the_first_request() throws Exception {
        mount("size=100m");
        muster("sync");
        directory.changeTitle("user1", "Director");
        zoom.requests().clear();
        // When
        remount("ro");
        Installation.Ended sync = muster("sync");
        Installation.Ended status = muster("status");
        Installation.Ended plan = muster("plan");
        // Then
        assertThat(sync.exit()).isEqualTo(1);
        assertThat(sync.output()).contains("ledger.url").contains("it can only be read");
        assertThat(sync.output().lines().count()).as(sync.output()).isLessThan(5);
        assertThat(zoom.requests().total()).isZero();
        assertThat(status.exit()).isZero();
        assertThat(plan.exit()).isZero();
    }
}
