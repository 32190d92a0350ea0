package io.muster.cli;

import io.muster.sandbox.service.Fault;
import java.util.Map;

/** Every fault against every request of the conversation with Webex. */
class WebexFaultMatrixTest extends FaultMatrixCases<WebexWorld> {

    private static final String USERS = "/identity/scim/[^/]+/v2/Users";
    private static final String USER = USERS + "/.*";

    WebexFaultMatrixTest() {
        super(new WebexWorld());
    }

    @Override
    Map<String, Request> requests() {
        return Map.of("create", new Request("POST", USERS), "update", new Request("PATCH", USER), "enable", new Request("PATCH", USER),
                "disable", new Request("PATCH", USER), "delete", new Request("DELETE", USER), "find", new Request("GET", USERS),
                "list", new Request("GET", USERS), "token", new Request("POST", "/v1/access_token"));
    }

    @Override
    Fault notFound() {
        return Fault.status(404);
    }
}
