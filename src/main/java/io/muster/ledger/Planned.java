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
 */
public record Planned(boolean group, UUID guid, String dn, String key, long mark, Operation operation, UUID takesOverFrom, boolean forget) {

    /** A user. */
    public Planned(UUID guid, String dn, String key, long mark, Operation operation, UUID takesOverFrom, boolean forget) {
        this(false, guid, dn, key, mark, operation, takesOverFrom, forget);
    }
}
