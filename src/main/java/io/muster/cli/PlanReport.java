package io.muster.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.muster.cycle.Cycle;
import io.muster.ledger.Recorded;
import io.muster.plan.Change;
import io.muster.plan.Operation;
import io.muster.plan.OperationKind;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes plans and their outcomes as the JSON of {@code contract.md}, one operation at a time. */
final class PlanReport {

    private static final List<String> OUTCOMES = List.of("applied", "skipped", "held", "deferred", "dead", "stale", "superseded");

    private PlanReport() {
    }

    /** @param forFile whether each operation carries the fingerprint that {@code apply} compares */
    static void write(OutputStream out, List<Cycle> cycles, boolean forFile) {
        try (JsonGenerator json = new JsonFactory().createGenerator(out).disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)) {
            json.writeStartObject();
            json.writeStringField("plan", cycles.isEmpty() ? "" : cycles.get(0).getId());
            json.writeArrayFieldStart("channels");
            for (Cycle cycle : cycles) {
                channel(json, cycle, forFile);
            }
            json.writeEndArray();
            json.writeEndObject();
            json.writeRaw('\n');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void channel(JsonGenerator json, Cycle cycle, boolean forFile) throws IOException {
        json.writeStartObject();
        json.writeStringField("channel", cycle.live().name());
        json.writeStringField("cycle", cycle.getId());
        json.writeNumberField("managed", cycle.managed());
        json.writeStringField("untrusted", cycle.distrust());
        if (cycle.request().undo() != null) {
            json.writeStringField("undo", cycle.request().undo());
            json.writeArrayFieldStart("notUndone");
            for (String left : cycle.notUndone()) {
                json.writeString(left);
            }
            json.writeEndArray();
        }
        if (cycle.failure() != null) {
            json.writeStringField("error", cycle.failure().getMessage());
        }
        Map<String, Long> counts = new LinkedHashMap<>();
        if (cycle.draft()) {
            for (OperationKind kind : OperationKind.values()) {
                counts.put(kind.json(), 0L);
            }
        } else {
            OUTCOMES.forEach(outcome -> counts.put(outcome, 0L));
        }
        json.writeArrayFieldStart("operations");
        cycle.book().operations(recorded -> {
            try {
                operation(json, cycle, recorded, forFile);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            counts.merge(cycle.draft() ? recorded.operation().op().json() : recorded.state(), 1L, Long::sum);
        });
        json.writeEndArray();
        json.writeObjectFieldStart("counts");
        for (Map.Entry<String, Long> count : counts.entrySet()) {
            json.writeNumberField(count.getKey(), count.getValue());
        }
        json.writeEndObject();
        json.writeEndObject();
    }

    private static void operation(JsonGenerator json, Cycle cycle, Recorded recorded, boolean forFile) throws IOException {
        Operation o = recorded.operation();
        json.writeStartObject();
        json.writeStringField("id", o.id());
        json.writeStringField("op", o.op().json());
        json.writeStringField("guid", o.guid().toString());
        json.writeStringField("dn", o.dn());
        json.writeStringField("key", o.key());
        json.writeStringField("account", o.account());
        json.writeBooleanField("disabled", o.disabled());
        json.writeStringField("held", recorded.held() == null ? null : recorded.held().json());
        json.writeStringField("reason", o.reason());
        json.writeObjectFieldStart("changes");
        for (Map.Entry<String, Change> change : o.changes().entrySet()) {
            json.writeObjectFieldStart(change.getKey());
            if (change.getValue().from() != null) {
                values(json, "from", change.getValue().from());
            }
            values(json, "to", change.getValue().to());
            json.writeEndObject();
        }
        json.writeEndObject();
        json.writeArrayFieldStart("warnings");
        for (String warning : o.warnings()) {
            json.writeString(warning);
        }
        json.writeEndArray();
        if (forFile) {
            json.writeStringField("fingerprint", cycle.fingerprint(o));
        }
        if (!cycle.draft()) {
            json.writeStringField("outcome", recorded.state());
            if (recorded.cause() != null) {
                json.writeStringField("cause", recorded.cause());
            }
            if (recorded.status() != null) {
                json.writeNumberField("status", recorded.status());
            }
        }
        json.writeEndObject();
    }

    private static void values(JsonGenerator json, String field, List<String> values) throws IOException {
        json.writeFieldName(field);
        if (values == null || values.isEmpty()) {
            json.writeNull();
        } else if (values.size() == 1) {
            json.writeString(values.get(0));
        } else {
            json.writeStartArray();
            for (String value : values) {
                json.writeString(value);
            }
            json.writeEndArray();
        }
    }
}
