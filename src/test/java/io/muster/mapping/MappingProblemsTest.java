package io.muster.mapping;

import static io.muster.mapping.Lines.line;
import static io.muster.mapping.Lines.masked;
import static io.muster.mapping.Lines.orElse;
import static org.assertj.core.api.Assertions.assertThat;

import io.muster.target.zoom.ZoomTarget;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MappingProblemsTest {

    private static List<String> problems(MapLine... lines) {
        return MappingProblems.of(Arrays.asList(lines), "acme", Lines.ATTRIBUTES, "login");
    }

    @Test
    void findsNothingWrongWithAGoodMapping() {
        assertThat(problems(line("login", "mail"), line("title", "${user[sn]}"), orElse(line("type", null), "basic"), line("nick", "2.5.4.42"),
                line("tags", "ou;lang-de"))).isEmpty();
    }

    @Test
    void reportsEverythingAtOnce() {
        List<String> problems = problems(line("titel", "title"), line("title", "${upercase(${user[title]})}"), line("nick", null),
                line("tags", "Acme Corp"), orElse(line("type", null), "gold"));

        assertThat(problems).containsExactly(
                "map.titel: acme has no such attribute; it has login, title, nick, type, code, tags",
                "map.title: the expression ${upercase(${user[title]})} is not valid: Unknown function: upercase(${user[title]})",
                "map.nick: neither a source nor a default; name a directory attribute, or give map.nick.default",
                "map.tags: \"Acme Corp\" is not the name of a directory attribute; for a constant use map.tags.default, for an expression ${user[...]}",
                "map.type.default: the value \"gold\" must be one of Basic, Licensed",
                "map.login: missing; acme takes no account without it");
    }

    @Test
    void refusesAMaskedMatchKey() {
        assertThat(problems(masked(line("login", "mail")))).containsExactly(
                "map.login.mask: accounts are looked up by this attribute, so it can't be masked; remove the line");
    }

    @Test
    void judgesByTheTargetsOwnTable() {
        assertThat(Mapping.problems(List.of(line("username", "mail")), new ZoomTarget()))
                .hasSize(2)
                .anySatisfy(problem -> assertThat(problem).startsWith("map.username: zoom has no such attribute; it has userName, "))
                .contains("map.userName: missing; zoom takes no account without it");
    }

    @ParameterizedTest
    @ValueSource(strings = {"${user[sn]}", "${user[sn].substring(0,90)}", "${substring(${user[n]},1)}", "${bean:mine}", "${user[missing].length()}",
            "${user[title] == 'CTO' ? ${user[sn]} : 'x'}", "Really? ${user[sn]}", "${user[mail].split('@')[1]}", "${user[sn]} ?: 'x'"})
    void acceptsWhatMayWork(String expression) {
        assertThat(Mapping.expressionProblem(expression)).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "${usr[x]}                              | Unknown function: usr[x]",
            "${user.sn}                             | Unknown function: user.sn",
            "${user[sn]                             | functionEnd",
            "${uppercase(${usr[x]})}                | Unknown function: usr[x]",
            "${user[sn].toLowercase()}              | toLowercase",
            "${user[sn] == 'a' ? 'b' : user[sn]}    | user[sn] must have braces of its own: ${user[sn]}",
            "${user[sn]} ~> ${body.trim()}          | methods can be called on ${user[...]} only",
            "${user[title]} == 'CTO' ? 'a' : 'b'    | the whole condition must stand within one pair of braces",
    })
    void explainsWhatCannotWork(String expression, String explanation) {
        assertThat(Mapping.expressionProblem(expression)).hasValueSatisfying(problem -> assertThat(problem).contains(explanation));
    }
}
