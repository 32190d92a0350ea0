package io.muster.directory;

import java.util.UUID;

/**
 * A group as the directory holds it.
 *
 * @param name    the first value of {@code cn}, or null
 * @param mark    the same digest as in {@link Sighting#mark()}
 * @param members the {@link DnKey} of each direct member, the group itself left out
 * @param partial why these are not all members, with the remedy; null when they are
 */
public record GroupEntry(UUID guid, String dn, String name, long mark, long[] members, String partial) {
}
