package io.muster.target.zendesk;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The work on one group's members: who is there, who is to come and to go, and what can't be done ({@code behaviour.md} section 5). The variable
 * {@code members} of {@code routes/zendesk.camel.yaml}; used by one thread at a time.
 */
public final class ZendeskMembers {

    /** Fewer changes than this are made one by one: a job takes two requests at least. */
    private static final int WORTH_A_JOB = 3;
    private static final int LARGEST_JOB = 100;

    /**
     * One membership.
     *
     * @param isDefault whether the group is the user's default one
     */
    record Membership(String id, String user, boolean isDefault) {
    }

    private final String group;
    private final Set<String> wanted;
    private final Map<String, Membership> now = new LinkedHashMap<>();
    private final Deque<String> toAdd = new ArrayDeque<>();
    private final Deque<Membership> toRemove = new ArrayDeque<>();
    private final Deque<Membership> suspects = new ArrayDeque<>();
    private final List<String> notes = new ArrayList<>();
    private boolean jobsRefused;
    private boolean doubtful;
    private Set<String> refused = new LinkedHashSet<>();

    /**
     * @param group  the group's id
     * @param wanted the ids of the users who are to be in it
     */
    ZendeskMembers(String group, List<String> wanted) {
        this.group = group;
        this.wanted = new LinkedHashSet<>(wanted);
    }

    /** The group's id. */
    public String getGroup() {
        return group;
    }

    // ---- Who is there

    /** Forgets who is there, before they are read. */
    void forget() {
        now.clear();
    }

    void present(Membership membership) {
        now.put(membership.user(), membership);
    }

    /** Compares who is there with who is wanted. Whose default group it is may be in no other: that is looked into first. */
    void compare() {
        wanted.stream().filter(user -> !now.containsKey(user)).forEach(toAdd::add);
        now.values().stream().filter(membership -> !wanted.contains(membership.user())).forEach(membership -> (membership.isDefault() ? suspects : toRemove).add(membership));
    }

    /** Whether there are strangers whose last membership this may be. */
    public boolean isSuspicious() {
        return !suspects.isEmpty();
    }

    /** The user id of the next of them. */
    public String getSuspect() {
        return suspects.peek().user();
    }

    /** The account's default group: Zendesk made these memberships itself. */
    void keepSuspects() {
        suspects.forEach(suspect -> notes.add("user " + suspect.user() + " stays: Zendesk puts every agent into the account's default group"));
        suspects.clear();
    }

    /** The next suspect is in so many groups. */
    void suspectIsIn(int groups) {
        Membership suspect = suspects.remove();
        if (groups > 1) {
            toRemove.add(suspect);
        } else {
            notes.add("user " + suspect.user() + " stays: it is the agent's last group");
        }
    }

    // ---- What is to be done

    /** Whether there is anything left to add or remove. */
    public boolean isUnfinished() {
        return !toAdd.isEmpty() || !toRemove.isEmpty();
    }

    /** The next members to add, or memberships to remove: many in one job, few one by one. */
    ZendeskMemberChange take() {
        boolean adds = !toAdd.isEmpty();
        int size = adds ? toAdd.size() : toRemove.size();
        int rows = jobsRefused || size < WORTH_A_JOB ? 1 : Math.min(LARGEST_JOB, size);
        List<Membership> taken = new ArrayList<>(rows);
        while (taken.size() < rows) {
            taken.add(adds ? new Membership(null, toAdd.remove(), false) : toRemove.remove());
        }
        return new ZendeskMemberChange(group, adds, taken);
    }

    /** Zendesk takes no jobs from us: one by one, then. */
    void refuseJobs(ZendeskMemberChange change) {
        jobsRefused = true;
        List<Membership> rows = change.rows();
        for (int i = rows.size() - 1; i >= 0; i--) {
            if (change.adds()) {
                toAdd.addFirst(rows.get(i).user());
            } else {
                toRemove.addFirst(rows.get(i));
            }
        }
    }

    // ---- What became of it

    void done(ZendeskMemberChange change, int row) {
        Membership membership = change.rows().get(row);
        if (change.adds()) {
            now.put(membership.user(), membership);
        } else {
            now.remove(membership.user());
        }
    }

    /** A row that Zendesk refuses: the rest goes on. */
    void failed(ZendeskMemberChange change, int row, String why) {
        String user = change.rows().get(row).user();
        if (why.contains("already been taken")) {
            done(change, row);
        } else if (change.adds() && why.contains("must be an agent")) {
            notes.add("user " + user + " is skipped: an end user can't be a member of a group");
            refused.add(user);
        } else {
            notes.add("user " + user + (change.adds() ? " is not added: " : " stays: ") + why);
            refused.add(user);
            doubtful = true;
        }
    }

    /** Nobody said what became of these. */
    void doubt() {
        doubtful = true;
    }

    /** Whether the members have to be read again to know who is there now. */
    public boolean isDoubtful() {
        return doubtful;
    }

    /** Who is still missing, once read again, without a reason so far. */
    void explainMissing() {
        wanted.stream().filter(user -> !now.containsKey(user) && !refused.contains(user))
                .forEach(user -> notes.add("user " + user + " is not added, and Zendesk does not say why; end users can't be members"));
    }

    List<String> notes() {
        return List.copyOf(notes);
    }

    /** The ids of the users who are in the group, as far as is known now. */
    public List<String> getUsers() {
        return List.copyOf(now.keySet());
    }
}
