package dev.crmkit.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crmkit.error.StorageException;
import dev.crmkit.spi.storage.NewJob;
import dev.crmkit.spi.storage.StorageContext;
import dev.crmkit.spi.storage.TransactionRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What the in-memory storage does beyond the contract. */
class InMemoryStorageUseTest {
    private static final TransactionRequest WRITE = TransactionRequest.write("acme");

    @Test
    @DisplayName("It refuses to be used before it is open, and to be opened twice")
    void life() {
        InMemoryStorage storage = InMemoryStorage.create();
        assertThatThrownBy(storage::workQueue).hasMessageContaining("Open it first");
        storage.open(new StorageContext(null));
        assertThatThrownBy(() -> storage.open(new StorageContext(null))).hasMessageContaining("open already");
        storage.close();
        assertThatThrownBy(storage::workQueue).isInstanceOf(IllegalStateException.class);
    }

    @Test
    @DisplayName("Its jobs live by the context's clock, else by its own, else by one that runs")
    void clocks() {
        VirtualClock own = VirtualClock.at(Instant.parse("2026-01-01T00:00:00Z"));
        VirtualClock handed = VirtualClock.at(Instant.parse("2027-01-01T00:00:00Z"));
        assertThat(death(InMemoryStorage.create(own), new StorageContext(handed)))
                .isEqualTo(handed.instant());
        assertThat(death(InMemoryStorage.create(own), new StorageContext(null))).isEqualTo(own.instant());
        assertThat(death(InMemoryStorage.create(), new StorageContext(null)))
                .isBetween(Instant.parse("2000-01-01T00:00:00Z"), Instant.parse("2000-01-02T00:00:00Z"));
    }

    /** When a job died that failed at once. */
    private static Instant death(InMemoryStorage storage, StorageContext context) {
        storage.open(context);
        NewJob job = new NewJob(UUID.randomUUID(), "kind", "{}", Duration.ZERO, null, null, 1);
        storage.inTransaction(WRITE, transaction -> transaction.jobs().enqueue(List.of(job)));
        var claimed = storage.workQueue()
                .claim("node", Set.of("kind"), 1, Duration.ofMinutes(1))
                .get(0);
        storage.workQueue().fail(claimed, "broken", null);
        return storage.inTransaction(
                WRITE, transaction -> transaction.jobs().dead(null, 1).get(0).diedAt());
    }

    @Test
    @DisplayName("A transaction that would wait for its own thread is refused, not left hanging")
    void selfDeadlock() {
        InMemoryStorage storage = InMemoryStorage.create();
        storage.open(new StorageContext(null));
        assertThatThrownBy(() -> storage.<Boolean>inTransaction(WRITE, outer -> {
                    outer.ledger().lock("name");
                    return storage.<Boolean>inTransaction(WRITE, inner -> {
                        inner.ledger().lock("name");
                        return true;
                    });
                }))
                .isInstanceOfSatisfying(
                        StorageException.class,
                        refused -> assertThat(refused.isRetryable()).isTrue());
    }
}
