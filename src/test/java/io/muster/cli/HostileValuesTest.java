package io.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import io.muster.cycle.Cycle;
import io.muster.sandbox.EmbeddedDirectory;
import io.muster.sandbox.Person;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Values that would be something else if a filter, a URL or a body were joined of text: they change nothing but the user who has them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileValuesTest {

    private static final List<String> OTHERS = List.of("ada", "emmy", "grace");

    private final World world = new World();
    private int number;

    @BeforeAll
    void company() {
        world.with("zoom.guard.min-removals", "10000").with("zoom.guard.min-updates", "10000");
        world.hire("Ada", "Byron", "Engineer", "Engineering").hire("Emmy", "Noether", "Engineer", "Engineering").hire("Grace", "Hopper", "Engineer", "Engineering");
        world.sync();
    }

    @AfterAll
    void close() {
        world.close();
    }

    static Stream<Arguments> values() {
        Map<String, byte[]> values = new HashMap<>();
        for (String text : List.of("*)(uid=*", "*", "\" or userName pr or \"", "\\", "'; DROP TABLE account; --", "x&active=false&filter=userName pr", "../../Users", "%2e%2e%2f",
                "a\r\nX-Injected: yes", "a\u0000b", "${user[uid]} {{zoom.oauth.client-secret}}", "{\"active\":false}", "<script>alert(1)</script>", "\u202Egro.elpmaxe@ada",
                "ada@example.com\u200B", "\uD83D\uDE00")) {
            values.put(text, text.getBytes(StandardCharsets.UTF_8));
        }
        values.put("an unpaired surrogate", new byte[] {'a', (byte) 0xED, (byte) 0xA0, (byte) 0x80, 'b'});
        values.put("no UTF-8", new byte[] {(byte) 0xFF, (byte) 0xFE});
        values.put("a megabyte", "x".repeat(1 << 20).getBytes(StandardCharsets.UTF_8));
        return values.entrySet().stream().flatMap(value -> Stream.of("title", "sn", "mail")
                .map(attribute -> Arguments.of(value.getKey().replaceAll("\\p{Cntrl}", "?"), attribute, value.getValue())));
    }

    private Map<String, JsonNode> others() {
        Map<String, JsonNode> accounts = new HashMap<>();
        OTHERS.forEach(login -> accounts.put(login, world.account(login + "@example.com")));
        return accounts;
    }

    @ParameterizedTest(name = "{0} as {1}")
    @MethodSource("values")
    void a_hostile_value_changes_nothing_but_its_user(String name, String attribute, byte[] value) throws Exception {
        // Given
        Map<String, JsonNode> before = others();
        String uid = "mallory" + ++number;
        world.directory.hire(new Person(uid, "Mallory", "Evil", "Engineer", "Research", "+1 5125550100", "employee"));
        world.directory.ldap().modify(EmbeddedDirectory.dn(uid), new Modification(ModificationType.REPLACE, attribute, value));
        world.zoom.requests().clear();
        // When
        Cycle joined = world.sync();
        world.directory.changeTitle("ada", "Director " + number);
        Cycle changed = world.sync();
        world.dismiss(uid);
        Cycle left = world.sync();
        // Then
        for (Cycle cycle : List.of(joined, changed, left)) {
            assertThat(cycle.failure()).isNull();
            assertThat(world.ledger().channel("zoom").stopped()).isNull();
            assertThat(World.operations(cycle)).allMatch(recorded -> recorded.operation().dn().startsWith("uid=" + uid + ",") || recorded.operation().dn().startsWith("uid=ada,"));
        }
        assertThat(World.story(changed)).contains("update ada@example.com applied");
        Map<String, JsonNode> after = others();
        assertThat(after.get("ada").path("title").asText()).isEqualTo("Director " + number);
        for (String login : Set.of("emmy", "grace")) {
            assertThat(after.get(login)).isEqualTo(before.get(login));
        }
        assertThat(OTHERS).allMatch(login -> after.get(login).path("active").asBoolean());
        assertThat(world.zoom.users()).filteredOn(user -> user.path("active").asBoolean()).hasSize(OTHERS.size());
        assertThat(world.zoom.requests().all()).allMatch(request -> request.headers() == null || !request.headers().containsKey("x-injected"));
    }
}
