package io.muster.plan;

import java.util.List;

/**
 * One page of the accounts at a service: the answer of {@code direct:<target>-inventory}, whose body is the {@code next} of the page before
 * (null for the first).
 *
 * @param total how many accounts there are in all, or -1 where the service does not tell
 * @param next  what to ask the next page with, or null after the last
 */
public record InventoryPage(long total, int pageSize, String next, List<Found> accounts) {
}
