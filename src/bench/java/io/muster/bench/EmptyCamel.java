package io.muster.bench;

import org.apache.camel.main.Main;

/** A Camel application without a route: what starting and stopping one costs at least. */
final class EmptyCamel {

    private EmptyCamel() {
    }

    public static void main(String[] arguments) {
        Main main = new Main();
        main.start();
        main.stop();
    }
}
