package dev.crmkit.storage.jooq.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crmkit.error.StorageException;
import java.sql.BatchUpdateException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FailuresTest {

    @ParameterizedTest
    @CsvSource({
        "40001, true",
        "40P01, true",
        "55P03, true",
        "HYT00, true",
        "08006, true",
        "57P01, true",
        "53300, true",
        "23505, false",
        "42P01, false",
        "53100, false",
        "22001, false"
    })
    void what_another_try_may_mend_is_retryable(String state, boolean retryable) {
        StorageException failure = Failures.of("It failed", new SQLException("Key (email)=(ada@example.com)", state));

        assertThat(failure.isRetryable()).isEqualTo(retryable);
        assertThat(failure).hasMessageContaining(state);
        assertThat(failure.getMessage()).doesNotContain("ada@example.com");
        assertThat(failure.getCause()).isInstanceOf(SQLException.class);
    }

    @Test
    void a_pool_without_a_free_connection_is_retryable() {
        assertThat(Failures.of("It failed", new SQLTransientConnectionException("timed out"))
                        .isRetryable())
                .isTrue();
    }

    @Test
    void after_a_connection_lost_in_the_commit_nobody_knows() {
        assertThat(Failures.ofCommit(new SQLException("gone", "08006")).isRetryable())
                .isFalse();
        assertThat(Failures.ofCommit(new SQLException("serialization", "40001")).isRetryable())
                .isTrue();
    }

    @Test
    void a_batch_tells_by_its_next_exception() {
        BatchUpdateException batch = new BatchUpdateException("batch", null, new int[0]);
        batch.setNextException(new SQLException("duplicate", "23505"));

        assertThat(Failures.isDuplicate(Failures.of("It failed", batch))).isTrue();
        assertThat(Failures.isDuplicate(Failures.of("It failed", new SQLException("other", "23503"))))
                .isFalse();
    }
}
