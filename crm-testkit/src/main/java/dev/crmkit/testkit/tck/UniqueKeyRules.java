package dev.crmkit.testkit.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crmkit.spi.storage.IndexKind;
import dev.crmkit.spi.storage.StorageTransaction;
import dev.crmkit.spi.storage.UniqueConflict;
import dev.crmkit.spi.storage.UniqueKey;
import dev.crmkit.testkit.SpecRule;
import dev.crmkit.testkit.internal.race.Race;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Rules STO-5. */
abstract class UniqueKeyRules {
    private final StorageTck kit;

    UniqueKeyRules(StorageTck kit) {
        this.kit = kit;
    }

    private static List<UniqueConflict> write(StorageTransaction transaction, Draft... drafts) {
        return transaction
                .records()
                .write(drafts[0].object, Arrays.stream(drafts).map(Draft::write).toList());
    }

    /** Writes, rolls back if there are conflicts, and answers with them: what the engine does. */
    private static List<UniqueConflict> tryToStore(Desk desk, Draft... drafts) {
        List<UniqueConflict> conflicts = new ArrayList<>();
        try {
            desk.retry(transaction -> {
                conflicts.clear();
                conflicts.addAll(write(transaction, drafts));
                if (!conflicts.isEmpty()) {
                    throw new Refused();
                }
                return true;
            });
        } catch (Refused e) {
            assertThat(conflicts).isNotEmpty();
        }
        return conflicts;
    }

    @Test
    @SpecRule("STO-5.1")
    @DisplayName("A key that another record holds is refused, with the name of the holder")
    void taken() {
        Desk desk = kit.desk();
        UniqueKey key = Desk.key(desk.main, "ada@example.com");
        UniqueKey free = Desk.key(desk.main, "free");
        Draft holder = desk.draft().takes(key);
        desk.store(holder);
        Draft second = desk.draft().takes(key, free);
        assertThat(tryToStore(desk, second)).containsExactly(new UniqueConflict(second.id, key, holder.id));
        assertThat(desk.find(second.id)).isNull();
        assertThat(tryToStore(desk, desk.draft().takes(free)))
                .as("a key that was taken in what was rolled back")
                .isEmpty();
    }

    @Test
    @SpecRule("STO-5.2")
    @DisplayName("Two records of one write cannot have the same key")
    void wantedTwice() {
        Desk desk = kit.desk();
        UniqueKey key = Desk.key(desk.main, "same");
        Draft first = desk.draft().takes(key);
        Draft second = desk.draft().takes(key);
        assertThat(tryToStore(desk, first, second)).singleElement().satisfies(conflict -> {
            assertThat(conflict.key()).isEqualTo(key);
            assertThat(List.of(conflict.recordId(), conflict.holder())).containsExactlyInAnyOrder(first.id, second.id);
        });
        assertThat(desk.find(first.id)).isNull();
        assertThat(desk.find(second.id)).isNull();
    }

    @Test
    @SpecRule("STO-5.3")
    @DisplayName("A key that was given up is free, in the same write too: two records may swap")
    void released() {
        Desk desk = kit.desk();
        UniqueKey a = Desk.key(desk.main, "a");
        UniqueKey b = Desk.key(desk.main, "b");
        Draft first = desk.draft().takes(a);
        Draft second = desk.draft().takes(b);
        desk.store(first, second);
        assertThat(tryToStore(
                        desk,
                        Draft.after(desk.get(first.id)).releases(a).takes(b),
                        Draft.after(desk.get(second.id)).releases(b).takes(a)))
                .isEmpty();
        Draft third = desk.draft().takes(a);
        assertThat(tryToStore(desk, third)).containsExactly(new UniqueConflict(third.id, a, second.id));
        desk.store(Draft.after(desk.get(second.id)).releases(a).archived(Instant.parse("2026-03-02T00:00:00Z")));
        assertThat(tryToStore(desk, third)).isEmpty();
    }

    @Test
    @SpecRule("STO-5.4")
    @DisplayName("Keys are compared exactly, and those of two attributes never meet")
    void exact() {
        Desk desk = kit.desk();
        UniqueKey upper = Desk.key(desk.main, "KEY");
        UniqueKey lower = Desk.key(desk.main, "key");
        UniqueKey spaced = Desk.key(desk.main, "key ");
        UniqueKey elsewhere = new UniqueKey(desk.main.of(IndexKind.TEXT).attributeId(), "key");
        assertThat(tryToStore(
                        desk,
                        desk.draft().takes(upper),
                        desk.draft().takes(lower),
                        desk.draft().takes(spaced),
                        desk.draft().takes(elsewhere)))
                .isEmpty();
    }

    @Test
    @SpecRule("STO-5.5")
    @DisplayName("After a conflict the caller undoes the write with atomically and goes on")
    void conflictAndOn() {
        Desk desk = kit.desk();
        UniqueKey key = Desk.key(desk.main, "taken");
        desk.store(desk.draft().takes(key));
        Draft refused = desk.draft().takes(key);
        Draft good = desk.draft();
        desk.run(transaction -> {
            assertThatThrownBy(() -> transaction.atomically(() -> {
                        assertThat(write(transaction, refused)).hasSize(1);
                        throw new Refused();
                    }))
                    .isInstanceOf(Refused.class);
            assertThat(write(transaction, good)).isEmpty();
        });
        assertThat(desk.find(refused.id)).isNull();
        assertThat(desk.find(good.id)).isNotNull();
    }

    @Test
    @SpecRule("STO-5.6")
    @DisplayName("Of many that race for one key exactly one gets it")
    void race() {
        Desk desk = kit.desk();
        UniqueKey key = Desk.key(desk.main, "wanted");
        List<Draft> drafts = IntStream.range(0, kit.racers())
                .mapToObj(i -> desk.draft().takes(key))
                .toList();
        List<List<UniqueConflict>> conflicts =
                kit.race().together(kit.racers(), number -> tryToStore(desk, drafts.get(number)));
        assertThat(conflicts.stream().filter(List::isEmpty)).hasSize(1);
        List<Draft> stored =
                drafts.stream().filter(draft -> desk.find(draft.id) != null).toList();
        assertThat(stored).hasSize(1);
        assertThat(conflicts.stream().flatMap(List::stream))
                .allSatisfy(conflict -> assertThat(conflict.holder()).isEqualTo(stored.get(0).id));
    }

    @Test
    @SpecRule("STO-5.7")
    @DisplayName("Whoever wants a key that an open transaction took waits, and gets it if that one rolls back")
    void waitsForOpen() {
        Desk desk = kit.desk();
        UniqueKey key = Desk.key(desk.main, "maybe");
        Draft second = desk.draft().takes(key);
        List<Future<List<UniqueConflict>>> waiting = new ArrayList<>();
        assertThatThrownBy(() -> desk.run(transaction -> {
                    assertThat(write(transaction, desk.draft().takes(key))).isEmpty();
                    waiting.add(kit.race().start(() -> tryToStore(desk, second)));
                    assertThat(Race.isWaiting(waiting.get(0))).isTrue();
                    throw new Refused();
                }))
                .isInstanceOf(Refused.class);
        assertThat(Race.result(waiting.get(0))).isEmpty();
        assertThat(desk.find(second.id)).isNotNull();
    }

    /** Rolls back. */
    private static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    @Test
    @SpecRule("STO-5.8")
    @DisplayName("Who holds which of some keys is told at once")
    void holders() {
        Desk desk = kit.desk();
        UniqueKey one = Desk.key(desk.main, "one");
        UniqueKey two = Desk.key(desk.main, "two");
        UniqueKey free = Desk.key(desk.main, "ONE");
        Draft first = desk.draft().takes(one);
        Draft second = desk.draft().takes(two);
        desk.store(first, second);
        desk.look(t -> {
            assertThat(t.records().holders(desk.main.object, List.of(one, free, two, one)))
                    .isEqualTo(Map.of(one, first.id, two, second.id));
            assertThat(t.records().holders(desk.main.object, List.of(free))).isEmpty();
            assertThat(t.records().holders(desk.main.object, List.of())).isEmpty();
        });
    }
}
