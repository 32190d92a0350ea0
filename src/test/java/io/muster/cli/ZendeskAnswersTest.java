package io.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.muster.apply.ConnectionRefused;
import io.muster.cycle.Cycle;
import io.muster.ledger.Recorded;
import io.muster.plan.AccountState;
import io.muster.plan.Found;
import io.muster.plan.InventoryPage;
import io.muster.sandbox.service.Fault;
import io.muster.sandbox.service.RequestLog;
import io.muster.sandbox.zendesk.ZendeskSwitch;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the connector makes of Zendesk's other answers, under every value of the uncertain points that touch them. The cases share one running
 * Muster; what a case leaves behind is forgotten at the service and in the ledger.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ZendeskAnswersTest {

    private static final String EMPTY_SEARCH = "{\"users\":[],\"next_page\":null,\"previous_page\":null,\"count\":0}";

    private final ZendeskWorld world = new ZendeskWorld();
    private int number;
    private String uid = "nobody";
    private String mail;

    @BeforeAll
    void start() {
        world.with("zendesk.on-removed", "delete").with("zendesk.guard.min-removals", "10000").with("zendesk.guard.min-updates", "10000").with("zendesk.map.tags", "employeeType")
                .with("zendesk.map.organization_id", "departmentNumber").with("zendesk.clear-attributes", "true");
        // an empty directory would not be believed
        world.hire("Somebody", "Else", "Engineer", "Research");
    }

    @AfterEach
    void forget() {
        if (world.directory.exists(uid)) {
            world.directory.remove(uid);
        }
        world.zendesk.reset();
        world.ledger().forget("zendesk");
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

    private void set(ZendeskSwitch point, String value) {
        world.zendesk.switches().set(point, value);
    }

    /** What became of this case's user in a sync, the last operation of several. */
    private Recorded synced() {
        return ZendeskWorld.operations(world.sync()).stream().filter(recorded -> mail.equals(recorded.operation().key())).reduce((first, last) -> last).orElse(null);
    }

    private String sync() {
        Recorded recorded = synced();
        return recorded == null ? "nothing" : recorded.operation().op().json() + " " + recorded.state();
    }

    private static Stream<Arguments> values(ZendeskSwitch... points) {
        return Arrays.stream(points).flatMap(point -> point.choices().stream().map(value -> Arguments.of(point, value)));
    }

    static Stream<Arguments> everyValue() {
        return values(ZendeskSwitch.values());
    }

    @ParameterizedTest
    @MethodSource("everyValue")
    void an_existing_user_is_linked_and_brought_into_line(ZendeskSwitch point, String value) {
        // Given
        set(point, value);
        hire();
        world.zendesk.seed(mail.toUpperCase(), "end-user");
        // When
        String done = sync();
        // Then
        assertThat(done).isEqualTo("link applied");
        assertThat(world.user(mail).path("details").asText()).isEqualTo("Engineer");
        assertThat(world.user(mail).path("role").asText()).isEqualTo("agent");
        assertThat(world.user(mail).path("identities").findValuesAsText("type")).filteredOn("email"::equals).hasSize(1);
        assertThat(sync()).isEqualTo("nothing");
    }

    @ParameterizedTest
    @MethodSource("everyValue")
    void an_address_that_turns_out_to_be_taken_is_adopted(ZendeskSwitch point, String value) {
        // Given a list and a search that miss the user, so that the create has to find out
        set(point, value);
        hire();
        world.zendesk.seed(mail, "agent");
        world.zendesk.faults().add(Fault.status(200).body(EMPTY_SEARCH).next(1).on("GET", "/api/v2/users"));
        // When
        String done = sync();
        // Then
        assertThat(done).isEqualTo("create applied");
        assertThat(world.user(mail).path("details").asText()).isEqualTo("Engineer");
    }

    @Test
    void a_taken_address_that_the_search_does_not_know_yet_is_deferred_and_linked_later() {
        // Given
        set(ZendeskSwitch.SEARCH_LAG_SECONDS, "120");
        hire();
        world.zendesk.seed("other" + mail, "agent");
        String id = world.user("other" + mail).path("id").asText();
        world.callZendesk("PUT", "/users/" + id, "{\"user\":{\"external_id\":\"elsewhere\"}}");
        String identity = world.callZendesk("POST", "/users/" + id + "/identities", "{\"identity\":{\"type\":\"email\",\"value\":\"" + mail + "\",\"verified\":true}}").at("/identity/id").asText();
        world.callZendesk("PUT", "/users/" + id + "/identities/" + identity + "/make_primary", "{}");
        world.zendesk.faults().add(Fault.status(200).body(EMPTY_SEARCH).next(1).on("GET", "/api/v2/users"));
        // When
        String done = sync();
        // Then
        assertThat(done).isEqualTo("create deferred");
        // And when the index has caught up
        set(ZendeskSwitch.SEARCH_LAG_SECONDS, "0");
        world.ledger().retry("zendesk", List.of());
        assertThat(sync()).isIn("create applied", "link applied");
        assertThat(world.user(mail).path("id").asText()).isEqualTo(id);
    }

    static Stream<Arguments> externalIds() {
        return values(ZendeskSwitch.EXTERNAL_ID_DUPLICATE_KEY, ZendeskSwitch.SEARCH_LAG_SECONDS, ZendeskSwitch.IDENTITY_PRIMARY_ON_CREATE, ZendeskSwitch.MAKE_PRIMARY_NEEDS_VERIFIED);
    }

    @ParameterizedTest
    @MethodSource("externalIds")
    void a_user_with_the_external_id_is_adopted_and_gets_the_address(ZendeskSwitch point, String value) {
        // Given
        set(point, value);
        hire();
        world.seed("{'email':'old" + mail + "','external_id':'" + uid.toUpperCase() + "','role':'agent'}");
        // When
        String done = sync();
        // Then
        assertThat(done).isEqualTo("create applied");
        assertThat(world.user(mail).path("identities").findValuesAsText("value")).contains("old" + mail, mail);
        assertThat(world.zendesk.users()).filteredOn(user -> user.path("external_id").asText().equalsIgnoreCase(uid)).hasSize(1);
    }

    @Test
    void two_people_with_one_external_id_never_share_a_user() {
        hire();
        // Given a mapping that is not unique
        try (ZendeskWorld own = new ZendeskWorld().with("zendesk.map.external_id", "title")) {
            own.hire("Ada", "Byron", "Engineer", "Research").hire("Blaise", "Pascal", "Engineer", "Research");
            // When
            Cycle cycle = own.sync();
            // Then
            assertThat(ZendeskWorld.operations(cycle)).extracting(Recorded::state).containsExactlyInAnyOrder("applied", "dead");
            assertThat(ZendeskWorld.operations(cycle)).filteredOn(recorded -> recorded.state().equals("dead")).singleElement()
                    .satisfies(recorded -> assertThat(recorded.cause()).startsWith("conflict: "));
            assertThat(own.zendesk.users()).hasSize(1);
        }
    }

    static Stream<Arguments> gone() {
        return values(ZendeskSwitch.PUT_ON_DELETED_USER);
    }

    @ParameterizedTest
    @MethodSource("gone")
    void a_user_deleted_at_zendesk_is_created_again_and_their_removal_is_done(ZendeskSwitch point, String value) {
        // Given
        set(point, value);
        hire();
        sync();
        world.callZendesk("DELETE", "/users/" + world.user(mail).path("id").asText(), null);
        world.directory.changeTitle(uid, "Director");
        // When
        sync();
        // Then
        sync();
        assertThat(world.user(mail).path("active").asBoolean()).isTrue();
        assertThat(world.user(mail).path("details").asText()).isEqualTo("Director");
        // And when they are deleted again, and leave
        world.callZendesk("DELETE", "/users/" + world.user(mail).path("id").asText(), null);
        world.dismiss(uid);
        assertThat(sync()).isEqualTo("delete applied");
    }

    static Stream<Arguments> refusals() {
        return values(ZendeskSwitch.FORBIDDEN_BODY).flatMap(point -> Stream.of(Arguments.of(point.get()[1], "apiTokens", false, true, "check email and api-token"),
                Arguments.of(point.get()[1], "callerRole", "agent", "admin", "an administrator"), Arguments.of(point.get()[1], "callerRole", "end-user", "admin", "an administrator")));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void a_refused_connection_stops_the_channel_and_goes_on_when_it_is_put_right(String body, String setting, Object wrong, Object right, String advice) {
        // Given
        set(ZendeskSwitch.FORBIDDEN_BODY, body);
        hire();
        sync();
        world.zendesk.settings(Map.of(setting, wrong));
        world.directory.changeTitle(uid, "Director");
        // When
        String done = sync();
        // Then
        assertThat(done).isEqualTo("update deferred");
        assertThat(world.ledger().channel("zendesk").stopped()).contains(advice);
        // And the test says so in one line
        assertThatThrownBy(this::test).isInstanceOf(ConnectionRefused.class);
        // And when the administrator follows the advice
        world.zendesk.settings(Map.of(setting, right));
        assertThat(sync()).isEqualTo("update applied");
        assertThat(world.ledger().channel("zendesk").stopped()).isNull();
    }

    private void test() {
        world.application().test(world.application().channels(List.of("zendesk")).iterator().next());
    }

    @Test
    void the_test_tells_an_anonymous_answer_a_poor_role_and_a_wrong_address_apart() {
        world.zendesk.settings(Map.of("apiTokens", false));
        assertThatThrownBy(this::test).isInstanceOf(ConnectionRefused.class).hasMessageContaining("anonymous");
        world.zendesk.settings(Map.of("apiTokens", true, "callerRole", "agent"));
        assertThatThrownBy(this::test).isInstanceOf(ConnectionRefused.class).hasMessageContaining("role is agent");
        world.zendesk.settings(Map.of("callerRole", "admin"));
        world.zendesk.faults().add(Fault.html(404).next(1));
        assertThatThrownBy(this::test).isInstanceOf(ConnectionRefused.class).hasMessageContaining("subdomain");
        world.zendesk.faults().add(Fault.status(404).body("{\"error\":\"InvalidEndpoint\",\"description\":\"Not found\"}").next(1));
        assertThatThrownBy(this::test).isInstanceOf(ConnectionRefused.class).hasMessageContaining("api-url");
        test();
    }

    @Test
    void an_access_token_works_as_well_and_a_missing_scope_is_named() {
        hire();
        try (ZendeskWorld own = new ZendeskWorld()) {
            // Given
            own.keys.remove("zendesk.email");
            own.keys.remove("zendesk.api-token");
            own.with("zendesk.access-token", "sandbox-access-token").hire("Ada", "Byron", "Engineer", "Research");
            // When
            assertThat(ZendeskWorld.story(own.sync())).containsExactly("create ada@example.com applied");
            own.zendesk.settings(Map.of("scopes", "read"));
            own.directory.changeTitle("ada", "Director");
            // Then
            assertThat(ZendeskWorld.story(own.sync())).containsExactly("update ada@example.com deferred");
            assertThat(own.ledger().channel("zendesk").stopped()).contains("scopes read and write");
        }
    }

    static Stream<Arguments> limits() {
        return values(ZendeskSwitch.RATE_LIMIT_BODY);
    }

    @ParameterizedTest
    @MethodSource("limits")
    void a_limit_is_waited_for(ZendeskSwitch point, String value) {
        // Given
        set(point, value);
        hire();
        world.zendesk.faults().add(Fault.rateLimit(1, Duration.ofSeconds(1)));
        // When
        Cycle cycle = world.sync();
        // Then
        assertThat(ZendeskWorld.operations(cycle)).hasSize(2).allMatch(recorded -> recorded.state().equals("applied") && recorded.attempts() <= 1);
        assertThat(world.zendesk.requests().all()).anyMatch(request -> request.status() == 429);
    }

    @Test
    void updates_are_spaced_by_what_zendesk_says_of_them() {
        try (ZendeskWorld own = new ZendeskWorld().with("zendesk.guard.min-updates", "1000").company()) {
            // Given
            own.sync();
            own.zendesk.settings(Map.of("rateLimits", "plan", "updatesPerSecond", 2));
            List<String> uids = List.of("ada", "blaise", "carl", "dorothy", "emmy", "fibonacci", "grace", "hypatia");
            uids.forEach(one -> own.directory.changeTitle(one, "Promoted"));
            own.zendesk.requests().clear();
            // When
            Cycle cycle = own.sync();
            // Then: two a second from the first answer on, and hardly anybody is refused
            assertThat(ZendeskWorld.operations(cycle)).hasSize(uids.size()).allMatch(recorded -> recorded.state().equals("applied") && recorded.attempts() <= 1);
            assertThat(own.zendesk.requests().all()).filteredOn(request -> request.status() == 429).hasSizeLessThanOrEqualTo(4);
        }
    }

    @Test
    void the_limit_of_one_user_holds_up_nobody_else() {
        try (ZendeskWorld own = new ZendeskWorld().with("zendesk.guard.min-updates", "1000").with("zendesk.concurrency", "2").company()) {
            // Given
            own.sync();
            String id = own.user("ada@example.com").path("id").asText();
            own.zendesk.faults().add(Fault.status(429).header("Retry-After", "4").header("Zendesk-RateLimit-create-update-user", "total=5; remaining=0; resets=4").next(1)
                    .on("PUT", "/api/v2/users/" + id));
            List.of("ada", "blaise", "carl", "dorothy").forEach(one -> own.directory.changeTitle(one, "Promoted"));
            own.zendesk.requests().clear();
            // When
            Cycle cycle = own.sync();
            // Then: only Ada's second try waited
            assertThat(ZendeskWorld.operations(cycle)).hasSize(4).allMatch(recorded -> recorded.state().equals("applied") && recorded.attempts() <= 1);
            List<RequestLog.Recorded> updates = own.zendesk.requests().all().stream().filter(request -> request.method().equals("PUT")).toList();
            RequestLog.Recorded last = updates.get(updates.size() - 1);
            assertThat(last.path()).endsWith(id);
            assertThat(updates).filteredOn(request -> request != last).allMatch(request -> Duration.between(request.time(), last.time()).toSeconds() >= 2);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {409, 500, 503})
    void trouble_that_passes_is_tried_again(int status) {
        // Given
        hire();
        world.zendesk.faults().add(Fault.status(status).next(1).on("POST", null));
        world.zendesk.faults().add(Fault.malformed().afterWork().next(1).on("POST", null));
        // When
        Cycle cycle = world.sync();
        // Then
        assertThat(ZendeskWorld.operations(cycle)).hasSize(2).allMatch(recorded -> recorded.state().equals("applied"));
        assertThat(world.zendesk.users()).hasSize(2);
    }

    @Test
    void a_user_with_open_tickets_is_not_deleted_and_zendesks_words_say_why() {
        // Given
        hire();
        sync();
        world.zendesk.openTickets(mail, 2);
        world.dismiss(uid);
        // When
        Recorded done = synced();
        // Then
        assertThat(done.state()).isEqualTo("dead");
        assertThat(done.cause()).contains("2 ticket(s)").contains("on-removed = disable");
    }

    @Test
    void a_shared_user_and_a_bad_value_are_their_own_affair() {
        // Given
        hire();
        world.seed("{'email':'" + mail + "','shared':true,'role':'agent'}");
        // When
        Recorded shared = synced();
        // Then
        assertThat(shared.state()).isEqualTo("dead");
        assertThat(shared.cause()).contains("shared");
        assertThat(world.ledger().channel("zendesk").stopped()).isNull();
        // Given an organization that is not there
        forget();
        hire();
        world.directory.change(uid, "departmentNumber", "7");
        // When
        Recorded invalid = synced();
        // Then
        assertThat(invalid.state()).isEqualTo("dead");
        assertThat(invalid.cause()).contains("organization: ");
    }

    static Stream<Arguments> emptied() {
        return values(ZendeskSwitch.PHONE_EMPTY_CLEARS, ZendeskSwitch.TAGS_REPLACE);
    }

    @ParameterizedTest
    @MethodSource("emptied")
    void emptied_attributes_are_cleared_where_zendesk_lets_us(ZendeskSwitch point, String value) {
        // Given
        set(point, value);
        hire();
        sync();
        world.directory.change(uid, "telephoneNumber");
        world.directory.change(uid, "title");
        world.directory.change(uid, "employeeType");
        // When
        assertThat(sync()).isEqualTo("update applied");
        // Then
        assertThat(world.user(mail).path("details").isNull()).isTrue();
        assertThat(world.user(mail).path("phone").isNull()).isEqualTo(point != ZendeskSwitch.PHONE_EMPTY_CLEARS || value.equals("true"));
        assertThat(world.user(mail).path("tags").isEmpty()).isEqualTo(point != ZendeskSwitch.TAGS_REPLACE || value.equals("true"));
        assertThat(sync()).isEqualTo("nothing");
    }

    static Stream<Arguments> addresses() {
        return values(ZendeskSwitch.MAKE_PRIMARY_NEEDS_VERIFIED, ZendeskSwitch.IDENTITY_PRIMARY_ON_CREATE);
    }

    @ParameterizedTest
    @MethodSource("addresses")
    void an_address_that_is_there_unverified_becomes_the_primary_one(ZendeskSwitch point, String value) {
        // Given
        set(point, value);
        hire();
        sync();
        String id = world.user(mail).path("id").asText();
        world.callZendesk("POST", "/users/" + id + "/identities", "{\"identity\":{\"type\":\"email\",\"value\":\"new" + mail + "\"}}");
        world.directory.change(uid, "mail", "new" + mail);
        String old = mail;
        mail = "new" + mail;
        // When
        assertThat(sync()).isEqualTo("update applied");
        // Then
        assertThat(world.user(mail).path("id").asText()).isEqualTo(id);
        assertThat(world.user(mail).path("identities").findValuesAsText("value")).contains(old);
    }

    @Test
    void a_disabled_user_whose_suspension_is_refused_after_the_create_is_recorded_and_leaves_like_any_other() {
        try (ZendeskWorld own = new ZendeskWorld().with("zendesk.provision-disabled", "true")) {
            // Given
            own.zendesk.switches().set(ZendeskSwitch.SUSPENDED_ON_CREATE, "ignored");
            own.hire("Ada", "Byron", "Engineer", "Research").hire("Blaise", "Pascal", "Engineer", "Research");
            own.directory.disable("ada");
            own.zendesk.faults().add(Fault.status(422).on("PUT", "/api/v2/users/\\d+").next(1));
            // When
            assertThat(ZendeskWorld.story(own.sync())).contains("create ada@example.com dead");
            assertThat(own.user("ada@example.com").path("suspended").asBoolean()).isFalse();
            own.dismiss("ada");
            // Then
            assertThat(ZendeskWorld.story(own.sync())).containsExactly("disable ada@example.com applied");
            assertThat(own.user("ada@example.com").path("suspended").asBoolean()).isTrue();
        }
    }

    /** Ada's entry is deleted and made anew, with another address and the same {@code external_id}, before any cycle sees it. */
    private static String recreated(ZendeskWorld own) {
        own.hire("Ada", "Byron", "Engineer", "Research").hire("Blaise", "Pascal", "Engineer", "Research");
        own.sync();
        String id = own.user("ada@example.com").path("id").asText();
        own.directory.remove("ada");
        own.hire("Ada", "Lovelace", "Engineer", "Research");
        own.directory.change("ada", "mail", "countess@example.com");
        return id;
    }

    @Test
    void a_recreated_entry_with_another_address_takes_the_account_over_that_has_its_external_id() {
        // time enough between the tries for the disable to be recorded
        try (ZendeskWorld own = new ZendeskWorld().with("muster.retry.delay", "2000")) {
            // Given
            String id = recreated(own);
            // When
            List<String> story = ZendeskWorld.story(own.sync());
            // Then
            assertThat(story).containsExactlyInAnyOrder("disable ada@example.com applied", "create countess@example.com applied");
            assertThat(own.user("countess@example.com").path("id").asText()).isEqualTo(id);
            assertThat(own.user("countess@example.com").path("suspended").asBoolean()).isFalse();
            assertThat(own.user("countess@example.com").path("name").asText()).isEqualTo("Ada Lovelace");
            assertThat(own.ledger().find("ada")).singleElement().satisfies(account -> assertThat(account.state()).isEqualTo(AccountState.ACTIVE));
            assertThat(ZendeskWorld.story(own.sync())).isEmpty();
            // And when they leave
            own.dismiss("ada");
            assertThat(ZendeskWorld.story(own.sync())).containsExactly("disable countess@example.com applied");
        }
    }

    @Test
    void a_recreated_entry_waits_for_the_account_until_the_former_one_is_disabled() {
        try (ZendeskWorld own = new ZendeskWorld().with("zendesk.guard.max-removals", "0").with("zendesk.guard.min-removals", "0")) {
            // Given
            String id = recreated(own);
            // When the guard holds the removal
            Cycle cycle = own.sync();
            // Then
            assertThat(ZendeskWorld.story(cycle)).containsExactlyInAnyOrder("disable ada@example.com held:guard", "create countess@example.com deferred");
            assertThat(own.user("ada@example.com").path("suspended").asBoolean()).isFalse();
            // And when it is approved
            own.ledger().approve("zendesk", List.of());
            own.sync();
            own.sync();
            assertThat(own.user("countess@example.com").path("id").asText()).isEqualTo(id);
            assertThat(own.user("countess@example.com").path("suspended").asBoolean()).isFalse();
        }
    }

    @Test
    void an_address_of_somebody_else_is_waited_for_and_the_old_one_goes_where_it_should() {
        try (ZendeskWorld own = new ZendeskWorld().with("zendesk.keep-old-email", "false")) {
            own.hire("Ada", "Byron", "Engineer", "Research").hire("Blaise", "Pascal", "Engineer", "Research");
            own.sync();
            // When Ada's new address is somebody's
            own.zendesk.seed("countess@example.com", "end-user");
            own.directory.change("ada", "mail", "countess@example.com");
            own.directory.change("blaise", "mail", "pascal@example.com");
            Cycle cycle = own.sync();
            // Then
            assertThat(ZendeskWorld.story(cycle)).containsExactlyInAnyOrder("update countess@example.com deferred", "update pascal@example.com applied");
            assertThat(own.user("pascal@example.com").path("identities").findValuesAsText("value")).doesNotContain("blaise@example.com");
            assertThat(own.user("ada@example.com")).isNotNull();
        }
    }

    @Test
    void an_initial_sync_takes_few_requests_and_the_next_writes_nothing() {
        try (ZendeskWorld own = new ZendeskWorld()) {
            // Given
            own.zendesk.seed(JsonNodeFactory.instance.objectNode().put("generate", 300).put("domain", "customers.example"));
            for (int i = 0; i < 200; i++) {
                own.hire("agent" + i, "Many", "Engineer", "Research");
            }
            // When
            Cycle cycle = own.sync();
            // Then
            assertThat(ZendeskWorld.operations(cycle)).hasSize(200).allMatch(recorded -> recorded.state().equals("applied"));
            assertThat(own.zendesk.requests().total()).isLessThanOrEqualTo(200 + 3 + 20);
            own.zendesk.requests().clear();
            own.sync();
            assertThat(own.writes()).isZero();
        }
    }

    @Test
    void a_list_that_is_too_long_for_numbered_pages_is_read_by_cursor() {
        // Given
        world.zendesk.seed(JsonNodeFactory.instance.objectNode().put("generate", 10_050).put("domain", "customers.example"));
        ProducerTemplate producer = world.application().camel().createProducerTemplate();
        Set<String> accounts = new HashSet<>();
        String next = null;
        // When
        do {
            String from = next;
            InventoryPage page = producer.request("direct:zendesk-inventory", request -> {
                request.setVariable("channel", "zendesk");
                request.getMessage().setBody(from);
            }).getMessage().getBody(InventoryPage.class);
            page.accounts().stream().map(Found::account).forEach(accounts::add);
            next = page.next();
        } while (next != null);
        // Then
        assertThat(accounts).hasSize(10_051);
        assertThat(world.zendesk.requests().total()).isEqualTo(102);
    }
}
