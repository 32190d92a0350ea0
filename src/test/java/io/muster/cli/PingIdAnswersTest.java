package io.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.muster.apply.ConnectionRefused;
import io.muster.cycle.Cycle;
import io.muster.cycle.CycleRequest;
import io.muster.ledger.Recorded;
import io.muster.plan.AccountState;
import io.muster.sandbox.pingid.PingIdSimulator;
import io.muster.sandbox.pingid.PingIdSwitch;
import io.muster.sandbox.service.Fault;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the connector makes of PingID's other answers: every code, wrong keys, forged replies, accounts in every state. The cases share one running
 * Muster; what a case leaves behind is forgotten at the service and in the ledger.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PingIdAnswersTest {

    private static final String OTHER_KEY = Base64.getEncoder().encodeToString("another-key-with-thirty-two-byte".getBytes());

    private final PingIdWorld world = new PingIdWorld();
    private int number;
    private String uid;

    @BeforeAll
    void start() {
        world.with("pingid.on-removed", "delete").with("pingid.guard.min-removals", "10000").with("pingid.guard.min-updates", "10000");
        // an empty directory would not be believed
        world.hire("Somebody", "Else", "Engineer", "Research");
    }

    @AfterEach
    void forget() {
        if (uid != null && world.directory.exists(uid)) {
            world.directory.remove(uid);
        }
        world.pingid.reset();
        world.ledger().forget("pingid");
    }

    @AfterAll
    void stop() {
        world.close();
    }

    private void hire() {
        uid = "person" + ++number;
        world.hire(uid, "Case", "Engineer", "Research");
    }

    /** What became of this case's user in a sync. */
    private Recorded synced() {
        return PingIdWorld.operations(world.sync()).stream().filter(recorded -> uid.equals(recorded.operation().key())).findFirst().orElse(null);
    }

    private String sync() {
        Recorded recorded = synced();
        return recorded == null ? "nothing" : recorded.operation().op().json() + " " + recorded.state();
    }

    private void answer(String operation, int status, int errorId, int times) {
        world.pingid.faults().add(Fault.status(status).body(world.pingid.signed(errorId, "said so")).next(times).on("POST", "/pingid/rest/4/" + operation + "/do"));
    }

    private String stopped() {
        return world.ledger().channel("pingid").stopped();
    }

    /** Every row of the sheet's error table, at the operation that can get it. */
    @ParameterizedTest
    @CsvSource({
        "adduser, 200, 30001, dead, false", "adduser, 200, 30018, dead, false", "adduser, 400, 400, dead, false", "adduser, 400, 10551, deferred, false",
        "adduser, 400, 10552, dead, false", "adduser, 400, 10554, dead, false", "adduser, 400, 10555, dead, false", "adduser, 400, 10557, dead, false",
        "adduser, 400, 10558, dead, false", "adduser, 400, 10563, dead, false", "adduser, 400, 10565, dead, false", "adduser, 400, 10999, dead, false",
        "adduser, 401, 10999, deferred, true", "adduser, 403, 10999, deferred, true", "adduser, 500, 500, deferred, false", "adduser, 503, 20001, deferred, false",
        "edituser, 400, 400, dead, false", "edituser, 400, 10558, dead, false", "edituser, 400, 10551, deferred, false", "edituser, 500, 500, deferred, false",
        "deleteuser, 400, 10553, dead, false", "deleteuser, 400, 400, dead, false", "deleteuser, 500, 500, deferred, false",
        "suspenduser, 400, 10559, dead, false", "suspenduser, 400, 10561, deferred, false", "suspenduser, 500, 500, deferred, false",
        "activateuser, 400, 10565, dead, false", "activateuser, 400, 10562, applied, false", "activateuser, 500, 500, deferred, false"})
    void every_code_leads_where_the_sheet_says(String operation, int status, int errorId, String outcome, boolean stops) {
        // Given
        hire();
        before(operation);
        answer(operation, status, errorId, 50);
        // When
        Recorded recorded = synced();
        // Then
        assertThat(recorded.state()).as(recorded.cause()).isEqualTo(outcome);
        assertThat(stopped() != null).isEqualTo(stops);
        if (!outcome.equals("applied")) {
            assertThat(recorded.cause()).containsAnyOf(String.valueOf(errorId), "status changed");
        }
    }

    /** Brings the case's user to where this operation comes next. */
    private void before(String operation) {
        if (operation.equals("adduser")) {
            return;
        }
        world.seed("{'userName':'" + uid + "','status':'ACTIVE'}");
        sync();
        switch (operation) {
            case "edituser" -> world.directory.change(uid, "sn", "Other");
            case "deleteuser" -> world.dismiss(uid);
            case "suspenduser" -> world.directory.disable(uid);
            default -> {
                world.directory.disable(uid);
                sync();
                world.directory.enable(uid);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"deleteuser, 10553, 2", "suspenduser, 10559, 2", "activateuser, 10565, 2", "edituser, 10558, 1", "adduser, 10551, 2"})
    void what_failed_now_and_then_is_tried_again(String operation, int errorId, int times) {
        // Given
        hire();
        before(operation);
        answer(operation, 400, errorId, times);
        // Then
        assertThat(synced().state()).isEqualTo("applied");
    }

    @Test
    void a_name_that_turns_out_to_be_taken_is_adopted() {
        // Given a look-up that misses the account, so that the create has to find out
        hire();
        world.seed("{'userName':'" + uid + "','status':'SUSPENDED','role':'ADMIN'}");
        answer("getuserdetails", 400, 10564, 1);
        // When
        assertThat(sync()).isEqualTo("create applied");
        // Then
        assertThat(world.account(uid).path("lname").asText()).isEqualTo("Case");
        assertThat(world.account(uid).path("status").asText()).isEqualTo("ACTIVE");
        assertThat(world.account(uid).path("role").asText()).isEqualTo("ADMIN");
    }

    @Test
    void a_create_that_was_done_but_never_answered_is_adopted() {
        // Given
        hire();
        world.pingid.faults().add(Fault.reset().afterWork().next(1).on("POST", "/pingid/rest/4/adduser/do"));
        // Then
        assertThat(sync()).isEqualTo("create applied");
        assertThat(world.count("adduser")).isEqualTo(2); // Somebody, and this user once
    }

    @Test
    void an_account_deleted_at_pingid_is_created_again_and_its_removal_is_done() {
        // Given
        hire();
        sync();
        world.pingid.reset();
        world.directory.change(uid, "sn", "Other");
        // When
        assertThat(PingIdWorld.story(world.sync())).contains("update " + uid + " superseded", "create " + uid + " applied");
        // Then
        assertThat(world.account(uid).path("lname").asText()).isEqualTo("Other");
        // And when it is deleted again, and the user leaves
        world.pingid.reset();
        world.dismiss(uid);
        assertThat(sync()).isEqualTo("delete applied");
    }

    @Test
    void another_user_name_in_the_directory_is_a_dead_letter_that_names_both() {
        // Given
        hire();
        sync();
        String old = uid;
        world.directory.rename(old, "renamed" + number);
        uid = "renamed" + number;
        // When
        Recorded recorded = synced();
        // Then
        assertThat(recorded.state()).isEqualTo("dead");
        assertThat(recorded.cause()).contains("can't rename the user " + old + " to " + uid).contains("muster retry");
        assertThat(sync()).isEqualTo("nothing");
        assertThat(world.account(old)).isNotNull();
        assertThat(world.account(uid)).isNull();
        // And when they leave under the new name, the old account goes
        world.dismiss(uid);
        assertThat(PingIdWorld.operations(world.sync())).singleElement().satisfies(left -> assertThat(left.state()).isEqualTo("applied"));
        assertThat(world.account(old)).isNull();
    }

    @Test
    void another_spelling_of_the_same_user_name_is_no_rename() {
        // Given
        hire();
        world.seed("{'userName':'" + uid.toUpperCase() + "','status':'ACTIVE'}");
        assertThat(sync()).isEqualTo("link applied");
        // When
        world.directory.change(uid, "sn", "Other");
        // Then
        assertThat(sync()).isEqualTo("update applied");
        assertThat(world.account(uid).path("lname").asText()).isEqualTo("Other");
    }

    static Stream<Arguments> refusals() {
        return Arrays.stream(new String[][] {
            {"useBase64Key", OTHER_KEY, "HTTP 401, unsigned text", "use_base64_key is not the key"}, {"token", "other", "HTTP 401, unsigned text", "token is not the one"},
            {"orgAlias", "other", "HTTP 401, unsigned text", "org_alias names no organisation"}, {"useBase64Key", OTHER_KEY, "400 signed errorId 400", "not signed with our key"},
            {"token", "other", "400 signed errorId 400", "check use_base64_key, token and org_alias"},
            {"orgAlias", "other", "400 signed errorId 400", "check use_base64_key, token and org_alias"}}).map(Arguments::of);
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void wrong_credentials_stop_the_channel_and_it_goes_on_when_they_are_put_right(String setting, String wrong, String answer, String advice) {
        // Given
        hire();
        sync();
        world.pingid.switches().set(PingIdSwitch.AUTH_FAILURE, answer);
        world.pingid.settings(Map.of(setting, wrong));
        world.directory.change(uid, "sn", "Other");
        // When
        assertThat(sync()).isEqualTo("update deferred");
        // Then
        assertThat(stopped()).contains(advice).doesNotContain("method");
        assertThatThrownBy(this::test).isInstanceOf(ConnectionRefused.class).hasMessageContaining(advice);
        // And when the administrator follows the advice
        world.pingid.reset();
        world.seed("{'userName':'" + uid + "','status':'ACTIVE'}");
        assertThat(sync()).isEqualTo("update applied");
        assertThat(stopped()).isNull();
    }

    private void test() {
        world.application().test(world.application().channels(List.of("pingid")).iterator().next());
    }

    @Test
    void wrong_credentials_break_a_first_cycle_before_anything_is_planned() {
        // Given
        hire();
        world.pingid.settings(Map.of("token", "other"));
        // When
        Cycle cycle = world.sync();
        // Then
        assertThat(cycle.failure()).hasMessageContaining("token is not the one");
        assertThat(world.count("adduser")).isZero();
    }

    @ParameterizedTest
    @CsvSource({"660, behind", "-660, ahead of"})
    void a_clock_that_is_wrong_is_named(int offset, String direction) {
        // Given
        world.pingid.switches().set(PingIdSwitch.TIMESTAMP_WINDOW, "5 min");
        world.pingid.settings(Map.of("clockOffsetSeconds", offset));
        // Then
        assertThatThrownBy(this::test).isInstanceOf(ConnectionRefused.class).hasMessageMatching(".*clock is 1[01] minutes " + direction + " PingID's; set it right");
    }

    @Test
    void a_reply_that_another_key_signed_is_refused() {
        // Given an answer that says all the right things
        hire();
        String forged;
        try (PingIdSimulator other = PingIdSimulator.start()) {
            other.settings(Map.of("useBase64Key", OTHER_KEY));
            forged = other.signed(200, "");
        }
        world.pingid.faults().add(Fault.status(200).body(forged).next(1).on("POST", "/pingid/rest/4/adduser/do"));
        // When
        Cycle cycle = world.sync();
        // Then
        assertThat(PingIdWorld.operations(cycle)).noneMatch(recorded -> recorded.state().equals("dead"));
        assertThat(stopped()).contains("not signed with our key", "is not believed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "HS512", "RS256"})
    void a_reply_signed_in_another_way_is_refused(String algorithm) {
        // Given
        hire();
        String[] parts = world.pingid.signed(200, "").split("\\.");
        String header = Base64.getUrlEncoder().withoutPadding().encodeToString(("{\"alg\":\"" + algorithm + "\"}").getBytes());
        String signature = algorithm.equals("none") ? "" : parts[2];
        world.pingid.faults().add(Fault.status(200).body(header + "." + parts[1] + "." + signature).next(1).on("POST", "/pingid/rest/4/getuserdetails/do"));
        // Then
        assertThat(world.sync().failure()).hasMessageContaining("not signed with our key");
    }

    static Stream<Arguments> passing() {
        return Stream.of(Arguments.of(Fault.malformed().afterWork()), Arguments.of(Fault.html(502)), Arguments.of(Fault.html(200)), Arguments.of(Fault.reset()), Arguments.of(Fault.status(503)),
                Arguments.of(Fault.status(429)), Arguments.of(Fault.status(500).body("no token")));
    }

    @ParameterizedTest
    @MethodSource("passing")
    void trouble_that_passes_is_tried_again(Fault fault) {
        // Given
        hire();
        sync();
        world.directory.change(uid, "sn", "Other");
        world.pingid.faults().add(fault.next(1).on("POST", "/pingid/rest/4/edituser/do"));
        // Then
        assertThat(sync()).isEqualTo("update applied");
        assertThat(world.account(uid).path("lname").asText()).isEqualTo("Other");
    }

    @ParameterizedTest
    @CsvSource({"404, check idp_url", "302, check idp_url", "401, refuses the signed request"})
    void a_proxys_page_with_this_status_stops_the_channel(int status, String advice) {
        // Given
        hire();
        sync();
        world.directory.change(uid, "sn", "Other");
        world.pingid.faults().add(Fault.html(status).next(1));
        // Then
        assertThat(sync()).isEqualTo("update deferred");
        assertThat(stopped()).contains(advice);
    }

    @Test
    void a_name_that_pingid_does_not_take_is_one_persons_trouble() {
        // Given
        hire();
        world.sync();
        world.ledger().forget("pingid");
        world.pingid.faults().add(Fault.status(400).body(world.pingid.signed(400, "Invalid input")).next(1).on("POST", "/pingid/rest/4/getuserdetails/do"));
        // When
        Cycle cycle = world.sync();
        // Then
        assertThat(cycle.failure()).isNull();
        assertThat(PingIdWorld.operations(cycle)).extracting(recorded -> recorded.operation().reason()).anyMatch(reason -> reason.contains("does not take the user name"))
                .anyMatch(reason -> reason.equals("in scope, and the account exists"));
    }

    // ---- the states of an account (sheet, section 4)

    @ParameterizedTest
    @CsvSource({"ACTIVE, SUSPENDED, DISABLED, 1", "SUSPENDED, SUSPENDED, DISABLED, 0", "NOT_ACTIVE, NOT_ACTIVE, WATCHED, 0", "PENDING, PENDING, WATCHED, 0",
        "PENDING_ACTIVATION, PENDING_ACTIVATION, WATCHED, 0", "PENDING_CHANGE_DEVICE, PENDING_CHANGE_DEVICE, WATCHED, 0"})
    void only_an_active_user_is_suspended(String before, String after, AccountState recorded, int suspensions) {
        // Given
        hire();
        world.seed("{'userName':'" + uid + "','status':'" + before.replace("SUSPENDED", "ACTIVE") + "'}");
        sync();
        if (before.equals("SUSPENDED")) {
            world.seed("{'userName':'" + uid + "','status':'SUSPENDED'}");
        }
        world.directory.disable(uid);
        // When
        assertThat(sync()).isEqualTo("disable applied");
        // Then
        assertThat(world.account(uid).path("status").asText()).isEqualTo(after);
        assertThat(world.ledger().find(uid)).singleElement().satisfies(account -> assertThat(account.state()).isEqualTo(recorded));
        assertThat(world.count("suspenduser")).isEqualTo(suspensions);
        assertThat(sync()).isEqualTo("nothing");
    }

    @Test
    void a_user_who_was_never_paired_is_watched_and_suspended_once_active() {
        // Given
        hire();
        sync();
        world.directory.disable(uid);
        assertThat(sync()).isEqualTo("disable applied");
        long writes = world.writes();
        // When every sweep looks again
        assertThat(sync()).isEqualTo("nothing");
        assertThat(world.writes()).isEqualTo(writes);
        // and somebody pairs a phone with a code that was still open
        world.seed("{'userName':'" + uid + "','status':'ACTIVE'}");
        // Then
        assertThat(sync()).isEqualTo("disable applied");
        assertThat(world.account(uid).path("status").asText()).isEqualTo("SUSPENDED");
        long requests = world.pingid.requests().total();
        assertThat(sync()).isEqualTo("nothing");
        assertThat(world.pingid.requests().total()).isEqualTo(requests);
    }

    @Test
    void a_watched_user_is_taken_back_without_being_activated() {
        // Given
        hire();
        sync();
        world.directory.disable(uid);
        sync();
        // When
        world.directory.change(uid, "sn", "Other");
        world.directory.enable(uid);
        // Then
        assertThat(sync()).isEqualTo("enable applied");
        assertThat(world.account(uid).path("lname").asText()).isEqualTo("Other");
        assertThat(world.count("activateuser")).isZero();
        assertThat(world.ledger().find(uid)).singleElement().satisfies(account -> assertThat(account.state()).isEqualTo(AccountState.ACTIVE));
    }

    @Test
    void a_watched_user_who_leaves_is_deleted_and_one_deleted_at_pingid_is_let_go() {
        // Given
        hire();
        sync();
        world.directory.disable(uid);
        sync();
        // When
        world.dismiss(uid);
        // Then
        assertThat(sync()).isEqualTo("delete applied");
        assertThat(world.account(uid)).isNull();
        // And given another one, whom an administrator deletes at PingID
        hire();
        sync();
        world.directory.disable(uid);
        sync();
        world.pingid.reset();
        // Then
        assertThat(sync()).isEqualTo("disable applied");
        assertThat(world.ledger().find(uid)).singleElement().satisfies(account -> assertThat(account.state()).isEqualTo(AccountState.DELETED));
    }

    @Test
    void a_disabled_person_gets_an_account_without_activation() {
        // Given
        hire();
        world.directory.disable(uid);
        // When
        assertThat(sync()).isEqualTo("create applied");
        // Then
        assertThat(world.account(uid).path("status").asText()).isEqualTo("NOT_ACTIVE");
        assertThat(world.ledger().find(uid)).singleElement().satisfies(account -> assertThat(account.state()).isEqualTo(AccountState.DISABLED));
        assertThat(sync()).isEqualTo("nothing");
        // And when they come
        world.directory.enable(uid);
        assertThat(sync()).isEqualTo("enable applied");
    }

    @Test
    void a_look_up_changes_nothing_and_a_plan_writes_nothing() {
        // Given
        hire();
        // When
        Cycle cycle = world.run(CycleRequest.plan("pingid", false));
        // Then
        assertThat(PingIdWorld.story(cycle)).isNotEmpty();
        assertThat(world.writes()).isZero();
    }
}
