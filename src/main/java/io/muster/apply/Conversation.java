package io.muster.apply;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
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
    /**
     * The share of a limit below which what is left of it is spread, so that a leaver need not wait for the next minute. It is small, because the last
     * requests of a sync are kept waiting for it too.
     */
    private static final double RUNNING_LOW = 0.05;
    /** The share of a limit per second that is used: of requests exactly as far apart as it allows, some would now and then share a second with one too many. */
    private static final double OF_A_SECOND = 0.98;
    private static final String BEGAN = "requestBegan";

    private static final String PROBE = "requestProbes";

    /** The key of {@code rest}, in milliseconds, and its default. */
    public static final String REST = "muster.quarantine.rest";
    public static final String REST_DEFAULT = "60000";

    private final Connections connections;
    private final Duration rest;
    private final Map<String, Pace> paces = new ConcurrentHashMap<>();
    private final Map<String, String> categories = new ConcurrentHashMap<>();
    private final Map<String, Quarantine> quarantines = new ConcurrentHashMap<>();

    /** @param rest how long a service in trouble is left alone at first */
    public Conversation(Connections connections, Duration rest) {
        this.connections = connections;
        this.rest = rest;
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

    /** Waits for the connection's pace, for that of the request's kind, and for that of its lanes. */
    public void begin(Exchange exchange) throws InterruptedException {
        // typed here, since Camel's own search for a converter from text costs more than the rest of the request
        exchange.getMessage().setHeader(Exchange.HTTP_METHOD, HttpMethods.valueOf(exchange.getMessage().getHeader(Exchange.HTTP_METHOD, String.class)));
        exchange.setVariable(PROBE, quarantine(exchange).enter());
        pace(exchange).await();
        paceOfKind(exchange).await();
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
            quarantine(exchange).answered(exchange.getVariable(PROBE, false, Boolean.class));
        }
        limits(exchange, status);
        Work work = exchange.getVariable("work", Work.class);
        if (work != null) {
            work.traced(exchange.getVariable("method", String.class), exchange.getVariable("path", String.class), status, requestId(exchange), took(exchange));
        }
        exchange.removeVariable(BEGAN);
    }

    /** What the answer says of the service's limits: its refusals, and the headers by which it tells them beforehand. */
    private void limits(Exchange exchange, int status) {
        Message answer = exchange.getMessage();
        Instant now = Instant.now();
        Limit told = exchange.getVariable("limit", Limit.class);
        exchange.removeVariable("limit");
        // an earlier answer's wait is over; an expression that reads it works on a copy of the exchange, and can't remove it
        exchange.removeVariable("waitUntil");
        boolean whole = told == null || told.lane() == null;
        Pace limited = whole ? pace(exchange) : paces.computeIfAbsent(name(exchange, told.lane()), lane -> new Pace(null));
        if (told != null) {
            limited.limit(told);
        }
        Optional<Instant> retry = RetryAfter.parse(answer.getHeader("Retry-After", String.class), now);
        Optional<Instant> reset = number(answer, "X-RateLimit-Reset").filter(seconds -> seconds > 1_000_000_000).map(Double::longValue).map(Instant::ofEpochSecond)
                .or(() -> number(answer, "ratelimit-reset").map(Double::longValue).map(now::plusSeconds));
        String category = answer.getHeader("X-RateLimit-Category", String.class);
        if (category != null) {
            categories.putIfAbsent(kind(exchange), exchange.getVariable("channel") + " " + category);
        }
        Pace pace = paceOfKind(exchange);
        number(answer, "X-RateLimit-Limit", "ratelimit-limit", "X-Rate-Limit").ifPresent(limit -> {
            boolean perSecond = "QPS".equals(answer.getHeader("X-RateLimit-Type", String.class));
            double left = number(answer, "X-RateLimit-Remaining", "ratelimit-remaining", "X-Rate-Limit-Remaining").orElse(limit);
            double seconds = reset.map(end -> Math.max(1, Duration.between(now, end).toMillis() / 1000.0)).orElse(1.0);
            // what is left of a minute or a day is spread over it once it runs low
            pace.limit(perSecond ? limit * OF_A_SECOND : reset.isPresent() && left < limit * RUNNING_LOW ? Math.max(1, left) / seconds : Double.POSITIVE_INFINITY);
        });
        if (status == 429 || status == 503 && retry.isPresent()) {
            Instant until = told != null && told.closedUntil() != null ? told.closedUntil() : retry.or(() -> reset).orElse(now.plusSeconds(1));
            limited.closeUntil(until);
            if (whole) {
                pace.tooFast();
            }
            exchange.setVariable("waitUntil", until);
        } else if (status < 400) {
            pace.taken();
        }
    }

    /** A request failed on the way or at the service: told at every try, before it is repeated. */
    public void trouble(Exchange exchange) {
        String cause = ServiceFailure.behind(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class)).getMessage();
        quarantine(exchange).unanswered(exchange.getVariable(PROBE, false, Boolean.class), cause);
        Work work = exchange.getVariable("work", Work.class);
        if (work != null && exchange.getVariable(BEGAN) != null) {
            work.unanswered(exchange.getVariable("method", String.class), exchange.getVariable("path", String.class), cause, took(exchange));
            exchange.removeVariable(BEGAN);
        }
    }

    /** An operation has ended: {@code trouble} is what defers it, or null where the service dealt with it. */
    void ended(String channel, String trouble) {
        quarantine(channel).ended(trouble);
    }

    private static Duration took(Exchange exchange) {
        return Duration.ofNanos(System.nanoTime() - exchange.getVariable(BEGAN, Long.class));
    }

    /** The first of these headers that is a number. */
    private static Optional<Double> number(Message answer, String... names) {
        for (String name : names) {
            String value = answer.getHeader(name, String.class);
            if (value != null && value.matches("\\d{1,12}")) {
                return Optional.of(Double.valueOf(value));
            }
        }
        return Optional.empty();
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

    /** Services limit some kinds of requests more than others; requests of one kind share what the service calls their category, if it names one. */
    private Pace paceOfKind(Exchange exchange) {
        String kind = kind(exchange);
        return paces.computeIfAbsent(categories.getOrDefault(kind, kind), name -> new Pace(null));
    }

    /** Method and path, its ids left out: {@code PUT /Users/*}. */
    private static String kind(Exchange exchange) {
        String path = exchange.getVariable("path", "", String.class);
        int id = path.indexOf('/', 1);
        return exchange.getVariable("channel") + " " + exchange.getVariable("method") + " " + (id < 0 ? path : path.substring(0, id) + "/*");
    }

    private Quarantine quarantine(Exchange exchange) {
        return quarantine(exchange.getVariable("channel", String.class));
    }

    private Quarantine quarantine(String channel) {
        return quarantines.computeIfAbsent(channel, name -> new Quarantine(name, connections.get(name).quarantine(), rest, InstantSource.system()));
    }
}
