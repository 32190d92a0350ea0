package io.muster.directory;

import java.util.Optional;

/** Decides whether a finished sweep's silence about somebody means that they are gone ({@code behaviour.md} section 6). */
public final class Trust {

    /** So few missing are never called a shrinking. */
    private static final long FEW = 5;

    private Trust() {
    }

    /**
     * What a finished sweep and the last good one have to say.
     *
     * @param keys           {@link Scope#keys()} of what was read
     * @param partial        {@link Reading#partial()} of this sweep
     * @param seen           how many entries it saw
     * @param lastSeen       how many the last good sweep saw, or null before there was one
     * @param behind         {@link Directory#behind}
     * @param server         {@link Reading#server()} of this sweep
     * @param lastServer     that of the last good sweep, or null before there was one
     * @param agreed         whether an earlier complete sweep of the same new server saw the same people missing
     * @param minShare       {@code trust.min-share} in percent of {@code lastSeen}
     * @param acceptShrink   whether {@code --accept-shrink} was given for this cycle
     * @param withStatus     {@link Reading#withStatus()} of this sweep
     * @param lastWithStatus that of the last good sweep
     */
    public record Evidence(String keys, Optional<String> partial, long seen, Long lastSeen, boolean behind, String server, String lastServer, boolean agreed,
            double minShare, boolean acceptShrink, long withStatus, long lastWithStatus) {
    }

    /**
     * What to believe.
     *
     * @param untrusted       why absence is not believed: the rule, then the remedy; null when it is
     * @param empty           whether nobody at all was seen
     * @param enableUntrusted why "enabled" is not believed; null when it is
     */
    public record Verdict(String untrusted, boolean empty, String enableUntrusted) {

        /** Whether absence is believed. A sweep whose absence is believed becomes the next one's baseline. */
        public boolean trusted() {
            return untrusted == null;
        }
    }

    /** The verdict over one sweep. The first rule that is broken is named. */
    public static Verdict judge(Evidence evidence) {
        return new Verdict(absence(evidence), evidence.seen() == 0, enable(evidence));
    }

    private static String absence(Evidence e) {
        if (e.partial().isPresent()) {
            return "the read was not complete: " + e.partial().get();
        }
        if (e.seen() == 0 && !e.acceptShrink()) {
            return "the read is empty: check the " + e.keys() + ".* keys and the bind DN's read right; if really nobody is left, sync with --accept-shrink";
        }
        long missing = e.lastSeen() == null ? 0 : e.lastSeen() - e.seen();
        if (missing > FEW && e.seen() * 100 < e.minShare() * e.lastSeen() && !e.acceptShrink()) {
            return "the read shrank from " + e.lastSeen() + " to " + e.seen() + ", below trust.min-share = " + percent(e.minShare())
                    + ": check the " + e.keys() + ".* keys and the bind DN's read right; if it is meant, read the plan, then sync with --accept-shrink";
        }
        if (e.behind()) {
            return "the newest change seen is older than the one recorded, so " + e.server()
                    + " may be a replica that is behind: check replication; any newer change in the directory settles it";
        }
        if (e.lastServer() != null && !e.lastServer().equals(e.server()) && !e.agreed()) {
            return "another server answered (" + e.server() + " instead of " + e.lastServer() + "): a second complete sweep that agrees settles it";
        }
        return null;
    }

    private static String enable(Evidence e) {
        return e.seen() > 0 && e.withStatus() == 0 && e.lastWithStatus() > 0
                ? "the status attribute, there in the last good sweep, is on nobody now: check its read right and directory.status-attribute" : null;
    }

    private static String percent(double share) {
        return (share == Math.rint(share) ? String.valueOf((long) share) : String.valueOf(share)) + "%";
    }
}
