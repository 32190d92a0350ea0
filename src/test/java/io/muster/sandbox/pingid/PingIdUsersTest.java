package io.muster.sandbox.pingid;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.JsonNode;
import io.muster.sandbox.pingid.PingIdCaller.Signed;
import io.muster.sandbox.service.HttpProbe;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What PingID does with users. */
class PingIdUsersTest extends PingIdTest {

    @Test
    void anAddedUserComesBackNotActiveAndWithoutACode() throws IOException {
        Signed answer = ok(caller.add("jill"));

        JsonNode user = answer.user();
        assertThat(user.path("userName").asText()).isEqualTo("jill");
        assertThat(user.path("fname").asText()).isEqualTo("Jill");
        assertThat(user.path("status").asText()).isEqualTo("NOT_ACTIVE");
        assertThat(user.path("userEnabled").asBoolean(true)).isFalse();
        assertThat(user.get("deviceDetails").isNull()).isTrue();
        assertThat(user.get("devicesDetails").isArray()).isTrue();
        assertThat(answer.response().path("activationCode").asText("none")).isEmpty();
        assertThat(ok(caller.details("jill")).user()).isEqualTo(user);
    }

    @Test
    void anActivatedUserGetsACodeOfTwelveDigits() throws IOException {
        Signed answer = ok(caller.call("adduser", "{'activateUser':'true','userName':'jill','role':'ADMIN','fName':'Jill'}"));

        assertThat(answer.response().path("activationCode").asText()).matches("\\d{12}");
        assertThat(answer.user().path("status").asText()).isEqualTo("PENDING_ACTIVATION");
        assertThat(answer.user().path("fname").asText()).isEqualTo("Jill");
        assertThat(answer.user().path("role").asText()).isEqualTo("ADMIN");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{'role':'REGULAR'}", "{'username':'','role':'REGULAR'}", "{'username':'jill'}", "{'username':'jill','role':'BOSS'}",
        "{'username':'jill','role':'REGULAR','activateUser':'maybe'}", "{'username':'jill','role':'REGULAR','deviceType':'FAX'}", "{'username':{},'role':'REGULAR'}"})
    void badBodiesAreRefused(String body) throws IOException {
        assertRefused(caller.call("adduser", body), 400);
        assertThat(pingid.users()).isEmpty();
    }

    @Test
    void aNameHasAtMost250CharactersOfAnyKind() throws IOException {
        ok(caller.add("Jill O’Chill äöü ".repeat(14) + "123456789012"));
        assertRefused(caller.add("x".repeat(251)), 400);
    }

    @ParameterizedTest
    @CsvSource({"insensitive, 10556", "sensitive, 200"})
    void namesAreUnique(String comparison, int second) throws IOException {
        set(PingIdSwitch.USERNAME_CASE, comparison);
        ok(caller.add("jill"));

        assertRefused(caller.add("jill"), 10556);
        assertThat(caller.add("JILL").errorId()).isEqualTo(second);
    }

    @Test
    void nobodyIsThereUntilAdded() throws IOException {
        for (String operation : List.of("getuserdetails", "deleteuser", "suspenduser", "activateuser", "getactivationcode")) {
            assertRefused(caller.simple(operation, "nobody"), 10564);
        }
        assertRefused(caller.call("edituser", "{'userName':'nobody','role':'REGULAR'}"), 10564);
        assertRefused(caller.pair("nobody", "SMS", "13035551234"), 10564);

        set(PingIdSwitch.UNKNOWN_USER_REPLY, "200 with userDetails null");
        assertThat(ok(caller.details("nobody")).response().get("userDetails").isNull()).isTrue();
    }

    @Test
    void anEditEmptiesWhatItLeavesOutAndTakesAMissingRoleForTheLeast() throws IOException {
        ok(caller.call("adduser", "{'username':'jill','role':'ADMIN','fname':'Jill','lname':'Chill','email':'jill@example.com'}"));

        JsonNode user = ok(caller.call("edituser", "{'userName':'jill','lname':'Other'}")).user();

        assertThat(user.path("lname").asText()).isEqualTo("Other");
        assertThat(user.get("fname").isNull()).isTrue();
        assertThat(user.get("email").isNull()).isTrue();
        assertThat(user.path("role").asText()).isEqualTo("REGULAR");
    }

    @ParameterizedTest
    @CsvSource({"true, ACTIVE, 1", "false, PENDING_CHANGE_DEVICE, 0"})
    void devicesOutliveAnEditOrNot(String keeps, String status, int devices) throws IOException {
        caller.add("jill");
        caller.pair("jill", "SMS", "13035551234");
        set(PingIdSwitch.EDIT_KEEPS_DEVICES, keeps);

        JsonNode user = ok(caller.call("edituser", "{'userName':'jill','role':'REGULAR'}")).user();

        assertThat(user.get("devicesDetails")).hasSize(devices);
        assertThat(user.path("status").asText()).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({"ignored, 200", "10562, 10562"})
    void activatingByAnEdit(String value, int errorId) throws IOException {
        caller.add("jill");
        assertThat(ok(caller.call("edituser", "{'activateUser':true,'userName':'jill','role':'REGULAR'}")).response().path("activationCode").asText()).matches("\\d{12}");
        caller.pair("jill", "SMS", "13035551234");
        set(PingIdSwitch.EDIT_ACTIVATE_ON_ACTIVE, value);

        assertThat(caller.call("edituser", "{'activateUser':true,'userName':'jill','role':'REGULAR'}").errorId()).isEqualTo(errorId);
    }

    /** The table of the sheet, section 4. */
    @ParameterizedTest
    @CsvSource({
        "activateuser, NOT_ACTIVE, 200, PENDING_ACTIVATION, true", "activateuser, PENDING, 200, PENDING_ACTIVATION, true",
        "activateuser, PENDING_ACTIVATION, 200, PENDING_ACTIVATION, true", "activateuser, ACTIVE, 10562, ACTIVE, false", "activateuser, SUSPENDED, 200, ACTIVE, false",
        "activateuser, PENDING_CHANGE_DEVICE, 200, PENDING_CHANGE_DEVICE, false", "suspenduser, NOT_ACTIVE, 10561, NOT_ACTIVE, false",
        "suspenduser, PENDING, 10561, PENDING, false", "suspenduser, PENDING_ACTIVATION, 10561, PENDING_ACTIVATION, false", "suspenduser, ACTIVE, 200, SUSPENDED, false",
        "suspenduser, SUSPENDED, 10561, SUSPENDED, false", "suspenduser, PENDING_CHANGE_DEVICE, 10561, PENDING_CHANGE_DEVICE, false",
        "deleteuser, ACTIVE, 200, , false", "deleteuser, NOT_ACTIVE, 200, , false", "deleteuser, SUSPENDED, 200, , false"})
    void whatAnOperationDoesInAState(String operation, String before, int errorId, String after, boolean code) throws IOException {
        pingid.seed(new ObjectMapper().createObjectNode().put("userName", "jill").put("status", before));

        Signed answer = caller.simple(operation, "jill");

        assertThat(answer.errorId()).isEqualTo(errorId);
        assertThat(answer.response().has("activationCode")).isEqualTo(code);
        if (after == null) {
            assertThat(pingid.user("jill")).isNull();
        } else {
            assertThat(status("jill")).isEqualTo(after);
        }
    }

    @Test
    void aUserWhoseDevicesWereRemovedMayGetACode() throws IOException {
        pingid.seed(new ObjectMapper().createObjectNode().put("userName", "jill").put("status", "PENDING_CHANGE_DEVICE"));
        set(PingIdSwitch.ACTIVATE_CHANGE_DEVICE, "PENDING_ACTIVATION + code");

        assertThat(ok(caller.simple("activateuser", "jill")).response().path("activationCode").asText()).matches("\\d{12}");
        assertThat(status("jill")).isEqualTo("PENDING_ACTIVATION");
    }

    @ParameterizedTest
    @CsvSource({"true only if ACTIVE, ACTIVE, true", "true only if ACTIVE, NOT_ACTIVE, false", "true only if ACTIVE, SUSPENDED, false", "true unless SUSPENDED, NOT_ACTIVE, true",
        "true unless SUSPENDED, SUSPENDED, false"})
    void whoIsShownAsEnabled(String value, String status, boolean enabled) throws IOException {
        pingid.seed(new ObjectMapper().createObjectNode().put("userName", "jill").put("status", status));
        set(PingIdSwitch.USER_ENABLED, value);

        assertThat(caller.details("jill").user().path("userEnabled").asBoolean(!enabled)).isEqualTo(enabled);
    }

    @ParameterizedTest
    @CsvSource({"true, NOT_ACTIVE", "false, PENDING_ACTIVATION"})
    void anActivationCodeLivesFortyEightHours(String expires, String status) throws IOException {
        set(PingIdSwitch.CODE_EXPIRY_TO_NOT_ACTIVE, expires);
        caller.add("jill");
        String code = caller.simple("activateuser", "jill").response().path("activationCode").asText();
        assertThat(caller.call("pairingstatus", "{'activationCode':'" + code + "'}").response().path("pairingStatus").asText()).isEqualTo("NOT_CLAIMED");

        pass(Duration.ofHours(48));

        assertThat(status("jill")).isEqualTo(status);
        assertThat(caller.call("pairingstatus", "{'activationCode':'" + code + "'}").response().path("pairingStatus").asText()).isEqualTo("NOT_EXIST");
    }

    @Test
    void anotherCodeLivesAsLongAsIsAsked() throws IOException {
        caller.add("jill");
        assertRefused(caller.call("getactivationcode", "{'userName':'jill','hoursUntilExpiration':337}"), 400);
        assertRefused(caller.call("getactivationcode", "{'userName':'jill','hoursUntilExpiration':0}"), 400);
        assertThat(ok(caller.call("getactivationcode", "{'userName':'jill','hoursUntilExpiration':'336'}")).response().path("activationCode").asText()).matches("\\d{12}");

        pass(Duration.ofHours(335));
        assertThat(status("jill")).isEqualTo("PENDING_ACTIVATION");
    }

    @Test
    void aClaimedCodePairsOnceAndSaysSoOnce() throws IOException {
        caller.add("jill");
        String code = caller.simple("activateuser", "jill").response().path("activationCode").asText();

        pingid.claim("jill");

        Signed first = ok(caller.call("pairingstatus", "{'activationCode':'" + code + "'}"));
        assertThat(first.response().path("pairingStatus").asText()).isEqualTo("SUCCESS");
        assertThat(first.response().path("deviceId").asLong()).isEqualTo(pingid.user("jill").at("/deviceDetails/deviceId").asLong());
        assertThat(caller.call("pairingstatus", "{'activationCode':'" + code + "'}").response().path("pairingStatus").asText()).isEqualTo("NOT_EXIST");
        assertThat(status("jill")).isEqualTo("ACTIVE");
    }

    @Test
    void aBypassIsForTheUserOrForOneService() throws IOException {
        caller.add("jill");
        ok(caller.call("userbypass", "{'userName':'jill','bypassUntil':1772359200000}"));
        assertThat(pingid.user("jill").path("userInBypass").asBoolean()).isTrue();
        ok(caller.call("userbypass", "{'userName':'jill','bypassUntil':null}"));
        assertThat(pingid.user("jill").path("userInBypass").asBoolean(true)).isFalse();

        assertRefused(caller.call("userbypass", "{'userName':'jill','bypassUntil':1,'spAliases':['web']}"), 10552);
        ok(caller.call("addservice", "{'userName':'jill','spAlias':'web'}"));
        ok(caller.call("userbypass", "{'userName':'jill','bypassUntil':1772359200000,'spAliases':['web']}"));
        assertThat(pingid.user("jill").at("/spList/0/status").asText()).isEqualTo("BYPASS");
    }

    @Test
    void aJobMakesTheReportAndTheReportMayBeTwoHoursOld() throws IOException {
        caller.add("jill");
        caller.pair("jill", "SMS", "13035551234");
        caller.pair("jill", "EMAIL", "jill@example.com");
        caller.add("jack, junior");
        assertRefused(caller.call("createjob", "{'jobType':'OTHER'}"), 400);
        String job = ok(caller.call("createjob", "{'jobType':'USER_REPORTS'}")).response().path("jobToken").asText();
        for (String stage : List.of("pending", "in_progress", "done", "done")) {
            assertThat(caller.call("getjobstatus", "{'jobToken':'" + job + "'}").response().path("status").asText()).isEqualTo(stage);
        }

        HttpProbe.Answer csv = caller.call("getorgreport", "{'fileType':'CSV'}").answer();
        assertThat(csv.header("Content-Type")).isEqualTo("application/octet-stream");
        assertThat(csv.text().lines()).hasSize(4).first().asString().startsWith("username,status,");
        assertThat(csv.text()).contains("\"jack, junior\",NOT_ACTIVE").contains("SMS,PRIMARY,,1,3035551234,");

        caller.simple("deleteuser", "jill");
        assertThat(caller.call("getorgreport", "{'fileType':'JSON'}").answer().json()).hasSize(3);
        pass(Duration.ofMinutes(121));
        assertThat(caller.call("getorgreport", "{'fileType':'JSON'}").answer().json()).hasSize(1);
        assertRefused(caller.call("getorgreport", "{'fileType':'PDF'}"), 400);
    }
}
