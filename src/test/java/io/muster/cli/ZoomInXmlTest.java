package io.muster.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** A route file may as well be XML: the same cases with {@code routes/zoom.camel.yaml} replaced by its twin. */
class ZoomInXmlTest extends ZoomSwitchCases {

    ZoomInXmlTest() {
        super(new World(routesWithTwin()));
    }

    static Path routesWithTwin() {
        try (Stream<Path> files = Files.list(Path.of("routes"))) {
            Path folder = Files.createTempDirectory("muster-routes-");
            for (Path file : files.filter(path -> !path.endsWith("zoom.camel.yaml")).toList()) {
                Files.copy(file, folder.resolve(file.getFileName()));
            }
            Files.copy(Path.of("src/test/resources/routes-xml/zoom.camel.xml"), folder.resolve("zoom.camel.xml"));
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
