package dev.crmkit.testkit.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crmkit.query.ArchivedFilter;
import dev.crmkit.spi.storage.Field;
import dev.crmkit.spi.storage.GroupHeads;
import dev.crmkit.spi.storage.IndexKind;
import dev.crmkit.spi.storage.IndexValue;
import dev.crmkit.spi.storage.Predicate;
import dev.crmkit.spi.storage.RecordPage;
import dev.crmkit.spi.storage.RecordQuery;
import dev.crmkit.spi.storage.SortKey;
import dev.crmkit.spi.storage.StoredRecord;
import dev.crmkit.testkit.SpecRule;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Rules STO-7 about the first pages of several groups. */
abstract class HeadRules {
    private final StorageTck kit;

    HeadRules(StorageTck kit) {
        this.kit = kit;
    }

    private static RecordQuery limited(RecordQuery query, int limit) {
        return new RecordQuery(query.objectId(), query.predicate(), query.archived(), query.sorts(), null, limit);
    }

    private static List<UUID> ids(RecordPage page) {
        return page.records().stream().map(StoredRecord::id).toList();
    }

    private static List<RecordPage> heads(Desk desk, GroupHeads asked) {
        return desk.read(t -> t.records().heads(asked));
    }

    /** Compares with the model, and each end with that of the list. */
    private static void assertHeads(Desk desk, RecordQuery list, Field field, List<@Nullable IndexValue> values) {
        GroupHeads asked = new GroupHeads(list, field, values);
        List<RecordPage> pages = heads(desk, asked);
        assertThat(pages).as("one page for each value of %s", field).hasSameSizeAs(values);
        for (int i = 0; i < values.size(); i++) {
            RecordQuery one = asked.of(values.get(i));
            List<UUID> all =
                    desk.model.list(one.objectId(), one.predicate(), one.archived(), one.sorts(), desk.main::options);
            assertThat(ids(pages.get(i)))
                    .as("first %s of %s = %s by %s", list.limit(), field, values.get(i), list.sorts())
                    .isEqualTo(all.subList(0, Math.min(all.size(), list.limit())));
            assertThat(pages.get(i).next())
                    .as("the end of the page of %s = %s by %s", field, values.get(i), list.sorts())
                    .isEqualTo(desk.read(t -> t.records().list(one)).next());
        }
    }

    private static List<@Nullable IndexValue> valuesOf(Desk desk, Field field) {
        Set<@Nullable IndexValue> values = new LinkedHashSet<>();
        desk.model
                .matching(desk.main.object, Predicate.always(), ArchivedFilter.ALL)
                .forEach(write -> values.add(Model.value(write, field)));
        values.add(null);
        return new ArrayList<>(values);
    }

    private static List<Field> groupable(Desk desk) {
        List<Field> fields = new ArrayList<>(List.of(
                desk.main.singleReferences(),
                desk.main.singleTokens(),
                desk.main.currency,
                Field.SystemField.OWNER,
                Field.SystemField.SOURCE));
        for (IndexKind kind : List.of(IndexKind.TOKEN, IndexKind.NUMBER, IndexKind.CHOICE, IndexKind.CODE)) {
            fields.addAll(desk.main.both(kind));
        }
        return fields;
    }

    @Test
    @SpecRule("STO-7.10")
    @DisplayName(
            "The heads of groups by every kind that groups are the first pages of their lists, also of the empty group")
    void everyKind() {
        Desk desk = kit.desk();
        Samples samples = new Samples(new Random(kit.seed()), desk.main, List.of(desk.newId(), desk.newId()));
        desk.store(IntStream.range(0, 60)
                .mapToObj(i -> samples.fill(desk.draft()).archived(null).write())
                .toList());
        for (Field field : groupable(desk)) {
            for (int limit : List.of(1, 3, 1_000)) {
                assertHeads(
                        desk,
                        limited(desk.question(Predicate.always(), List.of()), limit),
                        field,
                        valuesOf(desk, field));
            }
        }
    }

    @Test
    @SpecRule({"STO-7.10", "STO-7.1", "STO-7.2", "STO-7.3"})
    @DisplayName("They follow every order, empties last and ties by id, and any condition")
    void everyOrder() {
        Desk desk = kit.desk();
        Samples samples = new Samples(new Random(kit.seed() + 3), desk.main, List.of(desk.newId(), desk.newId()));
        desk.store(IntStream.range(0, 60)
                .mapToObj(i -> samples.fill(desk.draft()).write())
                .toList());
        List<Field> groups = groupable(desk);
        int found = 0;
        for (int i = 0; i < kit.modelQuestions() / 4; i++) {
            Field field = samples.one(groups);
            RecordQuery list = new RecordQuery(
                    desk.main.object,
                    i % 3 == 0 ? Predicate.always() : samples.predicate(2),
                    samples.one(List.of(ArchivedFilter.values())),
                    samples.sorts(),
                    null,
                    samples.one(List.of(1, 2, 5)));
            List<@Nullable IndexValue> values = valuesOf(desk, field);
            assertHeads(desk, list, field, values.subList(0, Math.min(values.size(), 8)));
            found += heads(desk, new GroupHeads(list, field, values)).stream()
                    .mapToInt(page -> page.records().size())
                    .sum();
        }
        // Questions that find nothing would prove nothing.
        assertThat(found).isGreaterThan(kit.modelQuestions() / 4);
    }

    @Test
    @SpecRule("STO-7.11")
    @DisplayName(
            "They come in the order of the values asked for; a value that nobody has makes an empty page, no values no page")
    void askedOrder() {
        Desk desk = kit.desk();
        Field.Attribute field = desk.main.of(IndexKind.CHOICE);
        List<String> options = desk.main.options(field);
        desk.store(Stream.of(options.get(1), options.get(0), options.get(1))
                .map(option ->
                        desk.draft().with(field, new IndexValue.Choice(option)).write())
                .toList());
        desk.store(desk.draft());
        List<@Nullable IndexValue> values = new ArrayList<>();
        values.add(new IndexValue.Choice(options.get(4)));
        values.add(null);
        values.add(new IndexValue.Choice(options.get(1)));
        values.add(new IndexValue.Choice("gone"));
        values.add(new IndexValue.Choice(options.get(0)));
        RecordQuery list = desk.question(Predicate.always(), List.of());
        assertThat(heads(desk, new GroupHeads(list, field, values)))
                .extracting(page -> page.records().size())
                .containsExactly(0, 1, 2, 0, 1);
        assertHeads(desk, list, field, values);
        assertThat(heads(desk, new GroupHeads(list, field, List.of()))).isEmpty();
        List<@Nullable IndexValue> unknown = List.of(new IndexValue.Choice("gone"));
        assertThat(heads(desk, new GroupHeads(list, field, unknown)))
                .singleElement()
                .satisfies(page -> assertThat(page.records()).isEmpty());
    }

    @Test
    @SpecRule("STO-7.11")
    @DisplayName("Two hundred groups at once, and each goes on where its page ends")
    void many() {
        Desk desk = kit.desk();
        Field.Attribute field = desk.main.of(IndexKind.NUMBER);
        List<@Nullable IndexValue> values = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            IndexValue value = new IndexValue.Decimal(BigDecimal.valueOf(i));
            values.add(value);
            desk.store(IntStream.range(0, 3)
                    .mapToObj(copy -> desk.draft().with(field, value).write())
                    .toList());
        }
        RecordQuery list = limited(
                desk.question(Predicate.always(), List.of(new SortKey(Field.SystemField.CREATED_AT, false))), 2);
        GroupHeads asked = new GroupHeads(list, field, values);
        List<RecordPage> pages = heads(desk, asked);
        assertThat(pages)
                .hasSize(200)
                .allSatisfy(page -> assertThat(page.records()).hasSize(2));
        for (int i = 0; i < 200; i += 40) {
            RecordQuery one = asked.of(values.get(i));
            RecordPage rest = desk.page(one, Objects.requireNonNull(pages.get(i).next()), 2);
            assertThat(Stream.concat(ids(pages.get(i)).stream(), ids(rest).stream()))
                    .containsExactlyElementsOf(desk.model.list(
                            one.objectId(), one.predicate(), one.archived(), one.sorts(), desk.main::options));
        }
    }
}
