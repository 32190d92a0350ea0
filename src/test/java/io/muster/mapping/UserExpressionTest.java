package io.muster.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.muster.directory.Entry;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Expressions as administrators write them, on a real Camel context. */
class UserExpressionTest {

    /** What would run, leak or break the expression if a value were ever read as part of one. */
    private static final String HOSTILE = "${env:PATH} ', ${sys.user.home}\" }x $simple{bean:y} {{z}} ) ? a : b ~> c";

    private static final Entry USER = Lines.entry("givenName=Ann", "sn=O'Brien", "mail=Ann.OBrien@Example.com", "title=CTO",
            "telephoneNumber=+1 555", "telephoneNumber=+1 556", "2.5.4.3=by oid", "employee-type=staff", "cn;lang-de=Anna", "quote=a,b'c\"d",
            "hostile=" + HOSTILE, "empty=");

    private static CamelContext context;

    @BeforeAll
    static void start() {
        context = new DefaultCamelContext();
        context.getPropertiesComponent().addInitialProperty("z", "a secret");
        context.start();
    }

    @AfterAll
    static void stop() {
        context.stop();
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', ignoreLeadingAndTrailingWhitespace = true, value = {
            "${user[givenName]}                                        | Ann",
            "${user[GIVENNAME]} ${user[Sn]}                            | Ann O'Brien",
            "${user['givenName']}                                      | Ann",
            "$simple{user[givenName]}                                  | Ann",
            "a${user[missing]}b                                        | ab",
            "${user[telephoneNumber]}                                  | +1 555",
            "tel:${user[telephoneNumber]}                              | tel:+1 555",
            "${user[2.5.4.3]}                                          | by oid",
            "${user[employee-type]}                                    | staff",
            "${user[employee-type].toUpperCase()}                      | STAFF",
            "${user[cn;lang-de]}                                       | Anna",
            "${user[givenName].toLowerCase()}                          | ann",
            "${user[givenName].substring(0,1)}${user[sn]}              | AO'Brien",
            "${user[mail].split('@')[0]}                               | Ann.OBrien",
            "${user[missing]?.trim()}x                                 | x",
            "${user[givenName].concat(${user[sn]})}                    | AnnO'Brien",
            "${user[mail].replace('@','#')}                            | Ann.OBrien#Example.com",
            "${user[givenName]}.${user[sn]}@example.com                | Ann.O'Brien@example.com",
            "${lowercase(${user[mail]})}                               | ann.obrien@example.com",
            "${uppercase('${user[sn]}')}                               | O'BRIEN",
            "${replace('@','#',${user[mail]})}                         | Ann.OBrien#Example.com",
            "${substringBefore(${user[mail]},'@')}                     | Ann.OBrien",
            "${substringAfter(${user[mail]},'@')}                      | Example.com",
            "${concat(${user[givenName]},${user[sn]},' ')}             | Ann O'Brien",
            "${concat(${user[missing]},${user[sn]},' ')}               | O'Brien",
            "${user[title]} ?: 'none'                                  | CTO",
            "${user[missing]} ?: 'none'                                | none",
            "${user[missing]} ?: ${user[title]}                        | CTO",
            "${user[title] == 'CTO' ? 'boss' : 'staff'}                | boss",
            "${user[title] == 'CEO' ? 'boss' : 'staff'}                | staff",
            "${user[title] == 'CTO' ? ${user[sn]} : 'staff'}           | O'Brien",
            "${iif(${user[title]} == 'CEO',${user[sn]},${user[givenName]})} | Ann",
            "${user[givenName]} ~> ${trim()} ~> ${uppercase()}         | ANN",
            "${length(${user[sn]})}                                    | 7",
    })
    void yieldsWhatSimpleYields(String expression, String expected) {
        List<String> result = UserExpression.compile(context, expression).evaluate(USER);

        assertThat(result).containsExactly(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"${user[missing]}", "${user[missing].toLowerCase()}", "${replace('a','b',${user[missing]})}"})
    void yieldsNothingForAMissingAttribute(String expression) {
        List<String> result = UserExpression.compile(context, expression).evaluate(USER);

        assertThat(result).isEmpty();
    }

    @Test
    void yieldsSeveralValuesForAList() {
        List<String> result = UserExpression.compile(context, "${split(${user[mail]},'@')}").evaluate(USER);

        assertThat(result).containsExactly("Ann.OBrien", "Example.com");
    }

    @ParameterizedTest
    @ValueSource(strings = {"${user[hostile]}", "${user[hostile].toString()}", "${trim(${user[hostile]})}", "${trim('${user[hostile]}')}",
            "${replace('@','#',${user[hostile]})}", "${concat(${user[hostile]},'')}", "${concat('','${user[hostile]}')}",
            "${user[hostile]} ?: 'none'", "${user[title] == 'CTO' ? ${user[hostile]} : 'x'}", "${user[hostile] == 'x' ? 'a' : ${user[hostile]}}", "${user[hostile].concat('')}",
            "${user[title].replace('CTO',${user[hostile]})}", "${user[hostile].replace(${user[title]},${user[hostile]})}", "${user[hostile]?.toString()}",
            "${iif(${user[hostile]} == 'x','no',${user[hostile]})}", "${concat(${user[hostile]},${user[missing]})}",
            "${normalizeWhitespace(${user[hostile]})}", "${user[hostile]} ~> ${body}", "${unquote(${user[hostile]})}",

            "${iif(${user[title]} == 'CTO',${user[hostile]},'no')}", "${user[hostile]} ~> ${trim()}"})
    void neverEvaluatesAValue(String expression) {
        List<String> result = UserExpression.compile(context, expression).evaluate(USER);

        assertThat(result).containsExactly(HOSTILE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"${user[hostile]} ~> ${body.trim()}", "${user[title]} ~> ${user[hostile].trim()}", "${body[0]}", "${in.body.trim()}",
            "${variable.user_hostile.trim()}", "${header.x.trim()}", "$simple{body.trim()}", "${bodyAs(String).trim()}"})
    void refusesMethodCallsThatWouldResolvePlaceholdersInValues(String expression) {
        assertThatThrownBy(() -> UserExpression.compile(context, expression))
                .hasMessageStartingWith("methods can be called on ${user[...]} only");
    }

    @Test
    void knowsTheAttributesItReads() {
        assertThat(UserExpression.attributes("${user[givenName]} ${uppercase(${user[SN]})} ${user['sn']} user[x] ${date:now:yyyy}"))
                .containsExactly("givenName", "SN");
    }
}
