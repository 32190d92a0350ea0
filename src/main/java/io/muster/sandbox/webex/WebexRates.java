package io.muster.sandbox.webex;

import io.muster.sandbox.service.Reply;
import io.muster.sandbox.service.Switches;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;

/** The organisation's limit of requests a second, whose number Webex does not publish. */
final class WebexRates {

    private final Switches<WebexSwitch> switches;
    private final Clock clock;
    private long second;
    private int used;

    WebexRates(Switches<WebexSwitch> switches, Clock clock) {
        this.switches = switches;
        this.clock = clock;
    }

    /** Counts a request; its refusal, or null. */
    synchronized Reply take() {
        if (switches.is(WebexSwitch.RATE_LIMIT, "off")) {
            return null;
        }
        long now = clock.instant().getEpochSecond();
        if (now != second) {
            second = now;
            used = 0;
        }
        int limit = Integer.parseInt(switches.get(WebexSwitch.RATE_LIMIT).split("/")[0]);
        return ++used > limit ? tooMany(Duration.ofSeconds(1)) : null;
    }

    Reply tooMany(Duration wait) {
        Reply refused = WebexErrors.v1(429, 429_000, "Too many requests have been sent in a given amount of time and the request has been rate limited.");
        return switches.is(WebexSwitch.RETRY_AFTER_HEADER, "present") ? refused.with(Map.of("Retry-After", String.valueOf(Math.max(1, wait.plusMillis(999).toSeconds())))) : refused;
    }
}
