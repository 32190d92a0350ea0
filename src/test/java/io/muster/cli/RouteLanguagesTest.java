package io.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.cycle.Cycle;
import io.muster.sandbox.service.Fault;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The conversation with Zoom in YAML and in XML: the cases that {@link ZoomSwitchesTest} does not have, in both languages, and a comparison of
 * what Camel reads from the two files, so that neither can be changed alone.
 */
class RouteLanguagesTest {

    enum Language {
        YAML(World::new), XML(() -> new World(ZoomInXmlTest.routesWithTwin()));

        private final Supplier<World> world;

        Language(Supplier<World> world) {
            this.world = world;
        }
    }

    private World world;

    private void start(Language language) {
        world = language.world.get();
        world.directory.hire(3);
        world.sync();
        world.zoom.requests().clear();
    }

    @AfterEach
    void close() {
        if (world != null) {
            world.close();
        }
    }

    private String path(String uid) {
        return "/scim2/Users/" + world.account(uid + "@example.com").path("id").asText();
    }

    @ParameterizedTest
    @EnumSource
    void existing_accounts_are_listed_and_linked(Language language) {
        // Given
        start(language);
        world.ledger().forget("zoom");
        world.directory.change("user2", "title", "Director");
        // When
        List<String> story = World.story(world.sync());
        // Then
        assertThat(story).hasSize(3).allMatch(line -> line.startsWith("link") && line.endsWith("applied"));
        assertThat(world.account("user2@example.com").path("title").asText()).isEqualTo("Director");
        assertThat(world.writes()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void an_existing_account_is_searched_linked_and_enabled(Language language) {
        // Given one account among many that only the service knows, and that is disabled there
        start(language);
        world.directory.disable("user1");
        world.sync();
        world.ledger().forget("zoom");
        world.with("zoom.users.filter", "(uid=user1)");
        world.directory.enable("user1");
        // When
        List<String> story = World.story(world.sync());
        // Then
        assertThat(story).containsExactly("link user1@example.com applied");
        assertThat(world.account("user1@example.com").path("active").asBoolean()).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void a_new_address_stays_on_the_same_account(Language language) {
        // Given
        start(language);
        String path = path("user1");
        world.directory.change("user1", "mail", "married1@example.com");
        // When
        List<String> story = World.story(world.sync());
        // Then
        assertThat(story).containsExactly("update married1@example.com applied");
        assertThat(path("married1")).isEqualTo(path);
    }

    @ParameterizedTest
    @EnumSource
    void an_account_that_vanished_is_planned_anew(Language language) {
        // Given
        start(language);
        world.zoom.faults().add(Fault.status(404).body("{\"schemas\":[],\"detail\":\"User x not exist or not belong to this account.\",\"status\":404}").next(1)
                .on("PUT", path("user1")));
        world.directory.change("user1", "title", "Director");
        // When
        Cycle cycle = world.sync();
        // Then
        assertThat(World.story(cycle)).containsExactly("update user1@example.com superseded", "link user1@example.com applied");
        assertThat(world.account("user1@example.com").path("title").asText()).isEqualTo("Director");
    }

    @ParameterizedTest
    @EnumSource
    void a_rate_limit_is_waited_for_and_nobody_is_lost(Language language) {
        // Given
        start(language);
        world.zoom.faults().add(Fault.status(429).header("Retry-After", "1").next(1).on("PUT", null));
        world.directory.change("user1", "title", "Director");
        // When
        List<String> story = World.story(world.sync());
        // Then
        assertThat(story).containsExactly("update user1@example.com applied");
        assertThat(world.account("user1@example.com").path("title").asText()).isEqualTo("Director");
    }

    @ParameterizedTest
    @EnumSource
    void a_token_that_is_refused_is_renewed_once(Language language) {
        // Given
        start(language);
        world.zoom.revokeTokens();
        world.directory.change("user1", "title", "Director");
        // When
        List<String> story = World.story(world.sync());
        // Then
        assertThat(story).containsExactly("update user1@example.com applied");
        assertThat(world.zoom.requests().all()).filteredOn(request -> request.path().equals("/oauth/token")).hasSize(1);
    }

    @Test
    void both_files_say_the_same() throws Exception {
        assertThat(read(Path.of("src/test/resources/routes-xml/zoom.camel.xml"))).isEqualTo(read(Path.of("routes/zoom.camel.yaml")));
    }

    /** Each route as Camel would write it down, whatever the language it was read from. */
    private static Map<String, String> read(Path file) throws Exception {
        try (DefaultCamelContext camel = new DefaultCamelContext()) {
            PluginHelper.getRoutesLoader(camel).loadRoutes(ResourceHelper.resolveResource(camel, "file:" + file));
            Map<String, String> routes = new LinkedHashMap<>();
            for (RouteDefinition route : camel.getRouteDefinitions()) {
                routes.put(route.getId(), PluginHelper.getModelToXMLDumper(camel).dumpModelAsXml(camel, route).replaceAll("\\s+", " "));
            }
            return routes;
        }
    }
}
