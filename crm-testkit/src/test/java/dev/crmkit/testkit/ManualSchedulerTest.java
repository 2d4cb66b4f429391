package dev.crmkit.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crmkit.spi.schedule.Work;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ManualSchedulerTest {
    private static final Instant START = Instant.parse("2026-03-01T09:00:00Z");

    private final VirtualClock clock = VirtualClock.at(START);
    private final ManualScheduler scheduler = ManualScheduler.on(clock);
    private final Alarms alarms = new Alarms();

    /** Work with a list of times; each round runs one that is due. */
    private final class Alarms implements Work {
        private final PriorityQueue<Instant> due = new PriorityQueue<>();
        private final List<String> log = new ArrayList<>();

        @Override
        public Duration round() {
            if (!due.isEmpty() && !due.peek().isAfter(clock.instant())) {
                due.remove();
                log.add("ran at " + clock);
                return Duration.ZERO;
            }
            return due.isEmpty() ? Duration.ofHours(1) : Duration.between(clock.instant(), due.peek());
        }

        @Override
        public void heartbeat() {}

        @Override
        public Duration heartbeatEvery() {
            return Duration.ofSeconds(15);
        }
    }

    @Test
    @DisplayName("Everything due runs at its time while the clock jumps")
    void advance() {
        scheduler.start(alarms);
        alarms.due.addAll(List.of(START, START.plusSeconds(60), START.plusSeconds(60), START.plusSeconds(86_400)));
        scheduler.advance(Duration.ofHours(2));
        assertThat(alarms.log)
                .containsExactly(
                        "ran at 2026-03-01T09:00:00Z", "ran at 2026-03-01T09:01:00Z", "ran at 2026-03-01T09:01:00Z");
        assertThat(clock.instant()).isEqualTo(START.plusSeconds(7_200));
        scheduler.advanceTo(START.plusSeconds(86_400));
        assertThat(alarms.log).hasSize(4).endsWith("ran at 2026-03-02T09:00:00Z");
    }

    @Test
    @DisplayName("Until idle no time passes; one round is one round")
    void idle() {
        scheduler.start(alarms);
        alarms.due.addAll(List.of(START, START, START.plusSeconds(5)));
        assertThat(scheduler.runOnce()).isZero();
        assertThat(alarms.log).hasSize(1);
        assertThat(scheduler.runUntilIdle()).isEqualTo(Duration.ofSeconds(5));
        assertThat(alarms.log).hasSize(2);
        assertThat(clock.instant()).isEqualTo(START);
    }

    @Test
    @DisplayName("A wake during a round makes another round")
    void wake() {
        List<String> rounds = new ArrayList<>();
        scheduler.start(new Work() {
            @Override
            public Duration round() {
                rounds.add("round");
                if (rounds.size() == 1) {
                    scheduler.wake();
                }
                return Duration.ofMinutes(1);
            }

            @Override
            public void heartbeat() {
                rounds.remove("never there");
            }

            @Override
            public Duration heartbeatEvery() {
                return Duration.ofSeconds(1);
            }
        });
        scheduler.runUntilIdle();
        assertThat(rounds).hasSize(2);
        assertThat(scheduler.isWoken()).isFalse();
    }

    @Test
    @DisplayName("It says so when it is not running, was started twice, or the work never rests")
    void misuse() {
        assertThatThrownBy(scheduler::runOnce).hasMessageContaining("Start the engine first");
        scheduler.start(alarms);
        assertThatThrownBy(() -> scheduler.start(alarms)).hasMessageContaining("already");
        assertThatThrownBy(() -> clock.advance(Duration.ofSeconds(-1))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> clock.advanceTo(START.minusSeconds(1))).isInstanceOf(IllegalArgumentException.class);
        scheduler.close();
        scheduler.close();
        assertThatThrownBy(scheduler::runOnce).isInstanceOf(IllegalStateException.class);
        ManualScheduler restless = ManualScheduler.on(clock);
        for (int i = 0; i < 100_001; i++) {
            alarms.due.add(START);
        }
        restless.start(alarms);
        assertThatThrownBy(restless::runUntilIdle).hasMessageContaining("still something due");
    }
}
