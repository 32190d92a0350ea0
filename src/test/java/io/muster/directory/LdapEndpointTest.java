package io.muster.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.naming.OperationNotSupportedException;
import javax.naming.directory.BasicAttributes;
import javax.naming.directory.SearchResult;
import javax.naming.ldap.LdapContext;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A real route over Camel's {@code ldap:} component and the directory's context. */
class LdapEndpointTest {

    private static final UserScope EVERYBODY = new UserScope(Slapd.PEOPLE, null, null, false);

    private final Embedded embedded = Embedded.start();
    private final Directory directory = TestSettings.of(Dialect.OPENLDAP, embedded.url()).directory();
    private final DefaultCamelContext camel = new DefaultCamelContext();
    private ProducerTemplate route;

    @BeforeEach
    void start() throws Exception {
        camel.getRegistry().bindAsPrototype("directory", LdapContext.class, directory::context);
        String attributes = String.join(",", directory.attributesToFetch(List.of("mail", "title")));
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:fetch").to("ldap:directory?base=" + Slapd.PEOPLE + "&scope=subtree&returnedAttributes=" + attributes);
            }
        });
        camel.start();
        route = camel.createProducerTemplate();
        embedded.person("ann", "mail: ann@example.com", "title: Chief", "title: Mother", "sn: Secret").person("bob", "mail: bob@example.com");
    }

    @AfterEach
    void stop() throws Exception {
        camel.close();
        directory.close();
        embedded.close();
    }

    @Test
    void fetchesEntriesById() {
        List<Sighting> seen = sweep();

        List<Entry> entries = fetch(directory.idFilter(EVERYBODY, seen.stream().map(Sighting::guid).toList(), true));

        assertThat(entries).hasSize(2);
        Entry ann = entries.get(0);
        assertThat(ann.dn()).isEqualTo(Embedded.dn("ann"));
        assertThat(ann.values("TITLE")).containsExactly("Chief", "Mother");
        assertThat(ann.first("Mail")).isEqualTo("ann@example.com");
        assertThat(ann.attributes()).doesNotContainKey("sn");
        assertThat(ann.status()).isEqualTo(Status.ENABLED);
        assertThat(entries).extracting(Entry::mark).containsExactlyElementsOf(seen.stream().map(Sighting::mark).toList());
    }

    @Test
    void worksAgainAfterTheComponentClosedItsContext() {
        String filter = directory.idFilter(EVERYBODY, List.of(sweep().get(0).guid()), false);

        List<Entry> twice = new ArrayList<>(fetch(filter));
        twice.addAll(fetch(filter));

        assertThat(twice).hasSize(2);
    }

    @Test
    void survivesARestartOfTheServerBetweenSearches() throws Exception {
        String filter = directory.idFilter(EVERYBODY, List.of(sweep().get(0).guid()), false);
        embedded.server.closeAllConnections(false);

        List<Entry> entries = fetch(filter);

        assertThat(entries).hasSize(1);
    }

    @Test
    void leavesOutWhoIsNoLongerInScope() {
        UserScope chiefs = new UserScope(Slapd.PEOPLE, "(title=Chief)", null, false);
        List<UUID> both = sweep().stream().map(Sighting::guid).toList();

        assertThat(fetch(directory.idFilter(chiefs, both, true))).extracting(Entry::dn).containsExactly(Embedded.dn("ann"));
        assertThat(fetch(directory.idFilter(chiefs, both, false))).hasSize(2);
    }

    @Test
    void failsWithOneLineWhenTheServerIsGone() {
        embedded.close();

        assertThatThrownBy(() -> fetch("(uid=ann)")).isInstanceOf(CamelExecutionException.class).cause()
                .isInstanceOf(DirectoryUnavailable.class).hasMessageContaining("connection refused");
    }

    @Test
    void saysWhatTheContextCantDo() throws Exception {
        LdapContext context = directory.context();

        assertThatThrownBy(() -> context.lookup("x")).isInstanceOf(OperationNotSupportedException.class).hasMessageContaining("pageSize");
    }

    @Test
    void refusesEntriesFetchedWithoutTheirId() {
        SearchResult withoutId = new SearchResult("cn=a", null, new BasicAttributes("mail", "a@b"));
        withoutId.setNameInNamespace("cn=a");

        assertThatThrownBy(() -> directory.entries(List.of(withoutId))).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("entryUUID")
                .hasMessageContaining("returnedAttributes");
    }

    @SuppressWarnings("unchecked")
    private List<Entry> fetch(String filter) {
        return directory.entries((List<SearchResult>) route.requestBody("direct:fetch", filter, List.class));
    }

    private List<Sighting> sweep() {
        List<Sighting> seen = new ArrayList<>();
        try (Reading sweep = directory.sweep(EVERYBODY)) {
            sweep.forEachRemaining(seen::add);
        }
        return seen;
    }
}
