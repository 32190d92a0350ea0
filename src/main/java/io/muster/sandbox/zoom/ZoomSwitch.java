package io.muster.sandbox.zoom;

import io.muster.sandbox.service.UncertainPoint;
import java.util.List;

/**
 * The uncertain points of Zoom's target sheet, one constant a line. The first value is the default, the others are what Zoom might do
 * instead.
 */
public enum ZoomSwitch implements UncertainPoint {
    /** Whether a token lives on when another one is issued; else it gives 401 with code 124. */
    PREVIOUS_TOKEN_SURVIVES("true", "false"),
    /** Whether the token endpoint reads its parameters from the query string. */
    TOKEN_PARAMS_IN_QUERY("accept", "400"),
    /** Status of the token endpoint's errors. */
    OAUTH_ERROR_STATUS("400", "401"),
    /** Seconds that a token lives. */
    EXPIRES_IN("3600", "3599"),
    /** Shape of 401, missing scope and 429. */
    GATEWAY_ERROR_SHAPE("code/message", "SCIM"),
    /** A create with a login that is taken; the second is 409 with {@code scimType}. */
    DUPLICATE_CREATE("409", "409 uniqueness", "400"),
    /** A create with an address that has a Zoom account elsewhere. */
    FOREIGN_EMAIL_CREATE("201 pending", "409"),
    /** A create with a mail domain that is not associated with the account. */
    UNASSOCIATED_DOMAIN("pending", "active"),
    /** A create with another {@code loginType} than SSO alone. */
    OTHER_LOGIN_TYPE("pending", "ignored"),
    /** Status of a search for a pending user. */
    PENDING_SEARCH("400", "404"),
    /** Status for an id that does not exist. */
    MISSING_USER("404", "400"),
    /** A create whose mail address is not its {@code userName}: the mail is ignored, or refused. */
    POST_EMAIL_DIFFERS("ignored", "400"),
    /** {@code userName} in a PUT. */
    PUT_USER_NAME("ignored", "applied"),
    /** Another mail address in a PUT: it becomes the login if the account manages its domain, else 400; or it is ignored. */
    PUT_EMAIL("changes login", "ignored"),
    /** What a PUT leaves out. */
    PUT_ABSENT("kept", "cleared"),
    /** An empty string in a PUT. */
    PUT_EMPTY_STRING("clears", "ignored"),
    /** A PUT that changes the status and attributes at once. */
    PUT_STATUS_AND_ATTRIBUTES("status only", "all"),
    /** A PUT of attributes to an inactive user. */
    UPDATE_INACTIVE("400", "200 ignored", "200 applied"),
    /** Disabling or deleting an administrator; {@code off} allows it. */
    ADMIN_PROTECTED("400", "403", "off"),
    /** A PATCH with {@code "path":"active"}. */
    PATCH_PATH_ACTIVE("400", "accepted"),
    /** The user type after a re-enable. */
    LICENCE_ON_REENABLE("restored", "Basic"),
    /** Which user types are accepted: all five, Basic/Licensed/On-Prem, or Basic/Pro/Corp. */
    USER_TYPE_VOCABULARY("all", "new only", "old only"),
    /** Types of phone numbers: stored as sent, or {@code work} becomes {@code office}. */
    PHONE_TYPES("stored as sent", "work->office"),
    /** A page of more than 100. */
    COUNT_ABOVE_100("clamp", "400"),
    /** Whether list rows lack what only a GET by id shows. */
    LIST_ROWS_POOR("true", "full"),
    /** A group PATCH that removes {@code members[value eq "id"]}. */
    GROUP_REMOVE_VALUE_PATH("400", "accepted"),
    /** JSON type of {@code status} in SCIM errors. */
    ERROR_STATUS_TYPE("number", "string"),
    /** Content type of SCIM answers. */
    RESPONSE_TYPE("application/json", "application/scim+json"),
    /** ServiceProviderConfig, ResourceTypes and Schemas. */
    DISCOVERY("404", "RFC"),
    /** {@code /users} instead of {@code /Users}. */
    PATH_CASE("accepted", "404"),
    /** How requests are limited, when they are: by rate label, or one a second for each endpoint. */
    RATE_MODEL("labels", "1/s"),
    /** Form of Retry-After: an ISO instant on the daily limit alone, or seconds on every limit. */
    RETRY_AFTER("ISO", "seconds");

    private final List<String> choices;

    ZoomSwitch(String... choices) {
        this.choices = List.of(choices);
    }

    @Override
    public List<String> choices() {
        return choices;
    }
}
