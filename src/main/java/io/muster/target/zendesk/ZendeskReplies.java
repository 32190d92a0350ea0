package io.muster.target.zendesk;

import com.fasterxml.jackson.databind.JsonNode;
import io.muster.apply.AlreadyExists;
import io.muster.apply.ConnectionRefused;
import io.muster.apply.Limit;
import io.muster.apply.NotFound;
import io.muster.apply.PausedForLong;
import io.muster.apply.RateLimited;
import io.muster.apply.Rejected;
import io.muster.apply.RetryAfter;
import io.muster.apply.ServiceFailure;
import io.muster.apply.Unavailable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;

/** What Zendesk's statuses, error bodies and rate headers mean, by its error table: the bean {@code zendeskReplies}. */
public final class ZendeskReplies {

    private static final Pattern UPDATE = Pattern.compile("/users/(\\d+)");
    private static final Pattern ERASE = Pattern.compile("/deleted_users/\\d+");
    private static final Pattern JOB = Pattern.compile("/group_memberships/(create|destroy)_many");
    private static final Pattern OWN_LIMIT = Pattern.compile("total\\s*=\\s*(\\d+)\\D+remaining\\s*=\\s*(\\d+)\\D+resets\\s*=\\s*(\\d+)");
    /** The account's limit on updates is one a second: whoever has to wait longer has met the limit of one user. */
    private static final Duration LONGER_THAN_A_SECOND = Duration.ofSeconds(2);
    /** A little more than the limit allows: requests exactly a window apart would now and then share one. */
    private static final long WINDOW_MILLIS = 1020;
    private static final Duration WITHOUT_A_WORD = Duration.ofSeconds(60);
    private static final Duration FOR_A_JOB = Duration.ofSeconds(2);
    private static final int MOST_WAITS = 100;

    /** The limits that a request has beside the connection's: all updates of users, those of one user, erasing, jobs. */
    public List<String> lanes(String method, String path) {
        Matcher update = UPDATE.matcher(path);
        if (method.equals("PUT") && update.matches()) {
            return List.of("update", "update " + update.group(1));
        }
        return method.equals("DELETE") && ERASE.matcher(path).matches() ? List.of("erase") : JOB.matcher(path).matches() ? List.of("jobs") : List.of();
    }

    /** Reads the rate headers into the variable {@code limit}. Their names vary in case and in the first word. */
    public void limits(Exchange exchange) {
        exchange.setVariable("limit", limit(exchange, exchange.getVariable("lanes", List.of(), List.class), Instant.now()));
    }

    private static Limit limit(Exchange exchange, List<?> lanes, Instant now) {
        int status = status(exchange);
        if (tooManyJobs(exchange)) {
            return new Limit("jobs", now.plus(FOR_A_JOB), null);
        }
        Optional<Instant> retry = RetryAfter.parse(exchange.getMessage().getHeader("Retry-After", String.class), now);
        boolean exhausted = "0".equals(header(exchange, "x-rate-limit-remaining", "rate-limit-remaining", "ratelimit-remaining"));
        Matcher own = ownLimit(exchange);
        if (own == null || status == 429 && exhausted) {
            String reset = header(exchange, "ratelimit-reset", "rate-limit-reset", "x-rate-limit-reset");
            Instant until = status == 429 ? retry.orElse(now.plus(WITHOUT_A_WORD)) : exhausted && reset != null && reset.matches("\\d{1,4}") ? now.plusSeconds(Long.parseLong(reset)) : null;
            return until == null ? null : new Limit(null, until, null);
        }
        long total = Long.parseLong(own.group(1));
        long resets = Long.parseLong(own.group(3));
        if (status == 429) {
            Instant until = retry.orElse(now.plusSeconds(Math.max(1, resets)));
            return new Limit(lane(lanes, until.isAfter(now.plus(LONGER_THAN_A_SECOND))), until, null);
        }
        boolean used = own.group(2).equals("0");
        if (resets > 1 || total == 0) {
            return used ? new Limit(lane(lanes, true), now.plusSeconds(resets), null) : null;
        }
        return new Limit(lane(lanes, false), null, Duration.ofMillis(WINDOW_MILLIS).dividedBy(total));
    }

    private static String lane(List<?> lanes, boolean last) {
        return lanes.isEmpty() ? null : (String) lanes.get(last ? lanes.size() - 1 : 0);
    }

    /** {@code zendesk-ratelimit-create-update-user: total=1; remaining=0; resets=1}, and the like for other requests; null when there is none. */
    private static Matcher ownLimit(Exchange exchange) {
        for (Map.Entry<String, Object> header : exchange.getMessage().getHeaders().entrySet()) {
            String name = header.getKey().toLowerCase(Locale.ROOT);
            if (name.startsWith("zendesk-ratelimit-") && !name.endsWith("-jobs")) {
                Matcher own = OWN_LIMIT.matcher(String.valueOf(header.getValue()));
                if (own.find()) {
                    return own;
                }
            }
        }
        return null;
    }

    private static String header(Exchange exchange, String... names) {
        for (String name : names) {
            String value = exchange.getMessage().getHeader(name, String.class);
            if (value != null) {
                return value.strip();
            }
        }
        return null;
    }

    private static boolean tooManyJobs(Exchange exchange) {
        int status = status(exchange);
        return (status == 429 || status == 400) && "TooManyJobs".equals(ZendeskJson.error(body(exchange)));
    }

    /**
     * How often a request was sent in vain because Zendesk asks to wait, this time included; null once it is answered, or when the wait is too long
     * for a worker. A request waits where it stands: to begin its step anew would cost the requests before it once more.
     */
    public Integer waits(Exchange exchange) {
        int waits = 1 + exchange.getVariable("waits", Integer.class);
        Instant until = exchange.getVariable("waitUntil", Instant.class);
        if (waits > MOST_WAITS || !tooManyJobs(exchange) && (until == null || RateLimited.until(until, null) instanceof PausedForLong)) {
            return null;
        }
        return waits;
    }

    /** Throws what went wrong. */
    public void check(Exchange exchange) {
        ServiceFailure failure = failure(exchange);
        if (failure != null) {
            throw failure;
        }
    }

    /** The answer of a collection, which lists or takes something new: it can't be missing itself. */
    public void checkCollection(Exchange exchange) {
        ServiceFailure failure = ofCollection(exchange);
        if (failure != null) {
            throw failure;
        }
    }

    /** The answer to a write that is read no further. */
    public void checkWritten(Exchange exchange) {
        ServiceFailure failure = written(exchange);
        if (failure != null) {
            throw failure;
        }
    }

    /**
     * The answer to a write to an identity. It may be missing while its user is there, so the user is read again.
     *
     * @throws Unavailable there is no such identity
     */
    public void checkIdentity(Exchange exchange) {
        NotFound missing = missing(exchange);
        if (missing != null) {
            throw new Unavailable("the address that was to become the primary one is gone (" + missing.getMessage() + ")", missing.status());
        }
    }

    /** The answer to a create: null, or that the address or the {@code external_id} is taken. Throws any other failure. */
    public AlreadyExists taken(Exchange exchange) {
        return only(AlreadyExists.class, ofCollection(exchange));
    }

    /** The answer to a delete: null, or that there is nothing to delete. Throws any other failure. */
    public NotFound missing(Exchange exchange) {
        return only(NotFound.class, written(exchange));
    }

    /** Whether Zendesk refuses a request for what it is about. */
    public boolean refuses(Exchange exchange) {
        return status(exchange) == 403 || status(exchange) == 422;
    }

    /** The answer to a write: null, or that Zendesk refuses it (403, 422), which may be for this user alone. Throws any other failure. */
    public ServiceFailure refusal(Exchange exchange) {
        int status = status(exchange);
        ServiceFailure failure = failure(exchange);
        if (failure == null || (status == 403 || status == 422) && !(failure instanceof AlreadyExists)) {
            return failure;
        }
        throw failure;
    }

    private static <T extends ServiceFailure> T only(Class<T> expected, ServiceFailure failure) {
        if (failure != null && !expected.isInstance(failure)) {
            throw failure;
        }
        return expected.cast(failure);
    }

    private static ServiceFailure ofCollection(Exchange exchange) {
        ServiceFailure failure = failure(exchange);
        return failure instanceof NotFound missing ? notHere(missing.getMessage(), missing.status()) : failure;
    }

    /** What is wrong with the answer to a write, of which nobody will read more: the page of something in between wrote nothing. */
    static ServiceFailure written(Exchange exchange) {
        ServiceFailure failure = failure(exchange);
        String body = body(exchange);
        boolean empty = body == null || body.isBlank();
        return failure != null || empty || ZendeskJson.parse(body) != null ? failure : new Unavailable("the answer is not JSON", status(exchange));
    }

    static ServiceFailure failure(Exchange exchange) {
        int status = status(exchange);
        Instant until = exchange.getVariable("waitUntil", Instant.class);
        if (status >= 200 && status < 300) {
            return null;
        }
        if (until != null) {
            return RateLimited.until(until, status);
        }
        if (tooManyJobs(exchange)) {
            return RateLimited.until(Instant.now().plus(FOR_A_JOB), status);
        }
        String words = ZendeskJson.words(body(exchange));
        String said = words == null ? "HTTP " + status : words;
        if (status >= 500 || status == 408 || status == 409 || status == 423) {
            return new Unavailable("Zendesk answered " + said, status);
        }
        return switch (status) {
            case 401 -> new ConnectionRefused("Zendesk refuses the credentials (" + said + "); check email and api-token, or access-token, and that API token access is on in Admin Center", status);
            case 403 -> new ConnectionRefused("Zendesk denies the request (" + said + "); the credentials need an administrator, or an agent whose role manages team members, "
                    + "and an access token the scopes read and write", status);
            case 404 -> "RecordNotFound".equals(ZendeskJson.error(body(exchange))) ? new NotFound(said, status) : notHere(said, status);
            case 422 -> duplicate(body(exchange)) ? new AlreadyExists(said, status) : new Rejected(said, status);
            default -> status < 400 ? new ConnectionRefused("the answer is a redirect (HTTP " + status + "), which is not followed; check subdomain or api-url", status)
                    : new Rejected(said, status);
        };
    }

    private static ConnectionRefused notHere(String said, Integer status) {
        return new ConnectionRefused("Zendesk's API is not at this address (" + said + "); check subdomain or api-url, normally https://<subdomain>.zendesk.com/api/v2", status);
    }

    private static boolean duplicate(String body) {
        JsonNode read = ZendeskJson.parse(body);
        if (read != null) {
            for (JsonNode details : read.path("details")) {
                for (JsonNode detail : details) {
                    if (detail.path("error").asText().equals("DuplicateValue") || detail.path("description").asText().contains("already been taken")) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    private static int status(Exchange exchange) {
        return exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE, Integer.class);
    }

    private static String body(Exchange exchange) {
        return exchange.getMessage().getBody(String.class);
    }
}
