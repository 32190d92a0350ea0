package io.muster.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.apply.Conversation;
import io.muster.directory.Dialect;
import io.muster.mapping.Mapping;
import io.muster.target.AttributeDescriptor;
import io.muster.target.Target;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code docs/configuration.md} and {@code application.properties} say what the code does: every key, its default, an example that is accepted. */
class DocumentationTest {

    private static final Pattern ROW = Pattern.compile("^\\| `([^`]+)` \\| (.+?) \\| (.+?) \\| `(.+?)` \\| (.+?) \\|$", Pattern.MULTILINE);
    private static final String PINGID_KEY = "c2FuZGJveC1rZXktb2YtMzItYnl0ZXMtZm9yLVBpbmc=";
    private static final Map<String, String> LEAST = Map.ofEntries(Map.entry("channels", "zoom"), Map.entry("directory.url", "ldaps://ldap.example.com"),
            Map.entry("directory.bind-password", "s"), Map.entry("directory.base-dn", "dc=example,dc=com"), Map.entry("zoom.users.filter", "(mail=*)"),
            Map.entry("zoom.oauth.account-id", "a"), Map.entry("zoom.oauth.client-id", "b"), Map.entry("zoom.oauth.client-secret", "c"),
            Map.entry("zoom.map.userName", "mail"), Map.entry("zoom.map.title", "title"));
    /** The least that a channel of another service needs, by service. */
    private static final Map<String, Map<String, String>> LEAST_OF = Map.of("webex", Map.of("channels", "webex", "webex.users.filter", "(mail=*)",
            "webex.map.email", "mail", "webex.org-id", "a", "webex.oauth.client-id", "b", "webex.oauth.client-secret", "c", "webex.oauth.refresh-token", "d"),
            "zendesk", Map.of("channels", "zendesk", "zendesk.users.filter", "(mail=*)", "zendesk.map.email", "mail", "zendesk.map.name", "cn", "zendesk.map.role.default", "agent",
                    "zendesk.subdomain", "example", "zendesk.email", "muster@example.com", "zendesk.api-token", "t"),
            "pingid", Map.of("channels", "pingid", "pingid.users.filter", "(uid=*)", "pingid.map.username", "uid",
                    "pingid.idp-url", "https://idpxnyl3m.pingidentity.com/pingid", "pingid.org-alias", "a", "pingid.token", "b", "pingid.use-base64-key", PINGID_KEY),
            "scim", Map.of("channels", "scim", "scim.users.filter", "(mail=*)", "scim.map.userName", "mail", "scim.url", "https://scim.example.com/v2", "scim.token", "t",
                    "scim.oauth.token-url", "https://scim.example.com/token", "scim.oauth.client-id", "c", "scim.oauth.client-secret", "s", "scim.username", "u", "scim.password", "p"));

    private static final Pattern SECTION = Pattern.compile("(?m)^## ");

    @TempDir
    static Path folder;

    /** One row of the tables, the channel being the section's service, else zoom, and the attribute title. */
    record Row(String service, String written, String key, String defaultCell, String example) {

        /** The default as it could be given, or null where there is none, or one that depends. */
        String defaultValue() {
            return defaultCell.startsWith("`") ? defaultCell.substring(1, defaultCell.length() - 1) : null;
        }

        @Override
        public String toString() {
            return written;
        }
    }

    static Stream<Row> rows() {
        try {
            return SECTION.splitAsStream(Files.readString(Path.of("docs/configuration.md"))).flatMap(section -> {
                String title = section.lines().findFirst().orElse("").toLowerCase(Locale.ROOT);
                String service = Target.all().keySet().stream().filter(name -> title.equals(name) || title.endsWith("(" + name + ")")).findFirst().orElse("zoom");
                return ROW.matcher(section).results().map(row -> row(row.group(1).startsWith("<channel>.groups.") ? "zendesk" : service, row));
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Row row(String service, MatchResult row) {
        return new Row(service, row.group(1), row.group(1).replace("<channel>", service).replace("<attribute>", "title"), row.group(2), row.group(4));
    }

    private static ConfigurationReader reader(String service, Map<String, String> more) {
        Map<String, String> keys = new HashMap<>(LEAST);
        keys.putAll(LEAST_OF.getOrDefault(service, Map.of()));
        keys.putAll(more);
        return new ConfigurationReader(folder.resolve("application.properties"), keys, Map.of("DB_SECRET", "x", "BIND_SECRET", "x", "ZOOM_SECRET", "x", "WEBEX_SECRET", "x",
                "ZENDESK_SECRET", "x", "SCIM_SECRET", "x", "PINGID_SECRET", "x", "PINGID_KEY", PINGID_KEY), Mapping::expressionProblem);
    }

    /** Every key that Muster asks for, as the tables write it; the placeholders of the routes too. */
    private static Set<String> known() throws IOException {
        Set<String> keys = new TreeSet<>();
        for (String service : Target.all().keySet()) {
            ConfigurationReader reader = reader(service, Map.of());
            reader.read();
            reader.known().stream().filter(key -> !key.endsWith(".file")).filter(key -> Target.all().keySet().stream()
                    .noneMatch(other -> !other.equals(service) && key.startsWith(other + "."))).map(key -> key.replaceFirst("^" + service + "\\.directory\\.", "directory."))
                    .map(key -> labelled(generic(key, service), service)).forEach(keys::add);
        }
        try (Stream<Path> files = Files.walk(Path.of("routes"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Pattern.compile("\\{\\{(muster\\.[a-z.]+)").matcher(Files.readString(file)).results().forEach(used -> keys.add(used.group(1)));
            }
        }
        keys.add(Conversation.REST);
        return keys;
    }

    /** A key as the tables write it. */
    private static String generic(String key, String service) {
        return key.replaceFirst("^" + service + "\\.map\\.[^.]+", "<channel>.map.<attribute>").replaceFirst("^" + service + "\\.", "<channel>.");
    }

    /** The same for a channel of any service. */
    private static String generic(String key) {
        return Target.all().keySet().stream().filter(service -> key.startsWith(service + ".")).findFirst().map(service -> labelled(generic(key, service), service)).orElse(key);
    }

    /** Two services may call keys of their connections the same. */
    private static String labelled(String key, String service) {
        return Target.all().get(service).connectionKeys().stream().anyMatch(own -> key.equals("<channel>." + own.name())) ? service + " " + key : key;
    }

    @Test
    void every_known_key_has_a_row_and_every_row_is_a_known_key() throws IOException {
        assertThat(rows().map(row -> labelled(row.written(), row.service()))).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(known());
    }

    @ParameterizedTest
    @MethodSource("rows")
    void the_example_is_accepted(Row row) throws IOException {
        // Given
        Files.writeString(folder.resolve("directory-ca.pem"), "");
        // Then
        Files.createDirectories(folder.resolve("secrets"));
        Files.writeString(folder.resolve("secrets/pingid.properties"), "");
        assertThat(reader(row.service(), Map.of(row.key(), row.example())).read()).isNotNull();
    }

    @ParameterizedTest
    @MethodSource("rows")
    void the_default_is_what_stands_in_when_the_key_is_not_given(Row row) throws IOException {
        if (row.key().startsWith("muster.")) {
            // a default of the routes, compared below
            return;
        }
        // Given
        Configuration without = reader(row.service(), Map.of()).read();
        // When
        if (row.defaultCell().equals("required")) {
            assertThat(LEAST.containsKey(row.key()) || LEAST_OF.getOrDefault(row.service(), Map.of()).containsKey(row.key())).isTrue();
        } else if (row.defaultValue() != null) {
            if (row.key().equals("pingid.properties-file")) {
                Files.writeString(folder.resolve(row.defaultValue()), "");
            }
            Configuration with = reader(row.service(), Map.of(row.key(), row.defaultValue())).read();
            // Then
            assertThat(with).usingRecursiveComparison().ignoringFields("warnings", "properties").isEqualTo(without);
        } else if (!row.key().startsWith("directory.") && !row.defaultCell().equals("none")) {
            assertThat(row.defaultCell()).as("a default that depends").isIn("the directory's", "the channel's name", "the file's");
        }
    }

    @Test
    void the_defaults_of_the_routes_are_the_documented_ones() throws IOException {
        Map<String, String> documented = rows().filter(row -> row.key().startsWith("muster.")).collect(Collectors.toMap(Row::key, Row::defaultValue));
        Matcher used = Pattern.compile("\\{\\{(muster\\.[a-z.]+):([^}]*)}}").matcher(Files.readString(Path.of("routes/failures.camel.yaml")));
        List<String> seen = new ArrayList<>();
        while (used.find()) {
            assertThat(documented).containsEntry(used.group(1), used.group(2));
            seen.add(used.group(1));
        }
        assertThat(documented).containsEntry(Conversation.REST, Conversation.REST_DEFAULT);
        assertThat(seen).contains("muster.retry.tries", "muster.retry.delay", "muster.paced.tries");
    }

    @ParameterizedTest
    @EnumSource
    void the_presets_of_a_directory_type_are_documented(Dialect type) throws IOException {
        // Given
        List<String> table = Files.readString(Path.of("docs/configuration.md")).lines().toList();
        int column = List.of(cells(table.stream().filter(line -> line.startsWith("| preset ")).findFirst().orElseThrow())).indexOf(type.key());
        Map<String, String> written = table.stream().filter(line -> line.matches("\\| [a-z-]+ \\|.*") && cells(line).length == 7)
                .collect(Collectors.toMap(line -> cells(line)[0], line -> cells(line)[column]));
        Dialect.Presets presets = type.presets();
        // Then
        assertThat(written).containsEntry("guid-attribute", text(presets.guidAttribute())).containsEntry("guid-binary", text(presets.guidBinary()))
                .containsEntry("user-object-class", text(presets.userObjectClass())).containsEntry("group-object-class", text(presets.groupObjectClass()))
                .containsEntry("member-of-attribute", text(presets.memberOfAttribute())).containsEntry("member-attribute", text(presets.memberAttribute()))
                .containsEntry("change-algorithm", text(presets.changeAlgorithm())).containsEntry("change-attribute", text(presets.changeAttribute()))
                .containsEntry("unmarked-attributes", text(presets.unmarkedAttributes().isEmpty() ? null : String.join(" ", presets.unmarkedAttributes())))
                .containsEntry("status-attribute", text(presets.statusAttribute())).containsEntry("status-algorithm", text(presets.statusAlgorithm()))
                .containsEntry("status-flag", text(presets.statusFlag())).containsEntry("status-when-flag", text(presets.statusWhenFlag()))
                .containsEntry("status-default", text(presets.statusDefault()));
    }

    private static String[] cells(String line) {
        return Stream.of(line.split("\\|")).map(String::strip).filter(cell -> !cell.isEmpty()).toArray(String[]::new);
    }

    private static String text(Object preset) {
        return preset == null ? "-" : preset instanceof Enum<?> constant ? constant.name().toLowerCase(Locale.ROOT).replace('_', '-') : preset.toString();
    }

    @Test
    void every_attribute_of_every_service_is_named() throws IOException {
        String page = Files.readString(Path.of("docs/configuration.md"));
        assertThat(Target.all().values().stream().flatMap(target -> target.attributes().stream()).map(AttributeDescriptor::name)).allMatch(name -> page.contains("`" + name + "`"));
    }

    @Test
    void the_delivered_file_shows_every_key_and_no_other() throws IOException {
        // Given
        String delivered = Files.readString(Path.of("application.properties"));
        Set<String> shown = Pattern.compile("^#?([a-z][A-Za-z0-9-]*(?:\\.[A-Za-z0-9-]+)*) = ", Pattern.MULTILINE).matcher(delivered).results().map(key -> key.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        // Then: lines of the mapping stand there for each attribute, groups belong to services that have them
        Set<String> wanted = rows().map(Row::key).filter(key -> !key.contains(".map.") && !key.contains(".groups.")).collect(Collectors.toCollection(TreeSet::new));
        assertThat(wanted).allMatch(key -> shown.contains(key) || shown.contains(key + ".file"));
        assertThat(shown.stream().map(key -> key.replaceAll("\\.file$", "")).map(DocumentationTest::generic)).isSubsetOf(known());
    }
}
