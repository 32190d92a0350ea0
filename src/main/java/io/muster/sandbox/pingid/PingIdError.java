package io.muster.sandbox.pingid;

/** PingID's own error codes that the simulator gives, with the HTTP status that comes with each. */
enum PingIdError {
    INVALID_INPUT(400, "Invalid input."),
    USER_EXISTS(10556, "The user already exists in this organization."),
    NOT_SUSPENDABLE(10561, "Suspension failed: the user is not active."),
    ALREADY_ACTIVE(10562, "Activation failed: the user is active already."),
    NO_SUCH_USER(10564, "The user does not exist."),
    NO_SERVICE_PROVIDER(10552, "The service provider can't be changed for the user."),
    PHONE_NUMBER(20559, "The phone number is invalid."),
    TOO_MANY_DEVICES_BEFORE_2021(20549, "The user has reached the maximum number of devices."),
    TOO_MANY_DEVICES(20562, "The user has reached the maximum number of devices.");

    private final int id;
    private final String text;

    PingIdError(int id, String text) {
        this.id = id;
        this.text = text;
    }

    int id() {
        return id;
    }

    String text() {
        return text;
    }

    /** What PingID refuses; carries the code up to where the answer is signed. */
    static final class Refused extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final PingIdError error;

        Refused(PingIdError error) {
            super(error.text, null, false, false);
            this.error = error;
        }

        PingIdError error() {
            return error;
        }
    }

    Refused refused() {
        return new Refused(this);
    }
}
