package io.muster.sandbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.undertow.Undertow;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.handlers.BlockingHandler;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.xnio.IoUtils;

/**
 * What every simulated service has: a port on the loopback, a log of requests, faults on demand, and a control interface outside the API's
 * path ({@code contract.md}, "Simulated services"):
 *
 * <pre>
 * GET  /_control/requests   {"total":2,"requests":[{"method":"POST","path":"/scim2/Users","status":201,"at":1767225600000}]}
 * GET  /_control/users      the accounts as the service holds them
 * GET  /_control/groups
 * POST /_control/users      seeds an account, or an array of accounts
 * POST /_control/faults     a {@link Fault}, or an array; {} ends them all
 * POST /_control/switches   {"duplicateCreate":"400"}
 * POST /_control/reset      forgets accounts, requests and faults
 * </pre>
 */
public abstract class SimulatedService implements AutoCloseable {

    /** An answer of the service. */
    public record Answer(int status, String body, Map<String, String> headers) {

        public static Answer of(int status, String body) {
            return new Answer(status, body, Map.of());
        }
    }

    /** A request as the service sees it; the path is still percent-encoded. */
    public record Request(String method, String path, Map<String, String> query, String body, Map<String, String> headers) {
    }

    /** One line of the request log. */
    public record Logged(String method, String path, int status, long at) {
    }

    protected static final ObjectMapper JSON = new ObjectMapper();

    private static final int LOGGED = 200_000;

    private final Undertow server;
    private final int port;
    private final ArrayDeque<Logged> log = new ArrayDeque<>();
    private final List<Fault> faults = new ArrayList<>();
    private final List<Integer> left = new ArrayList<>();
    private final Random random = new Random(42);
    private final Map<String, String> switches = new TreeMap<>(defaultSwitches());
    private long total;

    /** @param wantedPort 0 for a free one */
    protected SimulatedService(int wantedPort) {
        server = Undertow.builder().addHttpListener(wantedPort, "127.0.0.1").setIoThreads(2).setWorkerThreads(16).setHandler(new BlockingHandler(this::handle)).build();
        server.start();
        port = ((InetSocketAddress) server.getListenerInfo().get(0).getAddress()).getPort();
    }

    protected abstract Map<String, String> defaultSwitches();

    protected abstract Answer answer(Request request);

    protected abstract JsonNode users();

    protected abstract JsonNode groups();

    protected abstract void seed(JsonNode user);

    protected abstract void forget();

    /** A control beyond the common ones, or null. */
    protected Answer control(String name, JsonNode body) {
        return null;
    }

    public int port() {
        return port;
    }

    public String url() {
        return "http://127.0.0.1:" + port;
    }

    protected String setting(String name) {
        return switches.get(name);
    }

    /** Turns a switch; the names are those of the service's sheet. */
    public synchronized void turn(String name, String value) {
        if (!switches.containsKey(name)) {
            throw new IllegalArgumentException("no switch " + name + "; there are " + switches.keySet());
        }
        switches.put(name, value);
    }

    public synchronized void fault(Fault fault) {
        faults.add(fault);
        left.add(fault.next() == null ? Integer.MAX_VALUE : fault.next());
    }

    public synchronized List<Logged> requests() {
        return new ArrayList<>(log);
    }

    /** How many requests came, of a method or of all. */
    public synchronized long count(String method) {
        return log.stream().filter(logged -> method == null || logged.method().equals(method)).count();
    }

    public synchronized void reset() {
        log.clear();
        total = 0;
        faults.clear();
        left.clear();
        forget();
    }

    public synchronized void forgetRequests() {
        log.clear();
        total = 0;
    }

    private void handle(HttpServerExchange exchange) throws IOException {
        String path = exchange.getRequestURI();
        String body = new String(exchange.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (path.startsWith("/_control/")) {
            send(exchange, controlled(exchange.getRequestMethod().toString(), path.substring("/_control/".length()), body));
            return;
        }
        Map<String, String> query = new TreeMap<>();
        exchange.getQueryParameters().forEach((name, values) -> query.put(name, values.getFirst()));
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        exchange.getRequestHeaders().forEach(header -> headers.put(header.getHeaderName().toString(), header.getFirst()));
        Request request = new Request(exchange.getRequestMethod().toString(), path, query, body, headers);
        Fault fault = hit(request);
        if (fault == null) {
            Answer answer = answer(request);
            log(request, answer.status());
            send(exchange, answer);
        } else {
            show(fault, request, exchange);
        }
    }

    private void show(Fault fault, Request request, HttpServerExchange exchange) throws IOException {
        if (fault.delay() != null) {
            pause(fault.delay());
        }
        boolean worked = "after".equals(fault.reset()) || fault.status() == null && !"before".equals(fault.reset());
        Answer answer = worked ? answer(request) : null;
        if (fault.reset() != null) {
            log(request, 0);
            IoUtils.safeClose(exchange.getConnection());
            return;
        }
        if (answer == null) {
            answer = Answer.of(fault.status(), fault.body() == null ? "{\"code\":" + fault.status() + ",\"message\":\"simulated fault\"}" : fault.body());
        } else if (Boolean.TRUE.equals(fault.malformed())) {
            answer = Answer.of(answer.status(), answer.body() == null || answer.body().isEmpty() ? "{" : answer.body().substring(0, answer.body().length() / 2));
        }
        if (fault.header() != null) {
            int colon = fault.header().indexOf(':');
            answer = new Answer(answer.status(), answer.body(), Map.of(fault.header().substring(0, colon).trim(), fault.header().substring(colon + 1).trim()));
        }
        log(request, answer.status());
        send(exchange, answer);
    }

    private static void pause(int millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized Fault hit(Request request) {
        for (int i = 0; i < faults.size(); i++) {
            Fault fault = faults.get(i);
            boolean matches = left.get(i) > 0 && (fault.method() == null || fault.method().equals(request.method()))
                    && (fault.path() == null || request.path().contains(fault.path())) && (fault.share() == null || random.nextDouble() < fault.share());
            if (matches) {
                left.set(i, left.get(i) - 1);
                return fault;
            }
        }
        return null;
    }

    private synchronized void log(Request request, int status) {
        total++;
        if (log.size() == LOGGED) {
            log.removeFirst();
        }
        log.add(new Logged(request.method(), request.path(), status, System.currentTimeMillis()));
    }

    private Answer controlled(String method, String name, String body) {
        try {
            JsonNode given = body.isBlank() ? JSON.createObjectNode() : JSON.readTree(body);
            switch (method + " " + name) {
                case "GET requests" -> {
                    return Answer.of(200, loggedRequests().toString());
                }
                case "GET users" -> {
                    return Answer.of(200, users().toString());
                }
                case "GET groups" -> {
                    return Answer.of(200, groups().toString());
                }
                case "POST users" -> each(given).forEach(this::seed);
                case "POST faults" -> faults(given);
                case "POST switches" -> given.fields().forEachRemaining(field -> turn(field.getKey(), field.getValue().asText()));
                case "POST reset" -> reset();
                default -> {
                    Answer own = control(name, given);
                    return own == null ? Answer.of(404, "{\"error\":\"no control " + name + "\"}") : own;
                }
            }
            return Answer.of(200, "{}");
        } catch (JsonProcessingException | IllegalArgumentException e) {
            return Answer.of(400, JSON.createObjectNode().put("error", e.getMessage()).toString());
        }
    }

    private synchronized void faults(JsonNode given) throws JsonProcessingException {
        if (given.isObject() && given.isEmpty()) {
            faults.clear();
            left.clear();
        }
        for (JsonNode one : each(given)) {
            if (!one.isEmpty()) {
                fault(JSON.treeToValue(one, Fault.class));
            }
        }
    }

    private synchronized ObjectNode loggedRequests() {
        ObjectNode all = JSON.createObjectNode().put("total", total);
        ArrayNode rows = all.putArray("requests");
        log.forEach(logged -> rows.addObject().put("method", logged.method()).put("path", logged.path()).put("status", logged.status()).put("at", logged.at()));
        return all;
    }

    private static List<JsonNode> each(JsonNode given) {
        List<JsonNode> all = new ArrayList<>();
        if (given.isArray()) {
            given.forEach(all::add);
        } else {
            all.add(given);
        }
        return all;
    }

    private static void send(HttpServerExchange exchange, Answer answer) throws IOException {
        exchange.setStatusCode(answer.status());
        exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "application/json");
        answer.headers().forEach((name, value) -> exchange.getResponseHeaders().put(new HttpString(name), value));
        byte[] bytes = answer.body() == null || answer.status() == 204 ? new byte[0] : answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.setResponseContentLength(bytes.length);
        if (bytes.length > 0) {
            exchange.getOutputStream().write(bytes);
        }
        exchange.endExchange();
    }

    @Override
    public void close() {
        server.stop();
    }
}
