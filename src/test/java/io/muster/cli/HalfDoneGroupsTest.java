package io.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.RDN;
import io.muster.sandbox.EmbeddedDirectory;
import io.muster.sandbox.service.Fault;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Zendesk did the first half of what was to happen to a group, and then the directory takes all of it back: so must Zendesk. For people see {@link TakenBackTest}. */
class HalfDoneGroupsTest {

    private final ZendeskWorld world = new ZendeskWorld().with("zendesk.groups.filter", "(cn=*)").with("muster.retry.tries", "0");
    private final EmbeddedDirectory directory = world.directory;

    @BeforeEach
    void company() {
        for (String name : List.of("Ada", "Blaise", "Carl", "Dorothy", "Emmy")) {
            world.hire(name, "Family", "Engineer", "Engineering");
        }
        directory.group("Research", "ada", "blaise", "carl", "dorothy", "emmy");
        world.sync();
    }

    @AfterEach
    void close() {
        world.close();
    }

    private void halfDone(Fault fault) {
        world.zendesk.faults().add(fault);
        assertThat(ZendeskWorld.story(world.sync())).singleElement().asString().endsWith("deferred");
        world.zendesk.faults().clear();
        // a new process: the connection does not rest any more
        world.with("muster.retry.delay", "6");
    }

    /** A status with which a service asks for a longer pause than a worker waits, where it is one of those. */
    private static Fault fault(int status) {
        return status == 429 ? Fault.status(429).header("Retry-After", "900") : Fault.status(status);
    }

    private void thenPeace() {
        world.sync();
        assertThat(ZendeskWorld.story(world.sync())).isEmpty();
    }

    private void everyJobEnds() {
        while (world.callZendesk("GET", "/job_statuses", null).findValuesAsText("status").stream().anyMatch(Set.of("queued", "working")::contains)) {
            Thread.onSpinWait();
        }
    }

    private JsonNode group() {
        return world.zendesk.groups().stream().filter(group -> !group.path("deleted").asBoolean() && !group.path("default").asBoolean()).findFirst().orElseThrow();
    }

    private void rename(String group, String name) throws LDAPException {
        directory.ldap().modifyDN(EmbeddedDirectory.groupDn(group), new RDN("cn", name).toString(), true);
    }

    @ParameterizedTest
    @ValueSource(ints = {403, 429, 500})
    void a_group_that_is_renamed_and_keeps_its_members_is_renamed_back(int status) throws LDAPException {
        // Given
        rename("Research", "Science");
        directory.leave("Science", "emmy");
        halfDone(fault(status).on("GET", "/api/v2/groups/\\d+/memberships"));
        assertThat(group().path("name").asText()).isEqualTo("Science");
        // When
        rename("Science", "Research");
        directory.join("Research", "emmy");
        thenPeace();
        // Then
        assertThat(group().path("name").asText()).isEqualTo("Research");
        assertThat(group().path("members")).hasSize(5);
    }

    @ParameterizedTest
    @ValueSource(ints = {403, 429, 500})
    void members_whom_a_job_removes_come_back(int status) {
        // Given
        world.zendesk.settings(Map.of("jobMillis", 4000));
        List.of("ada", "blaise", "carl").forEach(uid -> directory.leave("Research", uid));
        halfDone(fault(status).on("GET", "/api/v2/job_statuses.*"));
        // When
        List.of("ada", "blaise", "carl").forEach(uid -> directory.join("Research", uid));
        thenPeace();
        // Then
        everyJobEnds();
        assertThat(group().path("members")).hasSize(5);
        assertThat(ZendeskWorld.story(world.sync())).isEmpty();
    }

    @Test
    void members_whom_a_job_removes_come_back_though_nobody_heard_of_the_job() {
        // Given
        world.zendesk.settings(Map.of("jobMillis", 4000));
        List.of("ada", "blaise", "carl").forEach(uid -> directory.leave("Research", uid));
        halfDone(Fault.reset().afterWork().on("DELETE", "/api/v2/group_memberships/destroy_many"));
        // When
        List.of("ada", "blaise", "carl").forEach(uid -> directory.join("Research", uid));
        thenPeace();
        // Then
        everyJobEnds();
        assertThat(group().path("members")).hasSize(5);
        assertThat(ZendeskWorld.story(world.sync())).isEmpty();
    }
}
