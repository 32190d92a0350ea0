package io.muster.plan;

import com.fasterxml.jackson.annotation.JsonValue;

/** What has to happen to one user or group. The names are those of the plan's JSON ({@code contract.md}). */
public enum OperationKind {
    CREATE("create", 3), LINK("link", 3), UPDATE("update", 2), ENABLE("enable", 2), DISABLE("disable", 1), DELETE("delete", 1),
    GROUP_CREATE("group-create", 4), GROUP_LINK("group-link", 4), GROUP_RENAME("group-rename", 4), GROUP_MEMBERS("group-members", 4),
    GROUP_DELETE("group-delete", 4), SKIP("skip", 9);

    private final String json;
    private final int priority;

    OperationKind(String json, int priority) {
        this.json = json;
        this.priority = priority;
    }

    @JsonValue
    public String json() {
        return json;
    }

    /** Lower is handed out first: removals, then updates, then creates, then groups. */
    public int priority() {
        return priority;
    }

    public boolean ofGroups() {
        return json.startsWith("group-");
    }

    public boolean removal() {
        return this == DISABLE || this == DELETE;
    }
}
