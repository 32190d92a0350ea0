package io.muster.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.channel.InvalidConfiguration;
import io.muster.directory.DirectoryUnavailable;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Keeps the accounts at Zoom and other services in step with an LDAP directory: {@code muster --help}. */
@Command(name = "muster", mixinStandardHelpOptions = true, scope = CommandLine.ScopeType.INHERIT, versionProvider = Muster.Version.class,
        description = "Keeps the accounts at services in step with a company's LDAP directory.",
        footer = {"", "Example: muster plan zoom", "Exit codes: 0 fine, 1 usage or configuration, 2 some users failed, 3 operations are held, 4 a directory or service can't be reached, 5 unknown user"},
        subcommands = {CycleCommands.Run.class, CycleCommands.Sync.class, CycleCommands.Plan.class, CycleCommands.Apply.class, CycleCommands.Undo.class, CycleCommands.Retry.class,
            LedgerCommands.Status.class, LedgerCommands.Why.class, LedgerCommands.Approve.class, LedgerCommands.Reject.class, LedgerCommands.Reset.class,
            CheckCommands.Test.class, CheckCommands.Check.class, SandboxCommands.Demo.class, SandboxCommands.SandboxUp.class})
public final class Muster implements Runnable {

    static final ObjectMapper JSON = new ObjectMapper();

    @Mixin
    GlobalOptions options = new GlobalOptions();

    @CommandLine.Spec
    CommandLine.Model.CommandSpec spec;

    public static void main(String[] arguments) {
        System.exit(execute(arguments));
    }

    /** Runs one command; answers its exit code. */
    public static int execute(String... arguments) {
        Muster muster = new Muster();
        CommandLine commandLine = new CommandLine(muster);
        commandLine.setExecutionExceptionHandler((failure, command, parsed) -> muster.failed(failure));
        commandLine.setParameterExceptionHandler((failure, rest) -> {
            boolean json = List.of(rest).contains("--json");
            muster.options.json = json;
            int code = muster.failed(failure);
            if (!json) {
                System.err.println("See: muster " + (failure.getCommandLine().getParent() == null ? "" : failure.getCommandLine().getCommandName() + " ") + "--help");
            }
            return code;
        });
        return commandLine.execute(arguments);
    }

    private int failed(Exception failure) {
        String own = failure.getMessage() == null ? failure.toString() : failure.getMessage();
        String routes = routeProblems(failure);
        String message = routes.contains(own) ? routes.strip() : own + routes;
        String key = failure instanceof InvalidConfiguration invalid ? invalid.problems().get(0).key() : null;
        if (options.json) {
            ObjectNode error = JSON.createObjectNode();
            error.putObject("error").put("message", message).put("key", key);
            System.out.println(error);
        } else {
            System.err.println(message);
        }
        if (System.getProperty("muster.trace") != null) {
            failure.printStackTrace(System.err);
        }
        if (failure instanceof LedgerCommands.UnknownUser) {
            return Exit.UNKNOWN_USER;
        }
        return failure instanceof DirectoryUnavailable || failure instanceof io.muster.apply.ServiceFailure ? Exit.UNREACHABLE : Exit.USAGE;
    }

    /** What {@code check} finds in the route files, a line each: who corrects one fault shall not meet the next at the next start. */
    private String routeProblems(Exception failure) {
        return failure instanceof InvalidConfiguration || failure instanceof Application.StartFailed
                ? new RouteFiles(options.routes()).problems(options.properties()).stream().map(problem -> "\n" + problem.line()).collect(Collectors.joining()) : "";
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "name a command: " + String.join(", ", spec.subcommands().keySet()));
    }

    /** The version from the jar's manifest. */
    static final class Version implements CommandLine.IVersionProvider {

        @Override
        public String[] getVersion() {
            String version = Muster.class.getPackage().getImplementationVersion();
            return new String[] {"muster " + (version == null ? "from sources" : version)};
        }
    }
}
