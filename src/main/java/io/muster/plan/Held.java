package io.muster.plan;

import com.fasterxml.jackson.annotation.JsonValue;

/** Why an operation waits. */
public enum Held {
    GUARD("guard"), UNTRUSTED("untrusted");

    private final String json;

    Held(String json) {
        this.json = json;
    }

    @JsonValue
    public String json() {
        return json;
    }
}
