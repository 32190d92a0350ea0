package io.muster.ledger;

import io.muster.plan.AccountState;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * What is recorded of one user's account.
 *
 * @param mark    of the entry that was last dealt with
 * @param sent    what the account was last sent; masked attributes as digests
 * @param seen    whether the service ever showed the account after it was created
 * @param trouble null, {@code dead}, {@code skipped} or {@code rejected}
 * @param since   when the state last changed
 */
public record Account(String channel, UUID guid, String dn, long mark, AccountState state, String account, String key, Map<String, List<String>> sent,
        Map<String, String> kept, boolean seen, String trouble, String cause, Instant since) {
}
