package io.muster.sandbox;

import io.muster.sandbox.service.SimulatedService;
import io.muster.sandbox.zoom.ZoomSimulator;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The whole world in one process: the embedded directory with its small company, and the simulated services. From a port base on, the
 * directory listens on the base itself and Zoom on the next port; with 0 all ports are free ones.
 */
public final class Sandbox implements AutoCloseable {

    private final EmbeddedDirectory directory;
    private final ZoomSimulator zoom;

    private Sandbox(EmbeddedDirectory directory, ZoomSimulator zoom) {
        this.directory = directory;
        this.zoom = zoom;
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
        EmbeddedDirectory directory = EmbeddedDirectory.start(portBase);
        try {
            return new Sandbox(directory, ZoomSimulator.start(portBase == 0 ? 0 : portBase + 1));
        } catch (RuntimeException failed) {
            directory.close();
            throw failed;
        }
    }

    /** The directory. */
    public EmbeddedDirectory directory() {
        return directory;
    }

    /** Zoom. */
    public ZoomSimulator zoom() {
        return zoom;
    }

    /** Every simulated service, in the order of the channels. */
    public List<SimulatedService> services() {
        return List.of(zoom);
    }

    /**
     * The configuration keys with which Muster runs in this world, in the order of the documentation.
     *
     * @param ledger the file of the ledger
     */
    public Map<String, String> configuration(Path ledger) {
        Map<String, String> keys = new LinkedHashMap<>();
        keys.put("ledger.url", "jdbc:sqlite:" + ledger.toAbsolutePath());
        keys.put("channels", services().stream().map(Sandbox::channel).collect(Collectors.joining(",")));
        keys.putAll(directory.configuration());
        for (SimulatedService service : services()) {
            String prefix = channel(service) + ".";
            service.connection().forEach((key, value) -> keys.put(prefix + key, value));
            keys.put(prefix + "users.base-dn", directory.peopleDn());
            keys.put(prefix + "users.filter", "(mail=*)");
            service.mapping().forEach((key, value) -> keys.put(prefix + key, value));
        }
        return keys;
    }

    /** The channel to a service has the name of its target. */
    private static String channel(SimulatedService service) {
        return service.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public void close() {
        services().forEach(SimulatedService::close);
        directory.close();
    }
}
