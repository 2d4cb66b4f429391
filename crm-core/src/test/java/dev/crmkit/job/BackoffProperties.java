package dev.crmkit.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class BackoffProperties {
    @Example
    void bounds_double_up_to_the_cap() {
        Backoff backoff = Backoff.exponential(Duration.ofSeconds(1), Duration.ofSeconds(10));

        assertThat(IntStream.rangeClosed(1, 6).mapToObj(backoff::bound).map(Duration::toSeconds))
                .containsExactly(1L, 2L, 4L, 8L, 10L, 10L);
    }

    @Property
    void a_wait_is_never_below_zero_nor_above_its_bound(
            @ForAll @LongRange(min = 1, max = 1_000_000_000_000L) long first,
            @ForAll @LongRange(min = 0, max = 1_000_000_000_000L) long more,
            @ForAll @IntRange(min = 1) int failures,
            @ForAll long seed) {
        Backoff backoff = new Backoff(Duration.ofNanos(first), Duration.ofNanos(first + more));

        assertThat(backoff.bound(failures)).isBetween(backoff.first(), backoff.cap());
        assertThat(backoff.delay(failures, new Random(seed))).isBetween(Duration.ZERO, backoff.bound(failures));
    }

    @Example
    void waits_are_spread_over_the_whole_range() {
        Random random = new Random(42);
        Backoff backoff = Backoff.standard();

        Long[] quarters = {0L, 0L, 0L, 0L};
        Stream.generate(() -> backoff.delay(1, random))
                .limit(1_000)
                .forEach(wait -> quarters[(int) Math.min(3, wait.toMillis() / 1_250)]++);

        assertThat(quarters).allSatisfy(count -> assertThat(count).isBetween(200L, 300L));
    }

    @Example
    void the_longest_cap_still_works() {
        Duration cap = Duration.ofDays(Job.MAX_DELAY_DAYS);

        assertThat(new Backoff(Duration.ofNanos(1), cap).bound(1_000)).isEqualTo(cap);
    }

    @Example
    void malformed_bounds_are_refused() {
        Duration second = Duration.ofSeconds(1);
        assertThatIllegalArgumentException().isThrownBy(() -> new Backoff(Duration.ZERO, second));
        assertThatIllegalArgumentException().isThrownBy(() -> new Backoff(second.negated(), second));
        assertThatIllegalArgumentException().isThrownBy(() -> new Backoff(second, second.dividedBy(2)));
        assertThatIllegalArgumentException().isThrownBy(() -> new Backoff(second, Duration.ofDays(4_000)));
        assertThatIllegalArgumentException().isThrownBy(() -> Backoff.standard().bound(0));
    }
}
