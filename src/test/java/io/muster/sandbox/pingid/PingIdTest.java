package io.muster.sandbox.pingid;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.sandbox.pingid.PingIdCaller.Signed;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A simulated PingID for each test, a clock that only the test moves, and somebody who calls it. */
abstract class PingIdTest {

    static final class TestClock extends Clock {

        volatile Instant now = Instant.parse("2026-03-01T10:00:00Z");

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    final TestClock clock = new TestClock();
    PingIdSimulator pingid;
    PingIdCaller caller;

    @BeforeEach
    void start() throws IOException {
        pingid = PingIdSimulator.start(0, clock);
        caller = new PingIdCaller(pingid, clock.now);
    }

    @AfterEach
    void stop() {
        pingid.close();
    }

    void set(PingIdSwitch one, String value) {
        pingid.switches().set(one, value);
    }

    void pass(Duration time) {
        clock.now = clock.now.plus(time);
        caller.at(clock.now);
    }

    static void assertRefused(Signed answer, int errorId) {
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.errorId()).isEqualTo(errorId);
        assertThat(answer.response().path("errorMsg").asText()).isNotBlank();
    }

    static Signed ok(Signed answer) {
        assertThat(answer.status()).as(answer.response().toString()).isEqualTo(200);
        assertThat(answer.errorId()).isEqualTo(200);
        return answer;
    }

    String status(String userName) {
        return pingid.user(userName).path("status").asText();
    }
}
