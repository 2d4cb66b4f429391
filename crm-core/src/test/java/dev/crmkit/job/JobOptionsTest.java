package dev.crmkit.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class JobOptionsTest {
    @Test
    void a_changed_copy_leaves_the_original_alone() {
        JobOptions three = JobOptions.standard().maxAttempts(3);
        WorkerOptions quick =
                WorkerOptions.standard().lease(Duration.ofSeconds(8)).node("a").jobsPerRound(2);
        Job job = Job.of("note");

        assertThat(three.maxAttempts()).isEqualTo(3);
        assertThat(three.backoff()).isEqualTo(Backoff.standard());
        assertThat(JobOptions.standard().maxAttempts()).isEqualTo(JobOptions.DEFAULT_ATTEMPTS);
        assertThat(quick)
                .isEqualTo(WorkerOptions.standard().node("a").jobsPerRound(2).lease(Duration.ofSeconds(8)))
                .isNotEqualTo(WorkerOptions.standard());
        assertThat(WorkerOptions.standard().lease()).isEqualTo(Duration.ofMinutes(1));
        assertThat(job.lane("x")).isEqualTo(Job.of("note", "{}").lane("x")).isNotEqualTo(job);
    }

    @Test
    void numbers_outside_their_limits_are_refused_with_the_limits() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JobOptions.standard().maxAttempts(0))
                .withMessageContaining("1 to 1000");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WorkerOptions.standard().lease(Duration.ofMillis(999)))
                .withMessageContaining("PT0.999S");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WorkerOptions.standard().jobsPerRound(0))
                .withMessageContaining("1 to 1000");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WorkerOptions.standard().node(" "))
                .withMessageContaining("1 to 100");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RetryJobException("later", Duration.ofSeconds(-1)))
                .withMessageContaining("PT-1S");
    }
}
