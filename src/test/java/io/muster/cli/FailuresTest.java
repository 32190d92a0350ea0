package io.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.cycle.Cycle;
import io.muster.ledger.Planned;
import io.muster.ledger.Recorded;
import io.muster.ledger.Release;
import io.muster.plan.Operation;
import io.muster.sandbox.service.Fault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.camel.ProducerTemplate;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;
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
        world.directory.change("user1", "title", "Changed");
        world.directory.change("user2", "title", "Changed");
    }

    @AfterEach
    void close() {
        world.close();
    }

    private Recorded of(Cycle cycle, String user) {
        return World.operations(cycle).stream().filter(recorded -> recorded.operation().key().startsWith(user)).findFirst().orElseThrow();
    }

    private String path(String user) {
        return "/scim2/Users/" + Pattern.quote(URLEncoder.encode(world.account(user + "@example.com").path("id").asText(), StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource({"500", "502", "503", "423"})
    void trouble_that_passes_is_tried_again_within_the_cycle(int status) {
        // Given
        world.zoom.faults().add(Fault.status(status).next(2).on("PUT", path("user1")));
        // When
        Cycle cycle = world.sync();
        // Then
        assertThat(World.story(cycle)).containsExactlyInAnyOrder("update user1@example.com applied", "update user2@example.com applied");
        assertThat(world.writes()).isEqualTo(4);
    }

    static Stream<Fault> trouble() {
        return Stream.of(Fault.status(500), Fault.reset(), Fault.reset().afterWork(), Fault.malformed(), Fault.html(502));
    }

    @ParameterizedTest
    @MethodSource("trouble")
    void trouble_that_stays_defers_that_user_and_nobody_else(Fault trouble) {
        // Given
        world.zoom.faults().add(trouble.on("PUT", path("user1")));
        // When
        Cycle cycle = world.sync();
        // Then
        Recorded deferred = of(cycle, "user1");
        assertThat(deferred.state()).isEqualTo("deferred");
        assertThat(deferred.nextTry()).isBetween(Instant.now().plusSeconds(20), Instant.now().plus(Duration.ofMinutes(2)));
        assertThat(deferred.attempts()).isEqualTo(1);
        assertThat(of(cycle, "user2").state()).isEqualTo("applied");
        // And when the service has recovered, the next sync tries at once
        world.zoom.faults().clear();
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
        world.directory.change("user3", "title", "Changed");
        world.directory.change("user4", "title", "Changed");
        world.zoom.faults().add(Fault.status(status).body(body).on(null, "/scim2.*"));
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
    void work_that_breaks_by_a_fault_of_ours_ends_as_deferred() {
        // Given an operation whose channel nobody knows when its work ends
        Operation update = World.operations(world.plan()).get(0).operation();
        String cycle = world.ledger().openCycle("zoom", "sweep");
        world.ledger().plan(cycle, List.of(new Planned(update.guid(), update.dn(), update.key(), update.mark(), update.renamed(update.id(), cycle), null, false)));
        world.ledger().release(cycle);
        Release release = world.ledger().claim("zoom", 1, Instant.now()).get(0);
        Release broken = new Release(release.id(), release.cycle(), release.attempts(), release.operation().replace("\"channel\":\"zoom\"", "\"channel\":\"nowhere\""));
        // When
        try (ProducerTemplate hand = world.application().camel().createProducerTemplate()) {
            hand.send("direct:apply-operation", exchange -> {
                exchange.setVariable("channel", "zoom");
                exchange.getMessage().setBody(broken.claim());
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        // Then
        while (world.ledger().unsettled(cycle)) {
            Thread.onSpinWait();
        }
        assertThat(world.ledger().outcomes(cycle)).containsOnly(Map.entry("deferred", 1L));
    }

    @Test
    void an_account_that_vanished_is_planned_anew_in_the_same_cycle() {
        // Given
        String path = path("user1");
        world.zoom.faults().add(Fault.status(404).body("{\"schemas\":[],\"detail\":\"User x not exist or not belong to this account.\",\"status\":404}").next(1).on("PUT", path));
        // When
        Cycle cycle = world.sync();
        // Then
        assertThat(World.story(cycle)).contains("update user1@example.com superseded", "link user1@example.com applied");
        assertThat(World.story(world.sync())).isEmpty();
    }

    @Test
    void a_refusal_of_the_data_is_a_dead_letter_until_the_entry_changes() {
        // Given
        world.zoom.faults().add(Fault.status(400).body("{\"schemas\":[],\"detail\":\"The title is too funny.\",\"status\":400}").next(1).on("PUT", path("user1")));
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
        world.zoom.faults().add(Fault.delay(Duration.ofMillis(1000)).on("PUT", path("user1")));
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
        world.zoom.faults().add(Fault.status(400).body("{\"schemas\":[],\"detail\":\"No.\",\"status\":400}").on("PUT", path("user1")));
        // When
        Cycle cycle = world.sync();
        // Then
        assertThat(World.story(cycle)).contains("disable user1@example.com applied");
        assertThat(world.account("user1@example.com").path("active").asBoolean()).isFalse();
    }

    @Test
    void two_people_who_swap_their_addresses_are_deferred_and_not_dead() {
        // Given: nobody's address is free for the other
        world.directory.change("user1", "mail", "user2@example.com");
        world.directory.change("user2", "mail", "user1@example.com");
        // When
        Cycle cycle = world.sync();
        // Then
        assertThat(World.operations(cycle)).hasSize(2).allMatch(recorded -> recorded.state().equals("deferred"));
    }

    @ParameterizedTest
    @CsvSource({"1,403", "1,500", "3,403", "3,500"})
    void a_service_that_can_not_be_asked_ends_the_cycle_and_frees_the_channel(int joiners, int status) {
        // Given: one is searched, three are looked up in the list
        for (int i = 0; i < joiners; i++) {
            world.hire("Joiner" + i, "New", "Engineer", "Research");
        }
        world.zoom.faults().add(Fault.status(status).on("GET", null));
        // When
        Cycle cycle = world.sync();
        // Then
        boolean ends = status == 403 || joiners > 1;
        assertThat(cycle.failure() != null).isEqualTo(ends);
        assertThat(world.ledger().channel("zoom").stopped() != null).isEqualTo(status == 403);
        // And when it answers again
        world.zoom.faults().clear();
        world.sync();
        assertThat(world.zoom.users()).hasSize(5 + joiners);
    }

    @Test
    void a_service_that_is_down_is_not_asked_for_every_user() {
        // Given: two hundred people with something to write, and a service that cuts every connection
        for (int i = 0; i < 200; i++) {
            world.hire("Joiner" + i, "New", "Engineer", "Research");
        }
        world.with("zoom.guard.max-updates", "1000").sync();
        for (int i = 0; i < 200; i++) {
            world.directory.changeTitle("joiner" + i, "Director");
        }
        world.zoom.requests().clear();
        world.zoom.faults().add(Fault.reset());
        // When
        Cycle cycle = world.sync();
        // Then
        assertThat(World.operations(cycle)).hasSize(200).allMatch(recorded -> recorded.state().equals("deferred"));
        assertThat(world.zoom.requests().total()).isLessThan(60);
        // And when it is back, a new start catches up without a duplicate
        world.zoom.faults().clear();
        world.with("zoom.timeout", "30s");
        assertThat(World.story(world.sync())).hasSize(200).allMatch(line -> line.endsWith("applied"));
    }

    /** Camel's logger may print a line of the level DEBUG as an ERROR, when two threads use it at a time. */
    @ParameterizedTest
    @CsvSource({"400", "403", "404", "409", "429", "500"})
    void the_error_handler_logs_no_try_since_it_knows_no_masks(int status) {
        // Given
        Logger logger = (Logger) LogManager.getLogger("org.apache.camel.processor.errorhandler.DefaultErrorHandler");
        Level before = logger.getLevel();
        List<String> logged = new CopyOnWriteArrayList<>();
        AbstractAppender appender = new AbstractAppender("tries", null, null, true, Property.EMPTY_ARRAY) {
            @Override
            public void append(LogEvent event) {
                logged.add(event.getMessage().getFormattedMessage());
            }
        };
        appender.start();
        logger.addAppender(appender);
        logger.setLevel(Level.DEBUG);
        world.zoom.faults().add(Fault.status(status).header("Retry-After", "1").body("{\"detail\":\"Very Secret\"}").next(2).on("PUT", null));
        // When
        try {
            world.sync();
        } finally {
            logger.setLevel(before);
            logger.removeAppender(appender);
        }
        // Then
        assertThat(world.writes()).isPositive();
        assertThat(logged).isEmpty();
    }
}
