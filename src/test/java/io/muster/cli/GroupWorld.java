package io.muster.cli;

import io.muster.channel.ConfigurationReader;
import io.muster.cycle.Cycle;
import io.muster.cycle.CycleRequest;
import io.muster.ledger.Ledger;
import io.muster.sandbox.EmbeddedDirectory;
import io.muster.sandbox.Person;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A whole Muster for tests of groups: embedded directory, the service in memory, real routes, a ledger in a temporary folder. */
final class GroupWorld implements AutoCloseable {

    static final String CHANNEL = "memory";

    final EmbeddedDirectory directory = EmbeddedDirectory.empty(0);
    final MemoryService service = new MemoryService();
    final Map<String, String> keys = new LinkedHashMap<>();
    private final Path folder;
    private final OneMoreService memory = new OneMoreService(MemoryTarget.class);
    private Application application;

    GroupWorld() {
        MemoryTarget.service = service;
        try {
            folder = Files.createTempDirectory("muster-test-");
            Files.createDirectory(folder.resolve("routes"));
            for (String file : List.of("cycle", "groups", "failures", "apply")) {
                String routes = Files.readString(Path.of("routes", file + ".camel.yaml"));
                // the router's place for a service
                Files.writeString(folder.resolve("routes/" + file + ".camel.yaml"), routes.replaceFirst("to-zoom", "to-memory").replaceFirst("== 'zoom'", "== 'memory'")
                        .replaceFirst("zoom-step", "memory-step").replaceFirst("direct:zoom-", "direct:memory-"));
            }
            Files.copy(Path.of("src/test/resources/routes-memory/memory.camel.yaml"), folder.resolve("routes/memory.camel.yaml"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        keys.put("ledger.url", "jdbc:sqlite:" + folder.resolve("muster.db"));
        keys.put("channels", CHANNEL);
        keys.putAll(directory.configuration());
        keys.put("memory.users.base-dn", directory.peopleDn());
        keys.put("memory.users.filter", "(mail=*)");
        keys.put("memory.groups.filter", "(cn=*)");
        keys.put("memory.map.email", "mail");
        keys.put("memory.map.title", "title");
        keys.put("memory.map.userType", "employeeType");
        keys.put("memory.guard.max-group-deletes", "100");
        keys.put("muster.retry.delay", "5");
        keys.put("muster.retry.tries", "1");
    }

    /** Hires agents with these logins. */
    GroupWorld hire(String... logins) {
        Stream.of(logins).forEach(login -> directory.hire(new Person(login, login, "Family", "Engineer", "Sales", "+1 5125550100", "agent")));
        return this;
    }

    GroupWorld with(String key, String value) {
        keys.put(key, value);
        restart();
        return this;
    }

    void restart() {
        if (application != null) {
            application.close();
            application = null;
        }
    }

    Path file() {
        StringBuilder text = new StringBuilder();
        keys.forEach((key, value) -> text.append(key).append(" = ").append(value).append('\n'));
        try {
            return Files.writeString(folder.resolve("application.properties"), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs a command as from the command line. */
    Ran muster(String... arguments) {
        restart();
        return Ran.muster(Stream.concat(Stream.of("--config", file().toString(), "--routes", folder.resolve("routes").toString()), Stream.of(arguments)).toArray(String[]::new));
    }

    Path folder() {
        return folder;
    }

    Application application() {
        if (application == null) {
            var configuration = new ConfigurationReader(folder.resolve("none.properties"), keys, Map.of(), expression -> Optional.empty()).read();
            application = new Application(configuration, folder.resolve("routes"), Ledger.open(configuration.ledger()), "test").start();
        }
        return application;
    }

    Ledger ledger() {
        return application().ledger();
    }

    /** A sweep; what was written is forgotten before. */
    Cycle sync() {
        return run(CycleRequest.sync(CHANNEL, false));
    }

    Cycle quick() {
        return run(new CycleRequest(CHANNEL, CycleRequest.Kind.QUICK, CycleRequest.Mode.SYNC, false, false, null));
    }

    Cycle plan() {
        return run(CycleRequest.plan(CHANNEL, false));
    }

    Cycle run(CycleRequest request) {
        service.writes.clear();
        service.listings.set(0);
        try {
            return application().run(request, outcomes -> { });
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        restart();
        directory.close();
        memory.close();
    }
}
