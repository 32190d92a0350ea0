package io.muster.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.LDAPConnection;
import io.muster.directory.DomainController;
import io.muster.directory.Slapd;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What Muster has to reach, each as a ratio against a floor that is measured in the same run, since seconds say more of the machine than of
 * the program. {@code mvn verify -Pbench -DskipTests} runs all; {@code -Dbench=start,idle} some of {@code start}, {@code initial}, {@code idle},
 * {@code directory} (-Dusers=1000000 says how far), {@code active-directory}, {@link ServiceRequests requests}, {@link ServiceLimits limits} and
 * {@link ServiceLeavers leavers}.
 */
final class Benchmarks extends Benchmark {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final int CONNECTIONS = 4;
    private static final int ROUNDS = 3;
    private static final int START_ROUNDS = 10;
    private static final int QUICK_CYCLES = 30;

    private final Set<String> wanted;
    private final Path folder;

    private Benchmarks(Set<String> wanted) throws IOException {
        this.wanted = wanted;
        this.folder = Files.createTempDirectory(Path.of("target"), "bench-");
    }

    public static void main(String[] arguments) throws Exception {
        String only = System.getProperty("bench", "");
        Benchmarks benchmarks = new Benchmarks(only.isBlank() ? Set.of("start", "initial", "idle", "directory", "active-directory", "requests", "limits", "leavers")
                : Set.of(only.split(",")));
        benchmarks.run();
        System.exit(benchmarks.missed() ? 1 : 0);
    }

    @Override
    void run() throws Exception {
        if (wanted.contains("start")) {
            start();
        }
        if (wanted.contains("initial")) {
            initial();
        }
        if (wanted.contains("idle")) {
            idle();
        }
        if (wanted.contains("directory")) {
            directory(Integer.getInteger("users", 1_000_000));
        }
        if (wanted.contains("active-directory")) {
            activeDirectory();
        }
        if (wanted.contains("requests")) {
            include(new ServiceRequests());
        }
        if (wanted.contains("limits")) {
            include(new ServiceLimits());
        }
        if (wanted.contains("leavers")) {
            include(new ServiceLeavers());
        }
    }

    /**
     * At a growing number of users in OpenLDAP: sweep and fetch against raw reads in the same process of 512 MB, and whole cycles of Muster, in as much,
     * that find nothing changed.
     */
    private void directory(int most) throws Exception {
        double least = Double.MAX_VALUE;
        double greatest = 0;
        for (int n : new int[] {10_000, 100_000, 1_000_000}) {
            if (n > most) {
                continue;
            }
            long start = System.nanoTime();
            try (Slapd slapd = Slapd.builder().people(n).aged().start()) {
                System.out.printf(Locale.ROOT, "%,d users loaded in %.1f s%n", n, (System.nanoTime() - start) / 1e9);
                directoryReads(n + " users in OpenLDAP", 4, "openldap", slapd.url(), Slapd.ADMIN, Slapd.PASSWORD, Slapd.PEOPLE);
                double idle = idleCycles(slapd, n);
                least = Math.min(least, idle);
                greatest = Math.max(greatest, idle);
            }
        }
        say("slowest idle quick cycle to the fastest, whatever the number of users", greatest, least, greatest / least, 1.5, true);
    }

    /** @return seconds of an idle quick cycle, from its start to its end in the ledger */
    private double idleCycles(Slapd slapd, int n) throws Exception {
        String heap = "-Xmx512m";
        try (Zoom zoom = new Zoom()) {
            // nobody is sent anywhere: what is measured is reading and comparing
            Path config = configuration("idle-" + n, slapd, zoom, "zoom.create = false", "zoom.schedule = * * * * * ?", "zoom.sweep-schedule = 0 0 0 1 1 ? 2099");
            expect(0, Jvm.musterIn(heap, config, "sync"));
            double sweep = Double.MAX_VALUE;
            for (int i = 0; i < ROUNDS; i++) {
                expect(0, Jvm.musterIn(heap, config, "sync"));
                sweep = Math.min(sweep, cycleSeconds(config));
            }
            double quick = quickCycle(heap, config);
            if (n >= 1_000_000) {
                say("idle quick cycle to an idle sweep, whole cycles with " + heap + ", " + n + " users", quick, sweep, quick / sweep, 0.01, true);
            }
            return quick;
        }
    }

    /** The fastest of so many that the service has run warm. */
    private static double quickCycle(String heap, Path config) throws Exception {
        try (Jvm service = Jvm.service(heap, config); Connection ledger = DriverManager.getConnection("jdbc:sqlite:" + config.resolveSibling("muster.db"));
                PreparedStatement cycles = ledger.prepareStatement("SELECT COUNT(end_at), MIN(end_at - start_at) FROM cycle WHERE kind = 'quick'")) {
            while (true) {
                try (ResultSet row = cycles.executeQuery()) {
                    if (row.getLong(1) >= QUICK_CYCLES) {
                        return row.getLong(2) / 1000.0;
                    }
                }
                Thread.sleep(1_000);
            }
        }
    }

    /** The same of a domain controller with 20,000 users, of whom 5,000 are in a group. */
    private void activeDirectory() throws Exception {
        int n = 20_000;
        int members = 5_000;
        try (DomainController controller = DomainController.start(); LDAPConnection admin = controller.connect()) {
            String group = "CN=group," + DomainController.DOMAIN;
            List<String> dns = new ArrayList<>();
            for (int i = 0; i < n; i++) {
                DomainController.hire(admin, "user" + i);
                dns.add(DomainController.dn("user" + i));
            }
            controller.add(group, "group", new Attribute("member", dns.subList(0, members)));
            idleReads(controller, n + " users in Active Directory", 4);
            idleReads(controller, members + " members of a group among them", 6, group, "false");
            idleReads(controller, members + " members, had they groups within it", 6, group, "true");
        }
    }

    private void idleReads(DomainController controller, String what, int searches, String... group) throws Exception {
        double[] seconds = directoryReads(what, searches, "active-directory", controller.url(), DomainController.ADMIN, DomainController.PASSWORD, DomainController.STAFF, group);
        say("idle quick read to a sweep, " + what, seconds[1], seconds[0], seconds[1] / seconds[0], 0.01, true);
    }

    /** @return seconds of a sweep and of an idle quick read */
    private double[] directoryReads(String what, int searches, String type, String url, String bindDn, String password, String base, String... group) throws Exception {
        String[] arguments = Stream.concat(Stream.of(type, url, bindDn, password, base), Stream.of(group)).toArray(String[]::new);
        String[] said = expect(0, Jvm.serviceProgram("-Xmx512m", DirectoryReads.class, arguments)).output().trim().split(" ");
        double[] seconds = Arrays.stream(said).mapToDouble(Double::parseDouble).toArray();
        say("sweep of " + what + " to a raw paged read of id and marker", seconds[1], seconds[0], seconds[1] / seconds[0], 1.6, true);
        count("searches of that quick read", (long) seconds[5], searches);
        say("quick read and fetch of 1,000 changed entries to a raw read of the same by their ids, " + what, seconds[4], seconds[3], seconds[4] / seconds[3], 2.0, true);
        return new double[] {seconds[1], seconds[2]};
    }

    /** A whole {@code muster sync} of 100 unchanged users against an empty Camel application with the same jar. */
    private void start() throws Exception {
        try (Slapd slapd = Slapd.builder().people(100).start(); Zoom zoom = new Zoom()) {
            Path config = configuration("start", slapd, zoom);
            expect(0, Jvm.muster(config, "sync", "--json"));
            double empty = Double.MAX_VALUE;
            double sync = Double.MAX_VALUE;
            for (int i = 0; i < START_ROUNDS; i++) {
                empty = Math.min(empty, expect(0, Jvm.program(EmptyCamel.class)).seconds());
                sync = Math.min(sync, expect(0, Jvm.muster(config, "sync", "--json")).seconds());
            }
            say("sync of 100 unchanged users, whole process, to an empty Camel Main", sync, empty, sync / empty, 2.0, true);
        }
    }

    /** The first sync of 10,000 users into an empty and a half-filled Zoom, and the second, which must write nothing. */
    private void initial() throws Exception {
        int n = 10_000;
        try (Slapd slapd = Slapd.builder().people(n).start()) {
            for (int round = 0; round < ROUNDS; round++) {
                double raw;
                try (Zoom zoom = new Zoom()) {
                    zoom.fill(n);
                    zoom.reset();
                    raw = zoom.fill(n);
                    zoom.reset();
                    initial(slapd, zoom, "empty-" + round, n, 0, raw);
                }
            }
            try (Zoom zoom = new Zoom()) {
                zoom.fill(n / 2);
                initial(slapd, zoom, "half", n, n / 2, 0);
            }
        }
    }

    private void initial(Slapd slapd, Zoom zoom, String name, int n, int accounts, double raw) throws Exception {
        Path config = configuration(name, slapd, zoom);
        long before = zoom.requests();
        Jvm.Result first = expect(0, Jvm.muster(config, "sync", "--json"));
        long requests = zoom.requests() - before;
        count("requests of the first sync of " + n + " users, " + accounts + " accounts there", requests, n + accounts / 100 + 5);
        count("accounts afterwards", zoom.users(), n);
        if (raw > 0) {
            double seconds = cycleSeconds(config);
            say("throughput of that sync to a raw client's, " + n + " users, " + CONNECTIONS + " connections (whole process " + round(first.seconds()) + " s)", n / seconds, n / raw,
                    raw / seconds, 0.5, false);
        }
        before = zoom.requests();
        expect(0, Jvm.muster(config, "sync", "--json"));
        count("requests of the second sync", zoom.requests() - before, 0);
    }

    /** A cycle over 100,000 unchanged users against a raw read of their ids and markers; all of it in 256 MB. */
    private void idle() throws Exception {
        int n = 100_000;
        try (Slapd slapd = Slapd.builder().people(n).start(); Zoom zoom = new Zoom()) {
            Path config = configuration("idle", slapd, zoom);
            Jvm.Result first = expect(0, Jvm.muster(config, "sync", "--json"));
            System.out.printf(Locale.ROOT, "first sync of %,d users with -Xmx256m: %.1f s, exit %d%n", n, first.seconds(), first.exit());
            count("accounts afterwards", zoom.users(), n);
            double raw = Double.MAX_VALUE;
            double cycle = Double.MAX_VALUE;
            for (int i = 0; i < ROUNDS; i++) {
                String[] said = expect(0, Jvm.program(RawDirectory.class, String.valueOf(slapd.port()), Slapd.ADMIN, Slapd.PASSWORD, Slapd.PEOPLE)).output().trim().split(" ");
                raw = Math.min(raw, Double.parseDouble(said[1]));
                expect(0, Jvm.muster(config, "sync", "--json"));
                cycle = Math.min(cycle, cycleSeconds(config));
            }
            say("idle cycle over " + n + " users to a raw paged read", cycle, raw, cycle / raw, 2.5, true);
        }
    }

    private double cycleSeconds(Path config) throws Exception {
        JsonNode last = JSON.readTree(expect(0, Jvm.muster(config, "status", "--json")).output()).at("/channels/0/lastCycle");
        return Duration.between(Instant.parse(last.path("start").asText()), Instant.parse(last.path("end").asText())).toMillis() / 1000.0;
    }

    private Path configuration(String name, Slapd slapd, Zoom zoom, String... more) throws IOException {
        Path file = folder.resolve(name).resolve("application.properties");
        Files.createDirectories(file.getParent());
        List<String> lines = new ArrayList<>(List.of("ledger.url = jdbc:sqlite:muster.db", "channels = zoom", "directory.type = openldap", "directory.url = " + slapd.url(),
                "directory.bind-dn = " + Slapd.ADMIN, "directory.bind-password = " + Slapd.PASSWORD, "directory.base-dn = " + Slapd.PEOPLE,
                "directory.status-attribute = employeeType", "directory.status-flag = left", "zoom.users.filter = (mail=*)", "zoom.scim-url = " + zoom.scimUrl,
                "zoom.oauth.token-url = " + zoom.tokenUrl, "zoom.oauth.account-id = " + zoom.account, "zoom.oauth.client-id = " + zoom.client,
                "zoom.oauth.client-secret = " + zoom.secret, "zoom.concurrency = " + CONNECTIONS, "zoom.map.userName = mail", "zoom.map.email = mail",
                "zoom.map.givenName = givenName", "zoom.map.familyName = sn", "zoom.map.title = title", "zoom.map.phone = telephoneNumber",
                "zoom.map.department.default = Engineering", "zoom.map.userType.default = Basic", "zoom.map.userType.create-only = true"));
        lines.addAll(List.of(more));
        return Files.write(file, lines);
    }

    private static Jvm.Result expect(int exit, Jvm.Result result) throws IOException {
        if (result.exit() != exit) {
            throw new IllegalStateException("exit " + result.exit() + " instead of " + exit + ":\n" + result.output().substring(0, Math.min(500, result.output().length())) + Files.readString(Path.of("target/bench.log")));
        }
        return result;
    }

    private static String round(double seconds) {
        return String.format(Locale.ROOT, "%.1f", seconds);
    }

    /** The simulated service, in its own process. */
    private static final class Zoom implements AutoCloseable {

        private final Jvm jvm = Jvm.start(SimulatedZoom.class);
        private final String url = jvm.line();
        private final String scimUrl = jvm.line();
        private final String tokenUrl = jvm.line();
        private final String account = jvm.line();
        private final String client = jvm.line();
        private final String secret = jvm.line();

        private Zoom() throws IOException {
        }

        /** Creates accounts with a raw client; answers its seconds. */
        private double fill(int accounts) throws Exception {
            return Double.parseDouble(expect(0, Jvm.program(RawZoom.class, url, String.valueOf(accounts), String.valueOf(CONNECTIONS), account, client, secret)).output().trim());
        }

        private long users() throws Exception {
            return get("/_control/users").path("total").asLong();
        }

        /** Requests to the API so far, the token's aside. */
        private long requests() throws Exception {
            long count = 0;
            for (var endpoints = get("/_control/requests?after=999999999").path("totals").fields(); endpoints.hasNext();) {
                var endpoint = endpoints.next();
                for (JsonNode byStatus : endpoint.getValue()) {
                    count += endpoint.getKey().contains("/scim2/") ? byStatus.asLong() : 0;
                }
            }
            return count;
        }

        private void reset() throws Exception {
            post("/_control/reset");
        }

        private JsonNode get(String path) throws Exception {
            return JSON.readTree(HTTP.send(HttpRequest.newBuilder(URI.create(url + path)).build(), HttpResponse.BodyHandlers.ofByteArray()).body());
        }

        private void post(String path) throws Exception {
            HTTP.send(HttpRequest.newBuilder(URI.create(url + path)).POST(HttpRequest.BodyPublishers.noBody()).build(), HttpResponse.BodyHandlers.discarding());
        }

        @Override
        public void close() throws IOException {
            jvm.close();
        }
    }
}
