package io.muster.cycle;

import io.muster.apply.AccountHidden;
import io.muster.apply.Unavailable;
import io.muster.ledger.Account;
import io.muster.ledger.Ledger;
import io.muster.plan.Found;
import io.muster.plan.Operation;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Keeps two people from one account where a create turns into an adoption ({@code behaviour.md} section 2, ownership): the bean {@code owners}.
 * Planning checks that for every account it finds; what a service tells only when it creates, or refuses to, is checked here.
 */
public final class Owners {

    /** Outcomes are in the ledger within moments: only the newest claims have to be known before that. */
    private static final int REMEMBERED = 10_000;

    /** @param found whether the account was there, and not made by the operation */
    private record Claim(String channel, UUID guid, String operation, boolean found) {

        boolean sameUser(Claim other) {
            return channel.equals(other.channel) && guid.equals(other.guid);
        }
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
     * Claims an account that was found for the operation's user.
     *
     * @throws AccountHidden when it is somebody else's
     */
    public void claim(Operation operation, Found found) {
        remember(operation, found, true);
        requireNoOtherOwner(operation, found);
    }

    /**
     * Claims an account that the service says it just made: the ledger need not be asked unless somebody else has found it meanwhile.
     *
     * @throws AccountHidden when it is somebody else's
     */
    public void claimNew(Operation operation, Found found) {
        if (remember(operation, found, false)) {
            requireNoOtherOwner(operation, found);
        }
    }

    /** Answers whether another user's operation found the account before and has ended: then the ledger knows whose it is. */
    private boolean remember(Operation operation, Found found, boolean wasThere) {
        Claim own = new Claim(operation.channel(), operation.guid(), operation.id(), wasThere);
        String account = identity(operation) + " " + found.account();
        synchronized (claims) {
            Claim other = claims.put(account, own);
            if (other == null || other.sameUser(own)) {
                return false;
            }
            if (ledger.underWay(other.operation())) {
                claims.put(account, other);
                throw taken(found, "was just given to " + other.guid() + " in channel " + other.channel());
            }
            return other.found();
        }
    }

    private void requireNoOtherOwner(Operation operation, Found found) {
        ledger.owner(identity(operation), found.account())
                .filter(owner -> !(owner.channel().equals(operation.channel()) && owner.guid().equals(operation.guid()))).ifPresent(owner -> handOver(operation, found, owner));
    }

    /**
     * A re-created entry whose match key changed as well finds the account of the former entry only by another value that must be unique. It takes the account over
     * once the former entry's removal, which the guard has passed, is done.
     *
     * @throws Unavailable   when that is not done yet
     * @throws AccountHidden when the former entry is still there, or is another channel's
     */
    private void handOver(Operation operation, Found found, Account owner) {
        boolean gone = owner.channel().equals(operation.channel()) && channels.get(owner.channel()).directory().entry(owner.guid(), Set.of()).isEmpty();
        if (!gone) {
            throw taken(found, "belongs to " + owner.dn() + " in channel " + owner.channel());
        }
        if (!ledger.takeOver(owner, operation)) {
            throw new Unavailable("the account " + found.account() + " is that of the former entry " + owner.dn() + " until that is disabled", null);
        }
    }

    private String identity(Operation operation) {
        return channels.get(operation.channel()).channel().identity();
    }

    private static AccountHidden taken(Found found, String whose) {
        return new AccountHidden("conflict: the account " + found.account() + " " + whose + "; one of the two entries has a value that must be unique", null);
    }
}
