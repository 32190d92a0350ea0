package io.muster.bench;

import java.util.Locale;

/** Says what was measured beside the bound that it has to keep, and remembers whether one was missed. */
abstract class Benchmark {

    private boolean missed;

    /** @return whether any bound was missed so far */
    final boolean missed() {
        return missed;
    }

    /** Measures, and says what came of it. */
    abstract void run() throws Exception;

    /** Runs another benchmark as a part of this one. */
    final void include(Benchmark part) throws Exception {
        part.run();
        missed |= part.missed();
    }

    final void say(String what, double measured, double floor, double ratio, double bound, boolean atMost) {
        boolean met = atMost ? ratio <= bound : ratio >= bound;
        missed |= !met;
        System.out.printf(Locale.ROOT, "%s: %.2f against %.2f, ratio %.3f (%s %s) %s%n", what, measured, floor, ratio, atMost ? "at most" : "at least", bound,
                met ? "met" : "MISSED");
    }

    final void count(String what, long counted, long bound) {
        boolean met = counted <= bound;
        missed |= !met;
        System.out.printf(Locale.ROOT, "%s: %,d (at most %,d) %s%n", what, counted, bound, met ? "met" : "MISSED");
    }
}
