package io.muster.scim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.apply.PercentEncoding;
import io.muster.apply.Rejected;
import io.muster.apply.Unavailable;
import io.muster.plan.Found;
import io.muster.plan.InventoryPage;
import io.muster.plan.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.camel.Variable;

/** The bodies and replies of a service that takes SCIM 2 as it is written; the bean that the routes of {@code routes/scim-users.camel.yaml} call. */
public class ScimUsers {

    private static final int PAGE = 100;

    private final ScimAttributes attributes;

    protected ScimUsers(ScimAttributes attributes) {
        this.attributes = attributes;
    }

    /** {@code /Users/{id}}. */
    public String path(Operation operation) {
        return "/Users/" + PercentEncoding.of(operation.account());
    }

    /** A query for the users whose login this is; without a login any page, which proves that the API is there. */
    public String findQuery(String userName) {
        return userName == null ? pageQuery(null) : Scim.equalityQuery("userName", userName, PAGE);
    }

    /** A query for one page of all users, from the start where there is no index. */
    public String pageQuery(String startIndex) {
        return "startIndex=" + (startIndex == null ? "1" : startIndex) + "&count=" + PAGE;
    }

    public String active(boolean active) {
        return Scim.patchActive(active);
    }

    /** The body of a POST: every mapped attribute, disabled from the start where that is wanted. */
    public String newUser(@Variable("operation") Operation operation) {
        ObjectNode body = Scim.object();
        ArrayNode schemas = body.putArray("schemas").add(Scim.USER);
        complete(body, operation);
        attributes.write(body, sent(operation).values());
        body.put("active", !operation.disabled());
        body.fieldNames().forEachRemaining(name -> {
            if (name.startsWith("urn:")) {
                schemas.add(name);
            }
        });
        return body.toString();
    }

    /** What a new user of this service needs beyond what is mapped. */
    protected void complete(ObjectNode newUser, Operation operation) {
        // nothing, unless the service wants more than the standard
    }

    /** The operation with its values as this service spells them. */
    protected Operation sent(Operation operation) {
        return operation;
    }

    /** The body of a PATCH: what changes, and nothing else. */
    public String changes(Operation operation) {
        return Scim.patch(attributes.patch(sent(operation), null));
    }

    /**
     * The body of a second PATCH, after the service refused the first one and the user was read; null when nothing is left to do.
     *
     * @throws Rejected the refusal, when the second would ask for the same
     */
    public String changesOf(Operation operation, byte[] user, Rejected refusal) {
        ArrayNode operations = attributes.patch(sent(operation), Scim.read(user));
        String body = Scim.patch(operations);
        if (body.equals(changes(operation))) {
            throw refusal;
        }
        return operations.isEmpty() ? null : body;
    }

    /** What has to be done to an account that was found, apart from its attributes: the step's name, or null. */
    public String activation(Operation operation, Found found) {
        return found.active() != operation.disabled() ? null : operation.disabled() ? "disable" : "enable";
    }

    /** A reply that is one user. */
    public Found user(byte[] reply) {
        return user(Scim.read(reply));
    }

    /** A reply to a change of one user, which may be empty (RFC 7644, 3.5.2). */
    public Found user(byte[] reply, Operation operation) {
        return reply == null || reply.length == 0 ? new Found(operation.account(), operation.key(), !operation.disabled(), Map.of(), Map.of()) : user(reply);
    }

    /** The answer to a delete: there is no user any more. */
    public Found deleted(byte[] reply) {
        Scim.requireNoPage(reply);
        return null;
    }

    /** The answer to a search: the first user that has the address in one way or another, or null. */
    public Found found(byte[] reply) {
        JsonNode first = Scim.read(reply).path("Resources").path(0);
        return first.isMissingNode() ? null : user(first);
    }

    public InventoryPage page(byte[] reply) {
        JsonNode list = Scim.read(reply);
        List<Found> accounts = new ArrayList<>();
        list.path("Resources").forEach(row -> accounts.addAll(accounts(row)));
        int rows = list.path("Resources").size();
        long total = list.path("totalResults").asLong(rows);
        // a service that was asked for less than it gives at most tells so by the rows it gives
        long next = list.path("startIndex").asLong(1) + rows;
        return new InventoryPage(total, PAGE, rows == 0 || next > total ? null : String.valueOf(next), accounts);
    }

    /** A user of a list, under each of the keys that it answers to. */
    protected List<Found> accounts(JsonNode user) {
        return List.of(user(user));
    }

    protected final Found user(JsonNode user) {
        if (!user.hasNonNull("id")) {
            throw new Unavailable("the answer holds no user", 200);
        }
        return new Found(user.get("id").asText(), user.path("userName").asText(null), user.path("active").asBoolean(true), attributes.read(user, Set.of()), Map.of());
    }
}
