package dev.crmkit.testkit.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crmkit.query.ArchivedFilter;
import dev.crmkit.query.Count;
import dev.crmkit.query.Measure;
import dev.crmkit.spi.storage.Edge;
import dev.crmkit.spi.storage.Field;
import dev.crmkit.spi.storage.Grouping;
import dev.crmkit.spi.storage.Grouping.Computation;
import dev.crmkit.spi.storage.IndexKind;
import dev.crmkit.spi.storage.IndexOrder;
import dev.crmkit.spi.storage.IndexValue;
import dev.crmkit.spi.storage.Links;
import dev.crmkit.spi.storage.Position;
import dev.crmkit.spi.storage.Predicate;
import dev.crmkit.spi.storage.RecordQuery;
import dev.crmkit.spi.storage.RecordStorage;
import dev.crmkit.spi.storage.RecordWrite;
import dev.crmkit.spi.storage.SortKey;
import dev.crmkit.testkit.SpecRule;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Rules STO-8. */
abstract class CountRules {
    private static final Computation RECORDS = new Computation(Measure.Function.COUNT, null);

    private final StorageTck kit;

    CountRules(StorageTck kit) {
        this.kit = kit;
    }

    private static IndexValue number(String text) {
        return new IndexValue.Decimal(new BigDecimal(text));
    }

    @Test
    @SpecRule("STO-8.1")
    @DisplayName("A count is exact up to the cap, and says at least past it; the page does not matter")
    void capped() {
        Desk desk = kit.desk();
        desk.store(IntStream.range(0, 12).mapToObj(i -> desk.draft().write()).toList());
        RecordQuery query = desk.question(Predicate.always(), List.of());
        desk.look(t -> assertThat(t.records().count(query, 13)).isEqualTo(new Count(12, true)));
        desk.look(t -> assertThat(t.records().count(query, 12)).isEqualTo(new Count(12, true)));
        desk.look(t -> assertThat(t.records().count(query, 11)).isEqualTo(new Count(11, false)));
        RecordQuery page = new RecordQuery(
                desk.main.object,
                Predicate.always(),
                ArchivedFilter.LIVE,
                List.of(),
                new Position(List.of(), desk.newId()),
                1);
        desk.look(t -> assertThat(t.records().count(page, 100)).isEqualTo(new Count(12, true)));
        RecordQuery none = desk.question(Predicate.never(), List.of());
        desk.look(t -> assertThat(t.records().count(none, 5)).isEqualTo(new Count(0, true)));
    }

    @Test
    @SpecRule("STO-8.2")
    @DisplayName("Without keys there is one group, also of no records")
    void noKeys() {
        Desk desk = kit.desk();
        Field number = desk.main.of(IndexKind.NUMBER);
        List<Computation> measures = List.of(
                RECORDS,
                new Computation(Measure.Function.COUNT, number),
                new Computation(Measure.Function.SUM, number),
                new Computation(Measure.Function.MIN, number),
                new Computation(Measure.Function.MAX, desk.main.of(IndexKind.MOMENT)));
        Grouping grouping =
                new Grouping(desk.main.object, Predicate.always(), ArchivedFilter.LIVE, List.of(), measures);
        desk.look(t -> assertThat(t.records().group(grouping)).singleElement().satisfies(row -> {
            assertThat(row.keys()).isEmpty();
            assertThat(row.values()).containsExactly(0L, 0L, null, null, null);
        }));
        desk.store(desk.draft());
        desk.look(t -> assertThat(t.records().group(grouping))
                .singleElement()
                .satisfies(row -> assertThat(row.values()).containsExactly(1L, 0L, null, null, null)));
    }

    @Test
    @SpecRule("STO-8.3")
    @DisplayName("Sums are exact, and of values only")
    void sums() {
        Desk desk = kit.desk();
        for (Field.Attribute field : List.of(desk.main.of(IndexKind.NUMBER), desk.main.plain(IndexKind.NUMBER))) {
            desk.store(
                    desk.draft().with(field, number("0.1")),
                    desk.draft().with(field, number("0.2")),
                    desk.draft().with(field, number("9007199254740993")),
                    desk.draft().with(field, number("-0.000000000000000001")),
                    desk.draft());
            Grouping grouping = new Grouping(
                    desk.main.object,
                    Predicate.always(),
                    ArchivedFilter.LIVE,
                    List.of(),
                    Stream.of(Measure.Function.SUM, Measure.Function.MIN, Measure.Function.MAX)
                            .map(function -> new Computation(function, field))
                            .toList());
            List<@Nullable Object> values =
                    desk.read(t -> t.records().group(grouping)).get(0).values();
            assertNumber(values.get(0), "9007199254740993.299999999999999999");
            assertNumber(values.get(1), "-0.000000000000000001");
            assertNumber(values.get(2), "9007199254740993");
        }
    }

    private static void assertNumber(@Nullable Object value, String expected) {
        assertThat(value)
                .isInstanceOfSatisfying(
                        BigDecimal.class, number -> assertThat(number).isEqualByComparingTo(expected));
    }

    @Test
    @SpecRule("STO-8.4")
    @DisplayName("Groups by every kind that groups, the empty ones under null")
    void everyKind() {
        Desk desk = kit.desk();
        Samples samples = new Samples(new Random(kit.seed()), desk.main, List.of(desk.newId(), desk.newId()));
        desk.store(IntStream.range(0, 60)
                .mapToObj(i -> samples.fill(desk.draft()).archived(null).write())
                .toList());
        List<Field> fields = new ArrayList<>(List.of(
                desk.main.singleReferences(),
                desk.main.singleTokens(),
                Field.SystemField.OWNER,
                Field.SystemField.DISPLAY_NAME,
                desk.main.currency));
        for (IndexKind kind :
                List.of(IndexKind.TEXT, IndexKind.TOKEN, IndexKind.NUMBER, IndexKind.CHOICE, IndexKind.CODE)) {
            fields.addAll(desk.main.both(kind));
        }
        for (Field field : fields) {
            assertGroups(desk, List.of(field));
        }
    }

    @Test
    @SpecRule("STO-8.5")
    @DisplayName("Up to four keys at once")
    void severalKeys() {
        Desk desk = kit.desk();
        Samples samples = new Samples(new Random(kit.seed() + 2), desk.main, List.of(desk.newId(), desk.newId()));
        desk.store(IntStream.range(0, 80)
                .mapToObj(i -> samples.fill(desk.draft()).archived(null).write())
                .toList());
        assertGroups(desk, List.of(desk.main.of(IndexKind.CHOICE), Field.SystemField.OWNER));
        assertGroups(
                desk,
                List.of(
                        desk.main.of(IndexKind.CHOICE),
                        desk.main.plain(IndexKind.CODE),
                        desk.main.singleReferences(),
                        Field.SystemField.SOURCE));
    }

    /** Compares with groups made by hand, identified by keys whose texts are folded. */
    private static void assertGroups(Desk desk, List<Field> fields) {
        Field sum = desk.main.of(IndexKind.NUMBER);
        Field code = desk.main.of(IndexKind.CODE);
        Field moment = desk.main.of(IndexKind.MOMENT);
        Grouping grouping = new Grouping(
                desk.main.object,
                Predicate.always(),
                ArchivedFilter.LIVE,
                fields.stream().map(field -> new Grouping.Key(field, List.of())).toList(),
                List.of(
                        RECORDS,
                        new Computation(Measure.Function.COUNT, sum),
                        new Computation(Measure.Function.SUM, sum),
                        new Computation(Measure.Function.MAX, code),
                        new Computation(Measure.Function.MIN, moment)));
        Map<List<@Nullable Object>, List<RecordWrite>> expected = new HashMap<>();
        desk.model
                .matching(desk.main.object, Predicate.always(), ArchivedFilter.LIVE)
                .forEach(write -> {
                    List<@Nullable Object> keys = new ArrayList<>();
                    fields.forEach(field -> keys.add(identity(Model.value(write, field))));
                    expected.computeIfAbsent(keys, any -> new ArrayList<>()).add(write);
                });
        Map<List<@Nullable Object>, Grouping.Row> found = new LinkedHashMap<>();
        for (Grouping.Row row : desk.read(t -> t.records().group(grouping))) {
            List<@Nullable Object> keys = new ArrayList<>();
            row.keys().forEach(key -> keys.add(identity(key)));
            assertThat(found.put(keys, row)).as("second group of %s", keys).isNull();
        }
        assertThat(found.keySet()).as("groups by %s", fields).isEqualTo(expected.keySet());
        found.forEach((keys, row) -> assertMeasures(row, expected.getOrDefault(keys, List.of()), sum, code, moment));
    }

    private static @Nullable Object identity(@Nullable IndexValue value) {
        return value instanceof IndexValue.Text text ? text.folded() : value;
    }

    private static void assertMeasures(
            Grouping.Row row, List<RecordWrite> members, Field sum, Field code, Field moment) {
        List<BigDecimal> numbers =
                values(members, sum).map(v -> ((IndexValue.Decimal) v).number()).toList();
        assertThat(row.values().get(0)).isEqualTo((long) members.size());
        assertThat(row.values().get(1)).isEqualTo((long) numbers.size());
        if (numbers.isEmpty()) {
            assertThat(row.values().get(2)).isNull();
        } else {
            assertNumber(
                    row.values().get(2),
                    numbers.stream().reduce(BigDecimal.ZERO, BigDecimal::add).toPlainString());
        }
        Integer greatest = values(members, code)
                .map(v -> ((IndexValue.Code) v).number())
                .max(Integer::compare)
                .orElse(null);
        if (greatest == null) {
            assertThat(row.values().get(3)).isNull();
        } else {
            assertNumber(row.values().get(3), greatest.toString());
        }
        assertThat(row.values().get(4))
                .isEqualTo(values(members, moment)
                        .map(v -> ((IndexValue.Moment) v).instant())
                        .min(Instant::compareTo)
                        .orElse(null));
    }

    private static Stream<IndexValue> values(List<RecordWrite> writes, Field field) {
        return writes.stream().map(write -> Model.value(write, field)).filter(Objects::nonNull);
    }

    @Test
    @SpecRule("STO-8.6")
    @DisplayName("Text groups by its folded form and shows one of the raw forms")
    void foldedGroups() {
        Desk desk = kit.desk();
        Field.Attribute field = desk.main.of(IndexKind.TEXT);
        desk.store(
                desk.draft().text(field, "Straße"),
                desk.draft().text(field, "STRAẞE"),
                desk.draft().text(field, "other"));
        Grouping grouping = new Grouping(
                desk.main.object,
                Predicate.always(),
                ArchivedFilter.LIVE,
                List.of(new Grouping.Key(field, List.of())),
                List.of(RECORDS));
        Map<String, Object> found = new HashMap<>();
        desk.read(t -> t.records().group(grouping))
                .forEach(row -> found.put(
                        ((IndexValue.Text) Objects.requireNonNull(row.keys().get(0))).raw(), row.values()));
        assertThat(found).hasSize(2).containsEntry("other", List.of(1L));
        found.remove("other");
        assertThat(found.keySet()).isSubsetOf("Straße", "STRAẞE");
        assertThat(found.values()).containsExactly(List.of(2L));
    }

    @Test
    @SpecRule("STO-8.7")
    @DisplayName("With boundaries a moment falls into the bucket that begins last before it or at it")
    void buckets() {
        Desk desk = kit.desk();
        Instant first = Instant.parse("2026-01-01T00:00:00Z");
        Instant second = Instant.parse("2026-02-01T00:00:00Z");
        Instant third = Instant.parse("2026-03-01T00:00:00Z");
        for (Field.Attribute field : desk.main.both(IndexKind.MOMENT)) {
            Desk fresh = kit.desk();
            Field.Attribute own = field.equals(desk.main.of(IndexKind.MOMENT))
                    ? fresh.main.of(IndexKind.MOMENT)
                    : fresh.main.plain(IndexKind.MOMENT);
            for (Instant at : List.of(first, second.minusNanos(1_000), second, third, third.plusSeconds(9_999_999))) {
                fresh.store(fresh.draft().with(own, new IndexValue.Moment(at)));
            }
            fresh.store(fresh.draft());
            Grouping grouping = new Grouping(
                    fresh.main.object,
                    Predicate.always(),
                    ArchivedFilter.LIVE,
                    List.of(new Grouping.Key(own, List.of(first, second, third))),
                    List.of(RECORDS));
            Map<@Nullable Object, Object> found = new HashMap<>();
            fresh.read(t -> t.records().group(grouping))
                    .forEach(row -> found.put(row.keys().get(0), row.values().get(0)));
            Map<@Nullable Object, Object> expected = new HashMap<>();
            expected.put(new IndexValue.Moment(first), 2L);
            expected.put(new IndexValue.Moment(second), 1L);
            expected.put(new IndexValue.Moment(third), 2L);
            expected.put(null, 1L);
            assertThat(found).isEqualTo(expected);
        }
    }

    @Test
    @SpecRule("STO-8.8")
    @DisplayName("It says how each named field is served, in order and once, and may show its own plan")
    void accesses() {
        Desk desk = kit.desk();
        Field number = desk.main.of(IndexKind.NUMBER);
        Field text = desk.main.plain(IndexKind.TEXT);
        Field code = desk.main.of(IndexKind.CODE);
        RecordQuery query = desk.question(
                new Predicate.All(List.of(
                        new Predicate.IsEmpty(number).negate(),
                        new Predicate.Any(List.of(
                                new Predicate.Matches(text, Predicate.Where.INSIDE, "x"),
                                new Predicate.Range(number, null, true, null, true))))),
                List.of(new SortKey(code, false), new SortKey(text, true)));
        List<RecordStorage.FieldAccess> accesses = desk.read(t -> t.records().accesses(query));
        assertThat(accesses).extracting(RecordStorage.FieldAccess::field).containsExactly(number, text, code);
        desk.look(t -> assertThat(t.records().plan(query)).isNotNull());
        Map<UUID, Boolean> indexed = desk.read(t -> t.schema().indexed(desk.main.object));
        assertThat(accesses)
                .filteredOn(access -> !access.field().equals(text))
                .allSatisfy(access -> assertThat(access.indexed())
                        .as("%s is indexed", access.field())
                        .isEqualTo(indexed.get(((Field.Attribute) access.field()).attributeId())));
    }

    @Test
    @SpecRule("STO-8.9")
    @DisplayName("Linked live records group by the records that they are linked to, from either end of the edges")
    void linkedGroups() {
        Desk desk = kit.desk();
        Field.Attribute number = desk.main.of(IndexKind.NUMBER);
        Field.Attribute code = desk.main.of(IndexKind.CODE);
        List<Draft> linked = IntStream.range(0, 6)
                .mapToObj(i ->
                        desk.draft().with(number, number(String.valueOf(i))).with(code, new IndexValue.Code(i % 2)))
                .toList();
        List<Draft> anchors = IntStream.range(0, 3).mapToObj(i -> desk.draft()).toList();
        linked.get(5).archived(Instant.parse("2026-03-01T09:00:00Z"));
        desk.store(linked.toArray(Draft[]::new));
        desk.store(anchors.toArray(Draft[]::new));
        UUID first = anchors.get(0).id;
        UUID second = anchors.get(1).id;
        UUID third = anchors.get(2).id;
        List<Edge> edges = new ArrayList<>();
        for (Draft draft : linked) {
            edges.add(new Edge(new Edge.Key(draft.id, "up", first), 0, ""));
            edges.add(new Edge(new Edge.Key(third, "down", draft.id), 0, ""));
        }
        edges.add(new Edge(new Edge.Key(linked.get(1).id, "up", second), 0, ""));
        edges.add(new Edge(new Edge.Key(linked.get(2).id, "other", second), 0, ""));
        desk.run(transaction -> transaction.edges().put(edges));
        List<Computation> measures = List.of(RECORDS, new Computation(Measure.Function.SUM, number));
        Links up = new Links(desk.main.object, "up", false, Set.of(first, second, third), Predicate.always());
        assertThat(linked(desk, up, List.of(), measures))
                .isEqualTo(Map.of(first + " []", "5 10", second + " []", "1 1"));
        Links some = new Links(
                desk.main.object,
                "down",
                true,
                Set.of(third, first),
                new Predicate.Range(number, number("1"), true, null, true));
        assertThat(linked(desk, some, List.of(new Grouping.Key(code, List.of())), measures))
                .isEqualTo(Map.of(third + " [Code[number=0]]", "2 6", third + " [Code[number=1]]", "2 4"));
        desk.look(t -> assertThat(t.records()
                        .group(
                                new Links(desk.main.object, "up", false, Set.of(), Predicate.always()),
                                List.of(),
                                measures))
                .isEmpty());
    }

    /** Anchor and further keys of each row, with what was computed. */
    private static Map<String, String> linked(
            Desk desk, Links links, List<Grouping.Key> keys, List<Computation> measures) {
        Map<String, String> found = new HashMap<>();
        for (Grouping.Row row : desk.read(t -> t.records().group(links, keys, measures))) {
            UUID anchor = ((IndexValue.References)
                            Objects.requireNonNull(row.keys().get(0)))
                    .ids()
                    .get(0);
            String sum = ((BigDecimal) Objects.requireNonNull(row.values().get(1))).toPlainString();
            assertThat(found.put(
                            anchor + " " + row.keys().subList(1, row.keys().size()),
                            row.values().get(0) + " " + sum))
                    .as("one row for each group")
                    .isNull();
        }
        return found;
    }

    @Test
    @SpecRule("STO-8.10")
    @DisplayName(
            "The first of the linked records is found for each anchor: by value, then by id, never one without a value")
    void firsts() {
        Desk desk = kit.desk();
        for (Field.Attribute field : List.of(desk.main.of(IndexKind.NUMBER), desk.main.plain(IndexKind.NUMBER))) {
            List<Draft> linked = Stream.of("3", "1", "1", "9")
                    .map(text -> desk.draft().with(field, number(text)))
                    .toList();
            Draft none = desk.draft();
            Draft archived = desk.draft().with(field, number("0")).archived(Instant.parse("2026-03-01T09:00:00Z"));
            Draft anchor = desk.draft();
            Draft lonely = desk.draft();
            desk.store(linked.toArray(Draft[]::new));
            desk.store(none, archived, anchor, lonely);
            List<Edge> edges = new ArrayList<>();
            Stream.concat(linked.stream(), Stream.of(none, archived))
                    .forEach(draft -> edges.add(new Edge(new Edge.Key(draft.id, "up", anchor.id), 0, "")));
            edges.add(new Edge(new Edge.Key(none.id, "up", lonely.id), 0, ""));
            desk.run(transaction -> transaction.edges().put(edges));
            Links links = new Links(desk.main.object, "up", false, Set.of(anchor.id, lonely.id), Predicate.always());
            UUID least = Stream.of(linked.get(1).id, linked.get(2).id)
                    .min(IndexOrder::compareIds)
                    .orElseThrow();
            desk.look(t -> assertThat(t.records().first(links, new SortKey(field, false)))
                    .isEqualTo(Map.of(anchor.id, least)));
            desk.look(t -> assertThat(t.records().first(links, new SortKey(field, true)))
                    .isEqualTo(Map.of(anchor.id, linked.get(3).id)));
        }
    }
}
