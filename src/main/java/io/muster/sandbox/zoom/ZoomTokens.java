package io.muster.sandbox.zoom;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.sandbox.service.Call;
import io.muster.sandbox.service.Reply;
import io.muster.sandbox.service.Switches;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** {@code POST /oauth/token} of a Server-to-Server OAuth app, and the tokens that it has issued. */
final class ZoomTokens {

    /** What the account's app is known by. */
    static final String ACCOUNT_ID = "sandbox-account";
    static final String CLIENT_ID = "sandbox-client";
    static final String CLIENT_SECRET = "sandbox-secret";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> SCIM_SCOPES = Set.of("scim2:admin", "scim2");

    private record Token(Instant expires, String scopes) {
    }

    private final Switches<ZoomSwitch> switches;
    private final Supplier<ZoomSettings> settings;
    private final ZoomErrors errors;
    private final Clock clock;
    private final Map<String, Token> tokens = new ConcurrentHashMap<>();
    private final SecureRandom random = new SecureRandom();

    ZoomTokens(Switches<ZoomSwitch> switches, Supplier<ZoomSettings> settings, ZoomErrors errors, Clock clock) {
        this.switches = switches;
        this.settings = settings;
        this.errors = errors;
        this.clock = clock;
    }

    /** Answers the token endpoint. */
    Reply issue(Call call, String apiUrl) {
        if (!call.method().equals("POST")) {
            return ZoomErrors.unknownEndpoint();
        }
        String basic = "Basic " + Base64.getEncoder().encodeToString((CLIENT_ID + ":" + CLIENT_SECRET).getBytes(StandardCharsets.UTF_8));
        if (!basic.equals(call.header("Authorization"))) {
            return refuse("Invalid client_id or client_secret", "invalid_client", 0);
        }
        if (!settings.get().appActive()) {
            return refuse("The app has been disabled", "invalid_client", 4717);
        }
        if (!call.query().isEmpty() && switches.is(ZoomSwitch.TOKEN_PARAMS_IN_QUERY, "400")) {
            return refuse("Bad Request", "invalid_request", 0);
        }
        Map<String, String> parameters = parameters(call);
        if (!"account_credentials".equals(parameters.get("grant_type"))) {
            return refuse("Unsupported grant type", "unsupported_grant_type", 4705);
        }
        if (!ACCOUNT_ID.equals(parameters.get("account_id"))) {
            return refuse("Bad Request", "invalid_request", 0);
        }
        return grant(apiUrl);
    }

    private Reply grant(String apiUrl) {
        if (switches.is(ZoomSwitch.PREVIOUS_TOKEN_SURVIVES, "false")) {
            tokens.clear();
        }
        byte[] bytes = new byte[96];
        random.nextBytes(bytes);
        String token = "eyJ" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        int life = switches.number(ZoomSwitch.EXPIRES_IN);
        String scopes = settings.get().scopes();
        tokens.put(token, new Token(clock.instant().plusSeconds(life), scopes));
        return Reply.json(200, JsonNodeFactory.instance.objectNode().put("access_token", token).put("token_type", "bearer")
                .put("expires_in", life).put("scope", scopes).put("api_url", apiUrl));
    }

    private Map<String, String> parameters(Call call) {
        Map<String, String> parameters = new LinkedHashMap<>(call.parameters());
        String body = new String(call.body(), StandardCharsets.UTF_8);
        String type = call.header("Content-Type");
        if (type != null && type.startsWith("application/json")) {
            try {
                JSON.readTree(body).fields().forEachRemaining(field -> parameters.put(field.getKey(), field.getValue().asText()));
            } catch (IOException broken) {
                return Map.of();
            }
        } else {
            parameters.putAll(Call.form(body));
        }
        return parameters;
    }

    private Reply refuse(String reason, String error, int code) {
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("reason", reason).put("error", error);
        if (code != 0) {
            body.put("code", code);
        }
        return Reply.json(switches.number(ZoomSwitch.OAUTH_ERROR_STATUS), body);
    }

    /** The gateway's answer to a request whose token is not good enough, or null. */
    Reply check(Call call) {
        String header = call.header("Authorization");
        Token token = header == null || !header.regionMatches(true, 0, "Bearer ", 0, 7) ? null : tokens.get(header.substring(7).trim());
        if (token == null || !settings.get().appActive()) {
            return errors.gateway(401, 124, "Invalid access token.");
        }
        if (!clock.instant().isBefore(token.expires)) {
            return errors.gateway(401, 124, "Access token is expired.");
        }
        for (String scope : token.scopes.split(" ")) {
            if (SCIM_SCOPES.contains(scope)) {
                return null;
            }
        }
        return errors.gateway(400, 4711, "Invalid access token, does not contain scopes:[scim2:admin].");
    }

    /** Every token issued so far is known no more. */
    void revoke() {
        tokens.clear();
    }

    /** Every token issued so far has outlived its time. */
    void expire() {
        tokens.replaceAll((token, was) -> new Token(Instant.MIN, was.scopes));
    }

    /** {@code POST /_control/tokens}. */
    void control(JsonNode body) {
        switch (body.path("do").asText()) {
            case "revoke" -> revoke();
            case "expire" -> expire();
            default -> throw new IllegalArgumentException("Say what happens to the tokens: {\"do\":\"revoke\"} or {\"do\":\"expire\"}.");
        }
    }
}
