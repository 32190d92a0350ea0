package io.muster.cycle;

/** The channel's connection is to another account at the service than the one its ledger rows belong to ({@code behaviour.md} section 2). */
public final class IdentityChanged extends RuntimeException {

    private static final long serialVersionUID = 1L;

    IdentityChanged(String channel, String recorded, String configured) {
        super("channel " + channel + ": the ledger belongs to " + recorded + ", but the configuration names " + configured
                + "; correct the connection, or drop the channel's rows on purpose with: muster reset " + channel + " --yes");
    }
}
