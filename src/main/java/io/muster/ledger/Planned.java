package io.muster.ledger;

import io.muster.plan.Operation;
import java.util.UUID;

/**
 * What planning made of one user or group.
 *
 * @param group         whether it is a group, and no user
 * @param operation     null when nothing has to happen: the row only takes the new mark
 * @param takesOverFrom the user whose account this one gets, because the directory re-created the entry; else null
 * @param forget        the row is dropped: no entry, no account
 * @param heir          the channel that is to look at this user again, since it may have the account now; else null
 */
public record Planned(boolean group, UUID guid, String dn, String key, long mark, Operation operation, UUID takesOverFrom, boolean forget, String heir) {

    /** A user, without an heir. */
    public Planned(UUID guid, String dn, String key, long mark, Operation operation, UUID takesOverFrom, boolean forget) {
        this(false, guid, dn, key, mark, operation, takesOverFrom, forget, null);
    }

    /** A group. */
    public static Planned group(UUID guid, String dn, String name, long mark, Operation operation, UUID takesOverFrom, boolean forget) {
        return new Planned(true, guid, dn, name, mark, operation, takesOverFrom, forget, null);
    }

    /** The account goes to another channel of the same account at the service ({@code behaviour.md} section 2, ownership). */
    public static Planned leftTo(String heir, UUID guid) {
        return new Planned(false, guid, null, null, 0, null, null, true, heir);
    }
}
