package io.muster.cli;

import io.muster.channel.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.RouteConfigurationsBuilder;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;

/** Loads every route file without starting it, and says what is wrong with each. */
record RouteFiles(Path folder) {

    List<Problem> problems(Properties properties) {
        List<Problem> problems = new ArrayList<>();
        if (!Files.isDirectory(folder)) {
            return List.of(new Problem(folder.toString(), "--routes", "there is no such folder; name the folder of the route files"));
        }
        Map<Path, Collection<RoutesBuilder>> loaded = new LinkedHashMap<>();
        try (Stream<Path> files = Files.walk(folder); DefaultCamelContext camel = new DefaultCamelContext()) {
            camel.getPropertiesComponent().setInitialProperties(properties);
            for (Path file : files.filter(path -> path.toString().matches(".*\\.camel\\.(yaml|xml)")).sorted().toList()) {
                tell(file, problems, () -> loaded.put(file, load(file, camel)));
            }
            // a template may stand in another file
            loaded.forEach((file, builders) -> tell(file, problems, () -> {
                for (RoutesBuilder builder : builders) {
                    camel.addTemplatedRoutes(builder);
                }
            }));
        } catch (IOException e) {
            problems.add(new Problem(folder.toString(), "--routes", "can't be read: " + e.getMessage()));
        }
        return problems;
    }

    private static Collection<RoutesBuilder> load(Path file, CamelContext camel) throws Exception {
        var builders = PluginHelper.getRoutesLoader(camel).findRoutesBuilders(ResourceHelper.resolveResource(camel, "file:" + file.toAbsolutePath()));
        for (RoutesBuilder builder : builders) {
            if (builder instanceof RouteConfigurationsBuilder configurations) {
                camel.addRoutesConfigurations(configurations);
            }
        }
        for (RoutesBuilder builder : builders) {
            camel.addRoutes(builder);
        }
        return builders;
    }

    private interface Loading {

        void run() throws Exception;
    }

    private static void tell(Path file, List<Problem> problems, Loading loading) {
        try {
            loading.run();
        } catch (Exception e) {
            Throwable deepest = e;
            while (deepest.getCause() != null) {
                deepest = deepest.getCause();
            }
            String message = deepest.getMessage() == null ? deepest.toString() : deepest.getMessage();
            problems.add(new Problem(file.toString(), "", message.lines().limit(3).reduce((a, b) -> a + " " + b.strip()).orElse(message)));
        }
    }
}
