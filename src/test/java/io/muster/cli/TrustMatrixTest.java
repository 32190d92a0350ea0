package io.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.ResultCode;
import io.muster.directory.DirectoryProxy;
import io.muster.directory.Slapd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every way in which a read can be less than the truth, on a real OpenLDAP server ({@code behaviour.md} section 6): nobody is removed for not being seen, what
 * was seen goes on, the rule and the remedy are said, and the next honest read catches up.
 */
@ResourceLock(Resources.SYSTEM_OUT)
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class TrustMatrixTest {

    private static final int PEOPLE = 30;
    private static final int DISABLED = 1;
    private static final int DELETED = 25;

    private Slapd slapd;
    private DirectoryProxy proxy;
    private World world;

    @BeforeEach
    void start() {
        slapd = Slapd.builder().people(PEOPLE).syncProvider().start();
        proxy = DirectoryProxy.before(slapd.url());
        world = new World().with("directory.type", "openldap").with("directory.url", proxy.url()).with("directory.bind-dn", Slapd.ADMIN)
                .with("directory.bind-password", Slapd.PASSWORD).with("directory.base-dn", Slapd.SUFFIX).with("zoom.users.base-dn", Slapd.PEOPLE)
                .with("directory.status-attribute", "employeeType").with("directory.status-flag", "left").with("zoom.guard.max-removals", "100");
        List.of("guid-attribute", "user-object-class", "group-object-class", "member-attribute", "change-algorithm", "change-attribute", "status-algorithm",
                "status-when-flag", "status-default").forEach(key -> world.keys.remove("directory." + key));
    }

    @AfterEach
    void stop() {
        world.close();
        proxy.close();
        slapd.close();
    }

    static Stream<Arguments> partialReads() {
        return Stream.of(
                broken("a connection that is cut", 4, "connection was lost", proxy -> proxy.cuttingAfter(20)),
                broken("a size limit", 4, "size limit", proxy -> proxy.endingWith(ResultCode.SIZE_LIMIT_EXCEEDED)),
                broken("a time limit", 4, "time limit", proxy -> proxy.endingWith(ResultCode.TIME_LIMIT_EXCEEDED)),
                broken("a look-through limit", 4, "look-through", proxy -> proxy.endingWith(ResultCode.ADMIN_LIMIT_EXCEEDED)),
                broken("a reference that leads elsewhere", 4, "another server", proxy -> proxy.referringTo("ldap://other.example.com/")),
                broken("an id that may not be read", 4, "entryUUID", proxy -> proxy.showing(TrustMatrixTest::withoutId)),
                broken("read rights lost on most", 3, "shrank", proxy -> proxy.showing(entry -> number(entry) > 9 ? null : entry)));
    }

    private static Arguments broken(String name, int exit, String rule, Consumer<DirectoryProxy> fault) {
        return Arguments.of(name, exit, rule, fault);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("partialReads")
    void removes_nobody_for_not_being_seen_and_says_why(String name, int exit, String rule, Consumer<DirectoryProxy> fault) throws Exception {
        // Given
        assertThat(muster("sync").exit()).isZero();
        leave(DELETED);
        change(DISABLED, "employeeType", "left");
        fault.accept(proxy);
        // When
        Ran sync = muster("sync");
        // Then
        assertThat(sync.exit()).isEqualTo(exit);
        assertThat(sync.json().at("/channels/0/untrusted").asText()).contains(rule);
        assertThat(inactive()).as("positive evidence goes on, absence does not").containsExactly(DISABLED);
        assertThat(operations(sync)).contains("disable user1@example.com applied").allMatch(line -> !line.startsWith("disable") || line.contains("user1@") || line.endsWith("held untrusted"));
        assertThat(muster("status").json().at("/channels/0/untrusted").asText()).contains(rule);
        // And the next honest read catches up
        proxy.reset();
        Ran next = muster("sync");
        assertThat(next.exit()).isZero();
        assertThat(inactive()).containsExactly(DISABLED, DELETED);
        assertThat(muster("status").json().at("/channels/0/untrusted").isNull()).isTrue();
    }

    static Stream<Arguments> emptyReads() {
        return Stream.of(
                Arguments.of("a base without people", new String[] {"-D", "zoom.users.base-dn=" + Slapd.GROUPS}, "empty"),
                Arguments.of("a base with a typing mistake", new String[] {"-D", "zoom.users.base-dn=ou=peple," + Slapd.SUFFIX}, "ou=peple," + Slapd.SUFFIX + ": there is no such entry"),
                Arguments.of("a filter that matches nothing", new String[] {"-D", "zoom.users.filter=(mail=*@nowhere.example)"}, "empty"),
                Arguments.of("a server that is silent", new String[] {"-D", "directory.timeout=1s"}, "no answer within 1000 ms"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("emptyReads")
    void an_empty_or_impossible_read_is_exit_code_4_and_changes_nothing(String name, String[] options, String rule) throws Exception {
        // Given
        assertThat(muster("sync").exit()).isZero();
        if (name.contains("silent")) {
            proxy.fallingSilent();
        }
        // When
        Ran sync = muster(Stream.concat(Stream.of("sync"), Arrays.stream(options)).toArray(String[]::new));
        // Then
        assertThat(sync.exit()).isEqualTo(4);
        assertThat(sync.out()).contains(rule);
        assertThat(inactive()).isEmpty();
        // And as soon as it is put right
        proxy.reset();
        assertThat(muster("sync").exit()).isZero();
        assertThat(inactive()).isEmpty();
    }

    @Test
    void a_truncated_range_of_members_is_untrusted() throws Exception {
        // Given
        String group = "cn=staff," + Slapd.GROUPS;
        try (LDAPConnection admin = slapd.connect()) {
            admin.add(new Entry(group, new Attribute("objectClass", "groupOfNames"),
                    new Attribute("member", Stream.iterate(0, i -> i < PEOPLE, i -> i + 1).map(Slapd::person).toArray(String[]::new))));
        }
        world.with("zoom.users.group-dn", group);
        assertThat(muster("sync").exit()).isZero();
        proxy.showing(entry -> {
            if (entry.hasAttribute("member")) {
                String[] members = entry.getAttributeValues("member");
                entry.removeAttribute("member");
                entry.addAttribute("member;range=0-19", Arrays.copyOf(members, 20));
            }
            return entry;
        });
        // When
        Ran sync = muster("sync");
        // Then
        assertThat(sync.exit()).isEqualTo(4);
        assertThat(sync.json().at("/channels/0/untrusted").asText()).contains("members of " + group).contains("range");
        assertThat(inactive()).isEmpty();
    }

    @Test
    void a_replica_that_is_behind_is_untrusted_and_a_switch_removes_nobody_by_itself() throws Exception {
        // Given
        assertThat(muster("sync").exit()).isZero();
        try (Slapd behind = slapd.replica(); LDAPConnection admin = slapd.connect()) {
            // newer than the replica's newest second
            awaitNextSecond();
            Entry newcomer = new Entry("uid=user99," + Slapd.PEOPLE, new Attribute("objectClass", "inetOrgPerson"), new Attribute("uid", "user99"),
                    new Attribute("cn", "New"), new Attribute("sn", "Comer"), new Attribute("givenName", "New"), new Attribute("mail", "user99@example.com"),
                    new Attribute("employeeType", "active"));
            admin.add(newcomer);
            assertThat(muster("sync").exit()).isZero();
            // When the first server dies and the replica answers
            proxy.close();
            world.with("directory.url", proxy.url() + " " + behind.url());
            List<Ran> syncs = List.of(muster("sync"), muster("sync"), muster("sync"));
            // Then
            assertThat(syncs).as(syncs.get(0).out() + syncs.get(0).err()).extracting(Ran::exit).containsOnly(3);
            assertThat(syncs.get(2).json().at("/channels/0/untrusted").asText()).contains("behind");
            assertThat(inactive()).isEmpty();
            // And when it has heard of everything, a second whole read that agrees settles it
            try (LDAPConnection replicated = new LDAPConnection("127.0.0.1", behind.port(), Slapd.ADMIN, Slapd.PASSWORD)) {
                replicated.delete(Slapd.person(DELETED));
                replicated.modify(Slapd.person(0), new Modification(ModificationType.REPLACE, "title", "Replicated"));
                replicated.add(newcomer);
            }
            Ran first = muster("sync");
            assertThat(first.json().at("/channels/0/untrusted").asText()).contains("another server");
            assertThat(inactive()).doesNotContain(DELETED);
            assertThat(muster("sync").exit()).isZero();
            assertThat(inactive()).contains(DELETED);
        }
    }

    @Test
    void a_status_attribute_that_vanished_enables_nobody() throws Exception {
        // Given
        change(DISABLED, "employeeType", "left");
        assertThat(muster("sync", "-D", "zoom.provision-disabled=true").exit()).isZero();
        proxy.showing(entry -> {
            entry.removeAttribute("employeeType");
            return entry;
        });
        // When
        Ran sync = muster("sync", "-D", "zoom.provision-disabled=true");
        // Then
        assertThat(sync.exit()).isEqualTo(3);
        assertThat(operations(sync)).containsExactly("enable user1@example.com held untrusted");
        assertThat(inactive()).containsExactly(DISABLED);
    }

    @Test
    void a_re_created_entry_met_in_a_partial_read_has_its_account_as_soon_as_a_read_is_whole() throws Exception {
        // Given
        assertThat(muster("sync").exit()).isZero();
        try (LDAPConnection admin = slapd.connect()) {
            Entry entry = admin.getEntry(Slapd.person(DISABLED));
            admin.delete(entry.getDN());
            admin.add(entry);
        }
        proxy.endingWith(ResultCode.SIZE_LIMIT_EXCEEDED);
        // When
        Ran partial = muster("sync");
        // Then
        assertThat(partial.exit()).isEqualTo(4);
        assertThat(operations(partial)).as("no conflict is written down").noneMatch(line -> line.startsWith("skip"));
        // And
        proxy.reset();
        Ran whole = muster("sync");
        assertThat(operations(whole)).containsExactly("link user1@example.com applied");
        assertThat(inactive()).isEmpty();
        assertThat(world.zoom.users()).hasSize(PEOPLE);
    }

    @Test
    void a_real_shrink_is_accepted_once_and_is_the_new_baseline() throws Exception {
        // Given
        assertThat(muster("sync").exit()).isZero();
        for (int i = 10; i < PEOPLE; i++) {
            leave(i);
        }
        // When
        assertThat(muster("sync").exit()).isEqualTo(3);
        assertThat(muster("sync").json().at("/channels/0/untrusted").asText()).contains("from 30 to 10").contains("--accept-shrink");
        assertThat(inactive()).isEmpty();
        Ran plan = muster("plan", "--accept-shrink");
        Ran accepted = muster("sync", "--accept-shrink");
        // Then
        assertThat(operations(plan)).hasSize(20).allMatch(line -> line.startsWith("disable") && line.endsWith("null"));
        assertThat(accepted.exit()).isZero();
        assertThat(inactive()).hasSize(20);
        assertThat(muster("sync").exit()).isZero();
    }

    @Test
    void an_ordinary_leaver_and_a_small_company_never_get_stuck() throws Exception {
        // Given
        world.with("zoom.users.filter", "(|(uid=user1)(uid=user2)(uid=user3))");
        assertThat(muster("sync").exit()).isZero();
        // When
        leave(2);
        leave(3);
        // Then
        assertThat(muster("sync").exit()).isZero();
        assertThat(inactive()).containsExactly(2, 3);
    }

    private Ran muster(String... arguments) throws IOException {
        Path config = world.folder().resolve("application.properties");
        Files.write(config, world.keys.entrySet().stream().map(key -> key.getKey() + " = " + key.getValue()).toList());
        return Ran.muster(Stream.concat(Stream.of("--config", config.toString(), "--routes", "routes", "--json"), Arrays.stream(arguments)).toArray(String[]::new));
    }

    private static List<String> operations(Ran ran) throws IOException {
        List<String> lines = new ArrayList<>();
        for (JsonNode operation : ran.json().at("/channels/0/operations")) {
            String held = operation.path("held").asText();
            lines.add(operation.path("op").asText() + " " + operation.path("key").asText() + " " + (operation.path("held").isTextual() ? "held " + held : operation.path("outcome").asText("null")));
        }
        return lines;
    }

    /** The numbers of those whose account is there and not active. */
    private List<Integer> inactive() {
        return world.zoom.users().stream().filter(user -> !user.path("active").asBoolean()).map(user -> user.path("userName").asText())
                .map(name -> Integer.valueOf(name.substring("user".length(), name.indexOf('@')))).sorted().toList();
    }

    private void leave(int person) throws LDAPException {
        try (LDAPConnection admin = slapd.connect()) {
            admin.delete(Slapd.person(person));
        }
    }

    private void change(int person, String attribute, String value) throws LDAPException {
        try (LDAPConnection admin = slapd.connect()) {
            admin.modify(Slapd.person(person), new Modification(ModificationType.REPLACE, attribute, value));
        }
    }

    /** The server's clock, read off an entry of its own, has turned to another second. */
    private void awaitNextSecond() throws LDAPException {
        try (LDAPConnection admin = slapd.connect()) {
            String newest = touched(admin);
            while (touched(admin).equals(newest)) {
                Thread.onSpinWait();
            }
        }
    }

    private static String touched(LDAPConnection admin) throws LDAPException {
        admin.modify(Slapd.GROUPS, new Modification(ModificationType.REPLACE, "description", "touched"));
        return admin.getEntry(Slapd.GROUPS, "modifyTimestamp").getAttributeValue("modifyTimestamp");
    }

    private static int number(Entry entry) {
        return entry.getDN().startsWith("uid=user") ? Integer.parseInt(entry.getDN().substring("uid=user".length(), entry.getDN().indexOf(','))) : -1;
    }

    /** One entry hides its id in the sweep; when it is asked for by that id, with names, the question alone proves the right to read it. */
    private static Entry withoutId(Entry entry) {
        if (number(entry) == 7 && !entry.hasAttribute("sn")) {
            entry.removeAttribute("entryUUID");
        }
        return entry;
    }
}
