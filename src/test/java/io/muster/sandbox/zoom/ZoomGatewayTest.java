package io.muster.sandbox.zoom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.muster.sandbox.service.Fault;
import io.muster.sandbox.service.HttpProbe;
import io.muster.sandbox.service.HttpProbe.Answer;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Everything in front of the SCIM layer: the token endpoint, tokens, scopes, rate limits, paths. */
class ZoomGatewayTest extends ZoomTest {

    private static final String FORM = "application/x-www-form-urlencoded";

    private static void assertGateway(Answer answer, int status, int code, String message) {
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.json().get("code").asInt()).isEqualTo(code);
        assertThat(answer.json().get("message").asText()).isEqualTo(message);
    }

    @Test
    void aTokenIsIssuedForAnHour() throws IOException {
        Answer answer = caller.token(ZoomCaller.GRANT, "Authorization", ZoomCaller.BASIC, "Content-Type", FORM);

        assertThat(answer.status()).isEqualTo(200);
        JsonNode token = answer.json();
        assertThat(token.get("access_token").asText()).startsWith("eyJ");
        assertThat(token.get("token_type").asText()).isEqualTo("bearer");
        assertThat(token.get("expires_in").isInt()).isTrue();
        assertThat(token.get("expires_in").asInt()).isEqualTo(3600);
        assertThat(token.get("scope").asText()).isEqualTo("scim2:admin");
        assertThat(token.get("api_url").asText()).isEqualTo(zoom.url().toString());
    }

    @Test
    void parametersMayBeJson() throws IOException {
        Answer answer = caller.token("{\"grant_type\":\"account_credentials\",\"account_id\":\"sandbox-account\"}",
                "Authorization", ZoomCaller.BASIC, "Content-Type", "application/json");

        assertThat(answer.status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(nullValues = "none", textBlock = """
            Basic d3Jvbmc6d3Jvbmc=, grant_type=account_credentials&account_id=sandbox-account, invalid_client
            Bearer x,               grant_type=account_credentials&account_id=sandbox-account, invalid_client
            none,                   grant_type=client_credentials&account_id=sandbox-account,  unsupported_grant_type
            none,                   grant_type=account_credentials&account_id=other,           invalid_request
            none,                   grant_type=account_credentials,                            invalid_request""")
    void badTokenRequestsAreRefused(String authorization, String body, String error) throws IOException {
        Answer answer = caller.token(body, "Authorization", authorization == null ? ZoomCaller.BASIC : authorization, "Content-Type", FORM);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().get("error").asText()).isEqualTo(error);
        assertThat(answer.json().has("reason")).isTrue();
    }

    @Test
    void badCredentialsAreAnsweredInZoomsWords() throws IOException {
        Answer answer = caller.token(ZoomCaller.GRANT, "Authorization", "Basic d3Jvbmc6d3Jvbmc=", "Content-Type", FORM);

        assertThat(answer.text()).isEqualTo("{\"reason\":\"Invalid client_id or client_secret\",\"error\":\"invalid_client\"}");
    }

    @Test
    void aDeactivatedAppHasNoTokens() throws IOException {
        zoom.settings(Map.of("appActive", false));

        Answer token = caller.token(ZoomCaller.GRANT, "Authorization", ZoomCaller.BASIC, "Content-Type", FORM);

        assertThat(token.json().get("code").asInt()).isEqualTo(4717);
        assertGateway(caller.find("a@example.com"), 401, 124, "Invalid access token.");
    }

    @Test
    void aCallWithoutBearerIsRefused() throws IOException {
        Answer answer = HttpProbe.send("GET", URI.create(zoom.scimUrl() + "/Users"), null);

        assertGateway(answer, 401, 124, "Invalid access token.");
    }

    @Test
    void aRevokedTokenIsRefused() throws IOException {
        zoom.revokeTokens();

        Answer answer = caller.call("GET", "/Users", null);

        assertGateway(answer, 401, 124, "Invalid access token.");
    }

    @Test
    void aTokenExpiresByTheClock() throws IOException {
        clock.now = clock.now.plusSeconds(3600);

        Answer answer = caller.call("GET", "/Users", null);

        assertGateway(answer, 401, 124, "Access token is expired.");
    }

    @ParameterizedTest
    @CsvSource({"revoke,Invalid access token.", "expire,Access token is expired."})
    void tokensAreEndedByTheControlInterface(String what, String message) throws IOException {
        caller.control("tokens", "{\"do\":\"" + what + "\"}");

        Answer answer = caller.call("GET", "/Users", null);

        assertGateway(answer, 401, 124, message);
        caller.use(caller.newToken());
        assertThat(caller.call("GET", "/Users", null).status()).isEqualTo(200);
    }

    @Test
    void aTokenWithoutTheScopeIsRefused() throws IOException {
        zoom.settings(Map.of("scopes", "user:master"));
        caller.use(caller.newToken());

        Answer answer = caller.call("GET", "/Users", null);

        assertGateway(answer, 400, 4711, "Invalid access token, does not contain scopes:[scim2:admin].");
    }

    @Test
    void theClassicScopeIsEnough() throws IOException {
        zoom.settings(Map.of("scopes", "user:master scim2"));
        caller.use(caller.newToken());

        Answer answer = caller.call("GET", "/Users", null);

        assertThat(answer.status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/Nothing", "/Users/a/b", "/ServiceProviderConfig", "/Me"})
    void anUnknownPathIsNotTheBodyOfAMissingUser(String path) throws IOException {
        Answer answer = caller.call("GET", path, null);

        assertGateway(answer, 404, 2300, "This API endpoint is not recognized.");
    }

    @ParameterizedTest
    @CsvSource({"PUT,/Groups/x", "POST,/Users/x", "DELETE,/Users", "POST,/Bulk"})
    void onlyTheElevenOperationsExist(String method, String path) throws IOException {
        Answer answer = caller.call(method, path, "{\"a\":1}");

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.json().get("code").asInt()).isEqualTo(2300);
    }

    @Test
    void anotherBasePathIsUnknown() throws IOException {
        Answer answer = HttpProbe.send("GET", zoom.url().resolve("/scim/Users"), null);

        assertGateway(answer, 404, 2300, "This API endpoint is not recognized.");
    }

    @Test
    void everyAnswerHasATrackingId() throws IOException {
        Answer answer = caller.call("GET", "/Users", null);

        assertThat(answer.header("x-zm-trackingid")).isNotBlank();
    }

    @Test
    void limitsAreOffByDefault() throws IOException {
        Answer answer = caller.call("GET", "/Users", null);

        assertThat(answer.header("X-RateLimit-Limit")).isNull();
    }

    @ParameterizedTest
    @CsvSource({"business,GET,/Users,Medium,60", "business,GET,/Users/x,Light,80", "pro,GET,/Users,Medium,20", "pro,POST,/Users,Light,30"})
    void labelsAreThoseOfThePlan(String plan, String method, String path, String category, int limit) throws IOException {
        zoom.settings(Map.of("rateLimits", "labels", "plan", plan));

        Answer answer = caller.call(method, path, method.equals("POST") ? "{\"a\":1}" : null);

        assertThat(answer.header("X-RateLimit-Category")).isEqualTo(category);
        assertThat(answer.header("X-RateLimit-Type")).isEqualTo("QPS");
        assertThat(answer.header("X-RateLimit-Limit")).isEqualTo(String.valueOf(limit));
        assertThat(answer.header("X-RateLimit-Remaining")).isEqualTo(String.valueOf(limit - 1));
        assertThat(answer.header("X-RateLimit-Reset")).isNull();
    }

    @Test
    void thePerSecondLimitEndsWithTheSecond() throws IOException {
        zoom.settings(Map.of("rateLimits", 2));
        caller.call("GET", "/Users", null);
        caller.call("GET", "/Users", null);

        Answer refused = caller.call("GET", "/Users", null);

        assertGateway(refused, 429, 429, "You have reached the maximum per-second rate limit for this API. Try again later.");
        assertThat(refused.header("X-RateLimit-Remaining")).isEqualTo("0");
        assertThat(refused.header("X-RateLimit-Reset")).isEqualTo(String.valueOf(clock.now.getEpochSecond() + 1));
        assertThat(refused.header("Retry-After")).isNull();
        assertThat(caller.get("x").status()).as("another label").isEqualTo(404);
        clock.now = clock.now.plusSeconds(1);
        assertThat(caller.call("GET", "/Users", null).status()).isEqualTo(200);
    }

    @Test
    void theDailyLimitSaysWhenTheDayEnds() throws IOException {
        zoom.settings(Map.of("dailyLimit", 1));
        caller.call("GET", "/Users", null);

        Answer refused = caller.call("GET", "/Users", null);

        assertGateway(refused, 429, 429, "You have reached the maximum daily rate limit for this API. Refer to the response header for details on "
                + "when you can make another request.");
        assertThat(refused.header("X-RateLimit-Type")).isEqualTo("Daily-limit");
        assertThat(refused.header("Retry-After")).isEqualTo("2026-03-02T00:00:00Z");
        clock.now = Instant.parse("2026-03-02T00:00:00Z");
        assertThat(caller.call("GET", "/Users", null).status()).as("the token is too old by now, but not the limit").isEqualTo(401);
        caller.use(caller.newToken());
        assertThat(caller.call("GET", "/Users", null).status()).isEqualTo(200);
    }

    @Test
    void theDayMayEndSooner() throws IOException {
        zoom.settings(Map.of("dailyLimit", 1, "dailyReset", "2026-03-01T10:00:05Z"));
        caller.call("GET", "/Users", null);

        Answer refused = caller.call("GET", "/Users", null);

        assertThat(refused.header("Retry-After")).isEqualTo("2026-03-01T10:00:05Z");
        clock.now = clock.now.plusSeconds(5);
        assertThat(caller.call("GET", "/Users", null).status()).isEqualTo(200);
    }

    @Test
    void aLimitOrderedAsAFaultLooksTheSame() throws IOException {
        zoom.faults().add(Fault.rateLimit(0, Duration.ofMinutes(1)));

        Answer refused = caller.call("GET", "/Users", null);

        assertGateway(refused, 429, 429, "You have reached the maximum per-second rate limit for this API. Try again later.");
        assertThat(refused.header("X-RateLimit-Reset")).isEqualTo(String.valueOf(clock.now.getEpochSecond() + 60));
    }

    @Test
    void aSecondDeleteOfTheSameUserIsTooMuch() throws IOException {
        String id = caller.create("jill@example.com");
        zoom.faults().add(Fault.delay(Duration.ofSeconds(2)).afterWork().next(1).on("DELETE", ".*"));
        CompletableFuture<Integer> first = CompletableFuture.supplyAsync(() -> {
            try {
                return caller.delete(id).status();
            } catch (IOException broken) {
                return -1;
            }
        });
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (zoom.user("jill@example.com") != null && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }

        Answer second = caller.delete(id);

        assertGateway(second, 429, 429, "Too many concurrent requests. A request to disassociate this user has already been made.");
        assertThat(first.join()).isEqualTo(204);
        assertMissing(caller.delete(id), 404);
    }

    @Test
    void aDeleteWhoseAnswerWasLostIsOver() throws IOException {
        String id = caller.create("jill@example.com");
        zoom.faults().add(Fault.reset().afterWork().next(1).on("DELETE", ".*"));
        assertThatThrownBy(() -> caller.delete(id)).isInstanceOf(IOException.class);

        Answer again = caller.delete(id);

        assertMissing(again, 404);
    }

    @Test
    void withoutSingleSignOnEveryCallFails() throws IOException {
        zoom.settings(Map.of("sso", false));

        Answer answer = caller.call("GET", "/Users", null);

        assertScimError(answer, 400, "Account has not enabled Single Sign-On.");
    }

    @ParameterizedTest
    @CsvSource({"User:Read,GET,/Users", "User:Edit,POST,/Users", "Group:Edit,POST,/Groups", "Group:Read,GET,/Groups"})
    void aMissingPermissionIs403(String permission, String method, String path) throws IOException {
        zoom.settings(Map.of("deniedPermissions", List.of(permission)));

        Answer answer = caller.call(method, path, method.equals("GET") ? null : "{\"a\":1}");

        assertScimError(answer, 403, "The request was denied due to insufficient permissions");
    }

    @Test
    void theControlInterfaceRefusesUnknownSettingsAndSwitches() throws IOException {
        Answer setting = caller.control("settings", "{\"ssso\":true}");
        Answer value = caller.control("settings", "{\"plan\":\"free\"}");
        Answer unknown = caller.control("switches", "{\"duplicateCreat\":\"400\"}");
        Answer bad = caller.control("switches", "{\"putAbsent\":\"cleared\",\"duplicateCreate\":\"500\"}");

        assertThat(List.of(setting.status(), value.status(), unknown.status(), bad.status())).containsOnly(400);
        assertThat(setting.json().get("error").asText()).contains("ssso").contains("sso");
        assertThat(value.json().get("error").asText()).contains("free").contains("business");
        assertThat(unknown.json().get("error").asText()).contains("duplicateCreat").contains("duplicateCreate");
        assertThat(bad.json().get("error").asText()).contains("500").contains("409 uniqueness");
        assertThat(zoom.switches().get(ZoomSwitch.PUT_ABSENT)).as("all or nothing").isEqualTo("kept");
    }

    @Test
    void switchesAndSettingsAreShownAndReset() throws IOException {
        caller.control("switches", "{\"duplicateCreate\":\"409 `uniqueness`\",\"expiresIn\":3599}");
        caller.control("settings", "{\"associatedDomains\":[\"example.com\"]}");
        JsonNode switches = caller.control("switches", null).json();
        JsonNode settings = caller.control("settings", null).json();

        caller.control("reset", "{}");

        assertThat(switches.get("duplicateCreate").asText()).isEqualTo("409 uniqueness");
        assertThat(switches.get("expiresIn").asText()).isEqualTo("3599");
        assertThat(switches).hasSize(32);
        assertThat(settings.at("/associatedDomains/0").asText()).isEqualTo("example.com");
        assertThat(zoom.switches().get(ZoomSwitch.DUPLICATE_CREATE)).isEqualTo("409");
        assertThat(caller.control("settings", null).json().at("/associatedDomains/0").asText()).isEqualTo("*");
    }
}
