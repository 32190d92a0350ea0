package io.muster.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.muster.channel.Configuration;
import io.muster.channel.ConfigurationReader;
import io.muster.cycle.Cycle;
import io.muster.cycle.CycleRequest;
import io.muster.ledger.Ledger;
import io.muster.ledger.Recorded;
import io.muster.sandbox.EmbeddedDirectory;
import io.muster.sandbox.Sandbox;
import io.muster.sandbox.zoom.ZoomSimulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A whole Muster for tests: embedded directory, strict simulator, real routes, a ledger in a temporary folder. */
public final class World implements AutoCloseable {

    private final Sandbox sandbox = Sandbox.empty();
    public final EmbeddedDirectory directory = sandbox.directory();
    public final ZoomSimulator zoom = sandbox.zoom();
    public final Map<String, String> keys;
    private final Path folder;
    private final Path routes;
    private Application application;

    public World() {
        this(Path.of("routes"));
    }

    public World(Path routes) {
        this.routes = routes;
        try {
            folder = Files.createTempDirectory("muster-test-");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        keys = sandbox.configuration(folder.resolve("muster.db"));
        keys.put("muster.retry.delay", "5");
        keys.put("muster.retry.tries", "2");
    }

    public World with(String key, String value) {
        keys.put(key, value);
        if (application != null) {
            application.close();
            application = null;
        }
        return this;
    }

    public Path folder() {
        return folder;
    }

    public Application application() {
        if (application == null) {
            Configuration configuration = new ConfigurationReader(folder.resolve("application.properties"), keys, Map.of(), expression -> Optional.empty()).read();
            application = new Application(configuration, routes, Ledger.open(configuration.ledger()), "test").start();
        }
        return application;
    }

    public Cycle sync() {
        return run(CycleRequest.sync("zoom", false));
    }

    public Cycle plan() {
        return run(CycleRequest.plan("zoom", false));
    }

    public Cycle run(CycleRequest request) {
        try {
            return application().run(request, outcomes -> { });
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** A cycle's operations: {@code update ada@example.com applied}. */
    public static List<String> story(Cycle cycle) {
        List<String> lines = new ArrayList<>();
        cycle.book().operations(recorded -> lines.add(recorded.operation().op().json() + " " + recorded.operation().key() + " "
                + (recorded.held() != null ? "held:" + recorded.held().json() : recorded.state())));
        return lines;
    }

    public static List<Recorded> operations(Cycle cycle) {
        List<Recorded> all = new ArrayList<>();
        cycle.book().operations(all::add);
        return all;
    }

    public JsonNode account(String userName) {
        return zoom.user(userName);
    }

    public Ledger ledger() {
        return application().ledger();
    }

    /** Writes to Zoom since the log was last forgotten. */
    public long writes() {
        return zoom.requests().all().stream().filter(request -> !request.method().equals("GET") && request.path().startsWith("/scim2")).count();
    }

    @Override
    public void close() {
        if (application != null) {
            application.close();
        }
        sandbox.close();
    }
}
