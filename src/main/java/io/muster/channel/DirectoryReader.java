package io.muster.channel;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPURL;
import io.muster.directory.Dialect;
import io.muster.directory.DirectorySettings;
import io.muster.directory.Status;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Reads {@code directory.*}, and {@code <channel>.directory.*} over it. */
final class DirectoryReader {

    private final Settings settings;
    private final List<String> warnings;

    DirectoryReader(Settings settings, List<String> warnings) {
        this.settings = settings;
        this.warnings = warnings;
    }

    DirectorySettings read(String channel) {
        UnaryOperator<String> key = name -> {
            String own = channel + ".directory." + name;
            settings.get("directory." + name);
            return settings.get(own) != null ? own : "directory." + name;
        };
        Dialect type = settings.parse(key.apply("type"), "generic", "a directory type: " + String.join(", ", Dialect.keys()), text -> Dialect.of(text).orElseThrow());
        Dialect.Presets preset = type.presets();
        List<String> urls = urls(key.apply("url"));
        String bindDn = settings.get(key.apply("bind-dn"));
        dn(settings, key.apply("bind-dn"), bindDn, type == Dialect.ACTIVE_DIRECTORY);
        String password = settings.get(key.apply("bind-password"));
        if (bindDn != null && password == null) {
            settings.problem(key.apply("bind-password"), "is required with " + key.apply("bind-dn") + "; give it by the environment or by " + key.apply("bind-password") + ".file");
        }
        boolean startTls = settings.parse(key.apply("start-tls"), "false", Values.SWITCH, Values::flag);
        for (String url : urls) {
            if (password != null && !startTls && url.startsWith("ldap://") && !loopback(host(url))) {
                warnings.add(key.apply("url") + ": the bind password crosses the network in clear to " + url + "; use ldaps: or directory.start-tls = true");
            }
        }
        String baseDn = required(key.apply("base-dn"));
        dn(settings, key.apply("base-dn"), baseDn, false);
        String unmarked = settings.get(key.apply("unmarked-attributes"));
        String statusAttribute = settings.get(key.apply("status-attribute"), preset.statusAttribute());
        Status whenFlag = settings.parse(key.apply("status-when-flag"), name(preset.statusWhenFlag()), "enabled or disabled",
                text -> DirectoryReader.status(text, null));
        Status missing = settings.parse(key.apply("status-default"), name(preset.statusDefault()), "enabled or disabled",
                text -> DirectoryReader.status(text, preset.statusDefault()));
        return new DirectorySettings(type, urls, bindDn, password, baseDn, startTls, trustStore(key.apply("trust-store")),
                settings.parse(key.apply("timeout"), "30s", Values.TIME_SPAN, Values::timeSpan), settings.get(key.apply("guid-attribute"), preset.guidAttribute()),
                settings.parse(key.apply("guid-binary"), String.valueOf(preset.guidBinary()), Values.SWITCH, Values::flag),
                settings.get(key.apply("user-object-class"), preset.userObjectClass()), settings.get(key.apply("group-object-class"), preset.groupObjectClass()),
                settings.get(key.apply("member-of-attribute"), preset.memberOfAttribute()), settings.get(key.apply("member-attribute"), preset.memberAttribute()),
                settings.parse(key.apply("change-algorithm"), name(preset.changeAlgorithm()), Values.names(DirectorySettings.ChangeAlgorithm.class),
                        text -> Values.name(DirectorySettings.ChangeAlgorithm.class, text)),
                settings.get(key.apply("change-attribute"), preset.changeAttribute()),
                unmarked == null ? preset.unmarkedAttributes() : Arrays.stream(unmarked.split("[\\s,]+")).toList(), statusAttribute,
                settings.parse(key.apply("status-algorithm"), name(preset.statusAlgorithm()), "ad-bitmap or flag",
                        text -> Values.name(DirectorySettings.StatusAlgorithm.class, text)),
                settings.get(key.apply("status-flag"), preset.statusFlag()), whenFlag, missing);
    }

    private static String name(Enum<?> constant) {
        return constant.name().toLowerCase().replace('_', '-');
    }

    /** @param preset what may be there beside the two: Active Directory's entries without the attribute are of unknown status */
    private static Status status(String text, Status preset) {
        Status status = Values.name(Status.class, text);
        if (status == Status.UNKNOWN && status != preset) {
            throw new IllegalArgumentException(text);
        }
        return status;
    }

    private Path trustStore(String key) {
        String value = settings.get(key);
        Path store = value == null ? null : settings.path(value);
        if (store != null && !Files.isReadable(store)) {
            settings.problem(key, "there is no such file as " + store + ", or this user may not read it; name a PEM, JKS or PKCS12 file");
        }
        return store;
    }

    private String required(String key) {
        String value = settings.get(key);
        if (value == null) {
            settings.problem(key, "is required");
        }
        return value;
    }

    private List<String> urls(String key) {
        String value = required(key);
        List<String> urls = value == null ? List.of() : Arrays.stream(value.split("[\\s,]+")).toList();
        for (String url : urls) {
            try {
                LDAPURL parsed = new LDAPURL(url);
                if (parsed.getHost() == null || !Set.of("ldap", "ldaps").contains(parsed.getScheme())) {
                    throw new IllegalArgumentException(url);
                }
            } catch (LDAPException | IllegalArgumentException e) {
                settings.problem(key, "'" + url + "' is not an LDAP URL such as ldaps://ldap.example.com:636");
            }
        }
        return urls;
    }

    private static String host(String url) {
        try {
            return new LDAPURL(url).getHost();
        } catch (LDAPException e) {
            return "localhost";
        }
    }

    static boolean loopback(String host) {
        try {
            return host != null && (host.equalsIgnoreCase("localhost") || host.matches("[0-9.:\\[\\]a-fA-F]+") && InetAddress.getByName(host).isLoopbackAddress());
        } catch (UnknownHostException e) {
            return false;
        }
    }

    /** Active Directory also binds {@code user@domain}. */
    static void dn(Settings settings, String key, String value, boolean orPrincipal) {
        if (value != null && !DN.isValidDN(value) && !(orPrincipal && (value.contains("@") || value.contains("\\")))) {
            settings.problem(key, "'" + value + "' is not a DN such as ou=people,dc=example,dc=com");
        }
    }

    static void filter(Settings settings, String key, String value) {
        if (value != null) {
            try {
                Filter.create(value);
            } catch (LDAPException e) {
                settings.problem(key, "'" + value + "' is not an LDAP filter (RFC 4515): " + e.getMessage());
            }
        }
    }
}
