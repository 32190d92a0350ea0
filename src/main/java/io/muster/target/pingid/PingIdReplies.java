package io.muster.target.pingid;

import com.fasterxml.jackson.databind.JsonNode;
import io.muster.apply.AccountHidden;
import io.muster.apply.AlreadyExists;
import io.muster.apply.ConnectionRefused;
import io.muster.apply.NotFound;
import io.muster.apply.RateLimited;
import io.muster.apply.Rejected;
import io.muster.apply.ServiceFailure;
import io.muster.apply.Unavailable;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Set;
import org.apache.camel.Exchange;

/** What PingID's answers mean, by its error table: the bean {@code pingidReplies}. */
public final class PingIdReplies {

    private static final int OK = 200;
    private static final int INVALID_INPUT = 400;
    private static final int TRY_AGAIN = 10551;
    private static final int USER_EXISTS = 10556;
    private static final int CANNOT_UPDATE = 10558;
    private static final int NOT_SUSPENDABLE = 10561;
    private static final int ALREADY_ACTIVE = 10562;
    private static final int NO_SUCH_USER = 10564;
    /** Deletion, suspension, activation failed: worth some tries, and then a case for PingID's support. */
    private static final Set<Integer> FAILED = Set.of(10553, 10559, 10565);
    private static final Set<Integer> FORBIDDEN = Set.of(401, 403);

    private static final Duration SKEW = Duration.ofMinutes(2);
    private static final String DOWNLOAD = "; download pingid.properties again";

    /** Any answer but "done" is a failure. */
    public void check(Exchange exchange) {
        ServiceFailure failure = failure(exchange);
        if (failure != null) {
            throw failure;
        }
    }

    /** Whether the request itself, signature and all, may be what PingID calls invalid. */
    public boolean inDoubt(Exchange exchange) {
        return reply(exchange).errorId() == INVALID_INPUT;
    }

    /** The answer to the connection's test: a user's details, or that there is no such user; both prove that key, token and organisation are right. */
    public void checkTest(Exchange exchange) {
        if (inDoubt(exchange)) {
            throw new ConnectionRefused("PingID calls our simplest request invalid (errorId 400)" + clock(reply(exchange), "check use_base64_key, token and org_alias" + DOWNLOAD), 400);
        }
        ServiceFailure failure = failure(exchange);
        if (failure != null && !(failure instanceof NotFound)) {
            throw failure;
        }
    }

    /** The details of a user; null when there is no such user. */
    public JsonNode details(Exchange exchange) {
        ServiceFailure failure = failure(exchange);
        if (failure instanceof NotFound) {
            return null;
        }
        if (failure != null) {
            throw failure;
        }
        JsonNode details = reply(exchange).response().path("userDetails");
        return details.isObject() ? details : null;
    }

    /**
     * The user in the answer to a write.
     *
     * @throws NotFound    when there is no such user
     * @throws Unavailable when the answer does not show the user
     */
    public JsonNode user(Exchange exchange) {
        check(exchange);
        JsonNode user = reply(exchange).response().path("userDetails");
        if (!user.isObject()) {
            throw new Unavailable("the answer holds no userDetails", reply(exchange).status());
        }
        return user;
    }

    /** The answer to a look-up. A name that PingID does not take is one person's trouble, and not the channel's. */
    public JsonNode found(Exchange exchange) {
        try {
            return details(exchange);
        } catch (Rejected invalid) {
            throw new AccountHidden("PingID does not take the user name (" + invalid.getMessage() + ")", invalid.status());
        }
    }

    /** The answer to {@code adduser}: null, or that the name is taken. Nobody can be missing yet, so that is no reason to plan anew. */
    public AlreadyExists taken(Exchange exchange) {
        ServiceFailure failure = failure(exchange);
        if (failure instanceof NotFound) {
            throw new Rejected(failure.getMessage(), failure.status());
        }
        if (failure != null && !(failure instanceof AlreadyExists)) {
            throw failure;
        }
        return (AlreadyExists) failure;
    }

    /** The answer to {@code activateuser}: who is active already is as active as wanted. */
    public void checkActivated(Exchange exchange) {
        if (reply(exchange).errorId() != ALREADY_ACTIVE) {
            check(exchange);
        }
    }

    /** The answer to {@code suspenduser}: false when PingID says that this user can't be suspended in their state. */
    public boolean suspended(Exchange exchange) {
        if (reply(exchange).errorId() == NOT_SUSPENDABLE) {
            return false;
        }
        check(exchange);
        return true;
    }

    /** The answer to a request for one device: what PingID refuses is that device's trouble, and the others go on. */
    public void forDevice(Exchange exchange, PingIdDevices devices) {
        ServiceFailure failure = failure(exchange);
        if (failure instanceof Rejected) {
            devices.refused(failure.getMessage());
        } else if (failure != null) {
            throw failure;
        } else {
            devices.answered(reply(exchange).response());
        }
    }

    private static PingIdReply reply(Exchange exchange) {
        return exchange.getMessage().getBody(PingIdReply.class);
    }

    private static ServiceFailure failure(Exchange exchange) {
        PingIdReply reply = reply(exchange);
        int status = reply.status();
        Instant until = exchange.getVariable("waitUntil", Instant.class);
        if (until != null) {
            return RateLimited.until(until, status);
        }
        if (reply.response() == null || redirect(status)) {
            return foreign(reply);
        }
        int error = reply.errorId();
        if (status == OK && error == OK) {
            return null;
        }
        String said = "PingID answered " + error + ": " + reply.response().path("errorMsg").asText("no text");
        if (FORBIDDEN.contains(status)) {
            return new ConnectionRefused(said + DOWNLOAD, status);
        }
        boolean again = error == TRY_AGAIN || FAILED.contains(error) && tries(exchange) < 2 || error == CANNOT_UPDATE && tries(exchange) < 1;
        if (status >= 500 || again) {
            return new Unavailable(said, status);
        }
        return switch (error) {
            case USER_EXISTS -> new AlreadyExists(said, status);
            case NO_SUCH_USER -> new NotFound(said, status);
            default -> new Rejected(said, status);
        };
    }

    /** How often this step was tried before, and never less than are allowed at all. */
    private static int tries(Exchange exchange) {
        int tried = exchange.getMessage().getHeader(Exchange.REDELIVERY_COUNTER, 0, Integer.class);
        int allowed = exchange.getMessage().getHeader(Exchange.REDELIVERY_MAX_COUNTER, Integer.MAX_VALUE, Integer.class);
        return tried >= allowed ? Integer.MAX_VALUE : tried;
    }

    private static boolean redirect(int status) {
        return status >= 300 && status < 400;
    }

    /** An answer that our key did not sign, or that sends us elsewhere. */
    private static ServiceFailure foreign(PingIdReply reply) {
        int status = reply.status();
        String said = "HTTP " + status + (reply.text() == null ? "" : ": " + reply.text());
        if (status >= 500) {
            return new Unavailable("PingID answered without a signature (" + said + ")", status);
        }
        if (reply.forged()) {
            return new ConnectionRefused("PingID's answer is not signed with our key (" + said + "), so it is not believed: use_base64_key is wrong, or somebody stands between"
                    + DOWNLOAD, status);
        }
        if (status == 404 || status == 405 || redirect(status)) {
            return new ConnectionRefused("PingID's API is not at this address (" + said + "); check idp_url, such as https://idpxnyl3m.pingidentity.com/pingid", status);
        }
        if (status < 300) {
            return new Unavailable("the answer is no signed token (" + said + ")", status);
        }
        return new ConnectionRefused("PingID refuses the signed request (" + said + ")" + clock(reply, advice(said.toLowerCase(Locale.ROOT)) + DOWNLOAD), status);
    }

    /** PingID documents no words for this, so what they say is only a hint. */
    private static String advice(String said) {
        if (said.contains("signature")) {
            return "use_base64_key is not the key of this organisation";
        }
        if (said.contains("organi")) {
            return "org_alias names no organisation that PingID knows";
        }
        return said.contains("token") ? "token is not the one of this organisation" : "check use_base64_key, token and org_alias";
    }

    /** A clock that is wrong is likelier than wrong keys. */
    private static String clock(PingIdReply reply, String otherwise) {
        Duration ahead = reply.sentAt() == null ? Duration.ZERO : Duration.between(Instant.now(), reply.sentAt());
        return ahead.abs().compareTo(SKEW) < 0 ? ": " + otherwise
                : ": this computer's clock is " + ahead.abs().toMinutes() + " minutes " + (ahead.isNegative() ? "ahead of" : "behind") + " PingID's; set it right";
    }
}
