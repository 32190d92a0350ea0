package io.muster.cycle;

import io.muster.apply.AccountHidden;
import io.muster.ledger.Account;
import io.muster.ledger.Ledger;
import io.muster.plan.Found;
import io.muster.plan.Operation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Keeps two people from one account where a create turns into an adoption ({@code behaviour.md} section 2, ownership): the bean {@code owners}.
 * Planning checks that for every account it finds; what a service tells only when it refuses a create is checked here.
 */
public final class Owners {

    /** Outcomes are in the ledger within moments: only the newest claims have to be known before that. */
    private static final int REMEMBERED = 10_000;

    private record Claim(String channel, UUID guid) {
    }

    private final Ledger ledger;
    private final Map<String, LiveChannel> channels;
    private final Map<String, Claim> claims = new LinkedHashMap<>() {

        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Claim> eldest) {
            return size() > REMEMBERED;
        }
    };

    public Owners(Ledger ledger, Map<String, LiveChannel> channels) {
        this.ledger = ledger;
        this.channels = channels;
    }

    /**
     * Claims an account for the operation's user.
     *
     * @throws AccountHidden when it is somebody else's
     */
    public void claim(Operation operation, Found found) {
        String identity = channels.get(operation.channel()).channel().identity();
        Claim own = new Claim(operation.channel(), operation.guid());
        Optional<Account> owner = ledger.owner(identity, found.account()).filter(recorded -> !own.equals(new Claim(recorded.channel(), recorded.guid())));
        if (owner.isPresent()) {
            throw taken(found, "belongs to " + owner.get().dn() + " in channel " + owner.get().channel());
        }
        synchronized (claims) {
            Claim other = claims.putIfAbsent(identity + " " + found.account(), own);
            if (other != null && !other.equals(own)) {
                if (underWay(other)) {
                    throw taken(found, "was just given to " + other.guid() + " in channel " + other.channel());
                }
                claims.put(identity + " " + found.account(), own);
            }
        }
    }

    /** Whether a claim is not in the ledger yet: once its outcome is there, the ledger knows who owns what. */
    private boolean underWay(Claim claim) {
        Account recorded = ledger.accounts(claim.channel(), List.of(claim.guid())).get(claim.guid());
        return recorded != null && recorded.account() == null;
    }

    private static AccountHidden taken(Found found, String whose) {
        return new AccountHidden("conflict: the account " + found.account() + " " + whose + "; one of the two entries has a value that must be unique", null);
    }
}
