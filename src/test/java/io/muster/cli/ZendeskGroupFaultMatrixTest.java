package io.muster.cli;

import com.unboundid.ldap.sdk.LDAPException;
import io.muster.sandbox.EmbeddedDirectory;
import io.muster.sandbox.service.Fault;
import java.util.List;
import java.util.Map;

/** Every fault against every request about groups of the conversation with Zendesk. */
class ZendeskGroupFaultMatrixTest extends FaultMatrixCases<ZendeskWorld> {

    private static final String GROUPS = "/api/v2/groups";
    private static final String MEMBERSHIPS = "/api/v2/group_memberships";

    private static final String TABLE = """
            fault                  | create    | rename    | delete    | join      | leave     | members   | list      | adopt
            time-out               | transient | transient | transient | transient | transient | transient | brokenly  | omittedly
            reset                  | transient | transient | transient | transient | transient | transient | brokenly  | omittedly
            reset after the work   | adopted   | transient | transient | adopted   | adopted   | transient | brokenly  | omittedly
            500                    | transient | transient | transient | transient | transient | transient | brokenly  | omittedly
            502                    | transient | transient | transient | transient | transient | transient | brokenly  | omittedly
            503                    | transient | transient | transient | transient | transient | transient | brokenly  | omittedly
            503 with Retry-After   | paced     | paced     | paced     | paced     | paced     | paced     | paced     | paced
            429                    | paced     | paced     | paced     | paced     | paced     | paced     | paced     | paced
            401                    | stopped   | stopped   | stopped   | stopped   | stopped   | stopped   | stopped   | stopped
            403                    | stopped   | stopped   | stopped   | stopped   | stopped   | stopped   | stopped   | stopped
            404 of its own         | stopped   | outdated  | gone      | applied   | applied   | outdated  | stopped   | omitted
            404                    | stopped   | stopped   | stopped   | stopped   | stopped   | stopped   | stopped   | stopped
            409                    | transient | transient | transient | transient | transient | transient | brokenly  | omittedly
            422                    | dead      | dead      | dead      | applied   | applied   | dead      | broken    | omitted
            truncated JSON         | transient | transient | transient | transient | transient | transient | brokenly  | omittedly
            no JSON                | transient | transient | transient | transient | transient | transient | brokenly  | omittedly
            HTML with 200          | transient | transient | transient | transient | transient | transient | brokenly  | omittedly
            redirect               | stopped   | stopped   | stopped   | stopped   | stopped   | stopped   | stopped   | stopped
            20 MB                  | transient | transient | transient | transient | transient | transient | brokenly  | omittedly
            slow drip              | adopted   | transient | applied   | adopted   | applied   | transient | brokenly  | omittedly
            """;

    ZendeskGroupFaultMatrixTest() {
        super(new ZendeskWorld().with("zendesk.groups.filter", "(cn=team*)").with("zendesk.guard.max-group-deletes", "100000")
                .hire("Ann", "Tester", "Engineer", "Research").hire("Bob", "Tester", "Engineer", "Research"));
        world.directory.group("team0", "ann");
    }

    @Override
    String table() {
        return TABLE;
    }

    @Override
    Map<String, Request> requests() {
        return Map.of("create", new Request("POST", GROUPS), "rename", new Request("PUT", GROUPS + "/\\d+"), "delete", new Request("DELETE", GROUPS + "/\\d+"),
                "join", new Request("POST", MEMBERSHIPS), "leave", new Request("DELETE", MEMBERSHIPS + "/\\d+"), "members", new Request("GET", GROUPS + "/\\d+/memberships"),
                "list", new Request("GET", GROUPS), "adopt", new Request("GET", GROUPS + "/\\d+/memberships"));
    }

    @Override
    Fault notFound() {
        return Fault.status(404);
    }

    @Override
    String prepare(String column, int cell) throws LDAPException {
        String name = "team" + cell;
        String dn = EmbeddedDirectory.groupDn(name);
        if (column.equals("adopt")) {
            // Zendesk has one of that name already, which is asked for its members before it is planned
            world.zendesk.group(name);
            world.directory.group(name + "new", "ann");
        }
        if (List.of("create", "list", "adopt").contains(column)) {
            world.directory.group(name, "ann");
            return dn;
        }
        world.directory.group(name, "ann", "bob");
        world.sync();
        switch (column) {
            case "rename" -> {
                world.directory.ldap().modifyDN(dn, "cn=" + name + "renamed", true);
                return EmbeddedDirectory.groupDn(name + "renamed");
            }
            case "delete" -> {
                world.directory.ldap().delete(dn);
                world.directory.group("changed-" + cell);
            }
            case "join" -> world.directory.join(name, "somebody");
            default -> world.directory.leave(name, "bob");
        }
        return dn;
    }
}
