package io.muster.plan;

import io.muster.directory.Status;
import io.muster.plan.Options.Removal;
import io.muster.target.AttributeDescriptor;
import io.muster.target.ConnectionKey;
import io.muster.target.Target;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Short ways to write people, accounts and options in tests. */
final class People {

    static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
    static final UUID GUID = UUID.fromString("11111111-2222-3333-4444-555555555555");
    static final String ACCOUNT = "acc-1";

    /** The defaults of {@code contract.md}. */
    static final Options DEFAULTS = new Options(true, true, Removal.DISABLE, Removal.DISABLE, Duration.ofDays(30), false, false, false, false);

    private People() {
    }

    /** A service of every sort of attribute. */
    static Target target(boolean createsDisabled) {
        return new Target() {
            @Override
            public Map<String, Object> beans() {
                return Map.of();
            }

            @Override
            public String name() {
                return "acme";
            }

            @Override
            public List<AttributeDescriptor> attributes() {
                return List.of(new AttributeDescriptor("login", true, true, false, Set.of(), 0, null, true, false),
                        AttributeDescriptor.optional("title"), AttributeDescriptor.optional("role"), AttributeDescriptor.optional("pin"),
                        new AttributeDescriptor("note", false, false, false, Set.of(), 0, null, true, true),
                        new AttributeDescriptor("fixed", false, false, false, Set.of(), 0, null, false, false),
                        new AttributeDescriptor("tags", false, false, true, Set.of(), 0, null, true, false));
            }

            @Override
            public String matchKey() {
                return "login";
            }

            @Override
            public List<ConnectionKey> connectionKeys() {
                return List.of();
            }

            @Override
            public int concurrency() {
                return 1;
            }

            @Override
            public boolean createsDisabled() {
                return createsDisabled;
            }
        };
    }

    /** Attributes and values in turn; a value of "" is an empty list, "a|b" two values. */
    static Map<String, List<String>> values(String... pairs) {
        Map<String, List<String>> values = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            values.put(pairs[i], pairs[i + 1].isEmpty() ? List.of() : Arrays.asList(pairs[i + 1].split("\\|")));
        }
        return values;
    }

    static Desired person(Presence presence, Status status, String... pairs) {
        boolean gone = presence != Presence.IN_SCOPE;
        return new Desired(GUID, "uid=ann", 7, presence, presence == Presence.GONE, status, gone ? null : "ann@x",
                gone ? Map.of() : values(pairs), Set.of("role"), Set.of("pin"), List.of(), List.of(), false);
    }

    static Desired enabled(String... pairs) {
        return person(Presence.IN_SCOPE, Status.ENABLED, pairs);
    }

    static Desired disabled(String... pairs) {
        return person(Presence.IN_SCOPE, Status.DISABLED, pairs);
    }

    static Desired gone() {
        return person(Presence.GONE, Status.UNKNOWN);
    }

    static Desired faulty(Desired desired) {
        return new Desired(desired.guid(), desired.dn(), desired.mark(), desired.presence(), desired.absence(), desired.status(), desired.key(),
                desired.values(), desired.createOnly(), desired.masked(), List.of("a warning"), List.of("login: a fault"), desired.isProtected());
    }

    static Desired protectedUser(Desired d) {
        return new Desired(d.guid(), d.dn(), d.mark(), d.presence(), d.absence(), d.status(), d.key(), d.values(), d.createOnly(), d.masked(), d.warnings(),
                d.faults(), true);
    }

    static Known account(AccountState state, String... pairs) {
        return new Known(state, ACCOUNT, "ann@x", values(pairs), Map.of(), NOW.minus(Duration.ofDays(1)), null);
    }

    static Found found(boolean active, String... pairs) {
        return new Found(ACCOUNT, "ann@x", active, values(pairs), Map.of());
    }

    static Options create(Options o, boolean create) {
        return new Options(create, o.update(), o.onDisabled(), o.onRemoved(), o.deleteAfter(), o.provisionDisabled(), o.linkDisabled(), o.clearAttributes(), false);
    }

    static Options update(Options o, boolean update) {
        return new Options(o.create(), update, o.onDisabled(), o.onRemoved(), o.deleteAfter(), o.provisionDisabled(), o.linkDisabled(), o.clearAttributes(), false);
    }

    static Options onDisabled(Options o, Removal removal) {
        return new Options(o.create(), o.update(), removal, o.onRemoved(), o.deleteAfter(), o.provisionDisabled(), o.linkDisabled(), o.clearAttributes(), false);
    }

    static Options onRemoved(Options o, Removal removal) {
        return new Options(o.create(), o.update(), o.onDisabled(), removal, o.deleteAfter(), o.provisionDisabled(), o.linkDisabled(), o.clearAttributes(), false);
    }

    static Options provisionDisabled(Options o) {
        return new Options(o.create(), o.update(), o.onDisabled(), o.onRemoved(), o.deleteAfter(), true, o.linkDisabled(), o.clearAttributes(), false);
    }

    static Options linkDisabled(Options o) {
        return new Options(o.create(), o.update(), o.onDisabled(), o.onRemoved(), o.deleteAfter(), o.provisionDisabled(), true, o.clearAttributes(), false);
    }

    static Options clearing(Options o) {
        return new Options(o.create(), o.update(), o.onDisabled(), o.onRemoved(), o.deleteAfter(), o.provisionDisabled(), o.linkDisabled(), true, false);
    }

    static Planner planner(Options options) {
        return new Planner("zoom", options, target(true), CLOCK);
    }
}
