package dev.crmkit.storage.jooq.internal.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crmkit.query.ArchivedFilter;
import dev.crmkit.query.Count;
import dev.crmkit.query.Measure;
import dev.crmkit.spi.storage.Field;
import dev.crmkit.spi.storage.Grouping;
import dev.crmkit.spi.storage.IndexKind;
import dev.crmkit.spi.storage.IndexValue;
import dev.crmkit.spi.storage.Position;
import dev.crmkit.spi.storage.Predicate;
import dev.crmkit.spi.storage.RecordPage;
import dev.crmkit.spi.storage.RecordQuery;
import dev.crmkit.spi.storage.SortKey;
import dev.crmkit.spi.storage.StoredRecord;
import dev.crmkit.storage.jooq.internal.Dialect;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Random questions about random records: the database answers what Java does, page by page. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class RecordQueriesContract {
    private static final int QUERIES = 700;
    private static final int GROUPINGS = 150;

    private final Random random = new Random(20261122);
    private final World world = new World(random, 7, 1, 2);
    private TestDatabase database;

    abstract Dialect dialect();

    @BeforeAll
    void fill() throws Exception {
        database = TestDatabase.start(dialect());
        for (int i = 0; i < 150; i++) {
            world.put(i % 3 == 0 ? world.target() : world.main(), world.id(), 1);
        }
        write(world, true);
        // Half of them once more, with other values: what an update leaves must not differ from what an insert does.
        List<UUID> changed = world.samples().keySet().stream()
                .filter(id -> random.nextBoolean())
                .toList();
        for (UUID id : changed) {
            world.put(world.samples().get(id).record().objectId(), id, 2);
        }
        write(world, false);
        // A neighbour with the same ids must not show through.
        World neighbour = new World(random, 8, 1, 1);
        world.samples().keySet().forEach(id -> neighbour.put(neighbour.main(), id, 1));
        write(neighbour, true);
    }

    private void write(World wanted, boolean isNew) throws Exception {
        try (TestDatabase.Transaction transaction = database.begin(wanted.map())) {
            for (UUID object : List.of(wanted.main(), wanted.target())) {
                transaction
                        .records()
                        .write(
                                object,
                                wanted.samples(object).stream()
                                        .map(sample -> sample.write(isNew))
                                        .toList());
            }
            transaction.commit();
        }
    }

    @AfterAll
    void stop() throws Exception {
        database.stop();
    }

    @Test
    void records_come_back_as_they_were_written() throws Exception {
        try (TestDatabase.Transaction transaction = database.begin(world.map())) {
            List<StoredRecord> loaded =
                    transaction.records().load(world.samples().keySet());
            assertThat(transaction.statements()).isEqualTo(1);
            assertThat(loaded)
                    .containsExactlyInAnyOrderElementsOf(world.samples().values().stream()
                            .map(World.Sample::record)
                            .toList());
            transaction.records().labels(world.samples().keySet()).forEach((id, label) -> {
                StoredRecord record = world.samples().get(id).record();
                assertThat(label.displayName()).isEqualTo(record.displayName());
                assertThat(label.archived()).isEqualTo(record.isArchived());
                assertThat(label.objectId()).isEqualTo(record.objectId());
            });
        }
    }

    @Test
    void lists_and_counts_agree_with_java() throws Exception {
        try (TestDatabase.Transaction transaction = database.begin(world.map())) {
            int found = 0;
            for (int i = 0; i < QUERIES; i++) {
                RecordQuery query = new RecordQuery(
                        world.main(),
                        world.predicate(world.main(), i % 3),
                        world.one(List.of(ArchivedFilter.values())),
                        world.sorts(world.main()),
                        null,
                        random.nextInt(40) + 1);
                found += compare(transaction, query);
            }
            // Predicates that are never true would prove nothing.
            assertThat(found).isGreaterThan(QUERIES * 10);
        }
    }

    @Test
    void every_sort_agrees_with_java() throws Exception {
        try (TestDatabase.Transaction transaction = database.begin(world.map())) {
            List<Field> fields = new ArrayList<>(Arrays.asList(Field.SystemField.values()));
            fields.addAll(world.fields(world.main()));
            for (Field field : fields) {
                if (field.kind().isSortable()) {
                    for (boolean descending : new boolean[] {false, true}) {
                        List<SortKey> sorts = List.of(new SortKey(field, descending));
                        assertThat(compare(transaction, all(sorts, 7))).isEqualTo(100);
                    }
                }
            }
        }
    }

    private RecordQuery all(List<SortKey> sorts, int limit) {
        return new RecordQuery(world.main(), Predicate.always(), ArchivedFilter.ALL, sorts, null, limit);
    }

    /** Walks all pages, and says how many records there were. */
    private int compare(TestDatabase.Transaction transaction, RecordQuery query) {
        List<UUID> expected = world.answer(query).stream().map(World.Sample::id).toList();
        List<UUID> actual = new ArrayList<>();
        Position after = null;
        do {
            RecordQuery page = new RecordQuery(
                    query.objectId(), query.predicate(), query.archived(), query.sorts(), after, query.limit());
            int before = transaction.statements();
            RecordPage answer = transaction.records().list(page);
            assertThat(transaction.statements() - before).isEqualTo(1);
            answer.records().forEach(record -> {
                actual.add(record.id());
                assertThat(record).isEqualTo(world.samples().get(record.id()).record());
            });
            after = answer.next();
            if (after != null) {
                assertThat(answer.records()).as("%s", page).hasSize(query.limit());
            }
            assertThat(actual).as("%s", page).hasSizeLessThanOrEqualTo(expected.size());
        } while (after != null);
        assertThat(actual).as("%s", query).isEqualTo(expected);
        int cap = random.nextInt(60) + 1;
        assertThat(transaction.records().count(query, cap))
                .as("%s", query)
                .isEqualTo(new Count(Math.min(cap, expected.size()), expected.size() <= cap));
        return expected.size();
    }

    @Test
    void groups_agree_with_java() throws Exception {
        try (TestDatabase.Transaction transaction = database.begin(world.map())) {
            for (int i = 0; i < GROUPINGS; i++) {
                Grouping grouping = new Grouping(
                        world.main(),
                        random.nextInt(3) == 0 ? Predicate.never() : world.predicate(world.main(), 1),
                        ArchivedFilter.ALL,
                        groupKeys(),
                        computations());
                int before = transaction.statements();
                List<Grouping.Row> rows = transaction.records().group(grouping);
                assertThat(transaction.statements() - before).isEqualTo(1);
                Map<List<Object>, List<Object>> actual = new HashMap<>();
                rows.forEach(row -> assertThat(actual.put(folded(row.keys()), new ArrayList<>(row.values())))
                        .isNull());
                assertThat(actual).as("%s", grouping).isEqualTo(expected(grouping));
            }
        }
    }

    private List<Grouping.Key> groupKeys() {
        List<Grouping.Key> keys = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            Field field = world.anyField(world.main());
            boolean single = field.kind() != IndexKind.TOKENS && field.kind() != IndexKind.REFERENCES;
            switch (field.kind()) {
                case MOMENT ->
                    keys.add(new Grouping.Key(
                            field,
                            List.of(
                                    Instant.parse("0001-01-01T00:00:00Z"),
                                    Instant.parse("2011-12-30T10:00:00Z"),
                                    Instant.parse("2024-02-29T23:30:00.123457Z"))));
                case TEXT, TOKEN, NUMBER, CHOICE, CODE, REFERENCES, TOKENS -> {
                    if (single
                            || world.samples(world.main()).stream().allMatch(s -> size(world.value(s, field)) <= 1)) {
                        keys.add(new Grouping.Key(field, List.of()));
                    }
                }
                default -> {
                    // Not a kind to group by.
                }
            }
        }
        return keys;
    }

    private static int size(IndexValue value) {
        return value instanceof IndexValue.References references
                ? references.ids().size()
                : value instanceof IndexValue.Tokens tokens ? tokens.tokens().size() : 0;
    }

    private List<Grouping.Computation> computations() {
        List<Grouping.Computation> computations = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            Field field = world.anyField(world.main());
            Measure.Function function = switch (field.kind()) {
                case NUMBER, CODE ->
                    List.of(Measure.Function.SUM, Measure.Function.MIN, Measure.Function.MAX)
                            .get(random.nextInt(3));
                case MOMENT -> random.nextBoolean() ? Measure.Function.MIN : Measure.Function.MAX;
                default -> Measure.Function.COUNT;
            };
            computations.add(new Grouping.Computation(
                    function, function == Measure.Function.COUNT && random.nextInt(3) == 0 ? null : field));
        }
        return computations;
    }

    private Map<List<Object>, List<Object>> expected(Grouping grouping) {
        Map<List<Object>, List<World.Sample>> groups = new HashMap<>();
        if (grouping.keys().isEmpty()) {
            groups.put(List.of(), new ArrayList<>());
        }
        for (World.Sample sample : world.samples(grouping.objectId())) {
            if (world.isWanted(sample, grouping.archived(), grouping.predicate())) {
                List<IndexValue> keys = new ArrayList<>();
                grouping.keys().forEach(key -> keys.add(bucket(key, world.value(sample, key.field()))));
                groups.computeIfAbsent(folded(keys), k -> new ArrayList<>()).add(sample);
            }
        }
        Map<List<Object>, List<Object>> expected = new HashMap<>();
        groups.forEach((keys, members) -> {
            List<Object> values = new ArrayList<>();
            grouping.measures().forEach(measure -> values.add(compute(measure, members)));
            expected.put(keys, values);
        });
        return expected;
    }

    private static IndexValue bucket(Grouping.Key key, IndexValue value) {
        if (!(value instanceof IndexValue.Moment moment)) {
            return value;
        }
        return key.boundaries().stream()
                .filter(begin -> !begin.isAfter(moment.instant()))
                .reduce((a, b) -> b)
                .map(IndexValue.Moment::new)
                .orElseThrow();
    }

    private static List<Object> folded(List<IndexValue> keys) {
        List<Object> folded = new ArrayList<>();
        keys.forEach(key -> folded.add(key instanceof IndexValue.Text text ? text.folded() : key));
        return folded;
    }

    private Object compute(Grouping.Computation measure, List<World.Sample> members) {
        if (measure.field() == null) {
            return (long) members.size();
        }
        List<IndexValue> values = members.stream()
                .map(sample -> world.value(sample, measure.field()))
                .filter(value -> value != null)
                .toList();
        if (measure.function() == Measure.Function.COUNT) {
            return (long) values.size();
        } else if (values.isEmpty()) {
            return null;
        } else if (measure.field().kind() == IndexKind.MOMENT) {
            var instants = values.stream()
                    .map(value -> ((IndexValue.Moment) value).instant())
                    .sorted()
                    .toList();
            return instants.get(measure.function() == Measure.Function.MIN ? 0 : instants.size() - 1);
        }
        List<BigDecimal> numbers = values.stream()
                .map(value -> value instanceof IndexValue.Code code
                        ? BigDecimal.valueOf(code.number())
                        : ((IndexValue.Decimal) value).number())
                .sorted()
                .toList();
        BigDecimal result = switch (measure.function()) {
            case SUM -> numbers.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
            case MIN -> numbers.get(0);
            default -> numbers.get(numbers.size() - 1);
        };
        return new IndexValue.Decimal(result).number();
    }

    @Test
    void fields_say_whether_an_index_serves_them() throws Exception {
        try (TestDatabase.Transaction transaction = database.begin(world.map())) {
            Field slotted = world.fields(world.main()).get(0);
            Field unslotted = world.fields(world.main()).get(1);
            RecordQuery query = new RecordQuery(
                    world.main(),
                    new Predicate.All(List.of(new Predicate.IsEmpty(unslotted), new Predicate.IsEmpty(slotted))),
                    ArchivedFilter.LIVE,
                    List.of(new SortKey(slotted, true)),
                    null,
                    10);
            assertThat(transaction.records().accesses(query))
                    .extracting(access -> access.field() + " " + access.indexed())
                    .containsExactly(unslotted + " false", slotted + " true");
            assertThat(transaction.records().plan(query)).isNotEmpty();
        }
    }
}
