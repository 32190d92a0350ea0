package io.muster.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A connection from the file that the vendor ships: PingID's {@code pingid.properties}. */
class PropertiesFileTest {

    private static final String KEY = "c2FuZGJveC1rZXktb2YtMzItYnl0ZXMtZm9yLVBpbmc=";
    /** As PingOne writes it: with comments, escapes, and keys that nobody needs. */
    private static final String SHIPPED = """
            #Auto-Generated from PingOne
            #Sun Mar 01 10:00:00 MST 2026
            use_base64_key=c2FuZGJveC1rZXktb2YtMzItYnl0ZXMtZm9yLVBpbmc\\=
            use_signature=true
            token=5f0d3c9a71b24e86
            idp_url=https\\://idpxnyl3m.pingidentity.com/pingid
            org_alias=7a1e0c52-4b1d
            admin_url=https\\://idpxnyl3m.pingidentity.com/pingid
            authenticator_url=https\\://authenticator.pingone.com/pingid/ppm
            """;

    @TempDir
    Path folder;

    private ConfigurationReader reader(Map<String, String> more) {
        Map<String, String> keys = new HashMap<>(Map.of("channels", "pingid", "directory.url", "ldaps://ldap.example.com", "directory.base-dn", "dc=example,dc=com",
                "pingid.users.filter", "(uid=*)", "pingid.map.username", "uid"));
        keys.putAll(more);
        return new ConfigurationReader(folder.resolve("application.properties"), keys, Map.of(), expression -> Optional.empty());
    }

    private Map<String, String> connection(Map<String, String> more) {
        return reader(more).read().channels().get("pingid").connection();
    }

    private List<Problem> problems(Map<String, String> more) {
        return catchThrowableOfType(InvalidConfiguration.class, () -> reader(more).read()).problems();
    }

    private Path ship(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    @Test
    void the_file_is_read_as_it_comes_relative_to_the_configuration() throws IOException {
        // Given
        ship("secrets/ours.properties", SHIPPED);
        // When
        Map<String, String> connection = connection(Map.of("pingid.properties-file", "secrets/ours.properties"));
        // Then
        assertThat(connection).containsEntry("use-base64-key", KEY).containsEntry("token", "5f0d3c9a71b24e86").containsEntry("org-alias", "7a1e0c52-4b1d")
                .containsEntry("idp-url", "https://idpxnyl3m.pingidentity.com/pingid");
    }

    @Test
    void a_file_of_the_usual_name_beside_the_configuration_need_not_be_named_and_a_key_wins_over_it() throws IOException {
        // Given
        ship("pingid.properties", SHIPPED);
        // When
        Map<String, String> connection = connection(Map.of("pingid.idp-url", "https://idpxnyl3m.pingidentity.eu/pingid/"));
        // Then
        assertThat(connection).containsEntry("idp-url", "https://idpxnyl3m.pingidentity.eu/pingid").containsEntry("token", "5f0d3c9a71b24e86");
    }

    @Test
    void another_organisation_is_another_identity_and_another_token_is_not() throws IOException {
        // Given
        ship("pingid.properties", SHIPPED);
        String identity = reader(Map.of()).read().channels().get("pingid").identity();
        // Then
        assertThat(reader(Map.of("pingid.token", "rotated")).read().channels().get("pingid").identity()).isEqualTo(identity);
        assertThat(reader(Map.of("pingid.org-alias", "other")).read().channels().get("pingid").identity()).isNotEqualTo(identity);
    }

    @ParameterizedTest
    @CsvSource({"token=.*, '', token, is missing", "use_base64_key=.*, use_base64_key=c2hvcnQ\\=, use_base64_key, 32 bytes", "use_base64_key=.*, use_base64_key=###, use_base64_key, 32 bytes",
        "idp_url=.*, idp_url=http\\://idpxnyl3m.pingidentity.com, idp_url, loopback", "idp_url=.*, idp_url=nonsense, idp_url, not an https URL", "org_alias=.*, org_alias=, org_alias, is missing"})
    void a_mistake_in_the_file_is_reported_with_the_file_and_its_own_key(String line, String instead, String key, String message) throws IOException {
        // Given
        Path file = ship("pingid.properties", SHIPPED.replaceFirst("(?m)^" + line + "$", instead.replace("\\", "\\\\")));
        // Then
        assertThat(problems(Map.of())).singleElement().satisfies(problem -> {
            assertThat(problem.file()).isEqualTo(file.toString());
            assertThat(problem.key()).isEqualTo(key);
            assertThat(problem.message()).contains(message).doesNotContain("c2hvcnQ");
        });
    }

    @Test
    void a_file_that_is_not_there_is_told_once() {
        assertThat(problems(Map.of("pingid.properties-file", "gone.properties"))).singleElement().satisfies(problem -> {
            assertThat(problem.key()).isEqualTo("pingid.properties-file");
            assertThat(problem.message()).contains("gone.properties can't be read");
        });
        assertThat(problems(Map.of())).singleElement().satisfies(problem -> {
            assertThat(problem.key()).isEqualTo("pingid.properties-file");
            assertThat(problem.message()).contains("there is no", "pingid.properties", "pingid.use-base64-key");
        });
    }

    @Test
    void without_a_file_all_its_values_can_be_given_by_themselves() {
        assertThat(connection(Map.of("pingid.idp-url", "https://idpxnyl3m.pingidentity.com/pingid", "pingid.org-alias", "a", "pingid.token", "b", "pingid.use-base64-key", KEY)))
                .containsEntry("manage-devices", "none").containsEntry("never-paired", "watch");
    }

    @ParameterizedTest
    @CsvSource({"manage-devices, all", "primary-device, mfaSms2", "keep-primary, yes", "never-paired, ignore"})
    void a_choice_that_does_not_exist_names_those_that_do(String key, String value) throws IOException {
        // Given
        ship("pingid.properties", SHIPPED);
        // Then
        assertThat(problems(Map.of("pingid." + key, value))).singleElement().satisfies(problem -> {
            assertThat(problem.key()).isEqualTo("pingid." + key);
            assertThat(problem.message()).contains("'" + value + "' is not one of ");
        });
    }

    @Test
    void a_mapped_device_is_left_alone_with_a_warning_until_devices_are_managed() throws IOException {
        // Given
        ship("pingid.properties", SHIPPED);
        // When
        Configuration left = reader(Map.of("pingid.map.mfaSms1", "mobile")).read();
        Configuration managed = reader(Map.of("pingid.map.mfaSms1", "mobile", "pingid.manage-devices", "merge")).read();
        // Then
        assertThat(left.warnings()).anyMatch(warning -> warning.startsWith("pingid.map.mfaSms1: has no effect"));
        assertThat(left.channels().get("pingid").mapping()).hasSize(1);
        assertThat(managed.channels().get("pingid").mapping()).hasSize(2);
        assertThat(managed.channels().get("pingid").configHash()).isNotEqualTo(left.channels().get("pingid").configHash());
    }

    @ParameterizedTest
    @CsvSource({"delete, , true", "delete, false, false", "watch, true, false"})
    void deleting_those_who_never_paired_while_disabled_people_get_accounts_is_a_warning(String neverPaired, String provisionDisabled, boolean warned) throws IOException {
        // Given
        ship("pingid.properties", SHIPPED);
        Map<String, String> keys = new HashMap<>(Map.of("pingid.never-paired", neverPaired));
        if (provisionDisabled != null) {
            keys.put("pingid.provision-disabled", provisionDisabled);
        }
        // When
        List<String> warnings = reader(keys).read().warnings();
        // Then
        assertThat(warnings.stream().anyMatch(warning -> warning.contains("never-paired = delete") && warning.contains("provision-disabled"))).isEqualTo(warned);
    }
}
