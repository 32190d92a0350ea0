package io.muster.sandbox.webex;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.muster.sandbox.service.Call;
import io.muster.sandbox.service.Reply;
import io.muster.sandbox.service.Switches;
import io.muster.sandbox.webex.WebexErrors.Refused;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Webex's token endpoints, for integrations and for Service Apps, and the tokens that they have issued. */
final class WebexTokens {

    static final String CLIENT_ID = "sandbox-client";
    static final String CLIENT_SECRET = "sandbox-secret";
    static final String REFRESH_TOKEN = "sandbox-refresh-token";
    static final String CODE = "sandbox-code";
    static final String APPLICATION_ID = "sandbox-application";
    /** A token of the app's developer, with the scope {@code spark:applications_token}. */
    static final String DEVELOPER_TOKEN = "sandbox-developer-token";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String BAD_REFRESH_TOKEN = "The refresh token provided is expired, revoked, malformed, or invalid";

    private final Switches<WebexSwitch> switches;
    private final Supplier<WebexSettings> settings;
    private final Clock clock;
    private final Map<String, Instant> access = new ConcurrentHashMap<>();
    private final Map<String, Instant> refresh = new ConcurrentHashMap<>();
    private final SecureRandom random = new SecureRandom();

    WebexTokens(Switches<WebexSwitch> switches, Supplier<WebexSettings> settings, Clock clock) {
        this.switches = switches;
        this.settings = settings;
        this.clock = clock;
        reset();
    }

    /** {@code POST /v1/access_token}: what it is asked with stands in the body. */
    Reply issue(Call call) {
        Map<String, String> form = Call.form(new String(call.body(), StandardCharsets.UTF_8));
        if (!call.method().equals("POST") || !String.valueOf(call.header("Content-Type")).startsWith("application/x-www-form-urlencoded")) {
            return refuse(400, "invalid_request", "The request could not be understood by the server due to malformed syntax.");
        }
        if (!CLIENT_ID.equals(form.get("client_id")) || !CLIENT_SECRET.equals(form.get("client_secret"))) {
            return refuse(401, "invalid_client", "Invalid client credentials");
        }
        return switch (form.getOrDefault("grant_type", "")) {
            case "refresh_token" -> refresh(form.getOrDefault("refresh_token", ""));
            case "authorization_code" -> CODE.equals(form.get("code")) && form.containsKey("redirect_uri") ? grant(newToken())
                    : refuse(400, "invalid_grant", "The authorization code is expired or invalid");
            default -> refuse(400, "unsupported_grant_type", "The grant type is not supported");
        };
    }

    private Reply refresh(String token) {
        Instant expires = refresh.get(token);
        if (expires == null || !clock.instant().isBefore(expires) || !settings.get().authorized()) {
            return refuse(400, "invalid_grant", BAD_REFRESH_TOKEN);
        }
        if (switches.is(WebexSwitch.REFRESH_TOKEN_ROTATES, "same")) {
            return grant(token);
        }
        refresh.remove(token);
        return grant(newToken());
    }

    /** {@code POST /v1/applications/{id}/token}: the first tokens of a Service App. */
    Reply applicationToken(Call call, String application) {
        if (!("Bearer " + DEVELOPER_TOKEN).equals(call.header("Authorization"))) {
            return unauthorized();
        }
        JsonNode body;
        try {
            body = JSON.readTree(call.body());
        } catch (IOException broken) {
            return WebexErrors.v1(400, 400_000, "The request is not JSON.");
        }
        if (!application.equals(APPLICATION_ID) || !body.path("clientId").asText().equals(CLIENT_ID) || !body.path("clientSecret").asText().equals(CLIENT_SECRET)) {
            return WebexErrors.v1(400, 400_000, "Invalid client credentials");
        }
        if (!body.path("targetOrgId").asText().equals(WebexIds.base64("ORGANIZATION", WebexSimulator.ORG_ID)) || !settings.get().authorized()) {
            return WebexErrors.v1(403, 403_000, "The Service App is not authorized by a full administrator of this organization.");
        }
        return grant(newToken());
    }

    private Reply grant(String refreshToken) {
        String[] lifetimes = switches.get(WebexSwitch.TOKEN_LIFETIMES).split(" / ");
        long life = Long.parseLong(lifetimes[0]);
        long refreshLife = Long.parseLong(lifetimes[1]);
        String token = newToken();
        access.put(token, clock.instant().plusSeconds(life));
        refresh.put(refreshToken, clock.instant().plusSeconds(refreshLife));
        return Reply.json(200, JsonNodeFactory.instance.objectNode().put("access_token", token).put("expires_in", life).put("refresh_token", refreshToken)
                .put("refresh_token_expires_in", refreshLife).put("token_type", "Bearer"));
    }

    private String newToken() {
        byte[] bytes = new byte[48];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private Reply refuse(int status, String error, String words) {
        return switches.is(WebexSwitch.REFRESH_ERROR_SHAPE, "/v1") ? WebexErrors.v1(status, status * 1000, words)
                : Reply.json(status, JsonNodeFactory.instance.objectNode().put("error", error).put("error_description", words));
    }

    private static Reply unauthorized() {
        return WebexErrors.v1(401, 401_000, "The request requires a valid access token set in the Authorization request header.");
    }

    /** The answer to a request whose token is not good enough, or null. */
    Reply check(Call call) {
        Instant expires = expiry(call);
        return expires == null || !clock.instant().isBefore(expires) ? unauthorized() : null;
    }

    /** {@code GET /v1/authorizations/tokenExpiry}. */
    Reply expires(Call call) {
        return Reply.json(200, JsonNodeFactory.instance.objectNode().put("exp", expiry(call).toEpochMilli()));
    }

    private Instant expiry(Call call) {
        String header = call.header("Authorization");
        return header == null || !header.regionMatches(true, 0, "Bearer ", 0, 7) ? null : access.get(header.substring(7).trim());
    }

    /** An access token for tests and for people who would rather not refresh one. */
    String newAccessToken() {
        String token = newToken();
        access.put(token, clock.instant().plusSeconds(43_199));
        return token;
    }

    /** Every access token issued so far is known no more. */
    void revoke() {
        access.clear();
    }

    /** The role of the administrator changed: every token of theirs is dead, the refresh tokens too. */
    void revokeAll() {
        access.clear();
        refresh.clear();
    }

    /** The first refresh token is good again. */
    void reset() {
        revokeAll();
        refresh.put(REFRESH_TOKEN, Instant.MAX);
    }

    /** {@code POST /_control/tokens}. */
    void control(JsonNode body) {
        switch (body.path("do").asText()) {
            case "revoke" -> revoke();
            case "revokeAll" -> revokeAll();
            case "restore" -> reset();
            default -> throw new IllegalArgumentException(
                    "Say what happens to the tokens: {\"do\":\"revoke\"}, {\"do\":\"revokeAll\"} (the refresh tokens too) or {\"do\":\"restore\"}.");
        }
    }

    /** What a token has to be granted for a request. */
    static void require(boolean granted, String what) {
        if (!granted) {
            throw new Refused(403, "Access token does not have required " + what + ".");
        }
    }
}
