package io.muster.sandbox.pingid;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One user of the organisation. Changed under the lock of {@link PingIdOrganization} only. */
final class PingIdUser {

    static final int LONGEST_NAME = 250;

    /** Where a user is between being added and being paired. */
    enum Status {
        ACTIVE, NOT_ACTIVE, PENDING, PENDING_ACTIVATION, SUSPENDED, PENDING_CHANGE_DEVICE
    }

    /** What a user may do in the administration. */
    enum Role {
        REGULAR, ADMIN
    }

    final String userName;
    final long userId;
    final Instant created;
    String email;
    String fname;
    String lname;
    String picUrl;
    Role role = Role.REGULAR;
    Status status = Status.NOT_ACTIVE;
    String activationCode;
    Instant codeExpires;
    Long bypassUntil;
    final List<PingIdDevice> devices = new ArrayList<>();
    /** Service providers with the time until which they are bypassed, or null. */
    final Map<String, Long> serviceProviders = new LinkedHashMap<>();

    PingIdUser(String userName, long userId, Instant created) {
        this.userName = userName;
        this.userId = userId;
        this.created = created;
    }

    PingIdDevice device(long id) {
        return devices.stream().filter(device -> device.id == id).findFirst().orElseThrow(PingIdError.INVALID_INPUT::refused);
    }

    PingIdDevice primary() {
        return devices.stream().filter(device -> device.primary).findFirst().orElse(null);
    }

    ObjectNode view(boolean splitPhone, boolean enabled) {
        ObjectNode view = JsonNodeFactory.instance.objectNode().put("userName", userName).put("userId", userId).put("email", email).put("fname", fname)
                .put("lname", lname).put("status", status.name()).put("role", role.name()).put("userEnabled", enabled)
                .put("userInBypass", bypassUntil != null).put("bypassExpiration", bypassUntil).put("picURL", picUrl);
        ArrayNode providers = view.putArray("spList");
        serviceProviders.forEach((alias, until) -> providers.addObject().put("spAlias", alias).put("spName", alias)
                .put("status", until == null ? "ACTIVE" : "BYPASS").put("bypassExpiration", until));
        view.putNull("lastLogin");
        PingIdDevice primary = primary();
        view.set("deviceDetails", primary == null ? JsonNodeFactory.instance.nullNode() : primary.view(splitPhone));
        ArrayNode all = view.putArray("devicesDetails");
        devices.forEach(device -> all.add(device.view(splitPhone)));
        view.putArray("lastTransactions");
        return view;
    }
}
