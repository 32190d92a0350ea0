package io.muster.cycle;

import io.muster.plan.AccountState;
import java.util.BitSet;
import java.util.UUID;

/**
 * Every recorded account of a channel, in memory, so that a sweep is compared without a query per entry: an open-addressing hash table over
 * primitive arrays, at most 52 bytes an account ({@code design.md}: at most 64).
 */
final class AccountIndex {

    /** What {@link #find} answers when the account is not recorded. */
    static final int NONE = -1;

    private static final AccountState[] STATES = AccountState.values();

    private long[] hi = new long[1024];
    private long[] lo = new long[1024];
    private long[] marks = new long[1024];
    /** State's ordinal + 1; 0 = empty slot. */
    private byte[] states = new byte[1024];
    private final BitSet seen = new BitSet();
    private int size;

    void add(long guidHi, long guidLo, long mark, AccountState state) {
        if (size * 2L > hi.length) {
            grow();
        }
        put(guidHi, guidLo, mark, (byte) (state.ordinal() + 1));
        size++;
    }

    int find(UUID guid) {
        long wantedHi = guid.getMostSignificantBits();
        long wantedLo = guid.getLeastSignificantBits();
        int slot = slot(wantedHi, wantedLo);
        while (states[slot] != 0) {
            if (hi[slot] == wantedHi && lo[slot] == wantedLo) {
                return slot;
            }
            slot = slot + 1 & hi.length - 1;
        }
        return NONE;
    }

    long mark(int slot) {
        return marks[slot];
    }

    AccountState state(int slot) {
        return STATES[states[slot] - 1];
    }

    UUID guid(int slot) {
        return new UUID(hi[slot], lo[slot]);
    }

    void see(int slot) {
        seen.set(slot);
    }

    /** The next slot of an account that was not seen, from {@code slot} on, or {@link #NONE}. */
    int unseen(int slot) {
        for (int next = slot; next < states.length; next++) {
            if (states[next] != 0 && !seen.get(next)) {
                return next;
            }
        }
        return NONE;
    }

    /** A digest of who was not seen, whatever their order: two sweeps that agree on it miss the same accounts. */
    long unseenDigest() {
        long digest = 0;
        for (int slot = unseen(0); slot != NONE; slot = unseen(slot + 1)) {
            digest += mixed(hi[slot], lo[slot]);
        }
        return digest;
    }

    int size() {
        return size;
    }

    private void put(long guidHi, long guidLo, long mark, byte state) {
        int slot = slot(guidHi, guidLo);
        while (states[slot] != 0) {
            slot = slot + 1 & hi.length - 1;
        }
        hi[slot] = guidHi;
        lo[slot] = guidLo;
        marks[slot] = mark;
        states[slot] = state;
    }

    /** Directory ids are often time-based, that is alike in most bits: mix before masking. */
    private int slot(long guidHi, long guidLo) {
        return (int) (mixed(guidHi, guidLo) >>> 32) & hi.length - 1;
    }

    static long mixed(long guidHi, long guidLo) {
        return (guidHi ^ Long.rotateLeft(guidLo, 31)) * 0x9E3779B97F4A7C15L;
    }

    private void grow() {
        long[] oldHi = hi;
        long[] oldLo = lo;
        long[] oldMarks = marks;
        byte[] oldStates = states;
        int capacity = hi.length * 2;
        hi = new long[capacity];
        lo = new long[capacity];
        marks = new long[capacity];
        states = new byte[capacity];
        for (int i = 0; i < oldStates.length; i++) {
            if (oldStates[i] != 0) {
                put(oldHi[i], oldLo[i], oldMarks[i], oldStates[i]);
            }
        }
    }
}
