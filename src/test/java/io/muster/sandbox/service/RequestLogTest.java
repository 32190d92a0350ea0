package io.muster.sandbox.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.Methods;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The log of requests stays small however long the run. */
class RequestLogTest {

    private static Call call() {
        HttpServerExchange exchange = new HttpServerExchange(null);
        exchange.setRequestMethod(Methods.GET);
        exchange.setRequestURI("/a");
        return new Call(exchange, "body".getBytes());
    }

    @Test
    void totalsAreExactWhenSingleRequestsAreForgotten() {
        RequestLog log = new RequestLog();
        Call call = call();

        for (int i = 0; i < RequestLog.KEPT + 10; i++) {
            log.add(call, "/a", false, 200, null, Instant.EPOCH);
        }

        assertThat(log.total()).isEqualTo(RequestLog.KEPT + 10);
        assertThat(log.totals()).isEqualTo(Map.of("GET /a", Map.of(200, RequestLog.KEPT + 10L)));
        assertThat(log.all()).hasSize(RequestLog.KEPT);
        assertThat(log.all().get(0).number()).isEqualTo(11);
        assertThat(log.all().get(0).body()).isNull();
        assertThat(log.all().get(RequestLog.KEPT - 1).body()).isEqualTo("body");
    }

    @Test
    void aClearedLogBeginsAgain() {
        RequestLog log = new RequestLog();
        log.add(call(), "/a", false, 200, null, Instant.EPOCH);

        log.clear();

        assertThat(log.all()).isEmpty();
        assertThat(log.count("GET /a")).isZero();
    }
}
