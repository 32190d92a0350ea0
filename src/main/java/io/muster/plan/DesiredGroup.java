package io.muster.plan;

import java.util.List;
import java.util.UUID;

/**
 * What the directory wants for one group ({@code behaviour.md} section 5).
 *
 * @param absence      believed only because the group was not seen in its scope ({@code behaviour.md} section 6)
 * @param emptied      its member list came empty although nothing says that the group changed: a lost read right looks the same
 * @param name         null when the entry shows none
 * @param members      the channel's users whom it lists, whatever became of their accounts
 * @param outsiders    how many others it lists: not in this channel's scope, or no people
 * @param retryRefused whether members whom the service refused before are sent again
 */
public record DesiredGroup(UUID guid, String dn, long mark, Presence presence, boolean absence, boolean emptied, String name, List<Member> members,
        int outsiders, boolean retryRefused) {
}
