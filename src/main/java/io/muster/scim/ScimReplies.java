package io.muster.scim;

import io.muster.apply.AlreadyExists;
import io.muster.apply.ConnectionRefused;
import io.muster.apply.NotFound;
import io.muster.apply.RateLimited;
import io.muster.apply.Rejected;
import io.muster.apply.ServiceFailure;
import io.muster.apply.Unavailable;
import java.time.Instant;
import org.apache.camel.Exchange;

/**
 * What statuses and error bodies of a SCIM 2 service mean. A service's own table has the last word on what is refused.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7644#section-3.12">RFC 7644, 3.12</a>
 */
public abstract class ScimReplies {

    private final String service;
    private final Advice advice;

    /**
     * What an administrator should look at, each the end of a sentence.
     *
     * @param credentials when a fresh token is refused
     * @param rights      when a request is denied
     * @param address     when the API is not where it should be
     */
    public record Advice(String credentials, String rights, String address) {
    }

    /** @param service as people know it */
    protected ScimReplies(String service, Advice advice) {
        this.service = service;
        this.advice = advice;
    }

    /**
     * What a 4xx or 3xx means, beyond waiting.
     *
     * @param words the service's own, null where the answer is not in its form
     * @param said  the same, or the status
     */
    protected ServiceFailure refused(int status, String words, String said) {
        return switch (status) {
            case 401 -> new ConnectionRefused(service + " refuses the credentials (" + said + "); " + advice.credentials, status);
            case 403 -> new ConnectionRefused(service + " denies the request (" + said + "); " + advice.rights, status);
            case 404, 410 -> words == null ? notHere(status) : new NotFound(said, status);
            case 409 -> new AlreadyExists(said, status);
            default -> status >= 400 ? new Rejected(said, status)
                    : new ConnectionRefused("the answer is a redirect (HTTP " + status + "), which is not followed; " + advice.address, status);
        };
    }

    /** The answer comes from somewhere else. */
    protected final ConnectionRefused notHere(Integer status) {
        return new ConnectionRefused(service + "'s API is not at this address (HTTP " + status + "); " + advice.address, status);
    }

    /** Whether another token may do better than this one. */
    public boolean wantsAnotherToken(Exchange exchange) {
        return status(exchange) == 401;
    }

    /** A request for a list, which can't be missing. */
    public void checkList(Exchange exchange) {
        ServiceFailure failure = failure(exchange);
        if (failure != null) {
            throw notOfOneUser(failure);
        }
    }

    /** Where a request is not for one user, nobody can be missing: the API is elsewhere. */
    protected final ServiceFailure notOfOneUser(ServiceFailure failure) {
        return failure instanceof NotFound missing ? notHere(missing.status()) : failure;
    }

    /** A request for one user by id. */
    public void check(Exchange exchange) {
        ServiceFailure failure = failure(exchange);
        if (failure != null) {
            throw failure;
        }
    }

    /** The answer to a POST that created nobody: goes on if the login is taken, and throws any other failure. */
    public void taken(Exchange exchange) {
        ServiceFailure failure = failure(exchange);
        if (!(failure instanceof AlreadyExists)) {
            throw notOfOneUser(failure);
        }
    }

    /** The answer to a request for one user: null, or that there is none. Throws any other failure. */
    public NotFound missing(Exchange exchange) {
        return orNull(failure(exchange), NotFound.class);
    }

    /** The answer to a PATCH: null, or that these data are refused; other failures are read later. */
    public Rejected rejected(Exchange exchange) {
        return status(exchange) == 400 && failure(exchange) instanceof Rejected rejected ? rejected : null;
    }

    protected static <T extends ServiceFailure> T orNull(ServiceFailure failure, Class<T> expected) {
        if (failure != null && !expected.isInstance(failure)) {
            throw failure;
        }
        return expected.cast(failure);
    }

    /**
     * The token endpoint: every 4xx means that the credentials are wrong.
     *
     * @param advice what the administrator should look at
     */
    protected final void requireToken(Exchange exchange, String advice) {
        int status = status(exchange);
        if (status >= 400 && status < 500 && status != 429) {
            String words = words(exchange);
            throw new ConnectionRefused(service + " issues no token (" + (words == null ? status : words) + "); " + advice, status);
        }
        check(exchange);
    }

    protected final ServiceFailure failure(Exchange exchange) {
        int status = status(exchange);
        if (status >= 200 && status < 300) {
            return null;
        }
        String words = words(exchange);
        String said = words == null ? "HTTP " + status : words;
        Instant until = exchange.getVariable("waitUntil", Instant.class);
        exchange.removeVariable("waitUntil");
        if (until != null) {
            return RateLimited.until(until, status);
        }
        return status >= 500 || status == 408 || status == 423 ? new Unavailable(service + " answered " + said, status) : refused(status, words, said);
    }

    protected static int status(Exchange exchange) {
        return exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE, Integer.class);
    }

    protected static String words(Exchange exchange) {
        return Scim.message(exchange.getMessage().getBody(String.class));
    }
}
