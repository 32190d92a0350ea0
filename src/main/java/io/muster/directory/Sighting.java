package io.muster.directory;

import java.util.UUID;

/**
 * One entry as a sweep or a quick read sees it: who, and whether something may have changed.
 *
 * @param guid    the directory's immutable id
 * @param mark    a 64-bit digest of the change marker, the status attribute and the unmarked attributes; never {@link #GONE};
 *                0 when the entry shows no marker, which means "always compare"
 * @param inScope false only in a quick read: the entry itself changed so that it no longer satisfies the scope
 */
public record Sighting(UUID guid, long mark, boolean inScope) {

    /** The mark that stands for "not in scope": it is recorded when absence has been dealt with. */
    public static final long GONE = -1L;
}
