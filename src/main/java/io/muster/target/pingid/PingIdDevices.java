package io.muster.target.pingid;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.apply.Rejected;
import io.muster.plan.Change;
import io.muster.plan.Known;
import io.muster.plan.Operation;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What has to happen to one user's devices, request by request: the variable {@code devices} of {@code routes/pingid.camel.yaml}. Unpairing comes
 * first, since the number of devices is limited; a request for unpairing always names the device, since without it PingID removes all.
 */
public final class PingIdDevices {

    /** What a request is for: it tells what follows its answer. */
    private enum Purpose {
        UNPAIR, PAIR, FIND_PAIRED, NAME, SET_PRIMARY
    }

    private record Task(Purpose purpose, PingIdSlot slot, String operation, ObjectNode reqBody) {
    }

    private final String userName;
    private final Map<PingIdSlot, String> wanted = new HashMap<>();
    private final Set<PingIdSlot> toBePrimary = new HashSet<>();
    private final Set<Long> known = new HashSet<>();
    private final Deque<Task> tasks = new ArrayDeque<>();
    private final List<String> refusals = new ArrayList<>();

    PingIdDevices(Operation operation, JsonNode details, Map<String, String> settings, boolean created) {
        userName = details.path("userName").asText();
        List<JsonNode> devices = devices(details);
        devices.forEach(device -> known.add(id(device)));
        Set<JsonNode> unpair = new HashSet<>();
        List<Task> names = new ArrayList<>();
        List<PingIdSlot> pair = new ArrayList<>();
        Set<JsonNode> kept = new HashSet<>();
        for (PingIdSlot slot : PingIdSlot.values()) {
            List<JsonNode> named = devices.stream().filter(device -> nickname(device).equals(slot.nickname())).toList();
            String value = value(operation, slot);
            Change change = operation.changes().get(slot.attribute());
            if (value == null) {
                if (change != null && change.to() != null && change.to().isEmpty()) {
                    unpair.addAll(named);
                }
                continue;
            }
            wanted.put(slot, value);
            if (created && slot.attribute().equals(settings.get(PingIdTarget.PRIMARY_DEVICE))
                    || settings.get(PingIdTarget.KEEP_PRIMARY).equals("true") && named.stream().anyMatch(PingIdDevices::isPrimary)) {
                toBePrimary.add(slot);
            }
            // one that has its nickname, else one whose pairing was interrupted before it got it
            JsonNode right = named.stream().filter(device -> slot.kind().shows(device, value)).findFirst().orElse(null);
            JsonNode unnamed = right != null ? null : devices.stream()
                    .filter(device -> nickname(device).isEmpty() && !kept.contains(device) && slot.kind().shows(device, value)).findFirst().orElse(null);
            named.stream().filter(device -> device != right).forEach(unpair::add);
            if (right == null && unnamed == null) {
                pair.add(slot);
            } else {
                kept.add(right == null ? unnamed : right);
                if (unnamed != null) {
                    names.add(name(slot, id(unnamed)));
                }
                if (toBePrimary.contains(slot) && !isPrimary(right == null ? unnamed : right)) {
                    names.add(setPrimary(slot, id(right == null ? unnamed : right)));
                }
            }
        }
        for (PingIdSlot slot : PingIdSlot.values()) {
            // what an earlier pairing left behind that was interrupted before its device got the nickname
            Known.unheard(operation.kept(), slot.attribute()).forEach(value -> devices.stream()
                    .filter(device -> nickname(device).isEmpty() && !kept.contains(device) && slot.kind().shows(device, value)).forEach(unpair::add));
        }
        if (settings.get(PingIdTarget.MANAGE_DEVICES).equals(PingIdTarget.OVERWRITE)) {
            devices.stream().filter(device -> !PingIdSlot.managed(nickname(device)) && !kept.contains(device)).forEach(unpair::add);
        }
        devices.stream().filter(unpair::contains).forEach(device -> tasks.add(new Task(Purpose.UNPAIR, null, "unpairdevice", forDevice(id(device)))));
        tasks.addAll(names);
        // the first device of a user becomes the primary one at some organisations
        pair.stream().sorted(Comparator.comparing(slot -> !toBePrimary.contains(slot))).forEach(slot -> tasks.add(new Task(Purpose.PAIR, slot, "offlinepairing",
                JsonNodeFactory.instance.objectNode().put("username", userName).put("type", slot.kind().name()).put("pairingData", slot.kind().data(wanted.get(slot))))));
    }

    /** What the managed devices show, by attribute, and whether there are others. */
    static Map<String, List<String>> shown(JsonNode details) {
        Map<String, List<String>> shown = new HashMap<>();
        boolean strangers = devices(details).stream().anyMatch(device -> !PingIdSlot.managed(nickname(device)));
        for (PingIdSlot slot : PingIdSlot.values()) {
            shown.put(slot.attribute(), devices(details).stream().filter(device -> nickname(device).equals(slot.nickname())).map(slot.kind()::shown).limit(1).toList());
        }
        shown.put(PingIdTarget.OTHER_DEVICES, strangers ? List.of() : List.of(PingIdTarget.REMOVED));
        return shown;
    }

    private static List<JsonNode> devices(JsonNode details) {
        List<JsonNode> devices = new ArrayList<>();
        details.path("devicesDetails").forEach(devices::add);
        return devices;
    }

    private static String nickname(JsonNode device) {
        return device.path("nickname").asText("");
    }

    private static long id(JsonNode device) {
        return device.path("deviceId").asLong();
    }

    private static boolean isPrimary(JsonNode device) {
        return device.path("deviceRole").asText().equals("PRIMARY");
    }

    private static String value(Operation operation, PingIdSlot slot) {
        List<String> values = operation.values().get(slot.attribute());
        return values == null || values.isEmpty() ? null : values.get(0);
    }

    private ObjectNode forDevice(long id) {
        return JsonNodeFactory.instance.objectNode().put("userName", userName).put("deviceId", id);
    }

    private Task name(PingIdSlot slot, long id) {
        return new Task(Purpose.NAME, slot, "updatedeviceattr", forDevice(id).put("attributeName", "NICKNAME").put("attributeValue", slot.nickname()));
    }

    private Task setPrimary(PingIdSlot slot, long id) {
        return new Task(Purpose.SET_PRIMARY, slot, "updatedeviceattr", forDevice(id).put("attributeName", "SET_PRIMARY").put("attributeValue", "true"));
    }

    /** Whether there is another request to send. */
    public boolean isUnfinished() {
        return !tasks.isEmpty();
    }

    /** The operation to ask for. */
    public String getOperation() {
        return tasks.getFirst().operation();
    }

    /** The body to ask with. */
    public ObjectNode getReqBody() {
        return tasks.getFirst().reqBody();
    }

    /** PingID did what was asked. */
    void answered(JsonNode response) {
        Task task = tasks.removeFirst();
        if (task.purpose() == Purpose.PAIR) {
            if (response.hasNonNull("deviceId")) {
                paired(task.slot(), id(response));
            } else {
                tasks.addFirst(new Task(Purpose.FIND_PAIRED, task.slot(), "getuserdetails",
                        JsonNodeFactory.instance.objectNode().put("userName", userName).put("getSameDeviceUsers", false)));
            }
        } else if (task.purpose() == Purpose.FIND_PAIRED) {
            devices(response.path("userDetails")).stream().filter(device -> !known.contains(id(device)) && task.slot().kind().shows(device, wanted.get(task.slot()))).findFirst()
                    .ifPresentOrElse(device -> paired(task.slot(), id(device)), () -> refusals.add(task.slot().nickname() + ": PingID paired it and does not show it"));
        }
    }

    private void paired(PingIdSlot slot, long id) {
        known.add(id);
        if (toBePrimary.contains(slot)) {
            tasks.addFirst(setPrimary(slot, id));
        }
        tasks.addFirst(name(slot, id));
    }

    /** PingID refused what was asked for one device. */
    void refused(String why) {
        Task task = tasks.removeFirst();
        refusals.add((task.slot() == null ? "a device to remove" : task.slot().nickname()) + ": " + why);
    }

    /** @throws Rejected when a device was refused */
    void conclude() {
        if (!refusals.isEmpty()) {
            throw new Rejected("the account is fine, but not its devices: " + String.join("; ", refusals) + "; correct them, then: muster retry", 400);
        }
    }
}
