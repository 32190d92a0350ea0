package io.muster.plan;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What the ledger knows of one user's account.
 *
 * @param account the target's id, or null
 * @param key     the match key's value as recorded, or null
 * @param sent    what was recorded as sent, masked values as digests; an attribute without key was never sent
 * @param kept    what the service wants remembered over disable and enable
 * @param since   when the account came into its state, or null
 * @param trouble the reason of the last skip or the last failure's cause, or null
 */
public record Known(AccountState state, String account, String key, Map<String, List<String>> sent, Map<String, String> kept, Instant since, String trouble) {

    public static final Known NONE = new Known(AccountState.NONE, null, null, Map.of(), Map.of(), null, null);
}
