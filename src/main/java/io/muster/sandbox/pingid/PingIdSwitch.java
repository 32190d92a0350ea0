package io.muster.sandbox.pingid;

import io.muster.sandbox.service.UncertainPoint;
import java.util.List;

/**
 * The uncertain points of PingID's target sheet, one constant a line. The first value is the default, the others are what PingID might do
 * instead.
 */
public enum PingIdSwitch implements UncertainPoint {
    /** A request whose key, token or organisation is wrong: unsigned text, a signed {@code errorId} 400, or an unsigned 500. */
    AUTH_FAILURE("HTTP 401, unsigned text", "400 signed errorId 400", "500 unsigned"),
    /** How far a request's timestamp may be off before it counts as an authentication failure. */
    TIMESTAMP_WINDOW("none", "5 min"),
    /** {@code getuserdetails} for a name that nobody has. */
    UNKNOWN_USER_REPLY("HTTP 400, 10564", "200 with userDetails null"),
    /** How user names are compared. */
    USERNAME_CASE("insensitive", "sensitive"),
    /** Whether {@code offlinepairing} tells the device's id, or a session's only. */
    PAIRING_RETURNS_DEVICE_ID("true", "false"),
    /** Whether {@code offlinepairing} makes a user ACTIVE. */
    PAIRING_ACTIVATES("true", "false"),
    /** Whether a user's first device is the primary one at once. */
    FIRST_DEVICE_PRIMARY("true", "false"),
    /** How a phone number is shown. */
    PHONE_SPLIT("countryCode apart", "phoneNumber holds all digits"),
    /** How many devices a user may have, and the error for one more. */
    MAX_DEVICES("10 / 20562", "1 / 20549"),
    /** A device that another user has, paired with {@code validateUniqueDevice}. */
    DUPLICATE_DEVICE("400 errorId 400", "ignored"),
    /** A nickname that another device of the user has. */
    DUPLICATE_NICKNAME("allowed", "400"),
    /** Whether the devices outlive {@code edituser}. */
    EDIT_KEEPS_DEVICES("true", "false"),
    /** {@code edituser} with {@code activateUser} for a user who is ACTIVE. */
    EDIT_ACTIVATE_ON_ACTIVE("ignored", "10562"),
    /** {@code activateuser} for a user whose devices were removed. */
    ACTIVATE_CHANGE_DEVICE("200, no code", "PENDING_ACTIVATION + code"),
    /** What {@code userEnabled} shows. */
    USER_ENABLED("true only if ACTIVE", "true unless SUSPENDED"),
    /** Whether a user goes back to NOT_ACTIVE when the activation code is too old. */
    CODE_EXPIRY_TO_NOT_ACTIVE("true", "false"),
    /** More than ten requests a second. */
    RATE_LIMIT("off", "429 + Retry-After");

    private final List<String> choices;

    PingIdSwitch(String... choices) {
        this.choices = List.of(choices);
    }

    @Override
    public List<String> choices() {
        return choices;
    }
}
