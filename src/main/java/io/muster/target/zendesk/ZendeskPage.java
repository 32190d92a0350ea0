package io.muster.target.zendesk;

import com.fasterxml.jackson.databind.JsonNode;
import io.muster.apply.PercentEncoding;

/** A list's pages: by number, which tells how many rows there are, or by cursor, which has no end. */
final class ZendeskPage {

    static final int SIZE = 100;
    static final String FIRST = "page=1&per_page=" + SIZE;
    static final String FIRST_BY_CURSOR = "page%5Bsize%5D=" + SIZE;

    /** Beyond so many rows Zendesk lists by cursor only. */
    private static final int DEEPEST_OFFSET = 10_000;

    private ZendeskPage() {
    }

    /** How many rows there are in all, or -1 where the answer does not tell. */
    static long total(String reply) {
        return ZendeskJson.parse(reply).path("count").asLong(-1);
    }

    /** What the next page is asked with, or null after the last. A list that is too long to be paged by number begins anew by cursor. */
    static String next(String reply) {
        JsonNode list = ZendeskJson.parse(reply);
        if (list.path("meta").path("has_more").asBoolean()) {
            return FIRST_BY_CURSOR + "&page%5Bafter%5D=" + PercentEncoding.of(list.path("meta").path("after_cursor").asText());
        }
        if (total(reply) > DEEPEST_OFFSET) {
            return FIRST_BY_CURSOR;
        }
        return list.hasNonNull("next_page") ? "page=" + list.get("next_page").asText().replaceFirst(".*[?&]page=(\\d+).*", "$1") + "&per_page=" + SIZE : null;
    }
}
