package io.muster.plan;

import io.muster.directory.Status;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * What the directory wants for one person.
 *
 * @param dn          the entry's name; of a person who is gone, the last one known
 * @param mark        the entry's mark, recorded with the outcome
 * @param absence     believed only because something was not seen ({@code behaviour.md} section 6): the entry in its scope, or its disabled status
 * @param status      null where no entry was read
 * @param key         the match key's value, or null
 * @param values      every mapped attribute, masked ones as digests; an empty list = the source is empty, no key = left out
 * @param createOnly  the attributes that are sent on create only
 * @param warnings    optional values that were left out
 * @param faults      required values that are broken: neither create nor update is possible
 * @param isProtected the channel's {@code protect} names this user: never disabled or deleted
 */
public record Desired(UUID guid, String dn, long mark, Presence presence, boolean absence, Status status, String key, Map<String, List<String>> values,
        Set<String> createOnly, Set<String> masked, List<String> warnings, List<String> faults, boolean isProtected) {
}
