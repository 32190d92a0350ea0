package io.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.muster.cycle.Cycle;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The administrator's own step: the route file of the README beside ours, ours untouched. */
class EnrichTest {

    @TempDir
    Path folder;

    private final Set<String> failing = ConcurrentHashMap.newKeySet();
    private HttpServer hr;
    private World world;

    @BeforeEach
    void start() throws IOException {
        hr = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        hr.createContext("/hr/", request -> {
            String uid = request.getRequestURI().getPath().substring("/hr/".length());
            byte[] answer = ("Centre of " + uid).getBytes(StandardCharsets.UTF_8);
            request.sendResponseHeaders(failing.contains(uid) ? 500 : 200, answer.length);
            request.getResponseBody().write(answer);
            request.close();
        });
        hr.start();
        try (Stream<Path> files = Files.list(Path.of("routes"))) {
            for (Path file : files.toList()) {
                Files.copy(file, folder.resolve(file.getFileName()));
            }
        }
        Matcher example = Pattern.compile("```yaml\\n(- route:\\n    id: add-cost-centre.*?)```", Pattern.DOTALL).matcher(Files.readString(Path.of("README.md")));
        assertThat(example.find()).isTrue();
        Files.writeString(folder.resolve("own.camel.yaml"), example.group(1).replace("http://localhost:8080", "http://127.0.0.1:" + hr.getAddress().getPort()));
        world = new World(folder).with("enrich.uri", "direct:my-step").with("zoom.map.department", "costCentre");
        world.company();
    }

    @AfterEach
    void stop() {
        world.close();
        hr.stop(0);
    }

    private String department(String uid) {
        return world.account(uid + "@example.com").at("/urn:ietf:params:scim:schemas:extension:enterprise:2.0:User/department").asText();
    }

    @Test
    void each_user_is_enriched_before_mapping() {
        // When
        Cycle cycle = world.sync();
        // Then
        assertThat(World.story(cycle)).hasSize(20).allMatch(line -> line.endsWith("applied"));
        assertThat(department("ada")).isEqualTo("Centre of ada");
        assertThat(department("grace")).isEqualTo("Centre of grace");
        assertThat(World.story(world.sync())).isEmpty();
    }

    @Test
    void a_user_for_whom_the_step_fails_waits_for_the_next_cycle_and_stops_nobody() {
        // Given
        failing.add("ada");
        // When
        Cycle cycle = world.sync();
        // Then
        assertThat(World.story(cycle)).hasSize(19).allMatch(line -> line.endsWith("applied"));
        assertThat(cycle.leftOut()).isEqualTo(1);
        assertThat(world.account("ada@example.com")).isNull();
        // And when the step works again
        failing.clear();
        assertThat(World.story(world.sync())).containsExactly("create ada@example.com applied");
    }

    @Test
    void a_disable_needs_no_own_step() {
        // Given
        world.sync();
        failing.add("ada");
        world.directory.disable("ada");
        // When
        Cycle cycle = world.sync();
        // Then
        assertThat(World.story(cycle)).containsExactly("disable ada@example.com applied");
        assertThat(department("ada")).isEqualTo("Centre of ada");
    }
}
