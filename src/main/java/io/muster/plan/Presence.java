package io.muster.plan;

/** Where an entry was found. */
public enum Presence {
    IN_SCOPE,
    /** The entry was read, and is not in the channel's scope. */
    OUT_OF_SCOPE,
    /** The entry was not found. */
    GONE,
    /** Nobody looked, since {@code channels} no longer names the channel. */
    RETIRED
}
