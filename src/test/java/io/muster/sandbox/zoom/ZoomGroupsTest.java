package io.muster.sandbox.zoom;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.muster.sandbox.service.HttpProbe.Answer;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What Zoom does with groups. */
class ZoomGroupsTest extends ZoomTest {

    private String create(String name) throws IOException {
        return caller.call("POST", "/Groups", "{\"schemas\":[\"x\"],\"displayName\":\"" + name + "\"}").json().get("id").asText();
    }

    private Answer members(String group, String op, String... users) throws IOException {
        String value = String.join(",", Arrays.stream(users).map(user -> "{'value':'" + user + "'}").toList());
        return caller.call("PATCH", "/Groups/" + group,
                ZoomCaller.quoted("{'schemas':['x'],'Operations':[{'op':'" + op + "','path':'members','value':[" + value + "]}]}"));
    }

    private JsonNode get(String group) throws IOException {
        return caller.call("GET", "/Groups/" + group, null).json();
    }

    @Test
    void aGroupIsCreatedWithoutMembers() throws IOException {
        String user = caller.create("jill@example.com");

        Answer answer = caller.call("POST", "/Groups", ZoomCaller.quoted("{'schemas':['x'],'displayName':'Sales','members':[{'value':'" + user + "'}],"
                + "'urn:ietf:params:scim:schemas:extension:zoom:2.0:Group':{'emailAlias':'sales'}}"));

        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.json().get("displayName").asText()).isEqualTo("Sales");
        assertThat(answer.json().get("members")).isEmpty();
        assertThat(answer.json().at("/urn:ietf:params:scim:schemas:extension:zoom:2.0:Group/emailAlias").asText()).isEqualTo("sales");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '!', textBlock = """
            nonsense                               | The request body must be in JSON format.
            {}                                     | The request JSON must not be empty.
            {'schemas':['x'],'displayName':''}     | The "DisplayName" of the request is invalid.
            {'displayName':'Sales'}                | The "Schemas" of the request is invalid.
            {'schemas':['x'],'displayName':'Taken'}| Create group failed.""")
    void badBodiesAreRefused(String body, String detail) throws IOException {
        create("Taken");

        Answer answer = caller.call("POST", "/Groups", ZoomCaller.quoted(body));

        assertScimError(answer, 400, detail);
    }

    @Test
    void groupsAreListedWithoutMembersAndFoundByName() throws IOException {
        String sales = create("Sales");
        create("Support");
        members(sales, "add", caller.create("jill@example.com"));

        JsonNode all = caller.call("GET", "/Groups?count=100", null).json();
        JsonNode found = caller.call("GET", "/Groups?filter=" + ZoomCaller.encode("displayName eq \"Sales\""), null).json();

        assertThat(all.get("totalResults").asInt()).isEqualTo(2);
        assertThat(all.at("/Resources/0").has("members")).isFalse();
        assertThat(found.get("totalResults").asInt()).isEqualTo(1);
        assertThat(found.at("/Resources/0/id").asText()).isEqualTo(sales);
    }

    @Test
    void membersAreAddedAndReplaced() throws IOException {
        String group = create("Sales");
        String jill = caller.create("jill@example.com");
        String jack = caller.create("jack@example.com");

        Answer added = members(group, "add", jill, jack);

        assertThat(added.status()).isEqualTo(204);
        assertThat(get(group).get("members")).hasSize(2);
        assertThat(caller.get(jill).json().at("/groups/0/display").asText()).isEqualTo("Sales");
        assertThat(members(group, "replace", jack).status()).isEqualTo(204);
        assertThat(get(group).get("members")).extracting(member -> member.get("value").asText()).containsExactly(jack);
        assertThat(caller.control("groups", null).json().at("/groups/0/members/0/value").asText()).isEqualTo(jack);
    }

    @Test
    void aStrangerCanNotJoinAndNothingElseHappens() throws IOException {
        String group = create("Sales");
        String jill = caller.create("jill@example.com");

        Answer answer = members(group, "add", jill, "nobody");

        assertMissing(answer, 400);
        assertThat(get(group).get("members")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{'Operations':[]}", "{'Operations':[{'op':'remove','path':'members'}]}", "{'Operations':[{'op':'replace','path':'displayName','value':'x'}]}"})
    void otherPatchesAreRefused(String body) throws IOException {
        String group = create("Sales");

        Answer answer = caller.call("PATCH", "/Groups/" + group, ZoomCaller.quoted(body));

        assertScimError(answer, 400, "Operations");
    }

    @Test
    void aPatchHasALargestSize() throws IOException {
        String group = create("Sales");

        Answer answer = caller.call("PATCH", "/Groups/" + group, "{\"Operations\":[]," + " ".repeat(100_000) + "\"a\":1}");

        assertScimError(answer, 400, "100000 characters");
    }

    @Test
    void aDeletedUserLeavesTheGroupAndADeletedGroupIsGone() throws IOException {
        String group = create("Sales");
        String jill = caller.create("jill@example.com");
        members(group, "add", jill);
        caller.delete(jill);
        JsonNode without = get(group);

        Answer deleted = caller.call("DELETE", "/Groups/" + group, null);

        assertThat(without.get("members")).isEmpty();
        assertThat(deleted.status()).isEqualTo(204);
        assertScimError(caller.call("GET", "/Groups/" + group, null), 404, "not exist");
        assertThat(caller.control("groups", null).json().get("groups")).isEmpty();
    }
}
