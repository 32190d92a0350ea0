package io.muster.sandbox.zoom;

import io.muster.sandbox.service.Reply;
import io.muster.sandbox.service.Switches;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** Zoom's rate limits: by label and second, and by day, shared by everything that calls this account. */
final class ZoomRates {

    private static final String PER_SECOND = "You have reached the maximum per-second rate limit for this API. Try again later.";
    private static final String PER_DAY = "You have reached the maximum daily rate limit for this API. Refer to the response header for details "
            + "on when you can make another request.";

    /** Zoom's rate labels, with what the plans allow each second. */
    enum Label {
        LIGHT("Light", 80, 30),
        MEDIUM("Medium", 60, 20);

        private final String category;
        private final int business;
        private final int pro;

        Label(String category, int business, int pro) {
            this.category = category;
            this.business = business;
            this.pro = pro;
        }
    }

    /** What the limits say about one request: headers for its answer, and the answer itself when it is refused. */
    record Verdict(Map<String, String> headers, Reply refusal) {
    }

    private static final Verdict UNLIMITED = new Verdict(Map.of(), null);

    private final Switches<ZoomSwitch> switches;
    private final Supplier<ZoomSettings> settings;
    private final ZoomErrors errors;
    private final Clock clock;
    private final Map<String, Integer> thisSecond = new HashMap<>();
    private long second;
    private Instant dayEnds = Instant.MIN;
    private int today;

    ZoomRates(Switches<ZoomSwitch> switches, Supplier<ZoomSettings> settings, ZoomErrors errors, Clock clock) {
        this.switches = switches;
        this.settings = settings;
        this.errors = errors;
        this.clock = clock;
    }

    /** Counts a request. */
    Verdict take(Label label, String endpoint) {
        ZoomSettings now = settings.get();
        return now.limited() ? take(now, label, endpoint) : UNLIMITED;
    }

    private synchronized Verdict take(ZoomSettings now, Label label, String endpoint) {
        Instant time = clock.instant();
        if (now.dailyLimit() > 0) {
            if (!time.isBefore(dayEnds)) {
                today = 0;
                dayEnds = now.dailyReset() != null && time.isBefore(now.dailyReset()) ? now.dailyReset()
                        : LocalDate.ofInstant(time, ZoneOffset.UTC).plusDays(1).atStartOfDay().toInstant(ZoneOffset.UTC);
            }
            if (++today > now.dailyLimit()) {
                return refuse(headers(label, "Daily-limit", now.dailyLimit(), 0), PER_DAY, dayEnds, time);
            }
        }
        if (now.rateLimits().equals("off")) {
            return new Verdict(headers(label, "Daily-limit", now.dailyLimit(), now.dailyLimit() - today), null);
        }
        if (time.getEpochSecond() != second) {
            second = time.getEpochSecond();
            thisSecond.clear();
        }
        boolean labels = switches.is(ZoomSwitch.RATE_MODEL, "labels");
        int limit = labels ? limit(now, label) : 1;
        int used = thisSecond.merge(labels ? label.category : endpoint, 1, Integer::sum);
        Map<String, String> headers = headers(label, "QPS", limit, Math.max(0, limit - used));
        if (used <= limit) {
            return new Verdict(headers, null);
        }
        headers.put("X-RateLimit-Reset", String.valueOf(second + 1));
        return refuse(headers, PER_SECOND, null, time);
    }

    private static int limit(ZoomSettings now, Label label) {
        if (!now.rateLimits().equals("labels")) {
            return Integer.parseInt(now.rateLimits());
        }
        return now.plan().equals("pro") ? label.pro : label.business;
    }

    /** @param until when the day ends, or null for a limit per second */
    private Verdict refuse(Map<String, String> headers, String message, Instant until, Instant time) {
        if (switches.is(ZoomSwitch.RETRY_AFTER, "seconds")) {
            headers.put("Retry-After", String.valueOf(until == null ? 1 : until.getEpochSecond() - time.getEpochSecond()));
        } else if (until != null) {
            headers.put("Retry-After", until.toString());
        }
        return new Verdict(headers, errors.gateway(429, 429, message));
    }

    private static Map<String, String> headers(Label label, String type, int limit, int remaining) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("X-RateLimit-Category", label.category);
        headers.put("X-RateLimit-Type", type);
        headers.put("X-RateLimit-Limit", String.valueOf(limit));
        headers.put("X-RateLimit-Remaining", String.valueOf(remaining));
        return headers;
    }

    /** The 429 of a limit that a fault has set. */
    Reply tooMany(int limit, Instant until) {
        Map<String, String> headers = headers(Label.LIGHT, "QPS", limit, 0);
        headers.put("X-RateLimit-Reset", String.valueOf(until.getEpochSecond() + (until.getNano() > 0 ? 1 : 0)));
        if (switches.is(ZoomSwitch.RETRY_AFTER, "seconds")) {
            headers.put("Retry-After", String.valueOf(Math.max(1, until.getEpochSecond() - clock.instant().getEpochSecond())));
        }
        return errors.gateway(429, 429, PER_SECOND).with(headers);
    }

    /** Forgets what was used. */
    synchronized void reset() {
        thisSecond.clear();
        today = 0;
        dayEnds = Instant.MIN;
    }
}
