package io.muster.plan;

import io.muster.directory.Status;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * What the directory wants of one user.
 *
 * @param absence whether that they left is believed only because they were not seen
 * @param status  null where no entry was read
 * @param isProtected the channel's {@code protect} names this user: never disabled or deleted
 * @param values  mapped attributes; masked ones as digests; an empty list where the source is empty
 */
public record Desired(UUID guid, String dn, long mark, Presence presence, boolean absence, Status status, String key, Map<String, List<String>> values,
        Set<String> createOnly, Set<String> masked, List<String> warnings, List<String> faults, boolean isProtected) {
}
