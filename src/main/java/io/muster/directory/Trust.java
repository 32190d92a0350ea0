package io.muster.directory;

/** Whether absence in a sweep may be believed ({@code behaviour.md} section 6): a pure function over the facts of the read. */
public final class Trust {

    /** An ordinary leaver or two of a small company must not look like a catastrophe. */
    private static final int NEVER_SUSPICIOUS = 5;

    private Trust() {
    }

    /**
     * What is known of a sweep and of the last good one.
     *
     * @param lastGood how many entries the last trusted sweep saw; 0 before the first
     * @param minShare of {@code lastGood} that has to be there, 0..1
     */
    public record Facts(String partial, long seen, long lastGood, String newestMarker, String recordedMarker, String server, String recordedServer,
            boolean hasStatus, boolean hadStatus, double minShare, boolean acceptShrink) {
    }

    public static Verdict judge(Facts facts) {
        boolean enableUntrusted = facts.hadStatus() && !facts.hasStatus() && facts.seen() > 0;
        if (facts.partial() != null) {
            return new Verdict("the read was partial: " + facts.partial(), true, enableUntrusted);
        }
        if (facts.seen() == 0 && !facts.acceptShrink()) {
            return new Verdict("the read was empty: no entry matches; correct the base DN, the filter or the bind account's rights, or run "
                    + "'muster plan --accept-shrink' if nobody is meant to be in scope", true, enableUntrusted);
        }
        return new Verdict(suspicion(facts), false, enableUntrusted);
    }

    private static String suspicion(Facts facts) {
        long missing = facts.lastGood() - facts.seen();
        boolean sameServer = facts.recordedServer() == null || facts.recordedServer().equals(facts.server());
        if (missing > NEVER_SUSPICIOUS && facts.seen() < facts.minShare() * facts.lastGood() && !facts.acceptShrink()) {
            return "the scope shrank from " + facts.lastGood() + " to " + facts.seen() + " entries, below trust.min-share = " + Math.round(facts.minShare() * 100)
                    + "%; correct the filter or the rights, or read 'muster plan --accept-shrink' and run 'muster sync --accept-shrink'";
        }
        if (sameServer && behind(facts.newestMarker(), facts.recordedMarker())) {
            return "the server is behind: its newest marker " + facts.newestMarker() + " is older than the one recorded, " + facts.recordedMarker()
                    + "; wait until it has caught up, or put a current server first in directory.url";
        }
        if (!sameServer) {
            return "another server answered (" + facts.server() + " instead of " + facts.recordedServer()
                    + "); the next complete sweep from it is believed: wait for it or run 'muster sync' again";
        }
        return null;
    }

    private static boolean behind(String newest, String recorded) {
        return newest != null && recorded != null && compare(newest, recorded) < 0;
    }

    /** The newer of two markers, the first of two that are alike; null is older than anything. */
    public static String newer(String one, String other) {
        return one == null || other != null && compare(one, other) < 0 ? other : one;
    }

    /** USNs are numbers of any length, times and CSNs sort as text. */
    private static int compare(String one, String other) {
        boolean numbers = one.chars().allMatch(Character::isDigit) && other.chars().allMatch(Character::isDigit);
        return numbers && one.length() != other.length() ? Integer.compare(one.length(), other.length()) : one.compareTo(other);
    }
}
