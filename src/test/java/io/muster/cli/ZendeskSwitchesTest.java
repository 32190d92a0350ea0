package io.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.muster.sandbox.zendesk.ZendeskSwitch;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The connector under every value of every uncertain point of Zendesk's sheet. One Muster serves all cases, each with a user of its own, so that
 * the routes are started once.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ZendeskSwitchesTest {

    private final ZendeskWorld world = new ZendeskWorld();
    private int number;
    private String uid;

    @BeforeAll
    void start() {
        world.with("zendesk.on-removed", "delete").with("zendesk.guard.min-removals", "10000").with("zendesk.guard.min-updates", "10000")
                .with("zendesk.map.tags", "employeeType").with("zendesk.provision-disabled", "true");
        world.hire("Somebody", "Else", "Engineer", "Research");
        world.sync();
    }

    @AfterEach
    void defaults() {
        world.zendesk.switches().reset();
        if (world.directory.exists(uid)) {
            world.dismiss(uid);
        }
        world.sync();
    }

    @AfterAll
    void stop() {
        world.close();
    }

    private List<String> sync() {
        return ZendeskWorld.story(world.sync());
    }

    static Stream<Arguments> everyValue() {
        return Arrays.stream(ZendeskSwitch.values()).flatMap(one -> one.choices().stream().map(value -> Arguments.of(one, value)));
    }

    @ParameterizedTest
    @MethodSource("everyValue")
    void a_users_life_ends_the_same(ZendeskSwitch one, String value) {
        // Given
        world.zendesk.switches().set(one, value);
        uid = "person" + ++number;
        String mail = uid + "@example.com";
        String newMail = uid + "+new@example.com";
        world.hire(uid, "Switch", "Engineer", "Research");
        // When: hired
        assertThat(sync()).containsExactly("create " + mail + " applied");
        // promoted
        world.directory.changeTitle(uid, "Director");
        assertThat(sync()).containsExactly("update " + mail + " applied");
        // married
        world.directory.change(uid, "mail", newMail);
        assertThat(sync()).containsExactly("update " + newMail + " applied");
        // disabled with a last title
        world.directory.changeTitle(uid, "Emerita");
        world.directory.disable(uid);
        assertThat(sync()).containsExactly("disable " + newMail + " applied");
        assertThat(world.user(newMail).path("details").asText()).isEqualTo("Emerita");
        assertThat(world.user(newMail).path("suspended").asBoolean()).isTrue();
        // back with another
        world.directory.changeTitle(uid, "Returned");
        world.directory.enable(uid);
        assertThat(sync()).containsExactly("enable " + newMail + " applied");
        // moved, with another number and as a customer of the help desk
        world.directory.change(uid, "ou", "Finance");
        world.directory.change(uid, "telephoneNumber", "+1 512555" + (1000 + number));
        assertThat(sync()).containsExactly("update " + newMail + " applied");
        assertThat(sync()).isEmpty();
        // Then
        JsonNode user = world.user(newMail);
        assertThat(user.path("details").asText()).isEqualTo("Returned");
        assertThat(user.path("notes").asText()).isEqualTo("Finance");
        assertThat(user.path("phone").asText()).isEqualTo("+1 512555" + (1000 + number));
        assertThat(user.path("suspended").asBoolean()).isFalse();
        assertThat(user.path("tags").get(0).asText()).isEqualTo("employee");
        assertThat(user.path("mails").asInt()).isZero();
        assertThat(user.path("identities").findValuesAsText("value")).contains(mail, newMail);
        // And when they leave
        world.dismiss(uid);
        assertThat(sync()).containsExactly("delete " + newMail + " applied");
        assertThat(world.user(newMail).path("active").asBoolean()).isFalse();
        assertThat(sync()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("everyValue")
    void who_starts_disabled_is_created_suspended(ZendeskSwitch one, String value) {
        // Given
        world.zendesk.switches().set(one, value);
        uid = "person" + ++number;
        world.hire(uid, "Switch", "Engineer", "Research");
        world.directory.disable(uid);
        // When
        List<String> story = sync();
        // Then
        assertThat(story).containsExactly("create " + uid + "@example.com applied");
        assertThat(world.user(uid + "@example.com").path("suspended").asBoolean()).isTrue();
        assertThat(sync()).isEmpty();
    }
}
