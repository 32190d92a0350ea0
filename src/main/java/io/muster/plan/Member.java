package io.muster.plan;

import java.util.UUID;

/**
 * One of the channel's users whom the directory lists in a group.
 *
 * @param account the id at the service, or null while there is none
 * @param active  whether the account is active once this cycle's operations are done
 * @param refusal why the service takes no such account into a group, or null
 */
public record Member(UUID guid, String key, String account, boolean active, String refusal) {

    boolean joins() {
        return active && refusal == null;
    }
}
