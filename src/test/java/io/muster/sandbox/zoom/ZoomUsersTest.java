package io.muster.sandbox.zoom;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.muster.sandbox.service.HttpProbe.Answer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What Zoom does with users when every uncertain point is at its default. */
class ZoomUsersTest extends ZoomTest {

    private static final String JILL = "jill@example.com";

    @Test
    void aCreatedUserComesBackWithIdAndMeta() throws IOException {
        Answer answer = caller.post("{'schemas':['" + ZoomCaller.CORE + "','" + ZoomCaller.ENT + "'],'userName':'jill@example.com',"
                + "'name':{'givenName':'Jill','familyName':'Chill'},'emails':[{'type':'work','value':'jill@example.com','primary':true}],"
                + "'phoneNumbers':[{'type':'work','value':'+1 5125550123'}],'active':true,'userType':'Licensed','title':'',"
                + "'" + ZoomCaller.ENT + "':{'department':'Engineering'},'roles':[{'value':'Member'}],'locale':'en-US'}");

        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
        JsonNode user = answer.json();
        assertThat(user.get("id").asText()).hasSize(22);
        assertThat(user.at("/meta/resourceType").asText()).isEqualTo("User");
        assertThat(user.at("/meta/location").asText()).isEqualTo(zoom.scimUrl() + "/Users/" + user.get("id").asText());
        assertThat(user.at("/meta/version").asText()).matches("W/\"\\d+\"");
        assertThat(user.at("/meta/created").asText()).isEqualTo("2026-03-01T10:00:00Z");
        assertThat(user.get("displayName").asText()).isEqualTo("Jill Chill");
        assertThat(user.get("active").asBoolean()).isTrue();
        assertThat(user.at("/phoneNumbers/0/value").asText()).isEqualTo("+1 5125550123");
        assertThat(user.path(ZoomCaller.ENT).path("department").asText()).isEqualTo("Engineering");
        assertThat(user.has("title")).isFalse();
        assertThat(user.get("schemas")).extracting(JsonNode::asText).containsExactly(ZoomCaller.CORE, ZoomCaller.ENT);
        assertThat(caller.get(user.get("id").asText()).json()).isEqualTo(user);
    }

    @Test
    void aUserIsCreatedActiveWhateverTheRequestSays() throws IOException {
        Answer answer = caller.post("{'userName':'jill@example.com','active':false}");

        assertThat(answer.json().get("active").asBoolean()).isTrue();
        assertThat(answer.json().get("userType").asText()).isEqualTo("Basic");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '!', textBlock = """
            no json                                            | The request body must be in JSON format.
            {}                                                 | The request JSON must not be empty.
            []                                                 | The request JSON must not be empty.
            {'name':{'givenName':'Jill'}}                      | userName
            {'userName':'jill'}                                | userName
            {'userName':'a@example.com','active':'true'}       | active
            {'userName':'a@example.com','emails':'a@b.example'}| emails
            {'userName':'a@example.com','userType':'None'}     | userType
            {'userName':'a@example.com','userType':'Collaboration'}| userType""")
    void badBodiesAreRefused(String body, String detail) throws IOException {
        Answer answer = caller.post(body);

        assertScimError(answer, 400, detail);
        assertThat(zoom.users()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"userName eq \"JILL@example.com\"", "username EQ jill@example.com", "userName eq jill@Example.com"})
    void aUserIsFoundByLoginQuotedOrNotIgnoringCase(String filter) throws IOException {
        caller.create(JILL);

        Answer answer = caller.call("GET", "/Users?filter=" + ZoomCaller.encode(filter) + "&startIndex=1&count=100", null);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().get("totalResults").asInt()).isEqualTo(1);
        assertThat(answer.json().at("/Resources/0/userName").asText()).isEqualTo(JILL);
    }

    @Test
    void aUserIsFoundByIdAndByLicence() throws IOException {
        String id = caller.create(JILL);

        Answer byId = caller.call("GET", "/Users?filter=" + ZoomCaller.encode("externalId eq \"" + id + "\""), null);
        Answer byLicence = caller.call("GET", "/Users?filter=" + ZoomCaller.encode("userType eq \"Licensed\""), null);

        assertThat(byId.json().at("/Resources/0/id").asText()).isEqualTo(id);
        assertThat(byLicence.json().at("/Resources/0/id").asText()).isEqualTo(id);
    }

    @Test
    void anUnknownAddressIsFoundNowhere() throws IOException {
        Answer answer = caller.find("nobody@example.com");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text()).isEqualTo("{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:ListResponse\"],"
                + "\"totalResults\":0,\"startIndex\":1,\"itemsPerPage\":0,\"Resources\":[]}");
    }

    @Test
    void anInactiveMemberIsFound() throws IOException {
        String id = caller.create(JILL);
        caller.active(id, false);

        Answer answer = caller.find(JILL);

        assertThat(answer.json().at("/Resources/0/active").asBoolean(true)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"title eq \"x\"", "userName sw \"j\"", "userName eq \"a\" and active eq true", "nonsense"})
    void otherFiltersAreRefused(String filter) throws IOException {
        Answer answer = caller.call("GET", "/Users?filter=" + ZoomCaller.encode(filter), null);

        assertScimError(answer, 400, "filter");
    }

    @Test
    void pagesGoThroughEverybodyOnce() throws IOException {
        caller.control("users", "{\"generate\":250,\"domain\":\"example.com\"}");
        List<String> logins = new ArrayList<>();

        for (int start = 1; start <= 250;) {
            JsonNode page = caller.call("GET", "/Users?count=100&startIndex=" + start, null).json();
            assertThat(page.get("totalResults").asInt()).isEqualTo(250);
            page.get("Resources").forEach(user -> logins.add(user.get("userName").asText()));
            start += page.get("itemsPerPage").asInt();
        }

        assertThat(logins).hasSize(250).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @CsvSource({"'',10,1", "?count=3,3,1", "?count=0,0,1", "?startIndex=0,10,1", "?startIndex=12,1,12", "?startIndex=99,0,99"})
    void aPageHasTenUnlessAsked(String query, int items, int startIndex) throws IOException {
        caller.control("users", "{\"generate\":12}");

        JsonNode page = caller.call("GET", "/Users" + query, null).json();

        assertThat(page.get("itemsPerPage").asInt()).isEqualTo(items);
        assertThat(page.get("Resources")).hasSize(items);
        assertThat(page.get("startIndex").asInt()).isEqualTo(startIndex);
        assertThat(page.get("totalResults").asInt()).isEqualTo(12);
    }

    @Test
    void aCountThatIsNoNumberIsRefused() throws IOException {
        Answer answer = caller.call("GET", "/Users?count=many", null);

        assertScimError(answer, 400, "count");
    }

    @Test
    void anUpdateIsAMerge() throws IOException {
        String id = caller.create(JILL);
        caller.put(id, "{'schemas':['x'],'title':'CEO','" + ZoomCaller.ENT + "':{'department':'Sales','organization':'Example'}}");
        clock.now = clock.now.plusSeconds(60);

        Answer answer = caller.put(id, "{'schemas':'a plain string','name':{'givenName':'Julia'},'" + ZoomCaller.ENT + "':{'department':'Support'},"
                + "'customKey':'kept','id':'other','displayName':'Nobody','groups':[{'value':'g'}]}");

        assertThat(answer.status()).isEqualTo(200);
        JsonNode user = answer.json();
        assertThat(user.get("id").asText()).isEqualTo(id);
        assertThat(user.get("title").asText()).isEqualTo("CEO");
        assertThat(user.get("displayName").asText()).isEqualTo("Julia Chill");
        assertThat(user.path(ZoomCaller.ENT).get("department").asText()).isEqualTo("Support");
        assertThat(user.path(ZoomCaller.ENT).get("organization").asText()).isEqualTo("Example");
        assertThat(user.get("customKey").asText()).isEqualTo("kept");
        assertThat(user.has("groups")).isFalse();
        assertThat(user.at("/meta/lastModified").asText()).isEqualTo("2026-03-01T10:01:00Z");
        assertThat(user.at("/meta/created").asText()).isEqualTo("2026-03-01T10:00:00Z");
    }

    @Test
    void anUpdateReplacesArraysAndOnlyTheUserType() throws IOException {
        String id = caller.create(JILL);
        caller.put(id, "{'phoneNumbers':[{'type':'work','value':'+1 1'},{'type':'home','value':'+1 2'}]}");
        caller.put(id, "{'phoneNumbers':[{'type':'work','value':'+1 3'}]}");

        JsonNode user = caller.put(id, "{'schemas':['" + ZoomCaller.CORE + "'],'userType':'Basic'}").json();

        assertThat(user.get("phoneNumbers")).hasSize(1);
        assertThat(user.at("/phoneNumbers/0/value").asText()).isEqualTo("+1 3");
        assertThat(user.get("userType").asText()).isEqualTo("Basic");
    }

    @Test
    void aUserHasOneRole() throws IOException {
        String id = caller.create(JILL);

        JsonNode user = caller.put(id, "{'roles':[{'value':'Member'},{'value':'Other'}]}").json();

        assertThat(user.get("roles")).hasSize(1);
        assertThat(user.at("/roles/0/value").asText()).isEqualTo("Member");
    }

    @Test
    void theAddressChangesAtMostThreeTimesADay() throws IOException {
        String id = caller.create(JILL);
        for (int i = 1; i <= 3; i++) {
            assertThat(caller.put(id, "{'emails':[{'type':'work','value':'jill" + i + "@example.com'}]}").status()).isEqualTo(200);
        }

        Answer fourth = caller.put(id, "{'emails':[{'type':'work','value':'jill4@example.com'}]}");

        assertScimError(fourth, 400, "3 times in 24 hours");
        clock.now = clock.now.plus(Duration.ofHours(24));
        caller.use(caller.newToken());
        assertThat(caller.put(id, "{'emails':[{'type':'work','value':'jill4@example.com'}]}").json().get("userName").asText()).isEqualTo("jill4@example.com");
        assertThat(caller.find(JILL).json().get("totalResults").asInt()).isZero();
    }

    @Test
    void anAddressThatIsTakenIsADuplicate() throws IOException {
        String id = caller.create(JILL);
        caller.create("jack@example.com");

        Answer answer = caller.put(id, "{'emails':[{'type':'work','value':'Jack@example.com'}]}");

        assertScimError(answer, 409, "already");
    }

    @Test
    void aUserIsDisabledAndEnabled() throws IOException {
        String id = caller.create(JILL);

        Answer disabled = caller.active(id, false);

        assertThat(disabled.status()).isEqualTo(200);
        assertThat(disabled.json().get("active").asBoolean(true)).isFalse();
        Answer enabled = caller.active(id, true);
        assertThat(enabled.json().get("active").asBoolean()).isTrue();
        assertThat(enabled.json().get("userType").asText()).isEqualTo("Licensed");
        assertThat(caller.active(id, true).status()).as("again").isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{'operations':[{'op':'replace','value':{'active':false}}]}", "{'Operations':[]}",
        "{'Operations':[{'op':'replace','value':{'active':'false'}}]}", "{'Operations':[{'op':'add','value':{'active':false}}]}",
        "{'Operations':[{'op':'replace','path':'title','value':'x'}]}", "{'Operations':[{'op':'replace','value':{'title':'x'}}]}"})
    void aPatchChangesNothingButActive(String body) throws IOException {
        String id = caller.create(JILL);

        Answer answer = caller.patch(id, body);

        assertScimError(answer, 400, "The request json did not contains valid active field.");
        assertThat(caller.stored(JILL).get("active").asBoolean()).isTrue();
    }

    @Test
    void whatElseAPatchCarriesIsLost() throws IOException {
        String id = caller.create(JILL);

        Answer answer = caller.patch(id, "{'Operations':[{'op':'replace','value':{'active':false,'title':'CEO'}}]}");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(caller.stored(JILL).get("active").asBoolean(true)).isFalse();
        assertThat(caller.stored(JILL).has("title")).isFalse();
    }

    @Test
    void aDeletedUserDoesNotExist() throws IOException {
        String id = caller.create(JILL);

        Answer answer = caller.delete(id);

        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.text()).isEmpty();
        assertMissing(caller.delete(id), 404);
        assertMissing(caller.get(id), 404);
        assertMissing(caller.put(id, "{'title':'x'}"), 404);
        assertMissing(caller.active(id, false), 404);
        assertThat(caller.find(JILL).json().get("totalResults").asInt()).isZero();
    }

    @Test
    void ofManyCreatesAtOnceOneWins() {
        List<Integer> statuses = IntStream.range(0, 16).parallel().mapToObj(i -> {
            try {
                return caller.post("{'userName':'jill@example.com'}").status();
            } catch (IOException broken) {
                throw new UncheckedIOException(broken);
            }
        }).toList();

        assertThat(statuses).containsOnlyOnce(201).containsOnly(201, 409);
        assertThat(zoom.users()).hasSize(1);
    }

    @Test
    void aDeletedLoginCanBeCreatedAgain() throws IOException {
        String first = caller.create(JILL);
        caller.delete(first);

        String second = caller.create(JILL);

        assertThat(second).isNotEqualTo(first);
    }

    @Test
    void someIdsHoldAnAmpersandAndWorkWhenEncoded() throws IOException {
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < 60; i++) {
            ids.add(caller.create("user" + i + "@example.com"));
        }

        List<String> odd = ids.stream().filter(id -> id.contains("&")).toList();

        assertThat(ids).hasSize(60);
        assertThat(odd).isNotEmpty();
        assertThat(ZoomCaller.user(odd.get(0))).contains("%26");
        for (String id : odd) {
            assertThat(caller.get(id).json().get("id").asText()).isEqualTo(id);
        }
    }

    @Test
    void anAdministratorsRoleProtectsUntilItIsChanged() throws IOException {
        String id = caller.create(JILL);
        caller.put(id, "{'roles':[{'value':'Admin'}]}");

        Answer disabled = caller.active(id, false);
        Answer deleted = caller.delete(id);

        assertScimError(disabled, 400, "administrator");
        assertScimError(deleted, 400, "administrator");
        caller.put(id, "{'roles':[{'value':'Member'}]}");
        assertThat(caller.active(id, false).status()).isEqualTo(200);
    }

    @Test
    void aPendingUserIsNowhereUntilTheInvitationIsAccepted() throws IOException {
        zoom.settings(Map.of("foreignAddresses", List.of(JILL)));
        Answer created = caller.post("{'userName':'jill@example.com'}");
        String id = created.json().get("id").asText();

        Answer search = caller.find("Jill@example.com");

        assertThat(created.status()).isEqualTo(201);
        assertMissing(search, 400);
        assertMissing(caller.get(id), 404);
        assertMissing(caller.put(id, "{'title':'x'}"), 404);
        assertMissing(caller.delete(id), 404);
        assertThat(caller.call("GET", "/Users", null).json().get("totalResults").asInt()).isZero();
        assertThat(caller.control("users", null).json().at("/users/0/pending").asBoolean()).isTrue();
        assertThat(caller.post("{'userName':'jill@example.com'}").status()).as("no second invitation").isEqualTo(409);
        caller.control("accept", "{\"userName\":\"jill@example.com\"}");
        assertThat(caller.find(JILL).json().at("/Resources/0/id").asText()).isEqualTo(id);
    }

    @Test
    void allInvitationsAreAcceptedInTheOrderOfTheirCreation() throws IOException {
        zoom.settings(Map.of("associatedDomains", List.of("example.com")));
        caller.create("a@other.example");
        caller.create("b@example.com");
        caller.create("c@other.example");

        caller.control("accept", "{\"all\":true}");

        JsonNode rows = caller.call("GET", "/Users", null).json().get("Resources");
        assertThat(rows).extracting(row -> row.get("userName").asText()).containsExactly("a@other.example", "b@example.com", "c@other.example");
    }

    @Test
    void aForeignAddressIsRefusedBySearch() throws IOException {
        zoom.settings(Map.of("foreignAddresses", List.of(JILL)));

        Answer answer = caller.find(JILL);

        assertMissing(answer, 400);
    }

    @Test
    void basicSeatsAreLimitedOnlyWhenAsked() throws IOException {
        zoom.settings(Map.of("basicSeats", 1));
        caller.post("{'userName':'a@example.com'}");
        String licensed = caller.create(JILL);

        Answer second = caller.post("{'userName':'b@example.com'}");

        assertScimError(second, 400, "at most 1 users");
        assertScimError(caller.put(licensed, "{'userType':'Basic'}"), 400, "at most 1 users");
    }

    @Test
    void someFieldsAreShownByIdAloneAndSomeNever() throws IOException {
        String body = "{'userName':'jill@example.com','" + ZoomCaller.ENT + "':{'organization':'Example','costCenter':'7','manager':{'value':'m'}},"
                + "'urn:ietf:params:scim:schemas:extension:zoom:1.0:User':{'zoomPhoneNumber':'+1 2','zoomWhiteboard':true}}";
        String id = caller.post(body).json().get("id").asText();

        JsonNode row = caller.find(JILL).json().at("/Resources/0");

        assertThat(row.has(ZoomCaller.ENT)).isFalse();
        assertThat(row.toString()).doesNotContain("zoomWhiteboard");
        assertThat(caller.get(id).text()).contains("\"organization\":\"Example\"").contains("zoomWhiteboard").doesNotContain("zoomPhoneNumber");
        assertThat(caller.stored(JILL).toString()).contains("zoomPhoneNumber");
    }

    @Test
    void seededUsersAreWhatTheyAreSaidToBe() throws IOException {
        caller.control("users", "{\"users\":[{\"userName\":\"a@example.com\",\"active\":false,\"title\":\"CEO\"},"
                + "{\"userName\":\"b@example.com\",\"administrator\":true},{\"userName\":\"c@example.com\",\"pending\":true}]}");

        JsonNode users = caller.control("users", null).json().get("users");

        assertThat(users.at("/0/active").asBoolean(true)).isFalse();
        assertThat(users.at("/0/title").asText()).isEqualTo("CEO");
        assertThat(users.at("/1/administrator").asBoolean()).isTrue();
        assertThat(users.at("/2/pending").asBoolean()).isTrue();
        assertMissing(caller.find("c@example.com"), 400);
        assertThat(caller.delete(users.at("/1/id").asText()).status()).isEqualTo(400);
    }

    @Test
    void aBadSeedIsRefused() throws IOException {
        zoom.seed(JILL);

        Answer twice = caller.control("users", "{\"userName\":\"JILL@example.com\"}");

        assertThat(twice.status()).isEqualTo(400);
        assertThat(twice.json().get("error").asText()).contains("taken");
        assertThat(caller.control("users", "{\"userName\":\"jill\"}").json().get("error").asText()).contains("e-mail address");
        assertThat(caller.control("accept", "{\"userName\":\"x@example.com\"}").json().get("error").asText()).contains("x@example.com");
    }

    @Test
    void theControlInterfaceProtectsAUser() throws IOException {
        String id = caller.create(JILL);

        caller.control("administrators", "{\"userName\":\"jill@example.com\",\"administrator\":true}");

        assertThat(caller.active(id, false).status()).isEqualTo(400);
        zoom.administrator(JILL, false);
        assertThat(caller.active(id, false).status()).isEqualTo(200);
    }
}
