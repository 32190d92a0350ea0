package io.muster.sandbox.zoom;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.sandbox.service.Reply;
import io.muster.sandbox.service.Switches;

/** Zoom's errors in their two shapes: {@code code} and {@code message} at the gateway, RFC 7644 with a numeric status behind it. */
final class ZoomErrors {

    private final Switches<ZoomSwitch> switches;

    ZoomErrors(Switches<ZoomSwitch> switches) {
        this.switches = switches;
    }

    /** What the SCIM layer refuses; carries status and detail up to where the answer is written. */
    static final class Refused extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final int status;
        private final String scimType;

        Refused(int status, String scimType, String detail) {
            super(detail, null, false, false);
            this.status = status;
            this.scimType = scimType;
        }

        Refused(int status, String detail) {
            this(status, null, detail);
        }
    }

    /** The answer to what was refused. */
    Reply scim(Refused refused) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.putArray("schemas").add("urn:ietf:params:scim:api:messages:2.0:Error");
        if (refused.scimType != null) {
            body.put("scimType", refused.scimType);
        }
        body.put("detail", refused.getMessage());
        if (switches.is(ZoomSwitch.ERROR_STATUS_TYPE, "string")) {
            body.put("status", String.valueOf(refused.status));
        } else {
            body.put("status", refused.status);
        }
        return Reply.json(refused.status, switches.get(ZoomSwitch.RESPONSE_TYPE), body);
    }

    Reply scim(int status, String detail) {
        return scim(new Refused(status, detail));
    }

    /** An error of the gateway, in the shape that the switch says. */
    Reply gateway(int status, int code, String message) {
        return switches.is(ZoomSwitch.GATEWAY_ERROR_SHAPE, "SCIM") ? scim(status, message)
                : Reply.json(status, JsonNodeFactory.instance.objectNode().put("code", code).put("message", message));
    }

    /** No such path: never the body that says that a user does not exist. */
    static Reply unknownEndpoint() {
        return Reply.json(404, JsonNodeFactory.instance.objectNode().put("code", 2300).put("message", "This API endpoint is not recognized."));
    }

    /** An id or an address that names nobody here. */
    static Refused missing(int status, String who) {
        return new Refused(status, "User " + who + " not exist or not belong to this account.");
    }
}
