package io.muster;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.muster.target.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The walls of the house: what each room never knows. CONTRIBUTING.md has the plan of the rooms. */
@AnalyzeClasses(packages = "io.muster", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String[] HTTP = {"org.apache.hc..", "java.net.http..", "org.apache.camel.component.http..", "io.undertow.."};
    private static final String[] LDAP = {"com.unboundid..", "javax.naming.."};
    private static final String[] SQL = {"java.sql..", "javax.sql..", "org.jdbi..", "org.flywaydb..", "com.zaxxer.."};

    private static ArchRule never(String room, String... packages) {
        return noClasses().that().resideInAPackage("io.muster." + room).should().dependOnClassesThat().resideInAnyPackage(packages);
    }

    @ArchTest
    static final ArchRule the_directory_knows_neither_services_nor_ledger = never("directory..", "io.muster.target..", "io.muster.ledger..", "io.muster.plan..", "io.muster.apply..");

    @ArchTest
    static final ArchRule mapping_knows_no_http = never("mapping..", HTTP);

    @ArchTest
    static final ArchRule planning_knows_no_ldap = never("plan..", LDAP);

    @ArchTest
    static final ArchRule planning_knows_no_http = never("plan..", HTTP);

    @ArchTest
    static final ArchRule planning_knows_no_sql_and_no_camel = never("plan..", Stream.concat(Stream.of(SQL), Stream.of("org.apache.camel..")).toArray(String[]::new));

    @ArchTest
    static final ArchRule the_ledger_knows_no_camel = never("ledger..", "org.apache.camel..");

    @ArchTest
    static final ArchRule sql_is_in_the_ledger_only = noClasses().that().resideOutsideOfPackage("io.muster.ledger..").should().dependOnClassesThat().resideInAnyPackage(SQL);

    @ArchTest
    static final ArchRule the_configuration_knows_no_exchanges = noClasses().that().resideInAPackage("io.muster.channel..").should().dependOnClassesThat()
            .haveFullyQualifiedName("org.apache.camel.Exchange");

    @ArchTest
    static final ArchRule cycles_know_no_http = never("cycle..", HTTP);

    @ArchTest
    static final ArchRule cycles_know_no_service = never("cycle..", "io.muster.target.*..");

    @ArchTest
    static final ArchRule applying_knows_no_service = never("apply..", "io.muster.target..", "io.muster.scim..");

    @ArchTest
    static final ArchRule scim_knows_no_service = never("scim..", "io.muster.target..");

    @ArchTest
    static final ArchRule services_do_not_know_each_other = slices().matching("io.muster.target.(*)..").should().notDependOnEachOther();

    @ArchTest
    static final ArchRule only_the_commands_know_the_sandbox = noClasses().that().resideOutsideOfPackages("io.muster.sandbox..", "io.muster.cli..").should()
            .dependOnClassesThat().resideInAPackage("io.muster.sandbox..");

    @ArchTest
    static final ArchRule the_sandbox_knows_nothing_of_the_product = noClasses().that().resideInAPackage("io.muster.sandbox..").should()
            .dependOnClassesThat(resideInAPackage("io.muster..").and(com.tngtech.archunit.base.DescribedPredicate.not(resideInAPackage("io.muster.sandbox.."))));

    @ArchTest
    static final ArchRule rooms_stand_in_no_circle = slices().matching("io.muster.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule names_say_what_a_thing_is = classes().should().haveNameNotMatching(".*(Manager|Utils?|Helper|Impl)");

    @ArchTest
    static void every_room_tells_its_story(JavaClasses classes) throws IOException {
        for (String name : classes.stream().map(type -> type.getPackageName()).distinct().toList()) {
            assertThat(Path.of("src/main/java", name.replace('.', '/'), "package-info.java")).exists();
        }
    }

    @Test
    void a_service_stands_in_one_route_file() throws IOException {
        for (String service : Target.all().keySet()) {
            // scim is also what several services speak, and is then called that
            Pattern name = Pattern.compile("\\b" + service + "(Replies|Tokens)?\\b(?!-url|-user|\\+json)", Pattern.CASE_INSENSITIVE);
            // Given
            try (Stream<Path> files = Files.list(Path.of("routes"))) {
                // When: every file but the service's own, and the router that sends to it
                for (Path file : files.filter(path -> !path.getFileName().toString().equals(service + ".camel.yaml") && !path.toString().contains("apply")).toList()) {
                    String code = Files.readAllLines(file).stream().filter(line -> !line.startsWith("#") && !line.contains("description:")).collect(Collectors.joining("\n"));
                    // Then
                    assertThat(name.matcher(code).results().map(MatchResult::group)).as(service + " in " + file).isEmpty();
                }
            }
        }
    }
}
