package io.muster.crash;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.directory.Slapd;
import io.muster.sandbox.pingid.PingIdSimulator;
import io.muster.sandbox.service.SimulatedService;
import io.muster.sandbox.webex.WebexSimulator;
import io.muster.sandbox.zendesk.ZendeskSimulator;
import io.muster.sandbox.zoom.ZoomSimulator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The simulated services that the crash harness runs against: how each starts, what its channel has beyond the sandbox's keys, and how its accounts are read. */
enum Simulated {
    ZOOM(ZoomSimulator::start, "/userName", "/name/familyName", account -> account.path("active").asBoolean()),
    WEBEX(WebexSimulator::start, "/userName", "/name/familyName", account -> account.path("active").asBoolean()),
    /** With groups. */
    ZENDESK(ZendeskSimulator::start, "/email", "/name", account -> account.path("active").asBoolean(true) && !account.path("suspended").asBoolean()) {

        @Override
        Map<String, String> ownKeys() {
            return Map.of("groups.base-dn", Slapd.GROUPS, "groups.filter", "(cn=*)", "guard.max-group-deletes", "10000");
        }
    },
    /** With a device for everybody: who has none can't sign in, and can't be suspended either. */
    PINGID(PingIdSimulator::start, "/userName", "/lname", account -> account.path("status").asText().equals("ACTIVE")) {

        @Override
        Map<String, String> ownKeys() {
            return Map.of("manage-devices", "merge", "map.mfaEmail1", "mail");
        }

        @Override
        boolean disabled(JsonNode account) {
            return account.path("status").asText().equals("SUSPENDED");
        }

        @Override
        List<String> mails(JsonNode account) {
            return Stream.concat(Stream.of(account.path("email")), StreamSupport.stream(account.path("devicesDetails").spliterator(), false).map(device -> device.path("email")))
                    .map(JsonNode::asText).toList();
        }

        @Override
        int places() {
            return 2;
        }
    };

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Supplier<SimulatedService> starter;
    private final String key;
    private final String familyName;
    private final Predicate<JsonNode> active;

    /**
     * @param key        where an account shows what it is found by
     * @param familyName where it shows a name that ends with the family name
     * @param active     whether its owner can sign in
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

    /** Whether its owner was shut out, rather than not yet let in. */
    boolean disabled(JsonNode account) {
        return !active(account);
    }

    /** Its owner's mail address in every place where the account has it. */
    List<String> mails(JsonNode account) {
        return List.of(key(account));
    }

    /** In how many places an account has its owner's mail address. */
    int places() {
        return 1;
    }

    /** What the channel has beyond the keys of the sandbox. */
    Map<String, String> ownKeys() {
        return Map.of();
    }

    /** The services in a process of their own: prints where they are and what connects to them, and ends with its input. */
    public static void main(String[] arguments) throws Exception {
        ObjectNode services = JSON.createObjectNode();
        for (Simulated simulated : values()) {
            SimulatedService service = simulated.starter.get();
            ObjectNode shown = services.putObject(simulated.name()).put("url", service.url().toString());
            shown.set("connection", JSON.valueToTree(service.connection()));
            shown.set("mapping", JSON.valueToTree(service.mapping()));
            shown.set("own", JSON.valueToTree(simulated.ownKeys()));
        }
        System.out.println(services);
        System.in.readAllBytes();
        System.exit(0);
    }
}
