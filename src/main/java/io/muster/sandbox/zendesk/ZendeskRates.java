package io.muster.sandbox.zendesk;

import io.muster.sandbox.service.Reply;
import java.time.Clock;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Zendesk's limits: requests a minute by plan, updates of users by second and by user, permanent deletes. Windows begin with the clock's own
 * seconds and minutes. Callers hold the account's lock.
 */
final class ZendeskRates {

    private static final String UPDATES = "Zendesk-RateLimit-create-update-user";
    private static final String DELETES = "Zendesk-RateLimit-permanently-delete-user";

    /** What the limits say about one request: headers for its answer, and the answer itself when it is refused. */
    record Verdict(Map<String, String> headers, Reply refusal) {
    }

    private static final class Window {
        private final long seconds;
        private final int limit;
        private final long number;
        private int used;

        Window(long seconds, int limit, long now) {
            this.seconds = seconds;
            this.limit = limit;
            this.number = now / seconds;
        }

        long resets(long now) {
            return (number + 1) * seconds - now;
        }

        String shown(long now) {
            return "total=" + limit + "; remaining=" + Math.max(0, limit - used) + "; resets=" + resets(now);
        }
    }

    private final ZendeskErrors errors;
    private final Supplier<ZendeskSettings> settings;
    private final Clock clock;
    private final Map<String, Window> windows = new HashMap<>();
    private long lastSwept;

    ZendeskRates(ZendeskErrors errors, Supplier<ZendeskSettings> settings, Clock clock) {
        this.errors = errors;
        this.settings = settings;
        this.clock = clock;
    }

    /** Counts a request against the plan. */
    Verdict request() {
        ZendeskSettings now = settings.get();
        if (!now.limited()) {
            return new Verdict(Map.of(), null);
        }
        long time = clock.instant().getEpochSecond();
        Window minute = window("account", 60, now.perMinute(), time);
        minute.used++;
        String limit = String.valueOf(minute.limit);
        String left = String.valueOf(Math.max(0, minute.limit - minute.used));
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("X-Rate-Limit", limit);
        headers.put("X-Rate-Limit-Remaining", left);
        headers.put("ratelimit-limit", limit);
        headers.put("ratelimit-remaining", left);
        headers.put("ratelimit-reset", String.valueOf(minute.resets(time)));
        return new Verdict(headers, minute.used > minute.limit ? errors.tooMany(minute.resets(time)) : null);
    }

    /** Counts an update of a user: a refused one does not count. */
    Verdict update(long user) {
        ZendeskSettings now = settings.get();
        return now.limited() ? take(UPDATES, new String[] {"updates", "user " + user}, new long[] {1, 60}, new int[] {now.updatesPerSecond(), now.updatesPerUserPerMinute()})
                : new Verdict(Map.of(), null);
    }

    /** Counts a permanent delete. */
    Verdict permanentDelete() {
        ZendeskSettings now = settings.get();
        return now.limited() ? take(DELETES, new String[] {"deletes"}, new long[] {600}, new int[] {now.permanentDeletes()}) : new Verdict(Map.of(), null);
    }

    /** All windows must have room; the header shows the first, or the one that refused. */
    private Verdict take(String header, String[] names, long[] seconds, int[] limits) {
        long time = clock.instant().getEpochSecond();
        Window shown = null;
        for (int i = names.length - 1; i >= 0; i--) {
            Window window = window(names[i], seconds[i], limits[i], time);
            if (window.used >= window.limit) {
                return new Verdict(Map.of(header, window.shown(time)), errors.tooMany(window.resets(time)));
            }
            shown = window;
        }
        for (int i = 0; i < names.length; i++) {
            window(names[i], seconds[i], limits[i], time).used++;
        }
        return new Verdict(Map.of(header, shown.shown(time)), null);
    }

    private Window window(String name, long seconds, int limit, long time) {
        if (time - lastSwept > 60) {
            windows.values().removeIf(old -> old.number != time / old.seconds);
            lastSwept = time;
        }
        Window window = windows.get(name);
        if (window == null || window.number != time / seconds || window.limit != limit) {
            window = new Window(seconds, limit, time);
            windows.put(name, window);
        }
        return window;
    }

    /** Forgets what was used. */
    void reset() {
        windows.clear();
    }
}
