package io.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.muster.apply.NotFound;
import io.muster.apply.Rejected;
import io.muster.apply.ServiceFailure;
import io.muster.plan.Found;
import io.muster.plan.InventoryPage;
import io.muster.plan.Operation;
import io.muster.plan.OperationKind;
import io.muster.sandbox.service.Fault;
import io.muster.sandbox.zendesk.ZendeskSwitch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The ports for groups of a running Muster, asked directly, under every value of the uncertain points. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ZendeskGroupsTest {

    private final ZendeskWorld world = new ZendeskWorld();
    private ProducerTemplate producer;

    /** What a port answered, and what it noted. */
    private record Answer(Object body, List<String> notes) {

        Found found() {
            return (Found) body;
        }

        List<String> members() {
            return found().values().get("members");
        }
    }

    @BeforeAll
    void start() {
        producer = world.application().camel().createProducerTemplate();
    }

    @AfterEach
    void forget() {
        world.zendesk.reset();
    }

    @AfterAll
    void stop() {
        world.close();
    }

    @SuppressWarnings("unchecked")
    private Answer ask(String port, Object body) {
        Exchange exchange = producer.request("direct:zendesk-" + port, request -> {
            request.setVariable("channel", "zendesk");
            request.getMessage().setBody(body);
        });
        if (exchange.getException() != null) {
            throw (RuntimeException) ServiceFailure.behind(exchange.getException());
        }
        return new Answer(exchange.getMessage().getBody(), exchange.getVariable("notes", List.of(), List.class));
    }

    private static Operation operation(OperationKind kind, String name, String group, List<String> members) {
        return new Operation("op", "cycle", "zendesk", "zendesk", kind, List.of(), UUID.randomUUID(), "cn=" + name, name, group, false, "test", Map.of(),
                Map.of("name", List.of(name), "members", members), Set.of(), List.of(), 0, false, Map.of(), null);
    }

    private Answer members(String group, String... members) {
        return ask("group-members", operation(OperationKind.GROUP_MEMBERS, "Billing", group, List.of(members)));
    }

    private String group() {
        return String.valueOf(world.zendesk.group("Billing"));
    }

    private String agent(String name) {
        return String.valueOf(world.zendesk.seed(name + "@example.com", "agent"));
    }

    private List<String> agents(int count) {
        return IntStream.range(0, count).mapToObj(i -> agent("agent" + i)).toList();
    }

    private List<String> membersThere(String group) {
        JsonNode view = world.zendesk.groups().stream().filter(one -> one.get("id").asText().equals(group)).findFirst().orElseThrow();
        return StreamSupport.stream(view.get("members").spliterator(), false).map(JsonNode::asText).toList();
    }

    static Stream<Arguments> everyValue() {
        return Arrays.stream(ZendeskSwitch.values()).flatMap(one -> one.choices().stream().map(value -> Arguments.of(one, value)));
    }

    @ParameterizedTest
    @MethodSource("everyValue")
    void a_groups_life_is_the_same(ZendeskSwitch one, String value) {
        // Given
        world.zendesk.switches().set(one, value);
        List<String> agents = agents(6);
        // When it is created
        Found created = ask("group-create", operation(OperationKind.GROUP_CREATE, "Billing", null, List.of())).found();
        // Then
        assertThat(created.key()).isEqualTo("Billing");
        assertThat(created.values().get("members")).isEmpty();
        // When many and few come and go
        assertThat(members(created.account(), agents.subList(0, 5).toArray(String[]::new)).members()).containsExactlyInAnyOrderElementsOf(agents.subList(0, 5));
        assertThat(members(created.account(), agents.get(0), agents.get(5)).members()).containsExactlyInAnyOrder(agents.get(0), agents.get(5));
        Answer one5 = members(created.account(), agents.get(5));
        // Then
        assertThat(one5.members()).containsExactly(agents.get(5));
        assertThat(one5.notes()).isEmpty();
        assertThat(membersThere(created.account())).containsExactly(agents.get(5));
        // When it is renamed, and its members are asked for again
        Found renamed = ask("group-rename", operation(OperationKind.GROUP_RENAME, "Accounts", created.account(), List.of())).found();
        world.zendesk.requests().clear();
        members(created.account(), agents.get(5));
        // Then
        assertThat(renamed.key()).isEqualTo("Accounts");
        assertThat(world.writes()).isZero();
        // When it is deleted, twice
        ask("group-delete", operation(OperationKind.GROUP_DELETE, "Accounts", created.account(), List.of()));
        Answer again = ask("group-delete", operation(OperationKind.GROUP_DELETE, "Accounts", created.account(), List.of()));
        // Then
        assertThat(again.body()).isNull();
        assertThat(inventory()).extracting(Found::key).containsExactly("Support");
    }

    private List<Found> inventory() {
        List<Found> all = new ArrayList<>();
        String next = null;
        do {
            InventoryPage page = (InventoryPage) ask("group-inventory", next).body();
            all.addAll(page.accounts());
            next = page.next();
        } while (next != null);
        return all;
    }

    @Test
    void the_inventory_has_every_page_and_tells_the_default_group() {
        // Given
        IntStream.range(0, 230).forEach(i -> world.zendesk.group("Group " + i));
        // When
        List<Found> all = inventory();
        // Then
        assertThat(all).hasSize(231).extracting(Found::account).doesNotHaveDuplicates();
        assertThat(all).filteredOn(group -> "true".equals(group.kept().get("default"))).extracting(Found::key).containsExactly("Support");
    }

    @ParameterizedTest
    @CsvSource({"user_id,1", "user,1", "user_id,4", "user,4"})
    void an_end_user_is_skipped_with_a_note_and_the_others_join(String key, int agents) {
        // Given
        world.zendesk.switches().set(ZendeskSwitch.END_USER_MEMBERSHIP, key);
        List<String> wanted = new ArrayList<>(agents(agents));
        String customer = String.valueOf(world.zendesk.seed("customer@example.org", "end-user"));
        wanted.add(0, customer);
        // When
        Answer answer = members(group(), wanted.toArray(String[]::new));
        // Then
        assertThat(answer.members()).containsExactlyInAnyOrderElementsOf(wanted.subList(1, wanted.size()));
        assertThat(answer.notes()).singleElement().asString().contains(customer).contains("end user");
    }

    @Test
    void a_user_who_is_gone_is_noted_and_the_others_join() {
        // Given
        List<String> wanted = new ArrayList<>(agents(4));
        wanted.add("99");
        // When
        Answer answer = members(group(), wanted.toArray(String[]::new));
        // Then
        assertThat(answer.members()).containsExactlyInAnyOrderElementsOf(wanted.subList(0, 4));
        assertThat(answer.notes()).singleElement().asString().contains("99");
    }

    @ParameterizedTest
    @CsvSource({"204", "422"})
    void an_agents_last_membership_stays_with_a_note(String value) {
        // Given an agent whose only group this is
        world.zendesk.switches().set(ZendeskSwitch.LAST_MEMBERSHIP_DELETE, value);
        String group = group();
        world.seed("{'email':'only@example.com','role':'agent','default_group_id':" + group + "}");
        String only = world.user("only@example.com").path("id").asText();
        String other = agent("other");
        // When
        Answer answer = members(group, other);
        // Then
        assertThat(answer.members()).containsExactlyInAnyOrder(only, other);
        assertThat(answer.notes()).singleElement().asString().contains(only).contains("last group");
    }

    @Test
    void a_stranger_whose_default_group_it_is_goes_when_there_is_another() {
        // Given
        String group = group();
        world.seed("{'email':'both@example.com','role':'agent','default_group_id':" + group + "}");
        String both = world.user("both@example.com").path("id").asText();
        members(String.valueOf(world.zendesk.group("Second")), both);
        // When
        Answer answer = members(group);
        // Then
        assertThat(answer.members()).isEmpty();
        assertThat(answer.notes()).isEmpty();
    }

    @Test
    void whom_zendesk_put_into_the_default_group_stays_there_with_a_note() {
        // Given
        List<String> agents = agents(2);
        String support = inventory().get(0).account();
        // When
        Answer answer = members(support, agents.get(0));
        // Then: the owner is an agent too
        assertThat(answer.members()).hasSize(3).containsAll(agents);
        assertThat(answer.notes()).hasSize(2).allMatch(note -> note.contains("default group"));
    }

    @Test
    void a_default_group_is_not_deleted_and_zendesks_words_are_kept() {
        String support = inventory().get(0).account();
        assertThatThrownBy(() -> ask("group-delete", operation(OperationKind.GROUP_DELETE, "Support", support, List.of()))).isInstanceOf(Rejected.class)
                .hasMessageContaining("default group");
    }

    @Test
    void jobs_that_are_refused_or_fail_are_done_one_by_one() {
        // Given
        List<String> agents = agents(4);
        String group = group();
        // When Zendesk takes no job
        world.zendesk.faults().add(Fault.status(403).next(1).on("POST", "/api/v2/group_memberships/create_many"));
        // Then
        assertThat(members(group, agents.toArray(String[]::new)).members()).containsExactlyInAnyOrderElementsOf(agents);
        assertThat(world.zendesk.requests().count("POST /api/v2/group_memberships")).isEqualTo(4);
        // When a job is killed
        world.zendesk.settings(Map.of("jobOutcome", "killed"));
        // Then
        assertThat(members(group).members()).isEmpty();
        assertThat(membersThere(group)).isEmpty();
        assertThat(world.zendesk.requests().count("DELETE /api/v2/group_memberships/{id}")).isEqualTo(4);
    }

    @ParameterizedTest
    @CsvSource({"429", "400"})
    void a_job_waits_until_there_are_fewer(String status) {
        // Given as many jobs as there may be, for a while
        world.zendesk.switches().set(ZendeskSwitch.TOO_MANY_JOBS_STATUS, status);
        List<String> agents = agents(4);
        String group = group();
        world.zendesk.settings(Map.of("jobMillis", 1500));
        for (int i = 0; i < 30; i++) {
            world.callZendesk("PUT", "/users/update_many?ids=" + agents.get(0), "{\"user\":{\"alias\":\"x\"}}");
        }
        world.zendesk.settings(Map.of("jobMillis", 40));
        // When
        Answer answer = members(group, agents.toArray(String[]::new));
        // Then
        assertThat(answer.members()).containsExactlyInAnyOrderElementsOf(agents);
        assertThat(world.zendesk.requests().all()).anyMatch(request -> request.status() == Integer.parseInt(status));
    }

    @Test
    void a_job_that_is_forgotten_is_looked_into() {
        // Given
        List<String> agents = agents(4);
        String group = group();
        world.zendesk.faults().add(Fault.status(404).next(1).on("GET", "/api/v2/job_statuses/.*"));
        // When
        Answer answer = members(group, agents.toArray(String[]::new));
        // Then
        assertThat(answer.members()).containsExactlyInAnyOrderElementsOf(agents);
        assertThat(answer.notes()).isEmpty();
    }

    @Test
    void a_group_that_is_gone_is_not_found() {
        assertThatThrownBy(() -> members("99", agent("a"))).isInstanceOf(NotFound.class);
        assertThatThrownBy(() -> ask("group-rename", operation(OperationKind.GROUP_RENAME, "Accounts", "99", List.of()))).isInstanceOf(NotFound.class);
        // Given one that is deleted, so that it is shown still
        String group = group();
        ask("group-delete", operation(OperationKind.GROUP_DELETE, "Billing", group, List.of()));
        assertThatThrownBy(() -> members(group, agent("b"))).isInstanceOf(NotFound.class);
    }

    @Test
    void fifty_groups_of_forty_take_few_requests() {
        // Given
        List<String> agents = agents(200);
        world.zendesk.requests().clear();
        // When
        for (int i = 0; i < 50; i++) {
            Found group = ask("group-create", operation(OperationKind.GROUP_CREATE, "Team " + i, null, List.of())).found();
            List<String> members = agents.subList(i * 3, i * 3 + 40);
            assertThat(ask("group-members", operation(OperationKind.GROUP_CREATE, "Team " + i, group.account(), members)).members()).hasSize(40);
        }
        // Then
        assertThat(world.zendesk.requests().total()).isLessThanOrEqualTo(50 * 5 + 20);
        // And a second time nothing is written
        world.zendesk.requests().clear();
        for (Found group : inventory()) {
            if (group.key().startsWith("Team ")) {
                int i = Integer.parseInt(group.key().substring(5));
                ask("group-members", operation(OperationKind.GROUP_MEMBERS, group.key(), group.account(), agents.subList(i * 3, i * 3 + 40)));
            }
        }
        assertThat(world.writes()).isZero();
    }

    @Test
    void more_than_a_hundred_members_take_several_jobs() {
        List<String> agents = agents(230);
        String group = group();
        assertThat(members(group, agents.toArray(String[]::new)).members()).hasSize(230);
        assertThat(world.zendesk.requests().count("POST /api/v2/group_memberships/create_many")).isEqualTo(3);
        assertThat(members(group).members()).isEmpty();
        assertThat(membersThere(group)).isEmpty();
    }
}
