package io.muster.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.cli.MemoryTarget;
import io.muster.cli.OneMoreService;
import io.muster.mapping.Mapping;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One mistake gives one problem, at its key, in words that say the rule: no other key is blamed for it. */
class MistakesTest {

    @TempDir
    Path folder;

    private final Map<String, String> keys = new LinkedHashMap<>(Map.ofEntries(Map.entry("channels", "zoom"), Map.entry("directory.type", "openldap"),
            Map.entry("directory.url", "ldaps://ldap.example.com"), Map.entry("directory.bind-dn", "cn=muster,dc=example,dc=com"),
            Map.entry("directory.bind-password", "secret"), Map.entry("directory.base-dn", "dc=example,dc=com"), Map.entry("zoom.users.filter", "(mail=*)"),
            Map.entry("zoom.oauth.account-id", "a"), Map.entry("zoom.oauth.client-id", "b"), Map.entry("zoom.oauth.client-secret", "c"),
            Map.entry("zoom.map.userName", "mail"), Map.entry("zoom.map.email", "mail")));
    private final Map<String, String> overrides = new LinkedHashMap<>();
    private final Map<String, String> environment = new LinkedHashMap<>();

    private Path file() throws IOException {
        return Files.write(folder.resolve("application.properties"), keys.entrySet().stream().map(key -> key.getKey() + " = " + key.getValue().replace("\\", "\\\\")).toList());
    }

    private Configuration read() throws IOException {
        return new ConfigurationReader(file(), overrides, environment, Mapping::expressionProblem).read();
    }

    private List<Problem> problems() throws IOException {
        try {
            read();
            return List.of();
        } catch (InvalidConfiguration e) {
            return e.problems();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            zoom.enabled | ja | true or false
            zoom.update | 1 | true or false
            zoom.on-removed | purge | disable-then-delete
            zoom.delete-after | a month | 30d
            zoom.provision-disabled | x | true or false
            zoom.link-disabled | x | true or false
            zoom.clear-attributes | x | true or false
            zoom.deprovision-on-channel-deletion | x | true or false
            zoom.users.nested | perhaps | true or false
            zoom.users.group-dn | staff | DN
            zoom.groups.filter | (cn=*) | no groups in step at zoom
            zoom.groups.adopt | false | no groups in step at zoom
            memory.groups.filter | cn=* ) | RFC 4515
            memory.groups.group-dn | staff | DN
            memory.groups.base-dn | staff | DN
            memory.groups.nested | x | true or false
            memory.groups.adopt | x | true or false
            zoom.protect | (mail= | RFC 4515
            zoom.protect | the boss | a mail address, a DN or an LDAP filter
            zoom.guard.max-removals | 101% | 500 10%
            zoom.guard.max-updates | -1 | 500 10%
            zoom.guard.max-group-deletes | 1 2 | 500 10%
            zoom.guard.max-creates | none | 500 10%
            zoom.guard.max-member-removals | x | 500 10%
            zoom.guard.min-removals | -1 | whole number
            zoom.guard.min-updates | 5.5 | whole number
            zoom.guard.window | 24 | 24h
            zoom.trust.min-share | 70 | 70%
            zoom.quarantine | 200% | 70%
            zoom.concurrency | 0 | above 0
            zoom.timeout | 0s | duration
            zoom.requests-per-second | 0 | above 0
            zoom.requests-per-second | NaN | above 0
            zoom.map.title.case | middle | lower or upper
            zoom.map.title.parse | csv | cn-from-dn
            zoom.map.title.trim | x | true or false
            zoom.map.title.create-only | x | true or false
            zoom.map.title.mask | x | true or false
            zoom.oauth.token-url | zoom.us/oauth | https URL
            zoom.scim-url | ftp://zoom.us | https URL
            directory.bind-dn | muster | DN
            directory.base-dn | example.com | DN
            directory.start-tls | x | true or false
            directory.guid-binary | x | true or false
            directory.change-algorithm | csn | timestamp
            directory.status-algorithm | bits | ad-bitmap
            directory.status-when-flag | unknown | enabled or disabled
            directory.status-default | perhaps | enabled or disabled
            directory.trust-store | no-such.pem | no such file
            directory.timeout | 30 | duration
            zoom.directory.type | novell | openldap
            zoom.directory.timeout | x | duration
            muster.quarantine.rest | 1m | milliseconds
            muster.quarantine.rest | 0 | above 0
            muster.retry.delay | fast | milliseconds
            muster.retry.tries | -1 | whole number
            muster.paced.tries | often | whole number
            muster.retry.tires | 3 | muster.retry.tries
            handoff.uri | operations | endpoint
            handoff.uri | none | endpoint
            enrich.uri | my step | endpoint
            ledger.url | muster.db | jdbc:sqlite
            channels | zoom zoom | twice
            zoom.target | zom | did you mean zoom
            """)
    void is_said_once_and_at_its_key(String key, String value, String words) throws IOException {
        // Given
        keys.put("zoom.map.title", "title");
        if (key.startsWith("memory.")) {
            keys.putAll(Map.of("channels", "zoom, memory", "memory.users.filter", "(mail=*)", "memory.map.email", "mail"));
        }
        keys.put(key, value);
        // When
        List<Problem> problems;
        try (OneMoreService memory = new OneMoreService(MemoryTarget.class)) {
            problems = problems();
        }
        // Then
        assertThat(problems).singleElement().satisfies(problem -> {
            assertThat(problem.key()).isEqualTo(key);
            assertThat(problem.message()).contains(words);
            assertThat(problem.file()).endsWith("application.properties");
        });
    }

    @ParameterizedTest
    @CsvSource({"channels", "directory.url", "directory.base-dn", "directory.bind-password", "zoom.users.filter", "zoom.oauth.account-id", "zoom.oauth.client-id",
        "zoom.oauth.client-secret", "zoom.map.userName"})
    void a_missing_key_is_said_once_and_no_other_is_blamed(String key) throws IOException {
        // Given
        keys.remove(key);
        // Then
        assertThat(problems()).singleElement().satisfies(problem -> {
            assertThat(problem.key()).isEqualTo(key);
            assertThat(problem.message()).contains("require");
        });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            zoom.on-disable | zoom.on-disabled
            zoom.user.filter | zoom.users.filter
            zoom.guard.max-removal | zoom.guard.max-removals
            zoom.sweep-shedule | zoom.sweep-schedule
            zoom.oauth.client-idd | zoom.oauth.client-id
            zoom.map.usrName | userName
            zoom.map.title.defualt | default
            directory.urls | directory.url
            directory.bind_dn | directory.bind-dn
            zoom.directory.bas-dn | zoom.directory.base-dn
            ledger.pasword | ledger.password
            handoff.url | handoff.uri
            enrich.url | enrich.uri
            channel | channels
            """)
    void an_unknown_key_is_named_with_the_nearest_known_one(String key, String nearest) throws IOException {
        // Given
        keys.put(key, "x");
        // Then
        assertThat(problems()).singleElement().satisfies(problem -> {
            assertThat(problem.key()).isEqualTo(key);
            assertThat(problem.message()).contains("did you mean " + nearest + "?");
        });
    }

    @ParameterizedTest
    @CsvSource({"directory", "ledger", "camel", "handoff", "enrich"})
    void a_forbidden_channel_name_blames_no_other_key(String name) throws IOException {
        keys.put("channels", "zoom, " + name);
        assertThat(problems()).singleElement().satisfies(problem -> assertThat(problem.message()).contains("'" + name + "'"));
    }

    @Test
    void a_file_that_is_not_there_is_said_even_with_overrides() {
        // Given
        overrides.put("zoom.create", "false");
        // When
        try {
            new ConfigurationReader(folder.resolve("typo.properties"), overrides, environment, Mapping::expressionProblem).read();
        } catch (InvalidConfiguration e) {
            // Then
            assertThat(e.problems()).anySatisfy(problem -> assertThat(problem.message()).contains("there is no such file").contains("--config"));
            return;
        }
        assertThat(folder).as("it was read").isNull();
    }

    /** Where the secret is given, in the order of the contract: each wins over those after it. */
    @ParameterizedTest
    @CsvSource({"-D,environment", "-D.file,environment", "environment,environment.file", "environment,file.file", "environment.file,file.file", "file.file,file", "-D,-D.file"})
    void the_command_line_wins_over_the_environment_and_that_over_files(String first, String second) throws IOException {
        // Given
        keys.remove("zoom.oauth.client-secret");
        give(first);
        give(second);
        // Then
        assertThat(read().channels().get("zoom").connection()).containsEntry("oauth.client-secret", "from " + first);
    }

    private void give(String where) throws IOException {
        String value = "from " + where;
        if (where.endsWith(".file")) {
            value = Files.writeString(folder.resolve(where + ".secret"), value + "\n").toString();
        }
        String key = "zoom.oauth.client-secret" + (where.endsWith(".file") ? ".file" : "");
        switch (where.replace(".file", "")) {
            case "-D" -> overrides.put(key, value);
            case "environment" -> environment.put(key.toUpperCase().replace('.', '_').replace('-', '_'), value);
            default -> keys.put(key, value);
        }
    }

    @Test
    void keys_of_ones_own_are_placeholders_in_routes_and_may_come_from_files_too() throws IOException {
        // Given
        keys.put("hr.token.file", "hr.secret");
        keys.put("hr.authorization", "Bearer {{hr.token}}");
        keys.put("report.file", "/var/lib/report.csv");
        Files.writeString(folder.resolve("hr.secret"), "s3cret\n");
        // Then
        assertThat(read().properties()).containsEntry("hr.authorization", "Bearer s3cret").containsEntry("report.file", "/var/lib/report.csv");
    }

    @ParameterizedTest
    @CsvSource({"http://127.0.0.1:8080/scim2", "http://localhost:8080/scim2", "http://[::1]:8080/scim2"})
    void http_is_accepted_on_the_loopback(String url) throws IOException {
        keys.put("zoom.scim-url", url);
        assertThat(problems()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"http://127.0.0.1.example.com/scim2", "http://localhost.example.com/scim2", "http://10.0.0.1/scim2"})
    void http_is_refused_elsewhere(String url) throws IOException {
        keys.put("zoom.scim-url", url);
        assertThat(problems()).singleElement().satisfies(problem -> assertThat(problem.message()).contains("loopback only"));
    }

    @ParameterizedTest
    @CsvSource({"ldap://ldap.example.com,false,true", "ldap://ldap.example.com,true,false", "ldaps://ldap.example.com,false,false", "ldap://127.0.0.1:389,false,false"})
    void a_bind_password_in_clear_is_a_warning_off_the_loopback(String url, boolean startTls, boolean warned) throws IOException {
        keys.put("directory.url", url);
        keys.put("directory.start-tls", String.valueOf(startTls));
        assertThat(read().warnings().stream().anyMatch(warning -> warning.contains("in clear"))).isEqualTo(warned);
    }

    @Test
    void a_problem_never_shows_a_secret() throws IOException {
        // Given
        keys.put("zoom.oauth.client-secret", "pssst");
        keys.put("directory.bind-password", "pssst");
        keys.put("zoom.craete", "true");
        // Then
        assertThat(problems()).hasSize(1);
        assertThat(problems().toString()).doesNotContain("pssst");
    }
}
