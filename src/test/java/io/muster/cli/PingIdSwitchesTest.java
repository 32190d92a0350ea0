package io.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.cycle.Cycle;
import io.muster.sandbox.pingid.PingIdSwitch;
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
 * The connector under every value of every uncertain point of PingID's sheet. One Muster serves all cases, each with a user of its own, so that
 * the routes are started once.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PingIdSwitchesTest {

    private final PingIdWorld world = new PingIdWorld();
    private int number;
    private String uid;

    @BeforeAll
    void start() {
        world.withDevices("merge").with("pingid.on-removed", "delete").with("pingid.guard.min-removals", "10000").with("pingid.guard.min-updates", "10000");
        world.hire("Somebody", "Else", "Engineer", "Research");
        world.sync();
    }

    @AfterEach
    void defaults() {
        world.pingid.switches().reset();
        if (world.directory.exists(uid)) {
            world.dismiss(uid);
        }
        world.sync();
    }

    @AfterAll
    void stop() {
        world.close();
    }

    private void hire() {
        uid = "person" + ++number;
        world.hire(uid, "Switch", "Engineer", "Research");
    }

    private List<String> sync() {
        Cycle cycle = world.sync();
        assertThat(PingIdWorld.operations(cycle)).allMatch(recorded -> recorded.state().equals("applied"), "applied");
        return PingIdWorld.story(cycle);
    }

    static Stream<Arguments> everyValue() {
        return Arrays.stream(PingIdSwitch.values()).flatMap(one -> one.choices().stream().map(value -> Arguments.of(one, value)));
    }

    @ParameterizedTest
    @MethodSource("everyValue")
    void a_users_life_ends_the_same(PingIdSwitch one, String value) {
        // Given
        world.pingid.switches().set(one, value);
        hire();
        world.directory.change(uid, "mobile", "+1 303 555 1234");
        // When: hired, with a number
        assertThat(sync()).containsExactly("create " + uid + " applied");
        assertThat(world.device(uid, "SMS Number 1")).isNotNull();
        // married
        world.directory.change(uid, "sn", "Married");
        assertThat(sync()).containsExactly("update " + uid + " applied");
        assertThat(world.account(uid).path("fname").asText()).isEqualTo(uid);
        // another number
        world.directory.change(uid, "mobile", "+1 303 555 9999");
        assertThat(sync()).containsExactly("update " + uid + " applied");
        // disabled with a last name
        world.directory.change(uid, "sn", "Emerita");
        world.directory.disable(uid);
        assertThat(sync()).containsExactly("disable " + uid + " applied");
        assertThat(world.account(uid).path("lname").asText()).isEqualTo("Emerita");
        // back with another
        world.directory.change(uid, "sn", "Returned");
        world.directory.enable(uid);
        assertThat(sync()).containsExactly("enable " + uid + " applied");
        // Then
        assertThat(world.account(uid).path("lname").asText()).isEqualTo("Returned");
        assertThat(world.account(uid).path("email").asText()).isEqualTo(uid + "@example.com");
        assertThat(world.account(uid).path("role").asText()).isEqualTo("REGULAR");
        assertThat(world.device(uid, "SMS Number 1").path("phoneNumber").asText()).endsWith("3035559999");
        assertThat(sync()).isEmpty();
        // And when they leave
        world.dismiss(uid);
        assertThat(sync()).containsExactly("delete " + uid + " applied");
        assertThat(world.account(uid)).isNull();
        assertThat(sync()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("everyValue")
    void an_existing_account_is_linked_and_brought_into_line(PingIdSwitch one, String value) {
        // Given
        world.pingid.switches().set(one, value);
        hire();
        world.seed("{'userName':'" + uid + "','email':'old@example.com','fname':'Old','role':'ADMIN','status':'SUSPENDED'}");
        // When
        assertThat(sync()).containsExactly("link " + uid + " applied");
        // Then
        assertThat(world.account(uid).path("email").asText()).isEqualTo(uid + "@example.com");
        assertThat(world.account(uid).path("role").asText()).isEqualTo("ADMIN");
        assertThat(world.account(uid).path("status").asText()).isIn("ACTIVE", "PENDING_CHANGE_DEVICE");
        assertThat(sync()).isEmpty();
    }
}
