package io.muster.mapping;

import io.muster.directory.Entry;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Expression;
import org.apache.camel.support.DefaultExchange;

/** A channel's mapping, compiled once and used by several threads ({@code behaviour.md} section 3). */
public final class Mapping {

    /** {@code ${user[x]}} and {@code ${user.x}}, but not {@code ${username}}. */
    private static final Pattern USER = Pattern.compile("\\$\\{user(?=[\\[.?}])");
    private static final Pattern READ = Pattern.compile("\\$\\{user\\??\\[['\"]?([^\\]'\"]+)['\"]?\\]");

    private final CamelContext camel;
    private final List<Line> lines;
    private final Mask mask;
    private final Set<String> createOnly;
    private final Set<String> masked;

    private record Line(MapLine line, AttributeDescriptor descriptor, Expression expression) {
    }

    public Mapping(CamelContext camel, List<MapLine> lines, List<AttributeDescriptor> descriptors, byte[] ledgerKey) {
        this.camel = camel;
        this.mask = new Mask(ledgerKey);
        Map<String, AttributeDescriptor> byName = descriptors.stream().collect(Collectors.toMap(AttributeDescriptor::name, descriptor -> descriptor));
        this.lines = lines.stream().map(line -> new Line(line, byName.get(line.attribute()), line.expression() ? compile(camel, line.source()) : null)).toList();
        this.createOnly = names(lines, MapLine::createOnly);
        this.masked = names(lines, MapLine::mask);
    }

    private static Set<String> names(List<MapLine> lines, java.util.function.Predicate<MapLine> wanted) {
        return lines.stream().filter(wanted).map(MapLine::attribute).collect(Collectors.toUnmodifiableSet());
    }

    private static Expression compile(CamelContext camel, String source) {
        Expression expression = camel.resolveLanguage("simple").createExpression(USER.matcher(source).replaceAll("\\$\\{variable.user"));
        expression.init(camel);
        return expression;
    }

    /** What is wrong with an expression, or empty. */
    public static Optional<String> expressionProblem(CamelContext camel, String source) {
        try {
            compile(camel, source);
            return Optional.empty();
        } catch (RuntimeException e) {
            String message = e.getMessage() == null ? e.toString() : e.getMessage();
            return Optional.of(message.lines().findFirst().orElse(message));
        }
    }

    /** The directory attributes that these lines read; what an expression reads in a way that can't be seen is not among them. */
    public static Set<String> attributesRead(List<MapLine> lines) {
        Set<String> attributes = new LinkedHashSet<>();
        for (MapLine line : lines) {
            if (line.expression()) {
                READ.matcher(line.source()).results().forEach(match -> attributes.add(match.group(1)));
            } else if (line.source() != null) {
                attributes.add(line.source());
            }
        }
        return attributes;
    }

    /** Maps one entry; never throws for what the entry holds. */
    public Mapped map(Entry entry) {
        Exchange exchange = new DefaultExchange(camel);
        exchange.setVariable("user", new FirstValues(entry.attributes()));
        Map<String, List<String>> values = new LinkedHashMap<>();
        Map<String, List<String>> shown = new LinkedHashMap<>();
        List<String> warnings = new ArrayList<>();
        List<String> faults = new ArrayList<>();
        for (Line line : lines) {
            List<String> mapped = line(line, entry, exchange);
            String broken = broken(line, mapped);
            if (broken != null) {
                (line.descriptor().required() ? faults : warnings).add(broken);
            } else if (!mapped.isEmpty()) {
                values.put(line.line().attribute(), mapped);
                shown.put(line.line().attribute(), line.line().mask() ? mask.digests(mapped) : mapped);
            }
        }
        return new Mapped(values, shown, masked, createOnly, warnings, faults);
    }

    private static List<String> line(Line line, Entry entry, Exchange exchange) {
        MapLine rule = line.line();
        List<String> raw = line.expression() == null ? rule.source() == null ? List.of() : entry.values(rule.source()) : evaluate(line.expression(), exchange);
        List<String> present = raw.stream().filter(value -> !value.isEmpty()).toList();
        if (present.isEmpty() && rule.defaultValue() != null) {
            present = List.of(rule.defaultValue());
        }
        if (!line.descriptor().multiValued() && present.size() > 1) {
            present = present.subList(0, 1);
        }
        return present.stream().map(value -> shape(rule, value)).filter(value -> !value.isEmpty()).toList();
    }

    /** A failed expression counts as empty: the default takes its place. */
    private static List<String> evaluate(Expression expression, Exchange exchange) {
        try {
            Object result = expression.evaluate(exchange, Object.class);
            return result == null || result.toString().isBlank() ? List.of() : List.of(result.toString());
        } catch (RuntimeException failed) {
            return List.of();
        }
    }

    private static String shape(MapLine rule, String value) {
        String parsed = switch (rule.parse()) {
            case NONE -> value;
            case CN_FROM_DN -> cn(value);
            case USERNAME_FROM_EMAIL -> value.contains("@") ? value.substring(0, value.indexOf('@')) : value;
        };
        String trimmed = rule.trim() ? parsed.strip() : parsed;
        return switch (rule.letterCase()) {
            case AS_IS -> trimmed;
            case LOWER -> trimmed.toLowerCase(Locale.ROOT);
            case UPPER -> trimmed.toUpperCase(Locale.ROOT);
        };
    }

    private static String cn(String dn) {
        try {
            LdapName name = new LdapName(dn);
            for (int i = name.size() - 1; i >= 0; i--) {
                if (name.getRdn(i).getType().equalsIgnoreCase("cn")) {
                    return name.getRdn(i).getValue().toString();
                }
            }
            return "";
        } catch (InvalidNameException notADn) {
            return "";
        }
    }

    private static String broken(Line line, List<String> values) {
        AttributeDescriptor rule = line.descriptor();
        if (values.isEmpty()) {
            return rule.required() ? rule.name() + " is required, and the entry has no value for it" : null;
        }
        for (String value : values) {
            String shown = line.line().mask() ? "***" : value.length() > 80 ? value.substring(0, 80) + "…" : value;
            if (!rule.allowed().isEmpty() && rule.allowed().stream().noneMatch(value::equalsIgnoreCase)) {
                return rule.name() + " = " + shown + " is not one of " + String.join(", ", rule.allowed());
            }
            if (rule.maxLength() > 0 && value.codePointCount(0, value.length()) > rule.maxLength()) {
                return rule.name() + " = " + shown + " is longer than " + rule.maxLength() + " characters";
            }
            if (rule.pattern() != null && !rule.pattern().matcher(value).matches()) {
                return rule.name() + " = " + shown + " does not match " + rule.pattern();
            }
        }
        return null;
    }

    /** The view behind {@code ${user[x]}}: the first value of each attribute, names ignoring case. */
    private static final class FirstValues extends AbstractMap<String, String> {

        private final Map<String, List<String>> attributes;

        FirstValues(Map<String, List<String>> attributes) {
            this.attributes = attributes;
        }

        @Override
        public String get(Object name) {
            List<String> values = attributes.get(name);
            return values == null || values.isEmpty() ? null : values.get(0);
        }

        @Override
        public boolean containsKey(Object name) {
            return attributes.containsKey(name);
        }

        @Override
        public Set<Entry<String, String>> entrySet() {
            return attributes.keySet().stream().map(name -> Map.entry(name, get(name))).collect(Collectors.toSet());
        }
    }
}
