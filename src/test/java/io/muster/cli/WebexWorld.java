package io.muster.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.muster.sandbox.webex.WebexSimulator;
import java.nio.file.Path;
import java.time.Clock;

/** A whole Muster for tests, with one channel to a simulated Webex. */
public final class WebexWorld extends ServiceWorld<WebexSimulator, WebexWorld> {

    public final WebexSimulator webex = service;

    public WebexWorld() {
        this(Clock.systemUTC());
    }

    /** With a clock of the caller's, which Webex goes by. */
    public WebexWorld(Clock clock) {
        super(WebexSimulator.start(0, clock), Path.of("routes"));
        keys.put("webex.token-file", folder().resolve("webex-tokens.json").toString());
    }

    /** An account as the simulated Webex holds it, or null. */
    public JsonNode account(String userName) {
        return webex.user(userName);
    }

    /** Requests to the API since the log was last forgotten, tokens aside. */
    public long calls() {
        return webex.requests().all().stream().filter(request -> !request.path().startsWith("/v1/access_token")).count();
    }

    /** Writes to Webex since the log was last forgotten. */
    public long writes() {
        return webex.requests().all().stream().filter(request -> !request.method().equals("GET") && !request.path().startsWith("/v1/access_token")).count();
    }
}
