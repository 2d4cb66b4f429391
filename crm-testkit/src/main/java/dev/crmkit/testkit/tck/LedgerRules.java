package dev.crmkit.testkit.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crmkit.spi.storage.LedgerStorage.IdempotentResult;
import dev.crmkit.spi.storage.StorageTransaction;
import dev.crmkit.testkit.SpecRule;
import dev.crmkit.testkit.internal.race.Race;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Rules STO-11. */
abstract class LedgerRules {
    private final StorageTck kit;

    LedgerRules(StorageTck kit) {
        this.kit = kit;
    }

    private Optional<IdempotentResult> claim(StorageTransaction transaction, String key, String fingerprint) {
        Instant now = kit.clock().instant();
        return transaction.ledger().claim(key, fingerprint, now.plusSeconds(60), now);
    }

    private static IdempotentResult compact(IdempotentResult result) {
        return new IdempotentResult(result.fingerprint(), Json.compact(result.result()));
    }

    @Test
    @SpecRule("STO-11.1")
    @DisplayName("The first to claim a key may act; later ones get the first one's fingerprint and result")
    void claim() {
        Desk desk = kit.desk();
        desk.run(transaction -> {
            assertThat(claim(transaction, "key", "first")).isEmpty();
            transaction.ledger().fulfil("key", Json.of("id", "1"));
        });
        desk.run(transaction -> {
            assertThat(claim(transaction, "key", "second").map(LedgerRules::compact))
                    .contains(new IdempotentResult("first", Json.of("id", "1")));
            assertThat(claim(transaction, "KEY", "other")).isEmpty();
            transaction.ledger().fulfil("KEY", "{}");
        });
    }

    @Test
    @SpecRule("STO-11.2")
    @DisplayName("Of two that claim one key the second waits for the first, and gets its result")
    void claimWaits() {
        Desk desk = kit.desk();
        List<Future<Optional<IdempotentResult>>> waiting = new ArrayList<>();
        desk.run(transaction -> {
            assertThat(claim(transaction, "key", "first")).isEmpty();
            waiting.add(kit.race().start(() -> desk.write(other -> claim(other, "key", "second"))));
            assertThat(Race.isWaiting(waiting.get(0))).isTrue();
            transaction.ledger().fulfil("key", "{}");
        });
        assertThat(Race.result(waiting.get(0)).map(LedgerRules::compact)).contains(new IdempotentResult("first", "{}"));
    }

    @Test
    @SpecRule("STO-11.2")
    @DisplayName("If the first rolls back, the second has the key")
    void claimAfterRollback() {
        Desk desk = kit.desk();
        List<Future<Boolean>> waiting = new ArrayList<>();
        assertThatThrownBy(() -> desk.run(transaction -> {
                    assertThat(claim(transaction, "key", "first")).isEmpty();
                    transaction.ledger().fulfil("key", "{}");
                    waiting.add(kit.race()
                            .start(() -> desk.write(other -> {
                                boolean free = claim(other, "key", "second").isEmpty();
                                other.ledger().fulfil("key", "{}");
                                return free;
                            })));
                    assertThat(Race.isWaiting(waiting.get(0))).isTrue();
                    throw new IllegalStateException("no");
                }))
                .hasMessage("no");
        assertThat(Race.result(waiting.get(0))).isTrue();
        desk.run(transaction -> assertThat(claim(transaction, "key", "third"))
                .hasValueSatisfying(known -> assertThat(known.fingerprint()).isEqualTo("second")));
    }

    @Test
    @SpecRule("STO-11.2")
    @DisplayName("Of many that race for one key exactly one acts, and all see its result")
    void claimRace() {
        Desk desk = kit.desk();
        AtomicInteger acted = new AtomicInteger();
        List<String> results = kit.race()
                .together(
                        kit.racers(),
                        number -> desk.retry(transaction -> {
                            Optional<IdempotentResult> known = claim(transaction, "key", "racer");
                            if (known.isPresent()) {
                                return Json.compact(known.get().result());
                            }
                            acted.incrementAndGet();
                            String result = Json.of("winner", "" + number);
                            transaction.ledger().fulfil("key", result);
                            return result;
                        }));
        assertThat(results).hasSize(kit.racers());
        assertThat(Set.copyOf(results)).hasSize(1);
        assertThat(acted).hasPositiveValue();
    }

    @Test
    @SpecRule("STO-11.3")
    @DisplayName("A key counts as never used from its expiry on")
    void expiry() {
        Desk desk = kit.desk();
        Instant now = kit.clock().instant();
        Instant end = now.plusSeconds(60);
        desk.run(transaction -> {
            assertThat(transaction.ledger().claim("key", "first", end, now)).isEmpty();
            transaction.ledger().fulfil("key", "{}");
        });
        desk.run(transaction -> {
            assertThat(transaction.ledger().claim("key", "x", end.plusSeconds(60), end.minusNanos(1_000)))
                    .isPresent();
            assertThat(transaction.ledger().claim("key", "second", end.plusSeconds(60), end))
                    .isEmpty();
            transaction.ledger().fulfil("key", Json.of("n", "2"));
        });
        desk.run(transaction -> assertThat(transaction
                        .ledger()
                        .claim("key", "x", end.plusSeconds(60), end)
                        .map(LedgerRules::compact))
                .contains(new IdempotentResult("second", Json.of("n", "2"))));
    }

    @Test
    @SpecRule("STO-11.4")
    @DisplayName("Counters add up, down too; one that was never added to is 0")
    void counters() {
        Desk desk = kit.desk();
        desk.run(transaction -> {
            transaction.ledger().add("a", 5);
            transaction.ledger().add("a", -7);
            transaction.ledger().add("b", Integer.MAX_VALUE);
            transaction.ledger().add("b", Integer.MAX_VALUE);
            assertThat(transaction.ledger().totals(Set.of("a"))).containsEntry("a", -2L);
        });
        desk.look(t -> assertThat(t.ledger().totals(Set.of("a", "b", "never")))
                .containsOnlyKeys("a", "b", "never")
                .containsEntry("a", -2L)
                .containsEntry("b", 2L * Integer.MAX_VALUE)
                .containsEntry("never", 0L));
        desk.look(t -> assertThat(t.ledger().totals(Set.of())).isEmpty());
    }

    @Test
    @SpecRule("STO-11.5")
    @DisplayName("Racing additions are all counted, also while upkeep runs")
    void counterRace() {
        Desk desk = kit.desk();
        int rounds = 25;
        kit.race().together(kit.racers() + 1, number -> {
            for (int i = 0; i < rounds; i++) {
                if (number == kit.racers()) {
                    kit.storage().workQueue().upkeep();
                } else {
                    desk.retry(transaction -> {
                        transaction.ledger().add("raced", 1);
                        return true;
                    });
                }
            }
            return true;
        });
        kit.storage().workQueue().upkeep();
        desk.look(t ->
                assertThat(t.ledger().totals(Set.of("raced"))).containsEntry("raced", (long) kit.racers() * rounds));
    }

    @Test
    @SpecRule("STO-11.5")
    @DisplayName("An addition does not wait for a transaction that has added and is still open")
    void countersDoNotWait() {
        Desk desk = kit.desk();
        desk.run(transaction -> transaction.ledger().add("shared", 1));
        desk.run(transaction -> {
            transaction.ledger().add("shared", 1);
            Race.result(kit.race()
                    .start(() -> desk.write(other -> {
                        other.ledger().add("shared", 1);
                        return true;
                    })));
        });
        desk.look(t -> assertThat(t.ledger().totals(Set.of("shared"))).containsEntry("shared", 3L));
    }

    @Test
    @SpecRule("STO-11.6")
    @DisplayName("A named lock is held by one transaction at a time, until it ends")
    void namedLock() {
        Desk desk = kit.desk();
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        kit.race().together(8, number -> {
            for (int i = 0; i < 10; i++) {
                desk.run(transaction -> {
                    transaction.ledger().lock("name");
                    most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                    transaction.documents().names("kind");
                    inside.decrementAndGet();
                });
            }
            return true;
        });
        assertThat(most).hasValue(1);
        List<Future<Boolean>> waiting = new ArrayList<>();
        desk.run(transaction -> {
            transaction.ledger().lock("name");
            transaction.ledger().lock("name");
            waiting.add(kit.race().start(() -> lock(desk, "name")));
            assertThat(Race.isWaiting(waiting.get(0))).isTrue();
        });
        assertThat(Race.result(waiting.get(0))).isTrue();
    }

    @Test
    @SpecRule("STO-11.6")
    @DisplayName("Other names, and the same name in another workspace, are other locks")
    void otherLocks() {
        Desk desk = kit.desk();
        Desk elsewhere = kit.desk();
        desk.run(transaction -> {
            transaction.ledger().lock("name");
            assertThat(Race.result(kit.race().start(() -> lock(desk, "Name")))).isTrue();
            assertThat(Race.result(kit.race().start(() -> lock(elsewhere, "name"))))
                    .isTrue();
        });
    }

    private static boolean lock(Desk desk, String name) {
        return desk.write(transaction -> {
            transaction.ledger().lock(name);
            return true;
        });
    }

    @Test
    @SpecRule("STO-11.7")
    @DisplayName("Upkeep keeps totals and live keys, and forgets keys that have expired")
    void upkeep() {
        Desk desk = kit.desk();
        desk.run(transaction -> {
            assertThat(claim(transaction, "short", "first")).isEmpty();
            transaction.ledger().fulfil("short", "{}");
            Instant now = kit.clock().instant();
            assertThat(transaction.ledger().claim("long", "first", now.plus(Duration.ofDays(400)), now))
                    .isEmpty();
            transaction.ledger().fulfil("long", "{}");
            transaction.ledger().add("kept", 3);
        });
        Instant before = kit.clock().instant();
        kit.clock().advance(Duration.ofDays(1));
        kit.storage().workQueue().upkeep();
        desk.run(transaction -> {
            assertThat(transaction.ledger().claim("short", "again", before.plusSeconds(60), before))
                    .as("forgotten, even for one who still lives yesterday")
                    .isEmpty();
            transaction.ledger().fulfil("short", "{}");
            assertThat(claim(transaction, "long", "x")).isPresent();
            assertThat(transaction.ledger().totals(Set.of("kept"))).containsEntry("kept", 3L);
        });
    }
}
