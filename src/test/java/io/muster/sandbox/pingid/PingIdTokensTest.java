package io.muster.sandbox.pingid;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSObject;
import io.muster.sandbox.pingid.PingIdCaller.Signed;
import io.muster.sandbox.service.Fault;
import io.muster.sandbox.service.HttpProbe;
import java.io.IOException;
import java.net.URI;
import java.text.ParseException;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who gets in: signatures, keys, organisations and clocks, with tokens of an independent JOSE library. */
class PingIdTokensTest extends PingIdTest {

    @Test
    void aReplyIsSignedWithTheSameKeyAndHeader() throws IOException, ParseException {
        Signed answer = caller.add("jill");

        JWSObject jws = JWSObject.parse(answer.answer().text());
        assertThat(jws.getHeader().getAlgorithm()).isEqualTo(JWSAlgorithm.HS256);
        assertThat(jws.getHeader().getCustomParam("org_alias")).isEqualTo(caller.orgAlias);
        assertThat(jws.getHeader().getCustomParam("token")).isEqualTo(caller.token);
        assertThat(answer.answer().header("Content-Type")).isEqualTo("application/json");
        assertThat(answer.response().path("uniqueMsgId").asText()).matches("webs_.{43}");
        assertThat(answer.response().get("clientData").isNull()).isTrue();
    }

    @Test
    void clientDataComesBack() throws IOException {
        assertThat(caller.call("getuserdetails", "{'userName':'nobody','clientData':{'mine':1}}").response().at("/clientData/mine").asInt()).isEqualTo(1);
    }

    @Test
    void theOrganisationsNameIsReadInBothSpellings() throws IOException {
        caller.aliasHeader = "orgAlias";

        ok(caller.add("jill"));
    }

    static Stream<Arguments> strangers() {
        return Stream.of(stranger("key", caller -> caller.key = "another-key-with-thirty-two-byte".getBytes()), stranger("token", caller -> caller.token = "other"),
                stranger("organisation", caller -> caller.orgAlias = "other")).flatMap(one -> PingIdSwitch.AUTH_FAILURE.choices().stream()
                        .map(value -> Arguments.of(one.get()[0], one.get()[1], value)));
    }

    private static Arguments stranger(String what, Consumer<PingIdCaller> change) {
        return Arguments.of(what, change);
    }

    @ParameterizedTest(name = "{0} {2}")
    @MethodSource("strangers")
    void whoIsUnknownIsDenied(String what, Consumer<PingIdCaller> change, String failure) throws IOException {
        set(PingIdSwitch.AUTH_FAILURE, failure);
        change.accept(caller);

        Signed answer = caller.add("jill");

        switch (failure) {
            case "400 signed errorId 400" -> assertRefused(answer, 400);
            case "500 unsigned" -> assertThat(answer.status()).isEqualTo(500);
            default -> {
                assertThat(answer.status()).isEqualTo(401);
                assertThat(answer.response().isMissingNode()).isTrue();
                assertThat(answer.answer().text()).isNotBlank().doesNotContain(caller.token);
            }
        }
        assertThat(pingid.users()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "a.b", "a.b.c", "eyJhbGciOiJub25lIn0.e30."})
    void whatIsNoSignedTokenIsDenied(String body) throws IOException {
        assertThat(caller.send("adduser", body).status()).isEqualTo(401);
    }

    @Test
    void anotherAlgorithmIsDenied() throws IOException {
        caller.key = new byte[64];

        assertThat(caller.send("adduser", caller.jws(JWSAlgorithm.HS512, "{}")).status()).isEqualTo(401);
    }

    @Test
    void aChangedPayloadIsDenied() throws IOException {
        String[] mine = caller.signed("{'userName':'jill'}").split("\\.");
        String[] other = caller.signed("{'userName':'jane'}").split("\\.");

        assertThat(caller.send("deleteuser", mine[0] + "." + other[1] + "." + mine[2]).status()).isEqualTo(401);
    }

    @Test
    void aSignedRequestThatIsNoneIsInvalid() throws IOException {
        assertRefused(caller.send("adduser", caller.jws(JWSAlgorithm.HS256, "{}")), 400);
        assertRefused(caller.call("adduser", "[]"), 400);
        caller.version = "3.0";
        assertRefused(caller.add("jill"), 400);
        caller.version = "4.6";
        ok(caller.add("jill"));
        caller.timestamp = "2026-03-01T10:00:00Z";
        assertRefused(caller.details("jill"), 400);
    }

    @ParameterizedTest
    @ValueSource(longs = {-301, 301})
    void aTimestampCountsOnlyWhereThereIsAWindow(long seconds) throws IOException {
        caller.at(clock.now.plusSeconds(seconds));
        ok(caller.add("jill"));

        set(PingIdSwitch.TIMESTAMP_WINDOW, "5 min");
        assertThat(caller.details("jill").status()).isEqualTo(401);
        caller.at(clock.now.plusSeconds(seconds > 0 ? 299 : -299));
        ok(caller.details("jill"));
    }

    @Test
    void theClockOfPingIdShowsInItsAnswers() throws IOException {
        pingid.settings(Map.of("clockOffsetSeconds", 600));

        assertThat(caller.add("jill").answer().header("Date")).isEqualTo("Sun, 01 Mar 2026 10:10:00 GMT");
    }

    @Test
    void otherPathsAndMethodsAreNoApi() throws IOException {
        assertThat(caller.send("listusers", caller.signed("{}")).status()).isEqualTo(404);
        assertThat(HttpProbe.send("GET", URI.create(pingid.idpUrl() + "/rest/4/adduser/do"), null).status()).isEqualTo(405);
        assertThat(HttpProbe.send("POST", URI.create(pingid.idpUrl() + "/rest/5/adduser/do"), "x").status()).isEqualTo(404);
    }

    @Test
    void tenRequestsASecondAreEnoughWhereThereIsALimit() throws IOException {
        set(PingIdSwitch.RATE_LIMIT, "429 + Retry-After");
        for (int i = 0; i < 10; i++) {
            assertRefused(caller.details("nobody"), 10564);
        }
        Signed limited = caller.details("nobody");
        assertThat(limited.status()).isEqualTo(429);
        assertThat(limited.answer().header("Retry-After")).isEqualTo("1");

        pass(Duration.ofSeconds(1));
        assertRefused(caller.details("nobody"), 10564);
    }

    @Test
    void noCredentialIsRecorded() throws IOException {
        caller.add("jill");
        caller.send("adduser", "no token but " + caller.token);

        String control = HttpProbe.send("GET", pingid.url().resolve("/_control/requests"), null).text() + HttpProbe.send("GET", pingid.url().resolve("/_control/calls"), null).text();
        assertThat(control).contains("adduser").doesNotContain(caller.token).doesNotContain(caller.properties.getProperty("use_base64_key"));
        assertThat(pingid.calls()).singleElement().satisfies(call -> assertThat(call.at("/reqBody/username").asText()).isEqualTo("jill"));
    }

    @Test
    void orderedFaultsAreSignedAsRealErrorsAre() throws IOException {
        pingid.faults().add(Fault.status(500).next(1));
        Signed broken = caller.add("jill");
        assertThat(broken.status()).isEqualTo(500);
        assertThat(broken.errorId()).isEqualTo(500);

        pingid.faults().add(Fault.status(400).body(pingid.signed(10551, "try again")).next(1));
        assertRefused(caller.add("jill"), 10551);
    }
}
