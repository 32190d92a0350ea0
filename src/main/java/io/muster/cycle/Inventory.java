package io.muster.cycle;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.muster.plan.Found;
import io.muster.plan.InventoryPage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The accounts at a service, listed once so that many users can be linked without a search each. Worth it when the list has fewer pages
 * than there are users to look up ({@code design.md}, "Few calls"). Kept as JSON bytes, since a hundred thousand accounts have to fit
 * beside everything else in 256 MB.
 */
public final class Inventory {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final long lookUps;
    private final Map<String, byte[]> accounts = new HashMap<>();
    private boolean started;
    private boolean abandoned;
    private String next;

    Inventory(long lookUps) {
        this.lookUps = lookUps;
    }

    /** Whether another page is to be asked for: always false when a search per user is cheaper. */
    public boolean isWantsMore() {
        return lookUps > 1 && !abandoned && (!started || next != null);
    }

    /** What the next page is asked with; null for the first. */
    public String getNext() {
        return next;
    }

    /** Takes one page in, and gives up when the rest is not worth it. */
    void take(InventoryPage page) {
        long pages = page.total() < 0 || page.pageSize() <= 0 ? 0 : (page.total() + page.pageSize() - 1) / page.pageSize();
        if (!started && pages > lookUps) {
            abandoned = true;
            return;
        }
        started = true;
        next = page.next();
        for (Found found : page.accounts()) {
            if (found.key() != null) {
                accounts.put(fold(found.key()), bytes(found));
            }
        }
    }

    /** No more pages are asked for. */
    void abandon() {
        abandoned = true;
    }

    /** Whether the list is complete, so that a key that is not in it has no account there. */
    boolean complete() {
        return started && !abandoned && next == null;
    }

    /** The account with this match key, ignoring case, or null. */
    Found find(String key) {
        byte[] found = accounts.get(fold(key));
        if (found == null) {
            return null;
        }
        try {
            return JSON.readValue(found, Found.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] bytes(Found found) {
        try {
            return JSON.writeValueAsBytes(found);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String fold(String key) {
        return key.toLowerCase(Locale.ROOT);
    }
}
