package io.muster.sandbox.service;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * The control interface of every simulated service, for tests that run outside this process. JSON in, JSON out; what is wrong with a
 * request comes back as 400 {@code {"error":"..."}}.
 *
 * <p>{@code GET /_control/requests[?after=NUMBER]}: what was asked. {@code totals} are exact, {@code requests} are the newest 100,000,
 * {@code headers} and {@code body} those of the newest 2,000; {@code status} 0 means that the connection was cut.
 * <pre>{"total":2,"totals":{"POST /scim2/Users":{"201":2}},
 * "requests":[{"number":1,"time":"2026-01-01T00:00:00Z","method":"POST","path":"/scim2/Users","query":"","status":201,
 *              "fault":"reset","headers":{"accept":"..."},"body":"..."}]}</pre>
 *
 * <p>{@code GET /_control/users} and {@code GET /_control/groups}: what the service holds, in its own JSON, with what only the simulator
 * knows beside it (Zoom: {@code pending}, {@code administrator}).
 * <pre>{"total":1,"users":[{...}]}</pre>
 *
 * <p>{@code POST /_control/users}: puts accounts there. One object, an array or {@code {"users":[...]}} in the form in which
 * {@code GET /_control/users} shows them; {@code {"generate":500,"domain":"example.com"}} makes {@code user1@example.com} and so on.
 *
 * <p>{@code POST /_control/faults}: one fault, an array or {@code {"faults":[...]}}. {@code GET} lists those not yet used up, {@code DELETE}
 * cancels them. A fault says how often it strikes, {@code "next":3} or {@code "share":0.2} (both: the share of the requests, until so many were
 * struck), whom, {@code "method":"POST"} and {@code "path":"/scim2/Users.*"} (a regular expression for the whole path; both may be left out), and
 * one kind:
 * <pre>{"status":503}                    an error in the service's own form; "body":"..." replaces its text
 * {"reset":true}                    the TCP connection is cut
 * {"malformed":true}                JSON that breaks off
 * {"html":true,"status":502}        a proxy's page
 * {"drip":100}                      the right answer, a byte every so many milliseconds
 * {"perSecond":5} {"perMinute":60}  requests beyond get the service's own 429; until cancelled
 * {"delay":2000}                    milliseconds; alone, or together with any of the others
 * {"headers":{"Retry-After":"3"}}   likewise</pre>
 * {@code "when":"before"} (the default) strikes instead of the work, {@code "when":"after"} when the work is done and only the answer is lost.
 *
 * <p>{@code POST /_control/reset}: everything as it was at the start; {@code {"only":["requests","faults"]}} names parts.
 */
final class ControlInterface {

    static final String PATH = "/_control";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final SimulatedService service;

    ControlInterface(SimulatedService service) {
        this.service = service;
    }

    Reply answer(Call call) {
        try {
            List<String> segments = call.segments();
            JsonNode answer = segments.size() == 2 ? answer(call, call.method(), segments.get(1)) : null;
            return answer != null ? Reply.json(200, answer)
                    : problem(404, "There is no " + call.method() + " " + call.path() + ": see docs/sandbox.md.");
        } catch (IllegalArgumentException wrong) {
            return problem(400, wrong.getMessage());
        }
    }

    private JsonNode answer(Call call, String method, String control) {
        return switch (method + " " + control) {
            case "GET requests" -> requests(call);
            case "GET users" -> list("users", service.users());
            case "GET groups" -> list("groups", service.groups());
            case "POST users" -> {
                service.seed(inner(body(call), "users"));
                yield done();
            }
            case "GET faults" -> faults();
            case "POST faults" -> order(inner(body(call), "faults"));
            case "DELETE faults" -> {
                service.faults().clear();
                yield done();
            }
            case "POST reset" -> reset(body(call));
            default -> service.control(method, control, body(call));
        };
    }

    private JsonNode requests(Call call) {
        String after = call.parameters().getOrDefault("after", "0");
        if (!after.matches("\\d{1,18}")) {
            throw new IllegalArgumentException("\"after\" is \"" + after + "\": give a request's number.");
        }
        RequestLog log = service.requests();
        ObjectNode answer = JSON.createObjectNode().put("total", log.total());
        answer.set("totals", JSON.valueToTree(log.totals()));
        ArrayNode requests = answer.putArray("requests");
        for (RequestLog.Recorded request : log.after(Long.parseLong(after))) {
            ObjectNode row = requests.addObject().put("number", request.number()).put("time", request.time().toString())
                    .put("method", request.method()).put("path", request.path()).put("query", request.query()).put("status", request.status());
            if (request.fault() != null) {
                row.put("fault", request.fault());
            }
            if (request.headers() != null) {
                row.set("headers", JSON.valueToTree(request.headers()));
            }
            if (request.body() != null) {
                row.put("body", request.body());
            }
        }
        return answer;
    }

    private static JsonNode list(String name, List<ObjectNode> things) {
        ObjectNode answer = JSON.createObjectNode().put("total", things.size());
        answer.putArray(name).addAll(things);
        return answer;
    }

    private JsonNode faults() {
        ObjectNode answer = JSON.createObjectNode();
        ArrayNode faults = answer.putArray("faults");
        for (Fault fault : service.faults().pending()) {
            faults.addObject().put("kind", fault.kind().name().toLowerCase(Locale.ROOT)).put("status", fault.status())
                    .put("next", fault.next()).put("share", fault.share()).put("method", fault.method())
                    .put("path", fault.path() == null ? null : fault.path().pattern()).put("when", fault.workDone() ? "after" : "before")
                    .put("delay", fault.delay().toMillis());
        }
        return answer;
    }

    private JsonNode order(JsonNode body) {
        List<Fault> ordered = body.isArray() ? stream(body).map(Fault::of).toList() : List.of(Fault.of(body));
        ordered.forEach(service.faults()::add);
        return faults();
    }

    private static Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    private JsonNode reset(JsonNode body) {
        if (!body.has("only")) {
            service.reset();
            return done();
        }
        Set<String> known = new TreeSet<>(service.parts());
        known.addAll(Set.of("requests", "faults"));
        List<String> parts = stream(body.get("only")).map(JsonNode::asText).toList();
        for (String part : parts) {
            if (!known.contains(part)) {
                throw new IllegalArgumentException("\"" + part + "\" can't be reset: use " + known + ".");
            }
        }
        for (String part : parts) {
            switch (part) {
                case "requests" -> service.requests().clear();
                case "faults" -> service.faults().clear();
                default -> service.reset(part);
            }
        }
        return done();
    }

    private static JsonNode inner(JsonNode body, String name) {
        return body.path(name).isArray() ? body.get(name) : body;
    }

    private static JsonNode body(Call call) {
        try {
            return call.body().length == 0 ? JSON.createObjectNode() : JSON.readTree(call.body());
        } catch (JsonProcessingException broken) {
            throw new IllegalArgumentException("The body is not JSON: " + broken.getOriginalMessage() + ".");
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static JsonNode done() {
        return JSON.createObjectNode().put("ok", true);
    }

    private static Reply problem(int status, String message) {
        return Reply.json(status, JSON.createObjectNode().put("error", message));
    }
}
