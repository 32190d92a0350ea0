package io.muster.cycle;

import io.muster.channel.Channel;
import io.muster.mapping.Digest;
import io.muster.plan.Operation;
import io.muster.target.ConnectionKey;
import java.nio.charset.StandardCharsets;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Digests of what an operation was planned from, for plan files. The key comes from the connection's secrets and the channel's configuration:
 * a plan file reveals nothing without them, and a changed mapping makes every operation stale.
 */
public final class Fingerprints {

    private final Digest digest;

    public Fingerprints(Channel channel) {
        String secrets = channel.target().connectionKeys().stream().filter(ConnectionKey::secret).map(key -> channel.connection().getOrDefault(key.name(), ""))
                .collect(Collectors.joining("\n"));
        this.digest = new Digest(("plan file\n" + channel.configHash() + "\n" + secrets).getBytes(StandardCharsets.UTF_8));
    }

    String of(Operation operation) {
        return digest.of("operation", operation.guid() + "\n" + operation.mark() + "\n" + operation.op() + "\n" + operation.steps() + "\n" + operation.account() + "\n"
                + operation.key() + "\n" + new TreeMap<>(operation.changes()) + "\n" + new TreeMap<>(operation.values()));
    }
}
