package io.muster.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/**
 * How many requests the first sync of {@code N} people may cost a service that holds {@code A} accounts ({@code design.md}, "Few calls"). Where
 * accounts are listed, a hundred to a page, it is one request for each of the people, and the list or a search for each, whichever is less:
 * {@code N + min(A / 100, N) + 20}. PingID lists nobody: everybody is asked for, then created, or linked and written: {@code 2} for a create and
 * {@code 3} for a link, {@code + 5}.
 */
public enum RequestBudget {
    ZOOM(World::new, RequestBudget::userName, true),
    WEBEX(WebexWorld::new, RequestBudget::userName, true),
    ZENDESK(ZendeskWorld::new, (account, uid) -> account.put("email", mail(uid)), true),
    SCIM(() -> new ScimWorld(100), RequestBudget::userName, true),
    PINGID(PingIdWorld::new, (account, uid) -> account.put("userName", uid).put("email", mail(uid)), false);

    private final Supplier<ServiceWorld<?, ?>> world;
    private final BiConsumer<ObjectNode, String> account;
    private final boolean lists;

    /** @param account writes the least that an account of this login holds: a link has everything else to write */
    RequestBudget(Supplier<ServiceWorld<?, ?>> world, BiConsumer<ObjectNode, String> account, boolean lists) {
        this.world = world;
        this.account = account;
        this.lists = lists;
    }

    private static void userName(ObjectNode account, String uid) {
        account.put("userName", mail(uid)).put("active", true);
    }

    private static String mail(String uid) {
        return uid + "@example.com";
    }

    /** Whether strangers cost anything: pages of the list, or searches where the list is too long. */
    public boolean lists() {
        return lists;
    }

    /** The most requests for so many people, of whom some are there already, among strangers. */
    public long bound(int people, int linked, int strangers) {
        return lists ? people + Math.min((linked + strangers) / 100, people) + 20 : 2L * (people - linked) + 3L * linked + 5;
    }

    /**
     * Two syncs of the same people.
     *
     * @param outcomes how the first one's operations ended: how many by state
     * @param first    requests of the first sync
     * @param second   requests of the second
     */
    public record Syncs(Map<String, Long> outcomes, long first, long second) {
    }

    /** Counts the requests of two syncs in a world of its own. */
    public Syncs measure(int people, int linked, int strangers) {
        try (ServiceWorld<?, ?> here = world.get()) {
            here.directory.hire(people);
            seed(here, linked, number -> "user" + number);
            seed(here, strangers, number -> "stranger" + number);
            here.application();
            here.service.requests().clear();
            Map<String, Long> outcomes = here.ledger().outcomes(here.sync().getId());
            long first = here.service.requests().total();
            here.service.requests().clear();
            here.sync();
            return new Syncs(outcomes, first, here.service.requests().total());
        }
    }

    private void seed(ServiceWorld<?, ?> here, int count, IntFunction<String> login) {
        ArrayNode accounts = JsonNodeFactory.instance.arrayNode();
        for (int number = 1; number <= count; number++) {
            account.accept(accounts.addObject(), login.apply(number));
        }
        here.service.seed(accounts);
    }
}
