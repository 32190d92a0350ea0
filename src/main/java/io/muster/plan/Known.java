package io.muster.plan;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/** What the ledger says of one user. */
public record Known(AccountState state, String account, String key, Map<String, List<String>> sent, Map<String, String> kept, Instant since, String trouble) {

    public static final Known NONE = new Known(AccountState.NONE, null, null, Map.of(), Map.of(), Instant.EPOCH, null);
}
