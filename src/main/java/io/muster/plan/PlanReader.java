package io.muster.plan;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Reads the operations of a plan file, one at a time. Constructor and iteration throw {@link NotAPlanException} where the file is none.
 * Only what {@code muster apply} compares is kept: values are computed anew.
 */
public final class PlanReader implements Iterator<PlanReader.Planned>, Closeable {

    private static final Map<String, OperationKind> KINDS = Arrays.stream(OperationKind.values())
            .collect(Collectors.toUnmodifiableMap(OperationKind::json, Function.identity()));

    private final JsonParser json;
    private final String name;
    private String plan;
    private String channel;
    private Planned next;

    /**
     * One operation as it was planned.
     *
     * @param plan        the plan's id
     * @param fingerprint what it was planned from: {@link Fingerprint}
     */
    public record Planned(String plan, String channel, String id, OperationKind op, UUID guid, String dn, String key, String account,
            String fingerprint) {
    }

    /** The file is not a plan file of Muster, or it is damaged. */
    public static final class NotAPlanException extends RuntimeException {
        private static final long serialVersionUID = 1;

        NotAPlanException(String name, String why) {
            super(name + " is not a plan file: " + why + "; write one with `muster plan --out FILE`");
        }
    }

    /**
     * Begins to read.
     *
     * @param name the file's name, for messages
     */
    public PlanReader(InputStream in, String name) throws IOException {
        this.json = new JsonFactory().createParser(in);
        this.name = name;
        try {
            expect(JsonToken.START_OBJECT, "it does not begin with {");
        } catch (JsonProcessingException e) {
            throw notJson(e);
        }
        advance();
    }

    /** The plan's id. */
    public String plan() {
        return plan;
    }

    @Override
    public boolean hasNext() {
        return next != null;
    }

    @Override
    public Planned next() {
        if (next == null) {
            throw new NoSuchElementException();
        }
        Planned result = next;
        advance();
        return result;
    }

    private void advance() {
        try {
            next = read();
        } catch (JsonProcessingException e) {
            throw notJson(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Goes on until the next operation; at the end of the document answers null. */
    private Planned read() throws IOException {
        for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
            if (token == JsonToken.START_OBJECT && inOperations()) {
                return operation();
            }
            if (token == JsonToken.VALUE_STRING && "plan".equals(json.currentName())) {
                plan = json.getText();
            } else if (token == JsonToken.VALUE_STRING && "channel".equals(json.currentName())) {
                channel = json.getText();
            } else if (token == JsonToken.FIELD_NAME && "counts".equals(json.currentName())) {
                json.nextToken();
                json.skipChildren();
            }
        }
        if (plan == null) {
            throw new NotAPlanException(name, "it has no \"plan\"");
        }
        return null;
    }

    private boolean inOperations() {
        JsonStreamContext array = json.getParsingContext().getParent();
        return array.inArray() && "operations".equals(array.getParent().getCurrentName());
    }

    private Planned operation() throws IOException {
        Map<String, String> fields = new HashMap<>();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String field = json.currentName();
            if (json.nextToken().isStructStart()) {
                json.skipChildren();
            } else if (json.currentToken() != JsonToken.VALUE_NULL) {
                fields.put(field, json.getText());
            }
        }
        String id = required(fields, "id", "an operation");
        OperationKind kind = KINDS.get(required(fields, "op", "operation " + id));
        if (kind == null) {
            throw new NotAPlanException(name, "operation " + id + " has the unknown \"op\" " + fields.get("op"));
        }
        if (plan == null || channel == null) {
            throw new NotAPlanException(name, "operation " + id + " belongs to no \"plan\" or no \"channel\"");
        }
        String fingerprint = required(fields, "fingerprint", "operation " + id);
        return new Planned(plan, channel, id, kind, guid(required(fields, "guid", "operation " + id)), fields.get("dn"), fields.get("key"),
                fields.get("account"), fingerprint);
    }

    private String required(Map<String, String> fields, String field, String what) {
        String value = fields.get(field);
        if (value == null) {
            throw new NotAPlanException(name, what + " has no \"" + field + "\"");
        }
        return value;
    }

    private UUID guid(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw new NotAPlanException(name, "\"" + text + "\" is not a GUID");
        }
    }

    private void expect(JsonToken token, String otherwise) throws IOException {
        if (json.nextToken() != token) {
            throw new NotAPlanException(name, otherwise);
        }
    }

    private NotAPlanException notJson(JsonProcessingException e) {
        return new NotAPlanException(name, "line " + e.getLocation().getLineNr() + ": " + e.getOriginalMessage());
    }

    @Override
    public void close() throws IOException {
        json.close();
    }
}
