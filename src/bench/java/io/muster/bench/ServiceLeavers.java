package io.muster.bench;

import io.muster.cli.LeaverUnderLoad;
import java.util.Locale;

/** Whether a leaver waits behind ten thousand joiners at a service that takes twenty requests a second. */
final class ServiceLeavers extends Benchmark {

    private static final int JOINERS = 10_000;

    @Override
    void run() {
        for (LeaverUnderLoad service : LeaverUnderLoad.values()) {
            LeaverUnderLoad.Waiting waiting = service.measure(JOINERS);
            System.out.printf(Locale.ROOT, "%s: somebody leaves among %,d joiners, of whom %,d still wait; %d requests since the leaver was planned%n",
                    service.name().toLowerCase(Locale.ROOT), JOINERS, waiting.joiners(), waiting.sincePlanned());
            count("requests before the leaver's, since its plan was complete", waiting.sinceReleased(), 10);
        }
    }
}
