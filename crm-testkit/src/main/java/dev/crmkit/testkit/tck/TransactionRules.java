package dev.crmkit.testkit.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crmkit.error.StorageException;
import dev.crmkit.spi.storage.StorageCapability;
import dev.crmkit.spi.storage.StorageContext;
import dev.crmkit.spi.storage.StorageTransaction;
import dev.crmkit.spi.storage.TransactionRequest;
import dev.crmkit.spi.storage.WorkspaceState;
import dev.crmkit.testkit.SpecRule;
import dev.crmkit.testkit.internal.race.Race;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Rules STO-1. */
abstract class TransactionRules {
    private final StorageTck kit;

    TransactionRules(StorageTck kit) {
        this.kit = kit;
    }

    @Test
    @SpecRule("STO-1.1")
    @DisplayName("Opening says which product and layout is there")
    void opening() {
        assertThat(kit.storage().name()).isNotBlank();
        assertThat(kit.info().product()).isNotBlank();
        assertThat(kit.info().layoutVersion()).isPositive();
    }

    @Test
    @SpecRule("STO-1.2")
    @DisplayName("What returned is committed, and its result reaches the caller")
    void commit() {
        Desk desk = kit.desk();
        Draft draft = desk.draft().named("Kept");
        String result = desk.write(transaction -> {
            Desk.store(transaction, draft);
            transaction.documents().put("kind", "name", "{}");
            return "done";
        });
        assertThat(result).isEqualTo("done");
        assertThat(desk.get(draft.id).displayName()).isEqualTo("Kept");
        desk.look(
                t -> assertThat(t.documents().find("kind", "name").isPresent()).isTrue());
    }

    @Test
    @SpecRule("STO-1.3")
    @DisplayName("What threw is rolled back whole, and the exception reaches the caller as it is")
    void rollback() {
        Desk desk = kit.desk();
        Draft draft = desk.draft();
        RuntimeException mine = new IllegalStateException("mine");
        assertThatThrownBy(() -> desk.run(transaction -> {
                    Desk.store(transaction, draft);
                    transaction.documents().put("kind", "name", "{}");
                    transaction.ledger().add("counter", 1);
                    transaction.schema().putSettings("{\"a\":1}");
                    throw mine;
                }))
                .isSameAs(mine);
        assertThat(desk.find(draft.id)).isNull();
        desk.run(transaction -> {
            assertThat(transaction.documents().find("kind", "name")).isEmpty();
            assertThat(transaction.ledger().totals(Set.of("counter"))).containsEntry("counter", 0L);
            assertThat(transaction.schema().settings()).isEmpty();
        });
    }

    @Test
    @SpecRule("STO-1.4")
    @DisplayName("What threw in atomically is undone, and the transaction goes on")
    void savepoint() {
        Desk desk = kit.desk();
        Draft before = desk.draft();
        Draft undone = desk.draft();
        Draft after = desk.draft();
        RuntimeException mine = new IllegalStateException("mine");
        desk.run(transaction -> {
            Desk.store(transaction, before);
            assertThatThrownBy(() -> transaction.atomically(() -> {
                        Desk.store(transaction, undone);
                        transaction.ledger().add("counter", 5);
                        throw mine;
                    }))
                    .isSameAs(mine);
            assertThat(transaction.records().load(List.of(undone.id))).isEmpty();
            Desk.store(transaction, after);
            transaction.ledger().add("counter", 2);
        });
        assertThat(desk.find(before.id)).isNotNull();
        assertThat(desk.find(undone.id)).isNull();
        assertThat(desk.find(after.id)).isNotNull();
        desk.look(t -> assertThat(t.ledger().totals(Set.of("counter"))).containsEntry("counter", 2L));
    }

    @Test
    @SpecRule("STO-1.4")
    @DisplayName("Atomically within atomically undoes only its own part")
    void nestedSavepoints() {
        Desk desk = kit.desk();
        Draft outer = desk.draft();
        Draft inner = desk.draft();
        Draft both = desk.draft();
        desk.run(transaction -> {
            String answer = transaction.atomically(() -> {
                Desk.store(transaction, outer);
                assertThatThrownBy(() -> transaction.atomically(() -> {
                            Desk.store(transaction, inner);
                            throw new IllegalStateException("inner");
                        }))
                        .hasMessage("inner");
                return "outer";
            });
            assertThat(answer).isEqualTo("outer");
            assertThatThrownBy(() -> transaction.atomically(() -> transaction.atomically(() -> {
                        Desk.store(transaction, both);
                        throw new IllegalStateException("both");
                    })))
                    .hasMessage("both");
        });
        assertThat(desk.find(outer.id)).isNotNull();
        assertThat(desk.find(inner.id)).isNull();
        assertThat(desk.find(both.id)).isNull();
    }

    @Test
    @SpecRule("STO-1.4")
    @DisplayName("A failure of the storage inside atomically leaves the transaction usable")
    void savepointAfterFailure() {
        Desk desk = kit.desk();
        Draft known = desk.draft();
        desk.store(known);
        Draft next = desk.draft();
        desk.run(transaction -> {
            assertThatThrownBy(() -> transaction.atomically(() -> {
                        Desk.store(transaction, new Draft(desk.main.object, known.id).named("again"));
                        return true;
                    }))
                    .isInstanceOf(StorageException.class);
            Desk.store(transaction, next);
        });
        assertThat(desk.find(next.id)).isNotNull();
        assertThat(desk.get(known.id).displayName()).isEmpty();
    }

    @Test
    @SpecRule("STO-1.5")
    @DisplayName("A transaction sees its own writes, nobody else does before the commit")
    void isolation() {
        Desk desk = kit.desk();
        Draft draft = desk.draft().named("new");
        desk.run(transaction -> {
            Desk.store(transaction, draft);
            assertThat(transaction.records().load(List.of(draft.id))).hasSize(1);
            Future<Boolean> seen = kit.race().start(() -> desk.find(draft.id) != null);
            assertThat(Race.result(seen)).isFalse();
        });
        assertThat(desk.find(draft.id)).isNotNull();
    }

    @Test
    @SpecRule("STO-1.5")
    @DisplayName("What another transaction commits meanwhile is seen by the next statement, whole")
    void readCommitted() {
        Desk desk = kit.desk();
        Draft first = desk.draft();
        Draft second = desk.draft();
        desk.run(transaction -> {
            assertThat(transaction.records().load(List.of(first.id, second.id))).isEmpty();
            Race.result(kit.race()
                    .start(() -> desk.write(other -> {
                        Desk.store(other, first, second);
                        return true;
                    })));
            assertThat(transaction.records().lock(List.of(first.id, second.id))).hasSize(2);
        });
    }

    @Test
    @SpecRule("STO-1.6")
    @DisplayName("Reading an unknown workspace finds it empty and does not make it")
    void unknownWorkspace() {
        String unknown = kit.newWorkspace();
        for (int i = 0; i < 2; i++) {
            kit.storage().<Boolean>inTransaction(TransactionRequest.read(unknown), transaction -> {
                assertThat(transaction.workspace()).isEqualTo(new WorkspaceState(unknown, 0, 0, ""));
                assertThat(transaction.schema().definitions()).isEmpty();
                assertThat(transaction.schema().settings()).isEmpty();
                assertThat(transaction.records().load(List.of(UUID.randomUUID())))
                        .isEmpty();
                assertThat(transaction.documents().names("kind")).isEmpty();
                assertThat(transaction.ledger().totals(Set.of("a"))).containsEntry("a", 0L);
                assertThat(transaction.jobs().counts().ready()).isZero();
                return true;
            });
        }
    }

    @Test
    @SpecRule("STO-1.7")
    @DisplayName("The first writer brings the workspace into being, with a secret that stays")
    void birth() {
        String workspace = kit.newWorkspace();
        String another = kit.newWorkspace();
        for (String name : List.of(workspace, another)) {
            kit.storage()
                    .inTransaction(
                            TransactionRequest.write(name), t -> t.documents().remove("kind", "none"));
        }
        String secret = secretOf(workspace);
        assertThat(secret).matches("[0-9a-f]{64}");
        assertThat(secretOf(workspace)).isEqualTo(secret);
        assertThat(secretOf(another)).matches("[0-9a-f]{64}").isNotEqualTo(secret);
    }

    private String secretOf(String workspace) {
        return kit.storage()
                .inTransaction(
                        TransactionRequest.read(workspace), t -> t.workspace().secret());
    }

    @Test
    @SpecRule("STO-1.7")
    @DisplayName("Many first writers of one workspace agree on one secret")
    void birthRace() {
        String workspace = kit.newWorkspace();
        List<String> secrets = kit.race().together(kit.racers(), number -> {
            Desk desk = Desk.in(kit.storage(), workspace, number);
            desk.retry(t -> {
                t.ledger().add("born", 1);
                return true;
            });
            return secretOf(workspace);
        });
        assertThat(secrets).hasSize(kit.racers()).containsOnly(secretOf(workspace));
    }

    @Test
    @SpecRule("STO-1.8")
    @DisplayName("A transaction that only reads cannot write")
    void readOnly() {
        Desk desk = kit.desk();
        Draft draft = desk.draft();
        assertThatThrownBy(() ->
                        desk.read(transaction -> transaction.records().write(desk.main.object, List.of(draft.write()))))
                .isInstanceOf(RuntimeException.class);
        assertThatThrownBy(() -> desk.<Boolean>read(transaction -> {
                    transaction.documents().put("kind", "name", "{}");
                    return true;
                }))
                .isInstanceOf(RuntimeException.class);
        assertThat(desk.find(draft.id)).isNull();
        desk.look(t -> assertThat(t.documents().names("kind")).isEmpty());
    }

    @Test
    @SpecRule("STO-1.9")
    @DisplayName("A transaction is dead once its work has returned")
    void deadAfterwards() {
        Desk desk = kit.desk();
        List<StorageTransaction> kept = new ArrayList<>();
        desk.run(kept::add);
        Draft draft = desk.draft();
        assertThatThrownBy(() -> Desk.store(kept.get(0), draft)).isInstanceOf(RuntimeException.class);
        assertThat(desk.find(draft.id)).isNull();
    }

    @Test
    @SpecRule("STO-1.10")
    @DisplayName("Transactions that touch different things go on side by side")
    void sideBySide() {
        Desk desk = kit.desk();
        Desk elsewhere = kit.desk();
        Draft held = desk.draft();
        desk.store(held);
        desk.run(transaction -> {
            transaction.records().lock(List.of(held.id));
            Draft beside = desk.draft();
            Race.result(kit.race()
                    .start(() -> desk.write(other -> {
                        Desk.store(other, beside);
                        return true;
                    })));
            assertThat(transaction.records().load(List.of(beside.id))).hasSize(1);
            Draft far = elsewhere.draft();
            Race.result(kit.race()
                    .start(() -> elsewhere.write(other -> {
                        Desk.store(other, far);
                        return true;
                    })));
            assertThat(elsewhere.find(far.id)).isNotNull();
        });
    }

    @Test
    @SpecRule("STO-1.10")
    @DisplayName("One storage serves many threads")
    void manyThreads() {
        Desk desk = kit.desk();
        List<Draft> drafts = IntStream.range(0, 200).mapToObj(i -> desk.draft()).toList();
        AtomicInteger next = new AtomicInteger();
        kit.race().together(8, number -> {
            for (int i = next.getAndIncrement(); i < drafts.size(); i = next.getAndIncrement()) {
                Draft draft = drafts.get(i);
                desk.retry(transaction -> {
                    Desk.store(transaction, draft);
                    return true;
                });
            }
            return true;
        });
        List<UUID> ids = drafts.stream().map(draft -> draft.id).toList();
        desk.look(t -> assertThat(t.records().load(ids)).hasSize(200));
    }

    @Test
    @SpecRule("STO-1.11")
    @DisplayName("A circle of waiting ends: one transaction is refused as retryable, and succeeds the next time")
    void deadlock() {
        Desk desk = kit.desk();
        CyclicBarrier bothHold = new CyclicBarrier(2);
        List<Integer> attempts = kit.race().together(2, number -> {
            AtomicInteger tries = new AtomicInteger();
            desk.retry(transaction -> {
                int attempt = tries.incrementAndGet();
                transaction.ledger().lock(number == 0 ? "left" : "right");
                if (attempt == 1) {
                    meet(bothHold);
                }
                transaction.ledger().lock(number == 0 ? "right" : "left");
                transaction.ledger().add("crossed", 1);
                return true;
            });
            return tries.get();
        });
        assertThat(attempts.stream().mapToInt(Integer::intValue).sum()).isGreaterThan(2);
        desk.look(t -> assertThat(t.ledger().totals(Set.of("crossed"))).containsEntry("crossed", 2L));
    }

    static void meet(CyclicBarrier barrier) {
        try {
            barrier.await(30, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError("The two did not meet", e);
        }
    }

    @Test
    @SpecRule("STO-1.12")
    @DisplayName("Name and capabilities of an open storage never change")
    void stableFacts() {
        Set<StorageCapability> declared = kit.storage().capabilities();
        kit.desk();
        assertThat(kit.storage().capabilities()).isEqualTo(declared);
        assertThat(declared)
                .as("what a storage declares before it is open")
                .containsAll(kit.fresh().capabilities());
        assertThat(kit.fresh().name()).isEqualTo(kit.storage().name());
    }

    @Test
    @SpecRule("STO-1.13")
    @DisplayName("Closing twice does nothing")
    void closing() {
        var storage = kit.fresh();
        storage.open(new StorageContext(kit.clock()));
        Desk desk = kit.desk(storage);
        Draft draft = desk.draft();
        desk.store(draft);
        assertThat(desk.find(draft.id)).isNotNull();
        storage.close();
        storage.close();
        assertThatThrownBy(() -> desk.find(draft.id)).isInstanceOf(RuntimeException.class);
    }
}
