package io.muster.sandbox.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.muster.sandbox.service.HttpProbe.Answer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every fault that can be ordered, as a client sees it. */
class FaultsTest {

    private final EchoService service = new EchoService(0);

    @BeforeEach
    void open() {
        service.open();
    }

    @AfterEach
    void close() {
        service.close();
    }

    private Answer post(String path) throws IOException {
        return HttpProbe.send("POST", service.url().resolve(path), "hello");
    }

    private List<Integer> statuses(int requests, String path) throws IOException {
        List<Integer> statuses = new ArrayList<>();
        for (int i = 0; i < requests; i++) {
            statuses.add(post(path).status());
        }
        return statuses;
    }

    @Test
    void aStatusStrikesTheNextRequestsInsteadOfTheWork() throws IOException {
        service.faults().add(Fault.status(503).next(2).header("Retry-After", "7"));

        Answer first = post("/a");

        assertThat(first.status()).isEqualTo(503);
        assertThat(first.json().get("own").asInt()).isEqualTo(503);
        assertThat(first.header("Retry-After")).isEqualTo("7");
        assertThat(statuses(2, "/a")).containsExactly(503, 200);
        assertThat(service.users()).hasSize(1);
        assertThat(service.faults().pending()).isEmpty();
    }

    @Test
    void aStatusAfterTheWorkLosesOnlyTheAnswer() throws IOException {
        service.faults().add(Fault.status(500).next(1).afterWork().body("{\"mine\":1}"));

        Answer answer = post("/a");

        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.text()).isEqualTo("{\"mine\":1}");
        assertThat(service.users()).hasSize(1);
    }

    @Test
    void aResetBeforeTheWorkCutsTheConnectionAndLeavesNothing() {
        service.faults().add(Fault.reset().next(1));

        assertThatThrownBy(() -> post("/a")).isInstanceOf(IOException.class);

        assertThat(service.users()).isEmpty();
        assertThat(service.requests().all()).singleElement().satisfies(request -> {
            assertThat(request.status()).isZero();
            assertThat(request.fault()).isEqualTo("reset");
        });
    }

    @Test
    void aResetAfterTheWorkCutsTheConnectionWithTheWorkDone() throws IOException {
        service.faults().add(Fault.reset().next(1).afterWork());

        assertThatThrownBy(() -> post("/a")).isInstanceOf(IOException.class);

        assertThat(service.users()).hasSize(1);
        assertThat(post("/a").status()).isEqualTo(200);
    }

    @Test
    void aMalformedBodyBreaksOff() throws IOException {
        service.faults().add(Fault.malformed().next(1).afterWork());
        service.faults().add(Fault.malformed().next(1));

        Answer done = post("/a");

        assertThat(done.status()).isEqualTo(200);
        assertThat(done.text()).startsWith("{\"said").doesNotEndWith("}");
        assertThat(post("/a").json().isMissingNode()).isTrue();
        assertThat(service.users()).hasSize(1);
    }

    @Test
    void aProxyPageIsHtml() throws IOException {
        service.faults().add(Fault.html(502).next(1));

        Answer answer = post("/a");

        assertThat(answer.status()).isEqualTo(502);
        assertThat(answer.header("Content-Type")).startsWith("text/html");
        assertThat(answer.text()).contains("<html>");
    }

    @Test
    void aDelayHoldsTheRightAnswerBack() throws IOException {
        service.faults().add(Fault.delay(Duration.ofMillis(300)).next(1));
        long start = System.nanoTime();

        Answer answer = post("/a");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().get("said").asText()).isEqualTo("hello");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(290));
    }

    @Test
    void aDripSendsTheRightAnswerAByteAtATime() throws IOException {
        service.faults().add(Fault.drip(Duration.ofMillis(20)).next(1));
        long start = System.nanoTime();

        Answer answer = post("/a");

        assertThat(answer.json().get("said").asText()).isEqualTo("hello");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(20L * (answer.text().length() - 1)));
    }

    @Test
    void aDelayedResetCutsTheConnection() {
        service.faults().add(Fault.reset().next(1).afterWork().late(Duration.ofMillis(100)));

        assertThatThrownBy(() -> post("/a")).isInstanceOf(IOException.class);

        assertThat(service.users()).hasSize(1);
    }

    @Test
    void aShareStrikesAboutSoManyRequests() throws IOException {
        service.faults().add(Fault.status(500).share(0.3));

        List<Integer> statuses = statuses(200, "/a");

        assertThat(statuses.stream().filter(status -> status == 500).count()).isBetween(30L, 90L);
    }

    @Test
    void aFaultStrikesOnlyTheRequestsItIsMeantFor() throws IOException {
        service.faults().add(Fault.status(500).on("POST", "/a/.*"));

        List<Integer> other = statuses(1, "/b");

        assertThat(other).containsExactly(200);
        assertThat(post("/a/1").status()).isEqualTo(500);
        assertThat(HttpProbe.send("GET", service.url().resolve("/a/1"), null).status()).isEqualTo(200);
    }

    @Test
    void aRateLimitLetsSoManyPassInAWindow() throws IOException {
        service.faults().add(Fault.rateLimit(3, Duration.ofDays(365)));

        List<Integer> statuses = statuses(4, "/a");

        assertThat(statuses).containsExactly(200, 200, 200, 429);
        Answer refused = post("/a");
        assertThat(refused.header("X-Limit")).isEqualTo("3");
        assertThat(Long.parseLong(refused.header("X-Wait"))).isPositive();
        assertThat(service.users()).hasSize(3);
    }
}
