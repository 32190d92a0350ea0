package io.muster.cli;

import com.unboundid.ldap.sdk.LDAPException;
import io.muster.sandbox.EmbeddedDirectory;
import io.muster.sandbox.service.Fault;
import java.util.Map;

/** Every fault against the requests by which Webex's new users get their licences. */
class WebexLicenceFaultMatrixTest extends FaultMatrixCases<WebexWorld> {

    private static final String TABLE = """
            fault                  | known     | give
            time-out               | transient | transient
            reset                  | transient | transient
            reset after the work   | transient | transient
            500                    | transient | transient
            502                    | transient | transient
            503                    | transient | transient
            503 with Retry-After   | paced     | paced
            429                    | paced     | paced
            401                    | renewed   | renewed
            403                    | stopped   | stopped
            404 of its own         | stopped   | applied
            404                    | stopped   | stopped
            409                    | deferred  | deferred
            422                    | dead      | applied
            truncated JSON         | transient | transient
            no JSON                | transient | transient
            HTML with 200          | transient | transient
            redirect               | stopped   | stopped
            20 MB                  | transient | transient
            slow drip              | transient | transient
            """;

    WebexLicenceFaultMatrixTest() {
        super(new WebexWorld().with("webex.licenses", "Advanced Messaging"));
        world.webex.settings(Map.of("licences", Map.of("Advanced Messaging", 10_000)));
    }

    @Override
    String table() {
        return TABLE;
    }

    @Override
    Map<String, Request> requests() {
        return Map.of("known", new Request("GET", "/v1/licenses"), "give", new Request("PATCH", "/v1/licenses/users"));
    }

    @Override
    Fault notFound() {
        return Fault.status(404);
    }

    @Override
    String prepare(String column, int cell) throws LDAPException {
        String uid = "person" + cell;
        hire(uid);
        if (column.equals("known")) {
            // a new process has not listed the licences yet
            world.with("webex.timeout", world.keys.get("webex.timeout"));
        }
        return EmbeddedDirectory.dn(uid);
    }
}
