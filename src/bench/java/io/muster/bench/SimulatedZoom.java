package io.muster.bench;

import io.muster.sandbox.ZoomSimulator;

/** Zoom in a process of its own, without rate limits: prints its URL, and ends with its input. */
final class SimulatedZoom {

    private SimulatedZoom() {
    }

    public static void main(String[] arguments) throws Exception {
        try (ZoomSimulator zoom = new ZoomSimulator(0)) {
            System.out.println(zoom.url());
            System.in.readAllBytes();
        }
    }
}
