package io.muster.bench;

import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.ldap.sdk.Control;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPURL;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResult;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.controls.SimplePagedResultsControl;
import io.muster.cycle.Cycle;
import io.muster.directory.Dialect;
import io.muster.directory.Directory;
import io.muster.directory.DirectoryProxy;
import io.muster.directory.DirectorySettings;
import io.muster.directory.Reading;
import io.muster.directory.Sighting;
import io.muster.directory.UserScope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import javax.naming.directory.SearchControls;

/**
 * Reads one directory as Muster does, and as plainly as can be: prints the seconds of a raw paged read, of a sweep, of an idle quick read, of a raw read of
 * the changed entries by their ids, and of a quick read that fetches them, then the searches of an idle quick read.
 */
final class DirectoryReads {

    private static final int ROUNDS = 3;
    /** What takes milliseconds is drowned in noise by anything else on the machine. */
    private static final int SHORT_ROUNDS = 50;
    private static final int CHANGES = 1_000;
    private static final String[] MAPPED = {"mail", "givenName", "sn", "title", "telephoneNumber"};

    private final DirectorySettings settings;
    private final UserScope scope;
    private final LDAPConnection raw;

    private DirectoryReads(Dialect type, String url, String bindDn, String password, String base, String group, boolean nested) throws LDAPException {
        this.settings = settings(type, url, bindDn, password, base);
        this.scope = new UserScope(base, "(mail=*)", group, nested);
        LDAPURL server = new LDAPURL(url);
        this.raw = new LDAPConnection(server.getHost(), server.getPort(), bindDn, password);
    }

    /** @param arguments type, URL, bind DN, password, base DN; DN of a group of Active Directory, and whether nested members count */
    public static void main(String[] arguments) throws Exception {
        boolean group = arguments.length > 5;
        new DirectoryReads(Dialect.of(arguments[0]).orElseThrow(), arguments[1], arguments[2], arguments[3], arguments[4], group ? arguments[5] : null,
                group && Boolean.parseBoolean(arguments[6])).run(arguments[1]);
    }

    private static DirectorySettings settings(Dialect type, String url, String bindDn, String password, String base) {
        Dialect.Presets p = type.presets();
        return new DirectorySettings(type, List.of(url), bindDn, password, base, false, null, Duration.ofMinutes(5), p.guidAttribute(), p.guidBinary(), p.userObjectClass(),
                p.groupObjectClass(), p.memberOfAttribute(), p.memberAttribute(), p.changeAlgorithm(), p.changeAttribute(), p.unmarkedAttributes(), p.statusAttribute(),
                p.statusAlgorithm(), p.statusFlag(), p.statusWhenFlag(), p.statusDefault());
    }

    private interface Work {
        void run() throws Exception;
    }

    private void run(String url) throws Exception {
        try (Directory directory = new Directory(settings); raw) {
            String[] since = {null};
            double read = best(ROUNDS, () -> raw(filter()));
            double sweep = best(ROUNDS, () -> since[0] = drain(directory.sweep(scope), null));
            double idle = best(SHORT_ROUNDS, () -> drain(directory.changes(scope, since[0]).orElseThrow(), null));
            int searches = searches(url, since[0]);
            touch();
            List<UUID> changed = new ArrayList<>();
            drain(directory.changes(scope, since[0]).orElseThrow(), changed);
            double rawChanged = Double.MAX_VALUE;
            double quick = Double.MAX_VALUE;
            // by turns, since the machine is not as fast in every second
            for (int i = 0; i < SHORT_ROUNDS; i++) {
                rawChanged = Math.min(rawChanged, best(1, () -> inBatches(changed, batch -> raw.search(scope.baseDn(), SearchScope.SUB, directory.idFilter(scope, batch, false), directory.attributesToFetch(List.of(MAPPED))))));
                quick = Math.min(quick, best(1, () -> {
                    List<UUID> guids = new ArrayList<>();
                    drain(directory.changes(scope, since[0]).orElseThrow(), guids);
                    inBatches(guids, batch -> fetch(directory, batch));
                }));
            }
            System.out.println(read + " " + sweep + " " + idle + " " + rawChanged + " " + quick + " " + searches);
        }
    }

    private int searches(String url, String since) throws Exception {
        try (DirectoryProxy counter = DirectoryProxy.before(url);
                Directory counted = new Directory(settings(settings.type(), counter.url(), settings.bindDn(), settings.bindPassword(), settings.baseDn()))) {
            drain(counted.sweep(scope), null);
            counter.reset();
            drain(counted.changes(scope, since).orElseThrow(), null);
            return counter.searches();
        }
    }

    private static double best(int rounds, Work work) throws Exception {
        double best = Double.MAX_VALUE;
        for (int i = 0; i < rounds; i++) {
            long start = System.nanoTime();
            work.run();
            best = Math.min(best, (System.nanoTime() - start) / 1e9);
        }
        return best;
    }

    private static String drain(Reading reading, List<UUID> guids) {
        try (reading) {
            while (reading.hasNext()) {
                Sighting sighting = reading.next();
                if (guids != null) {
                    guids.add(sighting.guid());
                }
            }
            reading.partial().ifPresent(why -> {
                throw new IllegalStateException(why);
            });
            return reading.newestMarker();
        }
    }

    private void fetch(Directory directory, List<UUID> guids) throws Exception {
        SearchControls controls = new SearchControls();
        controls.setSearchScope(SearchControls.SUBTREE_SCOPE);
        controls.setReturningAttributes(directory.attributesToFetch(List.of(MAPPED)));
        directory.entries(Collections.list(directory.context().search(scope.baseDn(), directory.idFilter(scope, guids, true), controls)));
    }

    private Filter filter() throws LDAPException {
        List<Filter> all = new ArrayList<>(List.of(Filter.createEqualityFilter("objectClass", settings.userObjectClass()), Filter.create("(mail=*)")));
        if (scope.groupDn() != null) {
            all.add(Filter.create("(memberOf" + (scope.nested() ? ":1.2.840.113556.1.4.1941:=" : "=") + scope.groupDn() + ")"));
        }
        return Filter.createANDFilter(all);
    }

    private interface Batch {
        void read(List<UUID> guids) throws Exception;
    }

    private static void inBatches(List<UUID> guids, Batch batch) throws Exception {
        for (int from = 0; from < guids.size(); from += Cycle.BATCH) {
            batch.read(guids.subList(from, Math.min(guids.size(), from + Cycle.BATCH)));
        }
    }

    private void raw(Filter filter) throws LDAPException {
        ASN1OctetString cookie = null;
        do {
            SearchRequest request = new SearchRequest(scope.baseDn(), SearchScope.SUB, filter, settings.guidAttribute(), settings.changeAttribute());
            request.setControls(new Control[] {new SimplePagedResultsControl(1000, cookie)});
            SearchResult page = raw.search(request);
            SimplePagedResultsControl answer = SimplePagedResultsControl.get(page);
            cookie = answer != null && answer.moreResultsToReturn() ? answer.getCookie() : null;
        } while (cookie != null);
    }

    private void touch() throws LDAPException {
        SearchRequest some = new SearchRequest(scope.baseDn(), SearchScope.SUB, filter(), "1.1");
        some.setControls(new Control[] {new SimplePagedResultsControl(CHANGES, null)});
        for (var entry : raw.search(some).getSearchEntries()) {
            raw.modify(entry.getDN(), new Modification(ModificationType.REPLACE, "title", "Changed at " + System.nanoTime()));
        }
    }
}
