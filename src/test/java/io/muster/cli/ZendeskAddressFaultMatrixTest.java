package io.muster.cli;

import com.unboundid.ldap.sdk.LDAPException;
import io.muster.sandbox.EmbeddedDirectory;
import io.muster.sandbox.service.Fault;
import java.util.Map;

/** Every fault against every request by which somebody's new address, or new number, takes the place of the old one at Zendesk. */
class ZendeskAddressFaultMatrixTest extends FaultMatrixCases<ZendeskWorld> {

    private static final String IDENTITIES = "/api/v2/users/\\d+/identities";

    private static final String TABLE = """
            fault                  | read      | add       | verify    | promote   | drop      | see line  | drop line
            time-out               | transient | transient | transient | transient | transient | transient | transient
            reset                  | transient | transient | transient | transient | transient | transient | transient
            reset after the work   | transient | adopted   | adopted   | adopted   | adopted   | transient | adopted
            500                    | transient | transient | transient | transient | transient | transient | transient
            502                    | transient | transient | transient | transient | transient | transient | transient
            503                    | transient | transient | transient | transient | transient | transient | transient
            503 with Retry-After   | paced     | paced     | paced     | paced     | paced     | paced     | paced
            429                    | paced     | paced     | paced     | paced     | paced     | paced     | paced
            401                    | stopped   | stopped   | stopped   | stopped   | stopped   | stopped   | stopped
            403                    | stopped   | stopped   | stopped   | stopped   | stopped   | stopped   | stopped
            404 of its own         | drift     | drift     | transient | transient | applied   | drift     | applied
            404                    | stopped   | stopped   | stopped   | stopped   | stopped   | stopped   | stopped
            409                    | transient | transient | transient | transient | transient | transient | transient
            422                    | dead      | dead      | dead      | dead      | dead      | dead      | dead
            truncated JSON         | transient | transient | transient | transient | transient | transient | transient
            no JSON                | transient | transient | transient | transient | transient | transient | transient
            HTML with 200          | transient | transient | transient | transient | transient | transient | transient
            redirect               | stopped   | stopped   | stopped   | stopped   | stopped   | stopped   | stopped
            20 MB                  | transient | transient | transient | transient | transient | transient | transient
            slow drip              | transient | adopted   | adopted   | adopted   | applied   | transient | applied
            """;

    ZendeskAddressFaultMatrixTest() {
        super(new ZendeskWorld().with("zendesk.keep-old-email", "false"));
    }

    @Override
    String table() {
        return TABLE;
    }

    @Override
    Map<String, Request> requests() {
        return Map.of("read", new Request("GET", IDENTITIES), "add", new Request("POST", IDENTITIES), "verify", new Request("PUT", IDENTITIES + "/\\d+/verify"),
                "promote", new Request("PUT", IDENTITIES + "/\\d+/make_primary"), "drop", new Request("DELETE", IDENTITIES + "/\\d+"),
                "see line", new Request("GET", IDENTITIES), "drop line", new Request("DELETE", IDENTITIES + "/\\d+"));
    }

    @Override
    Fault notFound() {
        return Fault.status(404);
    }

    @Override
    String prepare(String column, int cell) throws LDAPException {
        String uid = "person" + cell;
        hire(uid);
        // nobody else's number, so that it is a line of their own
        world.directory.change(uid, "telephoneNumber", "+1 512555" + (1000 + cell));
        world.sync();
        if (column.endsWith("line")) {
            world.directory.change(uid, "telephoneNumber", "+1 512556" + (1000 + cell));
            return EmbeddedDirectory.dn(uid);
        }
        String address = uid + ".new@example.com";
        if (column.equals("verify")) {
            // an address of the user's own, which nobody has vouched for yet
            world.callZendesk("POST", "/users/" + world.user(uid + "@example.com").path("id").asText() + "/identities", "{\"identity\":{\"type\":\"email\",\"value\":\"" + address + "\"}}");
        }
        world.directory.change(uid, "mail", address);
        return EmbeddedDirectory.dn(uid);
    }
}
