package io.muster.apply;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.http.HttpMethods;

/**
 * Around every request: the connection's pace before it, its trace and the service's rate headers after it. The bean {@code conversation}.
 *
 * <p>Some requests have limits of their own beside the connection's: a route names them in the variable {@code lanes}, and what an answer says of
 * them, or of the connection in headers that only this service has, comes in the variable {@code limit} as a {@link Limit}.
 */
public final class Conversation {

    private static final List<String> REQUEST_HEADERS = List.of("Authorization", Exchange.HTTP_METHOD, Exchange.HTTP_URI, Exchange.HTTP_PATH, Exchange.HTTP_QUERY);
    private static final String BEGAN = "requestBegan";

    private final Connections connections;
    private final Map<String, Pace> paces = new ConcurrentHashMap<>();

    public Conversation(Connections connections) {
        this.connections = connections;
    }

    /**
     * Forgets the headers of an earlier answer, which would go out with the next request. Camel's own count of redeliveries stays: without it a
     * request would be repeated for ever.
     */
    public void fresh(Exchange exchange) {
        exchange.getMessage().getHeaders().keySet().removeIf(name -> !name.startsWith("CamelRedeliver"));
    }

    /** Makes the message the request that the variables {@code method}, {@code path}, {@code query}, {@code request} (its body) and {@code authorization} say, to the connection's address. */
    public void request(Exchange exchange) {
        fresh(exchange);
        Message message = exchange.getMessage();
        message.setHeader(Exchange.HTTP_METHOD, exchange.getVariable("method"));
        message.setHeader(Exchange.HTTP_URI, connections.get(exchange.getVariable("channel", String.class)).url());
        message.setHeader(Exchange.HTTP_PATH, exchange.getVariable("path"));
        message.setHeader(Exchange.HTTP_QUERY, exchange.getVariable("query"));
        message.setHeader("Authorization", exchange.getVariable("authorization"));
        message.setBody(exchange.getVariable("request"));
    }

    /** Waits for the connection's pace, and for that of the request's lanes. */
    public void begin(Exchange exchange) throws InterruptedException {
        // typed here, since Camel's own search for a converter from text costs more than the rest of the request
        exchange.getMessage().setHeader(Exchange.HTTP_METHOD, HttpMethods.valueOf(exchange.getMessage().getHeader(Exchange.HTTP_METHOD, String.class)));
        pace(exchange).await();
        for (Object lane : exchange.getVariable("lanes", List.of(), List.class)) {
            Pace limited = paces.get(name(exchange, lane));
            if (limited != null) {
                limited.await();
            }
        }
        exchange.setVariable(BEGAN, System.nanoTime());
    }

    /** Writes the request's trace, takes in what the service says about its limits, and forgets the request's headers, the token among them. */
    public void end(Exchange exchange) {
        REQUEST_HEADERS.forEach(exchange.getMessage()::removeHeader);
        Integer status = exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE, Integer.class);
        if (status < 500) {
            pace(exchange).answered();
        }
        // an expression that reads the answer works on a copy of the exchange, and can't forget it itself
        exchange.removeVariable("waitUntil");
        Instant now = Instant.now();
        Optional<Instant> retry = RetryAfter.parse(exchange.getMessage().getHeader("Retry-After", String.class), now);
        Optional<Instant> reset = "0".equals(exchange.getMessage().getHeader("X-RateLimit-Remaining", String.class)) || status == 429
                ? epochSeconds(exchange.getMessage().getHeader("X-RateLimit-Reset", String.class)) : Optional.empty();
        Limit limit = exchange.getVariable("limit", Limit.class);
        exchange.removeVariable("limit");
        // an earlier answer's wait is over; an expression that reads it can't remove it
        exchange.removeVariable("waitUntil");
        Pace limited = limit == null || limit.lane() == null ? pace(exchange) : paces.computeIfAbsent(name(exchange, limit.lane()), lane -> new Pace(null));
        if (limit != null) {
            limited.limit(limit);
        }
        if (status == 429 || status == 503 && retry.isPresent()) {
            Instant until = limit != null && limit.closedUntil() != null ? limit.closedUntil() : retry.or(() -> reset).orElse(now.plusSeconds(1));
            limited.closeUntil(until);
            exchange.setVariable("waitUntil", until);
        }
        Work work = exchange.getVariable("work", Work.class);
        if (work != null) {
            long began = exchange.getVariable(BEGAN, Long.class);
            work.traced(exchange.getVariable("method", String.class), exchange.getVariable("path", String.class), status, requestId(exchange),
                    Duration.ofNanos(System.nanoTime() - began));
        }
        exchange.removeVariable(BEGAN);
    }

    /** A request failed on the way or at the service: told at every try, before it is repeated. */
    public void trouble(Exchange exchange) {
        pace(exchange).unanswered(ServiceFailure.behind(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class)).getMessage());
    }

    private static Optional<Instant> epochSeconds(String header) {
        return header != null && header.matches("\\d{9,11}") ? Optional.of(Instant.ofEpochSecond(Long.parseLong(header))) : Optional.empty();
    }

    private static String requestId(Exchange exchange) {
        for (String name : new String[] {"x-zm-trackingid", "TrackingID", "X-Request-Id"}) {
            String id = exchange.getMessage().getHeader(name, String.class);
            if (id != null) {
                return id;
            }
        }
        return null;
    }

    private static String name(Exchange exchange, Object lane) {
        return exchange.getVariable("channel", String.class) + " " + lane;
    }

    private Pace pace(Exchange exchange) {
        String channel = exchange.getVariable("channel", String.class);
        return paces.computeIfAbsent(channel, name -> new Pace(connections.get(name).requestsPerSecond()));
    }
}
