package io.muster.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.muster.apply.ConnectionRefused;
import io.muster.apply.PausedForLong;
import io.muster.apply.ServiceFailure;
import io.muster.channel.Configuration;
import io.muster.cycle.Cycle;
import io.muster.cycle.CycleRequest;
import io.muster.cycle.CycleRequest.PlannedBefore;
import io.muster.cycle.LiveChannel;
import io.muster.directory.DirectoryUnavailable;
import io.muster.directory.Finding;
import io.muster.ledger.Account;
import io.muster.plan.OperationKind;
import io.muster.plan.Planner;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import me.tongfei.progressbar.ProgressBar;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** The commands that run cycles. */
final class CycleCommands {

    private CycleCommands() {
    }

    /** What they share: channels, cycles side by side, a report and an exit code. */
    abstract static class CycleCommand implements Callable<Integer> {

        @ParentCommand
        Muster muster;

        List<Cycle> cycles(Application application, List<String> names, Function<LiveChannel, CycleRequest> request) throws Exception {
            ExecutorService side = Executors.newCachedThreadPool();
            try {
                List<Future<Cycle>> running = new ArrayList<>();
                for (LiveChannel live : application.channels(names)) {
                    running.add(side.submit(() -> cycle(application, request.apply(live))));
                }
                List<Cycle> cycles = new ArrayList<>();
                for (Future<Cycle> one : running) {
                    cycles.add(one.get());
                }
                return cycles;
            } catch (java.util.concurrent.ExecutionException e) {
                throw e.getCause() instanceof Exception cause ? cause : e;
            } finally {
                side.shutdown();
            }
        }

        private Cycle cycle(Application application, CycleRequest request) throws InterruptedException {
            if (System.console() == null || muster.options.json || request.mode() == CycleRequest.Mode.PLAN) {
                return application.run(request, outcomes -> { });
            }
            try (Progress progress = new Progress(request.channel(), ProgressBar.builder())) {
                return application.run(request, progress::show);
            }
        }

        /** Reports drafts, writes them to a file where one is named, and throws them away. */
        int show(List<Cycle> cycles, Path out) throws IOException {
            if (out != null) {
                write(cycles, out);
            }
            report(cycles);
            int code = exit(cycles);
            for (Cycle cycle : cycles) {
                cycle.book().close();
            }
            return code;
        }

        /** Owner-only: a plan names people. */
        private static void write(List<Cycle> cycles, Path out) throws IOException {
            try {
                Files.deleteIfExists(out);
                Files.createFile(out, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            } catch (IOException e) {
                throw new IllegalArgumentException(out + " can't be written (" + e.getClass().getSimpleName() + "); name a file in a folder that is there and yours", e);
            }
            try (OutputStream file = new BufferedOutputStream(Files.newOutputStream(out))) {
                PlanReport.write(file, cycles, true);
            }
        }

        void report(List<Cycle> cycles) {
            if (muster.options.json) {
                PlanReport.write(System.out, cycles, false);
            } else {
                cycles.forEach(PlanTable::print);
            }
        }

        int exit(List<Cycle> cycles) {
            int code = Exit.FINE;
            for (Cycle cycle : cycles) {
                if (cycle.failure() != null) {
                    code = Exit.worse(code, cycle.failure() instanceof ServiceFailure || cycle.failure() instanceof DirectoryUnavailable
                            || cycle.failure() instanceof IOException || cycle.failure() instanceof javax.naming.NamingException ? Exit.UNREACHABLE : Exit.USAGE);
                    continue;
                }
                int[] worst = {cycle.leftOut() == 0 ? code : Exit.worse(code, Exit.SOME_USERS)};
                if (cycle.unreadable()) {
                    worst[0] = Exit.worse(worst[0], Exit.UNREACHABLE);
                }
                cycle.book().operations(recorded -> {
                    if (recorded.held() != null) {
                        worst[0] = Exit.worse(worst[0], Exit.HELD);
                    }
                    if ("deferred".equals(recorded.state()) && PausedForLong.leftAlone(recorded.cause())) {
                        worst[0] = Exit.worse(worst[0], Exit.UNREACHABLE);
                    }
                    boolean conflict = recorded.operation().op() == OperationKind.SKIP && recorded.operation().reason().startsWith(Planner.CONFLICT);
                    if (!cycle.draft() && (conflict || List.of("deferred", "dead", "stale").contains(recorded.state()))) {
                        worst[0] = Exit.worse(worst[0], Exit.SOME_USERS);
                    }
                });
                code = worst[0];
            }
            return code;
        }

        int stopped(Application application, List<Cycle> cycles, int code) {
            int worst = code;
            for (Cycle cycle : cycles) {
                if (!cycle.draft() && application.ledger().channel(cycle.live().name()).stopped() != null) {
                    worst = Exit.worse(worst, Exit.UNREACHABLE);
                }
            }
            return worst;
        }

        static void requireKnown(Configuration configuration, List<String> names) {
            for (String name : names) {
                if (!configuration.channels().containsKey(name)) {
                    throw new IllegalArgumentException("there is no channel " + name + "; channels = " + String.join(", ", configuration.channels().keySet()));
                }
            }
        }
    }

    @Command(name = "sync", description = "One full cycle now: read the directory, plan, and apply what the guard lets through.",
            footer = {"", "Example: muster sync zoom --json"})
    static final class Sync extends CycleCommand {

        @Parameters(paramLabel = "CHANNEL", arity = "0..*", description = "Channels; all enabled ones when none is named.")
        List<String> names = List.of();

        @Option(names = "--accept-shrink", description = "Believe a scope that shrank or is empty, this once; read 'muster plan --accept-shrink' before.")
        boolean acceptShrink;

        @Override
        public Integer call() throws Exception {
            requireKnown(muster.options.configuration(), names);
            try (Application application = muster.options.application("sync")) {
                List<Cycle> cycles = cycles(application, names, live -> CycleRequest.sync(live.name(), acceptShrink));
                report(cycles);
                return stopped(application, cycles, exit(cycles));
            }
        }
    }

    @Command(name = "plan", description = "What a sync would do. Writes nothing, neither at a service nor in the ledger.",
            footer = {"", "Example: muster plan zoom --out plan.json"})
    static final class Plan extends CycleCommand {

        @Parameters(paramLabel = "CHANNEL", arity = "0..*", description = "Channels; all enabled ones when none is named.")
        List<String> names = List.of();

        @Option(names = "--out", paramLabel = "FILE", description = "Also write the plan to a file, for 'muster apply FILE'.")
        Path out;

        @Option(names = "--accept-shrink", description = "Show the plan as if a scope that shrank or is empty were believed.")
        boolean acceptShrink;

        @Override
        public Integer call() throws Exception {
            requireKnown(muster.options.configuration(), names);
            try (Application application = muster.options.readingApplication("plan")) {
                return show(cycles(application, names, live -> CycleRequest.plan(live.name(), acceptShrink)), out);
            }
        }
    }

    @Command(name = "undo", description = {"What undoing a cycle would do; what can't be undone is named first. Writes nothing, neither at a service nor in the ledger:",
        "'muster apply FILE' does it. What is undone stays so until the entry or the configuration changes."},
            footer = {"", "Example: muster undo zoom-mgh1x2y3 --out undo.json"})
    static final class Undo extends CycleCommand {

        @Parameters(paramLabel = "CYCLE", description = "The cycle's id, from 'muster status', 'muster why' or 'muster sync --json'.")
        String cycle;

        @Option(names = "--out", paramLabel = "FILE", description = "Also write the plan to a file, for 'muster apply FILE'.")
        Path out;

        @Override
        public Integer call() throws Exception {
            try (Application application = muster.options.readingApplication("undo")) {
                String channel = application.ledger().channelOfCycle(cycle).orElseThrow(() -> new IllegalArgumentException("there is no cycle " + cycle
                        + " in the ledger; 'muster status' names the last one of each channel, 'muster why USER' those of a user"));
                requireKnown(muster.options.configuration(), List.of(channel));
                return show(cycles(application, List.of(channel), live -> CycleRequest.undo(live.name(), cycle)), out);
            }
        }
    }

    @Command(name = "apply", description = "Does exactly the operations of a plan file; what has changed since is stale, and not done.",
            footer = {"", "Example: muster apply plan.json"})
    static final class Apply extends CycleCommand {

        @Parameters(paramLabel = "FILE", description = "Made by 'muster plan --out FILE'.")
        Path file;

        @Override
        public Integer call() throws Exception {
            Map<String, CycleRequest> planned = read();
            requireKnown(muster.options.configuration(), List.copyOf(planned.keySet()));
            try (Application application = muster.options.application("apply")) {
                List<Cycle> cycles = cycles(application, List.copyOf(planned.keySet()), live -> planned.get(live.name()));
                report(cycles);
                return stopped(application, cycles, exit(cycles));
            }
        }

        private Map<String, CycleRequest> read() {
            Map<String, CycleRequest> channels = new LinkedHashMap<>();
            try {
                JsonNode plan = Muster.JSON.readTree(file.toFile());
                for (JsonNode channel : plan.path("channels")) {
                    Map<UUID, PlannedBefore> operations = new HashMap<>();
                    for (JsonNode operation : channel.path("operations")) {
                        if (!operation.path("op").asText().equals("skip")) {
                            operations.put(UUID.fromString(operation.path("guid").asText()), new PlannedBefore(operation.path("id").asText(),
                                    Muster.JSON.treeToValue(operation.path("op"), OperationKind.class), operation.path("fingerprint").asText(),
                                    operation.path("dn").asText(null), operation.path("key").asText(null)));
                        }
                    }
                    String name = channel.path("channel").asText();
                    channels.put(name, CycleRequest.apply(name, operations, plan.path("plan").asText(null), channel.path("undo").asText(null)));
                }
            } catch (IOException | IllegalArgumentException e) {
                throw new IllegalArgumentException(file + " is no plan file (" + e.getMessage() + "); make one with: muster plan --out FILE", e);
            }
            if (channels.isEmpty()) {
                throw new IllegalArgumentException(file + " names no channel; make a plan file with: muster plan --out FILE");
            }
            return channels;
        }
    }

    @Command(name = "retry", description = "Looks at dead and deferred users anew, from today's directory, and syncs.", footer = {"", "Example: muster retry zoom ada@example.com"})
    static final class Retry extends CycleCommand {

        @Parameters(index = "0", paramLabel = "CHANNEL", description = "The channel.")
        String channel;

        @Parameters(index = "1..*", paramLabel = "USER", arity = "0..*", description = "GUID, DN, mail, login or account id; all dead and deferred users when none is named.")
        List<String> users = List.of();

        @Override
        public Integer call() throws Exception {
            requireKnown(muster.options.configuration(), List.of(channel));
            try (Application application = muster.options.application("retry")) {
                List<UUID> guids = new ArrayList<>();
                for (String user : users) {
                    List<Account> found = application.ledger().find(user).stream().filter(account -> account.channel().equals(channel)).toList();
                    if (found.isEmpty()) {
                        throw new LedgerCommands.UnknownUser("channel " + channel + " knows nobody called " + user + "; name GUID, DN, mail, login or account id");
                    }
                    found.forEach(account -> guids.add(account.guid()));
                }
                application.ledger().retry(channel, guids);
                List<Cycle> cycles = cycles(application, List.of(channel), live -> CycleRequest.sync(live.name(), false));
                report(cycles);
                return stopped(application, cycles, exit(cycles));
            }
        }
    }

    @Command(name = "run", description = "The service: every enabled channel on its schedules, until SIGTERM.", footer = {"", "Example: muster run --config /etc/muster/application.properties"})
    static final class Run implements Callable<Integer> {

        @ParentCommand
        Muster muster;

        @Override
        public Integer call() throws Exception {
            try (StopSignal stop = new StopSignal(); Application application = muster.options.application("run")) {
                for (LiveChannel live : application.channels(List.of())) {
                    Finding directory = live.directory().test(live.channel().users());
                    System.err.println(live.name() + ": the directory " + (directory.ok() ? "answers" : "fails, and every cycle with it: " + directory.message()));
                    try {
                        application.test(live);
                        System.err.println(live.name() + ": the connection works");
                    } catch (ConnectionRefused e) {
                        application.ledger().stop(live.name(), e.getMessage());
                        System.err.println(live.name() + ": the channel does not run until its connection works: " + e.getMessage());
                    } catch (ServiceFailure e) {
                        System.err.println(live.name() + ": the service can't be reached now, and every cycle tries again: " + e.getMessage());
                    }
                }
                application.schedule();
                System.err.println("muster runs; stop it with SIGTERM");
                stop.await();
            }
            return Exit.FINE;
        }
    }
}
