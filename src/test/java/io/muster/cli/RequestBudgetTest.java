package io.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What the first sync and the one after it cost at every service; the bench has the same with 2,000 people. */
class RequestBudgetTest {

    private static final int PEOPLE = 200;

    @ParameterizedTest
    @CsvSource({"WEBEX, 0, 0", "WEBEX, 100, 0", "WEBEX, 200, 300", "ZENDESK, 0, 0", "ZENDESK, 100, 0", "ZENDESK, 200, 300", "SCIM, 0, 0", "SCIM, 100, 0", "SCIM, 200, 300",
        "PINGID, 0, 0", "PINGID, 100, 0", "PINGID, 200, 0"})
    void a_first_sync_stays_within_its_budget_and_a_second_asks_for_nothing(RequestBudget service, int linked, int strangers) {
        // When
        RequestBudget.Syncs syncs = service.measure(PEOPLE, linked, strangers);
        // Then
        assertThat(syncs.outcomes()).isEqualTo(Map.of("applied", (long) PEOPLE));
        assertThat(syncs.first()).isBetween((long) PEOPLE, service.bound(PEOPLE, linked, strangers));
        assertThat(syncs.second()).isZero();
    }

    @ParameterizedTest
    @EnumSource(value = RequestBudget.class, names = {"WEBEX", "ZENDESK"})
    void people_are_searched_for_one_by_one_among_very_many_strangers(RequestBudget service) {
        // Given a list of more pages than there are people
        int people = 30;
        int strangers = 100 * people + 1;
        // When
        RequestBudget.Syncs syncs = service.measure(people, 10, strangers);
        // Then
        assertThat(syncs.outcomes()).isEqualTo(Map.of("applied", (long) people));
        assertThat(syncs.first()).isBetween(2L * people, 2L * people + 5).isLessThanOrEqualTo(service.bound(people, 10, strangers));
        assertThat(syncs.second()).isZero();
    }
}
