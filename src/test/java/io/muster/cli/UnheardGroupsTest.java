package io.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.RDN;
import io.muster.sandbox.EmbeddedDirectory;
import io.muster.sandbox.service.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The hardest case for groups: Zendesk did the work, the answer never came, and before the next cycle the directory thinks otherwise. No group is there
 * twice, none is left behind, and nobody is in one without the directory saying so.
 */
class UnheardGroupsTest {

    private final ZendeskWorld world = new ZendeskWorld().with("zendesk.groups.filter", "(!(description=gone))").with("muster.retry.tries", "0");
    private final EmbeddedDirectory directory = world.directory;

    @BeforeEach
    void company() {
        world.hire("Ada", "Byron", "Engineer", "Engineering").hire("Emmy", "Noether", "Engineer", "Engineering");
        directory.group("Research", "emmy");
        world.sync();
    }

    @AfterEach
    void close() {
        world.close();
    }

    /** A sync whose writes of groups are done and never answered. */
    private void unheard() {
        for (String method : List.of("POST", "PUT", "DELETE")) {
            world.zendesk.faults().add(Fault.reset().afterWork().on(method, "/api/v2/group.*"));
        }
        assertThat(ZendeskWorld.story(world.sync())).anyMatch(line -> line.startsWith("group-") && line.endsWith("deferred"));
        world.zendesk.faults().clear();
        // a new process: the connection does not rest any more
        world.with("muster.retry.delay", "6");
    }

    private void twoCyclesAndThenNothing() {
        world.sync();
        world.sync();
        assertThat(ZendeskWorld.story(world.sync())).isEmpty();
    }

    /** The members' addresses of every group that the directory could know of; two of one name would not fit in. */
    private Map<String, List<String>> groups() {
        Map<String, List<String>> groups = new TreeMap<>();
        for (JsonNode group : world.zendesk.groups()) {
            if (!group.path("deleted").asBoolean() && !group.path("default").asBoolean()) {
                List<String> members = new ArrayList<>();
                group.path("members").forEach(id -> world.zendesk.users().stream().filter(user -> user.path("id").asText().equals(id.asText()))
                        .forEach(user -> members.add(user.path("email").asText())));
                members.sort(null);
                assertThat(groups.put(group.path("name").asText(), members)).as("another group of the name %s", group.path("name")).isNull();
            }
        }
        return groups;
    }

    private void rename(String group, String name) throws LDAPException {
        directory.ldap().modifyDN(EmbeddedDirectory.groupDn(group), new RDN("cn", name).toString(), true);
    }

    /** Deletes a group, and makes another, so that the directory does not look like a replica that is behind. */
    private void delete(String group) throws LDAPException {
        directory.ldap().delete(EmbeddedDirectory.groupDn(group));
        directory.group("Newest");
    }

    private void describe(String group, String... description) throws LDAPException {
        directory.ldap().modify(EmbeddedDirectory.groupDn(group), new Modification(ModificationType.REPLACE, "description", description));
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "false"})
    void a_group_that_was_created_is_found_again_adopted_or_not(String adopt) {
        // Given
        world.with("zendesk.groups.adopt", adopt);
        directory.group("Engineering", "ada");
        unheard();
        assertThat(groups()).containsKey("Engineering");
        // When
        directory.join("Engineering", "emmy");
        twoCyclesAndThenNothing();
        // Then
        assertThat(groups()).isEqualTo(Map.of("Engineering", List.of("ada@example.com", "emmy@example.com"), "Research", List.of("emmy@example.com")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "false"})
    void a_group_that_was_created_and_has_another_name_since_is_there_once(String adopt) throws LDAPException {
        // Given
        world.with("zendesk.groups.adopt", adopt);
        directory.group("Engineering", "ada");
        unheard();
        // When
        rename("Engineering", "Construction");
        twoCyclesAndThenNothing();
        // Then
        assertThat(groups()).isEqualTo(Map.of("Construction", List.of("ada@example.com"), "Research", List.of("emmy@example.com")));
    }

    @Test
    void the_name_of_a_group_that_was_created_may_go_to_another_since() throws LDAPException {
        // Given
        directory.group("Engineering", "ada");
        unheard();
        // When
        rename("Engineering", "Construction");
        directory.group("Engineering", "emmy");
        twoCyclesAndThenNothing();
        // Then
        assertThat(groups()).isEqualTo(Map.of("Construction", List.of("ada@example.com"), "Engineering", List.of("emmy@example.com"), "Research", List.of("emmy@example.com")));
    }

    @Test
    void a_group_that_was_created_and_deleted_since_is_gone() throws LDAPException {
        // Given
        directory.group("Engineering", "ada");
        unheard();
        // When
        delete("Engineering");
        twoCyclesAndThenNothing();
        // Then
        assertThat(groups()).isEqualTo(Map.of("Newest", List.of(), "Research", List.of("emmy@example.com")));
    }

    @Test
    void a_group_that_was_created_and_made_anew_since_is_there_once() throws LDAPException {
        // Given
        directory.group("Engineering", "ada");
        unheard();
        // When
        delete("Engineering");
        directory.group("Engineering", "emmy");
        twoCyclesAndThenNothing();
        // Then
        assertThat(groups()).isEqualTo(Map.of("Engineering", List.of("emmy@example.com"), "Newest", List.of(), "Research", List.of("emmy@example.com")));
    }

    @Test
    void a_group_that_was_not_created_and_is_deleted_since_is_forgotten() throws LDAPException {
        // Given
        directory.group("Engineering", "ada");
        world.zendesk.faults().add(Fault.reset().on("POST", "/api/v2/groups"));
        world.sync();
        world.zendesk.faults().clear();
        world.with("muster.retry.delay", "6");
        // When
        delete("Engineering");
        twoCyclesAndThenNothing();
        // Then
        assertThat(groups()).containsOnlyKeys("Newest", "Research");
        assertThat(world.ledger().groups("zendesk")).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Research", "Laboratory"})
    void a_group_that_was_renamed_and_has_another_name_since_is_renamed_again(String name) throws LDAPException {
        // Given
        rename("Research", "Science");
        unheard();
        assertThat(groups()).containsOnlyKeys("Science");
        // When
        rename("Science", name);
        twoCyclesAndThenNothing();
        // Then
        assertThat(groups()).isEqualTo(Map.of(name, List.of("emmy@example.com")));
    }

    @Test
    void who_joined_and_has_left_since_is_no_member() {
        // Given
        directory.join("Research", "ada");
        unheard();
        assertThat(groups()).containsEntry("Research", List.of("ada@example.com", "emmy@example.com"));
        // When
        directory.leave("Research", "ada");
        twoCyclesAndThenNothing();
        // Then
        assertThat(groups()).containsEntry("Research", List.of("emmy@example.com"));
    }

    @Test
    void a_member_who_was_created_and_whose_entry_was_made_anew_since_is_a_member() throws LDAPException {
        // Given
        world.hire("Carl", "Gauss", "Engineer", "Engineering");
        directory.join("Research", "carl");
        world.zendesk.faults().add(Fault.reset().afterWork().on("POST", "/api/v2/users"));
        world.sync();
        world.zendesk.faults().clear();
        world.with("muster.retry.delay", "6");
        // When
        directory.ldap().delete(EmbeddedDirectory.dn("carl"));
        world.hire("Carl", "Gauss", "Engineer", "Engineering");
        world.sync();
        world.sync();
        // Then
        assertThat(groups()).isEqualTo(Map.of("Research", List.of("carl@example.com", "emmy@example.com")));
        assertThat(ZendeskWorld.story(world.sync())).isEmpty();
    }

    @Test
    void who_left_and_is_back_since_is_a_member() {
        // Given
        directory.leave("Research", "emmy");
        unheard();
        assertThat(groups()).containsEntry("Research", List.of());
        // When
        directory.join("Research", "emmy");
        twoCyclesAndThenNothing();
        // Then
        assertThat(groups()).containsEntry("Research", List.of("emmy@example.com"));
    }

    @Test
    void a_group_that_was_deleted_and_is_back_since_is_there_again() throws LDAPException {
        // Given
        describe("Research", "gone");
        directory.group("Newest");
        unheard();
        assertThat(groups()).containsOnlyKeys("Newest");
        // When
        describe("Research");
        twoCyclesAndThenNothing();
        // Then
        assertThat(groups()).isEqualTo(Map.of("Newest", List.of(), "Research", List.of("emmy@example.com")));
    }

    @Test
    void a_group_that_was_adopted_and_is_deleted_since_is_gone() throws LDAPException {
        // Given
        world.zendesk.group("Engineering");
        directory.group("Engineering", "ada");
        unheard();
        // When
        delete("Engineering");
        twoCyclesAndThenNothing();
        // Then
        assertThat(groups()).containsOnlyKeys("Newest", "Research");
    }
}
