package io.muster.directory;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSearchEntry;
import com.unboundid.ldap.listener.interceptor.InMemoryOperationInterceptor;
import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ReadOnlyEntry;
import com.unboundid.ldap.sdk.SearchScope;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import javax.naming.directory.SearchControls;
import javax.naming.directory.SearchResult;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Active Directory's habits, imitated: bytes for ids, long attributes in slices, USNs in the root entry. */
class ImitatedActiveDirectoryTest {

    private static final UUID ANN = UUID.fromString("00112233-4455-6677-8899-aabbccddeeff");
    private static final UUID GROUP = UUID.fromString("00112233-4455-6677-8899-aabbccddee11");
    private static final int SLICE = 3;

    private final List<String> log = new CopyOnWriteArrayList<>();
    private Embedded embedded;
    private boolean truncated;

    @BeforeEach
    void start() throws Exception {
        embedded = Embedded.start(config -> {
            config.setGenerateOperationalAttributes(false);
            config.setLDAPDebugLogHandler(new Log());
            config.addInMemoryOperationInterceptor(new Slices());
            config.setCustomRootDSEAttributes(List.of(new Attribute("dsServiceName", "CN=DC1"), new Attribute("highestCommittedUSN", "5000")));
        });
        Entry ann = new Entry("cn=ann," + Slapd.PEOPLE, new Attribute("objectClass", "user"), new Attribute("objectCategory", "person"),
                new Attribute("objectGUID", HexFormat.of().parseHex("33221100554477668899aabbccddeeff")), new Attribute("uSNChanged", "999"),
                new Attribute("userAccountControl", "514"), new Attribute("memberOf", "g1", "g2", "g3", "g4", "g5", "g6", "g7"),
                new Attribute("thumbnailPhoto", new byte[] {'a', 'b'}), new Attribute("mail", "ann@example.com"));
        embedded.server.add(ann);
        embedded.server.add("dn: cn=computer," + Slapd.PEOPLE, "objectClass: user", "objectCategory: computer", "cn: computer");
    }

    @AfterEach
    void stop() {
        embedded.close();
    }

    @Test
    void sweepsUsersAndNotComputers() {
        try (Directory directory = directory(); Reading sweep = directory.sweep(scope(null))) {
            List<Sighting> seen = new ArrayList<>();

            sweep.forEachRemaining(seen::add);

            assertThat(seen).extracting(Sighting::guid).containsExactly(ANN);
            assertThat(sweep.partial()).isEmpty();
            assertThat(sweep.withStatus()).isEqualTo(1);
        }
    }

    @Test
    void takesIdentityAndNewestMarkerFromTheRoot() {
        try (Directory directory = directory(); Reading sweep = directory.sweep(scope(null))) {
            sweep.forEachRemaining(sighting -> { });

            assertThat(sweep.server()).isEqualTo("CN=DC1");
            assertThat(sweep.newestMarker()).isEqualTo("5000");
            assertThat(directory.behind(sweep, "5001", "CN=DC1")).isTrue();
            assertThat(directory.behind(sweep, "999", "CN=DC1")).isFalse();
            assertThat(directory.behind(sweep, "70000", "CN=DC2")).isFalse();
        }
    }

    @Test
    void leavesOutReferencesToOtherDomains() {
        try (Directory directory = directory(); Reading sweep = directory.sweep(scope(null))) {
            sweep.forEachRemaining(sighting -> { });

            assertThat(log).anySatisfy(line -> assertThat(line).contains("objectGUID", "1.2.840.113556.1.4.1339"));
        }
    }

    @Test
    void asksForNestedMembersByMatchingRule() {
        try (Directory directory = directory()) {
            UserScope nested = new UserScope(Slapd.PEOPLE, "(mail=*)", Slapd.GROUPS, true);

            String filter = directory.idFilter(nested, List.of(ANN), true);

            assertThat(filter).isEqualTo("(&(|(objectGUID=\\33\\22\\11\\00\\55\\44\\77\\66\\88\\99\\aa\\bb\\cc\\dd\\ee\\ff))(&(objectCategory=person)(objectClass=user))(mail=*)"
                    + "(memberOf:1.2.840.113556.1.4.1941:=" + Slapd.GROUPS + "))");
        }
    }

    @Test
    void fetchesEveryValueAndTheSweepsMark() throws Exception {
        try (Directory directory = directory(); Reading sweep = directory.sweep(scope(null))) {
            SearchControls controls = new SearchControls();
            controls.setSearchScope(SearchControls.SUBTREE_SCOPE);
            controls.setReturningAttributes(directory.attributesToFetch(List.of("mail", "thumbnailPhoto")));
            List<SearchResult> fetched = new ArrayList<>();
            directory.context().search(Slapd.PEOPLE, directory.idFilter(scope(null), List.of(ANN), true), controls).asIterator().forEachRemaining(fetched::add);

            io.muster.directory.Entry ann = directory.entries(fetched).get(0);

            assertThat(ann.guid()).isEqualTo(ANN);
            assertThat(ann.first("objectguid")).isEqualTo(ANN.toString());
            assertThat(ann.status()).isEqualTo(Status.DISABLED);
            assertThat(ann.marker()).isEqualTo("999");
            assertThat(ann.values("memberof")).containsExactly("g1", "g2", "g3", "g4", "g5", "g6", "g7");
            assertThat(ann.first("thumbnailPhoto")).isEqualTo("YWI=");
            assertThat(ann.mark()).isEqualTo(sweep.next().mark());
        }
    }

    @Test
    void readsALongMemberListToItsEnd() throws Exception {
        embedded.server.add("dn: " + Embedded.groupDn("big"), "objectClass: group", "cn: big", "member: cn=1,dc=x", "member: cn=2,dc=x", "member: cn=3,dc=x",
                "member: cn=4,dc=x", "member: cn=5,dc=x", "member: cn=ann," + Slapd.PEOPLE);
        try (Directory directory = TestSettings.of(Dialect.ACTIVE_DIRECTORY, embedded.url()).memberOf(null).directory();
                Reading sweep = directory.sweep(scope(Embedded.groupDn("big")))) {
            List<Sighting> seen = new ArrayList<>();

            sweep.forEachRemaining(seen::add);

            assertThat(seen).hasSize(1);
            assertThat(sweep.partial()).isEmpty();
        }
    }

    @Test
    void aTruncatedMemberListMakesTheReadPartial() throws Exception {
        embedded.server.add("dn: " + Embedded.groupDn("big"), "objectClass: group", "cn: big", "member: cn=1,dc=x", "member: cn=2,dc=x", "member: cn=3,dc=x",
                "member: cn=4,dc=x");
        truncated = true;
        try (Directory directory = TestSettings.of(Dialect.ACTIVE_DIRECTORY, embedded.url()).memberOf(null).directory();
                Reading sweep = directory.sweep(scope(Embedded.groupDn("big")))) {
            sweep.forEachRemaining(sighting -> { });

            assertThat(sweep.partial()).hasValueSatisfying(reason -> assertThat(reason).contains("members of " + Embedded.groupDn("big")).contains("range"));
        }
    }

    @Test
    void readsAGroupsLongMemberListToItsEnd() throws Exception {
        String[] members = {"cn=1,dc=x", "cn=2,dc=x", "cn=3,dc=x", "cn=4,dc=x", "CN=Ann, " + Slapd.PEOPLE};
        addGroup("big", members);
        try (Directory directory = directory()) {
            List<GroupEntry> groups = directory.groups(scope(null), List.of(GROUP));

            assertThat(groups).singleElement().satisfies(group -> {
                assertThat(group.name()).isEqualTo("big");
                assertThat(group.members()).hasSize(5).contains(DnKey.of("cn=ann," + Slapd.PEOPLE));
                assertThat(group.partial()).isNull();
            });
        }
    }

    @Test
    void aGroupWhoseMembersAreTruncatedSaysSo() throws Exception {
        addGroup("big", "cn=1,dc=x", "cn=2,dc=x", "cn=3,dc=x", "cn=4,dc=x");
        truncated = true;
        try (Directory directory = directory()) {
            assertThat(directory.groups(scope(null), List.of(GROUP))).singleElement().satisfies(group -> assertThat(group.partial()).contains("not read to the end").contains("range"));
        }
    }

    @Test
    void aGroupThatListsNobodyHasThoseWhoNameIt() throws Exception {
        addGroup("dynamic");
        embedded.server.add("dn: cn=bob," + Slapd.PEOPLE, "objectClass: user", "objectCategory: person", "memberOf: " + Embedded.groupDn("dynamic"));
        try (Directory directory = directory()) {
            assertThat(directory.groups(scope(null), List.of(GROUP))).singleElement()
                    .satisfies(group -> assertThat(group.members()).containsExactly(DnKey.of("cn=bob," + Slapd.PEOPLE)));
        }
    }

    private void addGroup(String name, String... members) throws Exception {
        Entry group = new Entry(Embedded.groupDn(name), new Attribute("objectClass", "group"), new Attribute("cn", name),
                new Attribute("objectGUID", HexFormat.of().parseHex("33221100554477668899aabbccddee11")), new Attribute("uSNChanged", "1000"));
        if (members.length > 0) {
            group.addAttribute("member", members);
        }
        embedded.server.add(group);
    }

    private Directory directory() {
        return TestSettings.of(Dialect.ACTIVE_DIRECTORY, embedded.url()).directory();
    }

    private static UserScope scope(String group) {
        return new UserScope(Slapd.PEOPLE, null, group, false);
    }

    /** Keeps what the server logs of messages, controls included. */
    private final class Log extends Handler {

        @Override
        public void publish(LogRecord line) {
            log.add(line.getMessage());
        }

        @Override
        public void flush() {
        }

        @Override
        public void close() {
        }
    }

    /** Hands out member and memberOf three values at a time. */
    private final class Slices extends InMemoryOperationInterceptor {

        @Override
        public void processSearchEntry(InMemoryInterceptedSearchEntry shown) {
            String dn = shown.getSearchEntry().getDN();
            if (dn.isEmpty()) {
                return;
            }
            Entry entry = shown.getSearchEntry().duplicate();
            for (String asked : shown.getRequest().getAttributeList()) {
                String name = Attribute.getBaseName(asked);
                if (name.equalsIgnoreCase("member") || name.equalsIgnoreCase("memberOf")) {
                    slice(entry, name, asked);
                }
            }
            shown.setSearchEntry(new ReadOnlyEntry(entry));
        }

        private void slice(Entry entry, String name, String asked) {
            int from = asked.contains("=") ? Integer.parseInt(asked.substring(asked.indexOf('=') + 1, asked.lastIndexOf('-'))) : 0;
            String[] all = all(entry.getDN(), name);
            if (all == null || all.length <= SLICE || truncated && from > 0) {
                return;
            }
            entry.removeAttribute(name);
            int to = Math.min(from + SLICE, all.length);
            entry.addAttribute(name + ";range=" + from + "-" + (to == all.length ? "*" : to - 1), Arrays.copyOfRange(all, from, to));
        }

        private String[] all(String dn, String name) {
            try {
                // below the listener, so that it is not sliced again
                List<? extends Entry> found = embedded.server.search(dn, SearchScope.BASE, Filter.createPresenceFilter("objectClass"), "*").getSearchEntries();
                return found.get(0).getAttributeValues(name);
            } catch (LDAPException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
