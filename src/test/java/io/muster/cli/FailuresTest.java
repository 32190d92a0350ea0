package io.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.cycle.Cycle;
import io.muster.ledger.Recorded;
import io.muster.sandbox.service.Fault;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every row of behaviour.md section 8, with real routes: class, tries, outcome. */
class FailuresTest {

    private final World world = new World();

    @BeforeEach
    void company() {
        world.directory.hire(5);
        world.sync();
        world.zoom.requests().clear();
        world.directory.changeTitle("user1", "Changed");
        world.directory.changeTitle("user2", "Changed");
    }

    @AfterEach
    void close() {
        world.close();
    }

    private Recorded of(Cycle cycle, String user) {
        return World.operations(cycle).stream().filter(recorded -> recorded.operation().key().startsWith(user)).findFirst().orElseThrow();
    }

    private String path(String user) {
        return "/scim2/Users/" + world.account(user + "@example.com").path("id").asText().replace("&", "%26");
    }

    private void writesOf(String user, Fault fault) {
        world.zoom.faults().add(fault.on("PUT", path(user)));
    }

    @ParameterizedTest
    @CsvSource({"500", "502", "503", "423"})
    void trouble_that_passes_is_tried_again_within_the_cycle(int status) {
        // Given
        writesOf("user1", Fault.status(status).next(2));
        // When
        Cycle cycle = world.sync();
        // Then
        assertThat(World.story(cycle)).containsExactlyInAnyOrder("update user1@example.com applied", "update user2@example.com applied");
        assertThat(world.writes()).isEqualTo(4);
    }

    static Stream<Fault> troubles() {
        return Stream.of(Fault.status(500), Fault.html(502), Fault.reset(), Fault.reset().afterWork(), Fault.malformed(), Fault.malformed().afterWork());
    }

    @ParameterizedTest
    @MethodSource("troubles")
    void trouble_that_stays_defers_that_user_and_nobody_else(Fault trouble) {
        // Given
        writesOf("user1", trouble);
        // When
        Cycle cycle = world.sync();
        // Then
        Recorded deferred = of(cycle, "user1");
        assertThat(deferred.state()).isEqualTo("deferred");
        assertThat(deferred.nextTry()).isBetween(Instant.now().plusSeconds(20), Instant.now().plus(Duration.ofMinutes(2)));
        assertThat(deferred.attempts()).isEqualTo(1);
        assertThat(of(cycle, "user2").state()).isEqualTo("applied");
        // And when the service has recovered, the next sync tries at once
        world.zoom.reset();
        assertThat(world.ledger().status("zoom").deferred()).isEqualTo(1);
    }

    static Stream<String> waits() {
        Instant soon = Instant.now().plusSeconds(3);
        return Stream.of("1", DateTimeFormatter.RFC_1123_DATE_TIME.format(soon.atZone(ZoneOffset.UTC)), soon.toString());
    }

    @ParameterizedTest
    @MethodSource("waits")
    void a_service_that_asks_to_wait_is_waited_for(String retryAfter) {
        // Given
        world.zoom.faults().add(Fault.status(429).header("Retry-After", retryAfter).next(1).on("PUT", null));
        // When
        Cycle cycle = world.sync();
        // Then
        assertThat(World.story(cycle)).containsExactlyInAnyOrder("update user1@example.com applied", "update user2@example.com applied");
        assertThat(World.operations(cycle)).allMatch(recorded -> recorded.attempts() <= 1);
    }

    @Test
    void a_daily_limit_defers_without_counting_an_attempt() {
        // Given
        Instant tomorrow = Instant.now().plus(Duration.ofHours(20));
        world.zoom.faults().add(Fault.status(429).header("Retry-After", tomorrow.toString()).on("PUT", null));
        // When
        Cycle cycle = world.sync();
        // Then
        assertThat(World.operations(cycle)).hasSize(2).allMatch(recorded -> recorded.state().equals("deferred") && recorded.attempts() == 0
                && recorded.nextTry().isAfter(Instant.now().plus(Duration.ofHours(19))));
        assertThat(world.writes()).isLessThanOrEqualTo(4);
    }

    @Test
    void a_token_that_is_refused_is_renewed_once() {
        // Given
        world.zoom.revokeTokens();
        // When
        Cycle cycle = world.sync();
        // Then
        assertThat(World.story(cycle)).allMatch(line -> line.endsWith("applied"));
        assertThat(world.zoom.requests().all().stream().filter(request -> request.path().equals("/oauth/token"))).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"401|{\"code\":124,\"message\":\"Invalid access token.\"}", "403|{\"code\":403,\"message\":\"The request was denied due to insufficient permissions\"}",
        "404|<html>not here</html>", "400|{\"code\":4711,\"message\":\"Invalid access token, does not contain scopes:[scim2:admin].\"}", "302|"})
    void a_connection_that_refuses_us_stops_the_channel_once(int status, String body) {
        // Given
        world.directory.changeTitle("user3", "Changed");
        world.directory.changeTitle("user4", "Changed");
        world.zoom.faults().add(Fault.status(status).body(body).on(null, "/scim2/.*"));
        // When
        Cycle cycle = world.sync();
        // Then
        assertThat(World.operations(cycle)).hasSize(4).allMatch(recorded -> recorded.state().equals("deferred") && recorded.attempts() == 0);
        assertThat(world.ledger().channel("zoom").stopped()).isNotBlank();
        assertThat(world.writes()).isLessThanOrEqualTo(8);
        // And when the connection still refuses us, the next cycle asks once and plans nothing
        long before = world.zoom.requests().total();
        assertThat(world.sync().failure()).isNotNull();
        assertThat(world.zoom.requests().total() - before).isLessThanOrEqualTo(3);
    }

    @Test
    void a_stopped_channel_comes_back_when_its_test_passes() {
        // Given
        world.zoom.faults().add(Fault.status(403).next(2).on("PUT", null));
        world.sync();
        assertThat(world.ledger().channel("zoom").stopped()).isNotBlank();
        // When
        Cycle cycle = world.sync();
        // Then
        assertThat(World.story(cycle)).containsExactlyInAnyOrder("update user1@example.com applied", "update user2@example.com applied");
        assertThat(world.ledger().channel("zoom").stopped()).isNull();
    }

    @Test
    void an_account_that_vanished_is_created_again_by_the_next_cycle() {
        // Given
        writesOf("user1", Fault.status(404).body("{\"schemas\":[],\"detail\":\"User x not exist or not belong to this account.\",\"status\":404}").next(1));
        // When
        Cycle cycle = world.sync();
        // Then
        assertThat(of(cycle, "user1").state()).isEqualTo("superseded");
        assertThat(World.story(world.sync())).containsExactly("link user1@example.com applied");
    }

    @Test
    void a_refusal_of_the_data_is_a_dead_letter_until_the_entry_changes() {
        // Given
        writesOf("user1", Fault.status(400).body("{\"schemas\":[],\"detail\":\"The title is too funny.\",\"status\":400}").next(1));
        // When
        Cycle cycle = world.sync();
        // Then
        assertThat(of(cycle, "user1").state()).isEqualTo("dead");
        assertThat(of(cycle, "user1").cause()).isEqualTo("The title is too funny.");
        assertThat(world.ledger().status("zoom").dead()).isEqualTo(1);
        assertThat(World.story(world.sync())).isEmpty();
        // And when an administrator retries
        world.ledger().retry("zoom", List.of());
        assertThat(World.story(world.sync())).containsExactly("update user1@example.com applied");
        assertThat(world.ledger().status("zoom").dead()).isZero();
    }

    @Test
    void a_service_that_hangs_is_given_up_after_the_time_out() {
        // Given
        world.with("zoom.timeout", "300ms");
        writesOf("user1", Fault.delay(Duration.ofSeconds(1)));
        // When
        Cycle cycle = world.sync();
        // Then
        assertThat(of(cycle, "user1").state()).isEqualTo("deferred");
        assertThat(of(cycle, "user2").state()).isEqualTo("applied");
    }

    @Test
    void a_failed_attribute_write_does_not_stop_the_disable() {
        // Given
        world.directory.disable("user1");
        writesOf("user1", Fault.status(400).body("{\"schemas\":[],\"detail\":\"No.\",\"status\":400}"));
        // When
        Cycle cycle = world.sync();
        // Then
        assertThat(World.story(cycle)).contains("disable user1@example.com applied");
        assertThat(world.account("user1@example.com").path("active").asBoolean()).isFalse();
    }
}
