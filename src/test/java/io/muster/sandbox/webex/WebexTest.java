package io.muster.sandbox.webex;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.sandbox.service.HttpProbe;
import io.muster.sandbox.service.HttpProbe.Answer;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A simulated Webex for each test, a clock that only the test moves, and plain HTTP with a token of its own. */
abstract class WebexTest {

    static final String PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp";
    static final String GRANT = "grant_type=refresh_token&client_id=sandbox-client&client_secret=sandbox-secret&refresh_token=";

    static final class TestClock extends Clock {

        volatile Instant now = Instant.parse("2026-03-01T10:00:00Z");

        void forward(Duration by) {
            now = now.plus(by);
        }

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
    WebexSimulator webex;
    String token;

    @BeforeEach
    void start() {
        webex = WebexSimulator.start(0, clock);
        token = webex.newAccessToken();
    }

    @AfterEach
    void stop() {
        webex.close();
    }

    void set(WebexSwitch one, String value) {
        webex.switches().set(one, value);
    }

    /** JSON with single quotes, for reading. */
    static String quoted(String json) {
        return json.replace('\'', '"');
    }

    Answer refresh(String refreshToken) throws IOException {
        return HttpProbe.send("POST", webex.url().resolve("/v1/access_token"), GRANT + refreshToken, "Content-Type", "application/x-www-form-urlencoded");
    }

    /** A call of the SCIM API. */
    Answer scim(String method, String path, String body) throws IOException {
        return call(method, webex.scimUrl() + path, body);
    }

    Answer call(String method, String url, String body) throws IOException {
        return HttpProbe.send(method, URI.create(url), body == null ? null : quoted(body), "Authorization", "Bearer " + token, "Content-Type", "application/json");
    }

    Answer create(String login, String more) throws IOException {
        return scim("POST", "/Users", "{'schemas':['" + WebexSchema.CORE + "'],'userName':'" + login + "','userType':'user'" + more + "}");
    }

    String created(String login) throws IOException {
        Answer answer = create(login, "");
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        return answer.json().path("id").asText();
    }

    Answer patch(String id, String operations) throws IOException {
        return scim("PATCH", "/Users/" + id, "{'schemas':['" + PATCH + "'],'Operations':[" + operations + "]}");
    }
}
