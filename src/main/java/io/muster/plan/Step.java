package io.muster.plan;

import com.fasterxml.jackson.annotation.JsonValue;

/** One request-sized part of an operation; its name is the port it is sent to: {@code direct:<target>-<step>}. */
public enum Step {
    CREATE("create"), ENABLE("enable"), UPDATE("update"), DISABLE("disable"), DELETE("delete"),
    GROUP_CREATE("group-create"), GROUP_RENAME("group-rename"), GROUP_MEMBERS("group-members"), GROUP_DELETE("group-delete");

    private final String json;

    Step(String json) {
        this.json = json;
    }

    /** Whether it is for services that have groups ({@code behaviour.md} section 5). */
    public boolean ofGroups() {
        return json.startsWith("group-");
    }

    @JsonValue
    public String json() {
        return json;
    }

    @Override
    public String toString() {
        return json;
    }
}
