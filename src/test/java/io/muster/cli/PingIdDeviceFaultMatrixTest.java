package io.muster.cli;

import com.unboundid.ldap.sdk.LDAPException;
import io.muster.sandbox.EmbeddedDirectory;
import io.muster.sandbox.service.Fault;
import java.util.Map;

/** Every fault against every request about MFA devices of the conversation with PingID. */
class PingIdDeviceFaultMatrixTest extends FaultMatrixCases<PingIdWorld> {

    private static final int NO_SUCH_USER = 10564;

    private static final String TABLE = """
            fault                  | pair      | name      | unpair
            time-out               | transient | transient | transient
            reset                  | transient | transient | transient
            reset after the work   | adopted   | adopted   | adopted
            500                    | transient | transient | transient
            502                    | transient | transient | transient
            503                    | transient | transient | transient
            503 with Retry-After   | paced     | paced     | paced
            429                    | paced     | paced     | paced
            401                    | stopped   | stopped   | stopped
            403                    | stopped   | stopped   | stopped
            404 of its own         | drift     | drift     | drift
            404                    | stopped   | stopped   | stopped
            409                    | dead      | dead      | dead
            422                    | dead      | dead      | dead
            truncated JSON         | transient | transient | transient
            no JSON                | transient | transient | transient
            HTML with 200          | transient | transient | transient
            redirect               | stopped   | stopped   | stopped
            20 MB                  | transient | transient | transient
            slow drip              | adopted   | adopted   | adopted
            """;

    PingIdDeviceFaultMatrixTest() {
        super(new PingIdWorld().withDevices("merge"));
    }

    private static Request operation(String name) {
        return new Request("POST", "/pingid/rest/4/" + name + "/do");
    }

    @Override
    String table() {
        return TABLE;
    }

    @Override
    Map<String, Request> requests() {
        return Map.of("pair", operation("offlinepairing"), "name", operation("updatedeviceattr"), "unpair", operation("unpairdevice"));
    }

    @Override
    Fault notFound() {
        return Fault.status(400).body(world.pingid.signed(NO_SUCH_USER, "User does not exist"));
    }

    /** Somebody whose number for text messages comes, or changes: the old one is unpaired before the new one is paired. */
    @Override
    String prepare(String column, int cell) throws LDAPException {
        String uid = "person" + cell;
        hire(uid);
        if (column.equals("unpair")) {
            world.directory.change(uid, "mobile", "+1 303 555 0000");
        }
        world.sync();
        world.directory.change(uid, "mobile", "+1 303 555 1234");
        return EmbeddedDirectory.dn(uid);
    }
}
