package io.muster.channel;

import io.muster.directory.DirectorySettings;
import io.muster.directory.UserScope;
import io.muster.mapping.MapLine;
import io.muster.plan.GuardLimits;
import io.muster.plan.Options;
import io.muster.target.ConnectionKey;
import io.muster.target.Target;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A channel: a scope in the directory, a mapping and a connection.
 *
 * @param retired           {@code channels} no longer names it, and its accounts are to go ({@code deprovision-on-channel-deletion})
 * @param trustMinShare     0..1
 * @param requestsPerSecond null for no bound of ours
 * @param quarantine        0..1
 * @param connection        the service's keys without the channel's prefix, defaults filled in; holds secrets and is never printed
 */
public record Channel(String name, Target target, boolean enabled, boolean retired, String schedule, String sweepSchedule, ZoneId timezone, DirectorySettings directory,
        UserScope users, GroupScope groups, Options options, List<String> protect, GuardLimits guard, double trustMinShare, int concurrency, Duration timeout,
        Double requestsPerSecond, double quarantine, List<MapLine> mapping, Map<String, String> connection) {

    /** The account at the service: when it changes, the ledger's rows belong to somebody else. */
    public String identity() {
        return target.name() + target.connectionKeys().stream().filter(ConnectionKey::identity)
                .map(key -> " " + connection.getOrDefault(key.name(), "")).collect(Collectors.joining());
    }

    /** Changes whenever every user has to be looked at again; a rotated secret, a schedule or a limit does not change it. */
    public String configHash() {
        String text = String.join("\n", options.toString(), mapping.toString(), users.toString(), groups.toString(), protect.toString(),
                directory.guidAttribute(), String.valueOf(directory.changeAttribute()), directory.unmarkedAttributes().toString(),
                String.valueOf(directory.statusAttribute()), String.valueOf(directory.statusAlgorithm()), String.valueOf(directory.statusFlag()),
                String.valueOf(directory.statusWhenFlag()), String.valueOf(directory.statusDefault()), directory.userObjectClass(),
                groups.wanted() ? directory.groupObjectClass() + directory.memberAttribute() : "");
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JVM lacks SHA-256, which every JVM must have", e);
        }
    }

    @Override
    public String toString() {
        return "channel " + name + " to " + target.name();
    }
}
