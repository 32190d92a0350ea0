package io.muster.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.tuple;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResult;
import com.unboundid.ldap.sdk.SearchScope;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import javax.naming.directory.SearchControls;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The directory on a real Active Directory domain controller. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class ActiveDirectoryTest {

    private static final UserScope STAFF = new UserScope(DomainController.STAFF, null, null, false);
    private static final UserScope DOMAIN = new UserScope(DomainController.DOMAIN, "(mail=*)", null, false);
    private static final int MANY = 1510;
    private static final String CROWD = "OU=crowd," + DomainController.DOMAIN;
    private static final String BIG = "CN=big," + DomainController.DOMAIN;

    private static DomainController controller;
    private LDAPConnection admin;
    private Directory directory;

    @BeforeAll
    @Timeout(value = 3, unit = TimeUnit.MINUTES)
    static void start() throws LDAPException {
        controller = DomainController.start();
        controller.add(CROWD, "organizationalUnit");
        // without mail, so that whole-domain scopes leave them out
        try (LDAPConnection admin = controller.connect()) {
            for (int i = 0; i < MANY; i++) {
                DomainController.add(admin, "CN=crowd" + i + "," + CROWD, "user", new Attribute("sAMAccountName", "crowd" + i));
            }
            DomainController.add(admin, BIG, "group",
                    new Attribute("member", IntStream.range(0, MANY).mapToObj(i -> "CN=crowd" + i + "," + CROWD).toArray(String[]::new)));
        }
    }

    @AfterAll
    static void stop() {
        if (controller != null) {
            controller.close();
        }
    }

    @BeforeEach
    void connect() throws Exception {
        admin = controller.connect();
        directory = settings(controller).directory();
        for (String name : List.of("ann", "bob", "cleo")) {
            DomainController.hire(admin, name);
        }
    }

    @AfterEach
    void tidy() throws Exception {
        directory.close();
        // users first: a group that is somebody's primary one stays
        for (String kind : List.of("(objectClass=user)", "(!(objectClass=organizationalUnit))", "(!(ou=staff))")) {
            for (var entry : admin.search(DomainController.STAFF, SearchScope.SUB, kind, "1.1").getSearchEntries()) {
                admin.delete(entry.getDN());
            }
        }
        admin.close();
    }

    @Test
    void sweepsTheWholeDomainWithoutComputersAndWithoutFollowingReferences() throws Exception {
        admin.add("dn: " + DomainController.dn("pc"), "objectClass: computer", "sAMAccountName: pc$", "mail: pc@example.com");

        assertThat(names(DOMAIN)).containsExactly("ann", "bob", "cleo");
        assertThat(references(admin)).as("the server would refer us elsewhere").isPositive();
    }

    @Test
    void readsIdStatusAndMarkerAsTheyAre() throws Exception {
        control("bob", 514);
        // disabled beside other bits: the password never expires, no delegation
        control("cleo", 2 | 512 | 65536 | 1048576);

        Map<String, Entry> people = people(STAFF);

        assertThat(people.get("ann").guid()).isEqualTo(rawId("ann"));
        assertThat(people.get("ann").first("objectGUID")).isEqualTo(people.get("ann").guid().toString());
        assertThat(people.values()).extracting(person -> person.first("cn"), Entry::status).containsExactlyInAnyOrder(
                tuple("ann", Status.ENABLED), tuple("bob", Status.DISABLED),
                tuple("cleo", Status.DISABLED));
        assertThat(Long.parseLong(people.get("ann").marker())).isPositive();
    }

    @Test
    void pagesBeyondAThousandAndReadsMembersBeyondTheRange() {
        UserScope crowd = new UserScope(CROWD, null, null, false);
        UserScope big = new UserScope(DomainController.DOMAIN, null, BIG, false);

        assertThat(seen(directory, crowd)).hasSize(MANY);
        try (Directory byMemberOf = settings(controller).directory(); Directory byList = settings(controller).memberOf(null).directory()) {
            assertThat(seen(byMemberOf, big)).as("by memberOf").hasSize(MANY);
            assertThat(seen(byList, big)).as("by the group's list, in slices").hasSize(MANY);
        }
    }

    @Test
    void aQuickReadOfMoreThanTheServerAnswersAtOnceIsWhole() {
        UserScope crowd = new UserScope(CROWD, "(objectClass=*)", null, false);

        try (Reading changes = directory.changes(crowd, "1").orElseThrow()) {
            Set<UUID> changed = new HashSet<>();
            changes.forEachRemaining(sighting -> changed.add(sighting.guid()));
            assertThat(changed).hasSize(MANY);
            assertThat(changes.partial()).isEmpty();
        }
    }

    @Test
    void knowsMembersOfMoreGroupsWithinThanAFilterNames() throws Exception {
        List<String> within = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            within.add(group("within" + i, DomainController.dn(i == 0 ? "ann" : i < 59 ? "bob" : "cleo")));
        }
        String outer = group("outer", within.toArray(String[]::new));

        assertThat(names(in(outer, true))).containsExactly("ann", "bob", "cleo");
    }

    @Test
    void followsNestedGroupsInCirclesAndPrimaryGroups() throws Exception {
        String inner = group("inner", DomainController.dn("ann"));
        String outer = group("outer", inner, DomainController.dn("bob"));
        admin.modify(inner, new Modification(ModificationType.ADD, "member", outer));

        assertThat(names(in(outer, false))).containsExactly("bob");
        assertThat(names(in(outer, true))).containsExactly("ann", "bob");

        // cleo's primary group: neither member nor memberOf tell
        admin.modify(inner, new Modification(ModificationType.ADD, "member", DomainController.dn("cleo")));
        String token = admin.getEntry(inner, "primaryGroupToken").getAttributeValue("primaryGroupToken");
        admin.modify(DomainController.dn("cleo"), new Modification(ModificationType.REPLACE, "primaryGroupID", token));

        assertThat(names(in(inner, false))).containsExactly("ann", "cleo");
        assertThat(names(in(outer, true))).containsExactly("ann", "bob", "cleo");
        assertThat(directory.idFilter(in(inner, false), List.of(people(STAFF).get("cleo").guid()), true)).contains("primaryGroupID=" + token);
    }

    @Test
    void seesJoinsAndLeavesDirectAndNestedByTheGroupsOwnMarker() throws Exception {
        String inner = group("inner", DomainController.dn("ann"));
        String outer = group("outer", inner);
        UserScope scope = in(outer, true);
        String since = swept(scope);

        assertThat(directory.changes(scope, since)).as("nothing moved").isPresent();
        admin.modify(inner, new Modification(ModificationType.ADD, "member", DomainController.dn("bob")));
        assertThat(directory.changes(scope, since)).as("bob joined the inner group").isEmpty();

        since = swept(scope);
        assertThat(directory.changes(scope, since)).as("seen").isPresent();
        admin.modify(outer, new Modification(ModificationType.DELETE, "member", inner));
        assertThat(directory.changes(scope, since)).as("the inner group left").isEmpty();

        since = swept(scope);
        String stranger = group("stranger", DomainController.dn("cleo"));
        assertThat(directory.changes(scope, since)).as("a group of no concern").isPresent();
        admin.modify(outer, new Modification(ModificationType.ADD, "member", stranger));
        assertThat(directory.changes(scope, since)).as("and then of concern").isEmpty();
    }

    @Test
    void seesDeletionsByTheirTombstones() throws Exception {
        String inner = group("inner", DomainController.dn("ann"));
        String outer = group("outer", inner);
        UUID bob = people(STAFF).get("bob").guid();
        UserScope scope = in(outer, true);
        String since = swept(scope);
        assertThat(directory.deletedSince(since)).isEmpty();

        admin.delete(DomainController.dn("bob"));
        assertThat(directory.deletedSince(since)).containsExactly(bob);
        try (Reading changes = directory.changes(scope, since).orElseThrow()) {
            assertThat(changes.deleted()).containsExactly(bob);
        }

        admin.delete(inner);
        assertThat(directory.changes(scope, since)).as("with the group, ann left").isEmpty();
        assertThat(names(new UserScope(DomainController.DOMAIN, null, null, false))).as("accounts in CN=Deleted Objects").doesNotContain("bob");
    }

    @Test
    void readsWhatChangedMovedWasRenamedOrLeftTheFilter() throws Exception {
        UserScope named = new UserScope(DomainController.STAFF, "(!(title=left))", null, false);
        Map<String, Entry> people = people(STAFF);
        String since = swept(named);
        Set<Long> known = marks(named);
        admin.modify(DomainController.dn("ann"), new Modification(ModificationType.REPLACE, "title", "left"));
        admin.modifyDN(DomainController.dn("bob"), "CN=robert", true);
        admin.add("dn: OU=sub," + DomainController.STAFF, "objectClass: organizationalUnit");
        admin.modifyDN(DomainController.dn("cleo"), "CN=cleo", true, "OU=sub," + DomainController.STAFF);

        List<Sighting> changed = new ArrayList<>();
        try (Reading changes = directory.changes(named, since).orElseThrow()) {
            changes.forEachRemaining(changed::add);
        }
        changed.removeIf(sighting -> known.contains(sighting.mark()));

        Map<UUID, Boolean> inScope = new HashMap<>();
        changed.forEach(sighting -> inScope.put(sighting.guid(), sighting.inScope()));
        assertThat(inScope).containsOnly(entry(people.get("ann").guid(), false), entry(people.get("bob").guid(), true), entry(people.get("cleo").guid(), true));
        assertThat(directory.entry(people.get("cleo").guid(), List.of())).hasValueSatisfying(cleo -> assertThat(cleo.dn()).contains("OU=sub"));
    }

    @Test
    void whatTheBindAccountMayNotReadIsNotThere() throws Exception {
        DomainController.hire(admin, "reader");
        controller.tool("user", "setpassword", "reader", "--newpassword=" + DomainController.PASSWORD);
        controller.tool("dsacl", "set", "--objectdn=" + DomainController.dn("bob"), "--sddl=(D;;RPLCLORC;;;" + securityId("reader") + ")");
        try (Directory reader = settings(controller).as("reader@corp.example.com", DomainController.PASSWORD).directory()) {
            assertThat(seen(reader, STAFF)).hasSize(3);
            assertThat(seen(directory, STAFF)).hasSize(4);
            assertThat(reader.deletedSince("1")).as("tombstones need a right of their own").isEmpty();
        }
    }

    @Test
    void knowsARestoredControllerAndACopyOfItsDisk() throws Exception {
        try (Reading before = finished(directory); DomainController backup = copied(true); DomainController snapshot = copied(false)) {
            admin.modify(DomainController.dn("ann"), new Modification(ModificationType.REPLACE, "title", "later"));
            String newest = swept(STAFF);
            backup.up();
            snapshot.up();
            try (Directory restored = settings(backup).directory(); Directory rolledBack = settings(snapshot).directory();
                    Reading afterRestore = finished(restored); Reading afterRollback = finished(rolledBack)) {
                assertThat(before.server()).contains("CN=NTDS Settings,CN=DC1").contains("invocation ");
                assertThat(afterRestore.server()).contains("CN=NTDS Settings,CN=DC1").isNotEqualTo(before.server());
                assertThat(restored.behind(afterRestore, newest, before.server())).as("USNs of another run").isFalse();
                assertThat(afterRollback.server()).isEqualTo(before.server());
                assertThat(rolledBack.behind(afterRollback, newest, before.server())).as("USNs of the same run went back").isTrue();
            }
        }
    }

    @Test
    void anIdleQuickReadTakesFewSearches() throws Exception {
        String outer = group("outer", group("inner", DomainController.dn("ann")));
        try (DirectoryProxy counter = DirectoryProxy.before(controller.url()); Directory counted = TestSettings.of(Dialect.ACTIVE_DIRECTORY, counter.url())
                .as(DomainController.ADMIN, DomainController.PASSWORD).base(DomainController.DOMAIN).directory()) {
            for (UserScope scope : List.of(new UserScope(DomainController.STAFF, "(mail=*)", null, false), in(outer, true))) {
                String since;
                try (Reading sweep = counted.sweep(scope)) {
                    sweep.forEachRemaining(sighting -> { });
                    since = sweep.newestMarker();
                }
                quick(counted, scope, since);
                counter.reset();

                quick(counted, scope, since);

                assertThat(counter.searches()).isLessThanOrEqualTo(scope.groupDn() == null ? 4 : 6);
            }
        }
    }

    private static void quick(Directory directory, UserScope scope, String since) {
        try (Reading changes = directory.changes(scope, since).orElseThrow()) {
            changes.forEachRemaining(sighting -> { });
        }
    }

    /** A copy of the controller, which stops for that moment. */
    private DomainController copied(boolean restored) throws Exception {
        admin.close();
        controller.down();
        DomainController copy = controller.copy(restored);
        controller.up();
        admin = controller.connect();
        return copy;
    }

    private static TestSettings settings(DomainController of) {
        return TestSettings.of(Dialect.ACTIVE_DIRECTORY, of.url()).as(DomainController.ADMIN, DomainController.PASSWORD).base(DomainController.DOMAIN);
    }

    private static UserScope in(String group, boolean nested) {
        return new UserScope(DomainController.STAFF, null, group, nested);
    }

    private String group(String name, String... members) throws LDAPException {
        DomainController.add(admin, DomainController.dn(name), "group", new Attribute("member", members));
        return DomainController.dn(name);
    }

    private void control(String name, int bits) throws LDAPException {
        admin.modify(DomainController.dn(name), new Modification(ModificationType.REPLACE, "userAccountControl", String.valueOf(bits)));
    }

    /** As a security descriptor names them ([MS-DTYP] 2.4.2.1): {@code S-1-5-21-…}. */
    private String securityId(String name) throws LDAPException {
        ByteBuffer sid = ByteBuffer.wrap(admin.getEntry(DomainController.dn(name), "objectSid").getAttributeValueBytes("objectSid")).order(ByteOrder.LITTLE_ENDIAN);
        StringBuilder text = new StringBuilder("S-1-5");
        for (sid.position(8); sid.hasRemaining();) {
            text.append('-').append(Integer.toUnsignedString(sid.getInt()));
        }
        return text.toString();
    }

    private static int references(LDAPConnection admin) throws LDAPException {
        SearchResult found = admin.search(new SearchRequest(DomainController.DOMAIN, SearchScope.SUB, "(cn=ann)", "1.1"));
        return found.getReferenceCount();
    }

    /** The newest marker of a sweep that saw everything. */
    private String swept(UserScope scope) {
        try (Reading sweep = directory.sweep(scope)) {
            sweep.forEachRemaining(sighting -> { });
            assertThat(sweep.partial()).isEmpty();
            return sweep.newestMarker();
        }
    }

    private Set<Long> marks(UserScope scope) {
        Set<Long> marks = new TreeSet<>();
        seen(directory, scope).forEach(sighting -> marks.add(sighting.mark()));
        return marks;
    }

    private static Reading finished(Directory directory) {
        Reading sweep = directory.sweep(STAFF);
        sweep.forEachRemaining(sighting -> { });
        return sweep;
    }

    private static List<Sighting> seen(Directory directory, UserScope scope) {
        List<Sighting> seen = new ArrayList<>();
        try (Reading sweep = directory.sweep(scope)) {
            sweep.forEachRemaining(seen::add);
            assertThat(sweep.partial()).isEmpty();
        }
        return seen;
    }

    private Map<String, Entry> people(UserScope scope) throws Exception {
        List<UUID> guids = seen(directory, scope).stream().map(Sighting::guid).toList();
        SearchControls controls = new SearchControls();
        controls.setSearchScope(SearchControls.SUBTREE_SCOPE);
        controls.setReturningAttributes(directory.attributesToFetch(List.of("cn")));
        Map<String, Entry> people = new HashMap<>();
        if (!guids.isEmpty()) {
            directory.entries(Collections.list(directory.context().search(scope.baseDn(), directory.idFilter(scope, guids, true), controls)))
                    .forEach(person -> people.put(person.first("cn"), person));
        }
        return people;
    }

    private Set<String> names(UserScope scope) throws Exception {
        return new TreeSet<>(people(scope).keySet());
    }

    /** The id as other programs write it: Microsoft's byte order, by hand. */
    private UUID rawId(String name) throws LDAPException {
        byte[] b = admin.getEntry(DomainController.dn(name), "objectGUID").getAttributeValueBytes("objectGUID");
        return UUID.fromString(String.format("%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x", b[3], b[2], b[1], b[0], b[5], b[4], b[7], b[6],
                b[8], b[9], b[10], b[11], b[12], b[13], b[14], b[15]));
    }
}
