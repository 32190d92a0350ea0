package io.muster.mapping;

import io.muster.directory.Entry;
import java.util.ArrayList;
import java.util.HashMap;
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
 * <p>{@code ${user[x]}} is handed to Camel as an exchange variable of its own, named so that case and odd characters don't matter: a map
 * look-up. With a method call, as in {@code ${user[x].trim()}}, it is looked up in the body, which is a map then: called on a text, Camel's
 * bean language first resolves <code>{{...}}</code> in that text, so that a value of the directory could read the configuration's
 * secrets. For the same reason method calls on anything else are refused.
 */
final class UserExpression {

    private static final Pattern USER = Pattern.compile("(\\$(?:simple)?\\{)user\\[\\s*['\"]?([^\\]'\"]+?)['\"]?\\s*](\\??[.\\[])?");
    /** Null-safe: a missing attribute yields nothing, whatever is called on it. */
    private static final String IN_BODY = "body?";
    private static final Pattern FOREIGN_CALL = Pattern.compile(
            "\\$(?:simple)?\\{(?:(?:in\\.)?body[^}]|mandatoryBodyAs|message|in\\.|(?:header|variable|exchangeProperty)[^}$]*[(\\[])");

    private final CamelContext context;
    private final Expression expression;
    /** Variable to directory attribute. */
    private final Map<String, String> variables;

    /** Whether a method is called on an attribute. */
    private final boolean calls;

    /** A method call that would let a value of the directory be resolved as a placeholder. */
    static final class UnsafeCallException extends IllegalArgumentException {
        private static final long serialVersionUID = 1;

        UnsafeCallException(String message) {
            super(message);
        }
    }

    private UserExpression(CamelContext context, Expression expression, Map<String, String> variables, boolean calls) {
        this.context = context;
        this.expression = expression;
        this.variables = variables;
        this.calls = calls;
    }

    /**
     * Compiles an expression.
     *
     * @throws UnsafeCallException when it calls methods where that is not safe; besides, Camel's own exceptions when the text is not valid
     */
    static UserExpression compile(CamelContext context, String text) {
        boolean calls = USER.matcher(text).results().anyMatch(found -> found.group(3) != null);
        if (FOREIGN_CALL.matcher(text).find() || calls && text.contains("~>")) {
            throw new UnsafeCallException("methods can be called on ${user[...]} only, and not together with ~>;"
                    + " use a function such as ${lowercase(...)}");
        }
        Map<String, String> variables = new LinkedHashMap<>();
        String rewritten = USER.matcher(text).replaceAll(found -> {
            String variable = variable(found.group(2));
            variables.put(variable, found.group(2));
            return Matcher.quoteReplacement(found.group(1) + (found.group(3) == null ? "variable." + variable
                    : IN_BODY + "[" + variable + "]" + found.group(3)));
        });
        Expression expression = context.resolveLanguage("simple").createExpression(rewritten);
        expression.init(context);
        return new UserExpression(context, expression, variables, calls);
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
            result = result.replace(IN_BODY + "[" + variable(name) + "]", "user[" + name + "]")
                    .replace("variable." + variable(name), "user[" + name + "]");
        }
        return result;
    }

    /** The values of the result: none for null, several where it is a list or an array. Throws whatever the expression throws. */
    List<String> evaluate(Entry entry) {
        Exchange exchange = new DefaultExchange(context);
        Map<String, String> present = new HashMap<>();
        variables.forEach((variable, attribute) -> {
            String value = entry.first(attribute);
            if (value != null) {
                exchange.setVariable(variable, value);
                present.put(variable, value);
            }
        });
        if (calls) {
            exchange.getIn().setBody(present);
        }
        return texts(expression.evaluate(exchange, Object.class));
    }

    /** A name of letters and digits alone, since dots, dashes and semicolons mean something in Simple. */
    private static String variable(String attribute) {
        StringBuilder variable = new StringBuilder("user_");
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
