package io.muster.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.muster.sandbox.zoom.ZoomSimulator;
import java.nio.file.Path;
import java.util.List;

/** A whole Muster for tests, with one channel to a simulated Zoom. */
public final class World extends ServiceWorld<ZoomSimulator, World> {

    public final ZoomSimulator zoom = service;

    public World() {
        this(Path.of("routes"));
    }

    public World(Path routes) {
        super(ZoomSimulator.start(), routes);
        List.of("organization", "phone", "locale").forEach(attribute -> keys.remove("zoom.map." + attribute));
        keys.put("zoom.map.userType.default", "Basic");
        keys.put("zoom.map.userType.create-only", "true");
    }

    /** An account as the simulated Zoom holds it, or null. */
    public JsonNode account(String userName) {
        return zoom.user(userName);
    }

    /** Writes to Zoom since the log was last forgotten. */
    public long writes() {
        return zoom.requests().all().stream().filter(request -> !request.method().equals("GET") && request.path().startsWith("/scim2")).count();
    }
}
