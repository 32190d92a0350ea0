package io.muster.plan;

import com.fasterxml.jackson.annotation.JsonValue;

/** One request-sized part of an operation; its name is the port it is sent to: {@code direct:<target>-<step>}. */
public enum Step {
    CREATE("create"), ENABLE("enable"), UPDATE("update"), DISABLE("disable"), DELETE("delete");

    private final String json;

    Step(String json) {
        this.json = json;
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
