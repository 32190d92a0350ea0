package io.muster.plan;

import io.muster.target.Target;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

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

    private static final String UNHEARD = "unheard.";

    public static final Known NONE = new Known(AccountState.NONE, null, null, Map.of(), Map.of(), null, null);

    /** The same of an account that nobody finds. */
    Known withoutAccount() {
        return new Known(AccountState.NONE, null, key, Map.of(), kept, since, trouble);
    }

    /** What is remembered of an account after this operation, which did not come to its end: the values that it may have left behind, masked ones aside. */
    public static Map<String, String> remembered(Map<String, String> kept, Operation operation) {
        Map<String, String> remembered = new LinkedHashMap<>(kept);
        for (String attribute : operation.service().map(Target::leaving).orElse(Set.of())) {
            Change change = operation.changes().get(attribute);
            if (change != null && change.to() != null && !operation.masked().contains(attribute)) {
                Set<String> values = new LinkedHashSet<>(unheard(kept, attribute));
                values.addAll(change.to());
                remembered.put(UNHEARD + attribute, String.join("\n", values));
            }
        }
        return remembered;
    }

    /** The values of an attribute that earlier operations may have left behind at the service. */
    public static List<String> unheard(Map<String, String> kept, String attribute) {
        String values = kept == null ? null : kept.get(UNHEARD + attribute);
        return values == null ? List.of() : List.of(values.split("\n"));
    }

    /** What is known of the values sent after this operation, which did not come to its end. */
    public static Map<String, List<String>> unsure(Map<String, List<String>> sent, Operation operation) {
        Map<String, List<String>> unsure = new LinkedHashMap<>(sent);
        operation.changes().keySet().forEach(attribute -> unsure.put(attribute, Writes.UNSURE));
        return unsure;
    }
}
