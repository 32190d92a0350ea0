package io.muster.apply;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;

/**
 * One access token per channel, shared by its workers and asked for by one of them at a time, since at some services a new token kills the
 * old one. Who waits for a token shares what comes of it, a failure too: were each to ask again, a service that hangs would be waited for
 * once per worker, one after the other. The bean {@code tokens}; the request itself stands in the service's route {@code direct:<target>-token}.
 */
public final class AccessTokens {

    /** A token as a service issued it. */
    public record Token(String value, Duration lifetime) {

        @Override
        public String toString() {
            return "token for " + lifetime;
        }
    }

    private static final Duration MARGIN = Duration.ofSeconds(60);

    private final ProducerTemplate producer;
    private final Map<String, CompletableFuture<Held>> tokens = new ConcurrentHashMap<>();

    private record Held(String authorization, Instant freshUntil) {

        static Held of(Token token) {
            Duration use = token.lifetime().compareTo(MARGIN.multipliedBy(2)) > 0 ? token.lifetime().minus(MARGIN) : token.lifetime();
            return new Held("Bearer " + token.value(), Instant.now().plus(use));
        }
    }

    public AccessTokens(ProducerTemplate producer) {
        this.producer = producer;
    }

    /** Puts the {@code Authorization} header of the exchange's channel into the variable of that name; fails as the request for a token fails. */
    public void authorize(Exchange exchange) throws InterruptedException {
        exchange.setVariable("authorization", authorization(exchange.getVariable("channel", String.class), "direct:" + exchange.getVariable("target") + "-token"));
    }

    /** The {@code Authorization} header for a channel, asking {@code tokenRoute} for a token where there is no fresh one and nobody asks yet. */
    private String authorization(String channel, String tokenRoute) throws InterruptedException {
        CompletableFuture<Held> asked = new CompletableFuture<>();
        CompletableFuture<Held> token = tokens.compute(channel, (name, present) -> present == null || isSpent(present) ? asked : present);
        if (token == asked) {
            try {
                asked.complete(Held.of(ask(channel, tokenRoute)));
            } catch (RuntimeException failure) {
                asked.completeExceptionally(failure);
            }
        }
        try {
            return token.get().authorization();
        } catch (ExecutionException failed) {
            throw (RuntimeException) failed.getCause();
        }
    }

    private static boolean isSpent(CompletableFuture<Held> token) {
        return token.isCompletedExceptionally() || token.isDone() && Instant.now().isAfter(token.join().freshUntil());
    }

    private Token ask(String channel, String tokenRoute) {
        Exchange answer = producer.request(tokenRoute, exchange -> exchange.setVariable("channel", channel));
        if (answer.getException() != null) {
            Throwable cause = ServiceFailure.behind(answer.getException());
            throw cause instanceof RuntimeException failure ? failure : new Unavailable("no access token: " + cause.getMessage(), null);
        }
        return answer.getMessage().getBody(Token.class);
    }

    /** The service refused the exchange's header: the next request renews the token, unless another worker already did. */
    public void refused(Exchange exchange) {
        String authorization = exchange.getVariable("authorization", String.class);
        tokens.computeIfPresent(exchange.getVariable("channel", String.class),
                (channel, token) -> token.isDone() && !token.isCompletedExceptionally() && token.join().authorization().equals(authorization) ? null : token);
    }
}
