package io.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How many requests PingID sees: it lists no users, so everybody is asked for one by one, once. */
class PingIdBudgetTest {

    private static final int PEOPLE = 200;

    @ParameterizedTest
    @ValueSource(ints = {0, 80, PEOPLE})
    void an_initial_sync_asks_twice_for_a_create_and_three_times_for_a_link(int accounts) {
        // Given
        try (PingIdWorld world = new PingIdWorld()) {
            world.directory.hire(PEOPLE);
            if (accounts > 0) {
                world.seed("{'generate':" + accounts + "}");
            }
            // When
            world.sync();
            // Then
            assertThat(world.pingid.users()).hasSize(PEOPLE).allMatch(user -> user.hasNonNull("lname"));
            assertThat(world.pingid.requests().total()).isLessThanOrEqualTo(2L * (PEOPLE - accounts) + 3L * accounts + 5);
            // And then nothing
            world.pingid.requests().clear();
            world.sync();
            assertThat(world.pingid.requests().total()).isZero();
        }
    }
}
