package io.muster.sandbox.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.io.DefaultIoCallback;
import io.undertow.io.Sender;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http.HttpServerConnection;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.Options;

/**
 * A simulated service on the loopback: an HTTP server, a {@link RequestLog}, {@link Faults} and the {@link ControlInterface}. The
 * service's own work is pure computing in memory and runs on the I/O threads.
 */
public abstract class SimulatedService implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SimulatedService.class);
    private static final long LARGEST_BODY = 10L << 20;

    private final String name;
    private final RequestLog requests = new RequestLog();
    private final Faults faults = new Faults();
    private final ControlInterface control = new ControlInterface(this);
    private final Clock clock;
    private Undertow server;
    private int port;
    private URI url;

    /**
     * Prepares a service; {@link #open} opens its port.
     *
     * @param name as it is shown to people
     * @param port 0 for any free one
     */
    protected SimulatedService(String name, int port, Clock clock) {
        this.name = name;
        this.port = port;
        this.clock = clock;
    }

    /** The connection's keys, without a channel's prefix, with which this service is reached. */
    public abstract Map<String, String> connection();

    /** The mapping's keys, without a channel's prefix, that suit the people of the embedded directory: {@code map.givenName = givenName}. */
    public abstract Map<String, String> mapping();

    /** Does the work of one request. */
    protected abstract Reply answer(Call call);

    /** The service's own answer for an error that was ordered by a fault. */
    protected abstract Reply failure(int status);

    /** The service's own 429, with its headers, when requests pass again after {@code wait}. */
    protected abstract Reply tooManyRequests(int limit, Duration wait);

    /** The path with ids replaced by {@code {id}}: what requests are counted by. */
    protected abstract String endpoint(Call call);

    /** Whether the request's body holds credentials and must not be recorded. */
    protected abstract boolean secret(Call call);

    /** Every account, in the service's own JSON plus what only the simulator knows. */
    public abstract List<ObjectNode> users();

    /** Every group, in the service's own JSON. */
    public abstract List<ObjectNode> groups();

    /**
     * Puts accounts there without a request of the service's API.
     *
     * @param users the service's own JSON: one object or an array
     * @throws IllegalArgumentException naming what is wrong
     */
    public abstract void seed(JsonNode users);

    /** What {@code POST /_control/reset} can set back beyond {@code requests} and {@code faults}. */
    protected abstract Set<String> parts();

    /** Sets one of {@link #parts()} back to what it was at the start. */
    protected abstract void reset(String part);

    /**
     * Answers a control request of this service alone, or null when there is no such control.
     *
     * @throws IllegalArgumentException naming what is wrong
     */
    protected abstract JsonNode control(String method, String control, JsonNode body);

    /** Opens the port. Callable again after {@link #close()}: same port, nothing forgotten. */
    public final synchronized void open() {
        if (server != null) {
            return;
        }
        Undertow undertow = Undertow.builder().addHttpListener(port, "127.0.0.1").setIoThreads(2).setWorkerThreads(2)
                .setServerOption(UndertowOptions.DECODE_URL, false)
                .setServerOption(UndertowOptions.MAX_ENTITY_SIZE, LARGEST_BODY)
                .setHandler(this::receive).build();
        try {
            undertow.start();
        } catch (RuntimeException failed) {
            undertow.stop();
            throw new UncheckedIOException(new IOException("The simulated " + name + " can't listen on 127.0.0.1:" + port + ": "
                    + failed.getMessage() + ". Choose a free port, or 0 for any.", failed));
        }
        server = undertow;
        port = ((InetSocketAddress) undertow.getListenerInfo().get(0).getAddress()).getPort();
        url = URI.create("http://127.0.0.1:" + port);
    }

    /** Closes the port and cuts every connection. What the service holds stays, for another {@link #open()}. */
    @Override
    public final synchronized void close() {
        if (server != null) {
            server.stop();
            server = null;
        }
    }

    /** The port; 0 before the first {@link #open()} when none was chosen. */
    public final int port() {
        return port;
    }

    /** The root of everything: {@code http://127.0.0.1:port}; null before the first {@link #open()}. */
    public final URI url() {
        return url;
    }

    /** As it is shown to people. */
    public final String name() {
        return name;
    }

    /** What was asked of this service. */
    public final RequestLog requests() {
        return requests;
    }

    /** What is to go wrong. */
    public final Faults faults() {
        return faults;
    }

    /** Sets everything back to what it was at the start: requests, faults, and all {@link #parts()}. */
    public final void reset() {
        requests.clear();
        faults.clear();
        parts().forEach(this::reset);
    }

    /** The service's clock. */
    protected final Clock clock() {
        return clock;
    }

    private void receive(HttpServerExchange exchange) {
        exchange.getRequestReceiver().receiveFullBytes(this::received, (broken, failure) -> cut(broken));
    }

    private void received(HttpServerExchange exchange, byte[] body) {
        Call call = new Call(exchange, body);
        if (exchange.getRequestURI().startsWith(ControlInterface.PATH)) {
            // Control answers can be large; they must not hold up the service.
            exchange.dispatch(() -> send(exchange, control.answer(call)));
            return;
        }
        long now = clock.millis();
        Fault fault = faults.strike(call, now);
        if (fault == null) {
            finish(exchange, call, null, work(call));
        } else if (fault.workDone()) {
            Reply done = work(call);
            late(exchange, fault, () -> finish(exchange, call, fault, struck(fault, done, now)));
        } else {
            late(exchange, fault, () -> finish(exchange, call, fault,
                    struck(fault, fault.kind() == Fault.Kind.NONE || fault.kind() == Fault.Kind.DRIP ? work(call) : null, now)));
        }
    }

    private Reply work(Call call) {
        try {
            return answer(call);
        } catch (RuntimeException bug) {
            LOG.error("The simulated {} has a bug: it could not answer {} {}", name, call.method(), call.path(), bug);
            return failure(500);
        }
    }

    /** What the client gets instead of {@code done} (null when no work was done), or null for a cut connection. */
    private Reply struck(Fault fault, Reply done, long now) {
        Reply reply = switch (fault.kind()) {
            case NONE, DRIP -> done;
            case RESET -> null;
            case STATUS -> failure(fault.status());
            case RATE_LIMIT -> tooManyRequests(fault.limit(), Faults.untilNextWindow(fault, now));
            case HTML -> Reply.text(fault.status(), "text/html; charset=utf-8",
                    "<html><head><title>" + fault.status() + "</title></head><body><h1>The proxy can't reach the server</h1></body></html>");
            case MALFORMED -> done == null || done.body().length == 0 ? Reply.text(fault.status(), "application/json", "{\"id\":\"")
                    : new Reply(done.status(), done.contentType(), Arrays.copyOf(done.body(), done.body().length / 2), done.headers());
        };
        if (reply != null && fault.body() != null) {
            reply = new Reply(reply.status(), reply.contentType(), fault.body().getBytes(StandardCharsets.UTF_8), reply.headers());
        }
        return reply == null ? null : reply.with(fault.headers());
    }

    private static void late(HttpServerExchange exchange, Fault fault, Runnable rest) {
        if (fault.delay().isZero()) {
            rest.run();
        } else {
            exchange.dispatch(Runnable::run,
                    () -> exchange.getIoThread().executeAfter(rest, fault.delay().toMillis(), TimeUnit.MILLISECONDS));
        }
    }

    private void finish(HttpServerExchange exchange, Call call, Fault fault, Reply reply) {
        // Recorded first: who has the answer finds the request in the log.
        requests.add(call, endpoint(call), secret(call), reply == null ? 0 : reply.status(),
                fault == null ? null : fault.kind().name().toLowerCase(Locale.ROOT), clock.instant());
        call.finished();
        if (reply == null) {
            cut(exchange);
        } else if (fault != null && fault.kind() == Fault.Kind.DRIP && reply.body().length > 0) {
            exchange.setStatusCode(reply.status());
            exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, reply.contentType()).put(Headers.CONTENT_LENGTH, reply.body().length);
            exchange.dispatch(Runnable::run, () -> drip(exchange, reply.body(), 0, fault.window().toMillis()));
        } else {
            send(exchange, reply);
        }
    }

    private static void send(HttpServerExchange exchange, Reply reply) {
        exchange.setStatusCode(reply.status());
        reply.headers().forEach((header, value) -> exchange.getResponseHeaders().put(new HttpString(header), value));
        if (reply.contentType() != null) {
            exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, reply.contentType());
            exchange.getResponseSender().send(ByteBuffer.wrap(reply.body()));
        } else {
            exchange.endExchange();
        }
    }

    /** Ends when all is sent, or the client has gone. */
    private static void drip(HttpServerExchange exchange, byte[] body, int from, long apart) {
        exchange.getResponseSender().send(ByteBuffer.wrap(body, from, 1), new DefaultIoCallback() {
            @Override
            public void onComplete(HttpServerExchange sent, Sender sender) {
                if (from + 1 < body.length) {
                    sent.getIoThread().executeAfter(() -> drip(sent, body, from + 1, apart), apart, TimeUnit.MILLISECONDS);
                } else {
                    sent.endExchange();
                }
            }
        });
    }

    private static void cut(HttpServerExchange exchange) {
        try {
            ((HttpServerConnection) exchange.getConnection()).getChannel().setOption(Options.CLOSE_ABORT, true);
            exchange.getConnection().close();
        } catch (IOException gone) {
            LOG.debug("The connection was gone before it was cut", gone);
        }
    }
}
