package io.muster.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.LDAPConnection;
import io.muster.directory.Slapd;
import io.muster.ledger.LedgerSettings;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills Muster at random moments ({@code kill -9}), over first syncs and mixed histories: the real launcher, a ledger in a file
 * or on PostgreSQL, slapd, and the simulated services in a process of their own. {@code -Dcrash.kills} says how many kills, {@code -Dcrash.seed} repeats a history;
 * the moments themselves can't be repeated.
 */
class CrashTest {

    private static final int KILLS = Integer.getInteger("crash.kills", 25);
    private static final long SEED = Long.getLong("crash.seed", System.nanoTime());
    /** Kills before everything is compared and a new history begins with a first sync. */
    private static final int KILLS_IN_A_HISTORY = 5;
    private static final int PEOPLE = 40;
    private static final int TEAMS = 4;
    /** About as many as it takes to find and create one person at every service; PingID alone takes four. */
    private static final int REQUESTS_FOR_ONE = 8;
    /** Milliseconds: a whole sync, from the launcher's start on. */
    private static final int A_SYNC = 4000;

    /** Until the first request, however busy the machine is. */
    private static final long A_START = TimeUnit.SECONDS.toNanos(60);
    /** After which no more requests are expected. */
    private static final long SILENCE = TimeUnit.SECONDS.toNanos(4);
    /** Milliseconds between two looks at the services, so that the looking takes little of what Muster runs on. */
    private static final int POLL = 4;

    private static final String SQLITE = "jdbc:sqlite:";

    /** A service that answers in no time would be done before the kill. */
    private static final String SLOW = "[{\"delay\":8,\"share\":1}]";
    private static final String CUTTING = "[{\"reset\":true,\"when\":\"after\",\"share\":0.25,\"delay\":8},{\"delay\":8,\"share\":1}]";

    /** Jobs that outlive who asked for them, and the start of the next. */
    private static final String LONG_JOBS = "{\"jobMillis\":3000}";

    @TempDir
    private Path folder;

    private final Random random = new Random(SEED);
    private final List<String> story = new ArrayList<>();

    /** A new ledger for every history. */
    private interface Ledgers {
        LedgerSettings of(int history) throws Exception;
    }

    @Test
    @Timeout(value = 4, unit = TimeUnit.HOURS)
    void after_any_kill_and_two_cycles_the_services_equal_the_directory() throws Exception {
        play(KILLS, history -> new LedgerSettings(SQLITE + folder.resolve("muster-" + history + ".db"), null, null));
    }

    /** Fewer, since all that is different is who keeps the ledger. */
    @Test
    @Timeout(value = 2, unit = TimeUnit.HOURS)
    void the_same_holds_with_the_ledger_on_postgresql() throws Exception {
        try (EmbeddedPostgres server = EmbeddedPostgres.start()) {
            play(KILLS / KILLS_IN_A_HISTORY, history -> {
                String database = "muster" + history;
                try (Connection connection = server.getPostgresDatabase().getConnection(); Statement statement = connection.createStatement()) {
                    statement.execute("CREATE DATABASE " + database);
                }
                return new LedgerSettings(server.getJdbcUrl("postgres", database), "postgres", "postgres");
            });
        }
    }

    private void play(int wanted, Ledgers ledgers) throws Exception {
        System.out.println("CrashTest: " + wanted + " kills, -Dcrash.seed=" + SEED);
        Installation muster = Installation.in(folder);
        try (SimulatedServices services = SimulatedServices.start()) {
            for (int kills = 0; kills < wanted; kills += KILLS_IN_A_HISTORY) {
                int history = kills / KILLS_IN_A_HISTORY;
                story.clear();
                services.reset();
                live(muster, services, ledgers.of(history), history, Math.min(KILLS_IN_A_HISTORY, wanted - kills));
            }
        }
    }

    private void live(Installation muster, SimulatedServices services, LedgerSettings ledger, int history, int kills) throws Exception {
        try (Slapd slapd = Slapd.builder().syncProvider().start(); LDAPConnection ldap = slapd.connect()) {
            // Given
            Path config = configuration(services, slapd, ledger);
            Staff staff = new Staff(ldap, random);
            staff.hire(PEOPLE);
            Teams teams = new Teams(ldap, staff, random);
            teams.form(TEAMS);
            // half of the histories with services that do the work and cut the connection before the answer, and with jobs that go on after a kill
            services.faults(history % 2 == 0 ? SLOW : CUTTING);
            if (history % 2 == 1) {
                services.settings(Simulated.ZENDESK, LONG_JOBS);
            }
            // When
            int people = PEOPLE;
            for (int killed = 0; killed < kills;) {
                boolean service = random.nextInt(4) == 0;
                Path output = folder.resolve("killed.txt");
                Process process = muster.start(config, output, service ? "run" : "sync");
                List<Long> before = services.requestsOfEach();
                boolean hit = killed(process, services, people);
                killed += hit ? 1 : 0;
                assertThat(hit || !service).as("muster run ends only when it is told to, and not with: %s", lastLine(output)).isTrue();
                List<Long> after = services.requestsOfEach();
                story.add((service ? "run" : "sync") + (hit ? " killed" : " ended with " + process.exitValue() + " (" + lastLine(output) + ")") + " after "
                        + IntStream.range(0, after.size()).mapToObj(i -> String.valueOf(after.get(i) - before.get(i))).collect(Collectors.joining("+")) + " requests");
                for (Simulated simulated : Simulated.values()) {
                    staff.requireNobodyWronged(simulated, services.accounts(simulated));
                }
                teams.requireNoneTwice(services.groups(Simulated.ZENDESK));
                int changes = random.nextInt(12);
                staff.change(changes);
                teams.change(random.nextInt(4));
                people = changes + 2;
            }
            System.out.println("CrashTest: history " + history + ": " + String.join(", ", story));
            services.faults("[]");
            List<Installation.Ended> last = List.of(muster.run(config, "sync"), muster.run(config, "sync"));
            // Then
            assertThat(last).allMatch(sync -> sync.exit() == 0);
            for (Simulated simulated : Simulated.values()) {
                staff.requireSame(simulated, services.accounts(simulated));
            }
            teams.requireSame(services.groups(Simulated.ZENDESK), services.accounts(Simulated.ZENDESK));
            requireWhole(ledger);
        } catch (AssertionError failed) {
            throw new AssertionError(told() + "\n" + failed.getMessage(), failed);
        }
    }

    private static String lastLine(Path output) throws IOException {
        List<String> lines = Files.readAllLines(output);
        return lines.isEmpty() ? "" : lines.get(lines.size() - 1);
    }

    private String told() {
        return "-Dcrash.seed=" + SEED + "\n" + String.join("\n", story);
    }

    /** Kills the process at a random moment: of the clock, or of its conversation about so many people. False when it had ended before. */
    private boolean killed(Process process, SimulatedServices services, int people) throws Exception {
        if (random.nextInt(4) == 0) {
            process.waitFor(random.nextInt(A_SYNC), TimeUnit.MILLISECONDS);
        } else {
            converse(process, services, 1 + random.nextInt(people * REQUESTS_FOR_ONE));
            process.waitFor(random.nextInt(20), TimeUnit.MILLISECONDS);
        }
        boolean alive = process.isAlive();
        process.destroyForcibly().waitFor();
        return alive;
    }

    /** Waits until the process has made so many requests, or makes no more. */
    private static void converse(Process process, SimulatedServices services, int requests) throws Exception {
        long seen = services.requests();
        long wanted = seen + requests;
        long until = System.nanoTime() + A_START;
        while (seen < wanted && System.nanoTime() < until && !process.waitFor(POLL, TimeUnit.MILLISECONDS)) {
            long now = services.requests();
            until = now > seen ? System.nanoTime() + SILENCE : until;
            seen = now;
        }
    }

    private Path configuration(SimulatedServices services, Slapd slapd, LedgerSettings ledger) throws IOException {
        Map<String, String> keys = new LinkedHashMap<>(services.configuration());
        keys.put("ledger.url", ledger.url());
        if (ledger.user() != null) {
            keys.putAll(Map.of("ledger.user", ledger.user(), "ledger.password", ledger.password()));
        }
        keys.putAll(Map.of("directory.type", "openldap", "directory.url", slapd.url(), "directory.bind-dn", Slapd.ADMIN,
                "directory.bind-password", Slapd.PASSWORD, "directory.base-dn", Slapd.SUFFIX, "directory.status-attribute", "employeeType", "directory.status-flag", "left",
                "muster.retry.delay", "20"));
        for (Simulated simulated : Simulated.values()) {
            keys.putAll(Map.of(simulated.channel() + ".users.base-dn", Slapd.PEOPLE, simulated.channel() + ".users.filter", "(mail=*)", simulated.channel() + ".guard.min-removals", "10000",
                    simulated.channel() + ".guard.min-updates", "10000", simulated.channel() + ".schedule", "0/1 * * * * ?", simulated.channel() + ".sweep-schedule", "0/2 * * * * ?"));
        }
        return Files.write(folder.resolve("application.properties"), keys.entrySet().stream().map(key -> key.getKey() + " = " + key.getValue()).toList());
    }

    private static void requireWhole(LedgerSettings ledger) throws SQLException {
        try (Connection connection = DriverManager.getConnection(ledger.url(), ledger.user(), ledger.password())) {
            if (ledger.url().startsWith(SQLITE)) {
                assertThat(query(connection, "PRAGMA integrity_check")).containsExactly("ok");
            }
            assertThat(query(connection, "SELECT id || ' ' || state FROM operation WHERE is_open = 1")).as("operations without an end").isEmpty();
            assertThat(query(connection, "SELECT id || ' ' || state FROM operation WHERE state NOT IN ('applied', 'superseded', 'skipped')")).as("operations that were not done").isEmpty();
            assertThat(query(connection, "SELECT at FROM audit WHERE cycle IS NULL OR operation IS NULL OR kind IS NULL OR reason IS NULL OR at = 0 "
                    + "OR method IS NOT NULL AND (path IS NULL OR step IS NULL OR millis IS NULL)")).as("audit records that are not whole").isEmpty();
            assertThat(query(connection, "SELECT id FROM operation o WHERE state = 'applied' AND NOT EXISTS "
                    + "(SELECT 1 FROM audit a WHERE a.operation = o.id AND a.outcome = 'applied')")).as("applied operations without a record").isEmpty();
        }
    }

    private static List<String> query(Connection connection, String sql) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Statement statement = connection.createStatement(); ResultSet row = statement.executeQuery(sql)) {
            while (row.next()) {
                rows.add(row.getString(1));
            }
        }
        return rows;
    }
}
