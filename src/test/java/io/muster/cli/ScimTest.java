package io.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.muster.apply.ConnectionRefused;
import io.muster.cycle.Cycle;
import io.muster.sandbox.EmbeddedDirectory;
import io.muster.sandbox.service.Fault;
import io.muster.scim.Scim;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A channel to a SCIM 2 service that knows nothing of us: one whose server others wrote. */
class ScimTest {

    private final ScimWorld world = new ScimWorld(50).with("scim.guard.min-updates", "10000").with("scim.guard.min-removals", "10000");

    @AfterEach
    void stop() {
        world.close();
    }

    private List<String> sync() {
        return ScimWorld.story(world.sync());
    }

    private JsonNode account(String uid) {
        return world.service.user(uid + "@example.com");
    }

    static Stream<Arguments> credentials() {
        return Stream.of(Arguments.of(Map.of("auth", "bearer"), Map.of("token", "wrong"), "check auth"),
                Arguments.of(Map.of("auth", "basic", "username", "muster", "password", ForeignScimService.PASSWORD), Map.of("password", "wrong"), "check auth"),
                Arguments.of(Map.of("auth", "client-credentials", "oauth.token-url", "/token", "oauth.client-id", "client", "oauth.client-secret", ForeignScimService.CLIENT_SECRET,
                        "oauth.scope", "people"), Map.of("oauth.client-secret", "wrong"), "oauth.client-secret"));
    }

    @ParameterizedTest
    @MethodSource("credentials")
    void a_life_whoever_we_say_we_are(Map<String, String> credentials, Map<String, String> wrong, String advice) {
        // Given
        credentials.forEach((key, value) -> world.with("scim." + key, value.startsWith("/") ? world.service.url() + value : value));
        world.company();
        // When hired, all of them
        assertThat(sync()).hasSize(20).allMatch(line -> line.startsWith("create ") && line.endsWith(" applied"));
        // Then
        assertThat(account("ada").path("emails")).singleElement().satisfies(email -> assertThat(email.path("primary").asBoolean()).isTrue());
        assertThat(account("ada").path(Scim.ENTERPRISE).path("department").asText()).isEqualTo("Engineering");
        assertThat(sync()).isEmpty();
        // And when promoted with a new phone, and a manager
        world.directory.changeTitle("ada", "Director");
        world.directory.change("ada", "telephoneNumber", "+1 5125550142");
        world.directory.change("ada", "manager", EmbeddedDirectory.dn("sofia"));
        assertThat(sync()).containsExactly("update ada@example.com applied");
        assertThat(account("ada").path("title").asText()).isEqualTo("Director");
        assertThat(account("ada").at("/phoneNumbers/0/value").asText()).isEqualTo("+1 5125550142");
        assertThat(account("ada").path(Scim.ENTERPRISE).path("manager").path("value").asText()).isEqualTo(account("sofia").path("id").asText());
        assertThat(account("ada").at("/name/familyName").asText()).isEqualTo("Byron");
        // And when disabled, back and gone
        world.directory.disable("ada");
        assertThat(sync()).containsExactly("disable ada@example.com applied");
        assertThat(account("ada").path("active").asBoolean(true)).isFalse();
        world.directory.enable("ada");
        assertThat(sync()).containsExactly("enable ada@example.com applied");
        assertThat(account("ada").path("active").asBoolean()).isTrue();
        world.with("scim.on-removed", "delete").dismiss("ada");
        assertThat(sync()).containsExactly("delete ada@example.com applied");
        assertThat(account("ada")).isNull();
        assertThat(sync()).isEmpty();
        // And with the wrong credentials
        wrong.forEach((key, value) -> world.with("scim." + key, value));
        assertThatThrownBy(() -> world.application().test(world.application().channels(List.of()).iterator().next())).isInstanceOf(ConnectionRefused.class)
                .hasMessageContaining(advice).hasMessageNotContaining("wrong ");
    }

    @Test
    void accounts_that_are_there_are_linked_and_a_taken_login_is_adopted() {
        // Given
        world.company();
        List.of("ada", "carl").forEach(uid -> world.service.seed(JsonNodeFactory.instance.objectNode().put("userName", uid + "@example.com").put("active", uid.equals("ada"))));
        // When
        List<String> story = sync();
        // Then
        assertThat(story).contains("link ada@example.com applied", "link carl@example.com applied").hasSize(20);
        assertThat(account("carl").path("active").asBoolean()).isTrue();
        assertThat(account("carl").path("phoneNumbers").size()).isEqualTo(1);
        assertThat(sync()).isEmpty();
        // And a create whose answer was lost
        world.hire("Zeno", "Elea", "Teacher", "Training");
        world.service.faults().add(Fault.reset().afterWork().next(1).on("POST", "/scim/.*"));
        assertThat(sync()).containsExactly("create zeno@example.com applied");
    }

    @Test
    void an_account_that_vanished_is_created_again() {
        // Given
        world.company();
        sync();
        world.service.remove("ada@example.com");
        world.directory.changeTitle("ada", "Director");
        // When
        assertThat(sync()).containsExactly("update ada@example.com superseded", "create ada@example.com applied");
        // Then
        assertThat(account("ada").path("title").asText()).isEqualTo("Director");
    }

    @Test
    void an_emptied_attribute_is_cleared_and_comes_back() {
        // Given
        world.with("scim.clear-attributes", "true").company();
        sync();
        // When
        world.directory.change("ada", "title");
        world.directory.change("ada", "telephoneNumber");
        assertThat(sync()).containsExactly("update ada@example.com applied");
        // Then
        assertThat(account("ada").has("title")).isFalse();
        assertThat(account("ada").path("phoneNumbers").size()).isZero();
        // And when it is there again
        world.directory.change("ada", "telephoneNumber", "+1 5125550199");
        assertThat(sync()).containsExactly("update ada@example.com applied");
        assertThat(account("ada").at("/phoneNumbers/0/value").asText()).isEqualTo("+1 5125550199");
    }

    @Test
    void an_initial_sync_into_a_half_filled_service_stays_within_its_budget() {
        // Given pages of 50, as this service gives them
        world.directory.hire(200);
        for (int i = 1; i <= 100; i++) {
            world.service.seed(JsonNodeFactory.instance.objectNode().put("userName", "user" + i + "@example.com").put("active", true));
        }
        // When
        Cycle cycle = world.sync();
        // Then
        assertThat(ScimWorld.operations(cycle)).hasSize(200).allMatch(recorded -> recorded.state().equals("applied"));
        assertThat(world.service.requests().total()).isLessThanOrEqualTo(200 + 1 + 20);
        world.service.requests().clear();
        assertThat(sync()).isEmpty();
        assertThat(world.service.requests().total()).isZero();
    }
}
