package io.muster.cli;

import io.muster.channel.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
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
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(path -> path.toString().matches(".*\\.camel\\.(yaml|xml)")).sorted().toList()) {
                load(file, properties, problems);
            }
        } catch (IOException e) {
            problems.add(new Problem(folder.toString(), "--routes", "can't be read: " + e.getMessage()));
        }
        return problems;
    }

    private static void load(Path file, Properties properties, List<Problem> problems) {
        try (DefaultCamelContext camel = new DefaultCamelContext()) {
            camel.getPropertiesComponent().setInitialProperties(properties);
            PluginHelper.getRoutesLoader(camel).loadRoutes(ResourceHelper.resolveResource(camel, "file:" + file.toAbsolutePath()));
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
