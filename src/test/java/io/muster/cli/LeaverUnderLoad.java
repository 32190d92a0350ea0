package io.muster.cli;

import io.muster.ledger.PastOperation;
import io.muster.plan.OperationKind;
import io.muster.sandbox.service.Fault;
import io.muster.sandbox.service.RequestLog;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * Somebody leaves while a service that takes {@value #PER_SECOND} requests a second is busy with thousands of joiners ({@code behaviour.md} section
 * 7: a leaver never waits behind them). The limit begins with the first joiner's account, since PingID has everybody looked up before.
 */
public enum LeaverUnderLoad {
    ZOOM(World::new),
    WEBEX(WebexWorld::new),
    ZENDESK(ZendeskWorld::new),
    // who never paired a device would not be suspended
    PINGID(() -> new PingIdWorld().seed("{'userName':'ada','email':'ada@example.com','status':'ACTIVE'}"));

    private static final int PER_SECOND = 20;
    private static final int IN_THE_MIDDLE = 150;
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final Pattern CREATES = Pattern.compile("POST .*/(Users|users|adduser/do)");
    private static final Pattern DISABLES = Pattern.compile("PATCH .*|PUT .*|POST .*/suspenduser/do");

    private final Supplier<ServiceWorld<?, ?>> world;

    LeaverUnderLoad(Supplier<ServiceWorld<?, ?>> world) {
        this.world = world;
    }

    /**
     * What the service saw before the leaver's request.
     *
     * @param sincePlanned  requests since the leaver's operation was planned
     * @param sinceReleased requests since that plan was complete
     * @param joiners       accounts of joiners that were still to come then
     */
    public record Waiting(long sincePlanned, long sinceReleased, long joiners) {
    }

    /** Has Ada leave in the middle of so many joiners. */
    public Waiting measure(int joiners) {
        try (ServiceWorld<?, ?> here = world.get()) {
            here.company().sync();
            here.directory.hire(joiners);
            here.service.requests().clear();
            CompletableFuture.runAsync(here::sync);
            await(() -> created(here) > 0);
            here.service.faults().add(Fault.rateLimit(PER_SECOND, Duration.ofSeconds(1)));
            await(() -> created(here) > IN_THE_MIDDLE);
            here.dismiss("ada");
            UUID ada = ServiceWorld.operations(here.sync()).get(0).operation().guid();
            long left = joiners - created(here);
            PastOperation leaver = here.ledger().history(name().toLowerCase(Locale.ROOT), ada).stream()
                    .filter(past -> past.recorded().operation().op() == OperationKind.DISABLE).findFirst().orElseThrow();
            List<RequestLog.Recorded> all = here.service.requests().all();
            Instant sent = all.stream().filter(request -> request.status() < 300 && DISABLES.matcher(request.method() + " " + request.path()).matches()).findFirst().orElseThrow().time();
            return new Waiting(between(all, leaver.planned(), sent), between(all, leaver.released(), sent), left);
        }
    }

    private static long between(List<RequestLog.Recorded> all, Instant from, Instant to) {
        return all.stream().filter(request -> !request.time().isBefore(from) && request.time().isBefore(to)).count();
    }

    /** Accounts that were created since the log was last forgotten. */
    private static long created(ServiceWorld<?, ?> here) {
        return here.service.requests().totals().entrySet().stream().filter(endpoint -> CREATES.matcher(endpoint.getKey()).matches())
                .flatMap(endpoint -> endpoint.getValue().entrySet().stream()).filter(status -> status.getKey() < 300).mapToLong(status -> status.getValue()).sum();
    }

    private static void await(BooleanSupplier condition) {
        long giveUp = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > giveUp) {
                throw new IllegalStateException("waited in vain");
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
        }
    }
}
