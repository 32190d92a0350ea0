package io.muster.sandbox.pingid;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.sandbox.service.Switches;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.function.Supplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The signed tokens of both directions (RFC 7515, compact form, HS256), with nothing but the JDK: so they are checked by another library than
 * the one that the product uses.
 */
final class PingIdTokens {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration WINDOW = Duration.ofMinutes(5);
    private static final DateTimeFormatter TIMESTAMP = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS");

    /** The request is not from somebody whom PingID knows; the message is what it would tell. */
    static final class Denied extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Denied(String message) {
            super(message, null, false, false);
        }
    }

    private final Supplier<PingIdSettings> settings;
    private final Switches<PingIdSwitch> switches;
    private final Clock clock;

    PingIdTokens(Supplier<PingIdSettings> settings, Switches<PingIdSwitch> switches, Clock clock) {
        this.settings = settings;
        this.switches = switches;
        this.clock = clock;
    }

    /** PingID's time. */
    Instant now() {
        return clock.instant().plusSeconds(settings.get().clockOffsetSeconds());
    }

    /**
     * A request's {@code reqBody}.
     *
     * @throws Denied              when organisation, token, key or time are wrong
     * @throws PingIdError.Refused when what was signed is no valid request
     */
    ObjectNode open(byte[] sent) {
        PingIdSettings own = settings.get();
        String[] parts = new String(sent, StandardCharsets.US_ASCII).strip().split("\\.", -1);
        if (parts.length != 3) {
            throw new Denied("The request is not a signed token");
        }
        JsonNode header = decoded(parts[0]);
        if (header == null || !header.path("alg").asText().equals("HS256")) {
            throw new Denied("The request is not a token signed with HS256");
        }
        String alias = header.has("org_alias") ? header.path("org_alias").asText() : header.path("orgAlias").asText();
        if (!alias.equals(own.orgAlias())) {
            throw new Denied("Unknown organization");
        }
        if (!header.path("token").asText().equals(own.token())) {
            throw new Denied("Unknown token");
        }
        if (!MessageDigest.isEqual(signature(parts[0] + "." + parts[1], own.key()).getBytes(StandardCharsets.US_ASCII), parts[2].getBytes(StandardCharsets.US_ASCII))) {
            throw new Denied("The signature is not valid");
        }
        JsonNode payload = decoded(parts[1]);
        if (payload == null || !(payload.get("reqBody") instanceof ObjectNode body) || !payload.path("reqHeader").isObject()) {
            throw PingIdError.INVALID_INPUT.refused();
        }
        check(payload.get("reqHeader"), own);
        return body;
    }

    private void check(JsonNode header, PingIdSettings own) {
        if (!header.path("orgAlias").asText().equals(own.orgAlias())) {
            throw new Denied("Unknown organization");
        }
        if (!header.path("secretKey").asText().equals(own.token())) {
            throw new Denied("Unknown token");
        }
        if (!header.path("version").asText().matches("4(\\.\\d+)+")) {
            throw PingIdError.INVALID_INPUT.refused();
        }
        Instant sentAt;
        try {
            sentAt = LocalDateTime.parse(header.path("timestamp").asText(), TIMESTAMP).toInstant(ZoneOffset.UTC);
        } catch (DateTimeException unreadable) {
            throw PingIdError.INVALID_INPUT.refused();
        }
        if (!switches.is(PingIdSwitch.TIMESTAMP_WINDOW, "none") && Duration.between(sentAt, now()).abs().compareTo(WINDOW) > 0) {
            throw new Denied("The timestamp is out of range");
        }
    }

    private static JsonNode decoded(String part) {
        try {
            JsonNode json = JSON.readTree(Base64.getUrlDecoder().decode(part));
            return json != null && json.isObject() ? json : null;
        } catch (IOException | IllegalArgumentException broken) {
            return null;
        }
    }

    /** A reply as PingID signs it. */
    String sign(ObjectNode responseBody) {
        PingIdSettings own = settings.get();
        ObjectNode header = JSON.createObjectNode().put("alg", "HS256").put("org_alias", own.orgAlias()).put("token", own.token());
        String signed = encoded(header) + "." + encoded(JSON.createObjectNode().set("responseBody", responseBody));
        return signed + "." + signature(signed, own.key());
    }

    private static String encoded(JsonNode json) {
        try {
            return Base64.getUrlEncoder().withoutPadding().encodeToString(JSON.writeValueAsBytes(json));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static String signature(String signed, byte[] key) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("this JVM lacks HmacSHA256, which every JVM must have", impossible);
        }
    }
}
