package io.muster.directory;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * How one directory is reached and read: the {@code directory.*} keys with the dialect's presets filled in ({@code contract.md}).
 *
 * @param urls               {@code ldap://host:port} or {@code ldaps://host:port}, tried in order
 * @param bindPassword       never printed: see {@link #toString()}
 * @param trustStore         a PKCS12, JKS or PEM file with the CAs to trust, or null for the JVM's
 * @param timeout            for connecting and for every answer
 * @param memberOfAttribute  null where the server keeps none
 * @param changeAttribute    null with {@link ChangeAlgorithm#NONE}
 * @param unmarkedAttributes attributes that change without moving the marker; the sweep reads them too
 * @param statusAttribute    null when nobody is ever disabled in this directory
 * @param statusFlag         the value that means {@code statusWhenFlag}; compared ignoring case
 */
public record DirectorySettings(Dialect type, List<String> urls, String bindDn, String bindPassword, String baseDn, boolean startTls,
        Path trustStore, Duration timeout, String guidAttribute, boolean guidBinary, String userObjectClass, String groupObjectClass,
        String memberOfAttribute, String memberAttribute, ChangeAlgorithm changeAlgorithm, String changeAttribute,
        List<String> unmarkedAttributes, String statusAttribute, StatusAlgorithm statusAlgorithm, String statusFlag,
        Status statusWhenFlag, Status statusDefault) {

    /** How changes since a point in time are asked for. */
    public enum ChangeAlgorithm {
        USN, TIMESTAMP, NONE
    }

    /** How the status attribute is read ({@code behaviour.md} section 1). */
    public enum StatusAlgorithm {
        AD_BITMAP, FLAG
    }

    @Override
    public String toString() {
        return type + " " + urls + " as " + bindDn;
    }
}
