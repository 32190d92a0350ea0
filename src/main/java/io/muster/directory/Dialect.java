package io.muster.directory;

import static io.muster.directory.DirectorySettings.ChangeAlgorithm.TIMESTAMP;
import static io.muster.directory.DirectorySettings.ChangeAlgorithm.USN;
import static io.muster.directory.DirectorySettings.StatusAlgorithm.AD_BITMAP;
import static io.muster.directory.DirectorySettings.StatusAlgorithm.FLAG;

import io.muster.directory.DirectorySettings.ChangeAlgorithm;
import io.muster.directory.DirectorySettings.StatusAlgorithm;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** A kind of LDAP server: {@code directory.type}, with its presets as data ({@code directories.md}). */
public enum Dialect {
    /** {@code entryCSN} is finer than the second of the marker: an entry changed twice within one second shows another mark. */
    OPENLDAP("openldap", "OpenLDAProotDSE", new Presets("entryUUID", false, "inetOrgPerson", "groupOfNames", null, "member",
            TIMESTAMP, "modifyTimestamp", List.of("entryCSN", "memberOf"), null, FLAG, "true", Status.DISABLED, Status.ENABLED)),
    ACTIVE_DIRECTORY("active-directory", "1\\.2\\.840\\.113556\\.1\\.4\\.800\\b", new Presets("objectGUID", true, "user", "group", "memberOf", "member",
            USN, "uSNChanged", List.of("memberOf"), "userAccountControl", AD_BITMAP, null, Status.DISABLED, Status.UNKNOWN)),
    DS389("389ds", "389 Project|389-Directory|Red Hat Directory", new Presets("nsUniqueId", false, "inetOrgPerson", "groupOfNames", "memberOf", "member",
            TIMESTAMP, "modifyTimestamp", List.of("memberOf"), "nsAccountLock", FLAG, "true", Status.DISABLED, Status.ENABLED)),
    PINGDIRECTORY("pingdirectory", "PingDirectory|Ping Identity Directory|UnboundID (DS|Directory)", new Presets("entryUUID", false, "inetOrgPerson", "groupOfUniqueNames", "isMemberOf", "uniqueMember",
            TIMESTAMP, "modifyTimestamp", List.of("isMemberOf"), "ds-pwp-account-disabled", FLAG, "true", Status.DISABLED, Status.ENABLED)),
    ORACLE("oracle", "Oracle (Unified )?Directory|Sun-Directory-Server", new Presets("entryUUID", false, "inetOrgPerson", "groupOfUniqueNames", "isMemberOf", "uniqueMember",
            TIMESTAMP, "modifyTimestamp", List.of("isMemberOf"), "nsAccountLock", FLAG, "true", Status.DISABLED, Status.ENABLED)),
    GENERIC("generic", null, new Presets("entryUUID", false, "inetOrgPerson", "groupOfNames", null, "member",
            TIMESTAMP, "modifyTimestamp", List.of(), null, FLAG, "true", Status.DISABLED, Status.ENABLED));

    /** Where a server says in its root entry what it is: vendor and version, and what takes their place at those who give none. */
    static final String[] SIGNATURE = {"vendorName", "vendorVersion", "objectClass", "supportedCapabilities"};

    private final String key;
    private final Pattern signature;
    private final Presets presets;

    /** @param signature what is found in the values of {@link #SIGNATURE}, or null */
    Dialect(String key, String signature, Presets presets) {
        this.key = key;
        this.signature = signature == null ? null : Pattern.compile(signature);
        this.presets = presets;
    }

    /** The value of {@code directory.type}. */
    public String key() {
        return key;
    }

    /** What each {@code directory.*} key is where the configuration does not say. */
    public Presets presets() {
        return presets;
    }

    /** The dialect of that name (ignoring case), or empty when {@code directory.type} is none of {@link #keys()}. */
    public static Optional<Dialect> of(String key) {
        return Arrays.stream(values()).filter(dialect -> dialect.key.equalsIgnoreCase(key.trim())).findFirst();
    }

    /** The dialect of a server whose {@link #SIGNATURE} has these values, or empty when it is none we know. */
    static Optional<Dialect> recognised(List<String> shown) {
        return Arrays.stream(values()).filter(dialect -> dialect.signature != null && shown.stream().anyMatch(value -> dialect.signature.matcher(value).find())).findFirst();
    }

    /** Every value {@code directory.type} can have. */
    public static List<String> keys() {
        return Arrays.stream(values()).map(Dialect::key).toList();
    }

    @Override
    public String toString() {
        return key;
    }

    /** A dialect's default for each key of {@link DirectorySettings}; null where there is none. */
    public record Presets(String guidAttribute, boolean guidBinary, String userObjectClass, String groupObjectClass,
            String memberOfAttribute, String memberAttribute, ChangeAlgorithm changeAlgorithm, String changeAttribute,
            List<String> unmarkedAttributes, String statusAttribute, StatusAlgorithm statusAlgorithm, String statusFlag,
            Status statusWhenFlag, Status statusDefault) {
    }
}
