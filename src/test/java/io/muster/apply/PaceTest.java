package io.muster.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class PaceTest {

    @Test
    void it_is_free_until_it_is_told() throws InterruptedException {
        // Given
        Pace pace = new Pace(null);
        // When
        for (int i = 0; i < 40; i++) {
            pace.await();
        }
        assertThat(pace.perSecond()).isInfinite();
        pace.tooFast();
        // Then it is slower than what it tried
        assertThat(pace.perSecond()).isBetween(1.0, 28.0);
    }

    @Test
    void refusals_of_one_burst_are_one_lesson() throws InterruptedException {
        Pace pace = new Pace(null);
        for (int i = 0; i < 100; i++) {
            pace.await();
        }
        pace.tooFast();
        double slower = pace.perSecond();
        for (int i = 0; i < 10; i++) {
            pace.tooFast();
        }
        assertThat(pace.perSecond()).isEqualTo(slower);
    }

    @Test
    void a_refusal_within_the_limit_that_was_told_is_a_smaller_lesson() {
        // Given
        Pace pace = new Pace(null);
        pace.limit(30);
        // When
        pace.tooFast();
        // Then
        assertThat(pace.perSecond()).isCloseTo(27, within(0.1));
    }

    @Test
    void it_grows_by_one_a_second_each_second() throws InterruptedException {
        // Given
        Pace pace = new Pace(null);
        for (int i = 0; i < 30; i++) {
            pace.await();
        }
        pace.tooFast();
        double before = pace.perSecond();
        // When as many are taken as go out in one second
        for (int i = 0; i < Math.round(before); i++) {
            pace.taken();
        }
        // Then
        assertThat(pace.perSecond()).isBetween(before + 0.9, before + 1.1);
    }

    @Property
    void never_above_the_bound_nor_what_the_service_says(@ForAll @DoubleRange(min = 0.5, max = 200) double bound, @ForAll @DoubleRange(min = 0.5, max = 200) double limit,
            @ForAll @IntRange(max = 500) int taken, @ForAll boolean slowed) {
        Pace pace = new Pace(bound);
        if (slowed) {
            pace.tooFast();
        }
        for (int i = 0; i < taken; i++) {
            pace.taken();
        }
        assertThat(pace.perSecond()).isLessThanOrEqualTo(bound).isPositive();
        pace.limit(limit);
        assertThat(pace.perSecond()).isLessThanOrEqualTo(Math.min(bound, limit)).isPositive();
        pace.limit(Double.POSITIVE_INFINITY);
        assertThat(pace.perSecond()).isLessThanOrEqualTo(bound).isPositive();
    }

    @Test
    void the_bound_spaces_requests() throws InterruptedException {
        Pace pace = new Pace(100.0);
        long began = System.nanoTime();
        for (int i = 0; i < 21; i++) {
            pace.await();
        }
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThanOrEqualTo(Duration.ofMillis(195));
    }

    @Test
    void a_long_wait_is_not_waited_for() {
        Pace pace = new Pace(null);
        pace.closeUntil(Instant.now().plus(Duration.ofHours(2)));
        assertThatThrownBy(pace::await).isInstanceOf(PausedForLong.class);
    }
}
