package io.muster.directory;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.DereferencePolicy;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPSearchException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.RootDSE;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.util.StaticUtils;
import io.muster.directory.DirectorySettings.ChangeAlgorithm;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;

/** Which server answers, and how far its knowledge reaches: the change markers as points in time. */
final class Freshness {

    /**
     * How far before the newest marker a quick read begins: an entry may change behind a sweep's back while the sweep still meets newer ones, and
     * a replica may receive a change late.
     */
    private static final Duration OVERLAP = Duration.ofSeconds(30);
    private static final DateTimeFormatter GENERALIZED_TIME = DateTimeFormatter.ofPattern("yyyyMMddHHmmss").withZone(ZoneOffset.UTC);
    private static final int SECONDS_LENGTH = 14;
    private static final Guid INVOCATION = new Guid("invocationId", true);

    private final DirectorySettings settings;
    private final EntryReader reader;
    /** A connection stays with one run of one server. */
    private final Map<LDAPConnection, String> servers = Collections.synchronizedMap(new WeakHashMap<>());

    Freshness(DirectorySettings settings, EntryReader reader) {
        this.settings = settings;
        this.reader = reader;
    }

    /** What a server with USNs says of itself; null elsewhere. To be read before the entries. */
    RootDSE rootDse(LDAPConnection connection) throws LDAPException {
        return settings.changeAlgorithm() == ChangeAlgorithm.USN
                ? new RootDSE(connection.getEntry("", "dsServiceName", "highestCommittedUSN")) : null;
    }

    /**
     * See {@link Reading#server()}. A domain controller keeps its name when it is restored from a backup, but gets a new {@code invocationId}, since its
     * USNs begin again at an older number ([MS-ADTS] 3.1.1.1.9).
     */
    String server(RootDSE root, LDAPConnection connection) throws LDAPException {
        String service = root == null ? null : root.getAttributeValue("dsServiceName");
        if (service == null) {
            return connection.getConnectedAddress() + ":" + connection.getConnectedPort();
        }
        String known = servers.get(connection);
        if (known == null) {
            SearchResultEntry controller = connection.getEntry(service, "invocationId");
            byte[] invocation = controller == null ? null : controller.getAttributeValueBytes("invocationId");
            known = invocation == null ? service : service + " (invocation " + INVOCATION.read(invocation) + ")";
            servers.put(connection, known);
        }
        return known;
    }

    /** The newest marker the server has given to any entry at all, or null where it does not tell. */
    String marker(RootDSE root) {
        return root == null ? null : root.getAttributeValue("highestCommittedUSN");
    }

    /** The filter for entries changed since, overlap included. */
    Filter changedSince(String since) {
        return Filter.createGreaterOrEqualFilter(settings.changeAttribute(), settings.changeAlgorithm() == ChangeAlgorithm.USN ? since : earlier(since));
    }

    /** A generalized time (RFC 4517 section 3.3.13) or an {@code entryCSN}, which begins with one. Anything else is left as it is. */
    private static String earlier(String marker) {
        int tail = marker.indexOf('#');
        try {
            Instant time = StaticUtils.decodeGeneralizedTime(tail < 0 ? marker : marker.substring(0, tail)).toInstant();
            String second = GENERALIZED_TIME.format(time.minus(OVERLAP));
            return tail < 0 ? second + "Z" : second + ".000000Z#000000#000#000000";
        } catch (ParseException e) {
            return marker;
        }
    }

    /** Whether the sweep saw nothing as new as the recorded marker. */
    boolean older(Reading sweep, String recordedMarker, String recordedServer) {
        if (settings.changeAlgorithm() == ChangeAlgorithm.NONE || settings.changeAlgorithm() == ChangeAlgorithm.USN && !sweep.server().equals(recordedServer)) {
            return false;
        }
        String newest = sweep.newestMarker();
        return newest == null || reader.newer(bytes(recordedMarker), bytes(newest));
    }

    /**
     * Whether the server shows a change as new as this marker outside the scope: on any entry, or in the {@code contextCSN} of its suffix. The
     * newest entry of a scope may well have been deleted or left it since.
     */
    boolean shows(LDAPConnection connection, String marker) throws LDAPException {
        return settings.changeAlgorithm() == ChangeAlgorithm.TIMESTAMP && (entryShows(connection, marker) || contextShows(connection, marker));
    }

    private boolean entryShows(LDAPConnection connection, String marker) throws LDAPException {
        SearchRequest any = new SearchRequest(settings.baseDn(), SearchScope.SUB, DereferencePolicy.NEVER, 1, 0, false,
                Filter.createGreaterOrEqualFilter(settings.changeAttribute(), marker), "1.1");
        try {
            return connection.search(any).getEntryCount() > 0;
        } catch (LDAPSearchException e) {
            if (e.getResultCode().equals(ResultCode.SIZE_LIMIT_EXCEEDED)) {
                return true;
            }
            throw e;
        }
    }

    private boolean contextShows(LDAPConnection connection, String marker) throws LDAPException {
        for (DN dn = new DN(settings.baseDn()); dn != null && !dn.isNullDN(); dn = dn.getParent()) {
            for (String csn : contextCsn(connection, dn)) {
                if (seconds(csn).compareTo(seconds(marker)) >= 0) {
                    return true;
                }
            }
        }
        return false;
    }

    private static String[] contextCsn(LDAPConnection connection, DN dn) throws LDAPException {
        try {
            SearchResultEntry entry = connection.getEntry(dn.toString(), "contextCSN");
            return entry == null || !entry.hasAttribute("contextCSN") ? StaticUtils.NO_STRINGS : entry.getAttributeValues("contextCSN");
        } catch (LDAPException e) {
            if (e.getResultCode().equals(ResultCode.REFERRAL)) {
                // above what this server holds
                return StaticUtils.NO_STRINGS;
            }
            throw e;
        }
    }

    private static String seconds(String time) {
        return time.substring(0, Math.min(SECONDS_LENGTH, time.length()));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
