package io.muster.cli;

import java.util.concurrent.CountDownLatch;

/** SIGTERM as an orderly end: whoever waits is woken, and the process ends with 0 once everything opened after this is closed again. */
final class StopSignal implements AutoCloseable {

    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch finished = new CountDownLatch(1);

    StopSignal() {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            boolean signal = finished.getCount() > 0;
            asked.countDown();
            try {
                finished.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            if (signal) {
                // the JVM would tell of the signal by 143
                Runtime.getRuntime().halt(Exit.FINE);
            }
        }));
    }

    void await() throws InterruptedException {
        asked.await();
    }

    @Override
    public void close() {
        finished.countDown();
    }
}
