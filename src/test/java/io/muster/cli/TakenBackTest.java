package io.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.muster.sandbox.service.Fault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Somebody changes in the directory, the service answers only the first so many requests of the operation, and then the directory takes the change back:
 * the service must be again what it was.
 */
@Tag("fault-matrix")
class TakenBackTest {

    private static final String MAIL = "mail";
    private static final Map<String, String> ADA = Map.of("sn", "Byron", "title", "Engineer", "telephoneNumber", "+1 5125550107", "mobile", "+1 5125550107", MAIL, "ada@example.com");
    private static final Map<String, String> COUNTESS = Map.of("sn", "King", "title", "Countess", "telephoneNumber", "+1 5125550199", "mobile", "+1 5125550199");
    /** More than any service takes for one change. */
    private static final int MOST_REQUESTS = 12;
    private static final Pattern OF_THE_WRITE = Pattern.compile("(?i).*(created|updated|modified|login|version|transaction|_id).*|meta|etag|(device|user|display)?(id|uuid)|enrollment|verified|url");

    static Stream<Arguments> cases() {
        Map<String, Supplier<ServiceWorld<?, ?>>> services = new LinkedHashMap<>();
        services.put("zoom", World::new);
        services.put("webex", WebexWorld::new);
        services.put("zendesk", () -> new ZendeskWorld().with("zendesk.keep-old-email", "false"));
        services.put("pingid", () -> new PingIdWorld().withDevices("merge"));
        return services.entrySet().stream().flatMap(service -> Stream.of("attributes", MAIL, "status").flatMap(change -> Stream.of(400, 403, 500)
                .map(status -> Arguments.of(service.getKey(), change, status, service.getValue()))));
    }

    @ParameterizedTest(name = "{0}: {1}, then {2}")
    @MethodSource("cases")
    void what_was_half_done_is_taken_back(String service, String change, int status, Supplier<ServiceWorld<?, ?>> made) {
        try (ServiceWorld<?, ?> world = made.get()) {
            // Given
            world.hire("Ada", "Byron", "Engineer", "Engineering");
            world.hire("Emmy", "Noether", "Engineer", "Engineering");
            ADA.forEach((attribute, value) -> world.directory.change("ada", attribute, value));
            world.with("muster.retry.tries", "0").sync();
            List<String> before = values(world);
            boolean done = false;
            for (int answered = 0; !done && answered < MOST_REQUESTS; answered++) {
                // When
                COUNTESS.forEach((attribute, value) -> world.directory.change("ada", attribute, value));
                if (change.equals(MAIL)) {
                    world.directory.change("ada", MAIL, "countess@example.com");
                } else if (change.equals("status")) {
                    world.directory.disable("ada");
                }
                if (answered > 0) {
                    world.service.faults().add(Fault.delay(Duration.ZERO).next(answered));
                }
                world.service.faults().add(Fault.status(status));
                done = ServiceWorld.story(world.sync()).stream().allMatch(line -> line.endsWith(" applied"));
                world.service.faults().clear();
                // a new process: the connection does not rest any more
                world.with("muster.retry.delay", "5");
                ADA.forEach((attribute, value) -> world.directory.change("ada", attribute, value));
                world.directory.enable("ada");
                world.sync();
                world.sync();
                // Then
                assertThat(values(world)).as("after %s answers", answered).containsExactlyElementsOf(before);
                assertThat(ServiceWorld.story(world.sync())).isEmpty();
            }
            assertThat(done).as("the whole change was answered").isTrue();
        }
    }

    /** Every value of every account, but for ids and what tells when, how often or by whom it was written. */
    private static List<String> values(ServiceWorld<?, ?> world) {
        List<String> values = new ArrayList<>();
        world.service.users().forEach(account -> collect(account, "", values));
        values.sort(null);
        return values;
    }

    private static void collect(JsonNode node, String place, List<String> values) {
        if (node.isValueNode()) {
            values.add(place + " " + node.asText());
        }
        if (node.isArray()) {
            node.forEach(element -> collect(element, place, values));
        }
        node.properties().stream().filter(field -> !OF_THE_WRITE.matcher(field.getKey()).matches()).forEach(field -> collect(field.getValue(), place + "/" + field.getKey(), values));
    }
}
