package io.muster.directory;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The digest behind {@link Sighting#mark()}. It is kept in the ledger, so it must never change: MurmurHash64A of each value, added up
 * within an attribute (servers promise no order of values), the attributes mixed in one after another.
 */
final class Mark {

    private static final long M = 0xc6a4a7935bd1e995L;
    private static final int R = 47;
    private static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private long state;

    /** Takes in the next attribute; one without values counts, too. */
    void add(byte[][] values) {
        long sum = values.length;
        for (byte[] value : values) {
            sum += hash(value);
        }
        state = finish((state ^ sum) * M + M);
    }

    /** The digest, never one of the two values that mean something else. */
    long value() {
        return state == 0 || state == Sighting.GONE ? M : state;
    }

    static long hash(byte[] bytes) {
        int length = bytes.length;
        long hash = length * M;
        int at = 0;
        for (; at + Long.BYTES <= length; at += Long.BYTES) {
            hash = (hash ^ scramble((long) WORD.get(bytes, at))) * M;
        }
        if (at < length) {
            long tail = 0;
            for (int i = length - 1; i >= at; i--) {
                tail = tail << 8 | bytes[i] & 0xff;
            }
            hash = (hash ^ tail) * M;
        }
        return finish(hash);
    }

    private static long scramble(long word) {
        long product = word * M;
        return (product ^ product >>> R) * M;
    }

    private static long finish(long hash) {
        long mixed = (hash ^ hash >>> R) * M;
        return mixed ^ mixed >>> R;
    }
}
