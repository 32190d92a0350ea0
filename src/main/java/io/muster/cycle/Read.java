package io.muster.cycle;

import io.muster.directory.Trust;

/**
 * What one read of the directory showed, and what it is worth ({@code behaviour.md} section 6).
 *
 * @param partial   whether the read ended before everything was seen
 * @param marker    the newest change marker seen, or null
 * @param server    which server answered
 * @param seen      how many entries are in scope
 * @param hadStatus whether any of them showed the status attribute
 * @param missing   a digest of the recorded accounts that were not seen, together with the server's name; null when nobody was looked for
 */
record Read(Trust.Verdict verdict, boolean partial, String marker, String server, long seen, boolean hadStatus, String missing) {

    /** Whether the read was empty or partial, and not only suspicious. */
    boolean unreadable() {
        return partial || verdict.empty() && verdict.untrusted() != null;
    }
}
