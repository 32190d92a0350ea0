package io.muster.sandbox.webex;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;

/**
 * One user of the organisation. Immutable: a write replaces the whole user.
 *
 * @param document everything that is shown, in Webex's JSON; never changed
 * @param status   the account status: {@code active}, {@code pending}, {@code transient}
 * @param listed   from when on lists show the user
 */
record WebexUser(String id, ObjectNode document, String status, Instant listed) {

    String userName() {
        return document.path("userName").asText();
    }

    boolean active() {
        return document.path("active").asBoolean();
    }

    WebexUser with(ObjectNode changed) {
        return new WebexUser(id, changed, status, listed);
    }
}
