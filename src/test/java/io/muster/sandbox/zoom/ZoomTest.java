package io.muster.sandbox.zoom;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.muster.sandbox.service.HttpProbe.Answer;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A simulated Zoom for each test, a clock that only the test moves, and somebody who calls it. */
abstract class ZoomTest {

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
    ZoomSimulator zoom;
    ZoomCaller caller;

    @BeforeEach
    void start() throws IOException {
        zoom = ZoomSimulator.start(0, clock);
        caller = new ZoomCaller(zoom);
    }

    @AfterEach
    void stop() {
        zoom.close();
    }

    void set(ZoomSwitch one, String value) {
        zoom.switches().set(one, value);
    }

    static void assertScimError(Answer answer, int status, String detail) {
        assertThat(answer.status()).isEqualTo(status);
        JsonNode body = answer.json();
        assertThat(body.at("/schemas/0").asText()).isEqualTo("urn:ietf:params:scim:api:messages:2.0:Error");
        assertThat(body.get("status").isInt()).isTrue();
        assertThat(body.get("status").asInt()).isEqualTo(status);
        assertThat(body.has("scimType")).isFalse();
        assertThat(body.get("detail").asText()).contains(detail);
    }

    static void assertMissing(Answer answer, int status) {
        assertScimError(answer, status, "not exist or not belong to this account.");
    }
}
