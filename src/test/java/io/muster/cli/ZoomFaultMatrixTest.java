package io.muster.cli;

import io.muster.sandbox.service.Fault;
import java.util.Map;

/** Every fault against every request of the conversation with Zoom. */
class ZoomFaultMatrixTest extends FaultMatrixCases<World> {

    private static final String USER = "/scim2/Users/.*";

    ZoomFaultMatrixTest() {
        super(new World());
    }

    @Override
    Map<String, Request> requests() {
        return Map.of("create", new Request("POST", "/scim2/Users"), "update", new Request("PUT", USER), "enable", new Request("PATCH", USER),
                "disable", new Request("PATCH", USER), "delete", new Request("DELETE", USER), "find", new Request("GET", "/scim2/Users"),
                "list", new Request("GET", "/scim2/Users"), "token", new Request("POST", "/oauth/token"));
    }

    @Override
    Fault notFound() {
        return Fault.status(404).body("{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:Error\"],\"detail\":\"User x not exist or not belong to this account.\",\"status\":404}");
    }

    /** A search that says "not exist" has found an account that is hidden from us. */
    @Override
    Map<String, String> exceptions() {
        return Map.of("404 of its own/find", "hidden");
    }
}
