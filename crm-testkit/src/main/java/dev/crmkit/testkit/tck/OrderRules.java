package dev.crmkit.testkit.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crmkit.query.ArchivedFilter;
import dev.crmkit.spi.storage.Field;
import dev.crmkit.spi.storage.IndexKind;
import dev.crmkit.spi.storage.IndexValue;
import dev.crmkit.spi.storage.Position;
import dev.crmkit.spi.storage.Predicate;
import dev.crmkit.spi.storage.RecordPage;
import dev.crmkit.spi.storage.RecordQuery;
import dev.crmkit.spi.storage.SortKey;
import dev.crmkit.spi.storage.StoredRecord;
import dev.crmkit.testkit.SpecRule;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Rules STO-7. */
abstract class OrderRules {
    private final StorageTck kit;

    OrderRules(StorageTck kit) {
        this.kit = kit;
    }

    private static void assertOrdered(Desk desk, List<SortKey> sorts) {
        List<UUID> expected =
                desk.model.list(desk.main.object, Predicate.always(), ArchivedFilter.LIVE, sorts, desk.main::options);
        RecordQuery question = desk.question(Predicate.always(), sorts);
        for (int size : List.of(1, 3, 1_000)) {
            assertThat(desk.list(question, size))
                    .as("pages of %s by %s", size, sorts)
                    .isEqualTo(expected);
        }
    }

    @Test
    @SpecRule({"STO-7.1", "STO-7.2", "STO-7.3"})
    @DisplayName("Every sortable field sorts both ways, empties last, ties by id")
    void everyField() {
        Desk desk = kit.desk();
        Samples samples = new Samples(new Random(kit.seed()), desk.main, List.of(desk.newId(), desk.newId()));
        desk.store(IntStream.range(0, 40)
                .mapToObj(i -> samples.fill(desk.draft()).archived(null).write())
                .toList());
        List<Field> fields = new ArrayList<>(desk.main.fields());
        fields.addAll(List.of(Field.SystemField.values()));
        for (Field field : fields) {
            if (field.kind().isSortable()) {
                for (boolean descending : List.of(false, true)) {
                    SortKey sort = new SortKey(field, descending);
                    assertThat(desk.list(desk.question(Predicate.always(), List.of(sort)), 7))
                            .as("%s", sort)
                            .isEqualTo(desk.model.list(
                                    desk.main.object,
                                    Predicate.always(),
                                    ArchivedFilter.LIVE,
                                    List.of(sort),
                                    desk.main::options));
                }
            }
        }
    }

    @Test
    @SpecRule("STO-7.2")
    @DisplayName("Empties come last, ascending and descending")
    void emptiesLast() {
        Desk desk = kit.desk();
        Field.Attribute field = desk.main.of(IndexKind.NUMBER);
        Draft empty = desk.draft();
        Draft one = desk.draft().with(field, new IndexValue.Decimal(BigDecimal.ONE));
        Draft two = desk.draft().with(field, new IndexValue.Decimal(BigDecimal.valueOf(2)));
        desk.store(empty, two, one);
        assertThat(desk.list(desk.question(Predicate.always(), List.of(new SortKey(field, false))), 1))
                .containsExactly(one.id, two.id, empty.id);
        assertThat(desk.list(desk.question(Predicate.always(), List.of(new SortKey(field, true))), 1))
                .containsExactly(two.id, one.id, empty.id);
    }

    @Test
    @SpecRule("STO-7.3")
    @DisplayName("Without a sort the greatest id is first, bytewise; ties follow the last sort key's direction")
    void idOrder() {
        Desk desk = kit.desk();
        List<UUID> rising = Stream.of(
                        "00000000-0000-7000-8000-000000000001",
                        "7fffffff-ffff-7fff-bfff-ffffffffffff",
                        "80000000-0000-7000-8000-000000000000",
                        "ffffffff-ffff-7fff-8000-000000000000",
                        "ffffffff-ffff-7fff-bfff-ffffffffffff")
                .map(UUID::fromString)
                .toList();
        desk.store(rising.stream()
                .map(id -> new Draft(desk.main.object, id).write())
                .toList());
        List<UUID> falling = new ArrayList<>(rising);
        Collections.reverse(falling);
        assertThat(desk.list(desk.question(Predicate.always(), List.of()), 2)).isEqualTo(falling);
        Field.Attribute field = desk.main.of(IndexKind.TEXT);
        for (boolean descending : List.of(false, true)) {
            List<SortKey> sorts =
                    List.of(new SortKey(Field.SystemField.OWNER, !descending), new SortKey(field, descending));
            assertThat(desk.list(desk.question(Predicate.always(), sorts), 2)).isEqualTo(descending ? falling : rising);
        }
    }

    @Test
    @SpecRule("STO-7.4")
    @DisplayName("Text sorts by code point of the folded form, then of itself")
    void codePoints() {
        Desk desk = kit.desk();
        List<String> rising = List.of(
                "\u0001", " ", "1", "10", "9", "A", "a", "a b", "B", "b", "Ä", "ä", "\uFFFF", "\uD800\uDC00", "😀");
        for (Field.Attribute field : desk.main.both(IndexKind.TEXT)) {
            Desk fresh = kit.desk();
            Field.Attribute own = field.equals(desk.main.of(IndexKind.TEXT))
                    ? fresh.main.of(IndexKind.TEXT)
                    : fresh.main.plain(IndexKind.TEXT);
            fresh.store(rising.stream()
                    .map(text -> fresh.draft().named(text).text(own, text).write())
                    .toList());
            for (Field sorted : List.of(own, Field.SystemField.DISPLAY_NAME)) {
                RecordQuery question = fresh.question(Predicate.always(), List.of(new SortKey(sorted, false)));
                List<String> found = fresh.read(t -> t.records().list(question)).records().stream()
                        .map(StoredRecord::displayName)
                        .toList();
                assertThat(found).isEqualTo(rising);
            }
        }
    }

    @Test
    @SpecRule("STO-7.4")
    @DisplayName("Long texts that differ only at their end are told apart")
    void longTies() {
        Desk desk = kit.desk();
        String prefix = "😀".repeat(250);
        desk.store(Stream.of("c", "A", "b", "", "B", "a")
                .map(end -> desk.draft()
                        .named(prefix + end)
                        .text(desk.main.of(IndexKind.TEXT), prefix + end)
                        .with(desk.main.of(IndexKind.TOKEN), new IndexValue.Token(prefix + end))
                        .write())
                .toList());
        for (Field field :
                List.of(desk.main.of(IndexKind.TEXT), desk.main.of(IndexKind.TOKEN), Field.SystemField.DISPLAY_NAME)) {
            assertOrdered(desk, List.of(new SortKey(field, false)));
            assertOrdered(desk, List.of(new SortKey(field, true)));
        }
    }

    @Test
    @SpecRule("STO-7.5")
    @DisplayName("Several sort keys, each with its own direction")
    void severalKeys() {
        Desk desk = kit.desk();
        Samples samples = new Samples(new Random(kit.seed() + 1), desk.main, List.of(desk.newId(), desk.newId()));
        desk.store(IntStream.range(0, 60)
                .mapToObj(i -> samples.fill(desk.draft()).archived(null).write())
                .toList());
        Field choice = desk.main.of(IndexKind.CHOICE);
        Field code = desk.main.of(IndexKind.CODE);
        Field moment = desk.main.plain(IndexKind.MOMENT);
        for (int bits = 0; bits < 8; bits++) {
            assertOrdered(
                    desk,
                    List.of(
                            new SortKey(choice, (bits & 1) == 1),
                            new SortKey(code, (bits & 2) == 2),
                            new SortKey(moment, (bits & 4) == 4)));
        }
    }

    @Test
    @SpecRule("STO-7.7")
    @DisplayName("A page says where the next begins, and only when there is one")
    void next() {
        Desk desk = kit.desk();
        RecordQuery question =
                desk.question(Predicate.always(), List.of(new SortKey(desk.main.of(IndexKind.TEXT), false)));
        assertThat(desk.page(question, null, 10).next()).isNull();
        List<Draft> drafts = Stream.of("a", "b", "c", "d")
                .map(text -> desk.draft().text(desk.main.of(IndexKind.TEXT), text))
                .toList();
        desk.store(drafts.toArray(Draft[]::new));
        RecordPage first = desk.page(question, null, 2);
        assertThat(first.next()).isEqualTo(new Position(List.of(IndexValue.Text.of("b")), drafts.get(1).id));
        RecordPage second = desk.page(question, first.next(), 2);
        assertThat(second.records()).extracting(StoredRecord::id).containsExactly(drafts.get(2).id, drafts.get(3).id);
        assertThat(second.next()).isNull();
        assertThat(desk.page(question, null, 4).next()).isNull();
        assertThat(desk.page(question, null, 1_000).records()).hasSize(4);
    }

    @Test
    @SpecRule("STO-7.8")
    @DisplayName("A page may begin after a record that is gone or never was")
    void afterAnything() {
        Desk desk = kit.desk();
        Field.Attribute field = desk.main.of(IndexKind.NUMBER);
        List<Draft> drafts = IntStream.range(0, 5)
                .mapToObj(i -> desk.draft().with(field, new IndexValue.Decimal(BigDecimal.valueOf(i))))
                .toList();
        desk.store(drafts.toArray(Draft[]::new));
        RecordQuery question = desk.question(Predicate.always(), List.of(new SortKey(field, false)));
        Position between = new Position(List.of(new IndexValue.Decimal(new BigDecimal("2.5"))), desk.newId());
        assertThat(desk.page(question, between, 10).records())
                .extracting(StoredRecord::id)
                .containsExactly(drafts.get(3).id, drafts.get(4).id);
    }

    @Test
    @SpecRule("STO-7.9")
    @DisplayName("While others insert and archive, nothing that stayed is skipped or repeated")
    void pagingUnderChange() {
        for (boolean descending : List.of(false, true)) {
            Desk desk = kit.desk();
            Field.Attribute field = desk.main.of(IndexKind.NUMBER);
            List<Draft> drafts = IntStream.range(0, 60)
                    .mapToObj(i -> desk.draft()
                            .with(field, i % 6 == 5 ? null : new IndexValue.Decimal(BigDecimal.valueOf(i / 3))))
                    .toList();
            desk.store(drafts.toArray(Draft[]::new));
            RecordQuery question = desk.question(Predicate.always(), List.of(new SortKey(field, descending)));
            List<UUID> archived = new ArrayList<>();
            List<UUID> inserted = new ArrayList<>();
            List<UUID> seen = new ArrayList<>();
            Position after = null;
            int turn = 0;
            do {
                RecordPage page = desk.page(question, after, 7);
                page.records().forEach(record -> seen.add(record.id()));
                after = page.next();
                disturb(desk, field, drafts.get(turn * 7 % 60), archived, inserted);
                turn++;
            } while (after != null);
            assertThat(seen).doesNotHaveDuplicates();
            List<UUID> stayed = desk.model.list(
                    desk.main.object, Predicate.always(), ArchivedFilter.LIVE, question.sorts(), desk.main::options);
            List<UUID> stayedFromTheStart =
                    stayed.stream().filter(id -> !inserted.contains(id)).toList();
            assertThat(seen.stream()
                            .filter(id -> !inserted.contains(id) && !archived.contains(id))
                            .toList())
                    .as("descending %s", descending)
                    .isEqualTo(stayedFromTheStart);
        }
    }

    private static void disturb(
            Desk desk, Field.Attribute field, Draft victim, List<UUID> archived, List<UUID> inserted) {
        StoredRecord record = desk.get(victim.id);
        if (!record.isArchived()) {
            desk.store(Draft.after(record).archived(Instant.parse("2026-03-02T00:00:00Z")));
            archived.add(victim.id);
        }
        for (int number : List.of(0, 10, 19)) {
            Draft extra = desk.draft().with(field, new IndexValue.Decimal(BigDecimal.valueOf(number)));
            Draft empty = desk.draft();
            desk.store(extra, empty);
            inserted.addAll(List.of(extra.id, empty.id));
        }
    }
}
