package io.muster.plan;

/** Whether a person is one of the channel's users ({@code behaviour.md} section 1). */
public enum Presence {
    IN_SCOPE,
    /** The entry was read, and does not satisfy the scope. */
    OUT_OF_SCOPE,
    /** No entry was found. */
    GONE
}
