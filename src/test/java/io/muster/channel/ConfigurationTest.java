package io.muster.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.muster.mapping.Mapping;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The configuration of {@code contract.md}: read once, everything that is wrong with it said at once. */
class ConfigurationTest {

    @TempDir
    Path folder;

    private final Map<String, String> keys = new LinkedHashMap<>(Map.ofEntries(Map.entry("channels", "zoom"), Map.entry("directory.type", "openldap"),
            Map.entry("directory.url", "ldaps://ldap.example.com"), Map.entry("directory.bind-dn", "cn=muster,dc=example,dc=com"),
            Map.entry("directory.bind-password", "secret"), Map.entry("directory.base-dn", "dc=example,dc=com"), Map.entry("zoom.users.filter", "(mail=*)"),
            Map.entry("zoom.oauth.account-id", "a"), Map.entry("zoom.oauth.client-id", "b"), Map.entry("zoom.oauth.client-secret", "c"),
            Map.entry("zoom.map.userName", "mail"), Map.entry("zoom.map.email", "mail")));
    private final Map<String, String> overrides = new LinkedHashMap<>();
    private final Map<String, String> environment = new LinkedHashMap<>();

    private ConfigurationReader reader() throws IOException {
        Path file = folder.resolve("application.properties");
        Files.write(file, keys.entrySet().stream().map(key -> key.getKey() + " = " + key.getValue().replace("\\", "\\\\")).toList());
        return new ConfigurationReader(file, overrides, environment, Mapping::expressionProblem);
    }

    private Configuration read() throws IOException {
        return reader().read();
    }

    private List<Problem> problems() throws IOException {
        ConfigurationReader reader = reader();
        return catchThrowableOfType(InvalidConfiguration.class, reader::read).problems();
    }

    @Test
    void what_is_not_given_has_the_defaults_of_the_contract() throws IOException {
        // When
        Channel zoom = read().channels().get("zoom");
        // Then
        assertThat(zoom.enabled()).isTrue();
        assertThat(zoom.sweepSchedule()).isEqualTo("0 0/15 * * * ?");
        assertThat(zoom.timezone().getId()).isEqualTo("UTC");
        assertThat(zoom.timeout()).isEqualTo(Duration.ofSeconds(60));
        assertThat(zoom.concurrency()).isEqualTo(4);
        assertThat(zoom.trustMinShare()).isEqualTo(0.7);
        assertThat(zoom.guard().minRemovals()).isEqualTo(5);
        assertThat(zoom.guard().minUpdates()).isEqualTo(50);
        assertThat(zoom.guard().window()).isEqualTo(Duration.ofHours(24));
        assertThat(zoom.connection()).containsEntry("scim-url", "https://api.zoom.us/scim2").containsEntry("oauth.token-url", "https://zoom.us/oauth/token");
        assertThat(zoom.directory().guidAttribute()).isEqualTo("entryUUID");
        assertThat(read().ledger().url()).isEqualTo("jdbc:sqlite:" + folder.resolve("muster.db"));
    }

    /** Key, value, and words that the one problem has to hold. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            zoom.craete | true | zoom.create
            directory.base | dc=x | directory.base-dn
            zoom.map.titel | title | title
            zoom.map.title.trimm | true | trim
            zoom.create | maybe | true or false
            zoom.on-disabled | remove | disable, delete
            zoom.on-disabled | disable-then-delete | on-removed
            zoom.schedule | every minute | Quartz cron
            zoom.sweep-schedule | 0 0 0 | Quartz cron
            zoom.timezone | Mars/Olympus | time zone
            zoom.timeout | soon | 60s
            zoom.concurrency | many | number
            zoom.guard.max-removals | 10 apples | 500 10%
            zoom.trust.min-share | lots | 70%
            zoom.users.filter | (mail=* | RFC 4515
            zoom.users.base-dn | somewhere | DN
            zoom.target | zoomm | zoom
            zoom.scim-url | http://api.example.com | loopback only
            zoom.scim-url | ::: | URL
            zoom.map.title | ${user[title} | Simple
            zoom.map.title | two words | expression
            zoom.map.userName.mask | true | match key
            directory.type | novell | openldap
            directory.url | http://ldap | ldaps://
            directory.timeout | -3 | 60s
            ledger.url | jdbc:mysql://x/y | jdbc:postgresql
            zoom.oauth.client-secret | {{nowhere}} | nowhere
            """)
    void a_mistake_is_named_with_file_key_and_remedy(String key, String value, String words) throws IOException {
        // Given
        keys.put(key, value);
        // When
        List<Problem> problems = problems();
        // Then
        assertThat(problems).anySatisfy(problem -> {
            assertThat(problem.file()).endsWith("application.properties");
            assertThat(problem.key()).isEqualTo(key);
            assertThat(problem.message()).contains(words);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"channels", "directory.url", "directory.base-dn", "directory.bind-password", "zoom.users.filter", "zoom.oauth.account-id", "zoom.oauth.client-id",
        "zoom.oauth.client-secret", "zoom.map.userName"})
    void a_missing_key_is_named(String key) throws IOException {
        // Given
        keys.remove(key);
        // Then
        assertThat(problems()).anySatisfy(problem -> assertThat(problem.key()).isEqualTo(key));
    }

    @Test
    void everything_that_is_wrong_is_said_at_once() throws IOException {
        // Given
        keys.put("zoom.craete", "true");
        keys.put("zoom.schedule", "never");
        keys.put("zoom.map.nickname", "nick");
        keys.remove("directory.url");
        // Then
        assertThat(problems()).extracting(Problem::key).contains("zoom.craete", "zoom.schedule", "zoom.map.nickname", "directory.url");
    }

    @ParameterizedTest
    @ValueSource(strings = {"directory", "ledger", "camel", "handoff", "enrich", "with space.dot"})
    void some_names_are_no_channels(String name) throws IOException {
        keys.put("channels", "zoom," + name);
        assertThat(problems()).anySatisfy(problem -> assertThat(problem.key()).isEqualTo("channels"));
    }

    @Test
    void the_command_line_wins_over_the_environment_and_that_over_the_file() throws IOException {
        // Given
        keys.put("zoom.oauth.client-secret", "from the file");
        environment.put("ZOOM_OAUTH_CLIENT_SECRET", "from the environment");
        assertThat(read().channels().get("zoom").connection()).containsEntry("oauth.client-secret", "from the environment");
        // When
        overrides.put("zoom.oauth.client-secret", "from the command line");
        // Then
        assertThat(read().channels().get("zoom").connection()).containsEntry("oauth.client-secret", "from the command line");
    }

    @Test
    void a_secret_can_come_from_a_file_beside_the_configuration() throws IOException {
        // Given
        Files.writeString(folder.resolve("zoom.secret"), "s3cret\n");
        keys.remove("zoom.oauth.client-secret");
        keys.put("zoom.oauth.client-secret.file", "zoom.secret");
        // Then
        assertThat(read().channels().get("zoom").connection()).containsEntry("oauth.client-secret", "s3cret");
        // And when it is not there
        Files.delete(folder.resolve("zoom.secret"));
        assertThat(problems()).anySatisfy(problem -> assertThat(problem.key()).isEqualTo("zoom.oauth.client-secret.file"));
    }

    @Test
    void placeholders_work_everywhere() throws IOException {
        keys.put("company", "example");
        keys.put("zoom.users.filter", "(o={{company}})");
        keys.put("zoom.oauth.client-id", "{{client:fallback}}");
        assertThat(read().channels().get("zoom").users().filter()).isEqualTo("(o=example)");
        assertThat(read().channels().get("zoom").connection()).containsEntry("oauth.client-id", "fallback");
    }

    @Test
    void a_channel_may_have_a_directory_of_its_own() throws IOException {
        keys.put("zoom.directory.base-dn", "ou=guests,dc=example,dc=com");
        assertThat(read().channels().get("zoom").directory().baseDn()).isEqualTo("ou=guests,dc=example,dc=com");
        assertThat(read().channels().get("zoom").directory().urls()).containsExactly("ldaps://ldap.example.com");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            directory.url | ldap://ldap.example.com | clear
            zoom.map.email | otherMail | both to the same
            """)
    void what_is_legal_but_surprising_is_a_warning(String key, String value, String words) throws IOException {
        keys.put(key, value);
        assertThat(read().warnings()).anySatisfy(warning -> assertThat(warning).contains(words));
    }

    @Test
    void on_disabled_delete_with_provision_disabled_is_a_warning() throws IOException {
        keys.put("zoom.on-disabled", "delete");
        keys.put("zoom.provision-disabled", "true");
        assertThat(read().warnings()).isNotEmpty();
    }

    @Test
    void the_keys_of_a_channel_that_is_not_named_any_more_are_a_warning() throws IOException {
        keys.put("old.target", "zoom");
        keys.put("old.users.filter", "(mail=*)");
        assertThat(read().warnings()).singleElement().asString().startsWith("old: ");
    }

    @Test
    void the_delivered_configuration_needs_no_more_than_its_secrets() throws IOException {
        // Given
        overrides.put("directory.bind-password", "x");
        overrides.put("zoom.oauth.account-id", "x");
        overrides.put("zoom.oauth.client-id", "x");
        overrides.put("zoom.oauth.client-secret", "x");
        // When
        Configuration delivered = new ConfigurationReader(Path.of("application.properties"), overrides, Map.of(), Mapping::expressionProblem).read();
        // Then
        assertThat(delivered.channels()).containsOnlyKeys("zoom");
    }
}
