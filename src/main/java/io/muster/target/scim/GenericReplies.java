package io.muster.target.scim;

import io.muster.apply.Rejected;
import io.muster.plan.Operation;
import io.muster.scim.ScimReplies;
import org.apache.camel.Exchange;

/** What statuses and error bodies mean by RFC 7644: the bean {@code scimReplies}. */
public final class GenericReplies extends ScimReplies {

    GenericReplies() {
        super("the service", new Advice("check auth and its keys", "give these credentials the right to read and write users", "check url, which ends where /Users begins"));
    }

    /** The token endpoint: every 4xx means that the credentials are wrong. */
    public void checkToken(Exchange exchange) {
        requireToken(exchange, "check oauth.token-url, oauth.client-id, oauth.client-secret and oauth.scope");
    }

    /** The login is taken; without an account that we see there is nothing to adopt. */
    public void requireOwn(Object found, Operation operation) {
        if (found == null) {
            throw new Rejected("the login " + operation.key() + " is taken, but no account with it is shown", 409);
        }
    }
}
