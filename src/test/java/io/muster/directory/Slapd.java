package io.muster.directory;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * A real OpenLDAP server for one test: its own directory, its own free port, stopped with {@link #close()}. A test that starts one is
 * skipped where slapd is not installed, and fails there when {@code MUSTER_REQUIRE_SERVERS=true}.
 */
public final class Slapd implements AutoCloseable {

    public static final String SUFFIX = "dc=example,dc=com";
    public static final String PEOPLE = "ou=people," + SUFFIX;
    public static final String GROUPS = "ou=groups," + SUFFIX;
    public static final String ADMIN = "cn=admin," + SUFFIX;
    public static final String PASSWORD = "secret";
    /** May read everything, and is bound by the size limit, which the administrator is not. */
    public static final String READER = "cn=reader," + SUFFIX;

    private static final Instant AGE = Instant.parse("2010-01-01T00:00:00Z");
    private static final DateTimeFormatter SECONDS = DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Path home;
    private final int port;
    private final int securePort;
    private Process process;

    private Slapd(Path home, int port, int securePort) {
        this.home = home;
        this.port = port;
        this.securePort = securePort;
    }

    /** An empty tree: the suffix, {@link #PEOPLE}, {@link #GROUPS} and {@link #READER}. */
    public static Slapd start() {
        return builder().start();
    }

    public static Builder builder() {
        return new Builder();
    }

    /** Whether the server's program is there. */
    public static boolean installed() {
        return program("slapd") != null && program("slapadd") != null;
    }

    public int port() {
        return port;
    }

    /** {@code ldap://127.0.0.1:port}; StartTLS works there too when a certificate was given. */
    public String url() {
        return "ldap://127.0.0.1:" + port;
    }

    /** {@code ldaps://127.0.0.1:port}; only with a certificate. */
    public String secureUrl() {
        return "ldaps://127.0.0.1:" + securePort;
    }

    /** A connection bound as the administrator, for a test's own changes. */
    public LDAPConnection connect() throws LDAPException {
        return new LDAPConnection("127.0.0.1", port, ADMIN, PASSWORD);
    }

    /** The DN of the n-th generated person, counted from 0. */
    public static String person(int n) {
        return "uid=user" + n + "," + PEOPLE;
    }

    /** Starts the server again after {@link #kill()}: same data, same ports. */
    public void startAgain() {
        List<String> command = List.of(program("slapd").toString(), "-f", home.resolve("slapd.conf").toString(), "-h",
                securePort == 0 ? url() : url() + " " + secureUrl(), "-d", "0");
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(home.resolve("slapd.log").toFile()).start();
            awaitAnswer();
        } catch (IOException e) {
            close();
            throw new UncheckedIOException(e);
        }
    }

    /** Another server with everything this one holds at this moment, ids and times included: a replica that hears no more. */
    public Slapd replica() {
        try {
            Path copy = Files.createTempDirectory("muster-slapd");
            Files.createDirectory(copy.resolve("data"));
            Files.writeString(copy.resolve("slapd.conf"), Files.readString(home.resolve("slapd.conf")).replace(home.toString(), copy.toString()));
            run(copy, List.of(program("slapcat").toString(), "-f", home.resolve("slapd.conf").toString(), "-l", copy.resolve("data.ldif").toString()));
            run(copy, List.of(program("slapadd").toString(), "-q", "-f", copy.resolve("slapd.conf").toString(), "-l", copy.resolve("data.ldif").toString()));
            Slapd replica = new Slapd(copy, Builder.freePort(), 0);
            replica.startAgain();
            return replica;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Ends the server at once, as a power cut would. */
    public void kill() {
        process.destroyForcibly();
        awaitEnd();
    }

    @Override
    public void close() {
        process.destroy();
        awaitEnd();
        try (Stream<Path> files = Files.walk(home)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitEnd() {
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
    }

    private void awaitAnswer() throws IOException {
        Instant giveUp = Instant.now().plus(PATIENCE);
        while (true) {
            try (LDAPConnection connection = connect()) {
                return;
            } catch (LDAPException e) {
                if (ended() || Instant.now().isAfter(giveUp)) {
                    throw new IOException("slapd did not start: " + e.getMessage() + "\n" + Files.readString(home.resolve("slapd.log")), e);
                }
            }
        }
    }

    /** Looks for the process's end for a moment, which also paces the tries of {@link #awaitAnswer()}. */
    private boolean ended() {
        try {
            return process.waitFor(20, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private static Path program(String name) {
        Stream<String> folders = Stream.concat(Stream.of(System.getenv("PATH").split(":")), Stream.of("/usr/sbin", "/usr/local/sbin", "/sbin"));
        return folders.map(folder -> Path.of(folder, name)).filter(Files::isExecutable).findFirst().orElse(null);
    }

    private static void run(Path folder, List<String> command) throws IOException, InterruptedException {
        Path log = folder.resolve("command.log");
        Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + " failed:\n" + Files.readString(log));
        }
    }

    /** What the server is to be like. */
    public static final class Builder {

        private int people;
        private String sizeLimit = "unlimited";
        private boolean aged;
        private boolean memberOf;
        private boolean syncProvider;
        private Path certificate;
        private Path key;
        private final List<String> ldif = new ArrayList<>();

        private Builder() {
        }

        /**
         * Loads this many {@code inetOrgPerson} entries {@code uid=user<n>} under {@link #PEOPLE}, with mail, names, title, telephone number
         * and {@code employeeType} active.
         */
        public Builder people(int count) {
            people = count;
            return this;
        }

        /** Everything was last changed long ago, people one a second, and not all at the load. */
        public Builder aged() {
            aged = true;
            return this;
        }

        /** The {@code sizelimit} for everyone but the administrator: {@code 500} or {@code size.pr=100 size.prtotal=300}. */
        public Builder sizeLimit(String limit) {
            sizeLimit = limit;
            return this;
        }

        /** Keeps {@code memberOf} on people, and groups in step with renamed and deleted people, for groups that are written after the start. */
        public Builder memberOf() {
            memberOf = true;
            return this;
        }

        /** Keeps {@code contextCSN} at the suffix. */
        public Builder syncProvider() {
            syncProvider = true;
            return this;
        }

        /** Serves ldaps and StartTLS with this certificate (PEM). */
        public Builder tls(Path certificate, Path key) {
            this.certificate = certificate;
            this.key = key;
            return this;
        }

        /** More entries to load: LDIF, operational attributes allowed. */
        public Builder ldif(String... entries) {
            ldif.addAll(List.of(entries));
            return this;
        }

        /** Loads the data and starts the server; returns when it answers. */
        public Slapd start() {
            if (!installed()) {
                if ("true".equals(System.getenv("MUSTER_REQUIRE_SERVERS"))) {
                    throw new IllegalStateException("slapd is not installed, and MUSTER_REQUIRE_SERVERS=true demands it");
                }
                Assumptions.abort("slapd is not installed");
            }
            try {
                Path home = Files.createTempDirectory("muster-slapd");
                Files.createDirectory(home.resolve("data"));
                Files.writeString(home.resolve("slapd.conf"), configuration(home));
                writeLdif(home.resolve("data.ldif"));
                run(home, List.of(program("slapadd").toString(), "-q", "-f", home.resolve("slapd.conf").toString(), "-l", home.resolve("data.ldif").toString()));
                Slapd slapd = new Slapd(home, freePort(), certificate == null ? 0 : freePort());
                slapd.startAgain();
                return slapd;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }

        private String configuration(Path home) {
            StringBuilder text = new StringBuilder();
            for (String schema : List.of("core", "cosine", "inetorgperson")) {
                text.append("include /etc/ldap/schema/").append(schema).append(".schema\n");
            }
            text.append("modulepath /usr/lib/ldap\nmoduleload back_mdb\n");
            text.append(memberOf ? "moduleload memberof\n" : "").append(syncProvider ? "moduleload syncprov\n" : "");
            if (certificate != null) {
                text.append("TLSCertificateFile ").append(certificate).append("\nTLSCertificateKeyFile ").append(key).append('\n');
            }
            text.append("sizelimit ").append(sizeLimit).append('\n');
            text.append("database mdb\nmaxsize 4294967296\ndbnosync\n");
            text.append("suffix \"" + SUFFIX + "\"\nrootdn \"" + ADMIN + "\"\nrootpw " + PASSWORD + "\n");
            text.append("directory ").append(home.resolve("data")).append('\n');
            text.append("index objectClass,uid,mail,member,entryUUID,modifyTimestamp,entryCSN eq\n");
            text.append("access to attrs=userPassword by anonymous auth by * none\naccess to * by users read by anonymous auth\n");
            text.append(memberOf ? "overlay memberof\nmemberof-refint TRUE\n" : "").append(syncProvider ? "overlay syncprov\n" : "");
            return text.toString();
        }

        private void writeLdif(Path file) throws IOException {
            try (BufferedWriter out = Files.newBufferedWriter(file)) {
                out.write("dn: " + SUFFIX + "\nobjectClass: dcObject\nobjectClass: organization\no: Example\ndc: example\n" + age(0) + "\n");
                out.write("dn: " + PEOPLE + "\nobjectClass: organizationalUnit\nou: people\n" + age(0) + "\n");
                out.write("dn: " + GROUPS + "\nobjectClass: organizationalUnit\nou: groups\n" + age(0) + "\n");
                out.write("dn: " + READER + "\nobjectClass: organizationalRole\nobjectClass: simpleSecurityObject\ncn: reader\nuserPassword: "
                        + PASSWORD + "\n" + age(0) + "\n");
                for (int i = 0; i < people; i++) {
                    out.write("dn: " + person(i) + "\nobjectClass: inetOrgPerson\nuid: user" + i + "\ncn: Given" + i + " Family" + i + "\ngivenName: Given" + i
                            + "\nsn: Family" + i + "\nmail: user" + i + "@example.com\ntitle: Engineer\ntelephoneNumber: +1 555 " + (1_000_000 + i)
                            + "\nemployeeType: active\n" + age(i) + "\n");
                }
                for (String entry : ldif) {
                    out.write(entry.strip() + "\n\n");
                }
            }
        }

        private String age(long seconds) {
            return aged ? "modifyTimestamp: " + SECONDS.format(AGE.plusSeconds(seconds)) + "\n" : "";
        }

        private static int freePort() throws IOException {
            try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            }
        }
    }
}
