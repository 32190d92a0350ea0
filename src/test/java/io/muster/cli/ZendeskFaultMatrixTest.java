package io.muster.cli;

import io.muster.sandbox.service.Fault;
import java.util.HashMap;
import java.util.Map;

/** Every fault against every request about users of the conversation with Zendesk, which has no tokens to renew. */
class ZendeskFaultMatrixTest extends FaultMatrixCases<ZendeskWorld> {

    private static final String USER = "/api/v2/users/\\d+";

    ZendeskFaultMatrixTest() {
        super(new ZendeskWorld());
    }

    @Override
    Map<String, Request> requests() {
        return Map.of("create", new Request("POST", "/api/v2/users"), "update", new Request("PUT", USER), "enable", new Request("PUT", USER),
                "disable", new Request("PUT", USER), "delete", new Request("DELETE", USER), "find", new Request("GET", "/api/v2/users/search"),
                "list", new Request("GET", "/api/v2/users"));
    }

    @Override
    Fault notFound() {
        return Fault.status(404);
    }

    @Override
    Map<String, String> exceptions() {
        Map<String, String> exceptions = new HashMap<>();
        // no token that could be renewed
        exceptions.put("401", "stopped");
        // the sheet: a collision in the database, to be tried again
        exceptions.put("409", "transient");
        exceptions.put("409/find", "unseen");
        exceptions.put("409/list", "brokenly");
        // a delete shows the user, so its answer can be slow
        exceptions.put("slow drip/delete", "transient");
        return exceptions;
    }
}
