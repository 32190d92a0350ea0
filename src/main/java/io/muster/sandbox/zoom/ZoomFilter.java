package io.muster.sandbox.zoom;

import io.muster.sandbox.service.Switches;
import io.muster.sandbox.zoom.ZoomErrors.Refused;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The parameters of a list: a filter of the one form that Zoom knows, {@code attribute eq value} with the value quoted or not, and a page.
 *
 * @param attribute null without a filter
 * @param from      the first place, from 0
 */
record ZoomFilter(String attribute, String value, int from, int count) {

    private static final Pattern EQUALS = Pattern.compile("\\s*([\\w.]+)\\s+eq\\s+(?:\"(.*)\"|(\\S+))\\s*", Pattern.CASE_INSENSITIVE);
    private static final int LARGEST_PAGE = 100;

    static ZoomFilter of(Map<String, String> parameters, Switches<ZoomSwitch> switches) {
        int count = number(parameters, "count", 10);
        if (count > LARGEST_PAGE && switches.is(ZoomSwitch.COUNT_ABOVE_100, "400")) {
            throw new Refused(400, "The \"count\" of the request is invalid.");
        }
        int from = Math.max(1, number(parameters, "startIndex", 1)) - 1;
        String attribute = null;
        String value = null;
        String filter = parameters.get("filter");
        if (filter != null) {
            Matcher equals = EQUALS.matcher(filter);
            if (!equals.matches()) {
                throw unsupported();
            }
            attribute = equals.group(1);
            value = equals.group(2) != null ? equals.group(2).replace("\\\"", "\"").replace("\\\\", "\\") : equals.group(3);
        }
        return new ZoomFilter(attribute, value, from, Math.max(0, Math.min(count, LARGEST_PAGE)));
    }

    private static int number(Map<String, String> parameters, String name, int absent) {
        String value = parameters.get(name);
        if (value == null) {
            return absent;
        }
        if (!value.matches("-?\\d{1,9}")) {
            throw new Refused(400, "The \"" + name + "\" of the request is invalid.");
        }
        return Integer.parseInt(value);
    }

    boolean on(String name) {
        return name.equalsIgnoreCase(attribute);
    }

    static Refused unsupported() {
        return new Refused(400, "The \"filter\" of the request is invalid.");
    }
}
