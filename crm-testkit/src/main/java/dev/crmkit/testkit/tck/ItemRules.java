package dev.crmkit.testkit.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crmkit.error.StorageException;
import dev.crmkit.spi.storage.IndexOrder;
import dev.crmkit.spi.storage.ItemQuery;
import dev.crmkit.spi.storage.ItemStorage;
import dev.crmkit.spi.storage.ItemStorage.KeyCount;
import dev.crmkit.spi.storage.StoredItem;
import dev.crmkit.spi.storage.TextFolding;
import dev.crmkit.testkit.SpecRule;
import dev.crmkit.testkit.internal.race.Race;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Rules STO-15. */
abstract class ItemRules {
    private static final Instant AT = Instant.parse("2026-03-01T09:00:00.123456Z");

    /** In code point order, which is not that of UTF-16 units. */
    private static final List<String> KEYS =
            List.of("", "A", "a", "a ", "ab", "b%", "ä", "\uD7FF", "\uE000", "\uFFFD", "😀", "😀x");

    private final StorageTck kit;

    ItemRules(StorageTck kit) {
        this.kit = kit;
    }

    private static StoredItem item(Desk desk, String kind, @Nullable UUID record, String key) {
        return new StoredItem(desk.newId(), kind, record, key, AT, "");
    }

    private static UUID record(Desk desk) {
        Draft draft = desk.draft();
        desk.store(draft);
        return draft.id;
    }

    private static Set<UUID> insert(Desk desk, StoredItem... items) {
        return desk.write(transaction -> transaction.items().insert(List.of(items)));
    }

    private static void assertSame(StoredItem found, StoredItem expected) {
        assertThat(Json.compact(found.document())).isEqualTo(Json.compact(expected.document()));
        assertThat(new StoredItem(found.id(), found.kind(), found.recordId(), found.key(), found.at(), ""))
                .isEqualTo(new StoredItem(
                        expected.id(), expected.kind(), expected.recordId(), expected.key(), expected.at(), ""));
    }

    private static List<StoredItem> load(Desk desk, StoredItem... items) {
        List<UUID> ids = Stream.of(items).map(StoredItem::id).toList();
        return desk.read(transaction -> transaction.items().load(ids));
    }

    private static List<StoredItem> list(Desk desk, String kind, Set<UUID> records, Set<String> keys) {
        return desk.read(t -> t.items().list(new ItemQuery(kind, records, keys, false, null, 100)));
    }

    @Test
    @SpecRule("STO-15.1")
    @DisplayName("An item comes back as it was stored, with a record or without")
    void comesBack() {
        Desk desk = kit.desk();
        UUID record = record(desk);
        for (StoredItem item : List.of(
                new StoredItem(desk.newId(), "k", record, "", Instant.parse("0001-01-01T00:00:00Z"), ""),
                new StoredItem(
                        desk.newId(), "x".repeat(40), null, "😀".repeat(400), AT, Json.of("say", "\"2026\" \\ 😀\n")),
                new StoredItem(
                        desk.newId(), "k", record, "%_'\\", Instant.parse("9999-12-31T23:59:59.999999Z"), "{}"))) {
            assertThat(insert(desk, item)).isEmpty();
            assertThat(load(desk, item)).singleElement().satisfies(found -> assertSame(found, item));
        }
        desk.look(t -> assertThat(t.items().load(List.of(desk.newId()))).isEmpty());
        desk.look(t -> assertThat(t.items().load(List.of())).isEmpty());
    }

    @Test
    @SpecRule("STO-15.2")
    @DisplayName("Inserting says which ids were taken, leaves what is there as it is, and stores the rest")
    void taken() {
        Desk desk = kit.desk();
        UUID record = record(desk);
        StoredItem first = item(desk, "tag", record, "first");
        assertThat(insert(desk, first)).isEmpty();
        StoredItem again = new StoredItem(first.id(), "other", null, "again", AT.plusSeconds(1), "{}");
        StoredItem second = item(desk, "tag", record, "second");
        assertThat(insert(desk, again, second)).containsExactly(first.id());
        assertThat(insert(desk, second, again)).containsExactlyInAnyOrder(first.id(), second.id());
        assertThat(insert(desk)).isEmpty();
        assertThat(list(desk, "tag", Set.of(record), Set.of())).containsExactlyInAnyOrder(first, second);
        assertThat(list(desk, "other", Set.of(), Set.of())).isEmpty();
    }

    @Test
    @SpecRule("STO-15.2")
    @DisplayName("A thousand items go in one call, half of them taken")
    void bulk() {
        Desk desk = kit.desk();
        UUID record = record(desk);
        List<StoredItem> items = IntStream.range(0, 1_000)
                .mapToObj(i -> item(desk, "tag", record, "key " + i % 7))
                .toList();
        List<StoredItem> half = items.subList(300, 800);
        desk.run(t -> assertThat(t.items().insert(half)).isEmpty());
        desk.run(t -> assertThat(t.items().insert(items))
                .containsExactlyInAnyOrderElementsOf(
                        half.stream().map(StoredItem::id).toList()));
        desk.look(t -> assertThat(t.items().list(ItemQuery.of("tag", Set.of(record), 10_000)))
                .containsExactlyInAnyOrderElementsOf(items));
    }

    @Test
    @SpecRule("STO-15.3")
    @DisplayName("Whoever inserts an id that an open transaction inserts waits for its end, and hears that it is taken")
    void insertWaits() {
        Desk desk = kit.desk();
        StoredItem item = item(desk, "tag", record(desk), "a");
        List<Future<Set<UUID>>> waiting = new ArrayList<>();
        desk.run(transaction -> {
            assertThat(transaction.items().insert(List.of(item))).isEmpty();
            waiting.add(kit.race().start(() -> insert(desk, item)));
            assertThat(Race.isWaiting(waiting.get(0)))
                    .as("the second transaction waits for the first")
                    .isTrue();
        });
        assertThat(Race.result(waiting.get(0))).containsExactly(item.id());
    }

    @Test
    @SpecRule("STO-15.3")
    @DisplayName("If the open transaction rolls back, the id is the waiting one's")
    void insertAfterRollback() {
        Desk desk = kit.desk();
        StoredItem item = item(desk, "tag", record(desk), "a");
        List<Future<Set<UUID>>> waiting = new ArrayList<>();
        IllegalStateException mine = new IllegalStateException("mine");
        assertThatThrownBy(() -> desk.run(transaction -> {
                    transaction.items().insert(List.of(item));
                    waiting.add(kit.race().start(() -> insert(desk, item)));
                    assertThat(Race.isWaiting(waiting.get(0))).isTrue();
                    throw mine;
                }))
                .isSameAs(mine);
        assertThat(Race.result(waiting.get(0))).isEmpty();
        assertThat(load(desk, item)).containsExactly(item);
    }

    @Test
    @SpecRule("STO-15.3")
    @DisplayName("Of racing transactions that insert one id exactly one gets it")
    void race() {
        Desk desk = kit.desk();
        UUID record = record(desk);
        UUID id = desk.newId();
        List<Boolean> won = kit.race()
                .together(
                        kit.racers(),
                        number -> desk.retry(transaction -> transaction
                                .items()
                                .insert(List.of(new StoredItem(id, "tag", record, "by " + number, AT, "")))
                                .isEmpty()));
        assertThat(won).containsOnlyOnce(true);
        desk.look(t -> assertThat(t.items().load(List.of(id)))
                .singleElement()
                .satisfies(item -> assertThat(item.key()).isEqualTo("by " + won.indexOf(true))));
    }

    @Test
    @SpecRule("STO-15.4")
    @DisplayName("Updating replaces all that an item says, passes over what is not there, and counts")
    void update() {
        Desk desk = kit.desk();
        UUID one = record(desk);
        UUID two = record(desk);
        StoredItem moved = item(desk, "tag", one, "a");
        StoredItem freed = item(desk, "tag", one, "b");
        StoredItem kept = item(desk, "tag", one, "c");
        insert(desk, moved, freed, kept);
        StoredItem movedNow = new StoredItem(moved.id(), "mark", two, "z", AT.plusSeconds(9), "{}");
        StoredItem freedNow = new StoredItem(freed.id(), "tag", null, "b", AT, Json.of("by", "ada"));
        StoredItem unknown = item(desk, "tag", two, "never");
        assertThat(desk.<Integer>write(t -> t.items().update(List.of(movedNow, unknown, freedNow))))
                .isEqualTo(2);
        assertThat(desk.<Integer>write(t -> t.items().update(List.of()))).isZero();
        assertThat(list(desk, "tag", Set.of(one), Set.of())).containsExactly(kept);
        assertThat(list(desk, "tag", Set.of(two), Set.of())).isEmpty();
        assertThat(list(desk, "mark", Set.of(two), Set.of("z"))).containsExactly(movedNow);
        assertThat(list(desk, "tag", Set.of(), Set.of("b")))
                .singleElement()
                .satisfies(found -> assertSame(found, freedNow));
        assertThat(load(desk, unknown)).isEmpty();
    }

    @Test
    @SpecRule("STO-15.5")
    @DisplayName(
            "Removing passes over what is not there, and counts; removed items are found nowhere, and their ids are free")
    void remove() {
        Desk desk = kit.desk();
        UUID record = record(desk);
        StoredItem gone = item(desk, "tag", record, "a");
        StoredItem kept = item(desk, "tag", record, "a");
        insert(desk, gone, kept);
        List<UUID> ids = List.of(gone.id(), desk.newId());
        assertThat(desk.<Integer>write(t -> t.items().remove(ids))).isEqualTo(1);
        assertThat(desk.<Integer>write(t -> t.items().remove(ids))).isZero();
        assertThat(desk.<Integer>write(t -> t.items().remove(List.of()))).isZero();
        assertThat(load(desk, gone, kept)).containsExactly(kept);
        assertThat(list(desk, "tag", Set.of(record), Set.of())).containsExactly(kept);
        assertThat(list(desk, "tag", Set.of(), Set.of("a"))).containsExactly(kept);
        desk.look(t -> assertThat(t.items().keys("tag", "", null, 10)).containsExactly(new KeyCount("a", 1)));
        assertThat(insert(desk, gone)).isEmpty();
    }

    @Test
    @SpecRule("STO-15.6")
    @DisplayName("Locking waits for the one who has the lock, answers with what they left, and hinders no reader")
    void lockWaits() {
        Desk desk = kit.desk();
        StoredItem item = item(desk, "tag", record(desk), "old");
        insert(desk, item);
        List<Future<String>> waiting = new ArrayList<>();
        desk.run(transaction -> {
            assertThat(transaction.items().lock(List.of(item.id(), desk.newId())))
                    .containsExactly(item);
            waiting.add(kit.race()
                    .start(() -> desk.write(other ->
                            other.items().lock(List.of(item.id())).get(0).key())));
            assertThat(Race.isWaiting(waiting.get(0)))
                    .as("the second transaction waits for the lock")
                    .isTrue();
            assertThat(Race.result(kit.race().start(() -> load(desk, item)))).containsExactly(item);
            transaction.items().update(List.of(new StoredItem(item.id(), "tag", null, "new", AT, "")));
        });
        assertThat(Race.result(waiting.get(0))).isEqualTo("new");
    }

    @Test
    @SpecRule("STO-15.7")
    @DisplayName("Callers that write and lock the same items in any order never wait for each other in a circle")
    void lockOrder() {
        Desk desk = kit.desk();
        UUID record = record(desk);
        List<StoredItem> items = IntStream.range(0, 8)
                .mapToObj(i -> item(desk, "tag", record, "a"))
                .toList();
        kit.race().together(8, number -> {
            List<StoredItem> shuffled = new ArrayList<>(items);
            Collections.rotate(shuffled, number);
            if (number % 2 == 0) {
                Collections.reverse(shuffled);
            }
            List<UUID> ids = shuffled.stream().map(StoredItem::id).toList();
            for (int i = 0; i < 12; i++) {
                int round = i + number;
                desk.run(transaction -> {
                    switch (round % 4) {
                        case 0 -> transaction.items().insert(shuffled);
                        case 1 -> transaction.items().lock(ids);
                        case 2 -> transaction.items().update(shuffled);
                        default -> transaction.items().remove(ids);
                    }
                });
            }
            return true;
        });
        desk.run(t -> t.items().insert(items));
        assertThat(list(desk, "tag", Set.of(record), Set.of())).hasSize(8);
    }

    @Test
    @SpecRule("STO-15.8")
    @DisplayName(
            "Items of a kind are listed by records, by keys, by both or all, by time, then id, in both directions, in pages")
    void listing() {
        Desk desk = kit.desk();
        List<UUID> records = List.of(record(desk), record(desk), record(desk));
        List<StoredItem> items = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            items.add(new StoredItem(
                    desk.newId(),
                    i % 5 == 0 ? "mark" : "tag",
                    i % 4 == 3 ? null : records.get(i % 4),
                    KEYS.get(i % 3),
                    AT.plusSeconds(i % 7),
                    ""));
        }
        desk.run(t -> t.items().insert(items));
        items.sort(Comparator.comparing(StoredItem::at).thenComparing(StoredItem::id, IndexOrder::compareIds));
        Set<UUID> two = Set.of(records.get(0), records.get(2));
        Set<String> keys = Set.of(KEYS.get(0), KEYS.get(2), "never");
        for (Set<UUID> of : List.of(Set.<UUID>of(), Set.of(records.get(1)), two, Set.of(desk.newId()))) {
            for (Set<String> with : List.of(Set.<String>of(), Set.of(KEYS.get(1)), keys, Set.of("never"))) {
                Predicate<StoredItem> wanted = item -> item.kind().equals("tag")
                        && (of.isEmpty() || (item.recordId() != null && of.contains(item.recordId())))
                        && (with.isEmpty() || with.contains(item.key()));
                List<StoredItem> expected = items.stream().filter(wanted).toList();
                List<StoredItem> backwards = new ArrayList<>(expected);
                Collections.reverse(backwards);
                for (int size : List.of(1, 4, 100)) {
                    assertThat(pages(desk, of, with, false, size)).isEqualTo(expected);
                    assertThat(pages(desk, of, with, true, size)).isEqualTo(backwards);
                }
            }
        }
    }

    private static List<StoredItem> pages(
            Desk desk, Set<UUID> records, Set<String> keys, boolean newestFirst, int size) {
        List<StoredItem> all = new ArrayList<>();
        List<StoredItem> page;
        do {
            StoredItem last = all.isEmpty() ? null : all.get(all.size() - 1);
            ItemQuery.Place after = last == null ? null : new ItemQuery.Place(last.at(), last.id());
            page = desk.read(t -> t.items().list(new ItemQuery("tag", records, keys, newestFirst, after, size)));
            all.addAll(page);
        } while (page.size() == size);
        return all;
    }

    @Test
    @SpecRule("STO-15.8")
    @DisplayName("Ten thousand records and keys in one question")
    void manyValues() {
        Desk desk = kit.desk();
        UUID record = record(desk);
        StoredItem item = item(desk, "tag", record, "key 9999");
        insert(desk, item, item(desk, "tag", record, "other"));
        List<UUID> records = new ArrayList<>(List.of(record));
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            keys.add("key " + i);
            if (i > 0) {
                records.add(desk.newId());
            }
        }
        assertThat(list(desk, "tag", Set.copyOf(records), Set.copyOf(keys))).containsExactly(item);
        assertThat(list(desk, "tag", Set.copyOf(records), Set.of())).hasSize(2);
        assertThat(list(desk, "tag", Set.of(), Set.copyOf(keys))).containsExactly(item);
    }

    @Test
    @SpecRule("STO-15.9")
    @DisplayName("Keys come by code point with the number of their items, from a prefix on, in pages")
    void keys() {
        Desk desk = kit.desk();
        List<StoredItem> items = new ArrayList<>();
        for (int i = 0; i < KEYS.size(); i++) {
            for (int n = 0; n <= i % 3; n++) {
                items.add(item(desk, "tag", null, KEYS.get(i)));
            }
            items.add(item(desk, "mark", null, KEYS.get(i)));
        }
        Collections.shuffle(items, desk.random);
        desk.run(t -> t.items().insert(items));
        assertThat(KEYS).isSortedAccordingTo(TextFolding::compareCodePoints);
        for (String prefix :
                List.of("", "a", "A", "ab", "b%", "%", "\uD7FF", "\uFFFD", "😀", "\uDBFF\uDFFF", "never")) {
            List<KeyCount> expected = IntStream.range(0, KEYS.size())
                    .filter(i -> KEYS.get(i).startsWith(prefix))
                    .mapToObj(i -> new KeyCount(KEYS.get(i), i % 3 + 1))
                    .toList();
            for (int size : List.of(1, 3, 1_000)) {
                List<KeyCount> all = new ArrayList<>();
                List<KeyCount> page;
                do {
                    String after =
                            all.isEmpty() ? null : all.get(all.size() - 1).key();
                    page = desk.read(t -> t.items().keys("tag", prefix, after, size));
                    all.addAll(page);
                } while (page.size() == size);
                assertThat(all).as("keys from '%s', %d at a time", prefix, size).isEqualTo(expected);
            }
        }
        desk.look(t -> assertThat(t.items().keys("none", "", null, 10)).isEmpty());
    }

    @Test
    @SpecRule("STO-15.14")
    @DisplayName(
            "By key, items of a kind come in the order of keys, time and id, from a prefix and a place on, in pages")
    void byKey() {
        Desk desk = kit.desk();
        UUID record = record(desk);
        List<StoredItem> items = new ArrayList<>();
        for (int i = 0; i < KEYS.size() * 5; i++) {
            items.add(new StoredItem(
                    desk.newId(),
                    i % 6 == 0 ? "mark" : "tag",
                    i % 4 == 0 ? null : record,
                    KEYS.get(i % KEYS.size()),
                    AT.plusSeconds(i % 3),
                    ""));
        }
        desk.run(t -> t.items().insert(items));
        items.sort(Comparator.comparing((StoredItem item) -> KEYS.indexOf(item.key()))
                .thenComparing(StoredItem::at)
                .thenComparing(StoredItem::id, IndexOrder::compareIds));
        for (String prefix : List.of("", "a", "b%", "\uD7FF", "\uFFFD", "😀", "never")) {
            List<StoredItem> expected = items.stream()
                    .filter(item -> item.kind().equals("tag") && item.key().startsWith(prefix))
                    .toList();
            for (int size : List.of(1, 4, 100)) {
                List<StoredItem> walked = new ArrayList<>();
                List<StoredItem> page;
                do {
                    StoredItem last = walked.isEmpty() ? null : walked.get(walked.size() - 1);
                    ItemStorage.KeyPlace after =
                            last == null ? null : new ItemStorage.KeyPlace(last.key(), last.at(), last.id());
                    page = desk.read(t -> t.items().byKey("tag", prefix, after, size));
                    walked.addAll(page);
                } while (page.size() == size);
                assertThat(walked).as("prefix '%s', pages of %d", prefix, size).isEqualTo(expected);
            }
        }
    }

    @Test
    @SpecRule("STO-15.10")
    @DisplayName("The record must exist; an archived one does")
    void recordExists() {
        Desk desk = kit.desk();
        Draft archived = desk.draft().archived(AT);
        desk.store(archived);
        StoredItem item = item(desk, "tag", archived.id, "a");
        assertThat(insert(desk, item)).isEmpty();
        UUID unknown = desk.newId();
        assertThatThrownBy(() -> insert(desk, item(desk, "tag", unknown, "a"))).isInstanceOf(StorageException.class);
        StoredItem astray = new StoredItem(item.id(), "tag", unknown, "a", AT, "");
        assertThatThrownBy(() -> desk.run(t -> t.items().update(List.of(astray))))
                .isInstanceOf(StorageException.class);
        assertThat(list(desk, "tag", Set.of(), Set.of())).containsExactly(item);
    }

    @Test
    @SpecRule("STO-15.11")
    @DisplayName("Items of another workspace are neither seen nor touched, and equal ids in two workspaces never meet")
    void otherWorkspace() {
        Desk mine = kit.desk();
        Desk theirs = kit.desk();
        StoredItem foreign = item(theirs, "tag", record(theirs), "theirs");
        insert(theirs, foreign);
        UUID record = foreign.recordId();
        assertThat(load(mine, foreign)).isEmpty();
        assertThat(list(mine, "tag", Set.of(), Set.of())).isEmpty();
        assertThat(list(mine, "tag", record == null ? Set.of() : Set.of(record), Set.of()))
                .isEmpty();
        assertThat(list(mine, "tag", Set.of(), Set.of("theirs"))).isEmpty();
        StoredItem own = new StoredItem(foreign.id(), "tag", null, "mine", AT, "");
        mine.run(t -> {
            assertThat(t.items().lock(List.of(foreign.id()))).isEmpty();
            assertThat(t.items().keys("tag", "", null, 10)).isEmpty();
            assertThat(t.items().update(List.of(own))).isZero();
            assertThat(t.items().remove(List.of(foreign.id()))).isZero();
            assertThat(t.items().insert(List.of(own))).isEmpty();
        });
        assertThat(load(mine, foreign)).containsExactly(own);
        assertThat(load(theirs, foreign)).containsExactly(foreign);
        assertThatThrownBy(() -> insert(mine, item(mine, "tag", record, "a"))).isInstanceOf(StorageException.class);
    }

    @Test
    @SpecRule("STO-15.12")
    @DisplayName("Items come and go with the transaction, and a reading one writes and locks none")
    void withTheTransaction() {
        Desk desk = kit.desk();
        UUID record = record(desk);
        StoredItem there = item(desk, "tag", record, "there");
        StoredItem undone = item(desk, "tag", record, "undone");
        insert(desk, there);
        IllegalStateException mine = new IllegalStateException("mine");
        assertThatThrownBy(() -> desk.run(t -> {
                    t.items().insert(List.of(undone));
                    t.items().remove(List.of(there.id()));
                    assertThat(t.items().list(ItemQuery.of("tag", Set.of(record), 10)))
                            .containsExactly(undone);
                    throw mine;
                }))
                .isSameAs(mine);
        assertThat(list(desk, "tag", Set.of(record), Set.of())).containsExactly(there);
        for (Consumer<ItemStorage> use : List.<Consumer<ItemStorage>>of(
                items -> items.insert(List.of(undone)),
                items -> items.update(List.of(there)),
                items -> items.remove(List.of(there.id())),
                items -> items.lock(List.of(there.id())))) {
            assertThatThrownBy(() -> desk.look(t -> use.accept(t.items()))).isInstanceOf(RuntimeException.class);
        }
        assertThat(list(desk, "tag", Set.of(record), Set.of())).containsExactly(there);
    }

    @Test
    @SpecRule("STO-15.13")
    @DisplayName("What belongs to records comes whatever its kind, by id, and no page skips or repeats an item")
    void belonging() {
        Desk desk = kit.desk();
        UUID one = record(desk);
        UUID other = record(desk);
        UUID third = record(desk);
        List<StoredItem> expected = new ArrayList<>();
        List<StoredItem> all = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            StoredItem item =
                    item(desk, "kind" + i % 3, List.of(one, other, third).get(i % 3), "k" + i);
            all.add(item);
            if (i % 3 < 2) {
                expected.add(item);
            }
        }
        all.add(item(desk, "kind0", null, ""));
        desk.run(t -> t.items().insert(all));
        expected.sort(Comparator.comparing(StoredItem::id, IndexOrder::compareIds));
        for (int size : List.of(1, 3, 100)) {
            List<StoredItem> found = new ArrayList<>();
            List<StoredItem> page;
            do {
                UUID after =
                        found.isEmpty() ? null : found.get(found.size() - 1).id();
                page = desk.read(t -> t.items().belonging(List.of(one, other, one), after, size));
                found.addAll(page);
            } while (page.size() == size);
            assertThat(found).isEqualTo(expected);
        }
        desk.look(t -> assertThat(t.items().belonging(List.of(), null, 10)).isEmpty());
        kit.desk()
                .look(t ->
                        assertThat(t.items().belonging(List.of(one), null, 10)).isEmpty());
    }
}
