package io.muster.sandbox.zendesk;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A query string, in which a name may stand several times: {@code role[]=agent&role[]=admin}. A plus sign is a blank. */
record ZendeskQuery(Map<String, List<String>> pairs) {

    static ZendeskQuery of(String text) {
        Map<String, List<String>> pairs = new LinkedHashMap<>();
        for (String pair : text.split("&")) {
            int equals = pair.indexOf('=');
            if (!pair.isEmpty()) {
                pairs.computeIfAbsent(decode(equals < 0 ? pair : pair.substring(0, equals)), name -> new ArrayList<>()).add(equals < 0 ? "" : decode(pair.substring(equals + 1)));
            }
        }
        return new ZendeskQuery(pairs);
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException broken) {
            return text;
        }
    }

    boolean has(String name) {
        return pairs.containsKey(name);
    }

    /** The last value, or null. */
    String get(String name) {
        List<String> values = pairs.get(name);
        return values == null ? null : values.get(values.size() - 1);
    }

    /** Values of {@code name} and {@code name[]}. */
    List<String> all(String name) {
        List<String> all = new ArrayList<>(pairs.getOrDefault(name, List.of()));
        all.addAll(pairs.getOrDefault(name + "[]", List.of()));
        return all;
    }

    /** A list separated by commas, at most {@code most} long. */
    List<String> list(String name, int most) {
        List<String> list = has(name) ? List.of(get(name).split("\\s*,\\s*")) : List.of();
        if (list.size() > most) {
            throw ZendeskErrors.refused(400, "TooManyValues", "Maximum " + most + " values may be given in " + name);
        }
        return list;
    }

    /** Ids among a list; what is no number names nothing. */
    List<Long> ids(String name, int most) {
        return list(name, most).stream().filter(id -> id.matches("\\d{1,18}")).map(Long::valueOf).toList();
    }
}
