package io.muster.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AccessTokensTest {

    private static final int WORKERS = 4;

    private final DefaultCamelContext camel = new DefaultCamelContext();
    private final AtomicInteger asked = new AtomicInteger();
    private AccessTokens tokens;

    @AfterEach
    void close() {
        camel.stop();
    }

    /** A service whose answer to each request for a token is this. */
    private void service(Processor answer) throws Exception {
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                from("direct:zoom-token").process(exchange -> asked.incrementAndGet()).process(answer);
            }
        });
        camel.start();
        tokens = new AccessTokens(camel.createProducerTemplate());
    }

    private Exchange exchange(String channel) {
        Exchange exchange = new DefaultExchange(camel);
        exchange.setVariable("channel", channel);
        exchange.setVariable("target", "zoom");
        return exchange;
    }

    private String authorization(String channel) throws InterruptedException {
        Exchange exchange = exchange(channel);
        tokens.authorize(exchange);
        return exchange.getVariable("authorization", String.class);
    }

    private void issue(Exchange exchange) {
        exchange.getMessage().setBody(new AccessTokens.Token("token-" + asked.get(), Duration.ofHours(1)));
    }

    /** So many at once, and the service answers when all of them wait; returns what each was told. */
    private List<String> together(CountDownLatch answer) throws Exception {
        List<FutureTask<String>> told = new ArrayList<>();
        List<Thread> workers = new ArrayList<>();
        for (int i = 0; i < WORKERS; i++) {
            FutureTask<String> task = new FutureTask<>(() -> {
                try {
                    return authorization("zoom");
                } catch (Unavailable failure) {
                    return failure.getMessage();
                }
            });
            told.add(task);
            workers.add(new Thread(task));
        }
        workers.forEach(Thread::start);
        while (asked.get() == 0 || !workers.stream().allMatch(AccessTokensTest::waits)) {
            Thread.onSpinWait();
        }
        answer.countDown();
        List<String> all = new ArrayList<>();
        for (FutureTask<String> task : told) {
            all.add(task.get());
        }
        return all;
    }

    private static boolean waits(Thread worker) {
        return Set.of(Thread.State.WAITING, Thread.State.BLOCKED).contains(worker.getState())
                && List.of(worker.getStackTrace()).toString().contains(AccessTokens.class.getName());
    }

    @Test
    void who_waits_for_a_token_shares_it() throws Exception {
        // Given
        CountDownLatch answer = new CountDownLatch(1);
        service(exchange -> {
            answer.await();
            issue(exchange);
        });
        // When, Then
        assertThat(together(answer)).hasSize(WORKERS).containsOnly("Bearer token-1");
        assertThat(asked).hasValue(1);
    }

    @Test
    void who_waits_for_a_token_shares_the_failure_and_the_next_asks_again() throws Exception {
        // Given
        CountDownLatch answer = new CountDownLatch(1);
        service(exchange -> {
            if (asked.get() == 1) {
                answer.await();
                throw new IOException("Read timed out");
            }
            issue(exchange);
        });
        // When, Then
        assertThat(together(answer)).hasSize(WORKERS).containsOnly("no access token: Read timed out");
        assertThat(asked).hasValue(1);
        assertThat(authorization("zoom")).isEqualTo("Bearer token-2");
    }

    @Test
    void a_refused_credential_stays_what_it_is() throws Exception {
        // Given
        service(exchange -> {
            throw new ConnectionRefused("the client is unknown", 400);
        });
        // When, Then
        assertThatThrownBy(() -> authorization("zoom")).isInstanceOf(ConnectionRefused.class).hasMessage("the client is unknown");
    }

    @Test
    void a_token_is_kept_for_its_channel_until_the_service_refuses_it() throws Exception {
        // Given
        service(this::issue);
        Exchange exchange = exchange("zoom");
        tokens.authorize(exchange);
        assertThat(authorization("zoom")).isEqualTo("Bearer token-1");
        assertThat(authorization("other")).isEqualTo("Bearer token-2");
        // When
        tokens.refused(exchange);
        // Then
        assertThat(authorization("zoom")).isEqualTo("Bearer token-3");
        // When the same token is refused to somebody else too
        tokens.refused(exchange);
        // Then
        assertThat(authorization("zoom")).isEqualTo("Bearer token-3");
    }
}
