package io.muster.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.cli.World;
import io.muster.cycle.Batch;
import io.muster.cycle.Cycle;
import io.muster.cycle.CycleRequest;
import io.muster.cycle.GroupRound;
import io.muster.cycle.Inventory;
import io.muster.cycle.Person;
import io.muster.plan.Step;
import io.muster.target.Target;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.catalog.DefaultCamelCatalog;
import org.apache.camel.catalog.EndpointValidationResult;
import org.apache.camel.spi.Registry;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** What Camel itself lets pass in a route file until the first message fails: every route file is held to it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RouteFilesTest {

    private static final int LONGEST_ROUTE = 10;
    private static final int DEEPEST_NESTING = 2;
    private static final Set<String> LANGUAGES = Set.of("simple", "constant", "method", "jsonpath", "xpath", "tokenize", "header", "variable", "exchangeProperty");
    private static final Set<String> SCRIPTS = Set.of("groovy", "js", "joor", "java", "mvel", "python", "script", "spel", "ognl");
    /** Where the YAML DSL takes a predicate or an expression by another name. */
    private static final Set<String> EXPRESSIONS = Set.of("expression", "handled", "continued", "onWhen", "retryWhile", "correlationExpression");
    /** Where "method" is the name of a method. */
    private static final Set<String> BEAN_CALLS = Set.of("bean", "method");
    private static final Set<String> BLOCKS = Set.of("choice", "split", "loop", "aggregate", "doTry");
    /** What every service answers to: CONTRIBUTING.md. */
    private static final List<String> PORTS = List.of("test", "inventory", "find", "create", "update", "enable", "disable", "delete");
    private static final List<String> GROUP_PORTS = List.of("group-inventory", "group-member-inventory", "group-create", "group-rename", "group-members", "group-delete");
    private static final Pattern INTERNAL = Pattern.compile("(?:direct|seda):[\\w${}.*-]+");

    private List<Element> elements;

    /** One top-level element of a route file; {@code template} where it is made from one by a route file. */
    record Element(String file, String kind, Map<String, Object> definition, String template) {

        Element(String file, String kind, Map<String, Object> definition) {
            this(file, kind, definition, null);
        }

        String id() {
            return (String) definition.get("id");
        }

        @SuppressWarnings("unchecked")
        Map<String, Object> route() {
            return kind.equals("routeTemplate") ? (Map<String, Object>) definition.get("route") : definition;
        }

        @SuppressWarnings("unchecked")
        Map<String, Object> from() {
            return (Map<String, Object>) route().get("from");
        }

        boolean isRoute() {
            return !kind.equals("routeConfiguration");
        }

        @Override
        public String toString() {
            return file + " " + id();
        }
    }

    @BeforeAll
    @SuppressWarnings("unchecked")
    void read() throws IOException {
        elements = new ArrayList<>();
        try (Stream<Path> files = Files.walk(Path.of("routes"))) {
            for (Path file : files.filter(path -> path.toString().endsWith(".camel.yaml")).sorted().toList()) {
                for (Map<String, Map<String, Object>> element : (List<Map<String, Map<String, Object>>>) new Load(LoadSettings.builder().build()).loadFromString(Files.readString(file))) {
                    element.forEach((kind, definition) -> elements.add(new Element(file.getFileName().toString(), kind, definition)));
                }
            }
        }
        elements.replaceAll(element -> element.kind().equals("templatedRoute") ? instance(element) : element);
        // a template that route files take themselves is looked at in its instances
        Set<String> taken = elements.stream().map(Element::template).filter(Objects::nonNull).collect(Collectors.toSet());
        elements.removeIf(element -> element.kind().equals("routeTemplate") && taken.contains(element.id()));
        assertThat(elements).hasSizeGreaterThan(20);
    }

    /** The route that a template becomes with the values of a service. */
    @SuppressWarnings("unchecked")
    private Element instance(Element wanted) {
        String name = (String) wanted.definition().get("routeTemplateRef");
        Element template = elements.stream().filter(one -> one.kind().equals("routeTemplate") && one.id().equals(name)).findFirst().orElseThrow(() -> new AssertionError(wanted + ": no template " + name));
        Map<String, String> values = new HashMap<>();
        ((List<Map<String, String>>) wanted.definition().get("parameters")).forEach(one -> values.put("{{" + one.get("name") + "}}", one.get("value")));
        assertThat(values.keySet()).as("parameters of " + wanted).containsExactlyInAnyOrderElementsOf(
                ((List<Map<String, String>>) template.definition().get("parameters")).stream().map(one -> "{{" + one.get("name") + "}}").toList());
        Map<String, Object> route = (Map<String, Object>) filled(template.route(), values);
        route.put("id", wanted.definition().get("routeId"));
        return new Element(wanted.file(), "templatedRoute", route, name);
    }

    private static Object filled(Object node, Map<String, String> values) {
        if (node instanceof Map<?, ?> map) {
            Map<Object, Object> copy = new LinkedHashMap<>();
            map.forEach((key, value) -> copy.put(key, filled(value, values)));
            return copy;
        }
        if (node instanceof List<?> list) {
            return list.stream().map(one -> filled(one, values)).toList();
        }
        String text = node instanceof String given ? given : null;
        for (Map.Entry<String, String> value : values.entrySet()) {
            text = text == null ? null : text.replace(value.getKey(), value.getValue());
        }
        return text == null ? node : text;
    }

    Stream<Element> elements() {
        return elements.stream();
    }

    Stream<Element> routes() {
        return elements.stream().filter(Element::isRoute);
    }

    /** Visits every key of a definition with its value, from the outside in. */
    private static void visit(Object node, BiConsumer<String, Object> visitor) {
        if (node instanceof Map<?, ?> map) {
            map.forEach((key, value) -> {
                visitor.accept((String) key, value);
                visit(value, visitor);
            });
        } else if (node instanceof List<?> list) {
            list.forEach(item -> visit(item, visitor));
        }
    }

    @ParameterizedTest
    @MethodSource("elements")
    void has_an_id_and_a_story(Element element) {
        assertThat(element.id()).isNotBlank();
        Object description = element.kind().equals("routeTemplate") ? element.route().get("description") : element.definition().get("description");
        assertThat(description).as("description").isInstanceOf(String.class).asString().hasSizeGreaterThan(20).matches("(?s).*\\.\\s*");
    }

    @ParameterizedTest
    @MethodSource("elements")
    void every_step_has_an_id_of_its_own(Element element) {
        if (element.kind().equals("routeTemplate") || element.template() != null) {
            // an id in a template would be there once for every channel
            return;
        }
        visit(element.definition(), (key, value) -> {
            if (key.equals("steps")) {
                for (Object step : (List<?>) value) {
                    ((Map<?, ?>) step).forEach((name, definition) -> assertThat(((Map<?, ?>) definition).get("id")).as("a " + name + " of " + element).isNotNull());
                }
            }
        });
    }

    @ParameterizedTest
    @MethodSource("elements")
    void is_written_in_the_canonical_notation_and_without_scripts(Element element) {
        visit(element.definition(), (key, value) -> {
            assertThat(SCRIPTS).as("a script in " + element).doesNotContain(key);
            if (value instanceof Map<?, ?> map && !EXPRESSIONS.contains(key) && !BEAN_CALLS.contains(key)) {
                assertThat(map.keySet().stream().map(Object::toString).filter(LANGUAGES::contains)).as("an expression right under " + key + " of " + element).isEmpty();
            }
            if (key.equals("simple")) {
                assertThat(String.valueOf(((Map<?, ?>) value).get("expression"))).as("of " + element).hasSizeLessThan(80);
            }
        });
    }

    @ParameterizedTest
    @MethodSource("routes")
    void is_short_and_flat(Element element) {
        assertThat((List<?>) element.from().get("steps")).as("steps").hasSizeLessThanOrEqualTo(LONGEST_ROUTE);
        assertThat(depth(element.from())).as("nesting").isLessThanOrEqualTo(DEEPEST_NESTING);
    }

    private static int depth(Object node) {
        if (node instanceof Map<?, ?> map) {
            return map.entrySet().stream().mapToInt(entry -> depth(entry.getValue()) + (BLOCKS.contains(entry.getKey()) ? 1 : 0)).max().orElse(0);
        }
        return node instanceof List<?> list ? list.stream().mapToInt(RouteFilesTest::depth).max().orElse(0) : 0;
    }

    @ParameterizedTest
    @MethodSource("elements")
    void splits_stream(Element element) {
        visit(element.definition(), (key, value) -> {
            if (key.equals("split")) {
                assertThat(((Map<?, ?>) value).get("streaming")).as("a split of " + element).isEqualTo(true);
            }
        });
    }

    @ParameterizedTest
    @MethodSource("elements")
    void whatever_it_sends_to_is_there(Element element) {
        Set<String> consumers = routes().map(route -> String.valueOf(route.from().get("uri"))).filter(uri -> INTERNAL.matcher(uri).lookingAt())
                .map(RouteFilesTest::anything).collect(Collectors.toCollection(TreeSet::new));
        visit(element.definition(), (key, value) -> {
            if (value instanceof String text) {
                Matcher used = INTERNAL.matcher(text);
                while (used.find()) {
                    for (String port : ports(used.group())) {
                        assertThat(consumers).as(port + " of " + element).anyMatch(consumer -> port.matches(consumer) || consumer.matches(port));
                    }
                }
            }
        });
    }

    /** Every port that a step can lead to: of each service, for each step. */
    private static List<String> ports(String uri) {
        return Target.all().values().stream().filter(target -> target.groups() || !uri.contains("-group-"))
                .filter(target -> uri.contains("${variable.target}") || uri.startsWith("direct:" + target.name() + "-") || !uri.contains("${variable.step}"))
                .filter(target -> target.lists() || !uri.endsWith("-inventory"))
                .flatMap(target -> steps(target).map(step -> uri.replace("${variable.target}", target.name()).replace("${variable.step}", step.json())))
                .map(RouteFilesTest::anything).distinct().toList();
    }

    private static Stream<Step> steps(Target target) {
        return Arrays.stream(Step.values()).filter(step -> target.groups() || !step.ofGroups());
    }

    private static List<String> ports(Target target) {
        return Stream.concat(PORTS.stream().filter(port -> target.lists() || !port.equals("inventory")),
                target.groups() ? GROUP_PORTS.stream() : Stream.empty()).toList();
    }

    static Set<String> services() {
        return Target.all().keySet();
    }

    @ParameterizedTest
    @MethodSource("services")
    void every_service_has_its_ports_and_its_place_in_the_router(String service) {
        assertThat(routes().map(route -> String.valueOf(route.from().get("uri")))).containsAll(ports(Target.all().get(service)).stream().map(port -> "direct:" + service + "-" + port).toList());
        assertThat(steps(Target.all().get(service)).map(Step::json)).as("what the router asks for").isSubsetOf(ports(Target.all().get(service)));
        List<String> sentTo = new ArrayList<>();
        routes().filter(route -> "apply-step".equals(route.id())).forEach(route -> visit(route.from(), (key, value) -> sentTo.add(String.valueOf(value))));
        assertThat(sentTo).contains("direct:" + service + "-${variable.step}");
    }

    /** What stands for a channel matches anything. */
    private static String anything(String uri) {
        return uri.replaceAll("\\?.*", "").replaceAll("\\$\\{[^}]*}|\\{\\{[^}]*}}", ".*");
    }

    @ParameterizedTest
    @MethodSource("routes")
    void its_error_handling_exists(Element element) {
        Set<String> configurations = elements.stream().filter(one -> !one.isRoute()).map(Element::id).collect(Collectors.toSet());
        Object wanted = element.route().get("routeConfigurationId");
        if (wanted != null) {
            assertThat(configurations).contains((String) wanted);
        }
    }

    @ParameterizedTest
    @MethodSource("elements")
    void every_endpoint_option_is_in_camels_catalog(Element element) {
        DefaultCamelCatalog catalog = new DefaultCamelCatalog();
        visit(element.definition(), (key, value) -> {
            if (value instanceof Map<?, ?> step && step.get("uri") instanceof String uri && !uri.startsWith("{{") && !uri.contains("${variable.target}")) {
                StringBuilder whole = new StringBuilder(uri.replaceAll("\\{\\{[^}]*}}|\\$\\{[^}]*}", "x"));
                if (step.get("parameters") instanceof Map<?, ?> parameters) {
                    parameters.forEach((name, option) -> whole.append(whole.indexOf("?") < 0 ? "?" : "&").append(name).append("=").append(option));
                }
                EndpointValidationResult result = catalog.validateEndpointProperties(whole.toString());
                assertThat(result.isSuccess()).as(element + ": " + result.summaryErrorMessage(false)).isTrue();
                // what http: does not know it would send as a query parameter
                assertThat(result.getLenient()).as(whole + " of " + element).isNullOrEmpty();
            }
        });
    }

    @Test
    void every_bean_and_every_method_named_is_there() {
        try (World world = new World()) {
            Registry registry = world.application().camel().getRegistry();
            for (Element element : elements) {
                visit(element.definition(), (key, value) -> {
                    if (value instanceof Map<?, ?> step && step.get("ref") instanceof String ref && step.get("method") instanceof String call) {
                        Object bean = registry.lookupByName(ref);
                        assertThat(bean).as("bean " + ref + " of " + element).isNotNull();
                        assertThat(Arrays.stream(bean.getClass().getMethods())).as("methods of " + ref + ", for " + call + " of " + element)
                                .anyMatch(method -> answers(method, call));
                    }
                    if (value instanceof String name && (name.matches("#[a-z]\\w*") || key.endsWith("Ref"))) {
                        assertThat(registry.lookupByName(name.replaceFirst("^#", ""))).as(key + " " + name + " of " + element).isNotNull();
                    }
                });
            }
        }
    }

    /** A call with its arguments in brackets names their number; without brackets Camel finds the arguments itself. */
    private static boolean answers(Method method, String call) {
        String[] parts = call.split("\\(", 2);
        return method.getName().equals(parts[0]) && (parts.length == 1 || method.getParameterCount() == (parts[1].equals(")") ? 0 : parts[1].split(",").length));
    }

    @Test
    void no_file_beside_the_routes_is_passed_over() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("routes"))) {
            assertThat(files.filter(Files::isRegularFile)).allMatch(file -> file.toString().endsWith(".camel.yaml"));
        }
    }

    /** Camel's expressions take {@code x()} and {@code getX()} for the same property, and which of them comes first is up to the JVM. */
    @ParameterizedTest
    @ValueSource(classes = {Batch.class, Cycle.class, Inventory.class, GroupRound.class, Person.class, CycleRequest.class})
    void what_routes_look_into_has_one_method_for_a_property(Class<?> type) {
        List<String> methods = Arrays.stream(type.getDeclaredMethods()).filter(method -> method.getParameterCount() == 0).map(Method::getName).toList();
        assertThat(methods).noneMatch(name -> methods.contains("get" + capital(name)) || methods.contains("is" + capital(name)));
    }

    private static String capital(String name) {
        return name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
    }
}
