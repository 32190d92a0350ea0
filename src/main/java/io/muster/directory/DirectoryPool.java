package io.muster.directory;

import com.unboundid.ldap.sdk.FailoverServerSet;
import com.unboundid.ldap.sdk.LDAPConnectionOptions;
import com.unboundid.ldap.sdk.LDAPConnectionPool;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPURL;
import com.unboundid.ldap.sdk.PostConnectProcessor;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.ServerSet;
import com.unboundid.ldap.sdk.SimpleBindRequest;
import com.unboundid.ldap.sdk.SingleServerSet;
import com.unboundid.ldap.sdk.StartTLSPostConnectProcessor;
import com.unboundid.util.ssl.HostNameSSLSocketVerifier;
import com.unboundid.util.ssl.PEMFileTrustManager;
import com.unboundid.util.ssl.SSLUtil;
import com.unboundid.util.ssl.TrustStoreTrustManager;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Locale;
import javax.net.ssl.TrustManager;

/** Opens the one connection pool of a directory: several URLs in order, TLS verified, time-outs on everything. */
final class DirectoryPool {

    private static final int CONNECTIONS = 8;

    private DirectoryPool() {
    }

    static LDAPConnectionPool open(DirectorySettings settings) {
        try {
            LDAPConnectionOptions options = new LDAPConnectionOptions();
            options.setConnectTimeoutMillis((int) settings.timeout().toMillis());
            options.setResponseTimeoutMillis(settings.timeout().toMillis());
            options.setFollowReferrals(false);
            options.setSSLSocketVerifier(new HostNameSSLSocketVerifier(true));
            ServerSet[] servers = new ServerSet[settings.urls().size()];
            for (int i = 0; i < servers.length; i++) {
                LDAPURL url = new LDAPURL(settings.urls().get(i));
                servers[i] = url.getScheme().equals("ldaps")
                        ? new SingleServerSet(url.getHost(), url.getPort(), ssl(settings).createSSLSocketFactory(), options)
                        : new SingleServerSet(url.getHost(), url.getPort(), options);
            }
            PostConnectProcessor startTls = settings.startTls() ? new StartTLSPostConnectProcessor(ssl(settings).createSSLSocketFactory()) : null;
            SimpleBindRequest bind = settings.bindDn() == null ? null : new SimpleBindRequest(settings.bindDn(), settings.bindPassword());
            ServerSet set = servers.length == 1 ? servers[0] : new FailoverServerSet(servers);
            LDAPConnectionPool pool = new LDAPConnectionPool(set, bind, 1, CONNECTIONS, startTls);
            pool.setConnectionPoolName("directory");
            pool.setRetryFailedOperationsDueToInvalidConnections(true);
            pool.setMaxWaitTimeMillis(settings.timeout().toMillis());
            pool.setCreateIfNecessary(true);
            return pool;
        } catch (LDAPException e) {
            throw unavailable(settings, e);
        } catch (GeneralSecurityException e) {
            throw new DirectoryUnavailable("directory.trust-store = " + settings.trustStore() + " can't be read: " + e.getMessage(), e);
        }
    }

    private static SSLUtil ssl(DirectorySettings settings) throws GeneralSecurityException {
        Path store = settings.trustStore();
        if (store == null) {
            return new SSLUtil(com.unboundid.util.ssl.JVMDefaultTrustManager.getInstance());
        }
        String name = store.toString().toLowerCase(Locale.ROOT);
        boolean pem = name.endsWith(".pem") || name.endsWith(".crt") || name.endsWith(".cer");
        TrustManager trusted = pem ? new PEMFileTrustManager(store.toFile()) : new TrustStoreTrustManager(store.toFile());
        return new SSLUtil(trusted);
    }

    /** One line: what is wrong, and what to do about it. */
    static DirectoryUnavailable unavailable(DirectorySettings settings, LDAPException e) {
        String detail = e.getMessage() == null ? e.getResultCode().getName() : e.getMessage().replaceAll("\\s+", " ");
        String remedy;
        if (e.getResultCode() == ResultCode.INVALID_CREDENTIALS) {
            remedy = "the directory refuses directory.bind-dn = " + settings.bindDn() + " with this directory.bind-password; correct them";
            detail = "invalid credentials";
        } else if (e.getResultCode() == ResultCode.NO_SUCH_OBJECT) {
            remedy = "correct the base DN " + settings.baseDn();
        } else if (e.getResultCode() == ResultCode.INSUFFICIENT_ACCESS_RIGHTS) {
            remedy = "give " + settings.bindDn() + " the right to read it";
        } else if (detail.contains("not one of the subject") || detail.toLowerCase(Locale.ROOT).contains("hostname") || detail.contains("expected")) {
            remedy = "the certificate is for another host name; use the name that it holds in directory.url";
        } else if (detail.contains("expired") || detail.contains("NotAfter") || detail.contains("validity")) {
            remedy = "the server's certificate has expired; renew it";
        } else if (detail.contains("certificate") || detail.contains("PKIX") || detail.contains("trust")) {
            remedy = "the server's certificate is not trusted; name its CA in directory.trust-store";
        } else {
            remedy = "check directory.url, that the server runs, and that nothing between blocks it";
        }
        return new DirectoryUnavailable("directory " + String.join(" ", settings.urls()) + ": " + detail + "; " + remedy, e);
    }
}
