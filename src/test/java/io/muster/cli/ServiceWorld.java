package io.muster.cli;

import io.muster.channel.Configuration;
import io.muster.channel.ConfigurationReader;
import io.muster.cycle.Cycle;
import io.muster.cycle.CycleRequest;
import io.muster.ledger.Ledger;
import io.muster.ledger.Recorded;
import io.muster.sandbox.EmbeddedDirectory;
import io.muster.sandbox.Person;
import io.muster.sandbox.service.SimulatedService;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A whole Muster for tests: embedded directory, one strict simulator, real routes, a ledger in a temporary folder.
 *
 * @param <S> the simulator
 * @param <W> the class itself
 */
public abstract class ServiceWorld<S extends SimulatedService, W extends ServiceWorld<S, W>> implements AutoCloseable {

    private static final String[][] COMPANY = {
        {"Ada", "Byron", "Chief Engineer", "Engineering"}, {"Blaise", "Pascal", "Engineer", "Engineering"}, {"Carl", "Gauss", "Engineer", "Engineering"},
        {"Dorothy", "Vaughan", "Head of Computing", "Engineering"}, {"Emmy", "Noether", "Engineer", "Engineering"}, {"Fibonacci", "Pisano", "Accountant", "Finance"},
        {"Grace", "Hopper", "Compiler Engineer", "Engineering"}, {"Hypatia", "Theonos", "Teacher", "Training"}, {"Isaac", "Barrow", "Teacher", "Training"},
        {"Joan", "Clarke", "Analyst", "Security"}, {"Katherine", "Johnson", "Analyst", "Security"}, {"Leonhard", "Euler", "Researcher", "Research"},
        {"Maria", "Agnesi", "Researcher", "Research"}, {"Niels", "Abel", "Researcher", "Research"}, {"Olga", "Ladyzhenskaya", "Researcher", "Research"},
        {"Pierre", "Fermat", "Counsel", "Legal"}, {"Qin", "Jiushao", "Accountant", "Finance"}, {"Rosalind", "Franklin", "Researcher", "Research"},
        {"Sofia", "Kovalevskaya", "Chief Executive Officer", "Management"}, {"Terence", "Tao", "Researcher", "Research"}};

    public final EmbeddedDirectory directory = EmbeddedDirectory.empty(0);
    public final S service;
    public final Map<String, String> keys = new LinkedHashMap<>();
    private final String channel;
    private final Path folder;
    private final Path routes;
    private Application application;

    /** The channel has the service's name, in small letters; mapped as the sandbox maps it. */
    public ServiceWorld(S service, Path routes) {
        this.service = service;
        this.channel = service.name().toLowerCase(Locale.ROOT);
        this.routes = routes;
        try {
            folder = Files.createTempDirectory("muster-test-");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        keys.put("ledger.url", "jdbc:sqlite:" + folder.resolve("muster.db"));
        keys.put("channels", channel);
        keys.putAll(directory.configuration());
        String prefix = channel + ".";
        service.connection().forEach((key, value) -> keys.put(prefix + key, value));
        keys.put(prefix + "users.base-dn", directory.peopleDn());
        keys.put(prefix + "users.filter", "(mail=*)");
        service.mapping().forEach((key, value) -> keys.put(prefix + key, value));
        keys.put("muster.retry.delay", "5");
        keys.put("muster.retry.tries", "2");
    }

    /** Hires somebody whose login is their given name. */
    public W hire(String givenName, String familyName, String title, String department) {
        directory.hire(new Person(givenName.toLowerCase(Locale.ROOT), givenName, familyName, title, department, "+1 5125550100", "employee"));
        return self();
    }

    /** Hires a company of twenty. */
    public W company() {
        for (String[] person : COMPANY) {
            hire(person[0], person[1], person[2], person[3]);
        }
        return self();
    }

    /**
     * Deletes somebody, and changes something that is nobody's business: a directory whose newest change is older than before looks like a
     * replica that is behind, so the absence would not be believed yet.
     */
    public W dismiss(String uid) {
        directory.remove(uid);
        directory.group("changed-" + System.nanoTime());
        return self();
    }

    public W with(String key, String value) {
        keys.put(key, value);
        if (application != null) {
            application.close();
            application = null;
        }
        return self();
    }

    @SuppressWarnings("unchecked")
    private W self() {
        return (W) this;
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
        return run(CycleRequest.sync(channel, false));
    }

    public Cycle plan() {
        return run(CycleRequest.plan(channel, false));
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

    public Ledger ledger() {
        return application().ledger();
    }

    @Override
    public void close() {
        if (application != null) {
            application.close();
        }
        service.close();
        directory.close();
    }
}
