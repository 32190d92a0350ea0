package io.muster.target.webex;

import io.muster.apply.NotFound;
import io.muster.apply.Rejected;
import io.muster.apply.ServiceFailure;
import io.muster.plan.Found;
import io.muster.plan.Operation;
import io.muster.scim.ScimReplies;
import org.apache.camel.Exchange;

/** What Webex's statuses and error bodies mean, by its error table: the bean {@code webexReplies}. */
public final class WebexReplies extends ScimReplies {

    WebexReplies() {
        super("Webex", new Advice("authorise the app again and give its new refresh token as oauth.refresh-token",
                "check org-id, and that the app has the scope identity:people_rw (for licences also spark-admin:licenses_read and spark-admin:people_write) and was authorised by a "
                        + "full or user administrator", "check api-url, normally https://webexapis.com, and org-id"));
    }

    /** The token endpoint: every 4xx means that the credentials are wrong. */
    public void checkToken(Exchange exchange) {
        requireToken(exchange, "check oauth.client-id and oauth.client-secret; if they are right, authorise the app again and give its new refresh token as oauth.refresh-token");
    }

    /** The address is taken; what was found for it says by whom. */
    public void requireOwn(Object found, Operation operation) {
        if (!(found instanceof Found account)) {
            throw new Rejected("the address " + operation.key() + " is taken, but this organisation has no such user: it belongs to another Webex organisation; "
                    + "claim the user in Control Hub, then: muster retry", 409);
        }
        if (!operation.key().equalsIgnoreCase(account.key())) {
            throw new Rejected("the address " + operation.key() + " is a further address of " + account.key() + "; take it away there, or wait until Webex lists it and: muster retry", 409);
        }
    }

    /** An answer of the licence API that concerns this user alone is noted and no failure: the user stays. */
    public Rejected refusedLicence(Exchange exchange) {
        ServiceFailure failure = failure(exchange);
        return failure == null ? null : failure instanceof NotFound missing ? new Rejected(missing.getMessage(), missing.status()) : orNull(failure, Rejected.class);
    }
}
