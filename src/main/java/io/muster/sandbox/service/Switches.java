package io.muster.sandbox.service;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** How a service's uncertain points are set. Safe for use by several threads. */
public final class Switches<E extends Enum<E> & UncertainPoint> {

    private final Class<E> points;
    private final AtomicReferenceArray<String> values;

    /** All points of a service at their defaults. */
    public Switches(Class<E> points) {
        this.points = points;
        this.values = new AtomicReferenceArray<>(points.getEnumConstants().length);
        reset();
    }

    /** The value in force. */
    public String get(E one) {
        return values.get(one.ordinal());
    }

    /**
     * Sets a switch.
     *
     * @throws IllegalArgumentException when the switch has no such value
     */
    public void set(E one, String value) {
        values.set(one.ordinal(), one.value(value));
    }

    /**
     * Sets switches by their names in the sheet, all or none.
     *
     * @throws IllegalArgumentException naming the switch or value that does not exist
     */
    public void set(JsonNode changes) {
        changes.fields().forEachRemaining(one -> UncertainPoint.of(points, one.getKey()).value(one.getValue().asText()));
        changes.fields().forEachRemaining(one -> set(UncertainPoint.of(points, one.getKey()), one.getValue().asText()));
    }

    /** Every switch by its name in the sheet. */
    public Map<String, String> all() {
        Map<String, String> all = new LinkedHashMap<>();
        for (E one : points.getEnumConstants()) {
            all.put(one.key(), get(one));
        }
        return all;
    }

    /** Sets every switch to its default. */
    public void reset() {
        for (E one : points.getEnumConstants()) {
            values.set(one.ordinal(), one.choices().get(0));
        }
    }

    /** Whether the value is in force; a value that the switch does not have is an error in the caller. */
    public boolean is(E one, String value) {
        if (!one.choices().contains(value)) {
            throw new IllegalStateException(one.key() + " has no value " + value);
        }
        return get(one).equals(value);
    }

    /** The value of a switch whose every value is or begins with a number. */
    public int number(E one) {
        return Integer.parseInt(get(one).split(" ")[0]);
    }
}
