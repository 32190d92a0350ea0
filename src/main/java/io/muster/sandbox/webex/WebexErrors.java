package io.muster.sandbox.webex;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.sandbox.service.Reply;
import io.muster.sandbox.service.Switches;
import java.util.UUID;

/** Webex's errors in their two shapes: {@code message} and {@code errors} of the {@code /v1} APIs, RFC 7644 with Cisco's extension at SCIM. */
final class WebexErrors {

    static final String ERROR = "urn:ietf:params:scim:api:messages:2.0:Error";
    static final String CISCO_ERROR = "urn:scim:schemas:extension:cisco:webexidentity:api:messages:2.0:Error";

    private final Switches<WebexSwitch> switches;

    WebexErrors(Switches<WebexSwitch> switches) {
        this.switches = switches;
    }

    /** What is refused; carries status and words up to where the answer is written. */
    static final class Refused extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final int status;
        private final String scimType;
        private final int code;

        Refused(int status, String scimType, int code, String details) {
            super(details, null, false, false);
            this.status = status;
            this.scimType = scimType;
            this.code = code;
        }

        Refused(int status, String details) {
            this(status, null, status * 1000, details);
        }

        static Refused noTarget(String path) {
            return new Refused(400, "noTarget", 400_015, "The path " + path + " names nothing that is there.");
        }

        static Refused invalid(String attribute, String rule) {
            return new Refused(400, "invalidValue", 400_002, "The attribute " + attribute + " " + rule + ".");
        }
    }

    /** The answer of the SCIM layer, in the shape that the switch says. */
    Reply scim(Refused refused) {
        return switches.is(WebexSwitch.SCIM_ERROR_SHAPE, "SCIM") ? Reply.json(refused.status, body(refused)) : v1(refused);
    }

    /** The body of the SCIM layer: what an item of a bulk answer always carries. */
    static ObjectNode body(Refused refused) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.putArray("schemas").add(ERROR).add(CISCO_ERROR);
        body.put("status", String.valueOf(refused.status));
        if (refused.scimType != null) {
            body.put("scimType", refused.scimType);
        }
        body.putObject(CISCO_ERROR).put("trackingId", trackingId()).put("errorCode", String.valueOf(refused.code)).put("details", refused.getMessage());
        return body;
    }

    /** The answer of the {@code /v1} APIs, and of what stands before all of them. */
    static Reply v1(Refused refused) {
        return v1(refused.status, refused.code, refused.getMessage());
    }

    static Reply v1(int status, int code, String message) {
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("message", message);
        body.putArray("errors").addObject().put("description", message).put("errorCode", code);
        return Reply.json(status, body.put("trackingId", trackingId()));
    }

    static int status(Refused refused) {
        return refused.status;
    }

    static String trackingId() {
        return "ROUTER_" + UUID.randomUUID();
    }
}
