package io.muster.sandbox.zoom;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** How the uncertain points are set. Safe for use by several threads. */
public final class ZoomSwitches {

    private final AtomicReferenceArray<String> values = new AtomicReferenceArray<>(ZoomSwitch.values().length);

    ZoomSwitches() {
        reset();
    }

    /** The value in force. */
    public String get(ZoomSwitch one) {
        return values.get(one.ordinal());
    }

    /**
     * Sets a switch.
     *
     * @throws IllegalArgumentException when the switch has no such value
     */
    public void set(ZoomSwitch one, String value) {
        values.set(one.ordinal(), one.value(value));
    }

    /** Every switch by its name in the sheet. */
    public Map<String, String> all() {
        Map<String, String> all = new LinkedHashMap<>();
        for (ZoomSwitch one : ZoomSwitch.values()) {
            all.put(one.key(), get(one));
        }
        return all;
    }

    /** Sets every switch to its default. */
    public void reset() {
        for (ZoomSwitch one : ZoomSwitch.values()) {
            values.set(one.ordinal(), one.choices().get(0));
        }
    }

    /** Whether the value is in force; a value that the switch does not have is an error in the caller. */
    boolean is(ZoomSwitch one, String value) {
        if (!one.choices().contains(value)) {
            throw new IllegalStateException(one.key() + " has no value " + value);
        }
        return get(one).equals(value);
    }

    /** The value of a switch whose every value is or begins with a number. */
    int number(ZoomSwitch one) {
        return Integer.parseInt(get(one).split(" ")[0]);
    }
}
