package io.muster.directory;

/**
 * What a read is worth.
 *
 * @param untrusted       null, or the rule that was broken and the remedy: then nobody is removed because they were not seen
 * @param unreadable      the read was empty or partial, and not only suspicious
 * @param enableUntrusted nobody shows the status attribute any more: nobody is enabled because of that
 */
public record Verdict(String untrusted, boolean unreadable, boolean enableUntrusted) {

    /** A quick read says nothing about who is absent: what the last sweep was worth still holds. */
    public static Verdict ofQuickRead(String untrustedBefore, String partial) {
        return new Verdict(untrustedBefore, partial != null, false);
    }
}
