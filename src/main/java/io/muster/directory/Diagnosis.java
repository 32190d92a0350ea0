package io.muster.directory;

import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;

/** Puts what went wrong with the directory into one line: the fault, then the remedy. Result codes: RFC 4511, appendix A. */
final class Diagnosis {

    private final DirectorySettings settings;

    Diagnosis(DirectorySettings settings) {
        this.settings = settings;
    }

    /** Why one server could not be connected to or would not let us in. */
    String ofConnecting(LDAPException e) {
        String text = String.valueOf(e.getMessage());
        if (caused(e, CertificateExpiredException.class) || caused(e, CertificateNotYetValidException.class)) {
            return "the server's certificate is expired or not yet valid: renew it, or check this machine's clock";
        }
        if (caused(e, CertPathBuilderException.class) || text.contains("PKIX path")) {
            return "the server's certificate is not trusted: name a file with its CA in directory.trust-store";
        }
        if (text.contains("No subject alternative") || text.contains("No name matching")) {
            return "the server's certificate is for another host name: write the name it was issued for in directory.url";
        }
        if (caused(e, UnknownHostException.class)) {
            return "unknown host: correct directory.url, or check the name service";
        }
        ResultCode code = e.getResultCode();
        if (code.equals(ResultCode.INVALID_CREDENTIALS)) {
            return "invalid credentials for " + settings.bindDn() + ": check directory.bind-dn and directory.bind-password";
        }
        if (code.equals(ResultCode.CONFIDENTIALITY_REQUIRED) || code.equals(ResultCode.STRONG_AUTH_REQUIRED)) {
            return "the server wants an encrypted connection: use ldaps:// in directory.url or set directory.start-tls = true";
        }
        if (caused(e, SocketTimeoutException.class) || code.equals(ResultCode.TIMEOUT) || text.contains("timeout")) {
            return "no answer within " + settings.timeout().toMillis() + " ms: check the address and the firewall, or raise directory.timeout";
        }
        if (caused(e, ConnectException.class) || caused(e, NoRouteToHostException.class) || text.contains("Connection refused")) {
            return "connection refused: start the server, or correct directory.url";
        }
        return ofReading(e);
    }

    /** Why a search brought nothing or not everything. */
    String ofReading(LDAPException e) {
        return switch (e.getResultCode().intValue()) {
            case ResultCode.SIZE_LIMIT_EXCEEDED_INT_VALUE -> "the server's size limit cut the read: raise it for " + reader();
            case ResultCode.TIME_LIMIT_EXCEEDED_INT_VALUE -> "the server's time limit cut the read: raise it for " + reader()
                    + ", or index the attributes of the filter";
            case ResultCode.ADMIN_LIMIT_EXCEEDED_INT_VALUE -> "a look-through or paging limit of the server cut the read: raise it for " + reader();
            case ResultCode.INSUFFICIENT_ACCESS_RIGHTS_INT_VALUE -> reader() + " may not read there: grant it the read right";
            case ResultCode.NO_SUCH_OBJECT_INT_VALUE -> "there is no such entry, or " + reader() + " may not see it: correct the DN, or grant the read right";
            case ResultCode.REFERRAL_INT_VALUE -> "the entry is on another server: name a server that holds it in directory.url";
            case ResultCode.OPERATIONS_ERROR_INT_VALUE, ResultCode.UNWILLING_TO_PERFORM_INT_VALUE -> "the server refused the read ("
                    + detail(e) + "): check directory.bind-dn and its rights";
            case ResultCode.UNAVAILABLE_CRITICAL_EXTENSION_INT_VALUE -> "the server does not read in pages (RFC 2696): use one that does";
            case ResultCode.TIMEOUT_INT_VALUE -> "no answer within " + settings.timeout().toMillis()
                    + " ms: look at the server's load, or raise directory.timeout";
            default -> e.getResultCode().isConnectionUsable() ? "the server answered " + detail(e) + ": see its log"
                    : "the connection was lost (" + detail(e) + "): check that the server is up, then sync again";
        };
    }

    private String reader() {
        return settings.bindDn() == null ? "anonymous users" : settings.bindDn();
    }

    private static String detail(LDAPException e) {
        String detail = e.getDiagnosticMessage() == null ? e.getMessage() : e.getDiagnosticMessage();
        return "code " + e.getResultCode().intValue() + " " + e.getResultCode().getName()
                + (detail == null ? "" : ", " + detail.lines().findFirst().orElse(""));
    }

    private static boolean caused(Throwable e, Class<? extends Throwable> kind) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (kind.isInstance(cause) || String.valueOf(cause.getMessage()).contains(kind.getSimpleName())) {
                return true;
            }
        }
        return false;
    }
}
