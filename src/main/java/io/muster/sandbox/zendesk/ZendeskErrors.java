package io.muster.sandbox.zendesk;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.sandbox.service.Reply;
import io.muster.sandbox.service.Switches;
import java.util.Map;

/** Zendesk's errors: {@code error} is a word or an object, and some bodies are no JSON at all. */
final class ZendeskErrors {

    private static final String NO_ACCESS = "You do not have access to this page. Please contact the account owner of this help desk for further help.";
    private static final String TOO_MANY = "Number of allowed API requests per minute exceeded";

    private final Switches<ZendeskSwitch> switches;

    ZendeskErrors(Switches<ZendeskSwitch> switches) {
        this.switches = switches;
    }

    /** What a rule refuses; carries status and body up to where the answer is written. */
    static final class Refused extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final int status;
        private final transient ObjectNode body;

        Refused(int status, ObjectNode body) {
            super(body.toString(), null, false, false);
            this.status = status;
            this.body = body;
        }

        Reply reply() {
            return Reply.json(status, body);
        }

        /** The first description among the details, or the error's own: what a job says of a row. */
        String words() {
            JsonNode details = body.path("details");
            return details.isEmpty() ? body.path("description").asText(body.path("error").asText()) : details.elements().next().path(0).path("description").asText();
        }

        String error() {
            return body.path("error").asText();
        }
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    static Refused refused(int status, String error, String description) {
        return new Refused(status, object().put("error", error).put("description", description));
    }

    /** A value of the wrong JSON type. */
    static Refused invalidAttribute(String message) {
        ObjectNode body = object();
        body.putObject("error").put("title", "Invalid attribute").put("message", message);
        return new Refused(400, body);
    }

    /** A rule of a record that is broken. {@code error} may be null: some of Zendesk's details have none. */
    static Refused recordInvalid(String key, String description, String error) {
        ObjectNode body = object().put("error", "RecordInvalid").put("description", "Record validation errors");
        ObjectNode detail = body.putObject("details").putArray(key).addObject().put("description", description);
        if (error != null) {
            detail.put("error", error);
        }
        return new Refused(422, body);
    }

    static Refused notFound() {
        return refused(404, "RecordNotFound", "Not found");
    }

    static Refused invalidEndpoint() {
        return refused(404, "InvalidEndpoint", "Not found");
    }

    static Reply unauthenticated() {
        return Reply.json(401, object().put("error", "Couldn't authenticate you")).with(Map.of("WWW-Authenticate", "Basic realm=\"Web Password\""));
    }

    Reply forbidden() {
        return switch (switches.get(ZendeskSwitch.FORBIDDEN_BODY)) {
            case "text" -> Reply.text(403, "text/plain; charset=utf-8", NO_ACCESS);
            case "object" -> {
                ObjectNode body = object();
                body.putObject("error").put("title", "Forbidden").put("message", NO_ACCESS);
                yield Reply.json(403, body);
            }
            default -> Reply.json(403, object().put("error", "Forbidden"));
        };
    }

    /** @param seconds until a request passes again */
    Reply tooMany(long seconds) {
        Reply reply = switches.is(ZendeskSwitch.RATE_LIMIT_BODY, "text") ? Reply.text(429, "text/plain; charset=utf-8", TOO_MANY)
                : Reply.json(429, object().put("error", "APIRateLimitExceeded").put("description", TOO_MANY));
        return reply.with(Map.of("Retry-After", String.valueOf(seconds)));
    }

    /** An error that was ordered by a fault. */
    Reply of(int status) {
        return switch (status) {
            case 401 -> unauthenticated();
            case 403 -> forbidden();
            case 404 -> notFound().reply();
            case 409 -> refused(409, "DatabaseConflict", "Database collision").reply();
            case 429 -> tooMany(1);
            case 503 -> refused(503, "DatabaseDeadlock", "Database deadlock").reply();
            default -> refused(status, "InternalError", "Internal error").reply();
        };
    }
}
