package io.muster.target.zoom;

import io.muster.apply.AccountHidden;
import io.muster.apply.AlreadyExists;
import io.muster.apply.ConnectionRefused;
import io.muster.apply.NotFound;
import io.muster.apply.RateLimited;
import io.muster.apply.Rejected;
import io.muster.apply.ServiceFailure;
import io.muster.apply.Unavailable;
import io.muster.scim.Scim;
import java.time.Instant;
import java.util.Locale;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;

/** What Zoom's statuses and error bodies mean, by its error table: the bean {@code zoomReplies}. */
public final class ZoomReplies {

    /** What Zoom says when it would not disable or delete somebody for their role. */
    private static final Pattern PROTECTED = Pattern.compile("administrator|admin role|account owner", Pattern.CASE_INSENSITIVE);

    /** Whether another token may do better: this one is refused, or was issued before the app was given its scope. */
    public boolean wantsAnotherToken(Exchange exchange) {
        int status = status(exchange);
        return status == 401 || status == 400 && lacksScope(words(exchange));
    }

    private static boolean lacksScope(String words) {
        return words != null && words.contains("does not contain scopes");
    }

    /** A request for one user by id, or for a list. */
    public void check(Exchange exchange) {
        ServiceFailure failure = failure(exchange);
        if (failure != null) {
            throw failure;
        }
    }

    /** A search by userName: "not exist" means that the account is hidden from us, since an unknown address gives an empty list. */
    public void checkFind(Exchange exchange) {
        ServiceFailure failure = failure(exchange);
        if (failure instanceof NotFound) {
            throw new AccountHidden("Zoom knows the address but shows no account: it is pending, or belongs to another Zoom account (" + failure.getMessage() + ")",
                    failure.status());
        }
        if (failure != null) {
            throw failure;
        }
    }

    /** The answer to a POST that created nobody: goes on if the address is taken (a 400 that speaks of an existing user says so too), and throws any other failure. */
    public void taken(Exchange exchange) {
        ServiceFailure failure = failure(exchange);
        boolean spoken = failure instanceof Rejected && failure.getMessage().toLowerCase(Locale.ROOT).matches("(?s).*(already|exists).*");
        if (!spoken && !(failure instanceof AlreadyExists)) {
            throw failure;
        }
    }

    /** The answer to a request for one user: null, or that there is none. Throws any other failure. */
    public NotFound missing(Exchange exchange) {
        return orNull(failure(exchange), NotFound.class);
    }

    /** The answer to a disable or delete: whether Zoom refuses it for this user (400, 403), or null; other failures are read later. */
    public ServiceFailure refusal(Exchange exchange) {
        int status = status(exchange);
        ServiceFailure failure = status == 400 || status == 403 ? failure(exchange) : null;
        return failure instanceof NotFound ? null : failure;
    }

    private static <T extends ServiceFailure> T orNull(ServiceFailure failure, Class<T> expected) {
        if (failure != null && !expected.isInstance(failure)) {
            throw failure;
        }
        return expected.cast(failure);
    }

    /** The token endpoint: every 4xx means that the credentials are wrong. */
    public void checkToken(Exchange exchange) {
        int status = status(exchange);
        if (status >= 400 && status < 500 && status != 429) {
            String words = words(exchange);
            throw new ConnectionRefused("Zoom issues no token (" + (words == null ? status : words)
                    + "); check oauth.account-id, oauth.client-id and oauth.client-secret, and that the app is activated", status);
        }
        check(exchange);
    }

    private static ServiceFailure failure(Exchange exchange) {
        int status = status(exchange);
        if (status >= 200 && status < 300) {
            return null;
        }
        String words = words(exchange);
        String said = words == null ? "HTTP " + status : words;
        boolean own = words != null;
        Instant until = exchange.getVariable("waitUntil", Instant.class);
        exchange.removeVariable("waitUntil");
        if (until != null) {
            return RateLimited.until(until, status);
        }
        if (status >= 500 || status == 408 || status == 423) {
            return new Unavailable("Zoom answered " + said, status);
        }
        if (own && PROTECTED.matcher(said).find()) {
            return new Rejected(said + "; change the role first, then: muster retry", status);
        }
        if (status == 401) {
            return new ConnectionRefused("Zoom refuses a fresh access token (" + said + "); check that the app is activated", status);
        }
        if (status == 403) {
            return new ConnectionRefused("Zoom denies the request (" + said + "); give the app the scope scim2:admin and its owner a role that may edit users", status);
        }
        if (own && (status == 404 || status == 400) && said.contains("not exist")) {
            return new NotFound(said, status);
        }
        if (status == 404) {
            return new ConnectionRefused("Zoom's SCIM API is not at this address (HTTP 404); check scim-url, normally https://api.zoom.us/scim2", status);
        }
        if (status == 409) {
            return new AlreadyExists(said, status);
        }
        if (lacksScope(said)) {
            return new ConnectionRefused("the access token lacks a scope (" + said + "); add scim2:admin to the app and activate it again", status);
        }
        if (said.contains("not enabled Single Sign-On")) {
            return new ConnectionRefused(said + " Turn single sign-on and the vanity URL on in Zoom, then: muster test", status);
        }
        if (status >= 300 && status < 400) {
            return new ConnectionRefused("the answer is a redirect (HTTP " + status + "), which is not followed; check scim-url", status);
        }
        return new Rejected(said, status);
    }

    private static int status(Exchange exchange) {
        return exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE, Integer.class);
    }

    private static String words(Exchange exchange) {
        return Scim.message(exchange.getMessage().getBody(String.class));
    }
}
