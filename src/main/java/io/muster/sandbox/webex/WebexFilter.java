package io.muster.sandbox.webex;

import com.fasterxml.jackson.databind.JsonNode;
import io.muster.sandbox.service.Switches;
import io.muster.sandbox.webex.WebexErrors.Refused;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A SCIM filter, as far as Webex knows it: comparisons by {@code eq}, {@code sw} and {@code ew}, several joined by {@code or}, or by
 * {@code and} within the brackets of a value path.
 *
 * @param terms one comparison, or several that are joined
 * @param all   whether all have to hold, and not just one
 */
record WebexFilter(List<Term> terms, boolean all) {

    private static final Pattern TERM = Pattern.compile("\\G\\s*([\\w:.$-]+?)(?:\\s*\\[([^\\]]*)]|\\s+(\\w{2})(?:\\s+(?:\"((?:[^\"\\\\]|\\\\.)*)\"|(true|false|\\d+)))?)\\s*(?:\\b(and|or)\\b|$)",
            Pattern.CASE_INSENSITIVE);
    private static final int MOST_IDS = 50;

    private static final Set<String> EQ = Set.of("eq");
    private static final Set<String> EQ_SW = Set.of("eq", "sw");
    private static final Set<String> EQ_SW_EW = Set.of("eq", "sw", "ew");
    private static final Map<String, Set<String>> USER_OPERATORS = Map.ofEntries(Map.entry("id", EQ), Map.entry("manager.value", EQ), Map.entry("meta.organizationid", EQ),
            Map.entry("name.givenname", EQ_SW), Map.entry("name.middlename", EQ_SW), Map.entry("name.formatted", EQ_SW), Map.entry("username", EQ_SW_EW),
            Map.entry("name.familyname", EQ_SW_EW), Map.entry("displayname", EQ_SW_EW), Map.entry("nickname", EQ_SW_EW), Map.entry("emails.value", EQ_SW_EW),
            Map.entry("emails.display", EQ_SW_EW), Map.entry("phonenumbers.value", EQ_SW_EW), Map.entry("phonenumbers.display", EQ_SW_EW),
            Map.entry("employeenumber", EQ_SW_EW), Map.entry("costcenter", EQ_SW_EW), Map.entry("organization", EQ_SW_EW), Map.entry("division", EQ_SW_EW),
            Map.entry("department", EQ_SW_EW), Map.entry("manager.displayname", EQ_SW_EW), Map.entry("emails.type", EQ), Map.entry("phonenumbers.type", EQ));

    /** One comparison; {@code inner} where it is a value path. */
    record Term(String section, String path, String operator, String value, WebexFilter inner) {

        boolean matches(JsonNode resource) {
            JsonNode from = section == null ? resource : resource.path(section);
            if (inner != null) {
                for (JsonNode element : from.path(path)) {
                    if (inner.matches(element)) {
                        return true;
                    }
                }
                return false;
            }
            return compare(from, path.split("\\."), 0);
        }

        private boolean compare(JsonNode node, String[] names, int at) {
            if (node.isArray()) {
                for (JsonNode element : node) {
                    if (compare(element, names, at)) {
                        return true;
                    }
                }
                return false;
            }
            if (at < names.length) {
                return compare(child(node, names[at]), names, at + 1);
            }
            String text = node.asText("").toLowerCase(Locale.ROOT);
            String wanted = value.toLowerCase(Locale.ROOT);
            return !node.isMissingNode() && switch (operator) {
                case "eq" -> text.equals(wanted);
                case "sw" -> text.startsWith(wanted);
                default -> text.endsWith(wanted);
            };
        }

        private static JsonNode child(JsonNode node, String name) {
            for (var names = node.fieldNames(); names.hasNext();) {
                String own = names.next();
                if (own.equalsIgnoreCase(name)) {
                    return node.get(own);
                }
            }
            return node.path(name);
        }
    }

    /** Reads the filter of a list of users. */
    static WebexFilter ofUsers(String text, Switches<WebexSwitch> switches) {
        WebexFilter filter = parse(text);
        filter.terms.forEach(term -> supported(term, "", switches));
        boolean ids = filter.terms.stream().allMatch(term -> term.inner == null && term.path.equalsIgnoreCase("id"));
        if (filter.terms.size() > 1 && (filter.all || !ids || filter.terms.size() > MOST_IDS)) {
            throw unreadable(text);
        }
        return filter;
    }

    private static void supported(Term term, String prefix, Switches<WebexSwitch> switches) {
        String path = (prefix + term.path).toLowerCase(Locale.ROOT);
        if (term.inner != null) {
            term.inner.terms.forEach(one -> supported(one, path + ".", switches));
            return;
        }
        boolean external = path.equals("externalid") && term.operator.equals("eq") && switches.is(WebexSwitch.FILTER_EXTERNAL_ID, "works");
        if (!external && !USER_OPERATORS.getOrDefault(path, Set.of()).contains(term.operator)) {
            throw new Refused(400, "invalidFilter", 400_010, "The user's " + path + ", operator: " + term.operator.toUpperCase(Locale.ROOT) + " is not supported search.");
        }
    }

    /** Reads any filter: of groups, or of a value path. */
    static WebexFilter parse(String text) {
        Matcher next = TERM.matcher(text);
        List<Term> terms = new ArrayList<>();
        String join = null;
        int end = 0;
        while (next.find() && (terms.isEmpty() || join != null)) {
            String[] place = section(next.group(1));
            WebexFilter inner = next.group(2) == null ? null : parse(next.group(2));
            String operator = next.group(3) == null ? null : next.group(3).toLowerCase(Locale.ROOT);
            String value = next.group(4) != null ? next.group(4).replaceAll("\\\\(.)", "$1") : next.group(5);
            if (inner == null && (operator == null || !operator.equals("pr") && value == null)) {
                throw unreadable(text);
            }
            terms.add(new Term(place[0], place[1], operator, value == null ? "" : value, inner));
            String joined = next.group(6) == null ? null : next.group(6).toLowerCase(Locale.ROOT);
            if (join != null && joined != null && !join.equals(joined)) {
                throw unreadable(text);
            }
            end = next.end();
            if (joined == null) {
                break;
            }
            join = joined;
        }
        if (terms.isEmpty() || end < text.length()) {
            throw unreadable(text);
        }
        return new WebexFilter(terms, "and".equals(join));
    }

    /** The section of the schema that a path begins with, null for the core, and the rest. */
    private static String[] section(String path) {
        for (String schema : new String[] {WebexSchema.CORE, WebexSchema.ENT, WebexSchema.CISCO}) {
            if (path.regionMatches(true, 0, schema + ":", 0, schema.length() + 1)) {
                return new String[] {schema.equals(WebexSchema.CORE) ? null : schema, path.substring(schema.length() + 1)};
            }
        }
        String first = path.toLowerCase(Locale.ROOT).split("\\.")[0];
        return new String[] {Set.of("employeenumber", "costcenter", "organization", "division", "department", "manager").contains(first) ? WebexSchema.ENT : null, path};
    }

    private static Refused unreadable(String text) {
        return new Refused(400, "invalidFilter", 400_010, "The filter " + text + " is not supported.");
    }

    /** The value that the attribute alone has to equal, or null when the filter asks for anything else. */
    String equalTo(String attribute) {
        Term only = terms.size() == 1 ? terms.get(0) : null;
        return only != null && only.inner == null && only.path.equalsIgnoreCase(attribute) && "eq".equals(only.operator) ? only.value : null;
    }

    boolean matches(JsonNode resource) {
        return all ? terms.stream().allMatch(term -> term.matches(resource)) : terms.stream().anyMatch(term -> term.matches(resource));
    }
}
