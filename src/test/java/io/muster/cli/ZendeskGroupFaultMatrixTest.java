package io.muster.cli;

import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import io.muster.sandbox.EmbeddedDirectory;
import io.muster.sandbox.service.Fault;
import java.util.List;
import java.util.Map;

/** Every fault against every request about groups of the conversation with Zendesk. */
class ZendeskGroupFaultMatrixTest extends FaultMatrixCases<ZendeskWorld> {

    private static final String GROUPS = "/api/v2/groups";
    private static final String MEMBERSHIPS = "/api/v2/group_memberships";

    private static final String TABLE = """
            fault                  | create    | rename    | delete    | join      | leave     | members   | add job   | drop job  | job       | list      | adopt
            time-out               | transient | transient | transient | transient | transient | transient | transient | transient | adopted   | brokenly  | omittedly
            reset                  | transient | transient | transient | transient | transient | transient | transient | transient | adopted   | brokenly  | omittedly
            reset after the work   | adopted   | transient | transient | adopted   | adopted   | transient | adopted   | adopted   | adopted   | brokenly  | omittedly
            500                    | transient | transient | transient | transient | transient | transient | transient | transient | adopted   | brokenly  | omittedly
            502                    | transient | transient | transient | transient | transient | transient | transient | transient | adopted   | brokenly  | omittedly
            503                    | transient | transient | transient | transient | transient | transient | transient | transient | adopted   | brokenly  | omittedly
            503 with Retry-After   | paced     | paced     | paced     | paced     | paced     | paced     | paced     | paced     | paced     | paced     | paced
            429                    | paced     | paced     | paced     | paced     | paced     | paced     | paced     | paced     | paced     | paced     | paced
            401                    | stopped   | stopped   | stopped   | stopped   | stopped   | stopped   | stopped   | stopped   | stopped   | stopped   | stopped
            403                    | stopped   | stopped   | stopped   | stopped   | stopped   | stopped   | applied   | applied   | stopped   | stopped   | stopped
            404 of its own         | stopped   | outdated  | gone      | applied   | applied   | outdated  | applied   | applied   | applied   | stopped   | omitted
            404                    | stopped   | stopped   | stopped   | stopped   | stopped   | stopped   | applied   | applied   | stopped   | stopped   | stopped
            409                    | transient | transient | transient | transient | transient | transient | transient | transient | adopted   | brokenly  | omittedly
            422                    | dead      | dead      | dead      | applied   | applied   | dead      | applied   | applied   | dead      | broken    | omitted
            truncated JSON         | transient | transient | transient | transient | transient | transient | transient | transient | adopted   | brokenly  | omittedly
            no JSON                | transient | transient | transient | transient | transient | transient | transient | transient | adopted   | brokenly  | omittedly
            HTML with 200          | transient | transient | transient | transient | transient | transient | transient | transient | adopted   | brokenly  | omittedly
            redirect               | stopped   | stopped   | stopped   | stopped   | stopped   | stopped   | stopped   | stopped   | stopped   | stopped   | stopped
            20 MB                  | transient | transient | transient | transient | transient | transient | transient | transient | adopted   | brokenly  | omittedly
            slow drip              | adopted   | transient | applied   | adopted   | applied   | transient | adopted   | adopted   | adopted   | brokenly  | omittedly
            """;

    ZendeskGroupFaultMatrixTest() {
        super(new ZendeskWorld().with("zendesk.groups.filter", "(cn=team*)").with("zendesk.guard.max-group-deletes", "100000")
                .hire("Ann", "Tester", "Engineer", "Research").hire("Bob", "Tester", "Engineer", "Research")
                .hire("Cid", "Tester", "Engineer", "Research"));
        world.directory.group("team0", "ann");
        // done before anybody looks again who is a member
        world.zendesk.settings(Map.of("jobMillis", 2));
    }

    @Override
    String table() {
        return TABLE;
    }

    @Override
    Map<String, Request> requests() {
        Request members = new Request("GET", GROUPS + "/\\d+/memberships");
        return Map.ofEntries(Map.entry("create", new Request("POST", GROUPS)), Map.entry("rename", new Request("PUT", GROUPS + "/\\d+")),
                Map.entry("delete", new Request("DELETE", GROUPS + "/\\d+")), Map.entry("join", new Request("POST", MEMBERSHIPS)),
                Map.entry("leave", new Request("DELETE", MEMBERSHIPS + "/\\d+")), Map.entry("members", members), Map.entry("add job", new Request("POST", MEMBERSHIPS + "/create_many")),
                Map.entry("drop job", new Request("DELETE", MEMBERSHIPS + "/destroy_many")), Map.entry("job", new Request("GET", "/api/v2/job_statuses/.+")),
                Map.entry("list", new Request("GET", GROUPS)), Map.entry("adopt", members));
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
        // three members are worth a job
        if (column.endsWith("job")) {
            world.directory.group(name, "ann", "bob", "cid");
        } else {
            world.directory.group(name, "ann", "bob");
        }
        if (List.of("job", "add job").contains(column)) {
            return dn;
        }
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
            case "drop job" -> world.directory.ldap().modify(dn, new Modification(ModificationType.DELETE, "member", EmbeddedDirectory.dn("ann"),
                    EmbeddedDirectory.dn("bob"), EmbeddedDirectory.dn("cid")));
            case "join" -> world.directory.join(name, "somebody");
            default -> world.directory.leave(name, "bob");
        }
        return dn;
    }
}
