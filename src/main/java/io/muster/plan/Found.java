package io.muster.plan;

import java.util.List;
import java.util.Map;

/**
 * An account as the service shows it: the answer of a look-up, an inventory row, or the reply to a write.
 *
 * @param account the target's id
 * @param key     the match key's value
 * @param values  the attributes shown, by Muster's names; one that is not a key here is unknown, one with an empty list is empty
 * @param kept    what the target wants remembered over disable and enable (Zoom's user type), or empty; null as an answer leaves what is remembered as it is
 * @param dormant nobody can use the account until its owner completes it, and there is nothing yet that could be disabled
 */
public record Found(String account, String key, boolean active, Map<String, List<String>> values, Map<String, String> kept, boolean dormant) {

    /** An account that can be used, or is disabled. */
    public Found(String account, String key, boolean active, Map<String, List<String>> values, Map<String, String> kept) {
        this(account, key, active, values, kept, false);
    }
}
