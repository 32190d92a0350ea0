package io.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.muster.ledger.Ledger;
import io.muster.ledger.LedgerSettings;
import io.muster.ledger.PlannerLock;
import io.muster.sandbox.Sandbox;
import io.muster.sandbox.service.Fault;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands as people and scripts use them: exit codes, one JSON document, global options before and after ({@code contract.md}). */
@ResourceLock(Resources.SYSTEM_OUT)
class CommandsTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    private final Sandbox sandbox = Sandbox.start();
    private Path config;
    private String out;
    private String err;

    @BeforeEach
    void configure() throws IOException {
        config = folder.resolve("application.properties");
        write(Map.of("ledger.url", "jdbc:sqlite:ledger.db", "zoom.guard.max-removals", "2", "muster.retry.delay", "5", "muster.retry.tries", "1"));
    }

    private void write(Map<String, String> more) throws IOException {
        Map<String, String> keys = sandbox.configuration(folder.resolve("unused.db"), "zoom");
        keys.putAll(more);
        Files.write(config, keys.entrySet().stream().map(key -> key.getKey() + " = " + key.getValue()).toList());
    }

    @AfterEach
    void close() {
        sandbox.close();
    }

    private int muster(String... arguments) {
        String[] all = Stream.concat(Stream.of("--config", config.toString(), "--routes", "routes"), Arrays.stream(arguments)).toArray(String[]::new);
        PrintStream stdout = System.out;
        PrintStream stderr = System.err;
        ByteArrayOutputStream outBytes = new ByteArrayOutputStream();
        ByteArrayOutputStream errBytes = new ByteArrayOutputStream();
        try {
            System.setOut(new PrintStream(outBytes, true, StandardCharsets.UTF_8));
            System.setErr(new PrintStream(errBytes, true, StandardCharsets.UTF_8));
            return Muster.execute(all);
        } finally {
            System.setOut(stdout);
            System.setErr(stderr);
            out = outBytes.toString(StandardCharsets.UTF_8);
            err = errBytes.toString(StandardCharsets.UTF_8);
        }
    }

    /** The one document on standard output. */
    private JsonNode json() throws IOException {
        return JSON.readTree(out);
    }

    @Test
    void a_plan_shows_what_a_sync_would_do_and_makes_no_ledger() throws IOException {
        assertThat(muster("plan", "--json")).isZero();
        assertThat(json().at("/channels/0/counts/create").asInt()).isEqualTo(20);
        assertThat(json().at("/channels/0/operations/0/op").asText()).isEqualTo("create");
        assertThat(json().at("/channels/0/operations/0/held").isNull()).isTrue();
        assertThat(folder.resolve("ledger.db")).doesNotExist();
        assertThat(sandbox.zoom().users()).isEmpty();
    }

    @Test
    void a_sync_applies_and_the_ledger_stands_beside_the_configuration() throws IOException {
        assertThat(muster("sync", "zoom", "--json")).isZero();
        assertThat(json().at("/channels/0/counts/applied").asInt()).isEqualTo(20);
        assertThat(folder.resolve("ledger.db")).exists();
        // And the second finds nothing to do
        assertThat(muster("--json", "sync")).isZero();
        assertThat(json().at("/channels/0/operations").isEmpty()).isTrue();
        assertThat(json().at("/channels/0/managed").asInt()).isEqualTo(20);
    }

    @Test
    void the_guard_holds_with_exit_code_3_until_approved() throws IOException {
        // Given
        muster("sync");
        List.of("diego.fuentes", "chloe.bennett", "ruth.adeyemi").forEach(sandbox.directory()::remove);
        // When
        assertThat(muster("plan", "--json")).isEqualTo(3);
        String id = json().at("/channels/0/operations/0/id").asText();
        assertThat(muster("sync", "--json")).isEqualTo(3);
        // Then
        assertThat(json().at("/channels/0/counts/held").asInt()).isEqualTo(3);
        assertThat(muster("status", "--json")).isZero();
        assertThat(json().at("/channels/0/held").asInt()).isEqualTo(3);
        assertThat(id).isNotBlank();
        assertThat(muster("approve", "zoom")).isZero();
        assertThat(muster("sync", "--json")).isZero();
        assertThat(json().at("/channels/0/counts/applied").asInt()).isEqualTo(3);
        assertThat(muster("approve", "zoom")).as("nothing is held").isZero();
    }

    @Test
    void rejected_removals_stay_undone() throws IOException {
        muster("sync");
        List.of("diego.fuentes", "chloe.bennett", "ruth.adeyemi").forEach(sandbox.directory()::remove);
        assertThat(muster("sync")).isEqualTo(3);
        assertThat(muster("reject", "zoom")).isZero();
        assertThat(muster("sync")).isZero();
        assertThat(sandbox.zoom().user("diego.fuentes@example.com").path("active").asBoolean()).isTrue();
    }

    @Test
    void a_plan_file_is_applied_and_what_changed_since_is_stale() throws IOException {
        // Given
        muster("sync");
        sandbox.directory().changeTitle("jill.chill", "CEO");
        sandbox.directory().changeTitle("aiko.yamada", "CTO");
        Path file = folder.resolve("plan.json");
        assertThat(muster("plan", "--out", file.toString())).isZero();
        assertThat(Files.readString(file)).doesNotContain("secret");
        sandbox.directory().changeTitle("aiko.yamada", "Changed since");
        // When
        assertThat(muster("apply", file.toString(), "--json")).isEqualTo(2);
        // Then
        assertThat(json().at("/channels/0/counts/applied").asInt()).isEqualTo(1);
        assertThat(json().at("/channels/0/counts/stale").asInt()).isEqualTo(1);
        assertThat(sandbox.zoom().user("jill.chill@example.com").path("title").asText()).isEqualTo("CEO");
    }

    @Test
    void a_refused_user_gives_exit_code_2_and_can_be_retried() throws IOException {
        // Given
        sandbox.zoom().faults().add(Fault.status(400).body("{\"detail\":\"No.\",\"status\":400}").next(1).on("POST", "/scim2/Users"));
        // When
        assertThat(muster("sync", "--json")).isEqualTo(2);
        // Then
        assertThat(json().at("/channels/0/counts/dead").asInt()).isEqualTo(1);
        assertThat(muster("retry", "zoom")).isZero();
        assertThat(sandbox.zoom().users()).hasSize(20);
        assertThat(muster("retry", "zoom", "nobody@example.com")).isEqualTo(5);
    }

    @Test
    void why_tells_a_users_story_by_any_name() throws IOException {
        // Given
        muster("sync");
        sandbox.directory().disable("jill.chill");
        muster("sync");
        String account = sandbox.zoom().user("jill.chill@example.com").path("id").asText();
        // Then
        for (String name : List.of("jill.chill@example.com", "uid=jill.chill,ou=people,dc=example,dc=com", "jill.chill", account)) {
            assertThat(muster("why", name)).as(name).isZero();
            assertThat(out).as(name).contains("disabled in the directory").contains("new in scope");
        }
        assertThat(muster("why", "nobody@example.com")).isEqualTo(5);
        assertThat(muster("why", "nobody@example.com", "--json")).isEqualTo(5);
        assertThat(json().at("/error/message").asText()).contains("nobody@example.com");
    }

    @Test
    void a_test_says_what_answers() throws IOException {
        assertThat(muster("test", "--json")).isZero();
        assertThat(json().at("/tests").findValuesAsText("name")).containsExactly("directory", "zoom");
        // And when the credentials are wrong
        assertThat(muster("test", "--json", "-D", "zoom.oauth.client-secret=wrong")).isEqualTo(4);
        assertThat(json().at("/tests/1/ok").asBoolean()).isFalse();
        assertThat(out + err).doesNotContain("wrong\"");
    }

    @Test
    void a_service_that_is_down_gives_exit_code_4_and_the_next_sync_catches_up() throws IOException {
        sandbox.zoom().close();
        assertThat(muster("sync", "--json")).as(out + err).isEqualTo(4);
        sandbox.zoom().open();
        assertThat(muster("sync")).isZero();
        assertThat(sandbox.zoom().users()).hasSize(20);
    }

    @Test
    void a_directory_that_is_down_gives_exit_code_4() throws IOException {
        muster("sync");
        sandbox.directory().close();
        assertThat(muster("sync", "--json")).isEqualTo(4);
        assertThat(json()).isNotNull();
        assertThat(muster("plan")).isEqualTo(4);
        assertThat(muster("test")).isEqualTo(4);
        assertThat(sandbox.zoom().users()).allMatch(user -> user.path("active").asBoolean());
    }

    @Test
    void an_empty_read_gives_exit_code_4_and_removes_nobody() throws IOException {
        muster("sync");
        assertThat(muster("sync", "--json", "-D", "zoom.users.filter=(mail=*@nowhere.example)")).isEqualTo(4);
        assertThat(json().at("/channels/0/untrusted").asText()).contains("empty");
        assertThat(sandbox.zoom().users()).allMatch(user -> user.path("active").asBoolean());
    }

    @ParameterizedTest
    @ValueSource(strings = {"plan", "sync", "test", "status"})
    void an_unknown_channel_gives_exit_code_1(String command) throws IOException {
        assertThat(muster(command, "zoomm", "--json")).isEqualTo(1);
        assertThat(json().at("/error/message").asText()).contains("zoomm").contains("zoom");
    }

    @Test
    void a_wrong_configuration_is_reported_whole() throws IOException {
        // Given
        write(Map.of("zoom.craete", "true", "zoom.schedule", "never"));
        // When
        assertThat(muster("check", "--json")).isEqualTo(1);
        // Then
        assertThat(json().at("/problems").findValuesAsText("key")).contains("zoom.craete", "zoom.schedule");
        assertThat(muster("sync", "--json")).isEqualTo(1);
        assertThat(json().at("/error/key").asText()).isIn("zoom.craete", "zoom.schedule");
        assertThat(muster("sync")).isEqualTo(1);
        assertThat(err).contains("zoom.craete").contains("zoom.schedule");
    }

    @Test
    void a_broken_route_file_is_named_by_check() throws IOException {
        Path routes = Files.createDirectory(folder.resolve("routes"));
        Files.writeString(routes.resolve("mine.camel.yaml"), "- route:\n    id: mine\n    from:\n      uri: direct:mine\n      steps:\n        - setBdoy:\n            constant: x\n");
        assertThat(muster("check", "--routes", routes.toString())).isEqualTo(1);
        assertThat(out).contains("mine.camel.yaml").contains("setBdoy");
        assertThat(muster("check")).isZero();
    }

    @Test
    void a_broken_route_file_of_a_service_that_no_channel_names_stops_nobody_and_is_named_by_check() throws IOException {
        // Given
        Path routes = copyOfOurs();
        Files.writeString(routes.resolve("webex.camel.yaml"), "- route:\n    id: broken\n    from:\n      uri: direct:broken\n      steps:\n        - setBdoy:\n            constant: x\n");
        // When
        assertThat(muster("sync", "--routes", routes.toString())).isZero();
        // Then
        assertThat(sandbox.zoom().users()).hasSize(20);
        assertThat(muster("check", "--routes", routes.toString())).isEqualTo(1);
        assertThat(out).contains("webex.camel.yaml").contains("setBdoy");
    }

    private Path copyOfOurs() throws IOException {
        Path routes = Files.createDirectory(folder.resolve("routes"));
        try (Stream<Path> ours = Files.list(Path.of("routes"))) {
            for (Path file : ours.toList()) {
                Files.copy(file, routes.resolve(file.getFileName()));
            }
        }
        return routes;
    }

    @Test
    void check_creates_every_route_and_starts_none() throws IOException {
        // Given a route that would begin by itself
        Path routes = copyOfOurs();
        Path own = routes.resolve("own.camel.yaml");
        String route = "- route:\n    id: %s\n    from:\n      uri: %s\n      steps:\n        - setBody:\n            constant: x\n        - to: file:" + folder.resolve("written") + "\n";
        Files.writeString(own, route.formatted("mine", "timer:now?delay=-1&repeatCount=1"));
        // When
        assertThat(muster("check", "--routes", routes.toString())).as(out).isZero();
        // Then
        assertThat(folder.resolve("written")).doesNotExist();
        assertThat(folder.resolve("ledger.db")).doesNotExist();
        // And what can't be created is named
        Files.writeString(own, route.formatted("mine", "tmier:now"));
        assertThat(muster("check", "--routes", routes.toString())).isEqualTo(1);
        assertThat(out).contains("own.camel.yaml").contains("tmier");
        Files.writeString(own, route.formatted("plan-user", "direct:mine"));
        assertThat(muster("check", "--routes", routes.toString())).isEqualTo(1);
        assertThat(out).contains("Duplicate route ids").contains("plan-user");
        assertThat(muster("check", "-D", "enrich.uri=direct:nowhere")).isEqualTo(1);
        assertThat(out).contains("enrich.uri = direct:nowhere: no route begins there");
    }

    @Test
    void a_plan_file_that_cannot_be_written_is_said_so() {
        assertThat(muster("plan", "--out", folder.resolve("nowhere/plan.json").toString())).isEqualTo(1);
        assertThat(err).contains("nowhere/plan.json can't be written").contains("name a file in a folder that is there");
    }

    @Test
    void reset_forgets_a_channel_and_touches_no_account() throws IOException {
        muster("sync");
        assertThat(muster("reset", "zoom")).as("without --yes").isEqualTo(1);
        assertThat(muster("reset", "zoom", "--yes")).isZero();
        assertThat(sandbox.zoom().users()).hasSize(20);
        // And the next sync links everybody without a write
        assertThat(muster("sync", "--json")).isZero();
        assertThat(json().at("/channels/0/operations").findValuesAsText("op")).hasSize(20).containsOnly("link");
    }

    @Test
    void reset_waits_for_whoever_works_on_the_channel() throws InterruptedException {
        // Given
        muster("sync");
        try (Ledger ledger = Ledger.open(new LedgerSettings("jdbc:sqlite:" + folder.resolve("ledger.db"), null, null))) {
            PlannerLock other = ledger.lock("zoom", Duration.ZERO, "muster run");
            // When
            Thread reset = new Thread(() -> muster("reset", "zoom", "--yes"));
            reset.start();
            while (Stream.of(reset.getStackTrace()).noneMatch(frame -> frame.getClassName().endsWith("PlannerLocks") && frame.getMethodName().equals("pause"))) {
                assertThat(reset.isAlive()).as("it waits").isTrue();
                Thread.onSpinWait();
            }
            // Then
            assertThat(ledger.managed("zoom")).isEqualTo(20);
            // And
            other.close();
            reset.join();
            assertThat(ledger.managed("zoom")).isZero();
        }
    }

    @Test
    void every_command_explains_itself_with_an_example() {
        for (String command : List.of("run", "sync", "plan", "apply", "undo", "test", "status", "why", "approve", "reject", "retry", "reset", "check", "demo", "sandbox")) {
            assertThat(muster(command, "--help")).as(command).isZero();
            assertThat(out).as(command).contains("Example: muster " + command);
        }
        assertThat(muster("--version")).isZero();
        assertThat(muster("frobnicate")).isEqualTo(1);
    }
}
