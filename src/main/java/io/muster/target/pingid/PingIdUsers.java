package io.muster.target.pingid;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.apply.Connection;
import io.muster.apply.NotFound;
import io.muster.apply.Rejected;
import io.muster.apply.Unavailable;
import io.muster.plan.Change;
import io.muster.plan.Found;
import io.muster.plan.Operation;
import io.muster.plan.Step;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** PingID's bodies and users: the bean {@code pingid} of {@code routes/pingid.camel.yaml}. An account's id is its user name. */
public final class PingIdUsers {

    private static final String ACTIVE = "ACTIVE";
    private static final String SUSPENDED = "SUSPENDED";
    /** Nobody can log in with such an account, and PingID does not suspend it. */
    private static final Set<String> DORMANT = Set.of("NOT_ACTIVE", "PENDING", "PENDING_ACTIVATION", "PENDING_CHANGE_DEVICE");
    private static final Map<String, String> FIELDS = Map.of("email", "email", "firstName", "fname", "lastName", "lname");

    /** Where an operation is asked for. */
    public String path(String operation) {
        return "/rest/4/" + operation + "/do";
    }

    /** A request for the details of somebody who need not exist: any signed answer proves the connection. */
    public ObjectNode test() {
        return details("muster-connection-test");
    }

    public ObjectNode details(String userName) {
        return user(userName).put("getSameDeviceUsers", false);
    }

    /** A request that says nothing but whom it is for. */
    public ObjectNode user(String userName) {
        return JsonNodeFactory.instance.objectNode().put("userName", userName);
    }

    /** The body of {@code adduser}. Nobody is activated, since that would hand out a code that pairs any phone. */
    public ObjectNode newUser(Operation operation) {
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("activateUser", false).put("username", operation.key()).put("role", "REGULAR");
        FIELDS.forEach((attribute, field) -> body.put(field, first(operation.values().get(attribute))));
        return body.putNull("clientData");
    }

    private static String first(List<String> values) {
        return values == null || values.isEmpty() ? null : values.get(0);
    }

    /** The body of {@code edituser}, which sets to null whatever is not in it: what was read, with the changes; null when nothing differs. */
    public ObjectNode edit(Operation operation, JsonNode details) {
        ObjectNode body = user(details.path("userName").asText()).put("activateUser", false).put("role", details.path("role").asText("REGULAR"));
        boolean differs = false;
        for (Map.Entry<String, String> field : FIELDS.entrySet()) {
            String now = details.path(field.getValue()).asText(null);
            Change change = operation.changes().get(field.getKey());
            String to = change == null ? now : to(change, first(operation.values().get(field.getKey())), now);
            body.put(field.getValue(), to);
            differs |= !Objects.equals(Objects.requireNonNullElse(now, ""), Objects.requireNonNullElse(to, ""));
        }
        return differs ? body : null;
    }

    /** A value that is masked and not there today is left as it is. */
    private static String to(Change change, String value, String now) {
        return value != null ? value : change.to() == null || change.to().isEmpty() ? null : now;
    }

    /** @throws NotFound when there are no details, since there is no such user */
    public JsonNode require(JsonNode details, Operation operation) {
        if (details == null) {
            throw new NotFound("PingID has no user " + operation.account(), 400);
        }
        return details;
    }

    /** @throws Rejected when the directory has another name for the user: PingID can't rename */
    public void requireSameName(Operation operation) {
        String wanted = first(operation.values().get("username"));
        if (wanted != null && !wanted.equalsIgnoreCase(operation.account())) {
            throw new Rejected("PingID can't rename the user " + operation.account() + " to " + wanted + ": give the entry its old user name back, or delete "
                    + operation.account() + " at PingID, then: muster retry", null);
        }
    }

    /** The account behind a user's details; null when there is none. */
    public Found found(JsonNode details, String userName) {
        if (details == null) {
            return null;
        }
        Map<String, List<String>> values = new HashMap<>();
        // PingID's spelling of the name is the account's id, and no difference that could be written
        values.put("username", List.of(userName));
        FIELDS.forEach((attribute, field) -> values.put(attribute, details.path(field).asText("").isEmpty() ? List.of() : List.of(details.get(field).asText())));
        values.putAll(PingIdDevices.shown(details));
        return new Found(details.path("userName").asText(), userName, !status(details).equals(SUSPENDED), values, Map.of(), DORMANT.contains(status(details)));
    }

    /** The account after a write. */
    public Found written(JsonNode details) {
        return new Found(details.path("userName").asText(), details.path("userName").asText(), true, Map.of(), Map.of());
    }

    private static String status(JsonNode details) {
        return details.path("status").asText("");
    }

    public boolean suspended(JsonNode details) {
        return status(details).equals(SUSPENDED);
    }

    /** How a user is disabled: {@code suspend}, {@code delete}, {@code watch} (there is nothing to suspend yet), or {@code nothing}. */
    public String disposal(JsonNode details, Connection connection) {
        return DORMANT.contains(status(details)) ? connection.settings().get(PingIdTarget.NEVER_PAIRED) : suspended(details) ? "nothing" : "suspend";
    }

    /** The account of a user whose devices were left alone, and with them what is remembered of them. */
    public Found untouched(JsonNode details) {
        return left(details, false);
    }

    /** The account of a user who is watched. */
    public Found dormant(JsonNode details) {
        return left(details, true);
    }

    private static Found left(JsonNode details, boolean dormant) {
        String name = details.path("userName").asText();
        return new Found(name, name, true, Map.of(), null, dormant);
    }

    /**
     * The account after {@code suspenduser}; one in a state that PingID does not suspend is watched.
     *
     * @throws Unavailable when the user was active a moment ago: to be read again
     */
    public Found disabled(JsonNode details, boolean suspended) {
        if (!suspended && status(details).equals(ACTIVE)) {
            throw new Unavailable("the user's status changed while it was being suspended", 400);
        }
        return suspended ? untouched(details) : dormant(details);
    }

    /** Whether the operation's devices are to be looked after: never those of somebody who is to be disabled, since a pairing activates. */
    public boolean managesDevices(Operation operation, Connection connection) {
        return !connection.settings().get(PingIdTarget.MANAGE_DEVICES).equals(PingIdTarget.NONE) && !operation.disabled();
    }

    /** The same where no update follows that would look after them anyway. */
    public boolean managesDevicesNow(Operation operation, Connection connection) {
        return managesDevices(operation, connection) && !operation.steps().contains(Step.UPDATE);
    }

    /** What has to happen to a user's devices; {@code created} when the account is new, so that the primary device is chosen. */
    public PingIdDevices devices(Operation operation, JsonNode details, Connection connection, Boolean created) {
        return new PingIdDevices(operation, details, connection.settings(), Boolean.TRUE.equals(created));
    }

    /** @throws Rejected when a device was refused */
    public void devicesDone(PingIdDevices devices) {
        devices.conclude();
    }
}
