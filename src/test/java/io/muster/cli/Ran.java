package io.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A command that was run in this JVM: its exit code and what it wrote. */
record Ran(int exit, String out, String err) {

    static Ran muster(String... arguments) {
        PrintStream stdout = System.out;
        PrintStream stderr = System.err;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        try {
            System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
            System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
            int exit = Muster.execute(arguments);
            return new Ran(exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(stdout);
            System.setErr(stderr);
        }
    }

    /** The one document on standard output. */
    JsonNode json() throws IOException {
        return one(out);
    }

    static JsonNode one(String text) throws IOException {
        try (MappingIterator<JsonNode> documents = new ObjectMapper().readerFor(JsonNode.class).readValues(text)) {
            List<JsonNode> all = documents.readAll();
            assertThat(all).as(text).hasSize(1);
            return all.get(0);
        }
    }
}
