package io.muster.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.muster.plan.PlanReader.NotAPlanException;
import io.muster.plan.PlanReader.Planned;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlanFileTest {

    private static final Fingerprint FINGERPRINT = new Fingerprint("a key of the ledger".getBytes(StandardCharsets.UTF_8));

    private static Operation operation(String id, Map<String, Change> changes, Map<String, List<String>> values) {
        return new Operation(id, "c1", "zoom", "zoom", OperationKind.UPDATE, List.of(Step.UPDATE), People.GUID, "uid=ann,dc=x", "ann@x", "acc-1", false,
                "title changed", changes, values, Set.of("pin"), List.of("a warning"), 7, false, AccountState.ACTIVE);
    }

    private static Operation operation(String title) {
        return operation("1", Map.of("title", new Change(List.of("CEO"), List.of(title))), Map.of("title", List.of(title)));
    }

    private interface Content {
        void write(PlanWriter writer) throws IOException;
    }

    private static String json(Fingerprint fingerprint, Content content) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (PlanWriter writer = new PlanWriter(out, "p1", fingerprint)) {
            content.write(writer);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    private static List<Planned> read(String json) throws IOException {
        List<Planned> planned = new ArrayList<>();
        try (PlanReader reader = new PlanReader(new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)), "plan.json")) {
            reader.forEachRemaining(planned::add);
        }
        return planned;
    }

    @Test
    void writesTheContractsJson() throws IOException {
        Map<String, Change> changes = new LinkedHashMap<>();
        changes.put("title", new Change(List.of("CEO"), List.of("CTO")));
        changes.put("note", new Change(null, List.of("n")));
        changes.put("tags", new Change(List.of(), List.of("a", "b")));
        changes.put("role", new Change(List.of("x"), List.of()));
        changes.put("pin", new Change(Writes.HIDDEN, Writes.HIDDEN));

        String json = json(null, writer -> {
            writer.channel("zoom", 120, null, Map.of(OperationKind.UPDATE, 1L));
            writer.operation(operation("1", changes, Map.of()), Held.GUARD);
        });

        assertThat(new ObjectMapper().readTree(json)).isEqualTo(new ObjectMapper().readTree("""
                {"plan": "p1", "channels": [{"channel": "zoom", "managed": 120, "untrusted": null,
                  "counts": {"create": 0, "link": 0, "update": 1, "enable": 0, "disable": 0, "delete": 0, "group-create": 0, "group-link": 0,
                    "group-rename": 0, "group-members": 0, "group-delete": 0, "skip": 0},
                  "operations": [{"id": "1", "op": "update", "guid": "11111111-2222-3333-4444-555555555555", "dn": "uid=ann,dc=x", "key": "ann@x",
                    "account": "acc-1", "disabled": false, "held": "guard", "reason": "title changed",
                    "changes": {"title": {"from": "CEO", "to": "CTO"}, "note": {"to": "n"}, "tags": {"from": null, "to": ["a", "b"]},
                      "role": {"from": "x", "to": null}, "pin": {"from": "***", "to": "***"}},
                    "warnings": ["a warning"]}]}]}"""));
    }

    @Test
    void writesOutcomes() throws IOException {
        String json = json(null, writer -> {
            writer.endedChannel("zoom", 1, "shrunk; look again", Map.of("applied", 1L, "dead", 1L));
            writer.operation(operation("CTO"), null, new PlanWriter.Ended("applied", null, null));
            writer.operation(operation("CTO"), null, new PlanWriter.Ended("dead", "refused", 400));
        });

        JsonNode channel = new ObjectMapper().readTree(json).at("/channels/0");
        assertThat(channel.get("untrusted").asText()).isEqualTo("shrunk; look again");
        assertThat(channel.get("counts")).hasToString("{\"applied\":1,\"skipped\":0,\"held\":0,\"deferred\":0,\"dead\":1,\"stale\":0,\"superseded\":0}");
        assertThat(channel.at("/operations/0/outcome").asText()).isEqualTo("applied");
        assertThat(channel.at("/operations/0").has("cause")).isFalse();
        assertThat(channel.at("/operations/1/cause").asText()).isEqualTo("refused");
        assertThat(channel.at("/operations/1/status").asInt()).isEqualTo(400);
    }

    @Test
    void readsWhatItWrote() throws IOException {
        Operation operation = operation("CTO");

        List<Planned> planned = read(json(FINGERPRINT, writer -> {
            writer.channel("empty", 0, null, Map.of());
            writer.channel("zoom", 1, null, Map.of());
            writer.operation(operation, null);
            writer.channel("webex", 1, null, Map.of());
            writer.operation(operation, Held.UNTRUSTED);
        }));

        String fingerprint = FINGERPRINT.of(operation);
        assertThat(planned).containsExactly(
                new Planned("p1", "zoom", "1", OperationKind.UPDATE, People.GUID, "uid=ann,dc=x", "ann@x", "acc-1", fingerprint),
                new Planned("p1", "webex", "1", OperationKind.UPDATE, People.GUID, "uid=ann,dc=x", "ann@x", "acc-1", fingerprint));
    }

    @Test
    void readsAPlanWithoutChannels() throws IOException {
        assertThat(read(json(FINGERPRINT, writer -> { }))).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "hello                                            | line 1: Unrecognized token 'hello'",
            "[]                                               | it does not begin with {",
            "{\"error\": {\"message\": \"m\"}}                | it has no \"plan\"",
            "{\"plan\": \"p\", \"channels\": [                | line 1: Unexpected end-of-input",
            "{\"plan\":\"p\",\"channels\":[{\"channel\":\"c\",\"operations\":[{\"id\":\"1\",\"op\":\"skip\",\"guid\":\"x\"}]}]} | operation 1 has no \"fingerprint\"",
            "{\"plan\":\"p\",\"channels\":[{\"channel\":\"c\",\"operations\":[{\"id\":\"1\",\"op\":\"fly\"}]}]} | operation 1 has the unknown \"op\" fly",
            "{\"plan\":\"p\",\"channels\":[{\"operations\":[{\"id\":\"1\",\"op\":\"skip\"}]}]} | operation 1 belongs to no \"plan\" or no \"channel\"",
            "{\"plan\":\"p\"} {\"a\": {}} {                   | line 1: Unexpected end-of-input",
    })
    void refusesWhatIsNoPlanFile(String json, String why) {
        assertThatThrownBy(() -> read(json)).isInstanceOf(NotAPlanException.class)
                .hasMessageStartingWith("plan.json is not a plan file: ").hasMessageContaining(why).hasMessageEndingWith("`muster plan --out FILE`");
    }

    @Test
    void aDocumentThatBreaksOffIsNotAPlanFile() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PlanWriter writer = new PlanWriter(out, "p1", FINGERPRINT);
        writer.channel("zoom", 1, null, Map.of());
        for (int i = 0; i < 1000; i++) {
            writer.operation(operation("CTO"), null);
        }

        assertThatThrownBy(() -> read(out.toString(StandardCharsets.UTF_8))).isInstanceOf(NotAPlanException.class);
    }

    @Test
    void fingerprintsChangeWithEverythingThatWasPlannedFrom() {
        Operation operation = operation("CTO");
        Operation otherValue = operation("CIO");
        Operation maskedOne = operation("1", Map.of("pin", new Change(Writes.HIDDEN, Writes.HIDDEN)), Map.of("pin", List.of("hmac:1")));
        Operation maskedOther = operation("1", Map.of("pin", new Change(Writes.HIDDEN, Writes.HIDDEN)), Map.of("pin", List.of("hmac:2")));
        Operation twoValues = operation("1", Map.of("title", new Change(List.of("CEO"), List.of("C", "TO"))), Map.of());
        Operation unknown = operation("1", Map.of("title", new Change(null, List.of("CTO"))), Map.of());

        assertThat(List.of(FINGERPRINT.of(operation), FINGERPRINT.of(otherValue), FINGERPRINT.of(maskedOne), FINGERPRINT.of(maskedOther),
                FINGERPRINT.of(twoValues), FINGERPRINT.of(unknown), new Fingerprint(new byte[] {1}).of(operation))).doesNotHaveDuplicates();
        assertThat(FINGERPRINT.of(operation("CTO"))).isEqualTo(FINGERPRINT.of(operation)).doesNotContain("=");
    }

    @Test
    void streamsAHundredThousandOperations(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("plan.json");
        Operation operation = operation("CTO");
        try (var out = Files.newOutputStream(file); PlanWriter writer = new PlanWriter(out, "p1", FINGERPRINT)) {
            writer.channel("zoom", 0, null, Map.of(OperationKind.UPDATE, 100_000L));
            for (int i = 0; i < 100_000; i++) {
                writer.operation(operation, null);
            }
        }
        long count = 0;
        try (InputStream in = Files.newInputStream(file); PlanReader reader = new PlanReader(in, "plan.json")) {
            while (reader.hasNext()) {
                reader.next();
                count++;
            }
        }

        assertThat(count).isEqualTo(100_000);
    }
}
