package io.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.muster.cycle.Cycle;
import io.muster.ledger.Recorded;
import io.muster.sandbox.service.Fault;
import io.muster.sandbox.service.RequestLog;
import io.muster.sandbox.zoom.ZoomSwitch;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the connector makes of Zoom's other answers, under every value of the uncertain points that touch them: existing and pending accounts,
 * accounts that vanished, refused connections, rate limits. The cases share one running Muster; what a case leaves behind is forgotten at the
 * service and in the ledger.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ZoomAnswersTest {

    private final World world = new World();
    private int number;
    private String uid;
    private String mail;

    @BeforeAll
    void start() {
        world.with("zoom.on-removed", "delete").with("zoom.map.organization", "o").with("zoom.guard.min-removals", "10000").with("zoom.guard.min-updates", "10000");
        // an empty directory would not be believed
        world.hire("Somebody", "Else", "Engineer", "Research");
    }

    @AfterEach
    void forget() {
        if (world.directory.exists(uid)) {
            world.directory.remove(uid);
        }
        world.zoom.reset();
        // a token outlives the reset, with the scopes of the case
        world.zoom.revokeTokens();
        world.ledger().forget("zoom");
    }

    @AfterAll
    void stop() {
        world.close();
    }

    private void hire() {
        uid = "person" + ++number;
        mail = uid + "@example.com";
        world.hire(uid, "Case", "Engineer", "Research");
    }

    private void set(ZoomSwitch point, String value) {
        world.zoom.switches().set(point, value);
    }

    /** What became of this case's user in a sync. */
    private Recorded synced() {
        return World.operations(world.sync()).stream().filter(recorded -> mail.equals(recorded.operation().key())).findFirst().orElse(null);
    }

    private String sync() {
        Recorded recorded = synced();
        return recorded == null ? "nothing" : recorded.operation().op().json() + " " + recorded.state();
    }

    private static Stream<Arguments> values(ZoomSwitch... points) {
        return Arrays.stream(points).flatMap(point -> point.choices().stream().map(value -> Arguments.of(point, value)));
    }

    static Stream<Arguments> everyValue() {
        return values(ZoomSwitch.values());
    }

    @ParameterizedTest
    @MethodSource("everyValue")
    void an_existing_account_is_linked_and_brought_into_line(ZoomSwitch point, String value) {
        // Given
        set(point, value);
        hire();
        world.zoom.seed(mail);
        // When
        String done = sync();
        // Then
        assertThat(done).isEqualTo("link applied");
        assertThat(world.account(mail).path("title").asText()).isEqualTo("Engineer");
        assertThat(sync()).isEqualTo("nothing");
    }

    static Stream<Arguments> duplicates() {
        return values(ZoomSwitch.DUPLICATE_CREATE);
    }

    @ParameterizedTest
    @MethodSource("duplicates")
    void an_address_that_turns_out_to_be_taken_is_adopted(ZoomSwitch point, String value) {
        // Given a search that misses the account, so that the create has to find out
        set(point, value);
        hire();
        world.zoom.seed(mail);
        world.zoom.faults().add(Fault.status(200).body("{\"totalResults\":0,\"startIndex\":1,\"itemsPerPage\":0,\"Resources\":[]}").next(1).on("GET", "/scim2/Users"));
        // When
        String done = sync();
        // Then
        assertThat(done).isEqualTo("create applied");
        assertThat(world.account(mail).path("title").asText()).isEqualTo("Engineer");
    }

    static Stream<Arguments> invitations() {
        return values(ZoomSwitch.PENDING_SEARCH, ZoomSwitch.MISSING_USER, ZoomSwitch.ERROR_STATUS_TYPE);
    }

    @ParameterizedTest
    @MethodSource("invitations")
    void a_pending_user_is_invited_once_and_managed_when_they_have_accepted(ZoomSwitch point, String value) {
        // Given
        set(point, value);
        world.zoom.settings(Map.of("associatedDomains", List.of("elsewhere.example")));
        hire();
        sync();
        world.directory.changeTitle(uid, "Director");
        assertThat(sync()).isEqualTo("update deferred");
        long invitations = world.zoom.requests().count("POST /scim2/Users");
        sync();
        assertThat(sync()).isEqualTo("nothing");
        assertThat(world.zoom.requests().count("POST /scim2/Users")).isEqualTo(invitations);
        // When
        world.zoom.accept(mail);
        // Then
        assertThat(sync()).isEqualTo("link applied");
        assertThat(world.account(mail).path("title").asText()).isEqualTo("Director");
    }

    static Stream<Arguments> missing() {
        return values(ZoomSwitch.MISSING_USER);
    }

    @ParameterizedTest
    @MethodSource("missing")
    void an_account_deleted_at_zoom_is_created_again_and_its_removal_is_done(ZoomSwitch point, String value) {
        // Given
        hire();
        sync();
        world.zoom.reset();
        set(point, value);
        world.directory.changeTitle(uid, "Director");
        // When
        assertThat(World.story(world.sync())).containsExactly("update " + mail + " superseded", "create " + mail + " applied");
        // Then
        assertThat(world.account(mail).path("title").asText()).isEqualTo("Director");
        // And when it is deleted again, and the user leaves
        world.zoom.reset();
        set(point, value);
        world.dismiss(uid);
        assertThat(sync()).isEqualTo("delete applied");
    }

    static Stream<Arguments> refusals() {
        return values(ZoomSwitch.OAUTH_ERROR_STATUS, ZoomSwitch.GATEWAY_ERROR_SHAPE, ZoomSwitch.ERROR_STATUS_TYPE).flatMap(point -> Stream.of(
                refusal(point, "appActive", false, true, "that the app is activated"), refusal(point, "scopes", "user:read", "scim2:admin", "lacks a scope"),
                refusal(point, "sso", false, true, "Turn single sign-on"), refusal(point, "deniedPermissions", List.of("User:Edit"), List.of(), "a role that may edit users")));
    }

    private static Arguments refusal(Arguments point, String setting, Object wrong, Object right, String advice) {
        return Arguments.of(point.get()[0], point.get()[1], setting, wrong, right, advice);
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void a_refused_connection_stops_the_channel_and_goes_on_when_it_is_put_right(ZoomSwitch point, String value, String setting, Object wrong, Object right, String advice) {
        // Given
        set(point, value);
        hire();
        sync();
        world.zoom.revokeTokens();
        world.zoom.settings(Map.of(setting, wrong));
        world.directory.changeTitle(uid, "Director");
        // When
        String done = sync();
        // Then
        assertThat(done).isEqualTo("update deferred");
        assertThat(world.ledger().channel("zoom").stopped()).contains(advice).doesNotContain("method");
        // And when the administrator follows the advice
        world.zoom.settings(Map.of(setting, right));
        assertThat(sync()).isEqualTo("update applied");
        assertThat(world.ledger().channel("zoom").stopped()).isNull();
    }

    static Stream<Arguments> limits() {
        return values(ZoomSwitch.RATE_MODEL, ZoomSwitch.RETRY_AFTER, ZoomSwitch.GATEWAY_ERROR_SHAPE);
    }

    @ParameterizedTest
    @MethodSource("limits")
    void a_limit_per_second_is_waited_for(ZoomSwitch point, String value) {
        // Given
        set(point, value);
        world.zoom.settings(Map.of("rateLimits", "1"));
        hire();
        // When
        Cycle cycle = world.sync();
        // Then
        assertThat(World.operations(cycle)).hasSize(2).allMatch(recorded -> recorded.state().equals("applied") && recorded.attempts() <= 1);
        List<Instant> answered = world.zoom.requests().all().stream().filter(request -> request.status() == 201).map(RequestLog.Recorded::time).toList();
        boolean refused = world.zoom.requests().all().stream().anyMatch(request -> request.status() == 429);
        // once the limit is learned nothing is refused any more
        assertThat(refused || Duration.between(answered.get(0), answered.get(1)).compareTo(Duration.ofMillis(200)) > 0).isTrue();
    }

    static Stream<Arguments> days() {
        return values(ZoomSwitch.RETRY_AFTER, ZoomSwitch.GATEWAY_ERROR_SHAPE);
    }

    @ParameterizedTest
    @MethodSource("days")
    void a_limit_per_day_defers_until_the_day_is_over(ZoomSwitch point, String value) {
        hire();
        // Given a Muster of its own, since its connection rests until then
        try (World own = new World()) {
            own.company();
            own.zoom.switches().set(point, value);
            Instant end = Instant.now().plus(Duration.ofHours(5));
            own.zoom.settings(Map.of("dailyLimit", 10, "dailyReset", end.toString()));
            // When
            Cycle cycle = own.sync();
            // Then
            assertThat(World.operations(cycle)).filteredOn(recorded -> recorded.state().equals("deferred")).hasSizeGreaterThan(5)
                    .allMatch(recorded -> recorded.attempts() == 0 && Duration.between(recorded.nextTry(), end).abs().toSeconds() < 5);
        }
    }

    static Stream<Arguments> emptied() {
        return values(ZoomSwitch.PUT_EMPTY_STRING);
    }

    @ParameterizedTest
    @MethodSource("emptied")
    void an_emptied_attribute_is_cleared_where_zoom_lets_us(ZoomSwitch point, String value) {
        hire();
        // Given
        try (World own = new World().with("zoom.clear-attributes", "true").with("zoom.map.phone", "telephoneNumber")) {
            own.company();
            own.sync();
            own.zoom.switches().set(point, value);
            own.directory.change("ada", "title");
            own.directory.change("ada", "telephoneNumber");
            // When
            Cycle cycle = own.sync();
            // Then
            assertThat(World.story(cycle)).containsExactly("update ada@example.com applied");
            boolean kept = value.equals("ignored");
            assertThat(own.account("ada@example.com").has("title")).isEqualTo(kept);
            assertThat(own.account("ada@example.com").has("phoneNumbers")).isEqualTo(kept);
            // And what Zoom did not do is said, once
            String remark = World.operations(cycle).get(0).cause();
            assertThat(remark).isEqualTo(kept ? "Zoom answered 200 but did not clear phone, title; clear it in Zoom's user management" : null);
            assertThat(World.story(own.sync())).isEmpty();
        }
    }

    static Stream<Arguments> reenabled() {
        return values(ZoomSwitch.PUT_ABSENT).flatMap(absent -> values(ZoomSwitch.LICENCE_ON_REENABLE).map(licence -> Arguments.of(absent.get()[1], licence.get()[1])));
    }

    @ParameterizedTest
    @MethodSource("reenabled")
    void who_comes_back_keeps_the_licence_and_the_attributes(String putAbsent, String licence) {
        // Given
        set(ZoomSwitch.PUT_ABSENT, putAbsent);
        set(ZoomSwitch.LICENCE_ON_REENABLE, licence);
        hire();
        world.zoom.seed(JsonNodeFactory.instance.objectNode().put("userName", mail).put("userType", "Licensed"));
        assertThat(sync()).isEqualTo("link applied");
        world.directory.disable(uid);
        sync();
        // When
        world.directory.enable(uid);
        String back = sync();
        // Then
        assertThat(back).isEqualTo("enable applied");
        assertThat(world.account(mail).path("userType").asText()).isEqualTo("Licensed");
        assertThat(world.account(mail).path("title").asText()).isEqualTo("Engineer");
        assertThat(world.account(mail).at("/name/familyName").asText()).isEqualTo("Case");
    }
}
