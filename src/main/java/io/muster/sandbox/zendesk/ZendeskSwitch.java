package io.muster.sandbox.zendesk;

import io.muster.sandbox.service.UncertainPoint;
import java.util.List;

/**
 * The uncertain points of Zendesk's target sheet, one constant a line. The first value is the default, the others are what Zendesk might do
 * instead.
 */
public enum ZendeskSwitch implements UncertainPoint {
    /** Whether two groups may have the same name; {@code true} refuses the second. */
    GROUP_NAME_UNIQUE("false", "true"),
    /** The key in {@code details} when an end user is made a member. */
    END_USER_MEMBERSHIP("user_id", "user"),
    /** A membership that is there already: refused, or answered with the one that is there. */
    DUPLICATE_MEMBERSHIP("422", "201"),
    /** Deleting an agent's only membership: the account's default group takes its place, or it is refused. */
    LAST_MEMBERSHIP_DELETE("204", "422"),
    /** Deleting the account's default group, or one that is somebody's default. */
    DEFAULT_GROUP_DELETE("422", "204"),
    /** Whether an agent who becomes an end user leaves every group. */
    DOWNGRADE_DROPS_MEMBERSHIPS("true", "false"),
    /** Whether {@code create_many} of users is open to this account. */
    BULK_IMPORT_ENABLED("false", "true"),
    /** Body of a 403. */
    FORBIDDEN_BODY("string", "text", "object"),
    /** Body of a 429. */
    RATE_LIMIT_BODY("text", "JSON"),
    /** Status for one job too many. */
    TOO_MANY_JOBS_STATUS("429", "400"),
    /** The key in {@code details} when an {@code external_id} is taken. */
    EXTERNAL_ID_DUPLICATE_KEY("external_id", "name"),
    /** Seconds until the search knows of a change. */
    SEARCH_LAG_SECONDS("0", "120"),
    /** Whether the search finds users by their secondary addresses. */
    SEARCH_MATCHES_SECONDARY("true", "false"),
    /** {@code suspended} in a create. */
    SUSPENDED_ON_CREATE("honoured", "ignored"),
    /** {@code primary} in the create of an identity. */
    IDENTITY_PRIMARY_ON_CREATE("honoured", "ignored"),
    /** Status of an update of a soft-deleted user. */
    PUT_ON_DELETED_USER("404", "422"),
    /** Whether address and {@code external_id} of a soft-deleted user can be used again; else 422. */
    EMAIL_FREE_AFTER_DELETE("true", "422"),
    /** Whether an unverified identity may become primary; else 422. */
    MAKE_PRIMARY_NEEDS_VERIFIED("false", "422"),
    /** Whether an empty phone number in an update clears it. */
    PHONE_EMPTY_CLEARS("true", "false"),
    /** Whether tags in an update replace the list; else they are added. */
    TAGS_REPLACE("true", "false"),
    /** How long a finished job is shown. */
    JOB_TTL("1 h", "none");

    private final List<String> choices;

    ZendeskSwitch(String... choices) {
        this.choices = List.of(choices);
    }

    @Override
    public List<String> choices() {
        return choices;
    }
}
