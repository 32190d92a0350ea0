package io.muster.sandbox.service;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** One request to a simulated service, fully read. */
public final class Call {

    private final HttpServerExchange exchange;
    private final byte[] body;
    private final List<Runnable> finish = new ArrayList<>(0);
    private List<String> segments;

    Call(HttpServerExchange exchange, byte[] body) {
        this.exchange = exchange;
        this.body = body;
    }

    /** The HTTP method, in upper case. */
    public String method() {
        return exchange.getRequestMethod().toString();
    }

    /** The path as it was sent, still percent-encoded, without the query. */
    public String path() {
        return exchange.getRequestURI();
    }

    /** The query as it was sent, without the question mark; empty when there was none. */
    public String query() {
        return exchange.getQueryString();
    }

    /** The path's segments, decoded; a trailing slash adds none. */
    public List<String> segments() {
        if (segments == null) {
            List<String> decoded = new ArrayList<>(4);
            for (String segment : path().split("/")) {
                if (!segment.isEmpty()) {
                    decoded.add(decode(segment.replace("+", "%2B")));
                }
            }
            segments = decoded;
        }
        return segments;
    }

    /** The query's parameters, decoded; the last of several with one name wins. */
    public Map<String, String> parameters() {
        return form(query());
    }

    /** Reads {@code application/x-www-form-urlencoded} text; a name without a value has an empty one. */
    public static Map<String, String> form(String text) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String pair : text.split("&")) {
            int equals = pair.indexOf('=');
            if (!pair.isEmpty()) {
                parameters.put(decode(equals < 0 ? pair : pair.substring(0, equals)), equals < 0 ? "" : decode(pair.substring(equals + 1)));
            }
        }
        return parameters;
    }

    private static String decode(String text) {
        try {
            return text.indexOf('%') < 0 && text.indexOf('+') < 0 ? text : URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException broken) {
            return text;
        }
    }

    /** The first value of a header, or null. */
    public String header(String name) {
        return exchange.getRequestHeaders().getFirst(name);
    }

    /** The body's bytes; empty when there was none. */
    public byte[] body() {
        return body;
    }

    /** Has something run when the answer goes out, or the connection is cut: after a delay that a fault has ordered. */
    public void onFinish(Runnable action) {
        finish.add(action);
    }

    void finished() {
        finish.forEach(Runnable::run);
    }

    /** The headers as they came, credentials and all: to be shown through {@link #shown} alone. */
    HeaderMap headers() {
        return exchange.getRequestHeaders();
    }

    /** Every header by its lower-case name; of credentials only the scheme. */
    static Map<String, String> shown(HeaderMap sent) {
        Map<String, String> headers = new LinkedHashMap<>(sent.size() * 2);
        sent.forEach(values -> {
            String name = values.getHeaderName().toString().toLowerCase(Locale.ROOT);
            headers.put(name, name.equals("authorization") ? values.getFirst().split(" ", 2)[0] + " ***" : String.join(", ", values));
        });
        return headers;
    }
}
