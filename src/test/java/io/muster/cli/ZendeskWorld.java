package io.muster.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.muster.sandbox.service.HttpProbe;
import io.muster.sandbox.zendesk.ZendeskSimulator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;

/** A whole Muster for tests, with one channel to a simulated Zendesk. */
public final class ZendeskWorld extends ServiceWorld<ZendeskSimulator, ZendeskWorld> {

    public final ZendeskSimulator zendesk = service;

    public ZendeskWorld() {
        super(ZendeskSimulator.start(), Path.of("routes"));
    }

    /** A user as the simulated Zendesk holds them, by primary address, or null. */
    public JsonNode user(String email) {
        return zendesk.user(email);
    }

    /** Puts a user there, in Zendesk's JSON with single quotes. */
    public void seed(String user) {
        try {
            zendesk.seed(new ObjectMapper().readTree(user.replace('\'', '"')));
        } catch (JsonProcessingException wrong) {
            throw new IllegalArgumentException(wrong);
        }
    }

    /** Somebody else's request to Zendesk, {@code /users/1}; answers with the body. */
    public JsonNode callZendesk(String method, String path, String body) {
        try {
            return HttpProbe.send(method, URI.create(zendesk.apiUrl() + path), body, "Authorization", "Bearer sandbox-access-token", "Content-Type", "application/json").json();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Requests other than reads since the log was last forgotten. */
    public long writes() {
        return zendesk.requests().all().stream().filter(request -> !request.method().equals("GET")).count();
    }
}
