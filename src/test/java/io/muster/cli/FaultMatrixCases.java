package io.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.LDAPException;
import io.muster.cycle.Cycle;
import io.muster.ledger.AuditRecord;
import io.muster.ledger.ChannelState;
import io.muster.ledger.Recorded;
import io.muster.sandbox.EmbeddedDirectory;
import io.muster.sandbox.service.Fault;
import io.muster.sandbox.service.RequestLog;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/**
 * Every fault against every request of one service: the outcome, the number of tries and the audit, as {@code behaviour.md} section 8 says
 * where the service's own error table does not. One Muster serves all cells, each with people of its own. A service joins by its world, its
 * {@link #requests()}, its own "not found", and the {@link #exceptions()} that its table makes.
 *
 * <p>What the words of the table mean:
 * <pre>
 * transient  {@value #TRIES} tries, then deferred with one attempt
 * paced      waited for and sent again; no attempt counted
 * stopped    one try, the channel stops, everybody deferred without an attempt
 * renewed    the same after a second try with another token
 * drift      one try, superseded; the user is planned anew within the cycle, and once more only, so the fault strikes twice
 * outdated   one try, superseded; the next cycle plans anew
 * adopted    one try; the next one finds that it was done, and goes on from there
 * gone       one try; the removal is done
 * dead       one try; a dead letter that says why
 * deferred   one try; deferred with one attempt
 * applied    one try; done
 * unseen     {@value #TRIES} tries of a look-up; planned as if unknown, and done
 * hidden     one look-up; reported, nothing done
 * broken     the cycle ends and releases nothing; brokenly after {@value #TRIES} tries, broken after one
 * omitted    nothing is planned for it, and the others go on; omittedly after {@value #TRIES} tries, omitted after one
 * </pre>
 */
@Tag("fault-matrix")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class FaultMatrixCases<W extends ServiceWorld<?, W>> {

    /** The first and {@code muster.retry.tries} more. */
    static final int TRIES = 3;

    /** The columns whose request is sent while a cycle is planned. */
    private static final List<String> READS = List.of("find", "list", "adopt");

    private static final Duration TIMEOUT = Duration.ofMillis(800);
    private static final String TWENTY_MEGABYTES = "{\"id\":\"" + "x".repeat(20 << 20);

    private static final String TABLE = """
            fault                  | create    | update    | enable    | disable   | delete    | find      | list      | token
            time-out               | transient | transient | transient | transient | transient | unseen    | brokenly  | transient
            reset                  | transient | transient | transient | transient | transient | unseen    | brokenly  | transient
            reset after the work   | adopted   | transient | transient | transient | transient | unseen    | brokenly  | transient
            500                    | transient | transient | transient | transient | transient | unseen    | brokenly  | transient
            502                    | transient | transient | transient | transient | transient | unseen    | brokenly  | transient
            503                    | transient | transient | transient | transient | transient | unseen    | brokenly  | transient
            503 with Retry-After   | paced     | paced     | paced     | paced     | paced     | paced     | paced     | paced
            429                    | paced     | paced     | paced     | paced     | paced     | paced     | paced     | paced
            401                    | renewed   | renewed   | renewed   | renewed   | renewed   | renewed   | renewed   | stopped
            403                    | stopped   | stopped   | stopped   | stopped   | stopped   | stopped   | stopped   | stopped
            404 of its own         | stopped   | drift     | drift     | gone      | gone      | stopped   | stopped   | stopped
            404                    | stopped   | stopped   | stopped   | stopped   | stopped   | stopped   | stopped   | stopped
            409                    | dead      | deferred  | deferred  | deferred  | deferred  | broken    | broken    | stopped
            422                    | dead      | dead      | dead      | dead      | dead      | applied   | broken    | stopped
            truncated JSON         | transient | transient | transient | transient | transient | unseen    | brokenly  | transient
            no JSON                | transient | transient | transient | transient | transient | unseen    | brokenly  | transient
            HTML with 200          | transient | transient | transient | transient | transient | unseen    | brokenly  | transient
            redirect               | stopped   | stopped   | stopped   | stopped   | stopped   | stopped   | stopped   | stopped
            20 MB                  | transient | transient | transient | transient | transient | unseen    | brokenly  | transient
            slow drip              | adopted   | transient | transient | transient | applied   | unseen    | brokenly  | transient
            """;

    /** A request of the service: how it is told from others. The path is a regular expression. */
    record Request(String method, String path) {
    }

    final W world;
    private final String channel;
    private int number;

    FaultMatrixCases(W world) {
        this.world = world;
        this.channel = world.service.name().toLowerCase(Locale.ROOT);
    }

    /** The outcomes by fault and request. */
    String table() {
        return TABLE;
    }

    /** The request behind each column of the table; a service that lacks one leaves its column out. */
    abstract Map<String, Request> requests();

    /** The answer with which the service itself says that there is no such account. */
    abstract Fault notFound();

    /** Rows and cells that the service's own error table decides otherwise: {@code "401" -> "stopped"}, {@code "403/disable" -> "dead"}. */
    Map<String, String> exceptions() {
        return Map.of();
    }

    /** Brings an account that was just created to where people work with it. */
    void settle(String uid) {
        // nothing, unless the service makes accounts that can't be used at once
    }

    private Fault fault(String name) {
        return switch (name) {
            case "time-out" -> Fault.reset().late(TIMEOUT.plusMillis(200));
            case "reset" -> Fault.reset();
            case "reset after the work" -> Fault.reset().afterWork();
            case "503 with Retry-After" -> Fault.status(503).header("Retry-After", "1").next(1);
            case "429" -> Fault.status(429).header("Retry-After", "1").next(1);
            case "404 of its own" -> notFound();
            case "404" -> Fault.html(404);
            case "truncated JSON" -> Fault.malformed();
            case "no JSON" -> Fault.status(200).body("pong");
            case "HTML with 200" -> Fault.html(200);
            case "redirect" -> Fault.status(302).header("Location", world.service.url() + "/elsewhere");
            case "20 MB" -> Fault.status(200).body(TWENTY_MEGABYTES);
            case "slow drip" -> Fault.drip(Duration.ofMillis(200));
            default -> Fault.status(Integer.parseInt(name));
        };
    }

    @BeforeAll
    void start() {
        for (String key : List.of("guard.min-removals", "guard.min-updates")) {
            world.with(channel + "." + key, "100000");
        }
        world.with(channel + ".timeout", TIMEOUT.toMillis() + "ms").with(channel + ".on-removed", "delete");
        world.hire("Somebody", "Else", "Engineer", "Research");
        world.sync();
    }

    @AfterAll
    void stop() {
        world.close();
    }

    @TestFactory
    Stream<DynamicTest> cells() {
        List<String[]> rows = table().lines().map(line -> Arrays.stream(line.split("\\|")).map(String::strip).toArray(String[]::new)).toList();
        List<DynamicTest> cells = new ArrayList<>();
        for (String[] row : rows.subList(1, rows.size())) {
            for (int column = 1; column < row.length; column++) {
                String fault = row[0];
                String request = rows.get(0)[column];
                String outcome = exceptions().getOrDefault(fault + "/" + request, exceptions().getOrDefault(fault, row[column]));
                if (requests().containsKey(request)) {
                    cells.add(DynamicTest.dynamicTest(fault + " on " + request + " is " + outcome, () -> cell(fault, request, outcome)));
                }
            }
        }
        return cells.stream();
    }

    private void cell(String faultName, String column, String outcome) throws LDAPException {
        // Given
        String dn = prepare(column, ++number);
        Request request = requests().get(column);
        long before = world.service.requests().total();
        world.service.faults().add(fault(faultName).on(request.method(), request.path()));
        // When
        Cycle cycle = world.sync();
        // Then
        try {
            ChannelState state = world.ledger().channel(channel);
            List<RequestLog.Recorded> struck = awaitStruck(request, before, tries(outcome));
            assertThat(struck).as("tries").hasSize(tries(outcome));
            if (READS.contains(column)) {
                requireRead(cycle, state, outcome, dn);
            } else {
                requireWritten(of(cycle, dn), state, outcome, column.equals("token") ? List.of() : struck);
            }
        } finally {
            world.service.faults().clear();
            world.sync();
            world.sync();
        }
    }

    private static int tries(String outcome) {
        return switch (outcome) {
            case "transient", "unseen", "brokenly", "omittedly" -> TRIES;
            case "renewed", "drift" -> 2;
            default -> 1;
        };
    }

    /** The requests that the fault struck. The service notes a request when it ends it, which may be after we gave up on it. */
    private List<RequestLog.Recorded> awaitStruck(Request request, long before, int wanted) {
        long until = System.nanoTime() + 4 * TIMEOUT.toNanos();
        List<RequestLog.Recorded> struck;
        do {
            struck = world.service.requests().after(before).stream()
                    .filter(one -> one.fault() != null && one.method().equals(request.method()) && one.path().matches(request.path())).toList();
        } while (struck.size() < wanted && System.nanoTime() < until);
        return struck;
    }

    /** Somebody for whom the next cycle sends the request of this column; their entry. */
    String prepare(String column, int cell) throws LDAPException {
        String uid = "person" + cell;
        switch (column) {
            case "create", "find" -> hire(uid);
            case "list" -> {
                for (int i = 0; i < 5; i++) {
                    hire(uid + "and" + i);
                }
                hire(uid);
            }
            default -> {
                hire(uid);
                world.sync();
                settle(uid);
                if (column.equals("enable")) {
                    world.directory.disable(uid);
                    world.sync();
                }
                switch (column) {
                    case "update", "token" -> world.directory.change(uid, "sn", "Director");
                    case "enable" -> world.directory.enable(uid);
                    case "disable" -> world.directory.disable(uid);
                    default -> world.dismiss(uid);
                }
            }
        }
        if (column.equals("token")) {
            // a new process has no token
            world.with(channel + ".timeout", world.keys.get(channel + ".timeout"));
        }
        return EmbeddedDirectory.dn(uid);
    }

    /** Hires somebody of that login. */
    void hire(String uid) {
        world.hire(uid.substring(0, 1).toUpperCase(Locale.ROOT) + uid.substring(1), "Tester", "Engineer", "Research");
    }

    private void requireRead(Cycle cycle, ChannelState state, String outcome, String dn) {
        boolean ends = List.of("broken", "brokenly", "stopped", "renewed").contains(outcome);
        assertThat(cycle.failure() != null).as("the cycle ends").isEqualTo(ends);
        assertThat(state.stopped() != null).as("the channel stops").isEqualTo(List.of("stopped", "renewed").contains(outcome));
        if (outcome.startsWith("omitted")) {
            assertThat(cycle.leftOut()).isEqualTo(1);
            assertThat(ServiceWorld.operations(cycle)).as("the others").isNotEmpty().allMatch(recorded -> recorded.state().equals("applied") && !recorded.operation().dn().equals(dn));
        } else if (!ends) {
            Recorded recorded = of(cycle, dn);
            assertThat(recorded.state()).isEqualTo(outcome.equals("hidden") ? "skipped" : "applied");
        }
    }

    private void requireWritten(Recorded recorded, ChannelState state, String outcome, List<RequestLog.Recorded> struck) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("state", recorded.state());
        shown.put("attempts", recorded.attempts());
        shown.put("stopped", state.stopped() != null);
        Map<String, Object> wanted = new LinkedHashMap<>();
        wanted.put("state", switch (outcome) {
            case "drift", "outdated" -> "superseded";
            case "dead" -> "dead";
            case "paced", "gone", "applied", "adopted" -> "applied";
            default -> "deferred";
        });
        wanted.put("attempts", List.of("stopped", "renewed").contains(outcome) ? 0 : 1);
        wanted.put("stopped", List.of("stopped", "renewed").contains(outcome));
        assertThat(shown).as(recorded.toString()).isEqualTo(wanted);
        requireAudit(recorded, outcome, struck);
        if (recorded.state().equals("deferred")) {
            assertThat(recorded.cause()).isNotBlank();
            if (recorded.attempts() == 1) {
                assertThat(recorded.nextTry()).isBetween(Instant.now().plusSeconds(30), Instant.now().plusSeconds(61));
            }
        }
    }

    /** One record for every request, the refused and the unanswered too; the last carries outcome and cause. */
    private void requireAudit(Recorded recorded, String outcome, List<RequestLog.Recorded> struck) {
        List<AuditRecord> audit = world.ledger().audit(channel, recorded.operation().guid(), null).stream().filter(record -> record.operation().equals(recorded.operation().id())).toList();
        assertThat(audit).isNotEmpty();
        AuditRecord last = audit.get(audit.size() - 1);
        assertThat(last.outcome()).isEqualTo(recorded.state());
        assertThat(last.cause()).isEqualTo(recorded.cause());
        if (!struck.isEmpty()) {
            RequestLog.Recorded first = struck.get(0);
            long records = audit.stream().filter(record -> first.method().equals(record.method()) && first.path().endsWith(record.path())).count();
            assertThat(records).as(audit.toString()).isGreaterThanOrEqualTo(outcome.equals("transient") ? TRIES : outcome.equals("paced") || outcome.equals("renewed") ? 2 : 1);
        }
    }

    private static Recorded of(Cycle cycle, String dn) {
        return ServiceWorld.operations(cycle).stream().filter(recorded -> recorded.operation().dn().equals(dn)).findFirst()
                .orElseThrow(() -> new AssertionError("nothing was planned for " + dn + ": " + ServiceWorld.story(cycle)));
    }
}
