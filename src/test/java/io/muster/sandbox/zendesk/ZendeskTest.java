package io.muster.sandbox.zendesk;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.muster.sandbox.service.HttpProbe;
import io.muster.sandbox.service.HttpProbe.Answer;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The simulator is as strict as Zendesk's sheet, under both values of what the sheet leaves open. */
class ZendeskTest {

    private static final class TestClock extends Clock {

        private volatile Instant now = Instant.parse("2026-03-01T10:00:00Z");

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        void pass(long millis) {
            now = now.plusMillis(millis);
        }
    }

    private final TestClock clock = new TestClock();
    private ZendeskSimulator zendesk;

    @BeforeEach
    void start() {
        zendesk = ZendeskSimulator.start(0, clock);
    }

    @AfterEach
    void stop() {
        zendesk.close();
    }

    private Answer call(String method, String path, String body) throws IOException {
        return HttpProbe.send(method, URI.create(zendesk.apiUrl() + path), body == null ? null : body.replace('\'', '"'), "Authorization", "Bearer " + ZendeskSimulator.ACCESS_TOKEN,
                "Content-Type", "application/json");
    }

    private Answer create(String user) throws IOException {
        return call("POST", "/users", "{'user':{" + user + "}}");
    }

    private long agent(String name) {
        return zendesk.seed(name + "@example.com", "agent");
    }

    private void set(ZendeskSwitch one, String value) {
        zendesk.switches().set(one, value);
    }

    private static void assertInvalid(Answer answer, String key, String words) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(422);
        assertThat(answer.json().get("error").asText()).isEqualTo("RecordInvalid");
        assertThat(answer.json().path("details").path(key).path(0).path("description").asText()).contains(words);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            'email':'a@example.com'                                  | name         | too short
            'name':' ','email':'a@example.com'                       | name         | too short
            'name':'A','email':'no address'                          | email        | not properly formatted
            'name':'A','role':'boss'                                 | role         | invalid
            'name':'A','ticket_restriction':'none'                   | ticket_restriction | invalid
            'name':'A','organization_id':7                           | organization | invalid
            'name':'A','organization':{'name':''}                    | organization | cannot be blank
            'name':'A','custom_role_id':7                            | custom_role_id | invalid
            'name':'A','locale_id':7                                 | locale       | invalid
            'name':'A','time_zone':'Middle Earth'                    | time_zone    | invalid""")
    void a_broken_rule_is_named(String user, String key, String words) throws IOException {
        assertInvalid(create(user), key, words);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            'name':'A','organization_id':'7' | organization_id must be an integer
            'name':'A','verified':'yes'      | verified must be a boolean
            'name':'A','tags':'vip'          | tags must be an array
            'name':7                         | name must be a string""")
    void a_wrong_type_is_an_invalid_attribute(String user, String words) throws IOException {
        Answer answer = create(user);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().at("/error/title").asText()).isEqualTo("Invalid attribute");
        assertThat(answer.json().at("/error/message").asText()).contains(words);
    }

    @Test
    void a_new_user_is_as_recorded_and_every_path_takes_a_suffix() throws IOException {
        Answer answer = HttpProbe.send("POST", URI.create(zendesk.apiUrl() + "/users.json"), "{\"user\":{\"name\":\"t\"}}", "Authorization", "Bearer " + ZendeskSimulator.ACCESS_TOKEN,
                "Content-Type", "application/json");
        assertThat(answer.status()).isEqualTo(201);
        JsonNode user = answer.json().get("user");
        assertThat(answer.header("Location")).isEqualTo(user.get("url").asText());
        assertThat(answer.header("x-zendesk-api-version")).isEqualTo("v2");
        assertThat(user.get("email").isNull()).isTrue();
        assertThat(user.get("role").asText()).isEqualTo("end-user");
        assertThat(user.get("ticket_restriction").asText()).isEqualTo("requested");
        assertThat(user.get("role_type").isNull()).isTrue();
        assertThat(user.get("default_group_id").isNull()).isTrue();
        assertThat(call("GET", "/users/" + user.get("id").asText() + ".json", null).json().get("user")).isEqualTo(user);
    }

    @Test
    void a_put_of_an_address_adds_a_secondary_one() throws IOException {
        long id = agent("old");
        JsonNode user = call("PUT", "/users/" + id, "{'user':{'email':'new@example.com'}}").json().get("user");
        assertThat(user.get("email").asText()).isEqualTo("old@example.com");
        JsonNode identities = call("GET", "/users/" + id + "/identities", null).json().get("identities");
        assertThat(identities.findValuesAsText("value")).containsExactly("old@example.com", "new@example.com");
        assertThat(identities.get(1).get("verified").asBoolean()).isFalse();
        assertThat(identities.get(1).get("primary").asBoolean()).isFalse();
        assertInvalid(create("'name':'A','email':'NEW@example.com'"), "email", "already being used");
    }

    @ParameterizedTest
    @CsvSource({"external_id", "name"})
    void an_external_id_is_unique_without_case(String key) throws IOException {
        set(ZendeskSwitch.EXTERNAL_ID_DUPLICATE_KEY, key);
        create("'name':'A','external_id':'x1'");
        assertInvalid(create("'name':'B','external_id':'X1'"), key, "External has already been taken");
    }

    @Test
    void a_phone_number_is_a_direct_line_once_and_another_comes_beside_it() throws IOException {
        long first = create("'name':'A','phone':'+1 555 0100'").json().at("/user/id").asLong();
        JsonNode second = create("'name':'B','phone':'+15550100'").json().get("user");
        assertThat(second.get("shared_phone_number").asBoolean()).isTrue();
        JsonNode changed = call("PUT", "/users/" + first, "{'user':{'phone':'+15550199'}}").json().get("user");
        assertThat(changed.get("phone").asText()).isEqualTo("+1 555 0100");
        assertThat(call("GET", "/users/" + first + "/identities", null).json().get("identities")).hasSize(2);
    }

    @Test
    void roles_restrictions_and_tags_follow_their_rules() throws IOException {
        JsonNode user = create("'name':'A','role':'end-user','custom_role_id':360000000201,'tags':['VIP Gold']").json().get("user");
        assertThat(user.get("role").asText()).isEqualTo("agent");
        assertThat(user.get("role_type").asInt()).isZero();
        assertThat(user.get("tags").toString()).isEqualTo("[\"gold\",\"vip\"]");
        assertThat(create("'name':'B','ticket_restriction':'groups','signature':'x'").json().at("/user/ticket_restriction").asText()).isEqualTo("requested");
        zendesk.settings(Map.of("userTagging", false));
        assertThat(create("'name':'C','tags':['vip']").json().at("/user/tags")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void the_search_matches_secondary_addresses_or_not(String value) throws IOException {
        set(ZendeskSwitch.SEARCH_MATCHES_SECONDARY, value);
        long id = agent("old");
        call("POST", "/users/" + id + "/identities", "{'identity':{'type':'email','value':'a+b@example.com','verified':true}}");
        assertThat(call("GET", "/users/search?query=email:a%2Bb@example.com", null).json().get("count").asInt()).isEqualTo(value.equals("true") ? 1 : 0);
        assertThat(call("GET", "/users/search?query=email:a+b@example.com", null).json().get("count").asInt()).isZero();
        assertThat(call("GET", "/users/search?query=old@example.com", null).json().get("count").asInt()).isEqualTo(1);
    }

    @Test
    void the_search_learns_late() throws IOException {
        set(ZendeskSwitch.SEARCH_LAG_SECONDS, "120");
        create("'name':'A','email':'a@example.com','external_id':'x1'");
        assertThat(call("GET", "/users/search?query=email:a@example.com", null).json().get("users")).isEmpty();
        assertThat(call("GET", "/users/show_many?external_ids=X1,none", null).json().get("users")).hasSize(1);
        clock.pass(120_000);
        assertThat(call("GET", "/users/search?query=email:a@example.com", null).json().get("users")).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"404,true", "422,422"})
    void a_deleted_user_is_shown_and_not_written(String put, String free) throws IOException {
        set(ZendeskSwitch.PUT_ON_DELETED_USER, put);
        set(ZendeskSwitch.EMAIL_FREE_AFTER_DELETE, free);
        long id = agent("a");
        assertThat(call("DELETE", "/deleted_users/" + id, null).status()).isEqualTo(404);
        Answer deleted = call("DELETE", "/users/" + id, null);
        assertThat(deleted.status()).isEqualTo(200);
        assertThat(deleted.json().at("/user/active").asBoolean()).isFalse();
        assertThat(call("GET", "/users/" + id, null).json().at("/user/active").asBoolean()).isFalse();
        assertThat(call("PUT", "/users/" + id, "{'user':{'name':'B'}}").status()).isEqualTo(Integer.parseInt(put));
        assertThat(create("'name':'A','email':'a@example.com'").status()).isEqualTo(free.equals("true") ? 201 : 422);
        assertThat(call("DELETE", "/deleted_users/" + id, null).json().at("/deleted_user/name").asText()).isEqualTo("Permanently Deleted User");
        assertThat(call("GET", "/deleted_users", null).json().get("deleted_users")).hasSize(1);
        zendesk.seed("b@example.com", "end-user");
        zendesk.openTickets("b@example.com", 3);
        assertInvalid(call("DELETE", "/users/" + zendesk.user("b@example.com").get("id").asText(), null), "base", "3 ticket(s)");
    }

    @Test
    void the_owner_stays() throws IOException {
        String owner = call("GET", "/users/me", null).json().at("/user/id").asText();
        assertInvalid(call("DELETE", "/users/" + owner, null), "base", "owner");
        assertInvalid(call("PUT", "/users/" + owner, "{'user':{'suspended':true}}"), "base", "owner");
    }

    @ParameterizedTest
    @CsvSource({"204,user_id,422", "422,user,201"})
    void memberships_follow_their_rules(String last, String key, String duplicate) throws IOException {
        set(ZendeskSwitch.LAST_MEMBERSHIP_DELETE, last);
        set(ZendeskSwitch.END_USER_MEMBERSHIP, key);
        set(ZendeskSwitch.DUPLICATE_MEMBERSHIP, duplicate);
        long agent = agent("a");
        long group = zendesk.group("Billing");
        long customer = zendesk.seed("c@example.com", "end-user");
        assertInvalid(call("POST", "/group_memberships", "{'group_membership':{'user_id':" + customer + ",'group_id':" + group + "}}"), key, "must be an agent");
        String membership = "{'group_membership':{'user_id':" + agent + ",'group_id':" + group + "}}";
        assertThat(call("POST", "/group_memberships", membership).status()).isEqualTo(201);
        assertThat(call("POST", "/group_memberships", membership).status()).isEqualTo(Integer.parseInt(duplicate));
        JsonNode all = call("GET", "/users/" + agent + "/group_memberships", null).json().get("group_memberships");
        assertThat(all).hasSize(2);
        // the default one goes: the other takes its place
        assertThat(call("DELETE", "/group_memberships/" + all.get(0).get("id").asText(), null).status()).isEqualTo(204);
        assertThat(call("GET", "/users/" + agent, null).json().at("/user/default_group_id").asLong()).isEqualTo(group);
        assertThat(call("DELETE", "/group_memberships/" + all.get(1).get("id").asText(), null).status()).isEqualTo(Integer.parseInt(last));
        assertThat(call("GET", "/users/" + agent + "/group_memberships", null).json().get("group_memberships")).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"422,true,true", "204,false,false"})
    void groups_follow_their_rules(String delete, String unique, String drops) throws IOException {
        set(ZendeskSwitch.DEFAULT_GROUP_DELETE, delete);
        set(ZendeskSwitch.GROUP_NAME_UNIQUE, unique);
        set(ZendeskSwitch.DOWNGRADE_DROPS_MEMBERSHIPS, drops);
        long group = zendesk.group("Billing");
        assertThat(call("POST", "/groups", "{'group':{'name':'billing'}}").status()).isEqualTo(unique.equals("true") ? 422 : 201);
        assertInvalid(call("POST", "/groups", "{'group':{'name':''}}"), "name", "blank");
        long agent = agent("a");
        call("PUT", "/users/" + agent, "{'user':{'role':'end-user'}}");
        assertThat(call("GET", "/users/" + agent + "/group_memberships", null).json().get("group_memberships")).hasSize(drops.equals("true") ? 0 : 1);
        String support = call("GET", "/groups", null).json().at("/groups/0/id").asText();
        assertThat(call("DELETE", "/groups/" + group, null).status()).isEqualTo(204);
        assertThat(call("GET", "/groups/" + group, null).json().at("/group/deleted").asBoolean()).isTrue();
        assertThat(call("GET", "/groups?exclude_deleted=true", null).json().get("groups").findValuesAsText("name")).doesNotContain("Billing");
        if (delete.equals("422")) {
            assertInvalid(call("DELETE", "/groups/" + support, null), "base", "default group");
        }
    }

    @ParameterizedTest
    @CsvSource({"false,honoured", "422,ignored"})
    void a_primary_address_may_have_to_be_verified(String needs, String primary) throws IOException {
        set(ZendeskSwitch.MAKE_PRIMARY_NEEDS_VERIFIED, needs);
        set(ZendeskSwitch.IDENTITY_PRIMARY_ON_CREATE, primary);
        long id = agent("a");
        String path = "/users/" + id + "/identities";
        String other = call("POST", path, "{'identity':{'type':'email','value':'b@example.com'}}").json().at("/identity/id").asText();
        assertThat(call("PUT", path + "/" + other + "/make_primary", "{}").status()).isEqualTo(needs.equals("422") ? 422 : 200);
        call("PUT", path + "/" + other + "/verify", "{}");
        assertThat(call("PUT", path + "/" + other + "/make_primary", "{}").json().get("identities")).hasSize(2);
        assertThat(call("POST", path, "{'identity':{'type':'email','value':'c@example.com','primary':true}}").json().at("/identity/primary").asBoolean()).isEqualTo(primary.equals("honoured"));
        assertThat(call("DELETE", path + "/" + other, null).status()).isEqualTo(204);
    }

    @ParameterizedTest
    @CsvSource({"true,true", "false,false"})
    void clearing_follows_its_rules(String phone, String tags) throws IOException {
        set(ZendeskSwitch.PHONE_EMPTY_CLEARS, phone);
        set(ZendeskSwitch.TAGS_REPLACE, tags);
        long id = create("'name':'A','phone':'+1','tags':['a']").json().at("/user/id").asLong();
        JsonNode user = call("PUT", "/users/" + id, "{'user':{'phone':'','tags':['b'],'alias':null}}").json().get("user");
        assertThat(user.get("phone").isNull()).isEqualTo(phone.equals("true"));
        assertThat(user.get("tags")).hasSize(tags.equals("true") ? 1 : 2);
    }

    @ParameterizedTest
    @CsvSource({"429,1 h", "400,none"})
    void jobs_take_their_time_and_there_are_thirty(String tooMany, String ttl) throws IOException {
        set(ZendeskSwitch.TOO_MANY_JOBS_STATUS, tooMany);
        set(ZendeskSwitch.JOB_TTL, ttl);
        long agent = agent("a");
        String rows = "{'users':[{'id':" + agent + ",'alias':'x'},{'id':1,'alias':'y'}]}";
        JsonNode job = call("PUT", "/users/update_many", rows).json().get("job_status");
        assertThat(job.get("status").asText()).isEqualTo("queued");
        String status = "/job_statuses/" + job.get("id").asText();
        clock.pass(25);
        assertThat(call("GET", status, null).json().at("/job_status/status").asText()).isEqualTo("working");
        assertThat(call("GET", "/users/" + agent, null).json().at("/user/alias").isNull()).isTrue();
        clock.pass(25);
        JsonNode done = call("GET", status, null).json().get("job_status");
        assertThat(done.get("status").asText()).isEqualTo("completed");
        assertThat(done.at("/results/0/success").asBoolean()).isTrue();
        assertThat(done.at("/results/1/success").asBoolean()).isFalse();
        assertThat(call("GET", "/users/" + agent, null).json().at("/user/alias").asText()).isEqualTo("x");
        for (int i = 0; i < 30; i++) {
            assertThat(call("PUT", "/users/update_many", rows).status()).isEqualTo(200);
        }
        Answer one = call("PUT", "/users/update_many", rows);
        assertThat(one.status()).isEqualTo(Integer.parseInt(tooMany));
        assertThat(one.json().get("current_job_ids")).hasSize(30);
        clock.pass(3_700_000);
        call("GET", "/users/me", null);
        clock.pass(3_700_000);
        assertThat(call("GET", status, null).status()).isEqualTo(ttl.equals("none") ? 200 : 404);
        String many = IntStream.range(0, 101).mapToObj(i -> "{'user_id':1,'group_id':2}").reduce((a, b) -> a + "," + b).orElseThrow();
        assertThat(call("POST", "/group_memberships/create_many", "{'group_memberships':[" + many + "]}").json().get("error").asText()).isEqualTo("TooManyValues");
    }

    @ParameterizedTest
    @CsvSource({"text", "JSON"})
    void limits_are_by_plan_by_second_and_by_user(String body) throws IOException {
        set(ZendeskSwitch.RATE_LIMIT_BODY, body);
        long a = agent("a");
        long b = agent("b");
        zendesk.settings(Map.of("rateLimits", "30"));
        Answer first = call("PUT", "/users/" + a, "{'user':{'alias':'1'}}");
        assertThat(first.header("X-Rate-Limit")).isEqualTo("30");
        assertThat(first.header("X-Rate-Limit-Remaining")).isEqualTo("29");
        assertThat(first.header("Zendesk-RateLimit-create-update-user")).isEqualTo("total=1; remaining=0; resets=1");
        Answer refused = call("PUT", "/users/" + b, "{'user':{'alias':'1'}}");
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.header("Retry-After")).isEqualTo("1");
        assertThat(refused.json().has("error")).isEqualTo(body.equals("JSON"));
        for (int i = 0; i < 4; i++) {
            clock.pass(1000);
            assertThat(call("PUT", "/users/" + a, "{'user':{'alias':'2'}}").status()).isEqualTo(200);
        }
        clock.pass(1000);
        Answer sixth = call("PUT", "/users/" + a, "{'user':{'alias':'3'}}");
        assertThat(sixth.header("Zendesk-RateLimit-create-update-user")).startsWith("total=5; remaining=0; resets=5");
        assertThat(call("PUT", "/users/" + b, "{'user':{'alias':'3'}}").status()).isEqualTo(200);
        for (int i = 0; i < 40; i++) {
            call("GET", "/users/" + a, null);
        }
        Answer exhausted = call("GET", "/users/" + a, null);
        assertThat(exhausted.status()).isEqualTo(429);
        assertThat(Integer.parseInt(exhausted.header("Retry-After"))).isBetween(1, 60);
        clock.pass(60_000);
        assertThat(call("GET", "/users/" + a, null).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({"string", "text", "object"})
    void rights_and_credentials_are_looked_at(String body) throws IOException {
        set(ZendeskSwitch.FORBIDDEN_BODY, body);
        zendesk.settings(Map.of("scopes", "read"));
        assertThat(create("'name':'A'").status()).isEqualTo(403);
        assertThat(call("GET", "/users", null).status()).isEqualTo(200);
        zendesk.settings(Map.of("scopes", "users:read users:write", "callerRole", "agent"));
        Answer refused = create("'name':'A'");
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.json().path("error").isObject()).isEqualTo(body.equals("object"));
        zendesk.settings(Map.of("scopes", "read write", "callerRole", "admin"));
        Answer stranger = HttpProbe.send("GET", URI.create(zendesk.apiUrl() + "/users/me"), null, "Authorization", "Bearer wrong");
        assertThat(stranger.status()).isEqualTo(200);
        assertThat(stranger.json().at("/user/name").asText()).isEqualTo("Anonymous user");
        assertThat(HttpProbe.send("GET", URI.create(zendesk.apiUrl() + "/users"), null).json().get("error").asText()).isEqualTo("Couldn't authenticate you");
        assertThat(call("GET", "/nothing", null).json().get("error").asText()).isEqualTo("InvalidEndpoint");
        assertThat(call("GET", "/users/1", null).json().get("error").asText()).isEqualTo("RecordNotFound");
        assertThat(HttpProbe.send("GET", zendesk.url().resolve("/elsewhere"), null).text()).startsWith("<html>");
    }

    @Test
    void lists_are_paged_by_cursor_and_by_number() throws IOException {
        IntStream.range(0, 250).forEach(i -> zendesk.seed("user" + i + "@example.com", "end-user"));
        JsonNode first = call("GET", "/users?role[]=end-user&role[]=agent&page[size]=100".replace("[", "%5B").replace("]", "%5D"), null).json();
        assertThat(first.get("users")).hasSize(100);
        assertThat(first.at("/meta/has_more").asBoolean()).isTrue();
        JsonNode third = call("GET", "/users?role=end-user&page=3&per_page=100", null).json();
        assertThat(third.get("users")).hasSize(50);
        assertThat(third.get("count").asInt()).isEqualTo(250);
        assertThat(third.get("next_page").isNull()).isTrue();
        assertThat(call("GET", "/users?page=101&per_page=100", null).status()).isEqualTo(400);
        assertThat(call("GET", "/users/show_many?ids=" + "1,".repeat(101) + "1", null).status()).isEqualTo(400);
    }

    @Test
    void switches_and_settings_are_set_by_their_names() throws IOException {
        URI control = zendesk.url().resolve("/_control/");
        assertThat(HttpProbe.send("POST", control.resolve("switches"), "{\"defaultGroupDelete\":\"204\"}").json().get("defaultGroupDelete").asText()).isEqualTo("204");
        assertThat(HttpProbe.send("POST", control.resolve("switches"), "{\"nothing\":\"1\"}").status()).isEqualTo(400);
        assertThat(HttpProbe.send("POST", control.resolve("settings"), "{\"plan\":\"free\"}").status()).isEqualTo(400);
        assertThat(HttpProbe.send("POST", control.resolve("settings"), "{\"plan\":\"team\"}").json().get("plan").asText()).isEqualTo("team");
        HttpProbe.send("POST", control.resolve("users"), "{\"email\":\"jill@example.com\",\"role\":\"agent\",\"suspended\":true}");
        assertThat(zendesk.user("jill@example.com").get("suspended").asBoolean()).isTrue();
        HttpProbe.send("POST", control.resolve("reset"), "{}");
        assertThat(zendesk.users()).isEmpty();
        assertThat(zendesk.switches().get(ZendeskSwitch.DEFAULT_GROUP_DELETE)).isEqualTo("422");
    }
}
