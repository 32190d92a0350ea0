package io.muster.target.zendesk;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.apply.Unavailable;
import java.util.ArrayList;
import java.util.List;

/** Bodies as Zendesk writes and reads them. */
final class ZendeskJson {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LONGEST_TEXT = 200;

    private ZendeskJson() {
    }

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /**
     * The object or list of that name in an answer.
     *
     * @throws Unavailable when there is none: half an answer, or a page of something in between
     */
    static JsonNode read(String body, String name) {
        JsonNode read = parse(body);
        if (read == null || !read.path(name).isContainerNode()) {
            throw new Unavailable("the answer holds no \"" + name + "\"", 200);
        }
        return read.get(name);
    }

    /** An answer as JSON, or null when it is none. */
    static JsonNode parse(String body) {
        try {
            JsonNode read = JSON.readTree(body == null ? "" : body);
            return read != null && read.isObject() ? read : null;
        } catch (JsonProcessingException notJson) {
            return null;
        }
    }

    /** The word for an error, {@code RecordNotFound}; null where the body has none. */
    static String error(String body) {
        JsonNode read = parse(body);
        return read == null ? null : read.path("error").isObject() ? read.path("error").path("title").asText(null) : read.path("error").asText(null);
    }

    /** Zendesk's own words for a person: the details with their attributes, else a description, else a short text; null when there are none. */
    static String words(String body) {
        JsonNode read = parse(body);
        if (read == null) {
            String text = body == null ? "" : body.strip();
            return text.isEmpty() || text.startsWith("<") || text.startsWith("{") ? null : text.substring(0, Math.min(LONGEST_TEXT, text.length()));
        }
        List<String> words = new ArrayList<>();
        read.path("details").fields().forEachRemaining(detail -> detail.getValue().forEach(entry -> words.add(detail.getKey() + ": "
                + entry.path("description").asText(entry.path("error").asText()))));
        if (!words.isEmpty()) {
            return String.join("; ", words);
        }
        String error = read.path("error").isObject() ? read.at("/error/message").asText(null) : read.path("error").asText(null);
        String description = read.path("description").asText(null);
        return error == null ? description : description == null ? error : error + ": " + description;
    }
}
