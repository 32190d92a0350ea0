package io.muster.sandbox.zendesk;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.function.Function;
import java.util.function.Predicate;

/** Lists in pages: by cursor ({@code page[size]}, {@code page[after]}, {@code page[before]}) or by offset ({@code page}, {@code per_page}). */
final class ZendeskPages {

    private static final int LARGEST = 100;
    private static final int DEEPEST = 10_000;

    private ZendeskPages() {
    }

    /**
     * One page of a list whose order is that of the ids.
     *
     * @param url of the list without query
     */
    static <T> ObjectNode page(String name, NavigableMap<Long, T> all, Predicate<T> wanted, Function<T, ObjectNode> view, ZendeskQuery query, String url) {
        boolean cursor = query.has("page[size]") || query.has("page[after]") || query.has("page[before]");
        return cursor ? byCursor(name, all, wanted, view, query, url) : byOffset(name, all.values().stream().filter(wanted).toList(), view, query, url);
    }

    private static <T> ObjectNode byCursor(String name, NavigableMap<Long, T> all, Predicate<T> wanted, Function<T, ObjectNode> view, ZendeskQuery query, String url) {
        int size = Math.min(LARGEST, number(query, "page[size]", LARGEST));
        boolean backward = query.has("page[before]");
        NavigableMap<Long, T> rest = backward ? all.headMap(id(query.get("page[before]")), false).descendingMap()
                : query.has("page[after]") ? all.tailMap(id(query.get("page[after]")), false) : all;
        List<Long> ids = new ArrayList<>(size);
        boolean more = false;
        for (Map.Entry<Long, T> one : rest.entrySet()) {
            if (!wanted.test(one.getValue())) {
                continue;
            }
            if (ids.size() == size) {
                more = true;
                break;
            }
            ids.add(backward ? 0 : ids.size(), one.getKey());
        }
        ObjectNode page = JsonNodeFactory.instance.objectNode();
        ArrayNode rows = page.putArray(name);
        ids.forEach(id -> rows.add(view.apply(all.get(id))));
        String after = ids.isEmpty() ? null : cursor(ids.get(ids.size() - 1));
        String before = ids.isEmpty() ? null : cursor(ids.get(0));
        page.putObject("meta").put("has_more", more).put("after_cursor", after).put("before_cursor", before);
        page.putObject("links").put("prev", before == null ? null : link(url, query, "page[before]", before)).put("next", after == null ? null : link(url, query, "page[after]", after));
        return page;
    }

    /** A whole list cut by {@code page} and {@code per_page}. */
    static <T> ObjectNode byOffset(String name, List<T> all, Function<T, ObjectNode> view, ZendeskQuery query, String url) {
        int size = Math.min(LARGEST, number(query, "per_page", LARGEST));
        int number = number(query, "page", 1);
        if ((long) (number - 1) * size >= DEEPEST) {
            throw ZendeskErrors.refused(400, "InvalidPaginationDepth", "Number of records exceeds " + DEEPEST + ". Use cursor pagination to retrieve more.");
        }
        ObjectNode page = JsonNodeFactory.instance.objectNode();
        ArrayNode rows = page.putArray(name);
        int from = Math.min(all.size(), (number - 1) * size);
        int to = Math.min(all.size(), from + size);
        all.subList(from, to).forEach(one -> rows.add(view.apply(one)));
        page.put("next_page", to < all.size() ? link(url, query, "page", String.valueOf(number + 1)) : null);
        page.put("previous_page", number > 1 ? link(url, query, "page", String.valueOf(number - 1)) : null);
        page.put("count", all.size());
        return page;
    }

    private static int number(ZendeskQuery query, String name, int standard) {
        String given = query.get(name);
        if (given == null) {
            return standard;
        }
        if (!given.matches("[1-9]\\d{0,6}")) {
            throw ZendeskErrors.invalidAttribute("You passed an invalid value for the " + name + " attribute. Invalid parameter: " + name + " must be an integer");
        }
        return Integer.parseInt(given);
    }

    private static String cursor(long id) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(("o" + id).getBytes(StandardCharsets.UTF_8));
    }

    private static long id(String cursor) {
        try {
            return Long.parseLong(new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8).substring(1));
        } catch (IllegalArgumentException | IndexOutOfBoundsException broken) {
            throw ZendeskErrors.refused(400, "InvalidPaginationParameter", "page[after] is invalid");
        }
    }

    private static String link(String url, ZendeskQuery query, String name, String value) {
        StringBuilder link = new StringBuilder(url).append('?');
        query.pairs().forEach((key, values) -> {
            if (!key.equals(name) && !key.equals("page[after]") && !key.equals("page[before]")) {
                values.forEach(one -> link.append(encode(key)).append('=').append(encode(one)).append('&'));
            }
        });
        return link.append(encode(name)).append('=').append(encode(value)).toString();
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
