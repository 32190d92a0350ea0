package io.muster.sandbox.webex;

import io.muster.sandbox.service.UncertainPoint;
import java.util.List;

/**
 * The uncertain points of Webex's target sheet, one constant a line. The first value is the default, the others are what Webex might do
 * instead.
 */
public enum WebexSwitch implements UncertainPoint {
    /** Form of an error of the SCIM layer: RFC 7644 with Cisco's own extension, or that of the {@code /v1} APIs. */
    SCIM_ERROR_SHAPE("SCIM", "/v1"),
    /** {@code scimType} of a 409. */
    DUPLICATE_SCIM_TYPE("absent", "uniqueness"),
    /** Form of the token endpoint's errors: that of the {@code /v1} APIs, or OAuth's {@code {"error":"invalid_grant"}}. */
    REFRESH_ERROR_SHAPE("/v1", "invalid_grant"),
    /** The refresh token that comes with a refresh. A new one kills the old. */
    REFRESH_TOKEN_ROTATES("same", "new"),
    /** Seconds that an access token and a refresh token live. */
    TOKEN_LIFETIMES("1209599 / 7776000", "43199 / 5086614", "3600 / 7776000"),
    /** A create for an address that is used in another organisation: refused, or the user is linked and pending. */
    FOREIGN_USER_CREATE("409", "201"),
    /** The account status of a new user. */
    NEW_USER_STATUS("active", "pending", "transient"),
    /** Whether the status of an active user is shown. */
    ACCOUNT_STATUS_WHEN_ACTIVE("omitted", "[\"active\"]"),
    /** Whether every user needs an address of a verified domain. */
    ENFORCE_VERIFIED_DOMAINS("false", "true"),
    /** A primary work address that is not the {@code userName}. */
    WORK_EMAIL_DIFFERS("400", "replaced"),
    /** Another {@code userName} for an existing user; the work address follows it. */
    RENAME_USER_NAME("allowed", "400"),
    /** A create without {@code userType}. */
    MISSING_USER_TYPE("400", "user"),
    /** Whether Cisco's section must carry {@code accountStatus}. */
    CISCO_EXT_NEEDS_ACCOUNT_STATUS("no", "400"),
    /** Phones of the types home, pager and other. */
    PHONE_TYPE_HOME("stored", "400"),
    /** A search by {@code externalId}. */
    FILTER_EXTERNAL_ID("400", "works"),
    /** The largest page. */
    MAX_COUNT("none", "clamp 100"),
    /** Letter case of {@code op} in a PATCH. */
    OP_CASE("lower only", "any"),
    /** Letter case of a bulk request's {@code operations}. */
    BULK_KEY_CASE("operations", "any"),
    /** Status of a bulk request with more than 100 operations. */
    BULK_OVER_100("400", "413"),
    /** Status for a user who was deleted. */
    DELETED_GET("404", "410"),
    /** A create with the {@code userName} of a deleted user. */
    REUSE_DELETED_NAME("allowed", "409"),
    /** Days until an inactive user is deleted. */
    INACTIVE_DELETE_DAYS("30", "off", "7"),
    /** Milliseconds until a new user appears in lists. */
    LIST_DELAY_MS("0", "5000"),
    /** Whether a create fails while another one is under way. */
    PARALLEL_CREATE_FAILS("off", "on"),
    /** Whether a 429 says when to come again. */
    RETRY_AFTER_HEADER("present", "absent"),
    /** Requests a second for the whole organisation. */
    RATE_LIMIT("off", "5/s", "20/s"),
    /** Status for an id of the {@code /v1} APIs where SCIM wants a UUID. */
    BASE64_ID("400", "404") {
        @Override
        public String key() {
            return "base64Id";
        }
    },
    /** Where the schemas are read. */
    SCHEMAS_PREFIX("/identity/scim", "none"),
    /** ServiceProviderConfig, ResourceTypes and Schemas. */
    DISCOVERY("404", "RFC");

    private final List<String> choices;

    WebexSwitch(String... choices) {
        this.choices = List.of(choices);
    }

    @Override
    public List<String> choices() {
        return choices;
    }
}
