package io.muster.target.pingid;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;

/**
 * One answer, with what its signature is worth.
 *
 * @param status   of HTTP
 * @param response {@code responseBody}, or null where the answer is no token that our key signed
 * @param forged   the answer is a signed token, and our key did not sign it
 * @param text     the beginning of an unsigned answer, if it is plain text; else null
 * @param sentAt   PingID's clock, or null
 */
record PingIdReply(int status, JsonNode response, boolean forged, String text, Instant sentAt) {

    int errorId() {
        return response == null ? 0 : response.path("errorId").asInt();
    }

    /** Without the answer: it may hold an activation code. */
    @Override
    public String toString() {
        return "reply " + status + " " + errorId();
    }
}
