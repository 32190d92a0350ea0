package io.muster.plan;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;

/**
 * Writes a plan as the JSON of {@code contract.md}: {@code plan --json}, the plan file, and with outcomes {@code sync --json}. Streaming:
 * one operation in memory.
 *
 * <p>{@link #channel} opens a channel, {@link #operation} adds to it, and {@link #close} ends the document, but not the stream.
 */
public final class PlanWriter implements Closeable {

    /** The outcomes of {@code contract.md}, in the order of {@code counts}. */
    private static final List<String> OUTCOMES = List.of("applied", "skipped", "held", "deferred", "dead", "stale", "superseded");

    private final JsonGenerator json;
    private final Fingerprint fingerprint;
    private boolean inChannel;

    /**
     * How an operation ended.
     *
     * @param outcome one of {@code contract.md}'s
     * @param cause   why it failed, or null
     * @param status  the service's HTTP status, or null
     */
    public record Ended(String outcome, String cause, Integer status) {
    }

    /**
     * Begins a document.
     *
     * @param fingerprint for a plan file; null for one that is only shown
     */
    public PlanWriter(OutputStream out, String plan, Fingerprint fingerprint) throws IOException {
        // A document that breaks off must not look complete.
        this.json = new JsonFactory().createGenerator(out).disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
                .disable(JsonGenerator.Feature.AUTO_CLOSE_JSON_CONTENT);
        this.fingerprint = fingerprint;
        json.useDefaultPrettyPrinter();
        json.writeStartObject();
        json.writeStringField("plan", plan);
        json.writeArrayFieldStart("channels");
    }

    /**
     * Begins a channel of a plan; every kind is counted, even when there are none.
     *
     * @param managed   accounts recorded active or disabled
     * @param untrusted the rule that the sweep broke and the remedy, or null
     */
    public void channel(String channel, long managed, String untrusted, Map<OperationKind, Long> counts) throws IOException {
        begin(channel, managed, untrusted);
        for (OperationKind kind : OperationKind.values()) {
            json.writeNumberField(kind.json(), counts.getOrDefault(kind, 0L));
        }
        operations();
    }

    /** Begins a channel whose operations have ended; {@code counts} are by outcome, in the words of {@code contract.md}. */
    public void endedChannel(String channel, long managed, String untrusted, Map<String, Long> counts) throws IOException {
        begin(channel, managed, untrusted);
        for (String outcome : OUTCOMES) {
            json.writeNumberField(outcome, counts.getOrDefault(outcome, 0L));
        }
        operations();
    }

    /** A planned operation; {@code held} is null when it may go on. */
    public void operation(Operation operation, Held held) throws IOException {
        operation(operation, held, null);
    }

    /** An operation that has ended, or with {@code ended} null a planned one. */
    public void operation(Operation operation, Held held, Ended ended) throws IOException {
        json.writeStartObject();
        json.writeStringField("id", operation.id());
        json.writeStringField("op", operation.op().json());
        json.writeStringField("guid", operation.guid().toString());
        json.writeStringField("dn", operation.dn());
        json.writeStringField("key", operation.key());
        json.writeStringField("account", operation.account());
        json.writeBooleanField("disabled", operation.disabled());
        json.writeStringField("held", held == null ? null : held.json());
        json.writeStringField("reason", operation.reason());
        json.writeObjectFieldStart("changes");
        for (Map.Entry<String, Change> change : operation.changes().entrySet()) {
            json.writeObjectFieldStart(change.getKey());
            if (change.getValue().from() != null) {
                value("from", change.getValue().from());
            }
            value("to", change.getValue().to());
            json.writeEndObject();
        }
        json.writeEndObject();
        json.writeArrayFieldStart("warnings");
        for (String warning : operation.warnings()) {
            json.writeString(warning);
        }
        json.writeEndArray();
        if (ended != null) {
            json.writeStringField("outcome", ended.outcome());
            if (ended.cause() != null) {
                json.writeStringField("cause", ended.cause());
            }
            if (ended.status() != null) {
                json.writeNumberField("status", ended.status());
            }
        }
        if (fingerprint != null) {
            json.writeStringField("fingerprint", fingerprint.of(operation));
        }
        json.writeEndObject();
    }

    private void begin(String channel, long managed, String untrusted) throws IOException {
        endChannel();
        inChannel = true;
        json.writeStartObject();
        json.writeStringField("channel", channel);
        json.writeNumberField("managed", managed);
        json.writeStringField("untrusted", untrusted);
        json.writeObjectFieldStart("counts");
    }

    private void operations() throws IOException {
        json.writeEndObject();
        json.writeArrayFieldStart("operations");
    }

    private void endChannel() throws IOException {
        if (inChannel) {
            json.writeEndArray();
            json.writeEndObject();
        }
        inChannel = false;
    }

    /** One value as itself, several as an array, none as null. */
    private void value(String field, List<String> values) throws IOException {
        if (values.size() > 1) {
            json.writeArrayFieldStart(field);
            for (String value : values) {
                json.writeString(value);
            }
            json.writeEndArray();
        } else {
            json.writeStringField(field, values.isEmpty() ? null : values.get(0));
        }
    }

    /** Ends the document and flushes; the stream stays open. */
    @Override
    public void close() throws IOException {
        if (!json.isClosed()) {
            endChannel();
            json.writeEndArray();
            json.writeEndObject();
            json.writeRaw('\n');
            json.close();
        }
    }
}
