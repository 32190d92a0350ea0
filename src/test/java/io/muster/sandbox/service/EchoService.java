package io.muster.sandbox.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/** The smallest simulated service: it remembers the bodies it was sent, as users. */
final class EchoService extends SimulatedService {

    private final List<ObjectNode> users = new CopyOnWriteArrayList<>();

    EchoService(int port) {
        super("Echo", port, Clock.systemUTC());
    }

    @Override
    public Map<String, String> connection() {
        return Map.of();
    }

    @Override
    public Map<String, String> mapping() {
        return Map.of();
    }

    @Override
    protected Reply answer(Call call) {
        if (call.path().equals("/bug")) {
            throw new IllegalStateException("as ordered");
        }
        ObjectNode echo = JsonNodeFactory.instance.objectNode().put("said", new String(call.body()));
        if (call.method().equals("POST")) {
            users.add(echo);
        }
        return Reply.json(200, echo);
    }

    @Override
    protected Reply failure(int status) {
        return Reply.json(status, JsonNodeFactory.instance.objectNode().put("own", status));
    }

    @Override
    protected Reply tooManyRequests(int limit, Duration wait) {
        return failure(429).with(Map.of("X-Limit", String.valueOf(limit), "X-Wait", String.valueOf(wait.toMillis())));
    }

    @Override
    protected String endpoint(Call call) {
        return call.path().replaceAll("/\\d+$", "/{id}");
    }

    @Override
    protected boolean secret(Call call) {
        return call.path().equals("/secret");
    }

    @Override
    public List<ObjectNode> users() {
        return List.copyOf(users);
    }

    @Override
    public List<ObjectNode> groups() {
        return List.of();
    }

    @Override
    public void seed(JsonNode seeded) {
        users.add((ObjectNode) seeded);
    }

    @Override
    protected Set<String> parts() {
        return Set.of("users");
    }

    @Override
    protected void reset(String part) {
        users.clear();
    }

    @Override
    protected JsonNode control(String method, String control, JsonNode body) {
        return null;
    }
}
