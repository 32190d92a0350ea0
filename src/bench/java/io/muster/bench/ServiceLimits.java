package io.muster.bench;

import io.muster.cli.ServiceWorld;
import io.muster.cli.World;
import io.muster.cli.ZendeskWorld;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * How close Muster comes to what a service's limits allow: a first sync, and {@value #UPDATES} updates after it, with one request for each of the
 * people. Reading the directory, planning, the list of accounts and all else is ours. On a busy machine it says more of the machine.
 *
 * <p>What a limit of {@code L} requests in a window of {@code W} seconds allows for {@code R} requests: where answers tell what is left of the window and
 * when the next begins, as Zendesk's do, the burst at a window's beginning counts. A window begins with the clock's own minute, so the last request
 * can go when window number {@code ceil(R / L)} begins, the one of the start being the first. Where they don't, as Zoom's, which tell the limit alone,
 * nobody can know when a burst would be safe: {@code R / L * W}.
 */
final class ServiceLimits extends Benchmark {

    private static final int UPDATES = 300;
    private static final double BOUND = 1.15;

    /**
     * @param requests taken in each window
     * @param told     whether answers tell what is left of a window, and when the next one begins
     */
    private record Limit(int requests, Duration window, boolean told) {

        double floor(Instant start, int wanted) {
            long millis = window.toMillis();
            long windows = (wanted - 1) / requests;
            return (told ? windows * millis - start.toEpochMilli() % millis : wanted * millis / requests) / 1000.0;
        }
    }

    @Override
    void run() {
        try (ZendeskWorld world = new ZendeskWorld()) {
            world.zendesk.settings(Map.of("rateLimits", "plan", "plan", "enterprise"));
            measure("zendesk, 700 requests a minute, one update a second", world, 2_000, new Limit(700, Duration.ofMinutes(1), true), new Limit(1, Duration.ofSeconds(1), true));
        }
        try (World world = new World()) {
            world.zoom.settings(Map.of("rateLimits", "30"));
            Limit limit = new Limit(30, Duration.ofSeconds(1), false);
            measure("zoom, 30 requests a second", world, 4_500, limit, limit);
        }
    }

    private void measure(String service, ServiceWorld<?, ?> world, int people, Limit creates, Limit updates) {
        world.directory.hire(people);
        world.application();
        sync("first sync of " + people + " people, " + service, world, people, creates);
        for (int number = 1; number <= UPDATES; number++) {
            world.directory.changeTitle("user" + number, "Promoted");
        }
        sync("sync of " + UPDATES + " updates, " + service, world, UPDATES, updates);
        world.service.requests().clear();
        world.sync();
        count("requests of another sync", world.service.requests().total(), 0);
    }

    private void sync(String what, ServiceWorld<?, ?> world, int operations, Limit limit) {
        world.service.requests().clear();
        Instant start = Instant.now();
        Map<String, Long> outcomes = world.ledger().outcomes(world.sync().getId());
        double seconds = Duration.between(start, Instant.now()).toMillis() / 1000.0;
        double floor = limit.floor(start, operations);
        say(what + ", seconds to those that the limit allows", seconds, floor, seconds / floor, BOUND, true);
        long refused = world.service.requests().totals().values().stream().mapToLong(statuses -> statuses.getOrDefault(429, 0L)).sum();
        System.out.println("refused with 429: " + refused);
        count("not applied in it", operations - outcomes.getOrDefault("applied", 0L), 0);
    }
}
