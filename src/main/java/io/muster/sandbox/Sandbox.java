package io.muster.sandbox;

import io.muster.sandbox.pingid.PingIdSimulator;
import io.muster.sandbox.service.SimulatedService;
import io.muster.sandbox.webex.WebexSimulator;
import io.muster.sandbox.zendesk.ZendeskSimulator;
import io.muster.sandbox.zoom.ZoomSimulator;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.Collectors;

/**
 * The whole world in one process: the embedded directory with its small company, and the simulated services. From a port base on, the
 * directory listens on the base itself, and Zoom, Webex, Zendesk and PingID on the ports after it; with 0 all ports are free ones.
 */
public final class Sandbox implements AutoCloseable {

    /** What starts each service on a port, in the order of the ports. */
    private static final List<IntFunction<SimulatedService>> SERVICES = List.of(ZoomSimulator::start, WebexSimulator::start, ZendeskSimulator::start, PingIdSimulator::start);

    private final EmbeddedDirectory directory;
    private final List<SimulatedService> services;

    private Sandbox(EmbeddedDirectory directory, List<SimulatedService> services) {
        this.directory = directory;
        this.services = services;
    }

    /** Starts everything on free ports. */
    public static Sandbox start() {
        return start(0);
    }

    /**
     * Starts everything.
     *
     * @param portBase the first port, or 0 for free ones
     * @throws IllegalArgumentException when there is no room for the ports above the base
     * @throws RuntimeException         naming the port that can't be listened on
     */
    public static Sandbox start(int portBase) {
        if (portBase != 0 && (portBase < 1 || portBase > 65_000)) {
            throw new IllegalArgumentException("The port base is " + portBase + ": use a number from 1 to 65000, or 0 for free ports.");
        }
        Sandbox sandbox = new Sandbox(EmbeddedDirectory.start(portBase), new ArrayList<>());
        try {
            for (IntFunction<SimulatedService> service : SERVICES) {
                sandbox.services.add(service.apply(portBase == 0 ? 0 : portBase + 1 + sandbox.services.size()));
            }
            return sandbox;
        } catch (RuntimeException failed) {
            sandbox.close();
            throw failed;
        }
    }

    /** The directory. */
    public EmbeddedDirectory directory() {
        return directory;
    }

    /** Every simulated service, in the order of the channels. */
    public List<SimulatedService> services() {
        return List.copyOf(services);
    }

    /** Zoom. */
    public ZoomSimulator zoom() {
        return (ZoomSimulator) services.get(0);
    }

    /** Webex. */
    public WebexSimulator webex() {
        return (WebexSimulator) services.get(1);
    }

    /** The channel to a service has the name of its target. */
    public static String channel(SimulatedService service) {
        return service.name().toLowerCase(Locale.ROOT);
    }

    /**
     * The configuration keys with which Muster runs in this world, in the order of the documentation.
     *
     * @param ledger   the file of the ledger
     * @param channels only these, or all when none is named
     */
    public Map<String, String> configuration(Path ledger, String... channels) {
        List<SimulatedService> wanted = services.stream().filter(service -> channels.length == 0 || List.of(channels).contains(channel(service))).toList();
        Map<String, String> keys = new LinkedHashMap<>();
        keys.put("ledger.url", "jdbc:sqlite:" + ledger.toAbsolutePath());
        keys.put("channels", wanted.stream().map(Sandbox::channel).collect(Collectors.joining(", ")));
        keys.putAll(directory.configuration());
        for (SimulatedService service : wanted) {
            String prefix = channel(service) + ".";
            service.connection().forEach((key, value) -> keys.put(prefix + key, value));
            keys.put(prefix + "users.base-dn", directory.peopleDn());
            keys.put(prefix + "users.filter", "(mail=*)");
            service.mapping().forEach((key, value) -> keys.put(prefix + key, value));
            if (service instanceof ZendeskSimulator) {
                keys.put(prefix + "groups.base-dn", directory.groupsDn());
                keys.put(prefix + "groups.filter", "(cn=*)");
            }
        }
        return keys;
    }

    @Override
    public void close() {
        services().forEach(SimulatedService::close);
        directory.close();
    }
}
