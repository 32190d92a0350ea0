package io.muster.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.channel.InvalidConfiguration;
import io.muster.channel.Problem;
import io.muster.cycle.LiveChannel;
import io.muster.directory.Finding;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** The commands that look whether everything is right before anything happens. */
final class CheckCommands {

    private CheckCommands() {
    }

    @Command(name = "check", description = "Validates the configuration and every route file without connecting; prints all problems at once.",
            footer = {"", "Example: muster check"})
    static final class Check implements Callable<Integer> {

        @ParentCommand
        Muster muster;

        @Override
        public Integer call() {
            List<Problem> problems = new ArrayList<>();
            try {
                muster.options.configuration().warnings().forEach(warning -> System.err.println("warning: " + warning));
            } catch (InvalidConfiguration e) {
                problems.addAll(e.problems());
            }
            Path routes = muster.options.routes();
            problems.addAll(new RouteFiles(routes).problems(muster.options.properties()));
            if (problems.isEmpty()) {
                try {
                    Application.rehearse(muster.options.configuration(), routes);
                } catch (Application.StartFailed e) {
                    problems.add(new Problem(routes.toString(), "", e.getMessage()));
                }
            }
            if (muster.options.json) {
                ObjectNode report = Muster.JSON.createObjectNode();
                ArrayNode rows = report.putArray("problems");
                problems.forEach(problem -> rows.addObject().put("file", problem.file()).put("key", problem.key()).put("message", problem.message()));
                System.out.println(report);
            } else if (problems.isEmpty()) {
                System.out.println("no problems");
            } else {
                problems.forEach(problem -> System.out.println(problem.line()));
            }
            return problems.isEmpty() ? Exit.FINE : Exit.USAGE;
        }
    }

    @Command(name = "test", description = "Proves that the directory and each connection answer; changes nothing.", footer = {"", "Example: muster test zoom"})
    static final class Test implements Callable<Integer> {

        @ParentCommand
        Muster muster;

        @Parameters(paramLabel = "CHANNEL", arity = "0..*", description = "Channels; all enabled ones when none is named.")
        List<String> names = List.of();

        private final ObjectNode report = Muster.JSON.createObjectNode();
        private final ArrayNode rows = report.putArray("tests");
        private boolean failed;

        @Override
        public Integer call() {
            CycleCommands.CycleCommand.requireKnown(muster.options.configuration(), names);
            try (Application application = muster.options.application("test")) {
                Set<Object> tested = new HashSet<>();
                for (LiveChannel live : application.channels(names)) {
                    if (tested.add(List.of(live.channel().directory(), live.channel().users()))) {
                        Finding finding = live.directory().test(live.channel().users());
                        report("directory", finding.ok(), finding.message());
                    }
                    test(live.name(), () -> {
                        application.test(live);
                        return "credentials, scope and API answer";
                    });
                }
            }
            if (muster.options.json) {
                System.out.println(report);
            }
            return failed ? Exit.UNREACHABLE : Exit.FINE;
        }

        private void test(String name, Callable<String> test) {
            try {
                report(name, true, test.call());
            } catch (Exception e) {
                report(name, false, e.getMessage() == null ? e.toString() : e.getMessage());
            }
        }

        private void report(String name, boolean ok, String message) {
            failed |= !ok;
            rows.addObject().put("name", name).put("ok", ok).put("message", message);
            if (!muster.options.json) {
                System.out.println((ok ? "ok    " : "FAILS ") + name + ": " + message);
            }
        }
    }
}
