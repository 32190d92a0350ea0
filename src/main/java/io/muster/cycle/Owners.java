package io.muster.cycle;

import io.muster.apply.AccountHidden;
import io.muster.ledger.Account;
import io.muster.ledger.Ledger;
import io.muster.plan.Found;
import io.muster.plan.Operation;
import java.util.LinkedHashMap;
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

    private final Ledger ledger;
    private final Map<String, LiveChannel> channels;
    private final Map<String, UUID> claims = new LinkedHashMap<>() {

        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, UUID> eldest) {
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
        UUID other;
        synchronized (claims) {
            other = claims.putIfAbsent(identity + " " + found.account(), operation.guid());
        }
        Optional<Account> owner = ledger.owner(identity, found.account())
                .filter(recorded -> !(recorded.guid().equals(operation.guid()) && recorded.channel().equals(operation.channel())));
        if (owner.isPresent()) {
            throw new AccountHidden("conflict: the account " + found.account() + " belongs to " + owner.get().dn() + " in channel " + owner.get().channel()
                    + "; one of the two entries has a value that must be unique", null);
        }
        if (other != null && !other.equals(operation.guid())) {
            throw new AccountHidden("conflict: the account " + found.account() + " was just given to " + other + "; one of the two entries has a value that must be unique", null);
        }
    }
}
