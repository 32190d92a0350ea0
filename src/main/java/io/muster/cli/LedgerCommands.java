package io.muster.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.channel.Configuration;
import io.muster.cycle.Cycles;
import io.muster.ledger.Account;
import io.muster.ledger.ChannelStatus;
import io.muster.ledger.Ledger;
import io.muster.ledger.PlannerLock;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** The commands that ask or mark the ledger, without a directory or a service. */
final class LedgerCommands {

    private LedgerCommands() {
    }

    private static String text(Instant time) {
        return time == null ? null : time.toString();
    }

    /** A channel of the configuration, or one that the configuration no longer names while the ledger remembers it. */
    private static void requireRemembered(Configuration configuration, Ledger ledger, String channel) {
        if (ledger.channel(channel).identity() == null) {
            CycleCommands.CycleCommand.requireKnown(configuration, List.of(channel));
        }
    }

    @Command(name = "status", description = "The last cycle of each channel, and what waits.", footer = {"", "Example: muster status --json"})
    static final class Status implements Callable<Integer> {

        private static final int WAITING = 20;

        @ParentCommand
        Muster muster;

        @Parameters(paramLabel = "CHANNEL", arity = "0..*", description = "Channels; all when none is named.")
        List<String> names = List.of();

        @Override
        public Integer call() {
            Configuration configuration = muster.options.configuration();
            CycleCommands.CycleCommand.requireKnown(configuration, names);
            ObjectNode report = Muster.JSON.createObjectNode();
            ArrayNode rows = report.putArray("channels");
            try (Ledger ledger = Ledger.openReadOnly(configuration.ledger())) {
                for (String name : names.isEmpty() ? configuration.channels().keySet() : Set.copyOf(names)) {
                    ChannelStatus s = ledger.status(name);
                    ObjectNode row = rows.addObject().put("channel", name);
                    if (s.cycle() == null) {
                        row.putNull("lastCycle");
                    } else {
                        row.putObject("lastCycle").put("id", s.cycle()).put("kind", s.kind()).put("start", text(s.start())).put("end", text(s.end()));
                    }
                    row.put("managed", s.managed()).put("held", s.held()).put("deferred", s.deferred()).put("dead", s.dead()).put("untrusted", s.untrusted())
                            .put("stopped", s.stopped()).put("oldestUnapplied", text(s.oldestUnapplied()));
                    if (!muster.options.json) {
                        print(s);
                        waiting(ledger, name);
                    }
                }
            }
            if (muster.options.json) {
                System.out.println(report);
            }
            return Exit.FINE;
        }

        /** What waits, and what for: with the ids that approve and reject take. */
        private static void waiting(Ledger ledger, String channel) {
            int[] lines = {0};
            ledger.waiting(channel, recorded -> {
                if (lines[0]++ < WAITING) {
                    String why = recorded.approved() ? "approved" : recorded.held() != null ? "held by " + recorded.held().json()
                            : "deferred: " + recorded.cause() + (recorded.nextTry() == null ? "" : ", next try " + recorded.nextTry());
                    System.out.println("  " + recorded.operation().id() + "  " + recorded.operation().op().json() + " "
                            + (recorded.operation().key() == null ? recorded.operation().dn() : recorded.operation().key()) + "  " + why);
                }
            });
            if (lines[0] > WAITING) {
                System.out.println("  … and " + (lines[0] - WAITING) + " more");
            }
        }

        private static void print(ChannelStatus s) {
            System.out.println(s.channel() + ": " + (s.cycle() == null ? "never ran" : "last " + s.kind() + " " + s.start() + " to " + (s.end() == null ? "now" : s.end())));
            System.out.println("  managed " + s.managed() + ", held " + s.held() + ", deferred " + s.deferred() + ", dead " + s.dead()
                    + (s.oldestUnapplied() == null ? "" : ", oldest unapplied change " + s.oldestUnapplied()));
            if (s.untrusted() != null) {
                System.out.println("  untrusted: " + s.untrusted());
            }
            if (s.stopped() != null) {
                System.out.println("  stopped: " + s.stopped());
            }
        }
    }

    @Command(name = "why", description = "One user's story: what happened to their account, and why.", footer = {"", "Example: muster why ada@example.com", "Example: muster why ada@example.com --at 2026-01-31T08:00:00Z"})
    static final class Why implements Callable<Integer> {

        @ParentCommand
        Muster muster;

        @Parameters(paramLabel = "USER", description = "GUID, DN, mail, login or account id.")
        String user;

        @Option(names = "--channel", paramLabel = "CHANNEL", description = "Only this channel.")
        String channel;

        @Option(names = "--at", paramLabel = "TIME", description = "What was known, and had been sent, at that time, such as 2026-01-31T08:00:00Z.")
        String at;

        @Override
        public Integer call() {
            Configuration configuration = muster.options.configuration();
            Instant until = time();
            ArrayNode stories = Muster.JSON.createArrayNode();
            try (Ledger ledger = Ledger.openReadOnly(configuration.ledger())) {
                if (channel != null) {
                    requireRemembered(configuration, ledger, channel);
                }
                List<Account> found = new ArrayList<>(ledger.find(user));
                found.addAll(ledger.forgotten(user));
                found.stream().filter(account -> channel == null || account.channel().equals(channel))
                        .forEach(account -> stories.add(new Story(ledger, account, until).json()));
            }
            if (stories.isEmpty()) {
                throw new UnknownUser("nobody called " + user + " is in the ledger; ask by GUID, DN, mail, login or account id");
            }
            if (muster.options.json) {
                ObjectNode report = Muster.JSON.createObjectNode();
                report.put("user", user).set("accounts", stories);
                System.out.println(report);
            } else {
                stories.forEach(story -> Story.print(story, System.out));
            }
            return Exit.FINE;
        }

        private Instant time() {
            try {
                return at == null ? null : Instant.parse(at);
            } catch (DateTimeParseException e) {
                throw new IllegalArgumentException("--at " + at + " is no time such as 2026-01-31T08:00:00Z", e);
            }
        }
    }

    /** Exit code 5. */
    static final class UnknownUser extends RuntimeException {

        private static final long serialVersionUID = 1L;

        UnknownUser(String message) {
            super(message);
        }
    }

    @Command(name = "approve", description = "Lets held operations go; the next cycle applies them.", footer = {"", "Example: muster approve zoom", "Example: muster approve zoom 019a2b3c-4d5e-7f60-8123-456789abcdef"})
    static final class Approve extends Mark {

        @Override
        int mark(Ledger ledger) {
            return ledger.approve(channel, operations, System.getProperty("user.name"));
        }

        @Override
        String done() {
            return "approved; the next cycle applies them";
        }
    }

    @Command(name = "reject", description = "Drops held operations until the entry or the configuration changes.", footer = {"", "Example: muster reject zoom"})
    static final class Reject extends Mark {

        @Override
        int mark(Ledger ledger) {
            return ledger.reject(channel, operations, System.getProperty("user.name"));
        }

        @Override
        String done() {
            return "rejected, until the entry or the configuration changes";
        }
    }

    /** What approve and reject share. */
    abstract static class Mark implements Callable<Integer> {

        @ParentCommand
        Muster muster;

        @Parameters(index = "0", paramLabel = "CHANNEL", description = "The channel.")
        String channel;

        @Parameters(index = "1..*", paramLabel = "OPERATION", arity = "0..*", description = "Ids of operations; all held ones when none is named.")
        List<String> operations = List.of();

        abstract int mark(Ledger ledger);

        abstract String done();

        @Override
        public Integer call() {
            Configuration configuration = muster.options.configuration();
            CycleCommands.CycleCommand.requireKnown(configuration, List.of(channel));
            try (Ledger ledger = Ledger.open(configuration.ledger())) {
                int count = mark(ledger);
                System.out.println(muster.options.json ? Muster.JSON.createObjectNode().put("channel", channel).put("operations", count).toString()
                        : count == 0 ? "nothing is held in " + channel : count + " operations " + done());
            }
            return Exit.FINE;
        }
    }

    @Command(name = "reset", description = "Forgets a channel's ledger rows; touches no account.", footer = {"", "Example: muster reset zoom --yes"})
    static final class Reset implements Callable<Integer> {

        @ParentCommand
        Muster muster;

        @Parameters(paramLabel = "CHANNEL", description = "The channel.")
        String channel;

        @Option(names = "--yes", required = true, description = "Yes, forget them: who has left since will keep an account that Muster no longer knows.")
        boolean yes;

        @Override
        public Integer call() {
            Configuration configuration = muster.options.configuration();
            try (Ledger ledger = Ledger.open(configuration.ledger())) {
                requireRemembered(configuration, ledger, channel);
                // a cycle that is under way would go on with what it knows
                PlannerLock lock = ledger.lock(channel, Cycles.LOCK_WAIT, "muster reset");
                ledger.forget(channel);
                lock.close();
            }
            System.out.println(muster.options.json ? Muster.JSON.createObjectNode().put("channel", channel).toString() : "the ledger has forgotten " + channel);
            return Exit.FINE;
        }
    }
}
