package io.muster.scim;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.apply.PercentEncoding;
import io.muster.apply.Unavailable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Bodies and filters of SCIM 2 (RFC 7644). */
public final class Scim {

    public static final String USER = "urn:ietf:params:scim:schemas:core:2.0:User";
    public static final String ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
    public static final String PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

    private static final ObjectMapper JSON = new ObjectMapper();

    private Scim() {
    }

    public static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** {@code {"schemas":[PatchOp],"Operations":[{"op":"replace","value":{"active":…}}]}}. */
    public static String patchActive(boolean active) {
        ArrayNode operations = JsonNodeFactory.instance.arrayNode();
        operations.addObject().put("op", "replace").putObject("value").put("active", active);
        return patch(operations);
    }

    /** The body of a PATCH. */
    public static String patch(ArrayNode operations) {
        ObjectNode body = object();
        body.putArray("schemas").add(PATCH);
        return body.set("Operations", operations).toString();
    }

    /** A query for one resource, {@code filter=userName eq "…"}, encoded for a URL. Quotes and backslashes in the value are escaped (RFC 7644, 3.4.2.2). */
    public static String equalityQuery(String attribute, String value, int count) {
        String literal = value.replace("\\", "\\\\").replace("\"", "\\\"");
        return "filter=" + PercentEncoding.of(attribute + " eq \"" + literal + "\"") + "&startIndex=1&count=" + count;
    }

    /** The {@code Authorization} of Basic authentication (RFC 7617). */
    public static String basic(String user, String password) {
        return "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Reads an answer.
     *
     * @throws Unavailable when it is not JSON: half an answer, or a page of something in between
     */
    public static JsonNode read(byte[] body) {
        try {
            JsonNode read = JSON.readTree(body == null ? new byte[0] : body);
            if (read == null || !read.isObject()) {
                throw new Unavailable("the answer is not a JSON object", 200);
            }
            return read;
        } catch (IOException e) {
            throw new Unavailable("the answer is not JSON", 200);
        }
    }

    /**
     * The answer to a delete: nothing, or some JSON.
     *
     * @throws Unavailable when it is anything else, such as the page of something in between, which deleted nobody
     */
    public static void requireNoPage(byte[] body) {
        if (body != null && body.length > 0) {
            read(body);
        }
    }

    /**
     * The service's own words: {@code detail} of a SCIM error, {@code details} of a service's extension of it, else a gateway's {@code message};
     * null when there are none.
     */
    public static String message(String body) {
        try {
            JsonNode error = JSON.readTree(body == null ? "" : body);
            if (error == null) {
                return null;
            }
            for (String field : new String[] {"detail", "message", "reason", "error_description", "error"}) {
                if (error.hasNonNull(field)) {
                    return error.get(field).asText();
                }
            }
            for (JsonNode section : error) {
                if (section.hasNonNull("details")) {
                    return section.get("details").asText();
                }
            }
        } catch (JsonProcessingException notJson) {
            return null;
        }
        return null;
    }

}
