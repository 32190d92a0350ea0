package io.muster.sandbox.zoom;

import static io.muster.sandbox.zoom.ZoomSwitch.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.muster.sandbox.service.HttpProbe;
import io.muster.sandbox.service.HttpProbe.Answer;
import io.muster.sandbox.service.UncertainPoint;
import java.io.IOException;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every uncertain point under every one of its values; the first value of each is the default. */
class ZoomSwitchesTest extends ZoomTest {

    private static final String JILL = "jill@example.com";
    private static final String OTHER_LOGIN = "{'userName':'jill@example.com','urn:us:zoom:scim:schemas:extension:1.0:ZoomUser':"
            + "{'loginType':{'workEmail':true,'sso':false}}}";

    private Answer token(String query, String body) throws IOException {
        return HttpProbe.send("POST", URI.create(zoom.tokenUrl() + query), body, "Authorization", ZoomCaller.BASIC,
                "Content-Type", "application/x-www-form-urlencoded");
    }

    @Test
    void theSwitchesHaveTheNamesOfTheSheet() {
        List<String> names = Arrays.stream(ZoomSwitch.values()).map(ZoomSwitch::key).toList();

        assertThat(names).containsExactly("previousTokenSurvives", "tokenParamsInQuery", "oauthErrorStatus", "expiresIn", "gatewayErrorShape",
                "duplicateCreate", "foreignEmailCreate", "unassociatedDomain", "otherLoginType", "pendingSearch", "missingUser", "postEmailDiffers",
                "putUserName", "putEmail", "putAbsent", "putEmptyString", "putStatusAndAttributes", "updateInactive", "adminProtected",
                "patchPathActive", "licenceOnReenable", "userTypeVocabulary", "phoneTypes", "countAbove100", "listRowsPoor", "groupRemoveValuePath",
                "errorStatusType", "responseType", "discovery", "pathCase", "rateModel", "retryAfter");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            duplicateCreate  | 409, no scimType                            | 409
            duplicateCreate  | 409 `uniqueness`                            | 409 uniqueness
            putEmail         | changes login if domain managed, else 400   | changes login
            userTypeVocabulary | all five, stored as sent                  | all
            pathCase         | `/users` accepted                           | accepted
            rateModel        | 1/s per endpoint                            | 1/s
            retryAfter       | ISO (daily only)                            | ISO
            listRowsPoor     | TRUE                                        | true""")
    void theWordingOfTheSheetIsUnderstood(String key, String wording, String value) {
        zoom.switches().set(UncertainPoint.of(ZoomSwitch.class, key), wording);

        assertThat(zoom.switches().all()).containsEntry(key, value);
    }

    @Test
    void aValueThatASwitchDoesNotHaveIsRefused() {
        assertThatThrownBy(() -> zoom.switches().set(DUPLICATE_CREATE, "500"))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("500").hasMessageContaining("409 uniqueness");
    }

    @ParameterizedTest
    @CsvSource({"true,200", "false,401"})
    void previousTokenSurvives(String value, int status) throws IOException {
        set(PREVIOUS_TOKEN_SURVIVES, value);
        String second = caller.newToken();

        Answer first = caller.call("GET", "/Users", null);

        assertThat(first.status()).isEqualTo(status);
        caller.use(second);
        assertThat(caller.call("GET", "/Users", null).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({"accept,200", "400,400"})
    void tokenParamsInQuery(String value, int status) throws IOException {
        set(TOKEN_PARAMS_IN_QUERY, value);

        Answer answer = token("?" + ZoomCaller.GRANT, "");

        assertThat(answer.status()).isEqualTo(status);
        assertThat(token("", ZoomCaller.GRANT).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401})
    void oauthErrorStatus(int status) throws IOException {
        set(OAUTH_ERROR_STATUS, String.valueOf(status));

        Answer answer = token("", "grant_type=nothing");

        assertThat(answer.status()).isEqualTo(status);
    }

    @ParameterizedTest
    @ValueSource(ints = {3600, 3599})
    void expiresIn(int seconds) throws IOException {
        set(EXPIRES_IN, String.valueOf(seconds));
        JsonNode token = token("", ZoomCaller.GRANT).json();
        caller.use(token.get("access_token").asText());

        clock.now = clock.now.plusSeconds(seconds - 1);

        assertThat(token.get("expires_in").asInt()).isEqualTo(seconds);
        assertThat(caller.call("GET", "/Users", null).status()).isEqualTo(200);
        clock.now = clock.now.plusSeconds(1);
        assertThat(caller.call("GET", "/Users", null).status()).isEqualTo(401);
    }

    @ParameterizedTest
    @CsvSource({"code/message,message", "SCIM,detail"})
    void gatewayErrorShape(String value, String field) throws IOException {
        set(GATEWAY_ERROR_SHAPE, value);
        zoom.settings(Map.of("rateLimits", 1));
        caller.call("GET", "/Users", null);

        Answer limited = caller.call("GET", "/Users", null);

        assertThat(limited.status()).isEqualTo(429);
        assertThat(limited.json().get(field).asText()).startsWith("You have reached");
        caller.use("nonsense");
        assertThat(caller.call("GET", "/Users", null).json().get(field).asText()).isEqualTo("Invalid access token.");
        zoom.settings(Map.of("scopes", "none"));
        caller.use(caller.newToken());
        assertThat(caller.call("GET", "/Users", null).json().get(field).asText()).contains("does not contain scopes");
    }

    @ParameterizedTest
    @CsvSource({"409,409,", "409 uniqueness,409,uniqueness", "400,400,"})
    void duplicateCreate(String value, int status, String scimType) throws IOException {
        set(DUPLICATE_CREATE, value);
        caller.create(JILL);

        Answer answer = caller.post("{'userName':'JILL@example.com'}");

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.json().path("scimType").asText(null)).isEqualTo(scimType);
        assertThat(answer.json().get("detail").asText()).containsPattern("already|exists");
        assertThat(zoom.users()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"201 pending,201", "409,409"})
    void foreignEmailCreate(String value, int status) throws IOException {
        set(FOREIGN_EMAIL_CREATE, value);
        zoom.settings(Map.of("foreignAddresses", List.of(JILL)));

        Answer answer = caller.post("{'userName':'jill@example.com'}");

        assertThat(answer.status()).isEqualTo(status);
        assertThat(zoom.users()).hasSize(status == 201 ? 1 : 0);
        assertMissing(caller.find(JILL), 400);
    }

    @ParameterizedTest
    @CsvSource({"pending,true", "active,false"})
    void unassociatedDomain(String value, boolean pending) throws IOException {
        set(UNASSOCIATED_DOMAIN, value);
        zoom.settings(Map.of("associatedDomains", List.of("other.example")));

        Answer answer = caller.post("{'userName':'jill@example.com'}");

        assertThat(answer.status()).isEqualTo(201);
        assertThat(caller.stored(JILL).get("pending").asBoolean()).isEqualTo(pending);
    }

    @ParameterizedTest
    @CsvSource({"pending,404", "ignored,200"})
    void otherLoginType(String value, int status) throws IOException {
        set(OTHER_LOGIN_TYPE, value);

        Answer created = caller.post(OTHER_LOGIN);

        assertThat(created.status()).isEqualTo(201);
        assertThat(caller.get(created.json().get("id").asText()).status()).isEqualTo(status);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 404})
    void pendingSearch(int status) throws IOException {
        set(PENDING_SEARCH, String.valueOf(status));
        caller.post(OTHER_LOGIN);

        Answer answer = caller.find(JILL);

        assertMissing(answer, status);
    }

    @ParameterizedTest
    @ValueSource(ints = {404, 400})
    void missingUser(int status) throws IOException {
        set(MISSING_USER, String.valueOf(status));

        Answer answer = caller.get("nobody");

        assertMissing(answer, status);
        assertMissing(caller.delete("nobody"), status);
    }

    @ParameterizedTest
    @CsvSource({"ignored,201", "400,400"})
    void postEmailDiffers(String value, int status) throws IOException {
        set(POST_EMAIL_DIFFERS, value);

        Answer answer = caller.post("{'userName':'jill@example.com','emails':[{'type':'work','value':'other@example.com'}]}");

        assertThat(answer.status()).isEqualTo(status);
        if (status == 201) {
            assertThat(answer.json().at("/emails/0/value").asText()).isEqualTo(JILL);
        }
    }

    @ParameterizedTest
    @CsvSource({"ignored,jill@example.com", "applied,julia@example.com"})
    void putUserName(String value, String login) throws IOException {
        set(PUT_USER_NAME, value);
        String id = caller.create(JILL);

        Answer answer = caller.put(id, "{'userName':'julia@example.com'}");

        assertThat(answer.status()).isEqualTo(200);
        if (value.equals("applied")) {
            assertThat(answer.json().at("/emails/0/value").asText()).isEqualTo(login);
        }
        assertThat(caller.get(id).json().get("userName").asText()).isEqualTo(login);
    }

    @ParameterizedTest
    @CsvSource({"changes login,julia@example.com,200", "changes login,julia@other.example,400",
        "ignored,julia@example.com,200", "ignored,julia@other.example,200"})
    void putEmail(String value, String address, int status) throws IOException {
        set(PUT_EMAIL, value);
        zoom.settings(Map.of("associatedDomains", List.of("example.com")));
        String id = caller.create(JILL);

        Answer answer = caller.put(id, "{'title':'x','emails':[{'type':'work','value':'" + address + "','primary':true}]}");

        assertThat(answer.status()).isEqualTo(status);
        JsonNode user = caller.get(id).json();
        String login = value.equals("ignored") || status == 400 ? JILL : address;
        assertThat(user.get("userName").asText()).isEqualTo(login);
        assertThat(user.at("/emails/0/value").asText()).isEqualTo(login);
        assertThat(user.has("title")).isEqualTo(status == 200);
        if (status == 400) {
            assertScimError(answer, 400, "Domain name doesn't match. ");
        }
    }

    @ParameterizedTest
    @CsvSource({"kept,true", "cleared,false"})
    void putAbsent(String value, boolean kept) throws IOException {
        set(PUT_ABSENT, value);
        String id = caller.create(JILL);
        caller.put(id, "{'title':'CEO','name':{'givenName':'Jill'}}");

        JsonNode user = caller.put(id, "{'name':{'givenName':'Julia'}}").json();

        assertThat(user.has("title")).isEqualTo(kept);
        assertThat(user.at("/name/familyName").isMissingNode()).isNotEqualTo(kept);
        assertThat(user.get("userName").asText()).isEqualTo(JILL);
        assertThat(user.get("active").asBoolean()).isTrue();
        assertThat(user.get("userType").asText()).isEqualTo("Licensed");
    }

    @ParameterizedTest
    @CsvSource({"clears,false", "ignored,true"})
    void putEmptyString(String value, boolean kept) throws IOException {
        set(PUT_EMPTY_STRING, value);
        String id = caller.create(JILL);
        caller.put(id, "{'title':'CEO','phoneNumbers':[{'type':'work','value':'+1 2'}],'" + ZoomCaller.ENT + "':{'department':'Sales'}}");

        JsonNode user = caller.put(id, "{'title':'','phoneNumbers':[{'type':'work','value':''}],'" + ZoomCaller.ENT + "':{'department':''}}").json();

        assertThat(user.has("title")).isEqualTo(kept);
        assertThat(user.has("phoneNumbers")).isEqualTo(kept);
        assertThat(user.has(ZoomCaller.ENT)).isEqualTo(kept);
    }

    @ParameterizedTest
    @CsvSource({"status only,false", "all,true"})
    void putStatusAndAttributes(String value, boolean written) throws IOException {
        set(PUT_STATUS_AND_ATTRIBUTES, value);
        String id = caller.create(JILL);

        JsonNode disabled = caller.put(id, "{'active':false,'title':'CEO'}").json();
        JsonNode enabled = caller.put(id, "{'active':true,'locale':'de-DE'}").json();

        assertThat(disabled.get("active").asBoolean(true)).isFalse();
        assertThat(disabled.has("title")).isEqualTo(written);
        assertThat(enabled.get("active").asBoolean()).isTrue();
        assertThat(enabled.has("locale")).isEqualTo(written);
    }

    @ParameterizedTest
    @CsvSource({"400,400,false", "200 ignored,200,false", "200 applied,200,true"})
    void updateInactive(String value, int status, boolean written) throws IOException {
        set(UPDATE_INACTIVE, value);
        String id = caller.create(JILL);
        caller.active(id, false);

        Answer answer = caller.put(id, "{'title':'CEO'}");

        assertThat(answer.status()).isEqualTo(status);
        assertThat(caller.stored(JILL).has("title")).isEqualTo(written);
        assertThat(caller.put(id, "{'schemas':['x'],'active':false}").status()).as("nothing to write").isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({"400,400", "403,403", "off,200"})
    void adminProtected(String value, int status) throws IOException {
        set(ADMIN_PROTECTED, value);
        String id = caller.create(JILL);
        zoom.administrator(JILL, true);

        Answer answer = caller.active(id, false);

        assertThat(answer.status()).isEqualTo(status);
        assertThat(caller.stored(JILL).get("active").asBoolean()).isEqualTo(status != 200);
        assertThat(caller.put(id, "{'active':false}").status()).isEqualTo(status);
        assertThat(caller.delete(id).status()).isEqualTo(status == 200 ? 204 : status);
    }

    @ParameterizedTest
    @CsvSource({"400,400", "accepted,200"})
    void patchPathActive(String value, int status) throws IOException {
        set(PATCH_PATH_ACTIVE, value);
        String id = caller.create(JILL);

        Answer answer = caller.patch(id, "{'Operations':[{'op':'replace','path':'active','value':false}]}");

        assertThat(answer.status()).isEqualTo(status);
        assertThat(caller.stored(JILL).get("active").asBoolean()).isEqualTo(status == 400);
    }

    @ParameterizedTest
    @CsvSource({"restored,Licensed", "Basic,Basic"})
    void licenceOnReenable(String value, String userType) throws IOException {
        set(LICENCE_ON_REENABLE, value);
        String id = caller.create(JILL);
        caller.active(id, false);

        Answer answer = caller.active(id, true);

        assertThat(answer.json().get("userType").asText()).isEqualTo(userType);
    }

    @ParameterizedTest
    @CsvSource({"all,Basic Pro Corp Licensed On-Prem,None", "new only,Basic Licensed On-Prem,Pro", "old only,Basic Pro Corp,Licensed"})
    void userTypeVocabulary(String value, String accepted, String refused) throws IOException {
        set(USER_TYPE_VOCABULARY, value);
        String id = caller.post("{'userName':'jill@example.com'}").json().get("id").asText();

        for (String type : accepted.split(" ")) {
            assertThat(caller.put(id, "{'userType':'" + type + "'}").json().get("userType").asText()).isEqualTo(type);
        }

        assertScimError(caller.put(id, "{'userType':'" + refused + "'}"), 400, "userType");
        assertScimError(caller.post("{'userName':'a@example.com','userType':'" + refused + "'}"), 400, "userType");
    }

    @ParameterizedTest
    @CsvSource({"stored as sent,work", "work->office,office"})
    void phoneTypes(String value, String type) throws IOException {
        set(PHONE_TYPES, value);

        JsonNode user = caller.post("{'userName':'jill@example.com','phoneNumbers':[{'type':'work','value':'+1 2'},{'type':'home','value':'+1 3'}]}").json();

        assertThat(user.at("/phoneNumbers/0/type").asText()).isEqualTo(type);
        assertThat(user.at("/phoneNumbers/1/type").asText()).isEqualTo("home");
    }

    @ParameterizedTest
    @CsvSource({"clamp,200", "400,400"})
    void countAbove100(String value, int status) throws IOException {
        set(COUNT_ABOVE_100, value);
        caller.control("users", "{\"generate\":120}");

        Answer answer = caller.call("GET", "/Users?count=101", null);

        assertThat(answer.status()).isEqualTo(status);
        if (status == 200) {
            assertThat(answer.json().get("itemsPerPage").asInt()).isEqualTo(100);
        }
        assertThat(caller.call("GET", "/Users?count=100", null).json().get("Resources")).hasSize(100);
    }

    @ParameterizedTest
    @CsvSource({"true,false", "full,true"})
    void listRowsPoor(String value, boolean full) throws IOException {
        set(LIST_ROWS_POOR, value);
        caller.post("{'userName':'jill@example.com','" + ZoomCaller.ENT + "':{'department':'Sales','organization':'Example'}}");

        JsonNode row = caller.find(JILL).json().at("/Resources/0");

        assertThat(row.path(ZoomCaller.ENT).path("department").asText()).isEqualTo("Sales");
        assertThat(row.path(ZoomCaller.ENT).has("organization")).isEqualTo(full);
    }

    @ParameterizedTest
    @CsvSource({"400,400,1", "accepted,204,0"})
    void groupRemoveValuePath(String value, int status, int members) throws IOException {
        set(GROUP_REMOVE_VALUE_PATH, value);
        String user = caller.create(JILL);
        String group = caller.call("POST", "/Groups", "{\"schemas\":[\"x\"],\"displayName\":\"Sales\"}").json().get("id").asText();
        caller.call("PATCH", "/Groups/" + group, ZoomCaller.quoted("{'Operations':[{'op':'add','path':'members','value':[{'value':'" + user + "'}]}]}"));

        Answer answer = caller.call("PATCH", "/Groups/" + group,
                "{\"Operations\":[{\"op\":\"remove\",\"path\":\"members[value eq \\\"" + user + "\\\"]\"}]}");

        assertThat(answer.status()).isEqualTo(status);
        assertThat(caller.call("GET", "/Groups/" + group, null).json().get("members")).hasSize(members);
    }

    @ParameterizedTest
    @CsvSource({"number,true", "string,false"})
    void errorStatusType(String value, boolean number) throws IOException {
        set(ERROR_STATUS_TYPE, value);

        JsonNode error = caller.get("nobody").json();

        assertThat(error.get("status").isNumber()).isEqualTo(number);
        assertThat(error.get("status").asText()).isEqualTo("404");
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "application/scim+json"})
    void responseType(String type) throws IOException {
        set(RESPONSE_TYPE, type);

        Answer answer = caller.call("GET", "/Users", null);

        assertThat(answer.header("Content-Type")).isEqualTo(type);
        assertThat(caller.get("nobody").header("Content-Type")).isEqualTo(type);
    }

    @ParameterizedTest
    @CsvSource({"404,ServiceProviderConfig,404", "404,ResourceTypes,404", "404,Schemas,404",
        "RFC,ServiceProviderConfig,200", "RFC,ResourceTypes,200", "RFC,Schemas,200"})
    void discovery(String value, String path, int status) throws IOException {
        set(DISCOVERY, value);

        Answer answer = caller.call("GET", "/" + path, null);

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.json().has("schemas")).isEqualTo(status == 200);
    }

    @ParameterizedTest
    @CsvSource({"accepted,200", "404,404"})
    void pathCase(String value, int status) throws IOException {
        set(PATH_CASE, value);

        Answer answer = caller.call("GET", "/users", null);

        assertThat(answer.status()).isEqualTo(status);
        assertThat(caller.call("GET", "/Users", null).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({"labels,80,200", "1/s,1,429"})
    void rateModel(String value, String limit, int secondStatus) throws IOException {
        set(RATE_MODEL, value);
        zoom.settings(Map.of("rateLimits", "labels"));

        Answer first = caller.post("{'userName':'a@example.com'}");
        Answer second = caller.post("{'userName':'a@example.com'}");

        assertThat(first.header("X-RateLimit-Limit")).isEqualTo(limit);
        assertThat(second.status()).isEqualTo(secondStatus == 200 ? 409 : 429);
        assertThat(caller.get("another-endpoint").status()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource({"ISO,2026-03-02T00:00:00Z,", "seconds,50400,1"})
    void retryAfter(String value, String daily, String perSecond) throws IOException {
        set(RETRY_AFTER, value);
        zoom.settings(Map.of("dailyLimit", 1));
        caller.call("GET", "/Users", null);

        Answer dayUsed = caller.call("GET", "/Users", null);

        assertThat(dayUsed.header("Retry-After")).isEqualTo(daily);
        zoom.settings(Map.of("dailyLimit", 0, "rateLimits", 1));
        caller.call("GET", "/Users", null);
        assertThat(caller.call("GET", "/Users", null).header("Retry-After")).isEqualTo(perSecond);
    }
}
