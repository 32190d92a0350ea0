package io.muster.sandbox.zendesk;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.sandbox.service.Reply;
import io.muster.sandbox.service.Switches;
import io.muster.sandbox.zendesk.ZendeskErrors.Refused;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;

/** Background jobs: queued for the first half of their time, working for the second, and done only then. Callers hold the account's lock. */
final class ZendeskJobs {

    static final int LARGEST = 100;

    private static final int MOST = 30;
    private static final Duration SHOWN = Duration.ofHours(1);

    private static final class Job {
        final String id;
        final long number;
        final String item;
        final List<ObjectNode> rows;
        final Function<ObjectNode, ObjectNode> work;
        final Instant begins;
        final Instant ends;
        final String outcome;
        ArrayNode results;

        Job(String id, long number, String item, List<ObjectNode> rows, Function<ObjectNode, ObjectNode> work, Instant begins, Instant ends, String outcome) {
            this.id = id;
            this.number = number;
            this.item = item;
            this.rows = rows;
            this.work = work;
            this.begins = begins;
            this.ends = ends;
            this.outcome = outcome;
        }
    }

    private final Switches<ZendeskSwitch> switches;
    private final Supplier<ZendeskSettings> settings;
    private final Supplier<String> url;
    private final Clock clock;
    private final Map<String, Job> jobs = new HashMap<>();
    private final NavigableMap<Long, Job> order = new TreeMap<>();
    private long last;

    ZendeskJobs(Switches<ZendeskSwitch> switches, Supplier<ZendeskSettings> settings, Supplier<String> url, Clock clock) {
        this.switches = switches;
        this.settings = settings;
        this.url = url;
        this.clock = clock;
    }

    /**
     * Queues a job.
     *
     * @param item what a row is, as in {@code Creating User #67}
     * @param work does one row and answers its result; what it refuses is the row's failure
     */
    Reply queue(String item, List<ObjectNode> rows, Function<ObjectNode, ObjectNode> work) {
        Instant now = clock.instant();
        List<Job> running = running();
        if (running.size() >= MOST) {
            ObjectNode body = JsonNodeFactory.instance.objectNode().put("error", "TooManyJobs").put("description", "Too many jobs are currently queued or running");
            ArrayNode ids = body.putArray("current_job_ids");
            running.forEach(job -> ids.add(job.id));
            return Reply.json(switches.is(ZendeskSwitch.TOO_MANY_JOBS_STATUS, "429") ? 429 : 400, body).with(inFlight());
        }
        String id = "V3-" + UUID.nameUUIDFromBytes(new byte[] {(byte) ++last, (byte) (last >> 8), (byte) (last >> 16)}).toString().replace("-", "");
        int millis = settings.get().jobMillis();
        Job job = new Job(id, last, item, rows, work, now.plusMillis(millis / 2), now.plusMillis(millis), settings.get().jobOutcome());
        jobs.put(id, job);
        order.put(job.number, job);
        Reply reply = Reply.json(200, view(job, now)).with(inFlight());
        advance();
        return reply;
    }

    private Map<String, String> inFlight() {
        return Map.of("zendesk-ratelimit-inflight-jobs", "total=" + MOST + "; remaining=" + (MOST - running().size()) + "; resets=60");
    }

    private List<Job> running() {
        return order.values().stream().filter(job -> job.results == null).toList();
    }

    /** Does the work of every job whose time has come, and forgets those that are no longer shown. */
    void advance() {
        Instant now = clock.instant();
        for (Job job : running()) {
            if (now.isBefore(job.ends)) {
                continue;
            }
            job.results = JsonNodeFactory.instance.arrayNode();
            if (job.outcome.equals("completed")) {
                for (int i = 0; i < job.rows.size(); i++) {
                    job.results.add(result(job, i));
                }
            }
        }
        if (switches.is(ZendeskSwitch.JOB_TTL, "1 h")) {
            order.values().removeIf(job -> job.results != null && job.ends.plus(SHOWN).isBefore(now));
            jobs.values().retainAll(order.values());
        }
    }

    private static ObjectNode result(Job job, int index) {
        try {
            return job.work.apply(job.rows.get(index)).put("index", index);
        } catch (Refused why) {
            return JsonNodeFactory.instance.objectNode().put("index", index).put("success", false).put("error", why.error()).put("details", why.words());
        }
    }

    ObjectNode status(String id) {
        Job job = jobs.get(id);
        if (job == null) {
            throw ZendeskErrors.notFound();
        }
        return view(job, clock.instant());
    }

    ObjectNode showMany(ZendeskQuery query) {
        List<Job> wanted = query.list("ids", LARGEST).stream().map(jobs::get).filter(job -> job != null).toList();
        ObjectNode many = JsonNodeFactory.instance.objectNode();
        ArrayNode statuses = many.putArray("job_statuses");
        wanted.forEach(job -> statuses.add(view(job, clock.instant()).get("job_status")));
        return many.put("count", wanted.size()).putNull("next_page").putNull("previous_page");
    }

    ObjectNode list(ZendeskQuery query) {
        return ZendeskPages.page("job_statuses", order, job -> true, job -> (ObjectNode) view(job, clock.instant()).get("job_status"), query, url.get() + "/api/v2/job_statuses");
    }

    private ObjectNode view(Job job, Instant now) {
        ObjectNode view = JsonNodeFactory.instance.objectNode();
        ObjectNode status = view.putObject("job_status").put("id", job.id).put("url", url.get() + "/api/v2/job_statuses/" + job.id + ".json").put("total", job.rows.size());
        if (job.results != null) {
            boolean completed = job.outcome.equals("completed");
            status.put("progress", completed ? job.rows.size() : 0).put("status", job.outcome)
                    .put("message", completed ? "Completed at " + job.ends : job.outcome.equals("failed") ? "The job failed" : "The job was killed");
            status.set("results", completed ? job.results : JsonNodeFactory.instance.nullNode());
        } else if (now.isBefore(job.begins) || job.begins.equals(job.ends)) {
            status.putNull("progress").put("status", "queued").putNull("message").putNull("results");
        } else {
            int progress = Math.max(1, job.rows.size() / 2);
            status.put("progress", progress).put("status", "working").put("message", job.item + " #" + progress).putNull("results");
        }
        return view;
    }

    void clear() {
        jobs.clear();
        order.clear();
        last = 0;
    }
}
