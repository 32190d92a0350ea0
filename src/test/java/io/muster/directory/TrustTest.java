package io.muster.directory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrustTest {

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', nullValues = "-", value = {
        // case                                | partial    | seen | last | behind | server | last server | agreed | accept | untrusted
        "all is well                           | -          | 100  | 100  | false  | a      | a           | false  | false  | -",
        "the first sweep ever                  | -          | 100  | -    | false  | a      | -           | false  | false  | -",
        "grown                                 | -          | 200  | 100  | false  | a      | a           | false  | false  | -",
        "not complete                          | size limit | 100  | 100  | false  | a      | a           | false  | false  | not complete: size limit",
        "not complete, shrinking accepted      | size limit | 100  | 100  | false  | a      | a           | false  | true   | not complete: size limit",
        "empty                                 | -          | 0    | 100  | false  | a      | a           | false  | false  | empty",
        "empty with few before                 | -          | 0    | 3    | false  | a      | a           | false  | false  | empty",
        "empty from the start                  | -          | 0    | -    | false  | a      | -           | false  | false  | empty",
        "empty and accepted                    | -          | 0    | 100  | false  | a      | a           | false  | true   | -",
        "shrunk to just the share              | -          | 70   | 100  | false  | a      | a           | false  | false  | -",
        "shrunk below the share                | -          | 69   | 100  | false  | a      | a           | false  | false  | from 100 to 69",
        "shrunk and accepted                   | -          | 69   | 100  | false  | a      | a           | false  | true   | -",
        "five missing of a few                 | -          | 1    | 6    | false  | a      | a           | false  | false  | -",
        "six missing of a few                  | -          | 1    | 7    | false  | a      | a           | false  | false  | from 7 to 1",
        "a replica that is behind              | -          | 99   | 100  | true   | a      | a           | false  | false  | behind",
        "behind, shrinking accepted            | -          | 99   | 100  | true   | a      | a           | false  | true   | behind",
        "another server                        | -          | 99   | 100  | false  | b      | a           | false  | false  | another server",
        "another server, agreed                | -          | 99   | 100  | false  | b      | a           | true   | false  | -",
        "another server that is behind, agreed | -          | 99   | 100  | true   | b      | a           | true   | false  | behind"})
    void judgesAbsence(String name, String partial, long seen, Long lastSeen, boolean behind, String server, String lastServer, boolean agreed,
            boolean acceptShrink, String untrusted) {
        Trust.Evidence evidence = new Trust.Evidence("users", Optional.ofNullable(partial), seen, lastSeen, behind, server, lastServer, agreed, 70, acceptShrink, 0, 0);

        Trust.Verdict verdict = Trust.judge(evidence);

        assertThat(verdict.trusted()).isEqualTo(untrusted == null);
        assertThat(verdict.untrusted() == null ? "" : verdict.untrusted()).contains(untrusted == null ? "" : untrusted);
        assertThat(verdict.empty()).isEqualTo(seen == 0);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', value = {
        "on nobody now          | 100 | 0  | 90 | false",
        "on fewer now           | 100 | 1  | 90 | true",
        "never on anybody       | 100 | 0  | 0  | true",
        "on nobody in an empty  | 0   | 0  | 90 | true"})
    void judgesTheStatusAttribute(String name, long seen, long withStatus, long lastWithStatus, boolean believed) {
        Trust.Evidence evidence = new Trust.Evidence("users", Optional.empty(), seen, 100L, false, "a", "a", false, 70, false, withStatus, lastWithStatus);

        Trust.Verdict verdict = Trust.judge(evidence);

        assertThat(verdict.enableUntrusted() == null).isEqualTo(believed);
    }

    @Test
    void namesTheShareAndTheRemedy() {
        Trust.Verdict verdict = Trust.judge(new Trust.Evidence("users", Optional.empty(), 10, 100L, false, "a", "a", false, 12.5, false, 0, 0));

        assertThat(verdict.untrusted()).contains("trust.min-share = 12.5%").contains("--accept-shrink");
    }
}
