package io.muster.cli;

/** Exit codes ({@code contract.md}); of several, the first in the order 1, 4, 3, 2 wins. */
final class Exit {

    static final int FINE = 0;
    static final int USAGE = 1;
    static final int SOME_USERS = 2;
    static final int HELD = 3;
    static final int UNREACHABLE = 4;
    static final int UNKNOWN_USER = 5;

    private static final String ORDER = "02341";

    private Exit() {
    }

    static int worse(int one, int other) {
        return ORDER.indexOf(Character.forDigit(one, 10)) >= ORDER.indexOf(Character.forDigit(other, 10)) ? one : other;
    }
}
