package io.muster.bench;

import io.muster.cli.RequestBudget;
import io.muster.cli.ZendeskWorld;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** How many requests a first sync costs every service, and that a second one costs none ({@link RequestBudget} has the bounds); the same for groups. */
final class ServiceRequests extends Benchmark {

    private static final int PEOPLE = 2_000;
    private static final int STRANGERS = 500;
    private static final int GROUPS = 50;
    private static final int MEMBERS = 40;

    @Override
    void run() {
        for (RequestBudget service : RequestBudget.values()) {
            people(service, 0, 0);
            people(service, PEOPLE / 2, 0);
            people(service, PEOPLE, STRANGERS);
        }
        groups();
    }

    private void people(RequestBudget service, int linked, int strangers) {
        String what = String.format(Locale.ROOT, "%s, %,d people, %,d accounts of theirs and %,d of strangers there", service.name().toLowerCase(Locale.ROOT), PEOPLE, linked, strangers);
        RequestBudget.Syncs syncs = service.measure(PEOPLE, linked, strangers);
        count("requests of a first sync: " + what, syncs.first(), service.bound(PEOPLE, linked, strangers));
        count("not applied in it", PEOPLE - syncs.outcomes().getOrDefault("applied", 0L), 0);
        count("requests of the second", syncs.second(), 0);
    }

    /** At Zendesk, after the people: five requests for a group, and {@code 20} on top. */
    private void groups() {
        try (ZendeskWorld world = new ZendeskWorld().with("zendesk.groups.filter", "(cn=*)")) {
            world.directory.hire(PEOPLE);
            for (int group = 0; group < GROUPS; group++) {
                List<String> members = new ArrayList<>();
                for (int member = 1; member <= MEMBERS; member++) {
                    members.add("user" + (group * MEMBERS + member));
                }
                world.directory.group("Team " + group, members.toArray(String[]::new));
            }
            Map<String, Long> outcomes = world.ledger().outcomes(world.sync().getId());
            long forGroups = world.zendesk.requests().totals().entrySet().stream().filter(endpoint -> endpoint.getKey().matches(".*/(groups|group_memberships|job_statuses)\\b.*"))
                    .flatMap(endpoint -> endpoint.getValue().values().stream()).mapToLong(Long::longValue).sum();
            count("requests for " + GROUPS + " groups of " + MEMBERS + " at zendesk, with membership jobs", forGroups, 5 * GROUPS + 20);
            count("people and groups not applied", PEOPLE + GROUPS - outcomes.getOrDefault("applied", 0L), 0);
            world.zendesk.requests().clear();
            world.sync();
            count("requests of the second sync", world.zendesk.requests().total(), 0);
        }
    }
}
