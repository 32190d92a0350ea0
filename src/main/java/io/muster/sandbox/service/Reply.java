package io.muster.sandbox.service;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One answer of a simulated service.
 *
 * @param contentType null when there is no body
 * @param headers     beyond content type and length
 */
public record Reply(int status, String contentType, byte[] body, Map<String, String> headers) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** An answer with a JSON body. */
    public static Reply json(int status, String contentType, JsonNode body) {
        try {
            return new Reply(status, contentType, JSON.writeValueAsBytes(body), Map.of());
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** An answer with a JSON body of the usual content type. */
    public static Reply json(int status, JsonNode body) {
        return json(status, "application/json", body);
    }

    /** An answer with text for a body. */
    public static Reply text(int status, String contentType, String body) {
        return new Reply(status, contentType, body.getBytes(StandardCharsets.UTF_8), Map.of());
    }

    /** An answer without a body. */
    public static Reply empty(int status) {
        return new Reply(status, null, new byte[0], Map.of());
    }

    /** The same answer with more headers; new values win. */
    public Reply with(Map<String, String> more) {
        if (more.isEmpty()) {
            return this;
        }
        Map<String, String> all = new LinkedHashMap<>(headers);
        all.putAll(more);
        return new Reply(status, contentType, body, all);
    }
}
