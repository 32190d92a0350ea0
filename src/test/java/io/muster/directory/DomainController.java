package io.muster.directory;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPConnectionOptions;
import com.unboundid.ldap.sdk.LDAPException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * A real Active Directory domain controller (Samba) for tests. Samba listens on port 389 only, so each controller has a loopback address of its own. It keeps
 * its data in LMDB, whose indexes are ordered: {@code uSNChanged} is found by its index, as at Microsoft's servers, and not by reading every entry. A
 * test that starts one is skipped where Samba is not installed, and fails there when {@code MUSTER_REQUIRE_SERVERS=true}.
 */
public final class DomainController implements AutoCloseable {

    public static final String DOMAIN = "DC=corp,DC=example,DC=com";
    public static final String STAFF = "OU=staff," + DOMAIN;
    public static final String ADMIN = "administrator@corp.example.com";
    public static final String PASSWORD = "Passw0rd.Secret";

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** Different in every process that may run on this machine at the same time. */
    private static final AtomicInteger NEXT = new AtomicInteger((int) (ProcessHandle.current().pid() % 60_000) * 4);

    private final Path home;
    private final String address;
    private Process process;

    private DomainController(Path home) {
        int number = NEXT.getAndIncrement() % 250_000;
        this.home = home;
        this.address = "127." + (64 + number / 62_500) + "." + (1 + number % 62_500 / 250) + "." + (1 + number % 250);
    }

    /** Whether the server's programs are there. */
    public static boolean installed() {
        return program("samba") != null && program("samba-tool") != null;
    }

    /** A new domain with {@link #STAFF}, an empty organizational unit. */
    public static DomainController start() {
        if (!installed()) {
            if ("true".equals(System.getenv("MUSTER_REQUIRE_SERVERS"))) {
                throw new IllegalStateException("samba is not installed, and MUSTER_REQUIRE_SERVERS=true demands it");
            }
            Assumptions.abort("samba is not installed");
        }
        try {
            Path home = Files.createTempDirectory("muster-dc");
            run(home, program("samba-tool").toString(), "domain", "provision", "--realm=CORP.EXAMPLE.COM", "--domain=CORP", "--server-role=dc", "--use-rfc2307",
                    "--dns-backend=NONE", "--backend-store=mdb", "--host-name=dc1", "--targetdir=" + home, "--host-ip=127.0.0.1", "--adminpass=" + PASSWORD);
            DomainController controller = new DomainController(home);
            controller.up();
            controller.add(STAFF, "organizationalUnit");
            return controller;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Another controller on a copy of this one's data as it is now: its backup. Stop this one before, so that its files are at rest.
     *
     * @param restored whether it was restored as the vendor wants, with a new invocation id, and is not a copy of a disk
     */
    public DomainController copy(boolean restored) {
        try {
            Path copy = Files.createTempDirectory("muster-dc");
            run(copy, "cp", "-a", home + "/private", home + "/state", copy.toString());
            Files.createDirectory(copy.resolve("etc"));
            if (restored) {
                renewInvocation(copy);
            }
            return new DomainController(copy);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Below the server's rules, which keep the id from being written, as a restore does. */
    private static void renewInvocation(Path copy) throws IOException {
        run(copy, "/usr/bin/python3", "-c", """
                import glob, ldb, sys, uuid
                for file in glob.glob(sys.argv[1] + '/private/sam.ldb.d/CN=CONFIGURATION*.ldb'):
                    db = ldb.Ldb('mdb://' + file, options=['modules:'])
                    for found in db.search(expression='(invocationId=*)', attrs=['invocationId']):
                        change = ldb.Message(found.dn)
                        change['i'] = ldb.MessageElement(uuid.uuid4().bytes_le, ldb.FLAG_MOD_REPLACE, 'invocationId')
                        db.modify(change)
                """, copy.toString());
    }

    /** Starts the server, again after {@link #down()}: same data, same address. */
    public void up() {
        try {
            Files.writeString(home.resolve("etc/smb.conf"), configuration());
            process = new ProcessBuilder(program("samba").toString(), "-F", "--no-process-group", "-M", "single", "-s", home.resolve("etc/smb.conf").toString())
                    .redirectErrorStream(true).redirectOutput(home.resolve("samba.out").toFile()).start();
            awaitAnswer();
        } catch (IOException e) {
            close();
            throw new UncheckedIOException(e);
        }
    }

    /** Ends the server. */
    public void down() {
        if (process != null) {
            process.destroy();
            try {
                if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                    process.destroyForcibly().waitFor();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                process.destroyForcibly();
            }
        }
    }

    private String configuration() {
        return String.join("\n", "[global]", "netbios name = DC1", "realm = CORP.EXAMPLE.COM", "workgroup = CORP", "server role = active directory domain controller",
                "server services = ldap", "ldb:nosync = true", "interfaces = " + address + "/8", "bind interfaces only = yes", "ldap server require strong auth = no", "tls enabled = no",
                "private dir = " + home + "/private", "state directory = " + home + "/state", "lock directory = " + home, "cache directory = " + home,
                "pid directory = " + home, "ncalrpc dir = " + home + "/ncalrpc", "binddns dir = " + home + "/bind-dns", "log file = " + home + "/samba.log", "logging = file",
                "idmap_ldb:use rfc2307 = yes", "");
    }

    public String url() {
        return "ldap://" + address;
    }

    /** A connection bound as the administrator, for a test's own changes. */
    public LDAPConnection connect() throws LDAPException {
        LDAPConnectionOptions options = new LDAPConnectionOptions();
        options.setResponseTimeoutMillis(PATIENCE.toMillis());
        return new LDAPConnection(options, address, 389, ADMIN, PASSWORD);
    }

    /** Adds an entry. */
    public void add(String dn, String objectClass, Attribute... more) {
        try (LDAPConnection admin = connect()) {
            add(admin, dn, objectClass, more);
        } catch (LDAPException e) {
            throw new IllegalStateException(dn + " could not be added: " + e.getMessage(), e);
        }
    }

    static void add(LDAPConnection admin, String dn, String objectClass, Attribute... more) throws LDAPException {
        List<Attribute> attributes = new ArrayList<>(List.of(more));
        attributes.add(new Attribute("objectClass", objectClass));
        admin.add(dn, attributes);
    }

    /** The DN of somebody in {@link #STAFF}. */
    public static String dn(String name) {
        return "CN=" + name + "," + STAFF;
    }

    /** Hires somebody: an enabled account without a password, with names and mail. */
    public static void hire(LDAPConnection admin, String name, Attribute... more) throws LDAPException {
        List<Attribute> attributes = new ArrayList<>(List.of(more));
        attributes.addAll(List.of(new Attribute("objectClass", "user"), new Attribute("sAMAccountName", name), new Attribute("mail", name + "@example.com"),
                new Attribute("givenName", name), new Attribute("sn", "Family"), new Attribute("userAccountControl", "544")));
        admin.add(dn(name), attributes);
    }

    /** {@code samba-tool} with these arguments, on this server's own files. */
    public void tool(String... arguments) {
        List<String> command = new ArrayList<>(List.of(program("samba-tool").toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("-s", home.resolve("etc/smb.conf").toString()));
        try {
            run(home, command.toArray(String[]::new));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitAnswer() throws IOException {
        Instant giveUp = Instant.now().plus(PATIENCE);
        while (true) {
            try (LDAPConnection connection = connect()) {
                return;
            } catch (LDAPException e) {
                if (ended() || Instant.now().isAfter(giveUp)) {
                    throw new IOException("samba did not start: " + e.getMessage() + "\n" + Files.readString(home.resolve("samba.out")), e);
                }
            }
        }
    }

    /** Looks for the process's end for a moment, which also paces the tries of {@link #awaitAnswer()}. */
    private boolean ended() {
        try {
            return process.waitFor(50, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private static Path program(String name) {
        Stream<String> folders = Stream.concat(Stream.of(System.getenv("PATH").split(":")), Stream.of("/usr/sbin", "/usr/local/sbin", "/sbin"));
        return folders.map(folder -> Path.of(folder, name)).filter(Files::isExecutable).findFirst().orElse(null);
    }

    private static void run(Path folder, String... command) throws IOException {
        Path log = folder.resolve("command.log");
        Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
        try {
            if (process.waitFor() != 0) {
                throw new IOException(command[0] + " failed:\n" + Files.readString(log));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    @Override
    public void close() {
        down();
        try (Stream<Path> files = Files.walk(home)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
