package io.muster.cli;

import io.muster.sandbox.service.Fault;
import java.util.HashMap;
import java.util.Map;

/** Every fault against every request of the conversation with PingID, which lists no users and has no tokens to renew. */
class PingIdFaultMatrixTest extends FaultMatrixCases<PingIdWorld> {

    private static final int NO_SUCH_USER = 10564;

    PingIdFaultMatrixTest() {
        super(new PingIdWorld());
    }

    private static Request operation(String name) {
        return new Request("POST", "/pingid/rest/4/" + name + "/do");
    }

    @Override
    Map<String, Request> requests() {
        return Map.of("create", operation("adduser"), "update", operation("edituser"), "enable", operation("activateuser"), "disable", operation("suspenduser"),
                "delete", operation("deleteuser"), "find", operation("getuserdetails"));
    }

    @Override
    Fault notFound() {
        return Fault.status(400).body(world.pingid.signed(NO_SUCH_USER, "User does not exist"));
    }

    /** Only an active user can be suspended, and PingID creates nobody active. */
    @Override
    void settle(String uid) {
        world.seed("{'userName':'" + uid + "','status':'ACTIVE'}");
    }

    @Override
    Map<String, String> exceptions() {
        Map<String, String> exceptions = new HashMap<>();
        // no token that could be renewed
        exceptions.put("401", "stopped");
        // every operation reads the user first, and so finds that it was done
        for (String request : new String[] {"update", "enable", "disable"}) {
            exceptions.put("reset after the work/" + request, "adopted");
            exceptions.put("slow drip/" + request, "adopted");
        }
        exceptions.put("slow drip/delete", "transient");
        // the sheet: a 4xx with a code of PingID's is permanent; of a look-up, that is one person's name
        exceptions.put("409", "dead");
        exceptions.put("409/find", "hidden");
        exceptions.put("422/find", "hidden");
        exceptions.put("404 of its own/create", "dead");
        exceptions.put("404 of its own/find", "applied");
        return exceptions;
    }
}
