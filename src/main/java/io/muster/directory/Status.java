package io.muster.directory;

/** Whether the directory says that a person may work ({@code behaviour.md} section 1). */
public enum Status {
    ENABLED,
    DISABLED,
    /** The status attribute is missing where the dialect always has one: the entry is skipped with a warning. */
    UNKNOWN
}
