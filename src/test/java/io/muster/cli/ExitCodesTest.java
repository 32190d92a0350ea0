package io.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.muster.sandbox.Sandbox;
import io.muster.sandbox.service.Fault;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What scripts rely on ({@code contract.md}): the exit code of every command in every case, and with {@code --json} one document whatever happens. */
@ResourceLock(Resources.SYSTEM_OUT)
class ExitCodesTest {

    @TempDir
    Path folder;

    private final Sandbox sandbox = Sandbox.start();
    private final Map<String, String> keys = new LinkedHashMap<>();

    @BeforeEach
    void configure() throws IOException {
        keys.putAll(sandbox.configuration(folder.resolve("unused.db"), "zoom"));
        keys.put("ledger.url", "jdbc:sqlite:ledger.db");
        keys.put("muster.retry.delay", "5");
        keys.put("muster.retry.tries", "1");
        write();
    }

    private Path write() throws IOException {
        return Files.write(folder.resolve("application.properties"), keys.entrySet().stream().map(key -> key.getKey() + " = " + key.getValue()).toList());
    }

    @AfterEach
    void close() {
        sandbox.close();
    }

    private Ran muster(String... arguments) {
        return Ran.muster(Stream.concat(Stream.of("--config", folder.resolve("application.properties").toString()), Stream.of(arguments)).toArray(String[]::new));
    }

    private Ran muster(String line) {
        return muster(line.replace("FOLDER", folder.toString()).split(" "));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            sync zoomm                       | 1 | zoomm
            plan zoomm                       | 1 | zoomm
            test zoomm                       | 1 | zoomm
            status zoomm                     | 1 | zoomm
            approve zoomm                    | 1 | zoomm
            reject zoomm                     | 1 | zoomm
            retry zoomm                      | 1 | zoomm
            reset zoomm --yes                | 1 | zoomm
            why ada --channel zoomm          | 1 | zoomm
            reset zoom                       | 1 | --yes
            approve                          | 1 | CHANNEL
            why                              | 1 | USER
            why nobody                       | 5 | nobody
            why nobody --at yesterday        | 1 | --at
            retry zoom nobody@example.com    | 5 | nobody@example.com
            apply                            | 1 | FILE
            undo                             | 1 | CYCLE
            undo zoom-none                   | 1 | zoom-none
            apply FOLDER/none.json           | 1 | none.json
            apply FOLDER/application.properties | 1 | no plan file
            plan --out FOLDER/none/plan.json | 1 | plan.json
            sync --frobnicate                | 1 | --frobnicate
            frobnicate                       | 1 | frobnicate
            sync -D nonsense                 | 1 | nonsense
            sync --routes FOLDER/none        | 1 | none
            sync -D channels=                | 1 | channels
            sync -D zoom.create=maybe        | 1 | zoom.create
            plan -D ledger.url=jdbc:sqlite:/proc/none/ledger.db | 0 |
            sync -D ledger.url=jdbc:sqlite:/proc/none/ledger.db | 1 | ledger
            status -D ledger.url=jdbc:postgresql://127.0.0.1:1/none | 1 | ledger
            sync -D directory.url=ldap://127.0.0.1:1 | 4 |
            plan -D directory.url=ldap://127.0.0.1:1 | 4 |
            test -D directory.url=ldap://127.0.0.1:1 | 4 |
            sync -D directory.bind-password=wrong | 4 |
            sync -D zoom.oauth.client-secret=wrong | 4 |
            sync -D zoom.scim-url=http://127.0.0.1:1/scim2 | 4 |
            test -D zoom.scim-url=http://127.0.0.1:1/scim2 | 4 |
            sync -D zoom.users.filter=(uid=nobody) | 4 |
            plan                             | 0 |
            sync                             | 0 |
            sync zoom                        | 0 |
            sync -D zoom.enabled=false       | 0 |
            sync -D zoom.create=false        | 0 |
            test                             | 0 |
            status                           | 0 |
            check                            | 0 |
            approve zoom                     | 0 |
            reject zoom                      | 0 |
            retry zoom                       | 0 |
            reset zoom --yes                 | 0 |
            """)
    void every_command_ends_with_its_code_and_one_document(String line, int exit, String words) throws IOException {
        // When
        Ran plain = muster(line);
        Ran json = muster(line + " --json");
        // Then
        assertThat(plain.exit()).as(plain.toString()).isEqualTo(exit);
        assertThat(json.exit()).as(json.toString()).isEqualTo(exit);
        JsonNode document = json.json();
        if (exit == 1 || exit == 5) {
            assertThat(document.at("/error/message").asText()).contains(words == null ? "" : words);
            assertThat(plain.out()).isEmpty();
            assertThat(plain.err()).contains(words == null ? "" : words);
        } else {
            assertThat(document.has("error")).as(document.toString()).isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource({"0,2,2", "2,3,3", "3,4,4", "4,1,1", "3,2,3", "1,4,1", "0,0,0", "2,4,4"})
    void of_several_codes_the_worst_is_the_exit_code(int one, int other, int worse) {
        assertThat(Exit.worse(one, other)).isEqualTo(worse);
    }

    @Test
    void a_refused_user_is_2_and_held_removals_beside_it_are_3() throws IOException {
        // Given
        keys.put("zoom.guard.max-removals", "0");
        write();
        muster("sync");
        sandbox.directory().changeTitle("jill.chill", "CEO");
        sandbox.zoom().faults().add(Fault.status(400).body("{\"detail\":\"No.\",\"status\":400}").on("PUT", null));
        // When
        Ran refused = muster("sync --json");
        sandbox.directory().disable("aiko.yamada");
        muster("retry zoom");
        Ran held = muster("retry zoom --json");
        // Then
        assertThat(refused.exit()).isEqualTo(2);
        assertThat(held.exit()).isEqualTo(3);
        assertThat(held.json().at("/channels/0/counts/dead").asInt()).isEqualTo(1);
        assertThat(held.json().at("/channels/0/counts/held").asInt()).isEqualTo(1);
        assertThat(muster("plan").exit()).isEqualTo(3);
    }

    @Test
    void a_scope_that_shrank_is_3_until_the_shrink_is_accepted() throws IOException {
        // Given
        muster("sync");
        // When
        Ran shrunk = muster("sync --json -D zoom.users.filter=(|(uid=jill.chill)(uid=aiko.yamada))");
        // Then
        assertThat(shrunk.exit()).isEqualTo(3);
        assertThat(shrunk.json().at("/channels/0/untrusted").asText()).isNotEmpty();
        assertThat(shrunk.json().at("/channels/0/operations")).allMatch(operation -> operation.path("held").asText().equals("untrusted"));
    }

    @Test
    void a_stale_plan_file_is_2() throws IOException {
        // Given
        muster("sync");
        sandbox.directory().changeTitle("jill.chill", "CEO");
        muster("plan --out FOLDER/plan.json");
        sandbox.directory().changeTitle("jill.chill", "CTO");
        // When
        Ran applied = muster("apply FOLDER/plan.json --json");
        // Then
        assertThat(applied.exit()).isEqualTo(2);
        assertThat(applied.json().at("/channels/0/operations/0/outcome").asText()).isEqualTo("stale");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("plan.json")))).isEqualTo("rw-------");
    }

    @Test
    void a_channel_that_the_configuration_no_longer_names_can_still_be_asked_about_and_reset() throws IOException {
        // Given
        muster("sync");
        keys.keySet().stream().filter(key -> key.startsWith("zoom.")).toList().forEach(key -> keys.put(key.replaceFirst("zoom", "other"), keys.remove(key)));
        keys.put("other.target", "zoom");
        keys.put("channels", "other");
        write();
        // Then
        assertThat(muster("why jill.chill@example.com --channel zoom").exit()).isZero();
        assertThat(muster("reset zoom --yes").exit()).isZero();
        assertThat(muster("reset zoom --yes").exit()).as("forgotten").isEqualTo(1);
    }

    @Test
    void a_plan_file_for_a_channel_that_is_gone_is_1() throws IOException {
        Files.writeString(folder.resolve("plan.json"), "{\"plan\":\"x\",\"channels\":[{\"channel\":\"webex\",\"operations\":[]}]}");
        Ran applied = muster("apply FOLDER/plan.json --json");
        assertThat(applied.exit()).isEqualTo(1);
        assertThat(applied.json().at("/error/message").asText()).contains("webex");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --config CONFIG --json -D zoom.create=false --routes routes plan
            plan --config CONFIG --json -D zoom.create=false --routes routes
            --json plan -D zoom.create=false --config=CONFIG zoom
            plan zoom -Dzoom.create=false --config CONFIG --json
            """)
    void global_options_stand_before_or_after_the_command(String line) throws IOException {
        // When
        Ran ran = Ran.muster(line.replace("CONFIG", folder.resolve("application.properties").toString()).split(" "));
        // Then
        assertThat(ran.exit()).as(ran.err()).isZero();
        assertThat(ran.json().at("/channels/0/counts/skip").asInt()).isEqualTo(20);
    }

    @Test
    void relative_paths_are_relative_to_the_configuration() throws IOException {
        // Given
        Files.createDirectory(folder.resolve("secrets"));
        Files.writeString(folder.resolve("secrets/zoom"), keys.remove("zoom.oauth.client-secret") + "\n");
        keys.put("zoom.oauth.client-secret.file", "secrets/zoom");
        keys.put("ledger.url", "jdbc:sqlite:data/ledger.db");
        Files.createDirectory(folder.resolve("data"));
        write();
        // When
        Ran ran = muster("sync");
        // Then
        assertThat(ran.exit()).as(ran.err()).isZero();
        assertThat(folder.resolve("data/ledger.db")).exists();
    }

    @Test
    void check_names_the_faults_of_configuration_and_routes_together() throws IOException {
        // Given
        keys.put("zoom.craete", "true");
        keys.put("zoom.schedule", "never");
        keys.remove("directory.url");
        write();
        Path routes = Files.createDirectory(folder.resolve("routes"));
        Files.writeString(routes.resolve("mine.camel.yaml"), "- route:\n    id: mine\n    from:\n      uri: direct:mine\n      steps:\n        - setBdoy:\n            constant: x\n");
        // When
        Ran plain = muster("check --routes FOLDER/routes");
        Ran json = muster("check --json --routes FOLDER/routes");
        // Then
        assertThat(plain.exit()).isEqualTo(1);
        assertThat(json.exit()).isEqualTo(1);
        List<String> said = new ArrayList<>();
        json.json().path("problems").forEach(problem -> said.add(Path.of(problem.path("file").asText()).getFileName() + " " + problem.path("key").asText()));
        assertThat(said).containsExactlyInAnyOrder("application.properties zoom.craete", "application.properties zoom.schedule", "application.properties directory.url", "mine.camel.yaml ");
        json.json().path("problems").forEach(problem -> assertThat(plain.out()).contains(problem.path("message").asText()));
        // And so does the start
        Ran start = muster("sync --routes FOLDER/routes");
        assertThat(start.exit()).isEqualTo(1);
        assertThat(start.err().strip()).isEqualTo(plain.out().strip());
    }

    @Test
    void every_broken_route_file_is_named_at_start() throws IOException {
        // Given
        Path routes = Files.createDirectory(folder.resolve("routes"));
        for (String name : List.of("mine", "yours")) {
            Files.writeString(routes.resolve(name + ".camel.yaml"), "- route:\n    id: " + name + "\n    from:\n      uri: direct:" + name + "\n      steps:\n        - setBdoy:\n            constant: x\n");
        }
        // When
        Ran ran = muster("sync --json --routes FOLDER/routes");
        // Then
        assertThat(ran.exit()).isEqualTo(1);
        assertThat(ran.json().at("/error/message").asText().lines()).hasSize(2).allMatch(line -> line.contains("setBdoy")).anyMatch(line -> line.contains("mine.camel.yaml"))
                .anyMatch(line -> line.contains("yours.camel.yaml"));
        // And a folder that is not there
        assertThat(muster("sync --routes FOLDER/nowhere").err()).contains("nowhere: --routes: there is no such folder");
    }

    /** Logs and the banner of a library would go past a stream that a test has put in place of standard output. */
    @Test
    void in_a_process_of_its_own_nothing_but_the_document_is_on_standard_output() throws IOException, InterruptedException {
        // Given
        Path out = folder.resolve("out");
        Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Dmuster.log=info", "-cp", System.getProperty("java.class.path"),
                "io.muster.cli.Muster", "sync", "--json", "--config", folder.resolve("application.properties").toString()).redirectOutput(out.toFile())
                .redirectError(folder.resolve("err").toFile()).start();
        // When
        int exit = process.waitFor();
        // Then
        assertThat(exit).as(Files.readString(folder.resolve("err"))).isZero();
        assertThat(Ran.one(Files.readString(out, StandardCharsets.UTF_8)).at("/channels/0/counts/applied").asInt()).isEqualTo(20);
        assertThat(Files.readString(folder.resolve("err"))).contains("INFO");
    }
}
