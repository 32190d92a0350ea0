package io.muster.directory;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPConnectionOptions;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPURL;
import com.unboundid.ldap.sdk.ServerSet;
import com.unboundid.ldap.sdk.extensions.StartTLSExtendedRequest;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLSocketFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The servers of {@code directory.url}, tried in order. It stays with the one that answered, since a change of server makes the next
 * sweep compare everything; a failure of all of them names the fault of each, which the library's own failover set does not.
 */
final class Servers extends ServerSet {

    private static final Logger LOG = LoggerFactory.getLogger(Servers.class);

    private final DirectorySettings settings;
    private final Diagnosis diagnosis;
    private final List<LDAPURL> urls = new ArrayList<>();
    private volatile int preferred;
    private volatile SSLSocketFactory tls;

    /** @throws IllegalArgumentException one of the URLs is none */
    Servers(DirectorySettings settings, Diagnosis diagnosis) {
        this.settings = settings;
        this.diagnosis = diagnosis;
        for (String url : settings.urls()) {
            try {
                urls.add(new LDAPURL(url));
            } catch (LDAPException e) {
                throw new IllegalArgumentException("directory.url: " + url + " is not an LDAP URL: write ldap://host:port or ldaps://host:port", e);
            }
        }
    }

    /** A connection that is bound already, so that a server which refuses us is passed over like a dead one. */
    @Override
    public LDAPConnection getConnection() throws LDAPException {
        List<String> faults = new ArrayList<>();
        LDAPException last = null;
        int first = preferred;
        for (int i = 0; i < urls.size(); i++) {
            int index = (first + i) % urls.size();
            LDAPURL url = urls.get(index);
            try {
                LDAPConnection connection = connect(url);
                preferred = index;
                return connection;
            } catch (LDAPException e) {
                last = e;
                String fault = url.getScheme() + "://" + url.getHost() + ":" + url.getPort() + ": " + diagnosis.ofConnecting(e);
                faults.add(fault);
                if (urls.size() > 1) {
                    LOG.warn("directory server passed over: {}", fault);
                }
            }
        }
        throw new LDAPException(last.getResultCode(), String.join("; ", faults), last);
    }

    private LDAPConnection connect(LDAPURL url) throws LDAPException {
        boolean secure = "ldaps".equalsIgnoreCase(url.getScheme());
        LDAPConnection connection = new LDAPConnection(secure ? tls() : null, options());
        try {
            connection.connect(url.getHost(), url.getPort());
            if (settings.startTls() && !secure) {
                connection.processExtendedOperation(new StartTLSExtendedRequest(tls()));
            }
            if (settings.bindDn() != null) {
                connection.bind(settings.bindDn(), settings.bindPassword());
            }
            return connection;
        } catch (LDAPException e) {
            connection.close();
            throw e;
        }
    }

    private LDAPConnectionOptions options() {
        LDAPConnectionOptions options = new LDAPConnectionOptions();
        int millis = (int) settings.timeout().toMillis();
        options.setConnectTimeoutMillis(millis);
        options.setResponseTimeoutMillis(millis);
        return options;
    }

    private SSLSocketFactory tls() {
        SSLSocketFactory factory = tls;
        if (factory == null) {
            factory = Tls.sockets(settings.trustStore());
            tls = factory;
        }
        return factory;
    }
}
