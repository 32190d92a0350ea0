package io.muster.crash;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Every {@link Simulated} service in one process beside the test's, so that no kill of Muster and no pause of the test touches it. */
final class SimulatedServices implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final Process process;
    private final JsonNode services;

    private SimulatedServices(Process process) throws IOException {
        this.process = process;
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            services = JSON.readTree(out.readLine());
        }
    }

    static SimulatedServices start() throws IOException {
        return new SimulatedServices(new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp", System.getProperty("java.class.path"),
                Simulated.class.getName()).redirectError(ProcessBuilder.Redirect.INHERIT).start());
    }

    /** The keys of one channel for each service. */
    Map<String, String> configuration() {
        Map<String, String> keys = new LinkedHashMap<>();
        List<String> channels = new ArrayList<>();
        for (Simulated simulated : Simulated.values()) {
            channels.add(simulated.channel());
            for (String part : List.of("connection", "mapping", "own")) {
                services.at("/" + simulated.name() + "/" + part).fields().forEachRemaining(key -> keys.put(simulated.channel() + "." + key.getKey(), key.getValue().asText()));
            }
        }
        keys.put("channels", String.join(",", channels));
        return keys;
    }

    /** Every account of a service. */
    List<JsonNode> accounts(Simulated simulated) throws Exception {
        return all(simulated, "users");
    }

    /** Every group of a service. */
    List<JsonNode> groups(Simulated simulated) throws Exception {
        return all(simulated, "groups");
    }

    private List<JsonNode> all(Simulated simulated, String what) throws Exception {
        List<JsonNode> all = new ArrayList<>();
        JSON.readTree(send(simulated, "GET", "/_control/" + what, "")).path(what).forEach(all::add);
        return all;
    }

    /** How many requests all services have seen. */
    long requests() throws Exception {
        return requestsOfEach().stream().mapToLong(Long::longValue).sum();
    }

    /** How many requests each service has seen, in the order of {@link Simulated}. */
    List<Long> requestsOfEach() throws Exception {
        List<Long> requests = new ArrayList<>();
        for (Simulated simulated : Simulated.values()) {
            requests.add(JSON.readTree(send(simulated, "GET", "/_control/requests?after=999999999", "")).path("total").asLong());
        }
        return requests;
    }

    /** Orders faults at every service, instead of those before. */
    void faults(String json) throws Exception {
        for (Simulated simulated : Simulated.values()) {
            send(simulated, "DELETE", "/_control/faults", "");
            send(simulated, "POST", "/_control/faults", json);
        }
    }

    /** Changes settings of one service's account. */
    void settings(Simulated simulated, String json) throws Exception {
        send(simulated, "POST", "/_control/settings", json);
    }

    /** Every service as it was at its start. */
    void reset() throws Exception {
        for (Simulated simulated : Simulated.values()) {
            send(simulated, "POST", "/_control/reset", "");
        }
    }

    private String send(Simulated simulated, String method, String path, String body) throws Exception {
        HttpResponse<String> answer = HTTP.send(HttpRequest.newBuilder(URI.create(services.at("/" + simulated.name() + "/url").asText() + path))
                .method(method, HttpRequest.BodyPublishers.ofString(body)).build(), HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IOException(method + " " + path + ": " + answer.body());
        }
        return answer.body();
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        process.waitFor();
    }
}
