package io.muster.target.zoom;

import io.muster.apply.AccountHidden;
import io.muster.apply.AlreadyExists;
import io.muster.apply.ConnectionRefused;
import io.muster.apply.NotFound;
import io.muster.apply.Rejected;
import io.muster.apply.ServiceFailure;
import io.muster.scim.ScimReplies;
import java.util.Locale;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;

/** What Zoom's statuses and error bodies mean, by its error table: the bean {@code zoomReplies}. */
public final class ZoomReplies extends ScimReplies {

    /** What Zoom says when it would not disable or delete somebody for their role. */
    private static final Pattern PROTECTED = Pattern.compile("administrator|admin role|account owner", Pattern.CASE_INSENSITIVE);

    public ZoomReplies() {
        super("Zoom", new Advice("check that the app is activated", "give the app the scope scim2:admin and its owner a role that may edit users",
                "check scim-url, normally https://api.zoom.us/scim2"));
    }

    /** This token is refused, or was issued before the app was given its scope. */
    @Override
    public boolean wantsAnotherToken(Exchange exchange) {
        return super.wantsAnotherToken(exchange) || status(exchange) == 400 && lacksScope(words(exchange));
    }

    private static boolean lacksScope(String words) {
        return words != null && words.contains("does not contain scopes");
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

    /** A 400 that speaks of an existing user says that the address is taken, too. */
    @Override
    public void taken(Exchange exchange) {
        ServiceFailure failure = failure(exchange);
        boolean spoken = failure instanceof Rejected && failure.getMessage().toLowerCase(Locale.ROOT).matches("(?s).*(already|exists).*");
        if (!spoken && !(failure instanceof AlreadyExists)) {
            throw notOfOneUser(failure);
        }
    }

    /** The answer to a disable or delete: whether Zoom refuses it for this user (400, 403), or null; other failures are read later. */
    public ServiceFailure refusal(Exchange exchange) {
        int status = status(exchange);
        ServiceFailure failure = status == 400 || status == 403 ? failure(exchange) : null;
        return failure instanceof NotFound ? null : failure;
    }

    /** The token endpoint: every 4xx means that the credentials are wrong. */
    public void checkToken(Exchange exchange) {
        requireToken(exchange, "check oauth.account-id, oauth.client-id and oauth.client-secret, and that the app is activated");
    }

    @Override
    protected ServiceFailure refused(int status, String words, String said) {
        if (words != null && PROTECTED.matcher(words).find()) {
            return new Rejected(said + "; change the role first, then: muster retry", status);
        }
        if (status == 404 || status == 400) {
            if (said.contains("not exist")) {
                return new NotFound(said, status);
            }
            if (status == 404) {
                return notHere(status);
            }
        }
        if (status != 401 && status != 403 && lacksScope(said)) {
            return new ConnectionRefused("the access token lacks a scope (" + said + "); add scim2:admin to the app and activate it again", status);
        }
        if (said.contains("not enabled Single Sign-On")) {
            return new ConnectionRefused(said + " Turn single sign-on and the vanity URL on in Zoom, then: muster test", status);
        }
        return super.refused(status, words, said);
    }
}
