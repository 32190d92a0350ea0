package io.muster.bench;

import io.muster.sandbox.zoom.ZoomSimulator;

/** Zoom in a process of its own, without rate limits: prints its URL and what connects to it, and ends with its input. */
final class SimulatedZoom {

    private SimulatedZoom() {
    }

    public static void main(String[] arguments) throws Exception {
        try (ZoomSimulator zoom = ZoomSimulator.start()) {
            System.out.println(zoom.url());
            zoom.connection().values().forEach(System.out::println);
            System.in.readAllBytes();
        }
    }
}
