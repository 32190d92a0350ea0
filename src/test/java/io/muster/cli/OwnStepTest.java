package io.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.muster.cycle.Cycle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The administrator's own steps that need neither Java nor another service: a look-up in a CSV file, and a rule of the house. */
class OwnStepTest {

    private static final String WITH_A_RULE = """
            - route:
                id: refuse-guests
                description: A person without a title is not ready for an account.
                from:
                  uri: direct:my-step
                  steps:
                    - choice:
                        when:
                          - expression:
                              simple:
                                expression: "${body[title]} == null"
                            steps:
                              - throwException:
                                  exceptionType: java.lang.IllegalStateException
                                  message: "${body[uid][0]} has no title yet"
            """;

    @TempDir
    Path folder;

    private World world;

    @BeforeEach
    void copyOurRoutes() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("routes"))) {
            for (Path file : files.toList()) {
                Files.copy(file, folder.resolve(file.getFileName()));
            }
        }
    }

    @AfterEach
    void close() {
        if (world != null) {
            world.close();
        }
    }

    private void start(String route) throws IOException {
        Files.writeString(folder.resolve("own.camel.yaml"), route);
        world = new World(folder).with("enrich.uri", "direct:my-step");
    }

    private static String exampleOfTheReadme() throws IOException {
        Matcher example = Pattern.compile("```yaml\\n((?:(?!```).)*resource:file:.*?)```", Pattern.DOTALL).matcher(Files.readString(Path.of("README.md")));
        assertThat(example.find()).isTrue();
        return example.group(1);
    }

    private String department(String uid) {
        return world.account(uid + "@example.com").at("/urn:ietf:params:scim:schemas:extension:enterprise:2.0:User/department").asText();
    }

    @Test
    void a_csv_file_gives_a_value_that_the_directory_lacks() throws IOException {
        // Given
        Path table = Files.writeString(folder.resolve("centres.csv"), "login,centre\nuser1,4711 Research\nuser12,0815\nuser3,2222\n");
        start(exampleOfTheReadme());
        world.with("centres.table", table.toString()).with("zoom.map.department", "costCentre");
        world.directory.hire(12);
        // When
        Cycle cycle = world.sync();
        // Then
        assertThat(World.story(cycle)).hasSize(12).allMatch(line -> line.startsWith("create") && line.endsWith("applied"));
        assertThat(department("user1")).isEqualTo("4711 Research");
        assertThat(department("user12")).isEqualTo("0815");
        assertThat(department("user2")).as("not in the table").isEmpty();
        assertThat(World.story(world.sync())).isEmpty();
        // And when the table has changed, a restarted Muster sends what it says now of whom it looks at
        Files.writeString(table, "login,centre\nuser1,4711 Research\nuser12,0816\nuser3,2222\n");
        world.with("centres.table", table.toString());
        world.directory.changeTitle("user12", "Director");
        assertThat(World.story(world.sync())).containsExactly("update user12@example.com applied");
        assertThat(department("user12")).isEqualTo("0816");
    }

    @Test
    void a_step_that_throws_keeps_one_user_back_and_nobody_else() throws IOException {
        // Given
        start(WITH_A_RULE);
        world.directory.hire(3);
        world.directory.change("user2", "title");
        // When
        Cycle cycle = world.sync();
        // Then
        assertThat(World.story(cycle)).containsExactlyInAnyOrder("create user1@example.com applied", "create user3@example.com applied");
        assertThat(cycle.leftOut()).isEqualTo(1);
        assertThat(cycle.failure()).isNull();
        // And when the reason is gone
        world.directory.changeTitle("user2", "Engineer");
        assertThat(World.story(world.sync())).containsExactly("create user2@example.com applied");
    }

    @Test
    void a_step_that_throws_for_a_known_user_keeps_neither_the_disable_nor_others_back() throws IOException {
        // Given
        start(WITH_A_RULE);
        world.directory.hire(3);
        world.sync();
        world.directory.change("user1", "title");
        world.directory.change("user2", "title");
        world.directory.disable("user2");
        world.directory.changeTitle("user3", "Director");
        // When
        List<String> story = World.story(world.sync());
        // Then
        assertThat(story).containsExactlyInAnyOrder("disable user2@example.com applied", "update user3@example.com applied");
        assertThat(world.account("user1@example.com").path("active").asBoolean()).isTrue();
    }

    @Test
    void a_step_that_nobody_serves_is_said_at_the_start() {
        // Given
        world = new World(folder).with("enrich.uri", "direct:nowhere");
        // Then
        assertThatThrownBy(() -> world.application()).hasMessageContaining("enrich.uri").hasMessageContaining("direct:nowhere");
    }
}
