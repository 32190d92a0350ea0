package io.muster.sandbox.pingid;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.muster.sandbox.pingid.PingIdCaller.Signed;
import io.muster.sandbox.service.HttpProbe;
import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What PingID does with devices. */
class PingIdDevicesTest extends PingIdTest {

    @BeforeEach
    void jill() throws IOException {
        caller.add("jill");
    }

    private String paired(String type, String data) throws IOException {
        return ok(caller.pair("jill", type, data)).response().path("deviceId").asText();
    }

    private JsonNode devices() {
        return pingid.user("jill").get("devicesDetails");
    }

    @ParameterizedTest
    @CsvSource({"true, ACTIVE", "false, NOT_ACTIVE"})
    void aPairedDeviceIsThereAtOnce(String activates, String status) throws IOException {
        set(PingIdSwitch.PAIRING_ACTIVATES, activates);

        Signed answer = ok(caller.pair("jill", "SMS", "+13035551234"));

        JsonNode device = devices().get(0);
        assertThat(answer.response().get("deviceId").isTextual()).isTrue();
        assertThat(device.get("deviceId").isNumber()).isTrue();
        assertThat(answer.response().path("deviceId").asLong()).isEqualTo(device.get("deviceId").asLong());
        assertThat(answer.response().path("deviceUuid")).isEqualTo(device.get("deviceUuid"));
        assertThat(device.path("countryCode").asText()).isEqualTo("1");
        assertThat(device.path("phoneNumber").asText()).isEqualTo("3035551234");
        assertThat(device.get("nickname").isNull()).isTrue();
        assertThat(device.path("enrollment").asText()).isEqualTo("2026-03-01 03:00:00.000");
        assertThat(status("jill")).isEqualTo(status);
    }

    @Test
    void aPairingMayTellASessionOnly() throws IOException {
        set(PingIdSwitch.PAIRING_RETURNS_DEVICE_ID, "false");

        Signed answer = ok(caller.pair("jill", "SMS", "13035551234"));

        assertThat(answer.response().has("deviceId")).isFalse();
        assertThat(answer.response().path("sessionId").asText()).isNotBlank();
    }

    @ParameterizedTest
    @CsvSource({"SMS, 13035551234, SMS, 1, 3035551234", "VOICE, '442079460000,#12', Voice, 44, '2079460000,#12'", "SMS, 35312345678, SMS, 353, 12345678",
        "SMS, 79261234567, SMS, 7, 9261234567"})
    void aNumberIsShownWithItsCountryCodeApartOrNot(String type, String data, String shown, String country, String number) throws IOException {
        paired(type, data);

        assertThat(devices().get(0).path("type").asText()).isEqualTo(shown);
        assertThat(devices().get(0).path("countryCode").asText()).isEqualTo(country);
        assertThat(devices().get(0).path("phoneNumber").asText()).isEqualTo(number);

        set(PingIdSwitch.PHONE_SPLIT, "phoneNumber holds all digits");
        assertThat(devices().get(0).get("countryCode").isNull()).isTrue();
        assertThat(devices().get(0).path("phoneNumber").asText()).isEqualTo(data);
    }

    @ParameterizedTest
    @CsvSource({"SMS, +1 303 555 1234, 20559", "SMS, 0303555, 20559", "SMS, '13035551234,#1', 20559", "VOICE, hello, 20559", "EMAIL, nobody, 400", "FAX, 13035551234, 400",
        "ANDROID, x, 400", "SMS, '', 400"})
    void badDevicesAreRefused(String type, String data, int errorId) throws IOException {
        assertRefused(caller.pair("jill", type, data), errorId);
        assertThat(devices()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"10 / 20562, 10, 20562", "1 / 20549, 1, 20549"})
    void thereAreOnlySoMany(String limit, int most, int errorId) throws IOException {
        set(PingIdSwitch.MAX_DEVICES, limit);
        for (int i = 0; i < most; i++) {
            paired("SMS", "1303555000" + i);
        }

        assertRefused(caller.pair("jill", "SMS", "13035559999"), errorId);
    }

    @ParameterizedTest
    @CsvSource({"400 errorId 400, 400", "ignored, 200"})
    void aDeviceThatAnotherUserHas(String value, int errorId) throws IOException {
        set(PingIdSwitch.DUPLICATE_DEVICE, value);
        caller.add("jack");
        ok(caller.pair("jack", "EMAIL", "both@example.com"));

        assertThat(caller.pair("jill", "EMAIL", "BOTH@example.com").errorId()).isEqualTo(errorId);
        ok(caller.call("offlinepairing", "{'username':'jill','type':'EMAIL','pairingData':'both@example.com'}"));
        assertThat(caller.call("getuserdetails", "{'getSameDeviceUsers':true,'userName':'jill'}").response().at("/sameDeviceUsersDetails/0/userName").asText()).isEqualTo("jack");
    }

    @ParameterizedTest
    @CsvSource({"true, PRIMARY", "false, SECONDARY"})
    void theFirstDeviceIsPrimaryOrNot(String first, String role) throws IOException {
        set(PingIdSwitch.FIRST_DEVICE_PRIMARY, first);
        String sms = paired("SMS", "13035551234");
        String mail = paired("EMAIL", "jill@example.com");
        assertThat(devices().get(0).path("deviceRole").asText()).isEqualTo(role);

        ok(caller.attribute("jill", mail, "SET_PRIMARY", "true"));
        assertThat(pingid.user("jill").at("/deviceDetails/deviceId").asText()).isEqualTo(mail);
        ok(caller.attribute("jill", "'" + sms + "'", "ORDER", "1"));
        assertThat(pingid.user("jill").at("/deviceDetails/deviceId").asText()).isEqualTo(sms);
        assertRefused(caller.attribute("jill", sms, "ORDER", "3"), 400);
        assertRefused(caller.attribute("jill", sms, "COLOUR", "red"), 400);
        assertRefused(caller.attribute("jill", "99", "SET_PRIMARY", "true"), 400);
    }

    @ParameterizedTest
    @CsvSource({"allowed, 200", "400, 400"})
    void aNicknameThatAnotherDeviceHas(String value, int errorId) throws IOException {
        set(PingIdSwitch.DUPLICATE_NICKNAME, value);
        ok(caller.attribute("jill", paired("SMS", "13035551234"), "NICKNAME", "SMS Number 1"));

        assertThat(caller.attribute("jill", paired("SMS", "13035559999"), "NICKNAME", "SMS Number 1").errorId()).isEqualTo(errorId);
    }

    @Test
    void unpairingWithoutADeviceRemovesAll() throws IOException {
        String sms = paired("SMS", "13035551234");
        paired("EMAIL", "jill@example.com");
        paired("TOKEN", "12345678");

        ok(caller.call("unpairdevice", "{'userName':'jill','deviceId':'" + sms + "'}"));
        assertThat(devices()).hasSize(2);
        assertThat(pingid.user("jill").get("deviceDetails").isNull()).as("somebody has to choose again").isTrue();
        assertRefused(caller.call("unpairdevice", "{'userName':'jill','deviceId':" + sms + "}"), 400);

        ok(caller.simple("unpairdevice", "jill"));
        assertThat(devices()).isEmpty();
        assertThat(status("jill")).isEqualTo("PENDING_CHANGE_DEVICE");
        paired("SMS", "13035551234");
        assertThat(status("jill")).isEqualTo("ACTIVE");
    }

    @Test
    void aSuspendedUserStaysSoWhateverIsPaired() throws IOException {
        String sms = paired("SMS", "13035551234");
        caller.simple("suspenduser", "jill");

        paired("EMAIL", "jill@example.com");
        ok(caller.simple("unpairdevice", "jill"));

        assertThat(sms).isNotEmpty();
        assertThat(status("jill")).isEqualTo("SUSPENDED");
    }

    @Test
    void aPairingInTwoStepsNeedsThePasscode() throws IOException {
        String session = ok(caller.call("startofflinepairing", "{'username':'jill','type':'SMS','pairingData':'13035551234'}")).response().path("sessionId").asText();
        assertThat(devices()).isEmpty();
        String passcode = HttpProbe.send("GET", pingid.url().resolve("/_control/passcodes"), null).json().path(session).asText();

        assertRefused(caller.call("finalizeofflinepairing", "{'sessionId':'" + session + "','otp':'wrong'}"), 400);
        ok(caller.call("finalizeofflinepairing", "{'sessionId':'" + session + "','otp':'" + passcode + "'}"));
        assertThat(devices()).hasSize(1);
        assertRefused(caller.call("finalizeofflinepairing", "{'sessionId':'" + session + "','otp':'" + passcode + "'}"), 400);
    }

    @Test
    void theControlInterfaceSeedsShowsAndResets() throws IOException {
        assertThat(HttpProbe.send("POST", pingid.url().resolve("/_control/users"), "{\"generate\":3,\"domain\":\"example.org\"}").status()).isEqualTo(200);
        assertThat(HttpProbe.send("GET", pingid.url().resolve("/_control/users"), null).json().path("total").asInt()).isEqualTo(4);
        assertThat(HttpProbe.send("POST", pingid.url().resolve("/_control/switches"), "{\"usernameCase\":\"sensitive\"}").json().path("usernameCase").asText()).isEqualTo("sensitive");
        assertThat(HttpProbe.send("POST", pingid.url().resolve("/_control/switches"), "{\"nonsense\":\"x\"}").status()).isEqualTo(400);
        assertThat(HttpProbe.send("POST", pingid.url().resolve("/_control/settings"), "{\"token\":\"other\"}").status()).isEqualTo(200);
        assertThat(caller.details("jill").status()).isEqualTo(401);
        assertThat(HttpProbe.send("POST", pingid.url().resolve("/_control/users"), "{\"email\":\"x\"}").status()).isEqualTo(400);

        HttpProbe.send("POST", pingid.url().resolve("/_control/reset"), "");

        assertThat(pingid.users()).isEmpty();
        assertThat(pingid.switches().get(PingIdSwitch.USERNAME_CASE)).isEqualTo("insensitive");
        assertRefused(caller.details("jill"), 10564);
    }
}
