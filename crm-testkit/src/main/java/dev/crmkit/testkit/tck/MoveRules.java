package dev.crmkit.testkit.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crmkit.error.StorageException;
import dev.crmkit.model.Actor;
import dev.crmkit.query.ArchivedFilter;
import dev.crmkit.spi.storage.Departure;
import dev.crmkit.spi.storage.Field;
import dev.crmkit.spi.storage.Grouping;
import dev.crmkit.spi.storage.IndexKind;
import dev.crmkit.spi.storage.IndexOrder;
import dev.crmkit.spi.storage.IndexValue;
import dev.crmkit.spi.storage.MoveStorage;
import dev.crmkit.spi.storage.Predicate;
import dev.crmkit.spi.storage.SpanQuery;
import dev.crmkit.spi.storage.StoredMove;
import dev.crmkit.testkit.SpecRule;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Rules STO-16. */
abstract class MoveRules {
    private static final Comparator<StoredMove> NEWEST_FIRST = Comparator.comparing(StoredMove::at)
            .thenComparing(StoredMove::id, IndexOrder::compareIds)
            .reversed();

    private final StorageTck kit;

    MoveRules(StorageTck kit) {
        this.kit = kit;
    }

    private static StoredMove move(Desk desk, UUID record, Instant at) {
        return new StoredMove(
                desk.newId(),
                record,
                desk.main.object,
                "sales/new",
                "sales/won",
                at,
                Duration.ofSeconds(90),
                Actor.user("ada"),
                "ALLOWED");
    }

    private static void append(Desk desk, StoredMove... moves) {
        desk.run(transaction -> transaction.moves().append(List.of(moves)));
    }

    private static List<StoredMove> list(
            Desk desk, Collection<UUID> records, MoveStorage.@Nullable Place after, int limit) {
        return desk.read(transaction -> transaction.moves().list(records, after, limit));
    }

    private static MoveStorage.Place place(StoredMove move) {
        return new MoveStorage.Place(move.at(), move.id());
    }

    @Test
    @SpecRule("STO-16.1")
    @DisplayName("A move comes back as it was appended, also from nowhere and to nowhere")
    void comesBack() {
        Desk desk = kit.desk();
        Draft draft = desk.draft();
        desk.store(draft);
        StoredMove full = new StoredMove(
                desk.newId(),
                draft.id,
                desk.main.object,
                "p/" + "x".repeat(158),
                "q/" + "y".repeat(158),
                Instant.parse("2026-03-01T09:00:00.000001Z"),
                Duration.ofDays(400).plusNanos(1_000),
                Actor.automation("über 😀"),
                "w".repeat(20));
        StoredMove bare = new StoredMove(
                desk.newId(),
                draft.id,
                desk.main.object,
                null,
                null,
                Draft.MADE.minusSeconds(1),
                null,
                Actor.system(),
                "X");
        append(desk, full, bare);
        assertThat(list(desk, List.of(draft.id), null, 10))
                .containsExactlyInAnyOrder(full, bare)
                .isSortedAccordingTo(NEWEST_FIRST);
        assertThat(list(desk, List.of(), null, 10)).isEmpty();
    }

    @Test
    @SpecRule("STO-16.2")
    @DisplayName("Moves of one record or several come newest first, page by page")
    void order() {
        Desk desk = kit.desk();
        List<Draft> drafts = List.of(desk.draft(), desk.draft(), desk.draft());
        desk.store(drafts.toArray(Draft[]::new));
        List<StoredMove> moves = new ArrayList<>(IntStream.range(0, 30)
                .mapToObj(i -> move(desk, drafts.get(i % 3).id, Draft.MADE.plusSeconds(i / 6)))
                .toList());
        append(desk, moves.toArray(StoredMove[]::new));
        moves.sort(NEWEST_FIRST);
        for (List<UUID> asked :
                List.of(List.of(drafts.get(0).id), List.of(drafts.get(1).id, drafts.get(2).id, drafts.get(1).id))) {
            List<StoredMove> expected =
                    moves.stream().filter(m -> asked.contains(m.recordId())).toList();
            List<StoredMove> paged = new ArrayList<>();
            List<StoredMove> page;
            do {
                page = list(desk, asked, paged.isEmpty() ? null : place(paged.get(paged.size() - 1)), 3);
                paged.addAll(page);
            } while (!page.isEmpty());
            assertThat(paged).isEqualTo(expected);
        }
    }

    @Test
    @SpecRule("STO-16.3")
    @DisplayName(
            "Moves come and go with their transaction, a thousand and more at once; a READ transaction writes none")
    void transactions() {
        Desk desk = kit.desk();
        Draft draft = desk.draft();
        desk.store(draft);
        StoredMove[] many = IntStream.range(0, 1_200)
                .mapToObj(i -> move(desk, draft.id, Draft.MADE.plusSeconds(i)))
                .toArray(StoredMove[]::new);
        assertThatThrownBy(() -> desk.run(transaction -> {
                    transaction.moves().append(List.of(many));
                    assertThat(transaction.moves().list(List.of(draft.id), null, 1_000))
                            .hasSize(1_000);
                    throw new IllegalStateException("undo");
                }))
                .hasMessage("undo");
        assertThat(list(desk, List.of(draft.id), null, 10)).isEmpty();
        append(desk, many);
        assertThat(list(desk, List.of(draft.id), null, 1_000)).hasSize(1_000);
        assertThatThrownBy(() -> desk.look(transaction -> transaction.moves().append(List.of(many[0]))))
                .isInstanceOf(RuntimeException.class);
        assertThatThrownBy(() -> desk.look(transaction -> transaction.moves().remove(List.of(draft.id))))
                .isInstanceOf(RuntimeException.class);
    }

    @Test
    @SpecRule("STO-16.4")
    @DisplayName("Removing takes all moves of the records and no others, and says how many")
    void remove() {
        Desk desk = kit.desk();
        Draft gone = desk.draft();
        Draft stays = desk.draft();
        desk.store(gone, stays);
        StoredMove kept = move(desk, stays.id, Draft.MADE);
        append(desk, move(desk, gone.id, Draft.MADE), kept, move(desk, gone.id, Draft.MADE.plusSeconds(1)));
        assertThat(desk.<Integer>write(t -> t.moves().remove(List.of(gone.id, desk.newId()))))
                .isEqualTo(2);
        assertThat(list(desk, List.of(gone.id, stays.id), null, 10)).containsExactly(kept);
        assertThat(desk.<Integer>write(t -> t.moves().remove(List.of()))).isZero();
    }

    @Test
    @SpecRule("STO-16.5")
    @DisplayName("The record must be known, and may be merged by now; another workspace's moves are neither seen nor"
            + " touched")
    void records() {
        Desk desk = kit.desk();
        Draft merged = desk.draft();
        Draft survivor = desk.draft();
        desk.store(merged, survivor);
        StoredMove before = move(desk, merged.id, Draft.MADE);
        append(desk, before);
        desk.run(t -> {
            t.records().lock(List.of(merged.id));
            t.records().remove(desk.main.object, List.of(Departure.merged(merged.id, survivor.id, List.of())));
        });
        StoredMove after = move(desk, merged.id, Draft.MADE.plusSeconds(1));
        append(desk, after);
        assertThat(list(desk, List.of(merged.id), null, 10)).containsExactly(after, before);
        assertThatThrownBy(() -> append(desk, move(desk, desk.newId(), Draft.MADE)))
                .isInstanceOf(StorageException.class);
        Desk foreign = kit.desk();
        assertThatThrownBy(() -> append(foreign, move(foreign, survivor.id, Draft.MADE)))
                .isInstanceOf(StorageException.class);
        assertThat(list(foreign, List.of(merged.id), null, 10)).isEmpty();
        assertThat(foreign.<Integer>write(t -> t.moves().remove(List.of(merged.id))))
                .isZero();
        assertThat(list(desk, List.of(merged.id), null, 10)).hasSize(2);
    }

    private static StoredMove move(
            Desk desk,
            UUID record,
            @Nullable String from,
            String to,
            Instant at,
            @Nullable Duration stayed,
            String way) {
        return new StoredMove(desk.newId(), record, desk.main.object, from, to, at, stayed, Actor.user("ada"), way);
    }

    private static List<SpanQuery.Row> spans(
            Desk desk, SpanQuery.Source source, List<Grouping.Key> keys, Integer... percentiles) {
        return desk.read(transaction -> transaction
                .moves()
                .spans(new SpanQuery(
                        desk.main.object,
                        Predicate.always(),
                        ArchivedFilter.LIVE,
                        source,
                        keys,
                        List.of(percentiles))));
    }

    private static SpanQuery.Stays stays(String... stages) {
        return new SpanQuery.Stays(
                Set.of(stages), false, SpanQuery.Window.always(), SpanQuery.Window.always(), Set.of());
    }

    private static Duration micros(long micros) {
        return Duration.of(micros, ChronoUnit.MICROS);
    }

    private static SpanQuery.Row row(
            @Nullable String from, @Nullable String to, long count, long records, @Nullable Duration total) {
        return new SpanQuery.Row(from, to, List.of(), count, records, total, List.of());
    }

    @Test
    @SpecRule("STO-16.6")
    @DisplayName(
            "Percentiles lie on the line between two spans, to the microsecond, half up, also where binary fractions end")
    void percentiles() {
        Desk desk = kit.desk();
        Draft draft = desk.draft();
        desk.store(draft);
        // Beyond 2^53 a double no longer tells microseconds apart.
        long great = 9_007_199_254_740_993L;
        long[] lengths = {great, 0, 8, 4, 1, great, 2};
        StoredMove[] moves = IntStream.range(0, lengths.length)
                .mapToObj(i -> move(
                        desk,
                        draft.id,
                        "sales/new",
                        "sales/won",
                        Draft.MADE.plusSeconds(i),
                        micros(lengths[i]),
                        "ALLOWED"))
                .toArray(StoredMove[]::new);
        append(desk, moves);
        assertThat(spans(desk, stays("sales/new"), List.of(), 0, 50, 75, 90, 100))
                .containsExactly(new SpanQuery.Row(
                        "sales/new",
                        null,
                        List.of(),
                        7,
                        1,
                        micros(2 * great + 15),
                        List.of(
                                micros(0),
                                micros(4),
                                // Half the way from 8 to the great one, and half a microsecond up.
                                micros(8 + (great - 8 + 1) / 2),
                                micros(great),
                                micros(great))));
        append(desk, move(desk, draft.id, "sales/demo", "sales/won", Draft.MADE, micros(1), "ALLOWED"));
        append(desk, move(desk, draft.id, "sales/demo", "sales/won", Draft.MADE, micros(2), "ALLOWED"));
        assertThat(spans(desk, stays("sales/demo"), List.of(), 49, 50, 51))
                .extracting(SpanQuery.Row::percentiles)
                .containsExactly(List.of(micros(1), micros(2), micros(2)));
        assertThat(spans(desk, stays("sales/won"), List.of(), 50)).isEmpty();
    }

    @Test
    @SpecRule("STO-16.7")
    @DisplayName(
            "Stays are told apart by stage and next stage, within windows, without the ways that do not count; entries too")
    void staysAndEntries() {
        Desk desk = kit.desk();
        Draft one = desk.draft();
        Draft two = desk.draft();
        desk.store(one, two);
        Instant at = Draft.MADE;
        append(
                desk,
                move(desk, one.id, null, "sales/new", at, null, "ALLOWED"),
                move(desk, one.id, "sales/new", "sales/demo", at.plusSeconds(10), Duration.ofSeconds(10), "ALLOWED"),
                move(desk, one.id, "sales/demo", "sales/new", at.plusSeconds(30), Duration.ofSeconds(20), "ALLOWED"),
                move(desk, one.id, "sales/new", "sales/won", at.plusSeconds(60), Duration.ofSeconds(30), "FORCED"),
                move(desk, two.id, "sales/new", "sales/demo", at.plusSeconds(5), Duration.ofSeconds(1), "ALLOWED"),
                move(desk, two.id, "sales/demo", "side/x", at.plusSeconds(6), Duration.ofSeconds(1), "TAKEN_BACK"));
        SpanQuery.Window always = SpanQuery.Window.always();
        Set<String> stages = Set.of("sales/new", "sales/demo", "sales/won");
        assertThat(spans(desk, new SpanQuery.Stays(stages, false, always, always, Set.of()), List.of()))
                .containsExactlyInAnyOrder(
                        row("sales/new", null, 3, 2, Duration.ofSeconds(41)),
                        row("sales/demo", null, 2, 2, Duration.ofSeconds(21)));
        assertThat(spans(desk, new SpanQuery.Stays(stages, true, always, always, Set.of("TAKEN_BACK")), List.of()))
                .containsExactlyInAnyOrder(
                        row("sales/new", "sales/demo", 2, 2, Duration.ofSeconds(11)),
                        row("sales/new", "sales/won", 1, 1, Duration.ofSeconds(30)),
                        row("sales/demo", "sales/new", 1, 1, Duration.ofSeconds(20)));
        // From the first moment on, before the last.
        SpanQuery.Window window = new SpanQuery.Window(at.plusSeconds(10), at.plusSeconds(60));
        assertThat(spans(desk, new SpanQuery.Stays(stages, false, always, window, Set.of()), List.of()))
                .containsExactlyInAnyOrder(
                        row("sales/new", null, 1, 1, Duration.ofSeconds(10)),
                        row("sales/demo", null, 1, 1, Duration.ofSeconds(20)));
        assertThat(spans(desk, new SpanQuery.Stays(stages, false, window, always, Set.of()), List.of()))
                .containsExactlyInAnyOrder(
                        row("sales/new", null, 1, 1, Duration.ofSeconds(30)),
                        row("sales/demo", null, 1, 1, Duration.ofSeconds(20)));
        assertThat(spans(desk, new SpanQuery.Entries(stages, always, Set.of()), List.of()))
                .containsExactlyInAnyOrder(
                        row(null, "sales/new", 2, 1, null),
                        row(null, "sales/demo", 2, 2, null),
                        row(null, "sales/won", 1, 1, null));
        assertThat(spans(desk, new SpanQuery.Entries(stages, window, Set.of("FORCED")), List.of()))
                .containsExactlyInAnyOrder(row(null, "sales/new", 1, 1, null), row(null, "sales/demo", 1, 1, null));
    }

    @Test
    @SpecRule("STO-16.8")
    @DisplayName("Journeys, ages and times between two fields are one per record that has both ends, in groups")
    void perRecord() {
        for (boolean indexed : List.of(true, false)) {
            Desk fresh = kit.desk();
            Field.Attribute field = indexed ? fresh.main.of(IndexKind.MOMENT) : fresh.main.plain(IndexKind.MOMENT);
            Instant at = Draft.MADE;
            Draft one = fresh.draft().owner("ada").with(field, new IndexValue.Moment(at.plusSeconds(100)));
            Draft early = fresh.draft().owner("ada").with(field, new IndexValue.Moment(at.minusSeconds(40)));
            Draft without = fresh.draft().owner("ben");
            fresh.store(one, early, without);
            append(
                    fresh,
                    move(fresh, one.id, null, "sales/demo", at.minusSeconds(7), null, "TAKEN_BACK"),
                    move(fresh, one.id, "sales/demo", "sales/new", at.plusSeconds(1), micros(1), "ALLOWED"),
                    move(fresh, one.id, "sales/new", "sales/new", at.plusSeconds(9), micros(1), "ALLOWED"),
                    move(fresh, early.id, null, "sales/new", at, null, "ALLOWED"),
                    move(fresh, without.id, null, "sales/new", at, null, "ALLOWED"));
            List<Grouping.Key> byOwner = List.of(new Grouping.Key(Field.SystemField.OWNER, List.of()));
            List<@Nullable IndexValue> ada = List.of(new IndexValue.Token("ada"));
            List<@Nullable IndexValue> ben = List.of(new IndexValue.Token("ben"));
            SpanQuery.Source journeys =
                    new SpanQuery.Journeys(Set.of("sales/new", "sales/demo"), Set.of("TAKEN_BACK"), field);
            assertThat(spans(fresh, journeys, byOwner, 100))
                    .containsExactly(new SpanQuery.Row(
                            null, null, ada, 2, 2, Duration.ofSeconds(99), List.of(Duration.ofSeconds(99))));
            assertThat(spans(fresh, new SpanQuery.Journeys(Set.of("sales/demo"), Set.of(), field), List.of()))
                    .containsExactly(row(null, null, 1, 1, Duration.ofSeconds(107)));
            assertThat(spans(fresh, new SpanQuery.Between(Field.SystemField.CREATED_AT, field), byOwner, 0, 100))
                    .containsExactly(new SpanQuery.Row(
                            null,
                            null,
                            ada,
                            2,
                            2,
                            Duration.ofSeconds(60),
                            List.of(Duration.ofSeconds(-40), Duration.ofSeconds(100))));
            assertThat(spans(fresh, new SpanQuery.Ages(field, at), byOwner, 100))
                    .containsExactly(new SpanQuery.Row(
                            null, null, ada, 2, 2, Duration.ofSeconds(40), List.of(Duration.ofSeconds(40))));
            assertThat(spans(fresh, new SpanQuery.Ages(Field.SystemField.CREATED_AT, at.plusSeconds(5)), byOwner))
                    .containsExactlyInAnyOrder(
                            new SpanQuery.Row(null, null, ada, 2, 2, Duration.ofSeconds(10), List.of()),
                            new SpanQuery.Row(null, null, ben, 1, 1, Duration.ofSeconds(5), List.of()));
            assertThat(spans(fresh, new SpanQuery.Journeys(Set.of("sales/won"), Set.of(), field), List.of(), 50))
                    .containsExactly(
                            new SpanQuery.Row(null, null, List.of(), 0, 0, null, Arrays.asList((Duration) null)));
        }
    }

    @Test
    @SpecRule("STO-16.9")
    @DisplayName(
            "Spans are those of the records that the predicate is true of, with the moves of records merged into them")
    void spansOfRecords() {
        Desk desk = kit.desk();
        Draft survivor = desk.draft().owner("ada");
        Draft merged = desk.draft().owner("ben");
        Draft archived = desk.draft().owner("ada").archived(Draft.MADE);
        desk.store(survivor, merged, archived);
        for (Draft draft : List.of(survivor, merged, archived)) {
            append(desk, move(desk, draft.id, "sales/new", "sales/won", Draft.MADE, Duration.ofSeconds(1), "ALLOWED"));
        }
        desk.run(t -> {
            t.records().lock(List.of(merged.id));
            t.records().remove(desk.main.object, List.of(Departure.merged(merged.id, survivor.id, List.of())));
        });
        Predicate adas = new Predicate.In(Field.SystemField.OWNER, List.of(new IndexValue.Token("ada")));
        for (Map.Entry<ArchivedFilter, Long> entry : Map.of(
                        ArchivedFilter.LIVE, 2L, ArchivedFilter.ARCHIVED, 1L, ArchivedFilter.ALL, 3L)
                .entrySet()) {
            assertThat(desk.<List<SpanQuery.Row>>read(t -> t.moves()
                            .spans(new SpanQuery(
                                    desk.main.object, adas, entry.getKey(), stays("sales/new"), List.of(), List.of()))))
                    .extracting(SpanQuery.Row::count)
                    .containsExactly(entry.getValue());
        }
        assertThat(desk.<List<SpanQuery.Row>>read(t -> t.moves()
                        .spans(new SpanQuery(
                                desk.main.object,
                                adas.negate(),
                                ArchivedFilter.ALL,
                                stays("sales/new"),
                                List.of(),
                                List.of()))))
                .isEmpty();
        Desk foreign = kit.desk();
        assertThat(spans(foreign, stays("sales/new"), List.of())).isEmpty();
        assertThat(desk.<List<SpanQuery.Row>>read(t -> t.moves()
                        .spans(new SpanQuery(
                                desk.other.object,
                                Predicate.always(),
                                ArchivedFilter.ALL,
                                stays("sales/new"),
                                List.of(),
                                List.of()))))
                .isEmpty();
    }
}
