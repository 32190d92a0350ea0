package io.muster.apply;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;

/**
 * One access token per channel, shared by its workers and asked for by one of them at a time, since at some services a new token kills the
 * old one. The bean {@code tokens}; the request itself stands in the service's route {@code direct:<target>-token}.
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
    private final Map<String, Held> held = new ConcurrentHashMap<>();

    private static final class Held {
        private String value;
        private Instant freshUntil = Instant.MIN;
    }

    public AccessTokens(ProducerTemplate producer) {
        this.producer = producer;
    }

    /** Puts the {@code Authorization} header of the exchange's channel into the variable of that name; fails as the request for a token fails. */
    public void authorize(Exchange exchange) {
        exchange.setVariable("authorization", authorization(exchange.getVariable("channel", String.class), "direct:" + exchange.getVariable("target") + "-token"));
    }

    /** The {@code Authorization} header for a channel, asking {@code tokenRoute} for a token where there is no fresh one. */
    private String authorization(String channel, String tokenRoute) {
        Held token = held.computeIfAbsent(channel, name -> new Held());
        synchronized (token) {
            if (token.value == null || Instant.now().isAfter(token.freshUntil)) {
                Exchange answer = producer.request(tokenRoute, exchange -> exchange.setVariable("channel", channel));
                if (answer.getException() != null) {
                    Throwable cause = ServiceFailure.behind(answer.getException());
                    throw cause instanceof RuntimeException failure ? failure : new Unavailable("no access token: " + cause.getMessage(), null);
                }
                Token fresh = answer.getMessage().getBody(Token.class);
                token.value = fresh.value();
                token.freshUntil = Instant.now().plus(fresh.lifetime().compareTo(MARGIN.multipliedBy(2)) > 0 ? fresh.lifetime().minus(MARGIN) : fresh.lifetime());
            }
            return "Bearer " + token.value;
        }
    }

    /** The service refused the exchange's header: the next request renews the token, unless another worker already did. */
    public void refused(Exchange exchange) {
        String channel = exchange.getVariable("channel", String.class);
        String authorization = exchange.getVariable("authorization", String.class);
        Held token = held.computeIfAbsent(channel, name -> new Held());
        synchronized (token) {
            if (("Bearer " + token.value).equals(authorization)) {
                token.value = null;
            }
        }
    }
}
