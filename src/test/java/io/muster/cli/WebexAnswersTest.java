package io.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.muster.apply.ConnectionRefused;
import io.muster.cycle.Cycle;
import io.muster.ledger.Recorded;
import io.muster.sandbox.service.Fault;
import io.muster.sandbox.webex.WebexSwitch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
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

/**
 * What the connector makes of Webex's other answers: its error table, refused connections, refresh tokens. The cases share one running Muster;
 * what a case leaves behind is forgotten at the service and in the ledger.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WebexAnswersTest {

    private static final String USERS = "/identity/.*/Users.*";

    private final WebexWorld world = new WebexWorld();
    private int number;
    private String uid;
    private String mail;

    @BeforeAll
    void start() {
        world.with("webex.on-removed", "delete").with("webex.guard.min-removals", "10000").with("webex.guard.min-updates", "10000");
        // an empty directory would not be believed
        world.hire("Somebody", "Else", "Engineer", "Research");
    }

    @AfterEach
    void forget() {
        if (uid != null && world.directory.exists(uid)) {
            world.directory.remove(uid);
        }
        world.webex.reset();
        world.webex.authorizeAgain();
        world.webex.revokeTokens();
        world.ledger().forget("webex");
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

    /** What became of this case's user in a sync. */
    private Recorded synced() {
        return WebexWorld.operations(world.sync()).stream().filter(recorded -> mail.equals(recorded.operation().key())).findFirst().orElse(null);
    }

    private String sync() {
        Recorded recorded = synced();
        return recorded == null ? "nothing" : recorded.operation().op().json() + " " + recorded.state();
    }

    private void test(WebexWorld tested) {
        tested.application().test(tested.application().channels(List.of()).iterator().next());
    }

    /** The table of the sheet: what Webex answers to an update, and what becomes of it. */
    @ParameterizedTest
    @CsvSource({"400,dead", "403,deferred", "405,dead", "409,deferred", "415,dead", "423,deferred", "428,dead", "429,applied", "500,deferred", "502,deferred", "503,deferred", "504,deferred"})
    void an_update_that_is_refused(int status, String outcome) {
        // Given
        hire();
        sync();
        world.directory.changeTitle(uid, "Director");
        world.webex.faults().add(Fault.status(status).next(status == 429 ? 1 : 20).on("PATCH", USERS));
        // When
        Recorded recorded = synced();
        // Then
        assertThat(recorded.state()).isEqualTo(outcome);
        boolean stops = status == 403;
        assertThat(world.ledger().channel("webex").stopped()).matches(why -> stops ? why.contains("identity:people_rw") : why == null);
        // And once Webex is well again, it is done
        world.webex.faults().clear();
        world.ledger().retry("webex", List.of());
        assertThat(world.account(mail)).isNotNull();
        sync();
        assertThat(world.account(mail).path("title").asText()).isEqualTo("Director");
    }

    static Stream<Arguments> elsewhere() {
        return Stream.of(Arguments.of("GET", Fault.html(404)), Arguments.of("GET", Fault.status(301).header("Location", "https://example.com")), Arguments.of("GET", Fault.status(404)));
    }

    @ParameterizedTest
    @MethodSource("elsewhere")
    void an_address_that_is_not_webexs_stops_the_channel(String method, Fault fault) {
        hire();
        world.webex.faults().add(fault.next(50).on(method, USERS));
        // When
        Cycle cycle = world.sync();
        // Then
        assertThat(cycle.failure()).isInstanceOf(ConnectionRefused.class).hasMessageContaining("check api-url");
    }

    @Test
    void a_missing_user_is_not_believed_to_be_gone_when_the_search_is_missing_too() {
        // Given
        hire();
        sync();
        world.directory.changeTitle(uid, "Director");
        world.webex.faults().add(Fault.status(404).next(50).on(null, USERS));
        // When
        String done = sync();
        // Then
        assertThat(done).isEqualTo("update deferred");
        assertThat(world.ledger().channel("webex").stopped()).contains("check api-url");
    }

    static Stream<Arguments> refusals() {
        return Stream.of("/v1", "invalid_grant").flatMap(shape -> Stream.of(
                Arguments.of(shape, Map.of("authorized", false), Map.of("authorized", true), "authorise the app again"),
                Arguments.of(shape, Map.of("scopes", "identity:people_read"), Map.of("scopes", "identity:people_rw"), "identity:people_rw"),
                Arguments.of(shape, Map.of("role", "id_readonly_admin"), Map.of("role", "id_user_admin"), "authorise the app again")));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void a_refused_connection_stops_the_channel_and_goes_on_when_it_is_put_right(String shape, Map<String, ?> wrong, Map<String, ?> right, String advice) {
        // Given
        world.webex.switches().set(WebexSwitch.REFRESH_ERROR_SHAPE, shape);
        hire();
        sync();
        world.webex.revokeTokens();
        world.webex.settings(wrong);
        world.directory.changeTitle(uid, "Director");
        // When
        String done = sync();
        // Then
        assertThat(done).isEqualTo("update deferred");
        assertThat(world.ledger().channel("webex").stopped()).contains(advice).doesNotContain("sandbox-");
        // And when the administrator follows the advice
        world.webex.settings(right);
        world.webex.authorizeAgain();
        assertThat(sync()).isEqualTo("update applied");
        assertThat(world.ledger().channel("webex").stopped()).isNull();
    }

    @ParameterizedTest
    @CsvSource({"oauth.client-secret,Invalid client credentials", "oauth.refresh-token,refresh token", "org-id,check org-id", "access-token,refuses the credentials"})
    void the_test_of_the_connection_says_what_is_wrong(String key, String said) {
        try (WebexWorld own = new WebexWorld()) {
            own.with("webex." + key, key.equals("org-id") ? "11111111-2222-4333-8444-555555555555" : "wrong");
            assertThatThrownBy(() -> test(own)).isInstanceOf(ConnectionRefused.class).hasMessageContaining(said).hasMessageNotContaining("sandbox-secret");
        }
    }

    @Test
    void a_token_from_the_developer_portal_is_used_as_it_is() {
        try (WebexWorld own = new WebexWorld()) {
            own.with("webex.access-token", own.webex.newAccessToken()).company();
            assertThat(WebexWorld.story(own.sync())).hasSize(20);
            assertThat(own.webex.requests().count("POST /v1/access_token")).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({"new", "same"})
    void the_newest_refresh_token_outlives_a_restart_in_a_file_of_its_own(String rotates) throws IOException {
        // Given
        try (WebexWorld own = new WebexWorld()) {
            own.webex.switches().set(WebexSwitch.REFRESH_TOKEN_ROTATES, rotates);
            own.company();
            own.sync();
            Path file = Path.of(own.keys.get("webex.token-file"));
            boolean kept = rotates.equals("new");
            assertThat(Files.exists(file)).isEqualTo(kept);
            if (kept) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
                assertThat(Files.readString(file)).doesNotContain("sandbox-secret");
                assertThat(Files.list(file.getParent())).noneMatch(path -> path.toString().endsWith(".tmp"));
                String newest = Files.readString(file).replaceAll("(?s).*\"refresh_token\" : \"([^\"]+)\".*", "$1");
                assertThat(Files.readAllBytes(own.folder().resolve("muster.db"))).asString().doesNotContain(newest);
            }
            // When it starts again, twice, and the old access token is dead
            for (String title : List.of("Director", "Owner")) {
                own.with("webex.concurrency", "1");
                own.webex.revokeTokens();
                own.directory.changeTitle("ada", title);
                // Then
                assertThat(WebexWorld.story(own.sync())).containsExactly("update ada@example.com applied");
            }
            // And when the app was authorised again, the administrator's new token counts
            own.webex.revokeAllTokens();
            own.directory.changeTitle("ada", "Emerita");
            assertThat(WebexWorld.story(own.sync())).containsExactly("update ada@example.com deferred");
            own.webex.authorizeAgain();
            own.with("webex.oauth.refresh-token", "sandbox-refresh-token ").with("webex.token-file", file.resolveSibling("other.json").toString());
            assertThat(WebexWorld.story(own.sync())).containsExactly("update ada@example.com applied");
        }
    }

    @Test
    void a_token_file_that_can_not_be_written_is_said() {
        try (WebexWorld own = new WebexWorld()) {
            own.webex.switches().set(WebexSwitch.REFRESH_TOKEN_ROTATES, "new");
            own.with("webex.token-file", own.folder().resolve("nowhere/webex.json").toString());
            assertThatThrownBy(() -> test(own)).isInstanceOf(ConnectionRefused.class).hasMessageContaining("token-file").hasMessageContaining("make its folder writable");
        }
    }

    @Test
    void a_further_address_of_somebody_leads_to_their_account() {
        // Given
        hire();
        world.webex.seed("old." + mail);
        world.webex.patch("old." + mail, "{\"op\":\"add\",\"path\":\"emails\",\"value\":[{\"type\":\"other\",\"value\":\"" + mail + "\"}]}");
        // When
        String done = sync();
        // Then
        assertThat(done).isEqualTo("link applied");
        assertThat(world.account("old." + mail)).isNull();
        assertThat(world.account(mail).path("title").asText()).isEqualTo("Engineer");
    }

    @Test
    void a_hundred_and_more_accounts_are_listed_page_by_page_whatever_a_page_holds() {
        for (String pages : WebexSwitch.MAX_COUNT.choices()) {
            try (WebexWorld own = new WebexWorld()) {
                own.webex.switches().set(WebexSwitch.MAX_COUNT, pages);
                own.with("webex.guard.max-updates", "100%").directory.hire(230);
                for (int i = 1; i <= 230; i++) {
                    own.webex.seed("user" + i + "@example.com");
                }
                assertThat(WebexWorld.story(own.sync())).hasSize(230).allMatch(line -> line.startsWith("link ") && line.endsWith(" applied"));
                assertThat(own.webex.requests().totals().keySet()).anyMatch(endpoint -> endpoint.startsWith("GET "));
                assertThat(own.calls()).isEqualTo(3 + 230);
            }
        }
    }
}
