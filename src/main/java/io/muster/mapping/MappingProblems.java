package io.muster.mapping;

import io.muster.directory.Entry;
import io.muster.directory.Status;
import io.muster.target.AttributeDescriptor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.NoSuchBeanException;
import org.apache.camel.component.bean.MethodNotFoundException;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.language.simple.types.SimpleIllegalSyntaxException;
import org.apache.camel.language.simple.types.SimpleParserException;

/** What makes a mapping wrong for everybody, found without a directory and without the product's Camel context. */
final class MappingProblems {

    /** RFC 4512 section 2.5: a name or an OID, with options; underscores too, which some servers allow. */
    private static final Pattern ATTRIBUTE_DESCRIPTION = Pattern.compile("([A-Za-z][A-Za-z0-9_-]*|\\d+(\\.\\d+)*)(;[A-Za-z0-9-]+)*");
    private static final Pattern WITHOUT_BRACES = Pattern.compile("\\{[^}]*[\\s(,](user\\[[^\\]]*])");
    private static final Pattern FUNCTION = Pattern.compile("\\$(simple)?\\{[^{}]*}");

    private MappingProblems() {
    }

    static List<String> of(List<MapLine> lines, String target, List<AttributeDescriptor> attributes, String matchKey) {
        Map<String, AttributeDescriptor> known = attributes.stream()
                .collect(Collectors.toMap(AttributeDescriptor::name, descriptor -> descriptor));
        List<String> problems = new ArrayList<>();
        for (MapLine line : lines) {
            String key = "map." + line.attribute();
            AttributeDescriptor descriptor = known.get(line.attribute());
            if (descriptor == null) {
                problems.add(key + ": " + target + " has no such attribute; it has "
                        + attributes.stream().map(AttributeDescriptor::name).collect(Collectors.joining(", ")));
                continue;
            }
            source(line, key).ifPresent(problems::add);
            if (line.mask() && line.attribute().equals(matchKey)) {
                problems.add(key + ".mask: accounts are looked up by this attribute, so it can't be masked; remove the line");
            }
            if (line.defaultValue() != null && line.parse() == MapLine.Parse.NONE && line.letterCase() == MapLine.LetterCase.AS_IS) {
                Rule.broken(descriptor, Rule.spelled(descriptor, line.defaultValue())).ifPresent(rule ->
                        problems.add(key + ".default: the value \"" + line.defaultValue() + "\" must " + rule));
            }
        }
        attributes.stream().filter(AttributeDescriptor::required)
                .filter(attribute -> lines.stream().noneMatch(line -> line.attribute().equals(attribute.name())))
                .forEach(attribute -> problems.add("map." + attribute.name() + ": missing; " + target + " takes no account without it"));
        return problems;
    }

    private static Optional<String> source(MapLine line, String key) {
        if (line.source() == null || line.source().isBlank()) {
            return line.defaultValue() != null ? Optional.empty()
                    : Optional.of(key + ": neither a source nor a default; name a directory attribute, or give " + key + ".default");
        }
        if (line.expression()) {
            return ofExpression(line.source()).map(problem -> key + ": " + problem);
        }
        return ATTRIBUTE_DESCRIPTION.matcher(line.source()).matches() ? Optional.empty()
                : Optional.of(key + ": \"" + line.source() + "\" is not the name of a directory attribute; for a constant use " + key
                        + ".default, for an expression ${user[...]}");
    }

    static Optional<String> ofExpression(String expression) {
        String literal = outsideBraces(expression);
        if (literal.contains(" ? ") && literal.contains(" : ")) {
            return Optional.of("the whole condition must stand within one pair of braces, as in ${user[title] == 'CEO' ? 'yes' : 'no'}");
        }
        Matcher bare = WITHOUT_BRACES.matcher(expression);
        if (bare.find()) {
            return Optional.of(bare.group(1) + " must have braces of its own: ${" + bare.group(1) + "}");
        }
        try {
            UserExpression.compile(Sample.CONTEXT, expression).evaluate(Sample.entry(expression));
            return Optional.empty();
        } catch (UserExpression.UnsafeCallException e) {
            return Optional.of(e.getMessage());
        } catch (RuntimeException e) {
            return lasting(e) ? Optional.of(reason(e, expression)) : Optional.empty();
        }
    }

    private static String outsideBraces(String expression) {
        String literal = FUNCTION.matcher(expression).replaceAll("");
        return literal.equals(expression) ? literal : outsideBraces(literal);
    }

    /** Whether a failure on the sample is one for every entry: not when only the sample's value, or a bean of the user's own, is to blame. */
    private static boolean lasting(Throwable thrown) {
        boolean lasting = false;
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof NoSuchBeanException) {
                return false;
            }
            lasting |= cause instanceof SimpleIllegalSyntaxException || cause instanceof SimpleParserException
                    || cause instanceof MethodNotFoundException;
        }
        return lasting;
    }

    /** Camel's explanation, in the words of the expression as the user wrote it. */
    static String reason(Throwable thrown, String expression) {
        Throwable root = Mapping.root(thrown);
        String message = root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage().lines().findFirst().orElse("");
        if (root instanceof MethodNotFoundException) {
            message = message.replaceFirst(" on bean: .*? of type:", " on text, a");
        }
        return "the expression " + expression + " is not valid: " + UserExpression.inUsersWords(message, expression);
    }

    /** Made only when there is an expression to check, because a Camel context takes a moment. */
    private static final class Sample {

        static final CamelContext CONTEXT = new DefaultCamelContext();

        static Entry entry(String expression) {
            Map<String, List<String>> attributes = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            UserExpression.attributes(expression).forEach(name -> attributes.put(name, List.of("Sample Text")));
            return new Entry(new UUID(0, 0), "", 0, null, Status.ENABLED, attributes);
        }
    }
}
