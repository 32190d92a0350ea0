package io.muster.bench;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** A Java program in a process of its own, so that everything measured starts cold and has its own heap. */
final class Jvm implements AutoCloseable {

    /** What the launcher gives to a command that ends by itself; the floors get the same, but no stored classes. */
    private static final List<String> FLAGS = List.of("-XX:+UseSerialGC", "-XX:-UsePerfData", "-Xshare:auto", "-XX:TieredStopAtLevel=1");

    private final Process process;
    private final BufferedReader out;

    private Jvm(Process process) {
        this.process = process;
        this.out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** What a finished program said. @param seconds from start to end, the JVM's own included */
    record Result(int exit, String output, double seconds) {
    }

    /** Muster itself, by its launcher, with the heap that has to be enough: {@code -Xmx256m}. */
    static Result muster(Path config, String... arguments) throws IOException, InterruptedException {
        return run(launcher("-Xmx256m", config, arguments));
    }

    /** Muster with a heap of this size, to its end. */
    static Result musterIn(String heap, Path config, String... arguments) throws IOException, InterruptedException {
        return run(launcher(heap, config, arguments));
    }

    /** Muster as a service, until it is closed. */
    static Jvm service(String heap, Path config) throws IOException {
        return new Jvm(start(launcher(heap, config, "run")));
    }

    private static ProcessBuilder launcher(String heap, Path config, String... arguments) {
        List<String> command = new ArrayList<>(List.of("./muster"));
        command.addAll(List.of(arguments));
        command.addAll(List.of("--config", config.toString(), "--routes", "routes"));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("MUSTER_JAVA_OPTIONS", heap);
        return builder;
    }

    /** A program of the benchmarks, to its end. */
    static Result program(Class<?> main, String... arguments) throws IOException, InterruptedException {
        return run(java(command("-Xmx2g", main, arguments)));
    }

    /** A program of the benchmarks with a heap of its own size and, as the launcher gives it to a service, the optimizing compiler; to its end. */
    static Result serviceProgram(String heap, Class<?> main, String... arguments) throws IOException, InterruptedException {
        List<String> command = command(heap, main, arguments);
        command.add(0, "-XX:TieredStopAtLevel=4");
        return run(java(command));
    }

    /** A program of the benchmarks that stays up until it is closed. */
    static Jvm start(Class<?> main, String... arguments) throws IOException {
        return new Jvm(start(java(command("-Xmx2g", main, arguments))));
    }

    String line() throws IOException {
        return out.readLine();
    }

    private static List<String> command(String heap, Class<?> main, String... arguments) {
        String own = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator)).filter(entry -> entry.endsWith("test-classes"))
                .collect(Collectors.joining(File.pathSeparator));
        List<String> command = new ArrayList<>(List.of(heap, "-cp", "target/muster.jar" + File.pathSeparator + own + File.pathSeparator + testLibraries(), main.getName()));
        command.addAll(List.of(arguments));
        return command;
    }

    private static String testLibraries() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator)).filter(entry -> entry.endsWith(".jar"))
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static Result run(ProcessBuilder builder) throws IOException, InterruptedException {
        long start = System.nanoTime();
        Process process = start(builder);
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int exit = process.waitFor();
        return new Result(exit, output, (System.nanoTime() - start) / 1e9);
    }

    private static ProcessBuilder java(List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(FLAGS);
        command.addAll(arguments);
        return new ProcessBuilder(command);
    }

    private static Process start(ProcessBuilder builder) throws IOException {
        return builder.redirectError(new File("target/bench.log")).start();
    }

    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        process.destroy();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
