package io.muster.cli;

import io.muster.channel.Configuration;
import io.muster.channel.ConfigurationReader;
import io.muster.ledger.Ledger;
import io.muster.mapping.Mapping;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The options that stand before or after every command. */
public final class GlobalOptions {

    @Option(names = "--config", paramLabel = "FILE", scope = ScopeType.INHERIT, description = "The configuration (default: ./application.properties).")
    Path config = Path.of("application.properties");

    @Option(names = "--routes", paramLabel = "DIR", scope = ScopeType.INHERIT, description = "The folder of the route files (default: ./routes).")
    Path routes;

    @Option(names = "-D", paramLabel = "KEY=VALUE", scope = ScopeType.INHERIT, description = "Sets a key; wins over file and environment.")
    Map<String, String> overrides = new HashMap<>();

    @Option(names = "--json", scope = ScopeType.INHERIT, description = "Exactly one JSON document on standard output.")
    boolean json;

    private Configuration read;

    Configuration configuration() {
        if (read == null) {
            read = new ConfigurationReader(config, overrides, System.getenv(), Mapping::expressionProblem).read();
        }
        return read;
    }

    /** The keys as far as they could be read: none where the configuration can't be used. */
    Properties properties() {
        return read == null ? new Properties() : read.properties();
    }

    /** {@code ./routes}, or the folder beside the launcher when there is none here. */
    Path routes() {
        if (routes != null) {
            return routes;
        }
        Path here = Path.of("routes");
        String home = System.getProperty("muster.home");
        return java.nio.file.Files.isDirectory(here) || home == null ? here : Path.of(home, "routes");
    }

    Application application(String command) {
        Configuration configuration = configuration();
        configuration.warnings().forEach(warning -> System.err.println("warning: " + warning));
        return new Application(configuration, routes(), Ledger.open(configuration.ledger()), command).start();
    }

    /** For looking only: nothing is written in the ledger. */
    Application readingApplication(String command) {
        Configuration configuration = configuration();
        return new Application(configuration, routes(), Ledger.openReadOnly(configuration.ledger()), command).start();
    }
}
