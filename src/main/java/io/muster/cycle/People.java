package io.muster.cycle;

import io.muster.directory.Entry;
import io.muster.directory.UserScope;
import io.muster.ledger.Account;
import io.muster.ledger.Ledger;
import io.muster.ledger.Outcome;
import io.muster.ledger.Planned;
import io.muster.mapping.Mapped;
import io.muster.plan.AccountState;
import io.muster.plan.Found;
import io.muster.plan.LookUp;
import io.muster.plan.Operation;
import io.muster.plan.OperationKind;
import io.muster.plan.Planner;
import io.muster.plan.Presence;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import javax.naming.directory.SearchResult;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries people from their entries to planned operations: the bean {@code people} of {@code routes/cycle.camel.yaml}. */
public final class People {

    private static final Logger LOG = LoggerFactory.getLogger(People.class);

    private final Ledger ledger;
    private final Map<String, LiveChannel> channels;

    public People(Ledger ledger, Map<String, LiveChannel> channels) {
        this.ledger = ledger;
        this.channels = channels;
    }

    /** The filter that fetches a batch within the channel's scope. */
    public String filterInScope(Batch batch) {
        LiveChannel live = batch.getCycle().live();
        ledger.accounts(live.name(), batch.guids()).forEach((guid, account) -> batch.person(guid).recorded(account));
        return live.directory().idFilter(live.channel().users(), batch.guids(), true);
    }

    /** Takes in the entries that were found within the scope. */
    public void inScope(Batch batch, List<SearchResult> found) {
        LiveChannel live = batch.getCycle().live();
        if (live.channel().retired()) {
            rememberProtected(batch);
            batch.retire();
            return;
        }
        if (batch.unseen() && !live.directory().scopeIsFilter(live.channel().users())) {
            // the filter can't say who is a member of the group; the sweep could
            return;
        }
        entries(batch, found).forEach(entry -> batch.person(entry.guid()).inScope(entry));
    }

    /** The filter that looks for the missing of a batch, wherever they are under the base DN. */
    public String filterAnywhere(Batch batch) {
        LiveChannel live = batch.getCycle().live();
        return live.directory().idFilter(live.channel().users(), batch.unmet(), false);
    }

    /** Takes in the entries that exist outside the scope; who is not among them is gone, which a sweep can tell, or the directory itself. */
    public void outOfScope(Batch batch, List<SearchResult> found) {
        entries(batch, found).forEach(entry -> batch.person(entry.guid()).outOfScope(entry, outByGroupAlone(batch.getCycle(), entry)));
        rememberProtected(batch);
        batch.concludeAbsence(batch.getCycle().read().missing() != null || batch.getCycle().request().only() != null);
    }

    /** Only the group keeps the entry out, and this read may not have seen all of its members: that is absence, whatever else changed. */
    private static boolean outByGroupAlone(Cycle cycle, Entry entry) {
        UserScope users = cycle.getChannel().users();
        return cycle.untrusted() != null && !cycle.live().directory().scopeIsFilter(users)
                && cycle.live().directory().isInScope(new UserScope(users.baseDn(), users.filter(), null, false), entry.guid());
    }

    /** Who is not read can't be asked whether a filter protects them: it counts what it said when they were last seen. */
    private void rememberProtected(Batch batch) {
        LiveChannel live = batch.getCycle().live();
        if (live.protection().byFilter()) {
            ledger.protectedAmong(live.name(), batch.unmet()).forEach(guid -> batch.person(guid).wasProtected());
        }
    }

    private static List<Entry> entries(Batch batch, List<SearchResult> found) {
        return batch.getCycle().live().directory().entries(found);
    }

    /** Hands the user's attributes to the administrator's own step, and nothing else: no header of a service's answer, and no token. */
    public void giveAttributes(Exchange exchange) {
        exchange.getMessage().removeHeaders("*");
        exchange.getMessage().setBody(exchange.getVariable("person", Person.class).attributes());
    }

    /** Takes back what the administrator's own step made of the user: the body's map, and headers named {@code user.<attribute>}. */
    public void enriched(Exchange exchange) {
        Map<String, List<String>> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        if (exchange.getMessage().getBody() instanceof Map<?, ?> attributes) {
            attributes.forEach((name, values) -> all.put(name.toString(), texts(exchange, values instanceof Collection<?> several ? several : Collections.singleton(values))));
        } else {
            throw new IllegalArgumentException("enrich.uri gave back " + exchange.getMessage().getBody() + " instead of the map of attributes; end your route with it");
        }
        exchange.getMessage().getHeaders().forEach((name, value) -> {
            if (name.startsWith("user.")) {
                all.put(name.substring("user.".length()), texts(exchange, Collections.singleton(value)));
            }
        });
        all.values().removeIf(List::isEmpty);
        exchange.getVariable("person", Person.class).enriched(all);
    }

    /** A route's values may be anything that Camel can turn into text: an HTTP answer comes as bytes. */
    private static List<String> texts(Exchange exchange, Collection<?> values) {
        return values.stream().filter(Objects::nonNull).map(value -> exchange.getContext().getTypeConverter().convertTo(String.class, exchange, value)).toList();
    }

    /** The administrator's own step failed for this user. */
    public void notEnriched(Exchange exchange) {
        Person person = exchange.getVariable("person", Person.class);
        Throwable cause = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        LOG.warn("channel={} user={} enrich.uri failed: {}", person.cycle().live().name(), person.guid(), cause.getMessage());
        person.notEnriched("enrich.uri failed: " + cause.getMessage());
    }

    /** Takes the next user of a batch: the variable {@code person}; {@code enrich} says whether the administrator's own step is asked. */
    public void meet(Exchange exchange, @Body Person person) {
        exchange.setVariable("person", person);
        exchange.setVariable("enrich", person.enrichable());
    }

    /**
     * Maps the entry to the service's attributes; who is not in scope needs no mapping. The variable {@code lookUp} says where the account is to be
     * looked up, if it has to be: {@code inventory} or {@code service}.
     */
    public void map(Exchange exchange) {
        Person person = exchange.getVariable("person", Person.class);
        if (person.presence() == Presence.IN_SCOPE) {
            LiveChannel live = person.cycle().live();
            Mapped mapped = live.mapping().map(person.entry());
            List<String> key = mapped.values().getOrDefault(live.channel().target().matchKey(), List.of());
            person.desire(mapped, key.isEmpty() ? null : key.get(0));
        } else {
            person.desire();
        }
        exchange.setVariable("lookUp", person.unchanged() || !person.needsLookUp() ? null : person.cycle().getInventory().complete() ? "inventory" : "service");
    }

    /** Looks the user's account up in the list of all accounts. */
    public void findInInventory(Person person) {
        foundAtService(person, person.cycle().getInventory().find(person.getLookUpKey()));
    }

    /** Takes the service's answer to a look-up, unless that failed; null = there is no account. */
    public void foundAtService(Person person, Object answer) {
        if (person.lookUp() == LookUp.NOT_LOOKED) {
            person.lookedUp(answer instanceof Found found ? new LookUp.Of(found) : LookUp.NOT_FOUND);
        }
    }

    /** The service knows the key, and shows the account to nobody: it is pending, or belongs to somebody else. */
    public void foreign(Person person, Throwable cause) {
        person.lookedUp(new LookUp.Foreign(cause.getMessage()));
    }

    /** The look-up failed for now: the create finds out by itself whether the account exists. */
    public void notLookedUp(Person person, Throwable cause) {
        LOG.warn("channel={} user={} look-up failed: {}", person.cycle().live().name(), person.guid(), cause.getMessage());
        person.lookedUp(LookUp.NOT_FOUND);
        if (person.known().state() == AccountState.UNSURE) {
            // nothing tells whether there is an account: asked again by the next cycle
            person.notEnriched("look-up failed: " + cause.getMessage());
        }
    }

    /** Plans the user ({@code behaviour.md} section 2). */
    public void plan(Person person) {
        Cycle cycle = person.cycle();
        if (cycle.brokenBy() != null || person.unchanged()) {
            return;
        }
        UUID takesOverFrom = null;
        if (person.lookUp() instanceof LookUp.Of of) {
            String account = of.found().account();
            UUID other = cycle.linkOnce(account, person.guid());
            Optional<Account> owner = ledger.owner(cycle.getChannel().identity(), account)
                    .filter(recorded -> !(recorded.guid().equals(person.guid()) && recorded.channel().equals(cycle.live().name())));
            // who is gone claims an account too, where the end of its creation was never heard of
            UUID before = owner.map(Account::guid).orElse(other);
            if (other != null && !(missing(cycle, other) && cycle.linkInstead(account, other, person.guid()))) {
                if (person.presence() != Presence.IN_SCOPE) {
                    // until the other's link is done, this record is all that leads to the account: the next sweep looks again
                    person.planned(new Planned(person.guid(), person.dn(), person.key(), 0, null, null, false));
                    return;
                }
                person.lookedUp(new LookUp.Foreign("the account " + account + " was linked to " + other + " in this cycle"));
            } else if (owner.isPresent() && !(owner.get().channel().equals(cycle.live().name()) && missing(cycle, before))) {
                person.lookedUp(new LookUp.Foreign("the account " + account + " belongs to " + owner.get().dn() + " in channel " + owner.get().channel()));
            } else if (before != null && cycle.untrusted() != null && !cycle.deleted().contains(before)) {
                // whether the owner is gone can't be believed now: a conflict written down would outlast the doubt
                cycle.leaveOut();
                return;
            } else {
                takesOverFrom = before;
            }
        }
        Operation operation = cycle.live().planner().plan(cycle.getId(), person.desired(), person.known(), person.lookUp());
        if (operation == null || operation.op() == OperationKind.SKIP) {
            // who does not link the account must not keep it from being disabled with its former entry
            takesOverFrom = null;
        }
        if (operation != null && operation.op().removal() && person.presence() != Presence.IN_SCOPE) {
            Optional<LiveChannel> heir = heir(cycle.live(), person.guid());
            if (heir.isPresent()) {
                LOG.info("channel={} user={} leaves this channel's scope, and the account goes to channel {}", cycle.live().name(), person.guid(), heir.get().name());
                person.planned(Planned.leftTo(heir.get().name(), person.guid()));
                return;
            }
        }
        if (operation != null) {
            operation = operation.because(operation.rule(), person.source(operation));
        }
        if (person.incomplete() && (operation == null || !operation.op().removal())) {
            // seen again by the next cycle, since nothing is recorded
            cycle.leaveOut();
            return;
        }
        boolean forget = operation == null && person.presence() != Presence.IN_SCOPE && withoutAccount(person) && cycle.untrusted() == null;
        boolean nothingToWrite = operation == null && (person.known().state() == AccountState.PENDING && !(person.lookUp() instanceof LookUp.Of)
                || person.known().state() == AccountState.WATCHED
                || person.presence() != Presence.IN_SCOPE && (withoutAccount(person) && !forget || person.desired().absence() && cycle.untrusted() != null));
        if (nothingToWrite) {
            return;
        }
        person.planned(new Planned(person.guid(), person.dn(), person.key(), person.desired().mark(), operation, takesOverFrom, forget));
    }

    /** An owner that the directory does not show: once that is believed, its account goes to the re-created entry ({@code behaviour.md} section 2). */
    private static boolean missing(Cycle cycle, UUID owner) {
        return cycle.live().directory().entry(owner, Set.of()).isEmpty();
    }

    /** Another channel of the same account at the service that has this user in its scope ({@code behaviour.md} section 2, ownership). */
    private Optional<LiveChannel> heir(LiveChannel live, UUID guid) {
        return channels.values().stream().filter(other -> other != live && other.channel().enabled() && !other.channel().retired()
                && other.channel().identity().equals(live.channel().identity()) && other.directory().isInScope(other.channel().users(), guid)).findFirst();
    }

    private static boolean withoutAccount(Person person) {
        AccountState state = person.known().state();
        return state == AccountState.NONE || state == AccountState.DELETED || state == AccountState.UNSURE && person.account().account() == null;
    }

    /** Writes the plans of a batch down together. */
    public void record(Batch batch) {
        Cycle cycle = batch.getCycle();
        List<Planned> planned = new ArrayList<>();
        for (Person person : batch.getPeople()) {
            if (person.planned() != null) {
                planned.add(person.planned());
                expectInGroups(cycle, person);
            }
        }
        write(cycle, false, batch.guids(), planned);
        if (!cycle.draft() && cycle.live().protection().byFilter()) {
            ledger.protect(cycle.live().name(), batch.getPeople().stream().filter(person -> person.entry() != null)
                    .collect(Collectors.toMap(Person::guid, person -> person.desired().isProtected())));
        }
        if (!cycle.draft() && !cycle.getChannel().target().references().isEmpty() && !planned.isEmpty()) {
            ledger.refer(cycle.live().name(), planned.stream().collect(Collectors.toMap(Planned::guid, person -> batch.person(person.guid()).references(), (one, same) -> one)));
        }
    }

    /** Groups are planned after the users, and before anything is done for them. */
    private static void expectInGroups(Cycle cycle, Person person) {
        Operation operation = person.planned().operation();
        boolean believed = operation != null && !(operation.absence() && cycle.untrusted() != null);
        if (person.dn() != null && cycle.getGroups().lists(person.dn()) && (believed || person.account() != null)) {
            cycle.getGroups().expect(person.dn(), GroupRound.Seat.of(person.account(), believed ? operation : null, person.presence() != Presence.IN_SCOPE));
        }
    }

    /**
     * Writes plans down together, and the failures that no request is needed for.
     *
     * @param groups whether they are groups, and no users
     * @param guids  everybody who was looked at, for whom a plan file may have had another operation
     */
    void write(Cycle cycle, boolean groups, Collection<UUID> guids, List<Planned> all) {
        List<Planned> planned = all;
        List<Outcome> stale = new ArrayList<>();
        if (cycle.request().only() != null) {
            planned = asPlannedBefore(cycle, groups, guids, planned, stale);
        }
        cycle.book().add(planned);
        if (cycle.draft()) {
            return;
        }
        ledger.record(stale);
        List<Outcome> invalid = planned.stream().map(Planned::operation)
                .filter(operation -> operation != null && operation.op() == OperationKind.SKIP && operation.reason().startsWith(Planner.INVALID))
                .map(operation -> Outcome.dead(operation.id(), operation.reason())).toList();
        if (!invalid.isEmpty()) {
            ledger.record(invalid);
        }
        planned.stream().map(Planned::operation).filter(operation -> operation != null && operation.op() == OperationKind.SKIP)
                .forEach(operation -> LOG.warn("channel={} entry={} {}", operation.channel(), operation.guid(), operation.reason()));
    }

    /** Under {@code apply}: an operation is done only if today's is the very one in the file; every other of the file is stale. */
    static List<Planned> asPlannedBefore(Cycle cycle, boolean groups, Collection<UUID> guids, List<Planned> planned, List<Outcome> stale) {
        Map<UUID, Planned> byGuid = new HashMap<>();
        planned.forEach(person -> byGuid.put(person.guid(), person));
        List<Planned> kept = new ArrayList<>();
        for (UUID guid : guids) {
            CycleRequest.PlannedBefore before = cycle.request().only().get(guid);
            Planned now = byGuid.get(guid);
            Operation today = now == null ? null : now.operation();
            if (today != null && cycle.fingerprint(today).equals(before.fingerprint())) {
                kept.add(now);
            } else {
                Operation old = new Operation(before.id() + "-" + cycle.getId(), cycle.getId(), cycle.live().name(), cycle.live().target(), before.op(), List.of(), guid,
                        before.dn(), before.key(), null, false, "as planned before", Map.of(), Map.of(), Set.of(), List.of(), 0, false, Map.of(), null);
                kept.add(new Planned(groups, guid, before.dn(), before.key(), 0, old, null, false, null));
                stale.add(Outcome.stale(old.id(), today == null ? "nothing is to be done for this user any more"
                        : "the entry, the record or the mapping has changed since the plan; today it would be: " + today.op().json() + ", " + today.reason()));
            }
        }
        return kept;
    }
}
