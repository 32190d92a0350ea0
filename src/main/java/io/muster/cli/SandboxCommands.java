package io.muster.cli;

import io.muster.channel.Configuration;
import io.muster.channel.ConfigurationReader;
import io.muster.cycle.Cycle;
import io.muster.cycle.CycleRequest;
import io.muster.ledger.Ledger;
import io.muster.sandbox.Person;
import io.muster.sandbox.Sandbox;
import io.muster.sandbox.service.SimulatedService;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** The commands that bring a world of their own. */
final class SandboxCommands {

    private SandboxCommands() {
    }

    @Command(name = "demo", description = "The main job on an embedded directory and simulated services; ends by itself.", footer = {"", "Example: muster demo"})
    static final class Demo implements Callable<Integer> {

        @ParentCommand
        Muster muster;

        /** How many operations of a first sync are shown. */
        private static final int FEW = 3;
        private static final int ALL = 50;

        private Sandbox world;
        private Application application;
        private boolean failed;

        @Override
        public Integer call() throws Exception {
            Path folder = Files.createTempDirectory("muster-demo-");
            try (Sandbox sandbox = Sandbox.start()) {
                world = sandbox;
                Configuration configuration = new ConfigurationReader(folder.resolve("application.properties"), sandbox.configuration(folder.resolve("demo.db")), Map.of(),
                        expression -> Optional.empty()).read();
                try (Application running = new Application(configuration, muster.options.routes(), Ledger.open(configuration.ledger()), "demo").start()) {
                    application = running;
                    play();
                }
            } finally {
                try (Stream<Path> files = Files.walk(folder)) {
                    files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
                }
            }
            return failed ? Exit.SOME_USERS : Exit.FINE;
        }

        private void play() throws InterruptedException, IOException {
            say("The plan: what a first sync would do at each service. Nothing is written.");
            cycles(channel -> CycleRequest.plan(channel, false), FEW);
            say("The first sync: every person gets an account at each service, and Zendesk its groups.");
            cycles(channel -> CycleRequest.sync(channel, false), FEW);
            say("A hire: Ursula Franklin joins.");
            world.directory().hire(Person.named("Ursula", "Franklin", "Metallurgist", "Research", "+1 5125550621"));
            sync();
            say("A title change: Aiko Yamada is promoted.");
            world.directory().changeTitle("aiko.yamada", "Principal Engineer");
            sync();
            say("A leaver: Diego Fuentes is deleted from the directory.");
            world.directory().remove("diego.fuentes");
            sync();
            say("A disabled user: Leah Goldstein's entry is locked.");
            world.directory().disable("leah.goldstein");
            sync();
            say("A group change: Sofia Ricci moves from the Help Desk to Sales. Only Zendesk has groups.");
            world.directory().leave("Help Desk", "sofia.ricci");
            world.directory().join("Sales", "sofia.ricci");
            long before = requests();
            sync();
            System.out.println("  requests in this cycle, all services together: " + (requests() - before));
            say("What the services hold now:");
            for (SimulatedService service : world.services()) {
                System.out.printf("  %-8s %3d accounts, %d groups%n", service.name(), service.users().size(), service.groups().size());
            }
        }

        private long requests() {
            return world.services().stream().mapToLong(service -> service.requests().total()).sum();
        }

        private static void say(String what) {
            System.out.println();
            System.out.println("== " + what);
        }

        private void sync() throws InterruptedException {
            cycles(channel -> CycleRequest.sync(channel, false), ALL);
        }

        private void cycles(Function<String, CycleRequest> request, int lines) throws InterruptedException {
            for (SimulatedService service : world.services()) {
                Cycle cycle = application.run(request.apply(Sandbox.channel(service)), outcomes -> { });
                PlanTable.print(cycle, lines);
                failed |= cycle.failure() != null;
                if (cycle.draft()) {
                    cycle.book().close();
                }
            }
        }
    }

    @Command(name = "sandbox", description = "An embedded directory and simulated services that stay up, to try Muster against.",
            footer = {"", "Example: muster sandbox --port-base 9000"})
    static final class SandboxUp implements Callable<Integer> {

        @ParentCommand
        Muster muster;

        @Option(names = "--port-base", paramLabel = "N", description = "The directory listens on N, Zoom, Webex, Zendesk and PingID on the ports after it; free ports by default.")
        int portBase;

        @Override
        public Integer call() throws InterruptedException {
            try (StopSignal stop = new StopSignal(); Sandbox sandbox = Sandbox.start(portBase)) {
                System.out.println("# The sandbox is up. These keys connect Muster to it; save them as application.properties:");
                sandbox.configuration(Path.of("muster.db")).forEach((key, value) -> System.out.println(key + " = " + value));
                sandbox.services().forEach(service -> System.out.println("# The control interface of " + service.name() + ": " + service.url() + "/_control/requests"));
                System.out.flush();
                stop.await();
            }
            return Exit.FINE;
        }
    }
}
