package io.muster.cycle;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/** A growing list of ids at 16 bytes each. */
final class GuidList {

    private long[] halves = new long[128];
    private int size;

    void add(UUID guid) {
        if (size * 2 == halves.length) {
            halves = Arrays.copyOf(halves, halves.length * 2);
        }
        halves[size * 2] = guid.getMostSignificantBits();
        halves[size * 2 + 1] = guid.getLeastSignificantBits();
        size++;
    }

    void clear() {
        size = 0;
    }

    int size() {
        return size;
    }

    List<UUID> part(int from, int to) {
        List<UUID> part = new ArrayList<>(to - from);
        for (int i = from; i < to; i++) {
            part.add(new UUID(halves[i * 2], halves[i * 2 + 1]));
        }
        return part;
    }
}
