package io.muster.crash;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Muster as it is installed, made of the classes under test: the launcher, the jar and the route files in a folder of their own. Without
 * sources beside it, the launcher has nothing to build.
 */
public final class Installation {

    private final Path home;

    private Installation(Path home) {
        this.home = home;
    }

    public static Installation in(Path home) throws IOException {
        Path target = Files.createDirectories(home.resolve("target"));
        Files.copy(Path.of("muster"), home.resolve("muster"), StandardCopyOption.COPY_ATTRIBUTES);
        Files.createDirectory(home.resolve("routes"));
        try (Stream<Path> routes = Files.list(Path.of("routes"))) {
            for (Path route : routes.toList()) {
                Files.copy(route, home.resolve("routes").resolve(route.getFileName()));
            }
        }
        String[] classPath = System.getProperty("java.class.path").split(File.pathSeparator);
        String libraries = Arrays.stream(classPath).filter(entry -> entry.endsWith(".jar")).map(entry -> Path.of(entry).toUri().toString()).collect(Collectors.joining(" "));
        Path manifest = Files.writeString(home.resolve("manifest"), wrapped("Main-Class: io.muster.cli.Muster") + wrapped("Class-Path: " + libraries));
        List<String> arguments = List.of("--create", "--file", target.resolve("muster.jar").toString(), "--manifest", manifest.toString(), "-C", "target/classes", ".");
        if (ToolProvider.findFirst("jar").orElseThrow().run(System.out, System.err, arguments.toArray(String[]::new)) != 0) {
            throw new IOException("the jar could not be made");
        }
        return new Installation(home);
    }

    /** A manifest's lines hold 72 bytes at most; what follows begins with a blank. */
    private static String wrapped(String header) {
        StringBuilder lines = new StringBuilder();
        for (int from = 0; from < header.length(); from += 70) {
            lines.append(from == 0 ? "" : " ").append(header, from, Math.min(header.length(), from + 70)).append('\n');
        }
        return lines.toString();
    }

    /** A command by the launcher, which becomes the JVM: the process's id is Muster's own. Both streams go to the file. */
    public Process start(Path config, Path output, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(home.resolve("muster").toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("--config", config.toString(), "--routes", home.resolve("routes").toString()));
        return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile()).start();
    }

    /** A command to its end. */
    public Ended run(Path config, String... arguments) throws IOException, InterruptedException {
        Path output = Files.createTempFile(home, "output", ".txt");
        int exit = start(config, output, arguments).waitFor();
        return new Ended(exit, Files.readString(output, StandardCharsets.UTF_8));
    }

    /** @param output both streams */
    public record Ended(int exit, String output) {
    }
}
