package io.muster.cli;

import com.unboundid.ldap.sdk.LDAPException;
import io.muster.sandbox.EmbeddedDirectory;
import io.muster.sandbox.service.Fault;
import java.util.Map;

/** Every fault against the request by which a group that Zendesk has already is asked for its members, before it is planned. */
class ZendeskAdoptionFaultMatrixTest extends FaultMatrixCases<ZendeskWorld> {

    private static final String TABLE = """
            fault                  | list
            time-out               | brokenly
            reset                  | brokenly
            reset after the work   | brokenly
            500                    | brokenly
            502                    | brokenly
            503                    | brokenly
            503 with Retry-After   | paced
            429                    | paced
            401                    | stopped
            403                    | stopped
            404 of its own         | broken
            404                    | stopped
            409                    | brokenly
            422                    | broken
            truncated JSON         | brokenly
            no JSON                | brokenly
            HTML with 200          | brokenly
            redirect               | stopped
            20 MB                  | brokenly
            slow drip              | brokenly
            """;

    ZendeskAdoptionFaultMatrixTest() {
        super(new ZendeskWorld().with("zendesk.groups.filter", "(cn=team*)").with("zendesk.guard.max-group-deletes", "100000")
                .hire("Ann", "Tester", "Engineer", "Research"));
        world.directory.group("team0", "ann");
    }

    @Override
    String table() {
        return TABLE;
    }

    @Override
    Map<String, Request> requests() {
        return Map.of("list", new Request("GET", "/api/v2/groups/\\d+/memberships"));
    }

    @Override
    Fault notFound() {
        return Fault.status(404);
    }

    @Override
    String prepare(String column, int cell) throws LDAPException {
        String name = "team" + cell;
        world.zendesk.group(name);
        world.directory.group(name, "ann");
        return EmbeddedDirectory.groupDn(name);
    }
}
