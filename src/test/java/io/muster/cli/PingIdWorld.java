package io.muster.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.muster.sandbox.pingid.PingIdSimulator;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.StreamSupport;

/** A whole Muster for tests, with one channel to a simulated PingID. */
public final class PingIdWorld extends ServiceWorld<PingIdSimulator, PingIdWorld> {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> READS = Set.of("getuserdetails");

    public final PingIdSimulator pingid = service;

    public PingIdWorld() {
        super(PingIdSimulator.start(), Path.of("routes"));
    }

    /** Manages devices, each kind from an attribute of the embedded directory. */
    public PingIdWorld withDevices(String mode) {
        return with("pingid.manage-devices", mode).with("pingid.map.mfaEmail1", "roomNumber").with("pingid.map.mfaSms1", "mobile").with("pingid.map.mfaSms2", "pager")
                .with("pingid.map.mfaVoice1", "homePhone");
    }

    /** An account as the simulated PingID holds it, or null. */
    public JsonNode account(String userName) {
        return pingid.user(userName);
    }

    /** One of an account's devices by its nickname, or null. */
    public JsonNode device(String userName, String nickname) {
        return StreamSupport.stream(account(userName).get("devicesDetails").spliterator(), false).filter(device -> nickname.equals(device.path("nickname").asText()))
                .findFirst().orElse(null);
    }

    /** Puts an account there; single quotes stand for double ones. */
    public PingIdWorld seed(String json) {
        try {
            pingid.seed(JSON.readTree(json.replace('\'', '"')));
            return this;
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** Writes to PingID that were understood, since it was last reset. */
    public long writes() {
        return pingid.calls().stream().filter(call -> !READS.contains(call.get("operation").asText())).count();
    }

    /** How often an operation was asked for. */
    public long count(String operation) {
        return pingid.requests().count("POST /pingid/rest/4/" + operation + "/do");
    }
}
