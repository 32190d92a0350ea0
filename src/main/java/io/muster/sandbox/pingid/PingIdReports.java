package io.muster.sandbox.pingid;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/** The report of all users, one row a device, and the jobs that make it. It may be two hours old. */
final class PingIdReports {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration CACHED = Duration.ofHours(2);
    private static final List<String> STAGES = List.of("pending", "in_progress", "done");
    private static final List<String> COLUMNS = List.of("username", "status", "orgEmail", "fname", "lname", "role", "userCreationTime", "deviceID", "deviceType",
            "deviceRole", "nickname", "countryCode", "phoneNumber", "deviceEmail");

    /** Forms of the report. */
    private enum FileType {
        JSON, CSV
    }

    private final PingIdOrganization organization;
    private final Map<String, Integer> jobs = new HashMap<>();
    private ArrayNode rows;
    private Instant made;

    PingIdReports(PingIdOrganization organization) {
        this.organization = organization;
    }

    void create(PingIdBody body, ObjectNode reply) {
        if (!body.required("jobType").equals("USER_REPORTS")) {
            throw PingIdError.INVALID_INPUT.refused();
        }
        String token = UUID.randomUUID().toString();
        jobs.put(token, 0);
        reply.put("jobToken", token);
    }

    /** Each question brings a job one stage further. */
    void status(PingIdBody body, ObjectNode reply) {
        Integer stage = jobs.get(body.required("jobToken"));
        if (stage == null) {
            throw PingIdError.INVALID_INPUT.refused();
        }
        reply.put("status", STAGES.get(stage));
        jobs.put(body.required("jobToken"), Math.min(stage + 1, STAGES.size() - 1));
    }

    byte[] report(PingIdBody body) {
        FileType form = body.one(FileType.class, "fileType");
        if (form == null) {
            throw PingIdError.INVALID_INPUT.refused();
        }
        if (rows == null || made.plus(CACHED).isBefore(organization.now.get())) {
            made = organization.now.get();
            rows = rows();
        }
        try {
            return form == FileType.JSON ? JSON.writeValueAsBytes(rows) : csv().getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private ArrayNode rows() {
        ArrayNode all = JSON.createArrayNode();
        for (PingIdUser user : organization.all()) {
            List<PingIdDevice> devices = new ArrayList<>(user.devices);
            if (devices.isEmpty()) {
                devices.add(null);
            }
            for (PingIdDevice device : devices) {
                ObjectNode row = all.addObject().put("username", user.userName).put("status", user.status.name()).put("orgEmail", user.email).put("fname", user.fname)
                        .put("lname", user.lname).put("role", user.role.name()).put("userCreationTime", user.created.toString());
                if (device != null) {
                    ObjectNode view = device.view(true);
                    row.put("deviceID", device.id).put("deviceType", view.get("type").asText()).put("deviceRole", view.get("deviceRole").asText());
                    row.set("nickname", view.get("nickname"));
                    row.set("countryCode", view.get("countryCode"));
                    row.set("phoneNumber", view.get("phoneNumber"));
                    row.set("deviceEmail", view.get("email"));
                }
            }
        }
        return all;
    }

    private String csv() {
        StringBuilder text = new StringBuilder(String.join(",", COLUMNS)).append("\r\n");
        rows.forEach(row -> text.append(COLUMNS.stream().map(column -> cell(row.path(column))).collect(Collectors.joining(","))).append("\r\n"));
        return text.toString();
    }

    private static String cell(JsonNode value) {
        String text = value.asText("");
        return value.isNull() ? "" : text.matches("(?s).*[,\"\\r\\n].*") ? '"' + text.replace("\"", "\"\"") + '"' : text;
    }

    void clear() {
        jobs.clear();
        rows = null;
    }
}
