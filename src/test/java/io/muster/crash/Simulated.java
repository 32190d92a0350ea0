package io.muster.crash;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.sandbox.service.SimulatedService;
import io.muster.sandbox.webex.WebexSimulator;
import io.muster.sandbox.zendesk.ZendeskSimulator;
import io.muster.sandbox.zoom.ZoomSimulator;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** The simulated services that the crash harness runs against, one line each: how it starts, and how its accounts are read. */
enum Simulated {
    ZOOM(ZoomSimulator::start, "/userName", "/name/familyName", account -> account.path("active").asBoolean()),
    WEBEX(WebexSimulator::start, "/userName", "/name/familyName", account -> account.path("active").asBoolean()),
    ZENDESK(ZendeskSimulator::start, "/email", "/name", account -> account.path("active").asBoolean(true) && !account.path("suspended").asBoolean());

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Supplier<SimulatedService> starter;
    private final String key;
    private final String familyName;
    private final Predicate<JsonNode> active;

    /**
     * @param key        where an account shows its mail address
     * @param familyName where it shows a name that ends with the family name
     */
    Simulated(Supplier<SimulatedService> starter, String key, String familyName, Predicate<JsonNode> active) {
        this.starter = starter;
        this.key = key;
        this.familyName = familyName;
        this.active = active;
    }

    /** The channel has the name of its target. */
    String channel() {
        return name().toLowerCase(Locale.ROOT);
    }

    String key(JsonNode account) {
        return account.at(key).asText().toLowerCase(Locale.ROOT);
    }

    String familyName(JsonNode account) {
        return account.at(familyName).asText();
    }

    boolean active(JsonNode account) {
        return active.test(account);
    }

    /** The services in a process of their own: prints where they are and what connects to them, and ends with its input. */
    public static void main(String[] arguments) throws Exception {
        ObjectNode services = JSON.createObjectNode();
        for (Simulated simulated : values()) {
            SimulatedService service = simulated.starter.get();
            ObjectNode shown = services.putObject(simulated.name()).put("url", service.url().toString());
            shown.set("connection", JSON.valueToTree(service.connection()));
            shown.set("mapping", JSON.valueToTree(service.mapping()));
        }
        System.out.println(services);
        System.in.readAllBytes();
        System.exit(0);
    }
}
