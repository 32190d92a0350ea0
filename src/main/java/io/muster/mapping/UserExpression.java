package io.muster.mapping;

import io.muster.directory.Entry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Expression;
import org.apache.camel.support.DefaultExchange;

/**
 * An expression in Camel's Simple language over {@code user}, compiled once; safe for use by several threads.
 *
 * <p>{@code ${user[x]}} is handed to Camel as an exchange variable of its own. That is the one binding under which names ignore case and
 * may hold any character, method calls and functions work, and a value is never read as part of the expression. It is also the fast
 * one: a map look-up, where {@code ${variable.user[x]}} would go through bean introspection.
 */
final class UserExpression {

    private static final Pattern USER = Pattern.compile("(\\$(?:simple)?\\{)user\\[\\s*['\"]?([^\\]'\"]+?)['\"]?\\s*]");

    private final CamelContext context;
    private final Expression expression;
    /** Variable to directory attribute. */
    private final Map<String, String> variables;

    private UserExpression(CamelContext context, Expression expression, Map<String, String> variables) {
        this.context = context;
        this.expression = expression;
        this.variables = variables;
    }

    /** Throws Camel's own exceptions when the text is not valid Simple. */
    static UserExpression compile(CamelContext context, String text) {
        Map<String, String> variables = new LinkedHashMap<>();
        String rewritten = USER.matcher(text).replaceAll(found -> {
            String variable = variable(found.group(2));
            variables.put(variable, found.group(2));
            return Matcher.quoteReplacement(found.group(1) + "variable." + variable);
        });
        Expression expression = context.resolveLanguage("simple").createExpression(rewritten);
        expression.init(context);
        return new UserExpression(context, expression, variables);
    }

    /** The directory attributes that an expression reads. */
    static Set<String> attributes(String text) {
        Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        USER.matcher(text).results().forEach(found -> names.add(found.group(2)));
        return names;
    }

    /** The text of Camel's message in the user's own words. */
    static String inUsersWords(String message, String text) {
        String result = message;
        for (String name : attributes(text)) {
            result = result.replace("variable." + variable(name), "user[" + name + "]");
        }
        return result;
    }

    /** The values of the result: none for null, several where it is a list or an array. Throws whatever the expression throws. */
    List<String> evaluate(Entry entry) {
        Exchange exchange = new DefaultExchange(context);
        variables.forEach((variable, attribute) -> {
            String value = entry.first(attribute);
            if (value != null) {
                exchange.setVariable(variable, value);
            }
        });
        return texts(expression.evaluate(exchange, Object.class));
    }

    /** A name of letters and digits alone, since dots, dashes and semicolons mean something in Simple. */
    private static String variable(String attribute) {
        StringBuilder variable = new StringBuilder("user");
        attribute.toLowerCase(Locale.ROOT).chars().forEach(c -> {
            if (c >= 'a' && c <= 'z' || c >= '0' && c <= '9') {
                variable.append((char) c);
            } else {
                variable.append('_').append(c).append('_');
            }
        });
        return variable.toString();
    }

    private List<String> texts(Object result) {
        if (result instanceof String text) {
            return List.of(text);
        }
        if (result == null) {
            return List.of();
        }
        List<String> texts = new ArrayList<>();
        if (result instanceof Iterable<?> several) {
            several.forEach(each -> texts.addAll(texts(each)));
        } else if (result instanceof Object[] several) {
            for (Object each : several) {
                texts.addAll(texts(each));
            }
        } else {
            texts.add(context.getTypeConverter().convertTo(String.class, result));
        }
        return texts;
    }
}
