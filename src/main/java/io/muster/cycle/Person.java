package io.muster.cycle;

import io.muster.directory.Entry;
import io.muster.directory.Sighting;
import io.muster.directory.Status;
import io.muster.ledger.Account;
import io.muster.ledger.Planned;
import io.muster.mapping.MapLine;
import io.muster.mapping.Mapped;
import io.muster.mapping.Mapping;
import io.muster.plan.Change;
import io.muster.plan.AccountState;
import io.muster.plan.Desired;
import io.muster.plan.Known;
import io.muster.plan.LookUp;
import io.muster.plan.Operation;
import io.muster.plan.OperationKind;
import io.muster.plan.Presence;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/** One user on the way from the directory to an operation: the body of {@code direct:plan-user}. */
public final class Person {

    private final Cycle cycle;
    private final UUID guid;
    private Account account;
    private Entry entry;
    private Presence presence;
    private boolean absence;
    private boolean wasProtected;
    private Desired desired;
    private String trouble;
    private LookUp lookUp = LookUp.NOT_LOOKED;
    private Planned planned;
    private Map<String, Optional<String>> references = Map.of();

    Person(Cycle cycle, UUID guid) {
        this.cycle = cycle;
        this.guid = guid;
    }

    public UUID guid() {
        return guid;
    }

    public Cycle cycle() {
        return cycle;
    }

    /** Whether an administrator's own step is asked before mapping ({@code enrich.uri}). */
    boolean enrichable() {
        return cycle.enriching() && presence == Presence.IN_SCOPE;
    }

    /** A copy of the entry's attributes for the administrator's own step: names ignore case, each with the list of its values. */
    Map<String, List<String>> attributes() {
        Map<String, List<String>> attributes = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        attributes.putAll(entry.attributes());
        return attributes;
    }

    /** The match key, as it is to be. */
    String key() {
        return desired.key();
    }

    /** The match key that the account is looked up by; for one whose creation we never heard the end of, the key it was to have. */
    public String getLookUpKey() {
        return account != null && (desired.key() == null || account.state() == AccountState.UNSURE) ? account.key() : desired.key();
    }

    void recorded(Account recorded) {
        account = recorded;
    }

    Account account() {
        return account;
    }

    Presence presence() {
        return presence;
    }

    void inScope(Entry found) {
        entry = found;
        presence = Presence.IN_SCOPE;
    }

    /** The entry exists, but not in the scope. Only an entry that changed since it was last dealt with says so by itself; else it is absence. */
    void outOfScope(Entry found, boolean byAbsence) {
        entry = found;
        presence = Presence.OUT_OF_SCOPE;
        absence = byAbsence || account == null || found.mark() == 0 || found.mark() == account.mark();
    }

    /** Found nowhere: by absence, unless the directory tells of the deletion. */
    void gone() {
        presence = Presence.GONE;
        absence = !cycle.deleted().contains(guid);
    }

    void retired() {
        presence = Presence.RETIRED;
    }

    void enriched(Map<String, List<String>> attributes) {
        entry = new Entry(entry.guid(), entry.dn(), entry.mark(), entry.marker(), entry.status(), attributes);
    }

    void notEnriched(String cause) {
        trouble = cause;
    }

    /** Whether the attributes are not all there, so that nothing may be written from them. */
    boolean incomplete() {
        return trouble != null;
    }

    Entry entry() {
        return entry;
    }

    Desired desired() {
        return desired;
    }

    /** Without a mapping: for who is gone or out of scope. */
    void desire() {
        desired = new Desired(guid, dn(), Sighting.GONE, presence, absence, entry == null ? null : entry.status(), account == null ? null : account.key(),
                Map.of(), Set.of(), Set.of(), List.of(), List.of(), isProtected());
    }

    /** Enabled only because the status attribute is not seen: the entry itself has not changed since the last read ({@code behaviour.md} section 6). */
    private boolean enabledByAbsence() {
        String recorded = cycle.before().marker();
        return entry.status() == Status.ENABLED && recorded != null && !cycle.live().directory().newer(entry.marker(), recorded);
    }

    /** The DNs of people whom this one refers to, each with their account, if they have one. */
    Map<String, Optional<String>> references() {
        return references;
    }

    void desire(Mapped mapped, String key) {
        references = mapped.references();
        desired = new Desired(guid, entry.dn(), entry.mark() == 0 ? mark(mapped) : entry.mark(), presence, enabledByAbsence(), entry.status(), key, mapped.shown(), mapped.createOnly(), mapped.masked(),
                mapped.warnings(), trouble == null ? mapped.faults() : List.of(trouble), isProtected());
    }

    /** Stands for the mark of an entry that shows no change marker: what is made of it. Masked values are digests here. */
    private long mark(Mapped mapped) {
        try {
            long mark = ByteBuffer.wrap(MessageDigest.getInstance("SHA-256")
                    .digest((entry.dn() + "\n" + entry.status() + "\n" + new TreeMap<>(mapped.shown()) + "\n" + mapped.faults()).getBytes(StandardCharsets.UTF_8))).getLong();
            return mark == 0 || mark == Sighting.GONE ? 1 : mark;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JVM lacks SHA-256, which every JVM must have", e);
        }
    }

    /**
     * Whether there is nothing to plan, since what is made of the entry is what it was when it was last dealt with. The sweep finds that out by itself
     * where entries show a change marker; without one it has everybody looked at.
     */
    boolean unchanged() {
        return presence == Presence.IN_SCOPE && entry.mark() == 0 && account != null && account.mark() == desired.mark() && !account.state().seenInEverySweep()
                && !cycle.looksAtAll() && !cycle.due().contains(guid);
    }

    Known known() {
        return account == null ? Known.NONE
                : new Known(account.state(), account.account(), account.key(), account.sent(), account.kept(), account.since(), account.cause());
    }

    void lookedUp(LookUp answer) {
        lookUp = answer;
    }

    LookUp lookUp() {
        return lookUp;
    }

    void planned(Planned plan) {
        planned = plan;
    }

    Planned planned() {
        return planned;
    }

    String dn() {
        return entry != null ? entry.dn() : account == null ? null : account.dn();
    }

    /** Not read, and protected when the entry was last seen. */
    void wasProtected() {
        wasProtected = true;
    }

    private boolean isProtected() {
        String key = account != null ? account.key() : null;
        return wasProtected || cycle.live().protection().covers(dn(), key, entry == null ? null : entry.attributes());
    }

    /** What changed in the directory since the user was last dealt with, as far as the ledger can tell. */
    Map<String, Change> source(Operation operation) {
        if (presence != Presence.IN_SCOPE) {
            return Map.of("scope", new Change(List.of("in scope"), List.of(switch (presence) {
                case GONE -> "gone";
                case RETIRED -> "the channel is taken out of channels";
                default -> "out of scope";
            })));
        }
        if (account == null || account.account() == null) {
            return Map.of("scope", new Change(List.of(), List.of("in scope")));
        }
        if (entry.mark() != 0 && entry.mark() == account.mark()) {
            return Map.of("configuration", new Change(null, List.of("changed")));
        }
        Map<String, Change> source = new LinkedHashMap<>();
        if (operation.op().removal() || operation.op() == OperationKind.ENABLE) {
            boolean off = operation.op().removal();
            String name = cycle.getChannel().directory().statusAttribute();
            source.put(Objects.requireNonNullElse(name, "status"), new Change(List.of(off ? "enabled" : "disabled"), List.of((off ? "disabled" : "enabled") + shown(name))));
        }
        operation.changes().forEach((attribute, change) -> source.putIfAbsent(behind(attribute), change));
        return source;
    }

    /** What the directory shows of the status, behind our word for it; the ledger keeps the word alone. */
    private String shown(String statusAttribute) {
        if (statusAttribute == null) {
            return "";
        }
        boolean masked = Mapping.attributes(cycle.getChannel().mapping().stream().filter(MapLine::mask).toList()).contains(statusAttribute);
        List<String> values = entry.values(statusAttribute);
        return masked ? "" : values.isEmpty() ? " (no value)" : " (" + String.join(", ", values) + ")";
    }

    /** The directory attributes that an attribute of the service is mapped from. */
    private String behind(String attribute) {
        return cycle.getChannel().mapping().stream().filter(line -> line.attribute().equals(attribute)).findFirst()
                .map(line -> String.join(" ", Mapping.attributes(List.of(line)))).filter(names -> !names.isEmpty()).orElse("map." + attribute);
    }

    boolean needsLookUp() {
        return cycle.live().planner().needsLookUp(desired, known());
    }
}
