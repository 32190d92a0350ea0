package io.muster.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuarantineTest {

    private Instant now = Instant.parse("2026-01-31T08:00:00Z");
    private Quarantine quarantine = new Quarantine("zoom", 0.4, Duration.ofMinutes(1), () -> now);

    private void ended(int fine, int troubled) {
        for (int i = 0; i < fine; i++) {
            quarantine.ended(null);
        }
        for (int i = 0; i < troubled; i++) {
            quarantine.ended("HTTP 503");
        }
    }

    private boolean open() throws InterruptedException {
        try {
            return !quarantine.enter();
        } catch (PausedForLong closed) {
            return false;
        }
    }

    @ParameterizedTest
    @CsvSource({"0.4,12,8,true", "0.4,11,9,false", "0.4,0,19,true", "0.4,0,20,false", "0.4,100,8,true", "0.4,100,9,false", "0.6,8,12,true", "0.6,7,13,false", "1,0,99,true"})
    void more_than_the_share_of_at_least_twenty_operations_closes(double share, int fine, int troubled, boolean open) throws InterruptedException {
        // Given
        quarantine = new Quarantine("zoom", share, Duration.ofMinutes(1), () -> now);
        // When
        ended(fine, troubled);
        // Then
        assertThat(open()).isEqualTo(open);
    }

    @Test
    void old_trouble_is_forgotten() throws InterruptedException {
        ended(0, 8);
        ended(20, 0);
        ended(0, 8);
        assertThat(open()).isTrue();
    }

    @Test
    void ten_requests_in_a_row_without_an_answer_close_too() throws InterruptedException {
        for (int i = 0; i < 9; i++) {
            quarantine.unanswered(false, "refused");
        }
        quarantine.answered(false);
        quarantine.unanswered(false, "refused");
        assertThat(open()).isTrue();
        for (int i = 0; i < 9; i++) {
            quarantine.unanswered(false, "refused");
        }
        assertThatThrownBy(quarantine::enter).isInstanceOf(PausedForLong.class).hasMessageStartingWith("the service does not answer (refused)");
    }

    @Test
    void after_the_rest_one_goes_out_and_its_answer_opens() throws InterruptedException {
        // Given
        ended(0, 20);
        assertThatThrownBy(quarantine::enter).isInstanceOf(PausedForLong.class).hasMessageStartingWith("quarantined: 20 of the last 20 operations failed in passing (HTTP 503)");
        // When
        now = now.plusSeconds(60);
        boolean probe = quarantine.enter();
        quarantine.answered(true);
        // Then
        assertThat(probe).isTrue();
        assertThat(open()).isTrue();
        ended(0, 19);
        assertThat(open()).as("what was before is forgotten").isTrue();
    }

    @Test
    void a_probe_that_fails_doubles_the_rest_up_to_fifteen_times() {
        // Given
        ended(0, 20);
        // When
        for (int minutes : new int[] {1, 2, 4, 8, 15, 15}) {
            Instant closed = now;
            assertThatThrownBy(quarantine::enter).isInstanceOfSatisfying(PausedForLong.class,
                    paused -> assertThat(Duration.between(closed, paused.until())).isEqualTo(Duration.ofMinutes(minutes)));
            now = now.plus(Duration.ofMinutes(minutes));
            probeFails();
        }
    }

    private void probeFails() {
        try {
            assertThat(quarantine.enter()).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        quarantine.unanswered(true, "HTTP 503");
    }

    @Test
    void an_answer_to_somebody_who_was_under_way_does_not_open() {
        ended(0, 20);
        quarantine.answered(false);
        assertThatThrownBy(quarantine::enter).isInstanceOf(PausedForLong.class);
    }

    @Test
    void others_wait_for_what_the_probe_brings() throws Exception {
        // Given
        ended(0, 20);
        now = now.plusSeconds(60);
        assertThat(quarantine.enter()).isTrue();
        ExecutorService other = Executors.newSingleThreadExecutor();
        CountDownLatch asking = new CountDownLatch(1);
        Future<Boolean> second = other.submit(() -> {
            asking.countDown();
            return quarantine.enter();
        });
        asking.await();
        // When
        quarantine.answered(true);
        // Then
        assertThat(second.get(30, TimeUnit.SECONDS)).as("no probe").isFalse();
        other.shutdown();
    }
}
