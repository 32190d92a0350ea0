package io.muster.target.zendesk;

import com.fasterxml.jackson.databind.JsonNode;
import io.muster.apply.AlreadyExists;
import io.muster.apply.NotFound;
import io.muster.apply.Rejected;
import io.muster.apply.ServiceFailure;
import io.muster.apply.Unavailable;
import io.muster.plan.Found;
import io.muster.plan.InventoryPage;
import io.muster.plan.Operation;
import io.muster.plan.OperationKind;
import io.muster.target.zendesk.ZendeskMembers.Membership;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;

/** Zendesk's bodies and replies for groups and memberships: the bean {@code zendeskGroups} of {@code routes/zendesk.camel.yaml}. */
public final class ZendeskGroups {

    /** {@code /groups/{id}}. */
    public String path(Operation operation) {
        return "/groups/" + operation.account();
    }

    // ---- Groups

    /** The query of a page of all groups that are not deleted. */
    public String pageQuery(String next) {
        return "exclude_deleted=true&" + (next == null ? ZendeskPage.FIRST : next);
    }

    public InventoryPage page(String reply) {
        List<Found> groups = new ArrayList<>();
        ZendeskJson.read(reply, "groups").forEach(group -> {
            if (!group.path("deleted").asBoolean()) {
                groups.add(found(group));
            }
        });
        return new InventoryPage(ZendeskPage.total(reply), ZendeskPage.SIZE, ZendeskPage.next(reply), groups);
    }

    private static Found found(JsonNode group) {
        String name = group.path("name").asText();
        return new Found(group.path("id").asText(), name, true, Map.of("name", List.of(name)), group.path("default").asBoolean() ? Map.of("default", "true") : Map.of());
    }

    public String body(Operation operation) {
        return ZendeskJson.object().set("group", ZendeskJson.object().put("name", operation.key())).toString();
    }

    /** A reply that is one group; its members are not shown. */
    public Found group(String reply) {
        Found group = found(ZendeskJson.read(reply, "group"));
        return new Found(group.account(), group.key(), true, group.values(), Map.of());
    }

    /** A group that was just created: nobody is in it. */
    public Found created(String reply) {
        Found group = group(reply);
        return new Found(group.account(), group.key(), true, Map.of("name", List.of(group.key()), "members", List.of()), Map.of());
    }

    /** The group of the operation's name among a page, as one that was just created; null when it is not there. */
    public Found named(InventoryPage page, Operation operation) {
        return page.accounts().stream().filter(group -> group.key().equals(operation.key()))
                .map(group -> new Found(group.account(), group.key(), true, Map.of("name", List.of(group.key()), "members", List.of()), Map.of())).findFirst().orElse(null);
    }

    /** Whether the search for a group goes on with another page. */
    public boolean seeksOn(Exchange exchange) {
        return exchange.getVariable("group") == null && exchange.getVariable("next") != null;
    }

    /**
     * Looks whether a group is there at all, and whether it is the account's default one.
     *
     * @throws NotFound when it is deleted
     */
    public boolean isAccountDefault(String reply) {
        JsonNode group = ZendeskJson.read(reply, "group");
        if (group.path("deleted").asBoolean()) {
            throw new NotFound("the group " + group.path("name").asText() + " is deleted at Zendesk", 200);
        }
        return group.path("default").asBoolean();
    }

    // ---- Members

    /** Begins the work on an operation's group. */
    public ZendeskMembers begin(Operation operation) {
        return new ZendeskMembers(operation.account(), operation.values().getOrDefault("members", List.of()));
    }

    /** Begins to read who is in a group. */
    public ZendeskMembers of(String group) {
        return new ZendeskMembers(group, List.of());
    }

    /** Whether anybody can be in the group: not when this very operation made it. */
    public boolean mayHaveMembers(Exchange exchange) {
        return exchange.getVariable("operation", Operation.class).op() != OperationKind.GROUP_CREATE || Boolean.TRUE.equals(exchange.getMessage().getHeader(Exchange.REDELIVERED))
                || Boolean.TRUE.equals(exchange.getVariable("tried"));
    }

    /** Who is a member is read from the beginning. */
    public String firstPage(ZendeskMembers members) {
        members.forget();
        return ZendeskPage.FIRST_BY_CURSOR;
    }

    /** Takes one page of memberships in; answers what the next one is asked with, or null after the last. */
    public String read(String reply, ZendeskMembers members) {
        for (JsonNode membership : ZendeskJson.read(reply, "group_memberships")) {
            members.present(new Membership(membership.path("id").asText(), membership.path("user_id").asText(), membership.path("default").asBoolean()));
        }
        return ZendeskPage.next(reply);
    }

    public void compare(ZendeskMembers members) {
        members.compare();
    }

    public void keepSuspects(ZendeskMembers members) {
        members.keepSuspects();
    }

    /** Takes in the memberships of the next suspect. */
    public void readSuspect(String reply, ZendeskMembers members) {
        members.suspectIsIn(ZendeskJson.read(reply, "group_memberships").size());
    }

    public ZendeskMemberChange take(ZendeskMembers members) {
        return members.take();
    }

    /** Reads the answer to a change of one member. What Zendesk refuses is noted, and the rest goes on. */
    public void single(Exchange exchange, ZendeskMembers members, ZendeskMemberChange change) {
        ServiceFailure failure = ZendeskReplies.written(exchange);
        if (failure == null || failure instanceof AlreadyExists || failure instanceof NotFound && !change.adds()) {
            members.done(change, 0);
        } else if (failure instanceof Rejected || failure instanceof NotFound) {
            members.failed(change, 0, failure.getMessage());
        } else {
            throw failure;
        }
    }

    /** Reads the answer to a job that was asked for, into the variable {@code job}; where Zendesk takes none, the members are changed one by one. */
    public void job(Exchange exchange, ZendeskMembers members, ZendeskMemberChange change) {
        int status = exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE, Integer.class);
        ServiceFailure failure = ZendeskReplies.failure(exchange);
        boolean refused = failure instanceof Rejected || failure instanceof NotFound || status == 403 || status == 404;
        if (failure != null && !refused) {
            throw failure;
        }
        exchange.removeVariable("job");
        if (refused) {
            members.refuseJobs(change);
        } else {
            exchange.setVariable("job", job(exchange.getMessage().getBody(String.class), 0));
        }
    }

    /**
     * Reads how far a job is. One that Zendesk has forgotten is over.
     *
     * @throws Unavailable when it does not come to an end
     */
    public ZendeskJob progress(Exchange exchange, ZendeskJob before) {
        ServiceFailure failure = ZendeskReplies.failure(exchange);
        if (failure instanceof NotFound) {
            return new ZendeskJob(before.id(), "forgotten", ZendeskJson.object().path("results"), before.asked());
        }
        if (failure != null) {
            throw failure;
        }
        ZendeskJob job = job(exchange.getMessage().getBody(String.class), before.asked() + 1);
        if (job.isUnderWay() && job.givenUp()) {
            throw new Unavailable("the job " + job.id() + " at Zendesk is " + job.status() + " for some " + job.paused().toMinutes() + " minutes", 200);
        }
        return job;
    }

    /**
     * Takes in which of a page of jobs are under way, anybody's: Zendesk does not show what a job is about. Answers what the next page is asked with,
     * or null after the last.
     */
    public String underWay(String reply, Deque<ZendeskJob> earlier) {
        for (JsonNode shown : ZendeskJson.read(reply, "job_statuses")) {
            ZendeskJob job = job(shown, 0);
            if (job.isUnderWay()) {
                earlier.add(job);
            }
        }
        return ZendeskPage.next(reply);
    }

    /** Begins to look for jobs that an earlier try may have left behind. */
    public Deque<ZendeskJob> earlierJobs() {
        return new ArrayDeque<>();
    }

    /** The next of these jobs, to be waited for. */
    public ZendeskJob takeJob(Deque<ZendeskJob> earlier) {
        return earlier.remove();
    }

    private static ZendeskJob job(String reply, int asked) {
        return job(ZendeskJson.read(reply, "job_status"), asked);
    }

    private static ZendeskJob job(JsonNode job, int asked) {
        return new ZendeskJob(job.path("id").asText(), job.path("status").asText(), job.path("results"), asked);
    }

    /** Takes in what became of a job's rows: of a failed or killed one, the rows are changed one by one; a row without a word is looked at. */
    public void finished(ZendeskJob job, ZendeskMembers members, ZendeskMemberChange change) {
        if (job.status().equals("failed") || job.status().equals("killed")) {
            members.refuseJobs(change);
            return;
        }
        for (int row = 0; row < change.rows().size(); row++) {
            JsonNode result = result(job.results(), row);
            String why = result.path("details").asText(result.path("error").asText(result.path("errors").asText("")));
            if (result.path("id").asLong() > 0 && why.isEmpty() && result.path("success").asBoolean(true)) {
                members.done(change, row);
            } else if (why.isEmpty()) {
                members.doubt();
            } else {
                members.failed(change, row, why);
            }
        }
    }

    /** Results come in the order of the rows, and some say which row they are of. */
    private static JsonNode result(JsonNode results, int row) {
        for (JsonNode result : results) {
            if (result.path("index").asInt(-1) == row) {
                return result;
            }
        }
        return results.path(row).has("index") ? results.path(-1) : results.path(row);
    }

    public void explainMissing(ZendeskMembers members) {
        members.explainMissing();
    }

    /** What could not be done, for people. */
    public List<String> notes(ZendeskMembers members) {
        return members.notes();
    }

    /** The operation's group with the members that it has now. */
    public Found found(ZendeskMembers members, Operation operation) {
        return new Found(operation.account(), operation.key(), true, Map.of("name", List.of(operation.key()), "members", members.getUsers()), Map.of());
    }
}
