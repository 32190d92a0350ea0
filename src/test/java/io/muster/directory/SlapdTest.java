package io.muster.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.naming.directory.SearchControls;
import javax.naming.directory.SearchResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The directory on a real OpenLDAP server. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class SlapdTest {

    private static final UserScope EVERYBODY = new UserScope(Slapd.PEOPLE, null, null, false);

    @Test
    void sweepsEveryPageWithTheSameMarksEachTime() {
        try (Slapd slapd = Slapd.builder().people(3500).start(); Directory directory = settings(slapd).directory()) {
            Set<Sighting> first = new HashSet<>(sweep(directory, EVERYBODY));

            Set<Sighting> second = new HashSet<>(sweep(directory, EVERYBODY));

            assertThat(first).hasSize(3500).isEqualTo(second).noneMatch(sighting -> sighting.mark() == 0);
            assertThat(first.stream().map(Sighting::mark).collect(Collectors.toSet())).as("entryCSN makes every mark its own").hasSize(3500);
        }
    }

    @Test
    void seesTwoChangesWithinOneSecond() throws Exception {
        try (Slapd slapd = Slapd.builder().people(1).start(); Directory directory = settings(slapd).directory(); LDAPConnection admin = slapd.connect()) {
            Set<Long> marks = new HashSet<>();
            for (int i = 0; i < 5; i++) {
                admin.modify(Slapd.person(0), new Modification(ModificationType.REPLACE, "title", "Title " + i));
                marks.add(sweep(directory, EVERYBODY).get(0).mark());
            }

            assertThat(marks).hasSize(5);
        }
    }

    @Test
    void fetchesByIdWhatTheSweepSaw() throws Exception {
        try (Slapd slapd = Slapd.builder().people(100).start(); Directory directory = settings(slapd).directory()) {
            List<Sighting> seen = sweep(directory, EVERYBODY);

            List<Entry> entries = fetch(directory, EVERYBODY, seen.stream().map(Sighting::guid).toList());

            assertThat(entries).extracting(Entry::guid, Entry::mark).containsExactlyInAnyOrderElementsOf(
                    seen.stream().map(sighting -> tuple(sighting.guid(), sighting.mark())).toList());
            assertThat(entries.get(0).first("MAIL")).endsWith("@example.com");
        }
    }

    @Test
    void readsWhatChangedAndWhoLeftTheFilter() throws Exception {
        UserScope active = new UserScope(Slapd.PEOPLE, "(employeeType=active)", null, false);
        try (Slapd slapd = Slapd.builder().people(10).start(); Directory directory = settings(slapd).directory(); LDAPConnection admin = slapd.connect()) {
            Reading before = directory.sweep(active);
            Set<Sighting> known = new HashSet<>();
            before.forEachRemaining(known::add);
            admin.modify(Slapd.person(3), new Modification(ModificationType.REPLACE, "title", "Chief"));
            admin.modify(Slapd.person(4), new Modification(ModificationType.REPLACE, "employeeType", "left"));

            Reading changes = directory.changes(active, before.newestMarker()).orElseThrow();
            List<Sighting> changed = new ArrayList<>();
            changes.forEachRemaining(changed::add);
            changed.removeIf(known::contains);

            assertThat(changed).extracting(Sighting::inScope).containsExactly(false, true);
            assertThat(fetch(directory, EVERYBODY, List.of(changed.get(1).guid()))).extracting(Entry::dn).containsExactly(Slapd.person(3));
            assertThat(fetch(directory, active, List.of(changed.get(0).guid()))).isEmpty();
            assertThat(changes.partial()).isEmpty();
        }
    }

    @Test
    void readsGroupsWithAndWithoutTheMemberOfOverlay() throws Exception {
        try (Slapd slapd = Slapd.builder().people(10).memberOf().start(); LDAPConnection admin = slapd.connect()) {
            String inner = group(admin, "inner", Slapd.person(1), Slapd.person(2));
            String outer = group(admin, "outer", Slapd.person(3), inner);
            UserScope direct = new UserScope(Slapd.PEOPLE, null, outer, false);
            UserScope nested = new UserScope(Slapd.PEOPLE, "(!(uid=user2))", outer, true);
            try (Directory byList = settings(slapd).directory(); Directory byMemberOf = settings(slapd).memberOf("memberOf").directory()) {
                assertThat(sweep(byList, direct)).hasSize(1).isEqualTo(sweep(byMemberOf, direct));
                assertThat(sweep(byList, nested)).hasSize(2).containsExactlyInAnyOrderElementsOf(sweep(byMemberOf, nested));
            }
        }
    }

    @Test
    void readsGroupsOfUniqueNamesNestedInACircle() throws Exception {
        try (Slapd slapd = Slapd.builder().people(10).start(); LDAPConnection admin = slapd.connect();
                Directory directory = settings(slapd).groups("groupOfUniqueNames", "uniqueMember").directory()) {
            String outer = "cn=outer," + Slapd.GROUPS;
            String inner = groupOf(admin, "groupOfUniqueNames", "uniqueMember", "inner", Slapd.person(1), outer);
            groupOf(admin, "groupOfUniqueNames", "uniqueMember", "outer", Slapd.person(2), inner);

            assertThat(sweep(directory, new UserScope(Slapd.PEOPLE, null, outer, false))).hasSize(1);
            assertThat(sweep(directory, new UserScope(Slapd.PEOPLE, null, outer, true))).hasSize(2);
            assertThat(sweep(directory, new UserScope(Slapd.PEOPLE, null, inner, true))).hasSize(2);
        }
    }

    @Test
    void aLookThroughLimitMakesTheReadPartial() {
        try (Slapd slapd = Slapd.builder().people(1200).sizeLimit("size=unlimited size.unchecked=100").start();
                Directory directory = settings(slapd).as(Slapd.READER, Slapd.PASSWORD).directory(); Reading sweep = directory.sweep(EVERYBODY)) {
            sweep.forEachRemaining(sighting -> { });

            assertThat(sweep.partial()).hasValueSatisfying(reason -> assertThat(reason).contains("look-through").contains(Slapd.READER));
        }
    }

    @Test
    void aSizeLimitMakesTheReadPartial() {
        try (Slapd slapd = Slapd.builder().people(1200).sizeLimit("500").start();
                Directory directory = settings(slapd).as(Slapd.READER, Slapd.PASSWORD).directory(); Reading sweep = directory.sweep(EVERYBODY)) {
            List<Sighting> seen = new ArrayList<>();

            sweep.forEachRemaining(seen::add);

            assertThat(seen).hasSize(500);
            assertThat(sweep.partial()).hasValueSatisfying(reason -> assertThat(reason).contains("size limit").contains(Slapd.READER));
        }
    }

    @Test
    void aLimitOverAllPagesMakesTheReadPartial() {
        try (Slapd slapd = Slapd.builder().people(3000).sizeLimit("size=unlimited size.prtotal=1500").start();
                Directory directory = settings(slapd).as(Slapd.READER, Slapd.PASSWORD).directory(); Reading sweep = directory.sweep(EVERYBODY)) {
            List<Sighting> seen = new ArrayList<>();

            sweep.forEachRemaining(seen::add);

            assertThat(seen).hasSizeLessThanOrEqualTo(1500);
            assertThat(sweep.partial()).isPresent();
        }
    }

    @Test
    void aServerKilledInTheMiddleMakesTheReadPartialAndTheNextOneWorksAgain() {
        try (Slapd slapd = Slapd.builder().people(3000).start(); Directory directory = settings(slapd).directory(); Reading sweep = directory.sweep(EVERYBODY)) {
            sweep.next();
            slapd.kill();

            sweep.forEachRemaining(sighting -> { });

            assertThat(sweep.partial()).hasValueSatisfying(reason -> assertThat(reason).contains("connection was lost"));
            slapd.startAgain();
            assertThat(sweep(directory, EVERYBODY)).hasSize(3000);
        }
    }

    @Test
    void isNotBehindAfterTheNewestEntryWasDeletedWhereTheSuffixKeepsCount() throws Exception {
        try (Slapd slapd = Slapd.builder().people(5).syncProvider().start(); Directory directory = settings(slapd).directory();
                LDAPConnection admin = slapd.connect()) {
            // newer than everything slapadd wrote, whatever the second
            String newest = "20990101000000Z";
            Reading before = finished(directory);
            admin.delete(Slapd.person(4));

            Reading after = finished(directory);

            assertThat(directory.behind(after, before.newestMarker(), before.server())).isFalse();
            assertThat(directory.behind(after, newest, before.server())).isTrue();
        }
    }

    @Test
    void testSaysWhenTheTypeDoesNotFit() {
        try (Slapd slapd = Slapd.builder().people(1).start(); Directory fitting = settings(slapd).directory();
                Directory wrong = TestSettings.of(Dialect.ACTIVE_DIRECTORY, slapd.url()).directory()) {
            assertThat(fitting.test(EVERYBODY)).matches(Finding::ok).extracting(Finding::message).asString().doesNotContain("directory.type");
            assertThat(wrong.test(EVERYBODY).message()).contains("directory.type = openldap");
        }
    }

    @Test
    void joinsAndLeavesAreSeenByTheGroupsOwnMarker() throws Exception {
        try (Slapd slapd = Slapd.builder().people(6).memberOf().start(); LDAPConnection admin = slapd.connect();
                Directory byList = settings(slapd).directory(); Directory byMemberOf = settings(slapd).memberOf("memberOf").directory()) {
            String inner = group(admin, "inner", Slapd.person(1));
            String outer = group(admin, "outer", Slapd.person(2), inner);
            group(admin, "stranger", Slapd.person(3));
            for (Directory directory : List.of(byList, byMemberOf)) {
                for (UserScope scope : List.of(new UserScope(Slapd.PEOPLE, null, outer, true), new UserScope(Slapd.PEOPLE, null, inner, false))) {
                    String since = marker(directory, scope);
                    admin.modify("cn=stranger," + Slapd.GROUPS, new Modification(ModificationType.ADD, "member", Slapd.person(4)));
                    assertThat(directory.changes(scope, since)).as("a group of no concern").isPresent();

                    admin.modify(inner, new Modification(ModificationType.ADD, "member", Slapd.person(5)));
                    assertThat(directory.changes(scope, since)).as("somebody joined").isEmpty();

                    since = marker(directory, scope);
                    admin.modify(inner, new Modification(ModificationType.DELETE, "member", Slapd.person(5)));
                    assertThat(directory.changes(scope, since)).as("somebody left").isEmpty();
                    admin.modify("cn=stranger," + Slapd.GROUPS, new Modification(ModificationType.DELETE, "member", Slapd.person(4)));
                }
            }
        }
    }

    @Test
    void aDeletedMemberIsMissingWithoutAnybodyElseJoining() throws Exception {
        // nobody tidies the group's list up: the overlay is not there
        try (Slapd slapd = Slapd.builder().people(500).start(); LDAPConnection admin = slapd.connect(); Directory directory = settings(slapd).directory()) {
            String group = group(admin, "staff", IntStream.range(0, 450).mapToObj(Slapd::person).toArray(String[]::new));
            UserScope scope = new UserScope(Slapd.PEOPLE, "(!(uid=user7))", group, false);
            assertThat(sweep(directory, scope)).as("in three batches, the filter included").hasSize(449);

            admin.delete(Slapd.person(3));

            assertThat(sweep(directory, scope)).hasSize(448);
        }
    }

    @Test
    void anIdleQuickReadTakesFewSearchesWhateverTheScope() throws Exception {
        try (Slapd slapd = Slapd.builder().people(300).memberOf().start(); LDAPConnection admin = slapd.connect(); DirectoryProxy counter = DirectoryProxy.before(slapd.url())) {
            String group = group(admin, "outer", Slapd.person(1), group(admin, "inner", IntStream.range(2, 290).mapToObj(Slapd::person).toArray(String[]::new)));
            for (String memberOf : new String[] {null, "memberOf"}) {
                for (UserScope scope : List.of(new UserScope(Slapd.PEOPLE, "(mail=*)", null, false), new UserScope(Slapd.PEOPLE, "(mail=*)", group, true))) {
                    try (Directory directory = TestSettings.of(Dialect.OPENLDAP, counter.url()).memberOf(memberOf).directory()) {
                        String since = marker(directory, scope);
                        counter.reset();

                        try (Reading changes = directory.changes(scope, since).orElseThrow()) {
                            changes.forEachRemaining(sighting -> { });
                        }

                        assertThat(counter.searches()).isLessThanOrEqualTo(4);
                    }
                }
            }
        }
    }

    @Test
    void encrypts(@TempDir Path folder) {
        Certificates certificates = Certificates.of(folder, "dns:localhost,ip:127.0.0.1");
        try (Slapd slapd = Slapd.builder().people(5).tls(certificates.certificate(), certificates.key()).start();
                Directory ldaps = TestSettings.of(Dialect.OPENLDAP, slapd.secureUrl()).trusting(certificates.ca()).directory();
                Directory startTls = settings(slapd).startTls().trusting(certificates.ca()).directory();
                Directory stranger = TestSettings.of(Dialect.OPENLDAP, slapd.secureUrl()).directory()) {
            assertThat(sweep(ldaps, EVERYBODY)).hasSize(5);
            assertThat(sweep(startTls, EVERYBODY)).hasSize(5);
            assertThat(stranger.test(EVERYBODY).message()).contains("not trusted");
        }
    }

    private static String marker(Directory directory, UserScope scope) {
        try (Reading sweep = directory.sweep(scope)) {
            sweep.forEachRemaining(sighting -> { });
            return sweep.newestMarker();
        }
    }

    private static TestSettings settings(Slapd slapd) {
        return TestSettings.of(Dialect.OPENLDAP, slapd.url());
    }

    private static String group(LDAPConnection admin, String cn, String... members) throws LDAPException {
        return groupOf(admin, "groupOfNames", "member", cn, members);
    }

    private static String groupOf(LDAPConnection admin, String objectClass, String memberAttribute, String cn, String... members) throws LDAPException {
        String dn = "cn=" + cn + "," + Slapd.GROUPS;
        com.unboundid.ldap.sdk.Entry entry = new com.unboundid.ldap.sdk.Entry(dn);
        entry.addAttribute("objectClass", objectClass);
        entry.addAttribute("cn", cn);
        entry.addAttribute(memberAttribute, members);
        admin.add(entry);
        return dn;
    }

    private static List<Entry> fetch(Directory directory, UserScope scope, List<UUID> guids) throws Exception {
        SearchControls controls = new SearchControls();
        controls.setSearchScope(SearchControls.SUBTREE_SCOPE);
        controls.setReturningAttributes(directory.attributesToFetch(List.of("mail")));
        List<SearchResult> fetched = new ArrayList<>();
        directory.context().search(Slapd.PEOPLE, directory.idFilter(scope, guids, true), controls).asIterator().forEachRemaining(fetched::add);
        return directory.entries(fetched);
    }

    private static List<Sighting> sweep(Directory directory, UserScope scope) {
        List<Sighting> seen = new ArrayList<>();
        try (Reading sweep = directory.sweep(scope)) {
            sweep.forEachRemaining(seen::add);
            assertThat(sweep.partial()).isEmpty();
        }
        return seen;
    }

    private static Reading finished(Directory directory) {
        Reading sweep = directory.sweep(EVERYBODY);
        sweep.forEachRemaining(sighting -> { });
        return sweep;
    }
}
