package io.muster.sandbox.service;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** The faults that are ordered and not yet used up, in the order in which they were ordered; the first that fits a request strikes. */
public final class Faults {

    private static final class Ordered {
        final Fault fault;
        int left;
        long window;
        int passed;

        Ordered(Fault fault) {
            this.fault = fault;
            this.left = fault.next();
        }
    }

    private final List<Ordered> ordered = new ArrayList<>();
    // The same shares strike the same requests in every run.
    private final SplittableRandom random = new SplittableRandom(1);

    /** Orders a fault. */
    public synchronized void add(Fault fault) {
        ordered.add(new Ordered(fault));
    }

    /** What is still ordered. */
    public synchronized List<Fault> pending() {
        return ordered.stream().map(order -> order.fault.next(order.left)).toList();
    }

    /** Cancels every fault. */
    public synchronized void clear() {
        ordered.clear();
    }

    /** The fault that strikes this request, or null. */
    synchronized Fault strike(Call call, long millis) {
        for (int i = 0; i < ordered.size(); i++) {
            Ordered order = ordered.get(i);
            if (!order.fault.matches(call) || !strikes(order, millis)) {
                continue;
            }
            if (order.left > 0 && --order.left == 0) {
                ordered.remove(i);
            }
            return order.fault;
        }
        return null;
    }

    private boolean strikes(Ordered order, long millis) {
        if (order.fault.kind() != Fault.Kind.RATE_LIMIT) {
            return order.fault.share() >= 1 || random.nextDouble() < order.fault.share();
        }
        long window = millis / Math.max(1, order.fault.window().toMillis());
        if (window != order.window) {
            order.window = window;
            order.passed = 0;
        }
        return ++order.passed > order.fault.limit();
    }

    /** How long until a rate limit's window ends. */
    static Duration untilNextWindow(Fault fault, long millis) {
        long window = fault.window().toMillis();
        return Duration.ofMillis(window - millis % window);
    }
}
