package io.muster.plan;

import java.time.Instant;
import java.util.LinkedHashMap;
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

    /** The same of an account that nobody finds. */
    Known withoutAccount() {
        return new Known(AccountState.NONE, null, key, Map.of(), kept, since, trouble);
    }

    /** What is known of the values sent after this operation, whose end was never heard of. */
    public static Map<String, List<String>> unsure(Map<String, List<String>> sent, Operation operation) {
        Map<String, List<String>> unsure = new LinkedHashMap<>(sent);
        operation.changes().keySet().forEach(attribute -> unsure.put(attribute, Writes.UNSURE));
        return unsure;
    }
}
