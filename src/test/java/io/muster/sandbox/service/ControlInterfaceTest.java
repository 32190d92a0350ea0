package io.muster.sandbox.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.muster.sandbox.service.HttpProbe.Answer;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code /_control} of every simulated service, over HTTP as a test outside this process uses it. */
class ControlInterfaceTest {

    private final EchoService service = new EchoService(0);

    @BeforeEach
    void open() {
        service.open();
    }

    @AfterEach
    void close() {
        service.close();
    }

    private Answer send(String method, String path, String body) throws IOException {
        return HttpProbe.send(method, service.url().resolve(path), body, "Authorization", "Basic c2VjcmV0");
    }

    @Test
    void requestsAreListedWithTotals() throws IOException {
        send("POST", "/things/1?a=b", "hello");
        send("GET", "/things/2", null);

        JsonNode requests = send("GET", "/_control/requests", null).json();

        assertThat(requests.get("total").asInt()).isEqualTo(2);
        assertThat(requests.at("/totals/POST ~1things~1{id}/200").asInt()).isEqualTo(1);
        JsonNode first = requests.at("/requests/0");
        assertThat(first.get("method").asText()).isEqualTo("POST");
        assertThat(first.get("path").asText()).isEqualTo("/things/1");
        assertThat(first.get("query").asText()).isEqualTo("a=b");
        assertThat(first.get("status").asInt()).isEqualTo(200);
        assertThat(first.get("time").asText()).matches("\\d{4}-\\d\\d-\\d\\dT.*Z");
        assertThat(first.get("body").asText()).isEqualTo("hello");
        assertThat(first.at("/headers/authorization").asText()).isEqualTo("Basic ***");
    }

    @Test
    void requestsAfterANumberAreThoseThatCameLater() throws IOException {
        send("GET", "/a", null);
        send("GET", "/b", null);

        JsonNode requests = send("GET", "/_control/requests?after=1", null).json();

        assertThat(requests.get("requests")).hasSize(1);
        assertThat(requests.at("/requests/0/path").asText()).isEqualTo("/b");
    }

    @Test
    void theBodyOfASecretRequestIsNotRecorded() throws IOException {
        send("POST", "/secret", "password");

        JsonNode requests = send("GET", "/_control/requests", null).json();

        assertThat(requests.toString()).doesNotContain("password").doesNotContain("c2VjcmV0");
    }

    @Test
    void usersAreSeededListedAndReset() throws IOException {
        send("POST", "/_control/users", "{\"said\":\"seeded\"}");
        JsonNode before = send("GET", "/_control/users", null).json();

        send("POST", "/_control/reset", null);

        assertThat(before.get("total").asInt()).isEqualTo(1);
        assertThat(before.at("/users/0/said").asText()).isEqualTo("seeded");
        assertThat(send("GET", "/_control/users", null).json().get("users")).isEmpty();
        assertThat(send("GET", "/_control/groups", null).json().get("groups")).isEmpty();
    }

    @Test
    void aResetOfPartsLeavesTheRest() throws IOException {
        send("POST", "/a", "kept");
        service.faults().add(Fault.status(500).next(1));

        send("POST", "/_control/reset", "{\"only\":[\"requests\"]}");

        assertThat(service.requests().total()).isZero();
        assertThat(service.users()).hasSize(1);
        assertThat(service.faults().pending()).hasSize(1);
    }

    @Test
    void aFaultIsOrderedListedAndCancelled() throws IOException {
        JsonNode ordered = send("POST", "/_control/faults",
                "[{\"status\":503,\"next\":2,\"method\":\"POST\",\"path\":\"/a\",\"when\":\"after\",\"headers\":{\"Retry-After\":\"1\"}}]").json();

        Answer struck = send("POST", "/a", "x");

        assertThat(ordered.at("/faults/0/when").asText()).isEqualTo("after");
        assertThat(struck.status()).isEqualTo(503);
        assertThat(struck.header("Retry-After")).isEqualTo("1");
        assertThat(send("GET", "/_control/faults", null).json().at("/faults/0/next").asInt()).isEqualTo(1);
        send("DELETE", "/_control/faults", null);
        assertThat(send("POST", "/a", "x").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"next":1,"reset":true}               | RESET
            {"next":1,"malformed":true}           | MALFORMED
            {"next":1,"html":true}                | HTML
            {"perSecond":2}                       | RATE_LIMIT
            {"perMinute":2}                       | RATE_LIMIT
            {"share":0.5,"delay":10}              | NONE
            {"next":1,"status":418,"body":"tea"}  | STATUS""")
    void everyKindOfFaultHasItsJson(String json, Fault.Kind kind) throws IOException {
        send("POST", "/_control/faults", json);

        assertThat(service.faults().pending()).singleElement().extracting(Fault::kind).isEqualTo(kind);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /_control/faults   | {"status":503}                  | next
            /_control/faults   | {"stauts":503,"next":1}         | stauts
            /_control/faults   | {"status":1,"share":2}          | share
            /_control/faults   | {"next":1,"when":"later"}       | later
            /_control/faults   | {"next":1,"path":"("}           | path
            /_control/faults   | nonsense                        | JSON
            /_control/reset    | {"only":["everything"]}         | everything""")
    void whatIsWrongWithAControlRequestIsSaid(String path, String body, String named) throws IOException {
        Answer answer = send("POST", path, body);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().get("error").asText()).contains(named);
        assertThat(service.faults().pending()).isEmpty();
    }

    @Test
    void anUnknownControlIsNotFound() throws IOException {
        Answer answer = send("GET", "/_control/nothing", null);

        assertThat(answer.status()).isEqualTo(404);
        assertThat(service.requests().total()).isZero();
    }

    @Test
    void aBugInAServiceIsItsOwn500() throws IOException {
        Answer answer = send("GET", "/bug", null);

        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.json().get("own").asInt()).isEqualTo(500);
    }

    @Test
    void aServiceComesBackOnItsPortWithWhatItHeld() throws IOException {
        send("POST", "/a", "kept");
        int port = service.port();
        service.close();
        assertThatThrownBy(() -> send("GET", "/a", null)).isInstanceOf(IOException.class);

        service.open();

        assertThat(service.port()).isEqualTo(port);
        assertThat(send("GET", "/_control/users", null).json().get("total").asInt()).isEqualTo(1);
    }

    @Test
    void aTakenPortIsNamed() {
        EchoService second = new EchoService(service.port());

        assertThatThrownBy(second::open).isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("Echo").hasMessageContaining(String.valueOf(service.port()));
    }
}
