package io.muster.target.pingid;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.apply.Connection;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import org.apache.camel.Exchange;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.keys.HmacKey;
import org.jose4j.lang.JoseException;

/** The signed tokens of both directions (JWS, HS256): the bean {@code pingidTokens}. */
public final class PingIdTokens {

    private static final String VERSION = "4.9";
    private static final int LONGEST_TEXT = 100;
    private static final DateTimeFormatter TIMESTAMP = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS").withZone(ZoneOffset.UTC);
    private static final AlgorithmConstraints HS256 = new AlgorithmConstraints(ConstraintType.PERMIT, AlgorithmIdentifiers.HMAC_SHA256);
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The token to send for a {@code reqBody}. */
    public String sign(ObjectNode reqBody, Connection connection) {
        String alias = connection.settings().get("org-alias");
        String token = connection.settings().get("token");
        ObjectNode payload = JSON.createObjectNode();
        payload.putObject("reqHeader").put("locale", "en").put("orgAlias", alias).put("secretKey", token).put("timestamp", TIMESTAMP.format(Instant.now()))
                .put("version", VERSION);
        payload.set("reqBody", reqBody);
        JsonWebSignature jws = new JsonWebSignature();
        jws.setAlgorithmHeaderValue(AlgorithmIdentifiers.HMAC_SHA256);
        jws.setHeader("org_alias", alias);
        jws.setHeader("token", token);
        jws.setPayload(payload.toString());
        jws.setKey(key(connection));
        try {
            return jws.getCompactSerialization();
        } catch (JoseException e) {
            // its message may show the token
            throw new IllegalStateException("the request can't be signed with use_base64_key (" + e.getClass().getSimpleName() + ")");
        }
    }

    private static HmacKey key(Connection connection) {
        return new HmacKey(Base64.getDecoder().decode(connection.settings().get("use-base64-key")));
    }

    /** Makes the answer in the body a {@link PingIdReply}, and puts PingID's own id of the request where the audit finds it. */
    public void open(Exchange exchange) {
        String body = exchange.getMessage().getBody(String.class);
        int status = exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE, Integer.class);
        Instant sentAt = instant(exchange.getMessage().getHeader("Date", String.class));
        JsonWebSignature jws = token(body == null ? "" : body.strip());
        PingIdReply reply;
        if (jws == null) {
            reply = new PingIdReply(status, null, false, plainText(body), sentAt);
        } else {
            JsonNode response = verified(jws, exchange.getVariable("connection", Connection.class));
            reply = new PingIdReply(status, response, response == null, null, sentAt);
        }
        if (reply.response() != null && reply.response().hasNonNull("uniqueMsgId")) {
            exchange.getMessage().setHeader("X-Request-Id", reply.response().get("uniqueMsgId").asText());
        }
        exchange.getMessage().setBody(reply);
    }

    /** Null when the text is no signed token at all. */
    private static JsonWebSignature token(String text) {
        JsonWebSignature jws = new JsonWebSignature();
        jws.setAlgorithmConstraints(HS256);
        try {
            jws.setCompactSerialization(text);
            return jws;
        } catch (JoseException noToken) {
            return null;
        }
    }

    /** {@code responseBody}, which very old versions leave out around its fields; null when our key did not sign it. */
    private static JsonNode verified(JsonWebSignature jws, Connection connection) {
        jws.setKey(key(connection));
        try {
            if (!jws.verifySignature()) {
                return null;
            }
            JsonNode payload = JSON.readTree(jws.getPayload());
            return payload.has("responseBody") ? payload.get("responseBody") : payload;
        } catch (JoseException | JsonProcessingException unsigned) {
            return null;
        }
    }

    private static String plainText(String body) {
        if (body == null || body.isBlank() || body.contains("<")) {
            return null;
        }
        String line = body.strip().lines().findFirst().orElse("");
        return line.length() > LONGEST_TEXT ? line.substring(0, LONGEST_TEXT) : line;
    }

    private static Instant instant(String date) {
        try {
            return date == null ? null : ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
        } catch (DateTimeException unreadable) {
            return null;
        }
    }
}
