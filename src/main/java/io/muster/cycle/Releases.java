package io.muster.cycle;

import io.muster.ledger.Account;
import io.muster.ledger.Ledger;
import io.muster.ledger.Release;
import io.muster.mapping.Mapping;
import io.muster.plan.AccountState;
import io.muster.plan.GroupPlanner;
import io.muster.plan.Operation;
import io.muster.plan.OperationKind;
import io.muster.plan.Step;
import io.muster.target.Target;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.apache.camel.Exchange;

/**
 * Asks the ledger for released operations, a few at a time, so that a leaver never waits behind ten thousand joiners
 * ({@code behaviour.md} section 7): the bean {@code releases} of {@code routes/cycle.camel.yaml}.
 *
 * <p>A claim costs a transaction, so a quick service gets larger claims: what it took in the last {@value #PART_MILLIS} ms, on average over a
 * second, since a service with a limit per second is quick for a moment and then shut for the rest. At a slow one no more is claimed than the
 * channel's workers have in hand.
 */
public final class Releases {

    private static final int PART_MILLIS = 50;

    private final Ledger ledger;
    private final Map<String, LiveChannel> channels;
    private final UnaryOperator<String> confinement;
    private final Map<String, Flow> flows = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /** @param confinement the cycle that a channel is confined to, by the channel's name; null = none */
    public Releases(Ledger ledger, Map<String, LiveChannel> channels, UnaryOperator<String> confinement) {
        this.ledger = ledger;
        this.channels = channels;
        this.confinement = confinement;
    }

    /** The next operations of a channel to hand off; waits until those handed off before are nearly done. Null when there are none. */
    public List<Release> next(String channel) throws InterruptedException {
        Flow flow = flow(channel);
        int size = flow.awaitRoom();
        if (closed) {
            return null;
        }
        List<Release> releases = ledger.claim(channel, size, Instant.now(), confinement.apply(channel));
        flow.began(releases.size());
        return releases.isEmpty() ? null : releases.stream().map(release -> release.isOfGroup() ? withMembers(release) : release.isMasked() ? unmasked(release) : release).toList();
    }

    /** From now on nothing is handed out; what was, is finished. */
    public void close() {
        closed = true;
    }

    /** Masked values are digests in the ledger: they are read again from the directory when they are sent. */
    private Release unmasked(Release release) {
        Operation operation = release.claim().operation();
        if (operation.steps().stream().noneMatch(step -> step == Step.CREATE || step == Step.UPDATE || step == Step.ENABLE)) {
            return release;
        }
        LiveChannel live = channels.get(operation.channel());
        Map<String, List<String>> today = live.directory().entry(operation.guid(), Mapping.attributes(live.channel().mapping()))
                .map(entry -> live.mapping().map(entry).values()).orElse(Map.of());
        Map<String, List<String>> clear = new LinkedHashMap<>(operation.values());
        operation.masked().forEach(attribute -> {
            clear.remove(attribute);
            if (!today.getOrDefault(attribute, List.of()).isEmpty()) {
                clear.put(attribute, today.get(attribute));
            }
        });
        return release.with(clear);
    }

    /** A group's members are users of the directory in the ledger, and accounts at the service: those who have one by now. */
    private Release withMembers(Release release) {
        Operation operation = release.claim().operation();
        if (operation.op() == OperationKind.GROUP_DELETE) {
            return release;
        }
        List<UUID> guids = operation.values().get(GroupPlanner.MEMBERS).stream().map(UUID::fromString).toList();
        Target target = channels.get(operation.channel()).channel().target();
        List<String> members = new ArrayList<>();
        List<String> leftOut = new ArrayList<>();
        ledger.accounts(operation.channel(), guids).values().forEach(account -> {
            String refusal = account.state() == AccountState.ACTIVE && account.account() != null ? target.refusedInGroups(account.sent()).orElse(null)
                    : account.cause() == null ? "no active account" : account.cause();
            if (refusal == null) {
                members.add(account.account());
            } else {
                leftOut.add(GroupPlanner.leftOut(account.key(), refusal));
            }
        });
        members.sort(null);
        leftOut.sort(null);
        Account group = ledger.accounts(operation.channel(), List.of(operation.guid())).get(operation.guid());
        boolean made = group != null && group.account() != null;
        List<Step> left = operation.steps().stream().filter(step -> !made || step != Step.GROUP_CREATE).toList();
        Map<String, List<String>> values = Map.of(GroupPlanner.NAME, operation.values().get(GroupPlanner.NAME), GroupPlanner.MEMBERS, members);
        return release.as(operation.prepared(made ? group.account() : operation.account(), left, values, leftOut));
    }

    /** An operation of the exchange's channel has ended, one way or another. */
    public void finished(Exchange exchange) {
        flow(exchange.getVariable("channel", String.class)).ended();
    }

    private Flow flow(String channel) {
        return flows.computeIfAbsent(channel, name -> new Flow(channels.get(name).channel().concurrency()));
    }

    private static final class Flow {

        private final int workers;
        private int size;
        private int underWay;
        private int done;
        private long countedFrom = System.nanoTime();

        Flow(int workers) {
            this.workers = workers;
            this.size = workers;
        }

        synchronized int awaitRoom() throws InterruptedException {
            while (underWay > room()) {
                wait();
            }
            long millis = (System.nanoTime() - countedFrom) / 1_000_000;
            if (millis >= 1000) {
                size = (int) Math.max(1, (long) done * PART_MILLIS / millis);
                done = 0;
                countedFrom = System.nanoTime();
            }
            return size;
        }

        /** With so many under way, there is room for a claim. */
        private int room() {
            return Math.max(size / 2, workers - 1);
        }

        synchronized void began(int count) {
            underWay += count;
        }

        synchronized void ended() {
            underWay--;
            done++;
            notifyAll();
        }
    }
}
