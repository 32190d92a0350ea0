package io.muster.cli;

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
    String notFound() {
        return "{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:Error\"],\"detail\":\"User x not exist or not belong to this account.\",\"status\":404}";
    }

    @Override
    void forgetToken(World muster) {
        muster.with("zoom.timeout", muster.keys.get("zoom.timeout"));
    }
}
