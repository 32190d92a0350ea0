package io.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.muster.sandbox.Sandbox;
import io.muster.sandbox.service.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/** "Why was this user disabled" answered in one command, with the whole chain; and what happens when a cycle is undone. */
@ResourceLock(Resources.SYSTEM_OUT)
class WhyTest {

    @TempDir
    Path folder;

    private final Sandbox sandbox = Sandbox.start();
    private final Map<String, String> keys = new LinkedHashMap<>();

    @BeforeEach
    void configure() throws IOException {
        keys.putAll(sandbox.configuration(folder.resolve("unused.db"), "zoom"));
        keys.put("ledger.url", "jdbc:sqlite:ledger.db");
        keys.put("muster.retry.delay", "5");
        keys.put("muster.retry.tries", "2");
        set("zoom.guard.window", "24h");
        muster("sync");
    }

    private void set(String key, String value) throws IOException {
        keys.put(key, value);
        Files.write(folder.resolve("application.properties"), keys.entrySet().stream().map(entry -> entry.getKey() + " = " + entry.getValue()).toList());
    }

    @AfterEach
    void close() {
        sandbox.close();
    }

    private Ran muster(String line) {
        return Ran.muster(Stream.concat(Stream.of("--config", folder.resolve("application.properties").toString()), Stream.of(line.replace("FOLDER", folder.toString()).split(" ")))
                .toArray(String[]::new));
    }

    private JsonNode why(String rest) throws IOException {
        return muster("why jill.chill@example.com --json" + rest).json().at("/accounts/0");
    }

    private static JsonNode last(JsonNode story) {
        return story.path("operations").path(story.path("operations").size() - 1);
    }

    private boolean active() {
        return sandbox.zoom().user("jill.chill@example.com").path("active").asBoolean();
    }

    private String title() {
        return sandbox.zoom().user("jill.chill@example.com").path("title").asText();
    }

    @Test
    void the_chain_goes_from_the_attribute_to_the_request() throws IOException {
        // Given
        String before = title();
        Instant then = Instant.now();
        sandbox.directory().changeTitle("jill.chill", "CEO");
        // When
        String cycle = muster("sync --json").json().at("/channels/0/cycle").asText();
        // Then
        JsonNode told = last(why(""));
        assertThat(told.at("/source/title/from").asText()).isEqualTo(before);
        assertThat(told.at("/source/title/to").asText()).isEqualTo("CEO");
        assertThat(Instant.parse(told.path("seen").asText())).isBetween(then.minusMillis(1), Instant.now());
        assertThat(told.path("rule").asText()).isEqualTo("update = true");
        assertThat(told.path("cycle").asText()).isEqualTo(cycle);
        assertThat(told.path("askedBy").asText()).startsWith("muster sync by ");
        JsonNode request = told.at("/requests/0");
        assertThat(request.path("method").asText()).isEqualTo("PUT");
        assertThat(request.path("path").asText()).startsWith("/Users/");
        assertThat(request.path("status").asInt()).isEqualTo(200);
        assertThat(request.path("requestId").asText()).contains("rid=");
        // And for people
        assertThat(muster("why jill.chill").out()).contains("title: " + before + " -> CEO, seen ").contains("update = true").contains("PUT /Users/").contains("rid=");
    }

    @Test
    void a_disable_names_the_status_the_option_and_who_approved_it() throws IOException {
        // Given
        set("zoom.guard.max-removals", "0");
        sandbox.directory().disable("jill.chill");
        muster("sync");
        // When nothing is done yet
        JsonNode held = last(why(""));
        // Then
        assertThat(held.path("outcome").asText()).isEqualTo("held");
        assertThat(held.path("waitsFor").asText()).isEqualTo("muster approve zoom " + held.path("id").asText() + ", since the guard holds it");
        assertThat(active()).isTrue();
        // And when that one is approved
        assertThat(muster("approve zoom " + held.path("id").asText()).exit()).isZero();
        assertThat(last(why("")).path("waitsFor").asText()).contains("next cycle");
        muster("sync");
        JsonNode told = last(why(""));
        assertThat(told.at("/source/nsAccountLock/from").asText() + " -> " + told.at("/source/nsAccountLock/to").asText()).isEqualTo("enabled -> disabled (true)");
        assertThat(told.path("rule").asText()).isEqualTo("on-disabled = disable");
        assertThat(told.path("approvedBy").asText()).isEqualTo(System.getProperty("user.name"));
        assertThat(told.path("outcome").asText()).isEqualTo("applied");
        assertThat(active()).isFalse();
    }

    @Test
    void a_status_that_is_masked_is_told_without_its_value() throws IOException {
        // Given
        set("zoom.map.title", "nsAccountLock");
        set("zoom.map.title.mask", "true");
        sandbox.directory().disable("jill.chill");
        // When
        muster("sync");
        // Then
        assertThat(last(why("")).at("/source/nsAccountLock/to").asText()).isEqualTo("disabled");
        assertThat(active()).isFalse();
    }

    @Test
    void tries_that_failed_are_told_with_those_that_got_no_answer() throws IOException {
        // Given
        sandbox.directory().changeTitle("jill.chill", "CEO");
        sandbox.zoom().faults().add(Fault.reset().next(1).on("PUT", null));
        sandbox.zoom().faults().add(Fault.status(503).next(1).on("PUT", null));
        // When
        muster("sync");
        // Then
        JsonNode requests = last(why("")).path("requests");
        assertThat(requests).hasSize(3);
        assertThat(requests.path(0).path("status").isNull()).isTrue();
        assertThat(requests.path(0).path("cause").asText()).isNotEmpty();
        assertThat(requests.path(1).path("status").asInt()).isEqualTo(503);
        assertThat(requests.path(2).path("outcome").asText()).isEqualTo("applied");
        assertThat(muster("why jill.chill").out()).contains("no answer");
    }

    @Test
    void nothing_done_has_a_reason_too() throws IOException {
        // Given an unchanged user
        assertThat(why("").path("nothing").asText()).startsWith("nothing is to be done: the entry shows no change since");
        // When one is refused by the service
        sandbox.directory().changeTitle("jill.chill", "Too funny");
        sandbox.zoom().faults().add(Fault.status(400).body("{\"detail\":\"The title is too funny.\",\"status\":400}").next(1).on("PUT", null));
        muster("sync");
        // Then
        assertThat(why("").path("nothing").asText()).contains("dead: The title is too funny.").contains("muster retry zoom");
        // And when an option is off
        set("zoom.update", "false");
        sandbox.directory().changeTitle("jill.chill", "CEO");
        muster("sync");
        assertThat(why("").path("nothing").asText()).contains("skipped: update = false, title changed");
        assertThat(last(why("")).path("op").asText()).isEqualTo("skip");
        // And when the source is what it was, but not the configuration
        set("zoom.update", "true");
        muster("sync");
        assertThat(last(why("")).at("/source/configuration/to").asText()).isEqualTo("changed");
    }

    @Test
    void at_a_time_it_tells_what_was_known_and_sent_by_then() throws IOException {
        // Given
        String first = title();
        Instant start = Instant.now();
        sandbox.directory().changeTitle("jill.chill", "CEO");
        muster("sync");
        Instant between = Instant.now();
        sandbox.directory().disable("jill.chill");
        muster("sync");
        // When
        JsonNode early = why(" --at " + start);
        JsonNode middle = why(" --at " + between);
        JsonNode before = why(" --at 2001-01-01T00:00:00Z");
        // Then
        assertThat(early.at("/sent/title").asText()).isEqualTo(first);
        assertThat(middle.at("/sent/title").asText()).isEqualTo("CEO");
        assertThat(middle.path("state").asText()).isEqualTo("active");
        assertThat(middle.path("account").asText()).isEqualTo(why("").path("account").asText()).isNotEmpty();
        assertThat(middle.path("operations")).hasSize(2);
        assertThat(why("").path("state").asText()).isEqualTo("disabled");
        assertThat(before.path("state").asText()).isEqualTo("none");
        assertThat(before.path("operations")).isEmpty();
        assertThat(muster("why jill.chill --at " + between).out()).contains("at " + between + " active").contains("sent by then: ").contains("title = CEO").contains("nothing waited");
    }

    @Test
    void somebody_who_was_deleted_is_still_answered_for() throws IOException {
        // Given
        set("zoom.on-removed", "delete");
        String account = sandbox.zoom().user("jill.chill@example.com").path("id").asText();
        sandbox.directory().remove("jill.chill");
        muster("sync");
        assertThat(sandbox.zoom().user("jill.chill@example.com")).isNull();
        // When
        JsonNode told = last(why(""));
        // Then
        assertThat(told.path("op").asText()).isEqualTo("delete");
        assertThat(told.at("/source/scope/to").asText()).isEqualTo("gone");
        assertThat(told.path("rule").asText()).isEqualTo("on-removed = delete");
        assertThat(muster("why " + account).exit()).isZero();
        assertThat(muster("why jill.chill").exit()).isZero();
        assertThat(muster("why jill.chil").exit()).isEqualTo(5);
    }

    @Test
    void undoing_a_cycle_plans_the_inverse_and_applies_it_from_the_file() throws IOException {
        // Given
        String before = title();
        sandbox.directory().changeTitle("jill.chill", "CEO");
        sandbox.directory().disable("jill.chill");
        sandbox.directory().changeTitle("aiko.yamada", "CTO");
        String cycle = muster("sync --json").json().at("/channels/0/cycle").asText();
        long requests = sandbox.zoom().requests().total();
        // When
        Ran plan = muster("undo " + cycle + " --out FOLDER/undo.json --json");
        // Then nothing is written yet
        assertThat(plan.exit()).isZero();
        assertThat(plan.json().at("/channels/0/counts/enable").asInt()).isEqualTo(1);
        assertThat(plan.json().at("/channels/0/counts/update").asInt()).isEqualTo(1);
        assertThat(sandbox.zoom().requests().total()).isEqualTo(requests);
        assertThat(active()).isFalse();
        // And when it is applied
        Ran applied = muster("apply FOLDER/undo.json --json");
        assertThat(applied.exit()).as(applied.toString()).isZero();
        assertThat(applied.json().at("/channels/0/counts/applied").asInt()).isEqualTo(2);
        assertThat(active()).isTrue();
        assertThat(title()).isEqualTo(before);
        // And it stays so until the entry changes
        assertThat(muster("sync --json").json().at("/channels/0/operations")).isEmpty();
        assertThat(last(why("")).path("askedBy").asText()).contains("undoing of " + cycle);
        sandbox.directory().changeTitle("jill.chill", "Chair");
        muster("sync");
        assertThat(active()).isFalse();
        assertThat(title()).isEqualTo("Chair");
    }

    @Test
    void what_can_not_be_undone_is_named_before() throws IOException {
        // Given
        set("zoom.on-removed", "delete");
        muster("sync");
        sandbox.directory().remove("jill.chill");
        sandbox.directory().changeTitle("aiko.yamada", "CTO");
        String cycle = muster("sync --json").json().at("/channels/0/cycle").asText();
        sandbox.directory().changeTitle("aiko.yamada", "CIO");
        muster("sync");
        // When
        Ran plan = muster("undo " + cycle);
        // Then
        assertThat(plan.exit()).isZero();
        assertThat(plan.out()).contains("can't be undone: delete of jill.chill@example.com: the account was deleted for good")
                .contains("can't be undone: update of aiko.yamada@example.com: title stays: it was changed again since").contains("nothing to do");
        assertThat(muster("undo zoom-none").exit()).isEqualTo(1);
    }

    @Test
    void an_undo_whose_record_changed_since_is_stale() throws IOException {
        // Given
        sandbox.directory().changeTitle("jill.chill", "CEO");
        String cycle = muster("sync --json").json().at("/channels/0/cycle").asText();
        muster("undo " + cycle + " --out FOLDER/undo.json");
        sandbox.directory().changeTitle("jill.chill", "Chair");
        muster("sync");
        // When
        Ran applied = muster("apply FOLDER/undo.json --json");
        // Then
        assertThat(applied.exit()).as(applied.toString()).isEqualTo(2);
        assertThat(applied.json().at("/channels/0/operations/0/outcome").asText()).isEqualTo("stale");
        assertThat(title()).isEqualTo("Chair");
    }

    @Test
    void an_undo_that_is_more_than_the_guard_lets_through_is_held() throws IOException {
        // Given
        sandbox.directory().changeTitle("jill.chill", "CEO");
        String cycle = muster("sync --json").json().at("/channels/0/cycle").asText();
        set("zoom.guard.max-updates", "0");
        // When
        Ran plan = muster("undo " + cycle + " --out FOLDER/undo.json");
        // Then
        assertThat(plan.exit()).isEqualTo(3);
        assertThat(plan.out()).contains("held by guard").contains("guard.max-updates");
        assertThat(muster("apply FOLDER/undo.json").exit()).isEqualTo(3);
        assertThat(title()).isEqualTo("CEO");
    }
}
