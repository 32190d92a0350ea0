package io.muster.sandbox.service;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A fault to order: what goes wrong, for which requests, and how often. Built in Java by {@code Fault.status(503).next(3)} or read from
 * the JSON of {@link ControlInterface}.
 *
 * @param status    for {@link Kind#STATUS} and {@link Kind#HTML}
 * @param body      text that replaces the service's own error body, or null
 * @param headers   added to the answer, whatever the kind
 * @param delay     before the answer
 * @param workDone  whether the service does its work before the fault strikes
 * @param next      how many requests it strikes; 0 for no limit
 * @param share     the share of matching requests it strikes, 0 to 1
 * @param method    null for every method
 * @param path      matched against the whole path, or null for every path
 * @param limit     for {@link Kind#RATE_LIMIT}: requests that pass in each {@code window}
 * @param window    for {@link Kind#RATE_LIMIT} and {@link Kind#DRIP}
 */
public record Fault(Kind kind, int status, String body, Map<String, String> headers, Duration delay, boolean workDone, int next,
        double share, String method, Pattern path, int limit, Duration window) {

    /** What goes wrong. */
    public enum Kind {
        /** Nothing but a delay or more headers. */
        NONE,
        STATUS,
        /** The TCP connection is cut (RST) instead of an answer. */
        RESET,
        /** A JSON body that breaks off in the middle. */
        MALFORMED,
        /** A proxy's HTML page. */
        HTML,
        /** The right answer, its body a byte at a time, {@code window} apart: no single wait is long. */
        DRIP,
        /** Requests beyond a number per second or minute get the service's own 429. */
        RATE_LIMIT
    }

    private static final Set<String> FIELDS = new TreeSet<>(Set.of("next", "share", "method", "path", "when", "status", "body", "headers",
            "delay", "reset", "malformed", "html", "drip", "perSecond", "perMinute"));

    private static Fault of(Kind kind, int status) {
        return new Fault(kind, status, null, Map.of(), Duration.ZERO, false, 0, 1, null, null, 0, null);
    }

    /** An answer with this status and the service's own error body. */
    public static Fault status(int status) {
        return of(Kind.STATUS, status);
    }

    /** The connection is cut. */
    public static Fault reset() {
        return of(Kind.RESET, 0);
    }

    /** A JSON body that breaks off in the middle, with status 200 unless the work was done and says otherwise. */
    public static Fault malformed() {
        return of(Kind.MALFORMED, 200);
    }

    /** A proxy's HTML page with this status. */
    public static Fault html(int status) {
        return of(Kind.HTML, status);
    }

    /** The right answer, late. */
    public static Fault delay(Duration delay) {
        return of(Kind.NONE, 0).late(delay);
    }

    /** The right answer, its body a byte at a time. */
    public static Fault drip(Duration apart) {
        return new Fault(Kind.DRIP, 0, null, Map.of(), Duration.ZERO, false, 0, 1, null, null, 0, apart);
    }

    /** Requests beyond {@code limit} in each window get the service's own 429. */
    public static Fault rateLimit(int limit, Duration window) {
        return new Fault(Kind.RATE_LIMIT, 429, null, Map.of(), Duration.ZERO, false, 0, 1, null, null, limit, window);
    }

    /** Strikes the next requests only. */
    public Fault next(int requests) {
        return new Fault(kind, status, body, headers, delay, workDone, requests, share, method, path, limit, window);
    }

    /** Strikes a share of the requests, from 0 to 1. */
    public Fault share(double part) {
        return new Fault(kind, status, body, headers, delay, workDone, next, part, method, path, limit, window);
    }

    /** Strikes requests of one method whose whole path matches a regular expression; null for any. */
    public Fault on(String onlyMethod, String pathPattern) {
        return new Fault(kind, status, body, headers, delay, workDone, next, share, onlyMethod,
                pathPattern == null ? null : Pattern.compile(pathPattern), limit, window);
    }

    /** Strikes after the work is done, before the answer: the client can't know whether it happened. */
    public Fault afterWork() {
        return new Fault(kind, status, body, headers, delay, true, next, share, method, path, limit, window);
    }

    /** Adds a header to the answer. */
    public Fault header(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Fault(kind, status, body, more, delay, workDone, next, share, method, path, limit, window);
    }

    /** Replaces the service's own error body. */
    public Fault body(String text) {
        return new Fault(kind, status, text, headers, delay, workDone, next, share, method, path, limit, window);
    }

    /** Strikes late. */
    public Fault late(Duration time) {
        return new Fault(kind, status, body, headers, time, workDone, next, share, method, path, limit, window);
    }

    /** Whether a request is meant at all, the numbers aside. */
    boolean matches(Call call) {
        return (method == null || method.equals(call.method())) && (path == null || path.matcher(call.path()).matches());
    }

    /**
     * Reads the JSON of {@code POST /_control/faults}.
     *
     * @throws IllegalArgumentException naming the field, the rule and the remedy
     */
    static Fault of(JsonNode json) {
        json.fieldNames().forEachRemaining(name -> {
            if (!FIELDS.contains(name)) {
                throw new IllegalArgumentException("A fault has no field \"" + name + "\": use " + FIELDS + ".");
            }
        });
        Fault fault = kindOf(json);
        if (fault.kind != Kind.RATE_LIMIT && !json.has("next") && !json.has("share")) {
            throw new IllegalArgumentException("The fault does not say how often it strikes: give \"next\": N or \"share\": 0..1.");
        }
        double share = json.path("share").asDouble(1);
        if (share < 0 || share > 1) {
            throw new IllegalArgumentException("\"share\" is " + share + ", but a share lies between 0 and 1.");
        }
        String when = json.path("when").asText("before");
        if (!when.equals("before") && !when.equals("after")) {
            throw new IllegalArgumentException("\"when\" is \"" + when + "\": use \"before\" or \"after\" (the work).");
        }
        Map<String, String> headers = new LinkedHashMap<>();
        json.path("headers").fields().forEachRemaining(header -> headers.put(header.getKey(), header.getValue().asText()));
        Pattern path;
        try {
            path = json.hasNonNull("path") ? Pattern.compile(json.get("path").asText()) : null;
        } catch (PatternSyntaxException broken) {
            throw new IllegalArgumentException("\"path\" is not a regular expression: " + broken.getDescription() + ".");
        }
        return new Fault(fault.kind, fault.status, json.path("body").asText(null), headers, Duration.ofMillis(json.path("delay").asLong(0)),
                when.equals("after"), json.path("next").asInt(0), share, json.path("method").asText(null), path, fault.limit, fault.window);
    }

    private static Fault kindOf(JsonNode json) {
        if (json.path("reset").asBoolean()) {
            return reset();
        }
        if (json.path("malformed").asBoolean()) {
            return malformed();
        }
        if (json.path("html").asBoolean()) {
            return html(json.path("status").asInt(502));
        }
        if (json.has("drip")) {
            return drip(Duration.ofMillis(json.get("drip").asLong()));
        }
        if (json.has("perSecond")) {
            return rateLimit(json.get("perSecond").asInt(), Duration.ofSeconds(1));
        }
        if (json.has("perMinute")) {
            return rateLimit(json.get("perMinute").asInt(), Duration.ofMinutes(1));
        }
        return json.has("status") ? status(json.get("status").asInt()) : of(Kind.NONE, 0);
    }
}
