package io.muster.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSearchEntry;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSearchResult;
import com.unboundid.ldap.listener.interceptor.InMemoryOperationInterceptor;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPResult;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.ReadOnlyEntry;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchResultReference;
import com.unboundid.ldap.sdk.SearchScope;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Scopes, marks and what makes a read partial, on the embedded directory. */
class DirectoryTest {

    private static final UserScope EVERYBODY = new UserScope(Slapd.PEOPLE, null, null, false);

    private Embedded embedded = Embedded.start();

    @AfterEach
    void stop() {
        embedded.close();
    }

    @Test
    void sweepsEveryPage() throws Exception {
        for (int i = 0; i < 2345; i++) {
            embedded.person("u" + i);
        }
        try (Directory directory = directory(); Reading sweep = directory.sweep(EVERYBODY)) {
            Set<UUID> seen = new TreeSet<>();

            sweep.forEachRemaining(sighting -> seen.add(sighting.guid()));

            assertThat(seen).hasSize(2345);
            assertThat(sweep.partial()).isEmpty();
            assertThat(sweep.newestMarker()).matches("20\\d{12}(\\.\\d+)?Z");
            assertThat(sweep.server()).isEqualTo("127.0.0.1:" + embedded.server.getListenPort());
        }
    }

    @Test
    void keepsToUserClassBaseAndFilter() throws Exception {
        embedded.person("ann", "department: Sales").person("bob", "department: IT").group("all", Embedded.dn("ann"));
        embedded.server.add("dn: uid=eve,ou=groups," + Slapd.SUFFIX, "objectClass: inetOrgPerson", "uid: eve", "department: Sales");

        assertThat(who(directory(), new UserScope(Slapd.PEOPLE, "(department=Sales)", null, false))).containsExactly("ann");
        assertThat(who(directory(), new UserScope(Slapd.SUFFIX, "department=Sales", null, false))).containsExactly("ann", "eve");
        assertThat(who(directory(), EVERYBODY)).containsExactly("ann", "bob");
    }

    @Test
    void refusesWhatIsNoFilter() {
        try (Directory directory = directory()) {
            assertThatThrownBy(() -> directory.sweep(new UserScope(Slapd.PEOPLE, "(department=", null, false)))
                    .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("users.filter").hasMessageContaining("RFC 4515");
        }
    }

    @Test
    void readsTheMemberListWhereEntriesDontKnowTheirGroups() throws Exception {
        embedded.person("ann", "department: Sales").person("bob", "department: IT").person("cleo", "department: IT");
        embedded.group("staff", "UID=Bob, " + Slapd.PEOPLE, Embedded.dn("cleo"), Embedded.dn("gone"), Embedded.groupDn("inner"));
        embedded.group("inner", Embedded.dn("ann"), Embedded.groupDn("staff"));

        assertThat(who(directory(), group("staff", null, false))).containsExactly("bob", "cleo");
        assertThat(who(directory(), group("staff", null, true))).containsExactly("ann", "bob", "cleo");
        assertThat(who(directory(), group("staff", "(department=Sales)", true))).containsExactly("ann");
    }

    @Test
    void usesMemberOfWhereItIsKept() throws Exception {
        embedded.person("ann", "memberOf: " + Embedded.groupDn("inner")).person("bob", "memberOf: " + Embedded.groupDn("staff")).person("cleo");
        embedded.server.add("dn: " + Embedded.groupDn("staff"), "objectClass: groupOfNames", "cn: staff", "memberOf: " + Embedded.groupDn("inner"));
        embedded.server.add("dn: " + Embedded.groupDn("inner"), "objectClass: groupOfNames", "cn: inner", "memberOf: " + Embedded.groupDn("staff"));

        assertThat(who(settings().memberOf("memberOf").directory(), group("staff", null, false))).containsExactly("bob");
        assertThat(who(settings().memberOf("memberOf").directory(), group("staff", null, true))).containsExactly("ann", "bob");
    }

    @Test
    void namesTheGroupThatIsNotThere() {
        try (Directory directory = directory()) {
            assertThatThrownBy(() -> directory.sweep(group("nobody", null, false)))
                    .isInstanceOf(DirectoryUnavailable.class).hasMessageContaining(Embedded.groupDn("nobody")).hasMessageContaining("users.group-dn");
        }
    }

    @Test
    void marksMoveWithTheEntryAlone() throws Exception {
        embedded.person("ann").person("bob");
        try (Directory directory = directory()) {
            List<Sighting> before = sweep(directory, EVERYBODY);
            embedded.server.modify(Embedded.dn("ann"), new Modification(ModificationType.REPLACE, "modifyTimestamp", "20991231000000Z"));

            List<Sighting> after = sweep(directory, EVERYBODY);

            assertThat(after.get(0).guid()).isEqualTo(before.get(0).guid());
            assertThat(after.get(0).mark()).isNotEqualTo(before.get(0).mark());
            assertThat(after.get(1)).isEqualTo(before.get(1));
        }
    }

    @Test
    void countsWhoShowsTheStatusAttribute() throws Exception {
        embedded.person("ann", "employeeType: active").person("bob").person("cleo", "employeeType: left");
        try (Directory directory = settings().status("employeeType").directory(); Reading sweep = directory.sweep(EVERYBODY)) {
            sweep.forEachRemaining(sighting -> { });

            assertThat(sweep.withStatus()).isEqualTo(2);
        }
    }

    @Test
    void aSizeLimitMakesTheReadPartial() throws Exception {
        embedded.close();
        embedded = Embedded.start(config -> config.setMaxSizeLimit(3));
        for (int i = 0; i < 5; i++) {
            embedded.person("u" + i);
        }
        try (Directory directory = directory(); Reading sweep = directory.sweep(EVERYBODY)) {
            List<Sighting> seen = new ArrayList<>();

            sweep.forEachRemaining(seen::add);

            assertThat(sweep.partial()).hasValueSatisfying(reason -> assertThat(reason).contains("size limit").contains(Slapd.ADMIN));
            assertThat(seen).hasSizeLessThanOrEqualTo(3);
        }
    }

    @Test
    void aReferenceThatIsNotFollowedMakesTheReadPartial() throws Exception {
        embedded.close();
        embedded = intercepted(new InMemoryOperationInterceptor() {
            @Override
            public void processSearchResult(InMemoryInterceptedSearchResult result) {
                send(result);
            }

            private void send(InMemoryInterceptedSearchResult result) {
                try {
                    result.sendSearchReference(new SearchResultReference(new String[] {"ldap://other.example.com/"}, null));
                } catch (LDAPException e) {
                    throw new IllegalStateException(e);
                }
            }
        });
        embedded.person("ann");

        assertThat(partial(directory(), EVERYBODY)).contains("another server");
    }

    @Test
    void aMissingCookieMakesTheReadPartial() throws Exception {
        embedded.close();
        embedded = intercepted(new InMemoryOperationInterceptor() {
            @Override
            public void processSearchResult(InMemoryInterceptedSearchResult result) {
                LDAPResult shown = result.getResult();
                result.setResult(new LDAPResult(shown.getMessageID(), shown.getResultCode()));
            }
        });
        embedded.person("ann");

        assertThat(partial(directory(), EVERYBODY)).contains("cookie");
    }

    @Test
    void aFaultAfterTheFirstPageMakesTheReadPartial() throws Exception {
        embedded.close();
        int[] searches = {0};
        embedded = intercepted(new InMemoryOperationInterceptor() {
            @Override
            public void processSearchResult(InMemoryInterceptedSearchResult result) {
                if (++searches[0] > 1) {
                    result.setResult(new LDAPResult(result.getMessageID(), ResultCode.BUSY));
                }
            }
        });
        for (int i = 0; i < 1001; i++) {
            embedded.person("u" + i);
        }

        assertThat(partial(directory(), EVERYBODY)).contains("busy");
    }

    @Test
    void anEntryWithoutIdMakesTheReadPartial() throws Exception {
        embedded.close();
        embedded = intercepted(new InMemoryOperationInterceptor() {
            @Override
            public void processSearchEntry(InMemoryInterceptedSearchEntry entry) {
                if (entry.getSearchEntry().getDN().startsWith("uid=bob")) {
                    entry.setSearchEntry(new ReadOnlyEntry(entry.getSearchEntry().getDN(), List.of()));
                }
            }
        });
        embedded.person("ann").person("bob");

        assertThat(partial(directory(), EVERYBODY)).contains("1 entries show no entryUUID");
    }

    @Test
    void givingUpMakesTheReadPartial() throws Exception {
        embedded.person("ann").person("bob");
        try (Directory directory = directory()) {
            Reading sweep = directory.sweep(EVERYBODY);
            sweep.next();

            sweep.close();

            assertThat(sweep.partial()).isPresent();
            assertThat(sweep.hasNext()).isFalse();
        }
    }

    @Test
    void readsWhatChangedSince() throws Exception {
        undated();
        dated("old", "20200101000000Z", "department: Sales");
        dated("ann", "20260714100000Z", "department: Sales");
        dated("bob", "20260714100000Z", "department: IT");
        UserScope sales = new UserScope(Slapd.PEOPLE, "(department=Sales)", null, false);
        try (Directory directory = directory(); Reading changes = directory.changes(sales, "20260714100010Z").orElseThrow()) {
            List<Sighting> seen = new ArrayList<>();

            changes.forEachRemaining(seen::add);

            assertThat(seen).extracting(Sighting::guid, Sighting::inScope).containsExactly(
                    tuple(guid("bob"), false), tuple(guid("ann"), true));
            assertThat(changes.newestMarker()).isEqualTo("20260714100000Z");
        }
    }

    @Test
    void knowsWhereChangesCantBeRead() {
        try (Directory plain = directory(); Directory memberOf = settings().memberOf("memberOf").directory();
                Directory none = settings().change(DirectorySettings.ChangeAlgorithm.NONE).directory()) {
            assertThat(plain.canReadChanges(EVERYBODY)).isTrue();
            assertThat(plain.canReadChanges(group("staff", null, false))).isFalse();
            assertThat(memberOf.canReadChanges(group("staff", null, true))).isFalse();
            assertThat(none.canReadChanges(EVERYBODY)).isFalse();
            assertThatThrownBy(() -> none.changes(EVERYBODY, "1")).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void isBehindWhenNothingAsNewAsTheRecordIsShown() throws Exception {
        undated();
        dated("ann", "20260714100000Z");
        try (Directory directory = directory()) {
            assertThat(directory.behind(finished(directory), "20260714100001Z", "any")).isTrue();
            assertThat(directory.behind(finished(directory), "20260714100000Z", "any")).isFalse();
            assertThat(directory.behind(finished(directory), null, null)).isFalse();
        }
    }

    @Test
    void isNotBehindWhenTheNewestIsOnlyOutOfScopeNow() throws Exception {
        undated();
        dated("ann", "20260714100000Z");
        embedded.server.add("dn: " + Embedded.groupDn("elsewhere"), "objectClass: groupOfNames", "cn: elsewhere", "modifyTimestamp: 20260714110000Z");
        try (Directory directory = directory()) {
            assertThat(directory.behind(finished(directory), "20260714110000Z", "any")).isFalse();
        }
    }

    @Test
    void isNotBehindWhenTheSuffixSaysSo() throws Exception {
        undated();
        dated("ann", "20260714100000Z");
        embedded.server.modify(Slapd.SUFFIX, new Modification(ModificationType.REPLACE, "contextCSN", "20260714110000.000001Z#000000#001#000000"));
        try (Directory directory = directory()) {
            assertThat(directory.behind(finished(directory), "20260714110000Z", "any")).isFalse();
            assertThat(directory.behind(finished(directory), "20260714110001Z", "any")).isTrue();
        }
    }

    @Test
    void testsTheDirectory() throws Exception {
        embedded.person("ann");
        try (Directory directory = directory()) {
            assertThat(directory.test(EVERYBODY)).matches(Finding::ok);
            assertThat(directory.test(new UserScope(Slapd.PEOPLE, "(uid=nobody)", null, false)).message()).contains("nobody is in scope");
            assertThat(directory.test(new UserScope("ou=nowhere," + Slapd.SUFFIX, null, null, false)).message()).contains("ou=nowhere," + Slapd.SUFFIX + ": there is no such entry");
            assertThat(directory.test(new UserScope(Slapd.PEOPLE, "(uid", null, false)).message()).contains("users.filter");
        }
        try (Directory usn = TestSettings.of(Dialect.GENERIC, embedded.url()).change(DirectorySettings.ChangeAlgorithm.USN).directory()) {
            assertThat(usn.test(EVERYBODY)).matches(Finding::ok);
        }
    }

    @Test
    void testMissesTheMarker() throws Exception {
        undated();
        embedded.person("ann", "entryUUID: 00112233-4455-6677-8899-aabbccddeeff");
        try (Directory directory = directory()) {
            Finding finding = directory.test(EVERYBODY);

            assertThat(finding.ok()).isFalse();
            assertThat(finding.message()).contains("modifyTimestamp").contains("directory.change-algorithm");
        }
    }

    private static Embedded intercepted(InMemoryOperationInterceptor interceptor) {
        return Embedded.start(config -> config.addInMemoryOperationInterceptor(interceptor));
    }

    private TestSettings settings() {
        return TestSettings.of(Dialect.OPENLDAP, embedded.url());
    }

    private Directory directory() {
        return settings().directory();
    }

    private static UserScope group(String cn, String filter, boolean nested) {
        return new UserScope(Slapd.PEOPLE, filter, Embedded.groupDn(cn), nested);
    }

    /** Starts anew with a server that writes no times of its own. */
    private void undated() {
        embedded.close();
        embedded = Embedded.start(config -> config.setGenerateOperationalAttributes(false));
    }

    private void dated(String uid, String time, String... lines) throws Exception {
        List<String> all = new ArrayList<>(List.of(lines));
        all.addAll(List.of("entryUUID: " + guid(uid), "modifyTimestamp: " + time));
        embedded.person(uid, all.toArray(String[]::new));
    }

    private static UUID guid(String uid) {
        return UUID.nameUUIDFromBytes(uid.getBytes(StandardCharsets.UTF_8));
    }

    private static Reading finished(Directory directory) {
        Reading sweep = directory.sweep(EVERYBODY);
        sweep.forEachRemaining(sighting -> { });
        return sweep;
    }

    private static String partial(Directory from, UserScope scope) {
        try (Directory directory = from; Reading sweep = directory.sweep(scope)) {
            sweep.forEachRemaining(sighting -> { });
            return sweep.partial().orElse("complete");
        }
    }

    private static List<Sighting> sweep(Directory directory, UserScope scope) {
        List<Sighting> seen = new ArrayList<>();
        try (Reading sweep = directory.sweep(scope)) {
            sweep.forEachRemaining(seen::add);
        }
        return seen;
    }

    /** The uids of who is in scope, sorted. */
    private List<String> who(Directory from, UserScope scope) throws LDAPException {
        try (Directory directory = from) {
            List<String> uids = new ArrayList<>();
            for (Sighting sighting : sweep(directory, scope)) {
                uids.add(embedded.server.search(Slapd.SUFFIX, SearchScope.SUB, "(entryUUID=" + sighting.guid() + ")", "uid").getSearchEntries().get(0)
                        .getAttributeValue("uid"));
            }
            return uids.stream().sorted().toList();
        }
    }
}
