package io.muster.mapping;

import static io.muster.mapping.Lines.createOnly;
import static io.muster.mapping.Lines.entry;
import static io.muster.mapping.Lines.in;
import static io.muster.mapping.Lines.line;
import static io.muster.mapping.Lines.masked;
import static io.muster.mapping.Lines.orElse;
import static io.muster.mapping.Lines.parsed;
import static io.muster.mapping.Lines.trimmed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.muster.directory.Entry;
import io.muster.mapping.MapLine.LetterCase;
import io.muster.mapping.MapLine.Parse;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class MappingTest {

    private static final byte[] KEY = "a key of the ledger".getBytes();
    private static final MapLine LOGIN = line("login", "mail");

    private static CamelContext context;

    @BeforeAll
    static void start() {
        context = new DefaultCamelContext();
        context.start();
    }

    @AfterAll
    static void stop() {
        context.stop();
    }

    private static Mapping mapping(MapLine... lines) {
        return new Mapping(context, Arrays.asList(lines), Lines.ATTRIBUTES, KEY);
    }

    /** One optional line beside a good login. */
    private static Mapped map(MapLine line, String... attributes) {
        Entry entry = entry(Stream.concat(Stream.of("mail=a@b"), Arrays.stream(attributes)).toArray(String[]::new));
        return mapping(LOGIN, line).map(entry);
    }

    @Test
    void takesTheFirstValueOfADirectoryAttributeWhateverTheCaseOfItsName() {
        Mapped mapped = map(line("title", "TITLE"), "title=CTO", "title=CEO");

        assertThat(mapped.values()).containsEntry("title", List.of("CTO")).containsEntry("login", List.of("a@b"));
        assertThat(mapped.warnings()).isEmpty();
        assertThat(mapped.faults()).isEmpty();
    }

    @Test
    void takesAllValuesWhereTheAttributeIsMultiValued() {
        Mapped mapped = map(line("tags", "ou"), "ou=a", "ou=b");

        assertThat(mapped.values()).containsEntry("tags", List.of("a", "b"));
    }

    @Test
    void showsAnEmptySourceAsAnEmptyList() {
        Mapped mapped = map(line("title", "title"));

        assertThat(mapped.values()).containsEntry("title", List.of());
        assertThat(mapped.warnings()).isEmpty();
    }

    @Test
    void takesTheDefaultWhereTheSourceIsEmptyBlankOrFails() {
        assertThat(map(orElse(line("title", "title"), "staff")).values()).containsEntry("title", List.of("staff"));
        assertThat(map(orElse(line("title", "title"), "staff"), "title= ").values()).containsEntry("title", List.of("staff"));
        assertThat(map(orElse(line("title", "${user[sn]}"), "staff")).values()).containsEntry("title", List.of("staff"));
        assertThat(map(orElse(line("title", "${user[sn].substring(0,9)}"), "staff"), "sn=Bo").values()).containsEntry("title", List.of("staff"));
        assertThat(map(orElse(line("title", null), "staff")).values()).containsEntry("title", List.of("staff"));
    }

    @Test
    void leavesOutWhatAFailingExpressionWithoutDefaultShouldHaveYielded() {
        Mapped mapped = map(line("title", "${user[sn].substring(0,9)}"), "sn=Bo");

        assertThat(mapped.values()).doesNotContainKey("title");
        assertThat(mapped.warnings()).containsExactly("title: the expression failed (StringIndexOutOfBoundsException); left out");
    }

    @Test
    void appliesDefaultThenParseThenTrimThenCase() {
        MapLine line = in(LetterCase.UPPER, trimmed(parsed(Parse.CN_FROM_DN, orElse(line("title", "manager"), "cn=\\ ann boss\\ ,dc=x"))));

        Mapped mapped = map(line);

        assertThat(mapped.values()).containsEntry("title", List.of("ANN BOSS"));
    }

    @Test
    void parsesTheCnOfTheEntryAndNotOfAContainer() {
        MapLine line = parsed(Parse.CN_FROM_DN, line("title", "manager"));

        assertThat(map(line, "manager=CN=Smith\\, John,OU=People,DC=x").values()).containsEntry("title", List.of("Smith, John"));
        assertThat(map(line, "manager=uid=js+cn=John,dc=x").values()).containsEntry("title", List.of("John"));
        assertThat(map(line, "manager=uid=js,cn=users,dc=x").values()).doesNotContainKey("title");
        assertThat(map(line, "manager=John").warnings())
                .containsExactly("title: parse = cn-from-dn found no DN that starts with a cn in \"John\"; left out");
    }

    @Test
    void parsesTheUsernameOfAnAddress() {
        MapLine line = parsed(Parse.USERNAME_FROM_EMAIL, line("title", "mail"));

        assertThat(map(line).values()).containsEntry("title", List.of("a"));
        assertThat(map(parsed(Parse.USERNAME_FROM_EMAIL, line("title", "uid")), "uid=ann").values()).containsEntry("title", List.of("ann"));
    }

    @Test
    void spellsAllowedValuesAsTheServiceDoes() {
        assertThat(map(line("type", "employeeType"), "employeeType=LICENSED").values()).containsEntry("type", List.of("Licensed"));
    }

    @Test
    void leavesOutBrokenOptionalValuesWithAWarning() {
        assertThat(map(line("type", "t"), "t=gold")).satisfies(mapped -> {
            assertThat(mapped.values()).doesNotContainKey("type");
            assertThat(mapped.warnings()).containsExactly("type: the value \"gold\" must be one of Basic, Licensed; left out");
            assertThat(mapped.faults()).isEmpty();
        });
        assertThat(map(line("nick", "t"), "t=éééééé").warnings()).containsExactly("nick: the value \"éééééé\" must have at most 5 characters; left out");
        assertThat(map(line("nick", "t"), "t=😀😀😀😀😀").warnings()).isEmpty();
        assertThat(map(line("code", "t"), "t=1234").warnings()).containsExactly("code: the value \"1234\" must match \\d{3}; left out");
        assertThat(map(line("tags", "t"), "t=ab", "t=abcde").values()).containsEntry("tags", List.of("ab"));
    }

    @Test
    void makesABrokenOrMissingRequiredValueAFault() {
        assertThat(mapping(LOGIN).map(entry("mail=nobody")).faults()).containsExactly("login: the value \"nobody\" must match [^@\\s]+@[^@\\s]+");
        assertThat(mapping(LOGIN).map(entry("sn=x")).faults()).containsExactly("login: required, but mail is empty; fill it in or give map.login.default");
        assertThat(mapping(line("title", "sn")).map(entry("sn=x")).faults()).containsExactly("login: required, but there is no line map.login");
    }

    @Test
    void showsMaskedValuesNowhereButInTheValuesToSend() {
        Mapped mapped = map(masked(line("code", "t")), "t=123");
        Mapped broken = map(masked(line("code", "t")), "t=secret");
        Mapped parsed = map(masked(parsed(Parse.CN_FROM_DN, line("title", "t"))), "t=secret");

        assertThat(mapped.values()).containsEntry("code", List.of("123"));
        assertThat(mapped.shown().get("code")).singleElement().asString().startsWith("hmac:").hasSize(5 + 44);
        assertThat(mapped.shown()).containsEntry("login", List.of("a@b"));
        assertThat(mapped.masked()).containsExactly("code");
        assertThat(mapped).asString().doesNotContain("123");
        assertThat(broken.warnings()).containsExactly("code: the value (masked) must match \\d{3}; left out");
        assertThat(parsed.warnings()).singleElement().asString().doesNotContain("secret");
    }

    @Test
    void digestsDependOnValueAttributeAndKeyAlone() {
        List<String> first = map(masked(line("code", "t")), "t=123").shown().get("code");
        List<String> again = map(masked(line("code", "u")), "u=123").shown().get("code");
        List<String> otherValue = map(masked(line("code", "t")), "t=124").shown().get("code");
        List<String> otherAttribute = map(masked(line("nick", "t")), "t=123").shown().get("nick");
        List<String> otherKey = new Mapping(context, List.of(masked(line("code", "t"))), Lines.ATTRIBUTES, new byte[] {1})
                .map(entry("t=123")).shown().get("code");

        assertThat(again).isEqualTo(first);
        assertThat(List.of(otherValue, otherAttribute, otherKey)).doesNotContain(first).doesNotHaveDuplicates();
    }

    @Test
    void namesCreateOnlyAttributes() {
        assertThat(map(createOnly(line("title", "t")), "t=x").createOnly()).containsExactly("title");
    }

    @Test
    void namesTheDirectoryAttributesToRead() {
        assertThat(Mapping.attributes(List.of(LOGIN, line("title", "${user[sn]} ${user[MAIL]}"), orElse(line("type", null), "Basic"))))
                .containsExactly("mail", "sn");
    }

    @Test
    void refusesAnAttributeItDoesNotKnowAndAnExpressionThatIsNone() {
        assertThatThrownBy(() -> mapping(line("shoe", "sn"))).hasMessage("map.shoe: the service has no such attribute");
        assertThatThrownBy(() -> mapping(line("title", "${usr[x]}"))).hasMessageStartingWith("map.title: the expression ${usr[x]} is not valid: ");
    }

    @Test
    void isFastEnoughForTenThousandUsersInASecond() {
        Mapping mapping = mapping(LOGIN, line("title", "${user[givenName]} ${user[sn]}"), line("nick", "uid"), orElse(line("type", null), "Basic"),
                line("code", "departmentNumber"), line("tags", "ou"));
        Entry entry = entry("mail=a@b", "givenName=Ann", "sn=Lee", "uid=al", "departmentNumber=123", "ou=a", "ou=b");
        long bound = 100_000;

        long best = LongStream.range(0, 20).map(round -> {
            long start = System.nanoTime();
            for (int i = 0; i < 1_000; i++) {
                mapping.map(entry);
            }
            return (System.nanoTime() - start) / 1_000;
        }).min().orElseThrow();

        assertThat(best).as("nanoseconds a user, the best of 20 rounds").isLessThan(bound);
        assertThat(mapping.map(entry).values()).isEqualTo(Map.of("login", List.of("a@b"), "title", List.of("Ann Lee"), "nick", List.of("al"),
                "type", List.of("Basic"), "code", List.of("123"), "tags", List.of("a", "b")));
    }
}
