package io.muster.sandbox.webex;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.muster.sandbox.service.HttpProbe;
import io.muster.sandbox.service.HttpProbe.Answer;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of Webex's sheet, one by one, by plain HTTP. */
class WebexRulesTest extends WebexTest {

    private static String text(int length) {
        return "x".repeat(length);
    }

    /** What Webex refuses in a new user. */
    @ParameterizedTest
    @ValueSource(strings = {"'active':'true'", "'emails':[{'type':'work','primary':true,'value':'other@example.com'}]", "'emails':[{'type':'pigeon','value':'a@b.cd'}]",
        "'phoneNumbers':[{'type':'pigeon','value':'1'}]", "'phoneNumbers':[{'type':'work'}]", "'locale':'en-US'", "'timezone':'Berlin'", "'name':'Jill'", "'title':7",
        "'addresses':[{'type':'moon','locality':'x'}]", "'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User':{'manager':{'value':'jack'}}",
        "'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User':{'manager':{'value':'11111111-2222-4333-8444-555555555555'}}"})
    void aNewUserThatBreaksARuleIsRefused(String field) throws IOException {
        Answer answer = create("jill@example.com", "," + field);
        assertThat(answer.status()).as(answer.text()).isEqualTo(400);
        assertThat(answer.json().path(WebexErrors.CISCO_ERROR).path("trackingId").asText()).startsWith("ROUTER_");
        assertThat(answer.json().path("status").asText()).isEqualTo("400");
        assertThat(webex.user("jill@example.com")).isNull();
    }

    @ParameterizedTest
    @CsvSource({"title,512", "nickName,256", "externalId,256", "displayName,512", "profileUrl,1000"})
    void aTextIsAsLongAsItMayBe(String attribute, int most) throws IOException {
        assertThat(create("a@example.com", ",'" + attribute + "':'" + text(most) + "'").status()).isEqualTo(201);
        assertThat(create("b@example.com", ",'" + attribute + "':'" + text(most + 1) + "'").status()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{'userName':'a@example.com','userType':'user'}", "{'schemas':['urn:ietf:params:scim:schemas:core:2.0:User'],'userType':'user'}",
        "{'schemas':['urn:ietf:params:scim:schemas:core:2.0:User'],'userName':'jill','userType':'user'}",
        "{'schemas':['urn:ietf:params:scim:schemas:core:2.0:User'],'userName':'a@example.com','userType':'cat'}", "[]", "{"})
    void whatIsRequiredIsRequired(String body) throws IOException {
        assertThat(scim("POST", "/Users", body).status()).isEqualTo(400);
    }

    @Test
    void unknownSectionsAndReadOnlyValuesAreIgnoredAndPasswordsNeverShown() throws IOException {
        JsonNode user = create("jill@example.com", ",'id':'mine','urn:example':{'a':1},'shoeSize':7,'password':'secret'").json();
        assertThat(user.has("urn:example")).isFalse();
        assertThat(user.has("shoeSize")).isFalse();
        assertThat(user.has("password")).isFalse();
        assertThat(user.path("id").asText()).isNotEqualTo("mine");
    }

    @Test
    void aPatchGoesWhereItsPathSays() throws IOException {
        String boss = created("boss@example.com");
        String id = created("jill@example.com");
        JsonNode user = patch(id, "{'op':'add','path':'phoneNumbers','value':[{'type':'work','value':'1'}]},{'op':'add','path':'phoneNumbers','value':[{'type':'mobile','value':'2'}]},"
                + "{'op':'replace','path':'phoneNumbers[type eq \\\"work\\\"].value','value':'3'},{'op':'replace','path':'name.givenName','value':'Jill'},"
                + "{'op':'replace','path':'" + WebexSchema.ENT + ":department','value':'D'},{'op':'add','value':{'title':'T','nickName':'N'}},{'op':'remove','path':'nickName'},"
                + "{'op':'replace','path':'" + WebexSchema.ENT + ":manager.value','value':'" + boss + "'},{'op':'replace','path':'id','value':'x'}").json();
        assertThat(user.path("phoneNumbers").toString()).isEqualTo(quoted("[{'type':'work','value':'3'},{'type':'mobile','value':'2'}]"));
        assertThat(user.at("/name/givenName").asText()).isEqualTo("Jill");
        assertThat(user.path("title").asText()).isEqualTo("T");
        assertThat(user.has("nickName")).isFalse();
        assertThat(user.path(WebexSchema.ENT).toString()).isEqualTo(quoted("{'department':'D','manager':{'value':'" + boss + "'}}"));
        assertThat(user.path("id").asText()).isEqualTo(id);
        // And an entry goes with its brackets
        assertThat(patch(id, "{'op':'remove','path':'phoneNumbers[type eq \\\"work\\\"]'}").json().path("phoneNumbers").size()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {"{'op':'replace','path':'phoneNumbers[type eq \\\"fax\\\"].value','value':'1'};noTarget", "{'op':'add','path':'addresses[type eq \\\"work\\\"].region','value':'1'};noTarget",
        "{'op':'remove'};noTarget", "{'op':'remove','path':'userName'};mutability", "{'op':'Replace','path':'title','value':'x'};invalidSyntax", "{'op':'replace','path':'shoeSize','value':7};invalidPath",
        "{'op':'replace','path':'active','value':'false'};invalidValue", "{'op':'replace','path':'title'};invalidValue"})
    void aPatchThatCanNotBeDoneChangesNothing(String operation, String type) throws IOException {
        String id = created("jill@example.com");
        Answer answer = patch(id, "{'op':'replace','path':'displayName','value':'changed'}," + operation);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().path("scimType").asText()).as(answer.text()).isEqualTo(type);
        assertThat(webex.user("jill@example.com").has("displayName")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {"userName eq \"jill@example.com\";1", "userName sw \"JILL\";1", "displayName ew \"hill\";1", "emails.value eq \"jill@example.com\";1", "name.givenName sw \"Ji\";1",
        "phoneNumbers [ type eq \"work\" and value eq \"1\"];1", "phoneNumbers[type eq \"fax\" and value eq \"1\"];0", "department eq \"D\";1",
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department eq \"D\";1", "userName eq \"nobody\";0", "meta.organizationId eq \"x\";0"})
    void usersAreSearched(String filter, int found) throws IOException {
        create("jill@example.com", ",'displayName':'Jill Chill','name':{'givenName':'Jill'},'phoneNumbers':[{'type':'work','value':'1'}],'" + WebexSchema.ENT + "':{'department':'D'}");
        created("carl@example.com");
        Answer answer = scim("GET", "/Users?filter=" + encoded(filter), null);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.json().path("totalResults").asInt()).isEqualTo(found);
    }

    @ParameterizedTest
    @ValueSource(strings = {"externalId pr", "externalId eq \"x\"", "title eq \"x\"", "userName pr", "name.givenName ew \"x\"", "userName eq \"a\" or userName eq \"b\"", "userName", "userName eq jill",
        "userName eq \"a\" and displayName eq \"b\""})
    void whatIsNotSearchableIsRefused(String filter) throws IOException {
        Answer answer = scim("GET", "/Users?filter=" + encoded(filter), null);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text()).contains("supported");
    }

    @Test
    void severalIdsAreSearchedAtOnceAndListsAreSortedAndCut() throws IOException {
        String a = created("a@example.com");
        String b = created("b@example.com");
        created("c@example.com");
        assertThat(scim("GET", "/Users?filter=" + encoded("id eq \"" + a + "\" or id eq \"" + b + "\""), null).json().path("totalResults").asInt()).isEqualTo(2);
        JsonNode page = scim("GET", "/Users?sortBy=userName&sortOrder=descending&startIndex=2&count=1&attributes=userName", null).json();
        assertThat(page.at("/Resources/0/userName").asText()).isEqualTo("b@example.com");
        assertThat(page.at("/Resources/0").properties()).extracting(Map.Entry::getKey).containsExactlyInAnyOrder("schemas", "id", "userName");
        assertThat(page.path("startIndex").asInt()).isEqualTo(2);
    }

    private static String encoded(String filter) {
        return URLEncoder.encode(filter, StandardCharsets.UTF_8);
    }

    @Test
    void anInactiveUserIsDeletedAfterThirtyDaysAndArchived() throws IOException {
        String id = created("jill@example.com");
        patch(id, "{'op':'replace','path':'active','value':false}");
        clock.forward(Duration.ofDays(29));
        token = webex.newAccessToken();
        assertThat(scim("GET", "/Users/" + id, null).status()).isEqualTo(200);
        clock.forward(Duration.ofDays(2));
        token = webex.newAccessToken();
        assertThat(scim("GET", "/Users/" + id, null).status()).isEqualTo(404);
        assertThat(call("GET", webex.url() + "/v1/identity/organizations/" + WebexSimulator.ORG_ID + "/v1/ArchivedUser/" + id, null).json().path("userName").asText()).isEqualTo("jill@example.com");
    }

    @Test
    void theGatewayWantsATokenAScopeAndARole() throws IOException {
        assertThat(HttpProbe.send("GET", URI.create(webex.scimUrl() + "/Users"), null).status()).isEqualTo(401);
        webex.settings(Map.of("scopes", "identity:people_read"));
        assertThat(scim("GET", "/Users", null).status()).isEqualTo(200);
        assertThat(create("jill@example.com", "").status()).isEqualTo(403);
        webex.settings(Map.of("scopes", "identity:people_rw", "role", "id_readonly_admin"));
        assertThat(scim("GET", "/Users", null).status()).as("a change of the role kills every token").isEqualTo(401);
        assertThat(refresh("sandbox-refresh-token").status()).isEqualTo(400);
        token = webex.newAccessToken();
        assertThat(create("jill@example.com", "").status()).isEqualTo(403);
        assertThat(call("GET", webex.scimUrl().toString().replace(WebexSimulator.ORG_ID, "11111111-2222-4333-8444-555555555555") + "/Users", null).status()).isEqualTo(403);
        assertThat(call("GET", webex.url() + "/identity/scim/v2/Users/me", null).json().path("userName").asText()).isEqualTo("admin@example.com");
        assertThat(scim("GET", "/Nothing", null).status()).isEqualTo(404);
        assertThat(call("GET", webex.url() + "/v1/authorizations/tokenExpiry", null).json().path("exp").asLong()).isGreaterThan(clock.millis());
    }

    @Test
    void tokensAreIssuedByRefreshCodeAndForServiceApps() throws IOException {
        Answer refreshed = refresh("sandbox-refresh-token");
        token = refreshed.json().path("access_token").asText();
        assertThat(scim("GET", "/Users", null).status()).isEqualTo(200);
        assertThat(refreshed.json().path("expires_in").asLong()).isEqualTo(1_209_599);
        clock.forward(Duration.ofSeconds(1_209_600));
        assertThat(scim("GET", "/Users", null).status()).isEqualTo(401);
        URI url = webex.url().resolve("/v1/access_token");
        assertThat(HttpProbe.send("POST", url, GRANT.replace("sandbox-secret", "x") + "sandbox-refresh-token", "Content-Type", "application/x-www-form-urlencoded").status()).isEqualTo(401);
        assertThat(HttpProbe.send("POST", url, GRANT.replace("refresh_token&", "client_credentials&"), "Content-Type", "application/x-www-form-urlencoded").status()).isEqualTo(400);
        assertThat(HttpProbe.send("POST", url, "grant_type=authorization_code&client_id=sandbox-client&client_secret=sandbox-secret&code=sandbox-code&redirect_uri=x", "Content-Type",
                "application/x-www-form-urlencoded").status()).isEqualTo(200);
        URI app = webex.url().resolve("/v1/applications/sandbox-application/token");
        String body = quoted("{'clientId':'sandbox-client','clientSecret':'sandbox-secret','targetOrgId':'" + WebexIds.base64("ORGANIZATION", WebexSimulator.ORG_ID) + "'}");
        assertThat(HttpProbe.send("POST", app, body, "Authorization", "Bearer sandbox-developer-token").json().has("refresh_token")).isTrue();
        assertThat(HttpProbe.send("POST", app, body, "Authorization", "Bearer x").status()).isEqualTo(401);
        webex.settings(Map.of("authorized", false));
        assertThat(HttpProbe.send("POST", app, body, "Authorization", "Bearer sandbox-developer-token").status()).isEqualTo(403);
        assertThat(webex.requests().all()).allMatch(request -> request.body() == null || !request.body().contains("sandbox-secret"));
    }

    @Test
    void licencesAreGivenWhileThereAreSome() throws IOException {
        String id = created("jill@example.com");
        JsonNode list = call("GET", webex.url() + "/v1/licenses", null).json();
        String messaging = list.at("/items/0/id").asText();
        assertThat(list.at("/items/0/name").asText()).isEqualTo("Advanced Messaging");
        String url = webex.url() + "/v1/licenses/users";
        assertThat(call("PATCH", url, "{'personId':'" + WebexIds.base64("PEOPLE", id) + "','licenses':[{'id':'" + messaging + "','operation':'add'}]}").status()).isEqualTo(200);
        assertThat(webex.licences("jill@example.com")).containsExactly("Advanced Messaging");
        webex.settings(Map.of("licences", Map.of("Advanced Messaging", 1, "Webex Calling", 1)));
        created("carl@example.com");
        assertThat(call("PATCH", url, "{'email':'carl@example.com','licenses':[{'id':'" + messaging + "','operation':'add'}]}").status()).isEqualTo(206);
        String calling = call("GET", webex.url() + "/v1/licenses", null).json().at("/items/1/id").asText();
        Answer refused = call("PATCH", url, "{'email':'jill@example.com','licenses':[{'id':'" + calling + "','operation':'add'}]}");
        assertThat(refused.json().at("/errors/0/errorCode").asInt()).isEqualTo(400_411);
        patch(id, "{'op':'add','path':'phoneNumbers','value':[{'type':'work','value':'1'}]}");
        assertThat(call("PATCH", url, "{'email':'jill@example.com','licenses':[{'id':'" + calling + "','operation':'add','properties':{'locationId':'l','extension':'77'}}]}").status()).isEqualTo(200);
        assertThat(webex.user("jill@example.com").path("phoneNumbers").toString()).isEqualTo(quoted("[{'type':'work_extension','value':'77'}]"));
    }

    @Test
    void groupsHoldUsersOfThisOrganisation() throws IOException {
        String jill = created("jill@example.com");
        String body = "{'schemas':['" + WebexGroups.GROUP + "'],'displayName':'Team','members':[{'type':'user','value':'%s'}]}";
        assertThat(scim("POST", "/Groups", String.format(body, "11111111-2222-4333-8444-555555555555")).status()).isEqualTo(400);
        Answer created = scim("POST", "/Groups", String.format(body, jill));
        assertThat(created.status()).as(created.text()).isEqualTo(201);
        String id = created.json().path("id").asText();
        assertThat(scim("GET", "/Groups?filter=" + encoded("displayName eq \"a\" or displayName eq \"team\""), null).json().path("totalResults").asInt()).isEqualTo(1);
        assertThat(scim("GET", "/Users?returnGroups=true", null).json().at("/Resources/0/groups/0/display").asText()).isEqualTo("Team");
        assertThat(scim("GET", "/Groups/" + id + "/Members", null).json().path("memberSize").asInt()).isEqualTo(1);
        assertThat(scim("PATCH", "/Groups/" + id, "{'schemas':['" + PATCH + "'],'Operations':[{'op':'remove','path':'members[value eq \\\"" + jill + "\\\"]'}]}").json().has("members")).isFalse();
        assertThat(scim("DELETE", "/Groups/" + id, null).status()).isEqualTo(204);
        assertThat(scim("GET", "/Groups/" + id, null).status()).isEqualTo(404);
    }

    @Test
    void aBulkRequestTellsOfEachOfItsOperations() throws IOException {
        created("carl@example.com");
        String user = "{'method':'POST','path':'/Users','bulkId':'%s','data':{'schemas':['" + WebexSchema.CORE + "'],'userName':'%s','userType':'user'}}";
        JsonNode answer = scim("POST", "/Bulk", "{'schemas':['x'],'failOnErrors':2,'operations':[" + String.format(user, "a", "jill@example.com") + ","
                + String.format(user, "b", "carl@example.com") + ",{'method':'DELETE','path':'/Users/x'},{'method':'DELETE','path':'/Users/y'}]}").json();
        assertThat(answer.path("Operations")).extracting(one -> one.path("status").asText()).containsExactly("201", "409", "400");
        assertThat(answer.at("/Operations/1/response/status").asText()).isEqualTo("409");
    }

    static Stream<Arguments> points() {
        return Stream.of(point(WebexSwitch.SCIM_ERROR_SHAPE, "SCIM", "/v1"), point(WebexSwitch.DUPLICATE_SCIM_TYPE, "409 -", "409 uniqueness"),
                point(WebexSwitch.REFRESH_ERROR_SHAPE, "message", "invalid_grant"), point(WebexSwitch.REFRESH_TOKEN_ROTATES, "true 200", "false 400"),
                point(WebexSwitch.TOKEN_LIFETIMES, "1209599", "43199", "3600"), point(WebexSwitch.FOREIGN_USER_CREATE, "409", "201 pending"),
                point(WebexSwitch.NEW_USER_STATUS, "-", "pending", "transient"), point(WebexSwitch.ACCOUNT_STATUS_WHEN_ACTIVE, "-", "active"),
                point(WebexSwitch.ENFORCE_VERIFIED_DOMAINS, "201", "400"), point(WebexSwitch.WORK_EMAIL_DIFFERS, "400", "201 jill@example.com"),
                point(WebexSwitch.RENAME_USER_NAME, "200 jack@example.com", "400"), point(WebexSwitch.MISSING_USER_TYPE, "400", "201"),
                point(WebexSwitch.CISCO_EXT_NEEDS_ACCOUNT_STATUS, "201", "400"), point(WebexSwitch.PHONE_TYPE_HOME, "201", "400"), point(WebexSwitch.FILTER_EXTERNAL_ID, "400", "200"),
                point(WebexSwitch.MAX_COUNT, "150", "100"), point(WebexSwitch.OP_CASE, "400", "200"), point(WebexSwitch.BULK_KEY_CASE, "400", "200"),
                point(WebexSwitch.BULK_OVER_100, "400", "413"), point(WebexSwitch.DELETED_GET, "404", "410"), point(WebexSwitch.REUSE_DELETED_NAME, "201", "409"),
                point(WebexSwitch.INACTIVE_DELETE_DAYS, "200 404", "200 200", "404 404"), point(WebexSwitch.LIST_DELAY_MS, "1", "0"), point(WebexSwitch.PARALLEL_CREATE_FAILS, "201", "500"),
                point(WebexSwitch.RETRY_AFTER_HEADER, "1", "null"), point(WebexSwitch.RATE_LIMIT, "30", "5", "20"), point(WebexSwitch.BASE64_ID, "400", "404"),
                point(WebexSwitch.SCHEMAS_PREFIX, "200 404", "404 200"), point(WebexSwitch.DISCOVERY, "404", "200")).flatMap(one -> one);
    }

    private static Stream<Arguments> point(WebexSwitch one, String... seen) {
        assertThat(seen).hasSameSizeAs(one.choices());
        return Stream.iterate(0, i -> i < seen.length, i -> i + 1).map(i -> Arguments.of(one, one.choices().get(i), seen[i]));
    }

    @ParameterizedTest
    @MethodSource("points")
    void anUncertainPointIsAsItsSwitchSays(WebexSwitch one, String value, String seen) throws Exception {
        set(one, value);
        assertThat(look(one)).isEqualTo(seen);
    }

    @Test
    void everySwitchIsLookedAt() {
        assertThat(points().map(arguments -> arguments.get()[0]).distinct()).containsExactlyInAnyOrder(WebexSwitch.values());
    }

    private String look(WebexSwitch one) throws Exception {
        switch (one) {
            case SCIM_ERROR_SHAPE -> {
                JsonNode error = scim("GET", "/Users/11111111-2222-4333-8444-555555555555", null).json();
                return error.has(WebexErrors.CISCO_ERROR) ? "SCIM" : error.has("errors") ? "/v1" : "?";
            }
            case DUPLICATE_SCIM_TYPE -> {
                created("jill@example.com");
                Answer answer = create("jill@example.com", "");
                return answer.status() + " " + answer.json().path("scimType").asText("-");
            }
            case REFRESH_ERROR_SHAPE -> {
                JsonNode error = refresh("x").json();
                return error.has("message") ? "message" : error.path("error").asText();
            }
            case REFRESH_TOKEN_ROTATES -> {
                boolean same = refresh("sandbox-refresh-token").json().path("refresh_token").asText().equals("sandbox-refresh-token");
                return same + " " + refresh("sandbox-refresh-token").status();
            }
            case TOKEN_LIFETIMES -> {
                return refresh("sandbox-refresh-token").json().path("expires_in").asText();
            }
            case FOREIGN_USER_CREATE -> {
                webex.settings(Map.of("foreignAddresses", Set.of("jill@example.com")));
                Answer answer = create("jill@example.com", "");
                return answer.status() == 201 ? "201 " + answer.json().path(WebexSchema.CISCO).path("accountStatus").path(0).asText() : String.valueOf(answer.status());
            }
            case NEW_USER_STATUS, ACCOUNT_STATUS_WHEN_ACTIVE -> {
                return create("jill@example.com", "").json().path(WebexSchema.CISCO).path("accountStatus").path(0).asText("-");
            }
            case ENFORCE_VERIFIED_DOMAINS -> {
                webex.settings(Map.of("verifiedDomains", Set.of("example.org")));
                return "" + create("jill@example.com", "").status();
            }
            case WORK_EMAIL_DIFFERS -> {
                Answer answer = create("jill@example.com", ",'emails':[{'type':'work','primary':true,'value':'jack@example.com'}]");
                return answer.status() + (answer.status() == 201 ? " " + answer.json().at("/emails/0/value").asText() : "");
            }
            case RENAME_USER_NAME -> {
                Answer answer = patch(created("jill@example.com"), "{'op':'replace','path':'userName','value':'jack@example.com'}");
                return answer.status() + (answer.status() == 200 ? " " + answer.json().at("/emails/0/value").asText() : "");
            }
            case MISSING_USER_TYPE -> {
                return "" + scim("POST", "/Users", "{'schemas':['" + WebexSchema.CORE + "'],'userName':'jill@example.com'}").status();
            }
            case CISCO_EXT_NEEDS_ACCOUNT_STATUS -> {
                return "" + create("jill@example.com", ",'" + WebexSchema.CISCO + "':{'mfaEnabled':true}").status();
            }
            case PHONE_TYPE_HOME -> {
                return "" + create("jill@example.com", ",'phoneNumbers':[{'type':'pager','value':'1'}]").status();
            }
            case FILTER_EXTERNAL_ID -> {
                return "" + scim("GET", "/Users?filter=" + encoded("externalId eq \"x\""), null).status();
            }
            case MAX_COUNT -> {
                for (int i = 0; i < 150; i++) {
                    webex.seed("u" + i + "@example.com");
                }
                return scim("GET", "/Users?count=1000", null).json().path("itemsPerPage").asText();
            }
            case OP_CASE -> {
                return "" + patch(created("jill@example.com"), "{'op':'Replace','path':'title','value':'x'}").status();
            }
            case BULK_KEY_CASE -> {
                return "" + scim("POST", "/Bulk", "{'failOnErrors':1,'Operations':[]}").status();
            }
            case BULK_OVER_100 -> {
                return "" + scim("POST", "/Bulk", "{'failOnErrors':1,'operations':[" + String.join(",", java.util.Collections.nCopies(101, "{}")) + "]}").status();
            }
            default -> {
                return lookFurther(one);
            }
        }
    }

    private String lookFurther(WebexSwitch one) throws Exception {
        switch (one) {
            case DELETED_GET -> {
                String id = created("jill@example.com");
                scim("DELETE", "/Users/" + id, null);
                return "" + scim("GET", "/Users/" + id, null).status();
            }
            case REUSE_DELETED_NAME -> {
                scim("DELETE", "/Users/" + created("jill@example.com"), null);
                return "" + create("jill@example.com", "").status();
            }
            case INACTIVE_DELETE_DAYS -> {
                String id = created("jill@example.com");
                patch(id, "{'op':'replace','path':'active','value':false}");
                clock.forward(Duration.ofDays(8));
                token = webex.newAccessToken();
                int early = scim("GET", "/Users/" + id, null).status();
                clock.forward(Duration.ofDays(30));
                token = webex.newAccessToken();
                return early + " " + scim("GET", "/Users/" + id, null).status();
            }
            case LIST_DELAY_MS -> {
                created("jill@example.com");
                String at = scim("GET", "/Users", null).json().path("totalResults").asText();
                clock.forward(Duration.ofSeconds(6));
                assertThat(scim("GET", "/Users", null).json().path("totalResults").asInt()).isEqualTo(1);
                return at;
            }
            case PARALLEL_CREATE_FAILS -> {
                webex.faults().add(io.muster.sandbox.service.Fault.delay(Duration.ofMillis(1500)).afterWork().next(1).on("POST", ".*/Users"));
                var first = java.util.concurrent.CompletableFuture.supplyAsync(() -> {
                    try {
                        return create("a@example.com", "").status();
                    } catch (IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                });
                while (webex.user("a@example.com") == null) {
                    Thread.onSpinWait();
                }
                int second = create("b@example.com", "").status();
                assertThat(first.get()).isEqualTo(201);
                return "" + second;
            }
            case RETRY_AFTER_HEADER -> {
                set(WebexSwitch.RATE_LIMIT, "5/s");
                Answer last = null;
                for (int i = 0; i < 6; i++) {
                    last = scim("GET", "/Users", null);
                }
                assertThat(last.status()).isEqualTo(429);
                return String.valueOf(last.header("Retry-After"));
            }
            case RATE_LIMIT -> {
                int passed = 0;
                for (int i = 0; i < 30; i++) {
                    passed += scim("GET", "/Users", null).status() == 200 ? 1 : 0;
                }
                return "" + passed;
            }
            case BASE64_ID -> {
                return "" + scim("GET", "/Users/" + WebexIds.base64("PEOPLE", created("jill@example.com")), null).status();
            }
            case SCHEMAS_PREFIX -> {
                return call("GET", webex.url() + "/identity/scim/Schemas/SCIM2/User", null).status() + " " + call("GET", webex.url() + "/identity/Schemas/SCIM2/User", null).status();
            }
            case DISCOVERY -> {
                return List.of("ServiceProviderConfig", "ResourceTypes", "Schemas").stream().map(path -> {
                    try {
                        return "" + scim("GET", "/" + path, null).status();
                    } catch (IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                }).distinct().reduce((a, b) -> a + " " + b).orElseThrow();
            }
            default -> throw new IllegalStateException(one.key());
        }
    }
}
