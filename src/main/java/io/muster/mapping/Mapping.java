package io.muster.mapping;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.RDN;
import io.muster.directory.DnKey;
import io.muster.directory.Entry;
import io.muster.target.AttributeDescriptor;
import io.muster.target.Target;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;

/**
 * A channel's mapping, compiled once and then asked for every entry ({@code behaviour.md} section 3). Safe for use by several threads.
 */
public final class Mapping {

    private final List<Line> lines;
    private final List<AttributeDescriptor> requiredWithoutLine;
    private final Set<String> masked;
    private final Set<String> createOnly;
    private final Digest digest;
    private final Set<String> references;
    private final Function<String, Optional<String>> accounts;

    /** A line with what it needs at hand; {@code expression} is null where the source is none. */
    private record Line(MapLine line, AttributeDescriptor descriptor, UserExpression expression) {
    }

    /** What one line yields before the rules are applied; {@code failure} is null unless the source could not be read. */
    private record Source(List<String> values, String failure) {
    }

    /** Compiles the lines for a service without references from one user to another. */
    public Mapping(CamelContext context, List<MapLine> lines, List<AttributeDescriptor> attributes, byte[] hmacKey) {
        this(context, lines, attributes, hmacKey, Set.of(), dn -> Optional.empty());
    }

    /**
     * Compiles the lines. Check them with {@link #problems} first: what is wrong here is told one fault at a time.
     *
     * @param context a started context; an unstarted one works, but is slow with method calls in expressions
     * @param hmacKey the ledger's key, with which masked values are recorded
     * @param references the attributes that name another user: the directory by DN, the service by account id
     * @param accounts the account id of the user with a DN, if there is one
     * @throws IllegalArgumentException for an attribute the service does not have, or an expression that is not valid Simple
     */
    public Mapping(CamelContext context, List<MapLine> lines, List<AttributeDescriptor> attributes, byte[] hmacKey, Set<String> references,
            Function<String, Optional<String>> accounts) {
        Map<String, AttributeDescriptor> known = attributes.stream()
                .collect(Collectors.toMap(AttributeDescriptor::name, descriptor -> descriptor));
        this.lines = lines.stream().map(line -> compile(context, line, known.get(line.attribute()))).toList();
        Set<String> mapped = lines.stream().map(MapLine::attribute).collect(Collectors.toSet());
        this.requiredWithoutLine = attributes.stream().filter(a -> a.required() && !mapped.contains(a.name())).toList();
        this.masked = lines.stream().filter(MapLine::mask).map(MapLine::attribute).collect(Collectors.toUnmodifiableSet());
        this.createOnly = lines.stream().filter(MapLine::createOnly).map(MapLine::attribute).collect(Collectors.toUnmodifiableSet());
        this.digest = new Digest(hmacKey);
        this.references = references;
        this.accounts = accounts;
    }

    private static Line compile(CamelContext context, MapLine line, AttributeDescriptor descriptor) {
        if (descriptor == null) {
            throw new IllegalArgumentException("map." + line.attribute() + ": the service has no such attribute");
        }
        try {
            return new Line(line, descriptor, line.expression() ? UserExpression.compile(context, line.source()) : null);
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("map." + line.attribute() + ": " + MappingProblems.reason(e, line.source()), e);
        }
    }

    /** Everything that is wrong with a mapping for every user, each as {@code map.<attribute>: what is wrong, and what to do}. */
    public static List<String> problems(List<MapLine> lines, Target target) {
        return MappingProblems.of(lines, target.name(), target.attributes(), target.matchKey());
    }

    /** What is wrong with an expression, or empty. Tries it on a sample as well, since Camel parses nested functions only then. */
    public static Optional<String> expressionProblem(String expression) {
        return MappingProblems.ofExpression(expression);
    }

    /** The directory attributes that the lines read: what has to be asked for. Names ignore case. */
    public static Set<String> attributes(List<MapLine> lines) {
        Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        for (MapLine line : lines) {
            if (line.expression()) {
                names.addAll(UserExpression.attributes(line.source()));
            } else if (line.source() != null) {
                names.add(line.source());
            }
        }
        return names;
    }

    /** The attributes of one person's account. Never throws for what the entry holds. */
    public Mapped map(Entry entry) {
        Map<String, List<String>> values = new LinkedHashMap<>();
        List<String> warnings = new ArrayList<>(0);
        List<String> faults = new ArrayList<>(0);
        Map<String, Optional<String>> referred = new LinkedHashMap<>(0);
        for (Line line : lines) {
            map(line, entry, values, warnings, faults);
            if (references.contains(line.descriptor().name())) {
                refer(line.descriptor().name(), values, warnings, referred);
            }
        }
        requiredWithoutLine.forEach(attribute -> faults.add(attribute.name() + ": required, but there is no line map." + attribute.name()));
        return new Mapped(values, shown(values), masked, createOnly, warnings, faults, referred);
    }

    private void map(Line line, Entry entry, Map<String, List<String>> values, List<String> warnings, List<String> faults) {
        AttributeDescriptor descriptor = line.descriptor();
        String name = descriptor.name();
        List<String> complaints = descriptor.required() ? faults : warnings;
        Source source = parsed(line.line(), read(line, entry));
        if (source.failure() != null) {
            complaints.add(name + ": " + source.failure() + (descriptor.required() ? "" : "; left out"));
            if (source.values().isEmpty()) {
                return;
            }
        }
        List<String> good = new ArrayList<>(source.values().size());
        for (String value : source.values()) {
            String spelled = Rule.spelled(descriptor, value);
            Optional<String> broken = Rule.broken(descriptor, spelled);
            if (broken.isEmpty()) {
                good.add(spelled);
            } else {
                complaints.add(name + ": the value " + (line.line().mask() ? "(masked)" : '"' + value + '"') + " must " + broken.get()
                        + (descriptor.required() ? "" : "; left out"));
            }
        }
        if (!good.isEmpty()) {
            values.put(name, List.copyOf(good));
        } else if (source.values().isEmpty()) {
            values.put(name, List.of());
            if (descriptor.required()) {
                faults.add(name + ": required, but " + line.line().source() + " is empty; fill it in or give map." + name + ".default");
            }
        }
    }

    /** Turns DNs into account ids. Who has none is left out, neither written nor cleared. */
    private void refer(String name, Map<String, List<String>> values, List<String> warnings, Map<String, Optional<String>> referred) {
        List<String> dns = values.getOrDefault(name, List.of());
        if (dns.isEmpty()) {
            return;
        }
        List<String> ids = new ArrayList<>(dns.size());
        for (String dn : dns) {
            String normal = DnKey.normal(dn);
            Optional<String> account = accounts.apply(normal);
            referred.put(normal, account);
            account.ifPresent(ids::add);
            if (account.isEmpty()) {
                warnings.add(name + ": " + (masked.contains(name) ? "(masked)" : dn) + " has no account in this channel, yet or ever; left out");
            }
        }
        if (ids.isEmpty()) {
            values.remove(name);
        } else {
            values.put(name, List.copyOf(ids));
        }
    }

    /** The values of the source, or the default; without blank ones, and one alone unless the attribute takes several. */
    private static Source read(Line line, Entry entry) {
        MapLine rule = line.line();
        List<String> values = List.of();
        String failure = null;
        if (line.expression() != null) {
            try {
                values = line.expression().evaluate(entry);
            } catch (RuntimeException e) {
                // The message may hold values, which may be masked.
                failure = "the expression failed (" + root(e).getClass().getSimpleName() + ")";
            }
        } else if (rule.source() != null) {
            values = entry.values(rule.source());
        }
        values = filled(values, line.descriptor().multiValued());
        if (values.isEmpty() && rule.defaultValue() != null && !rule.defaultValue().isBlank()) {
            return new Source(List.of(rule.defaultValue()), null);
        }
        return new Source(values, failure);
    }

    /** Options in the order of {@code behaviour.md}: parse, trim, case. */
    private static Source parsed(MapLine rule, Source source) {
        if (rule.parse() == MapLine.Parse.NONE && !rule.trim() && rule.letterCase() == MapLine.LetterCase.AS_IS) {
            return source;
        }
        String failure = source.failure();
        Set<String> values = new LinkedHashSet<>();
        for (String value : source.values()) {
            String parsed = parse(rule.parse(), value);
            if (parsed == null) {
                failure = "parse = cn-from-dn found no DN that starts with a cn" + (rule.mask() ? "" : " in \"" + value + '"');
                continue;
            }
            parsed = rule.trim() ? parsed.strip() : parsed;
            values.add(switch (rule.letterCase()) {
                case AS_IS -> parsed;
                case LOWER -> parsed.toLowerCase(Locale.ROOT);
                case UPPER -> parsed.toUpperCase(Locale.ROOT);
            });
        }
        return new Source(filled(values, true), failure);
    }

    private static String parse(MapLine.Parse parse, String value) {
        return switch (parse) {
            case NONE -> value;
            case CN_FROM_DN -> cn(value);
            case USERNAME_FROM_EMAIL -> value.lastIndexOf('@') < 0 ? value : value.substring(0, value.lastIndexOf('@'));
        };
    }

    /** The cn of the entry a DN names, not of a container above it; null where there is none. */
    private static String cn(String dn) {
        try {
            RDN rdn = new DN(dn).getRDN();
            for (int i = 0; rdn != null && i < rdn.getAttributeNames().length; i++) {
                if ("cn".equalsIgnoreCase(rdn.getAttributeNames()[i])) {
                    return rdn.getAttributeValues()[i];
                }
            }
            return null;
        } catch (LDAPException e) {
            return null;
        }
    }

    private static List<String> filled(Iterable<String> values, boolean several) {
        List<String> filled = new ArrayList<>();
        for (String value : values) {
            if (value != null && !value.isBlank()) {
                filled.add(value);
                if (!several) {
                    break;
                }
            }
        }
        return filled;
    }

    private Map<String, List<String>> shown(Map<String, List<String>> values) {
        if (masked.isEmpty()) {
            return values;
        }
        Map<String, List<String>> shown = new LinkedHashMap<>(values);
        masked.forEach(name -> shown.computeIfPresent(name, (n, list) -> list.stream().map(value -> digest.of(n, value)).toList()));
        return shown;
    }

    static Throwable root(Throwable thrown) {
        Throwable root = thrown;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        return root;
    }
}
