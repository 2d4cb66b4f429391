package dev.crmkit.testkit.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crmkit.spi.storage.Field;
import dev.crmkit.spi.storage.IndexKind;
import dev.crmkit.spi.storage.IndexValue;
import dev.crmkit.spi.storage.Predicate;
import dev.crmkit.spi.storage.RecordLabel;
import dev.crmkit.spi.storage.RecordStorage;
import dev.crmkit.spi.storage.RecordWrite;
import dev.crmkit.spi.storage.StoredRecord;
import dev.crmkit.testkit.SpecRule;
import dev.crmkit.testkit.internal.race.Race;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Rules STO-4. */
abstract class RecordRules {
    private static final Instant ARCHIVED = Instant.parse("2026-03-02T00:00:00.000001Z");

    private final StorageTck kit;

    RecordRules(StorageTck kit) {
        this.kit = kit;
    }

    @Test
    @SpecRule("STO-4.1")
    @DisplayName("A record comes back as it was written")
    void roundTrip() {
        Desk desk = kit.desk();
        String name = "Zoë 😀 \uFFFF\u0001 \\ % _ ' \"";
        Draft draft = desk.draft()
                .named(name)
                .owner("Ada")
                .assignee("böb")
                .source("web form")
                .createdAt(Instant.parse("0001-01-01T00:00:00Z"))
                .updatedAt(Instant.parse("9999-12-31T23:59:59.999999Z"))
                .archived(ARCHIVED)
                .values(Json.of("k", name))
                .longValues(Json.of("k", name.repeat(2_000)));
        desk.store(draft, desk.draft());
        assertSame(desk.get(draft.id), draft.write().record());
        desk.model
                .ids()
                .forEach(id -> assertSame(
                        desk.get(id),
                        Objects.requireNonNull(desk.model.find(id)).record()));
    }

    private static void assertSame(StoredRecord found, StoredRecord written) {
        assertThat(compact(found)).isEqualTo(compact(written));
    }

    private static StoredRecord compact(StoredRecord r) {
        return new StoredRecord(
                r.id(),
                r.objectId(),
                r.version(),
                r.displayName(),
                r.state(),
                Json.compact(r.values()),
                Json.compact(r.longValues()),
                Json.compact(r.sources()));
    }

    @Test
    @SpecRule("STO-4.1")
    @DisplayName("Names and texts of 255 code points fit, whatever the code points")
    void longTexts() {
        Desk desk = kit.desk();
        String longest = "😀".repeat(255);
        Draft draft = desk.draft()
                .named(longest)
                .text(desk.main.of(IndexKind.TEXT), longest)
                .with(desk.main.of(IndexKind.TOKEN), new IndexValue.Token(longest))
                .takes(Desk.key(desk.main, longest));
        desk.store(draft);
        assertThat(desk.get(draft.id).displayName()).isEqualTo(longest);
        assertThat(desk.matching(new Predicate.In(desk.main.of(IndexKind.TEXT), List.of(IndexValue.Text.of(longest)))))
                .containsExactly(draft.id);
    }

    @Test
    @SpecRule("STO-4.2")
    @DisplayName("Loading and naming leave unknown ids out and span objects; archived records are there")
    void loadAndLabels() {
        Desk desk = kit.desk();
        Draft live = desk.draft().named("live");
        Draft archived = desk.draftOfOther().named("archived").archived(ARCHIVED);
        desk.store(live);
        desk.store(archived);
        UUID unknown = desk.newId();
        List<UUID> asked = List.of(unknown, archived.id, live.id);
        desk.run(transaction -> {
            assertThat(transaction.records().load(asked))
                    .extracting(StoredRecord::id)
                    .containsExactlyInAnyOrder(live.id, archived.id);
            assertThat(transaction.records().load(List.of())).isEmpty();
            assertThat(transaction.records().labels(asked))
                    .containsOnlyKeys(live.id, archived.id)
                    .containsEntry(live.id, new RecordLabel(live.id, desk.main.object, "live", false))
                    .containsEntry(archived.id, new RecordLabel(archived.id, desk.other.object, "archived", true));
            assertThat(transaction.records().labels(List.of())).isEmpty();
        });
    }

    @Test
    @SpecRule("STO-4.2")
    @DisplayName("Loading, locking and naming records of some objects leave the others out")
    void ofObjects() {
        Desk desk = kit.desk();
        Draft main = desk.draft().named("main");
        Draft other = desk.draftOfOther().named("other");
        desk.store(main);
        desk.store(other);
        List<UUID> asked = List.of(other.id, desk.newId(), main.id);
        desk.run(transaction -> {
            RecordStorage records = transaction.records();
            assertThat(records.load(desk.main.object, asked))
                    .extracting(StoredRecord::id)
                    .containsExactly(main.id);
            assertThat(records.lock(desk.other.object, asked))
                    .extracting(StoredRecord::id)
                    .containsExactly(other.id);
            assertThat(records.labels(List.of(desk.other.object), asked)).containsOnlyKeys(other.id);
            assertThat(records.labels(List.of(desk.main.object, desk.other.object), asked))
                    .containsOnlyKeys(main.id, other.id);
            assertThat(records.labels(List.of(), asked)).isEmpty();
            assertThat(records.load(desk.newId(), asked)).isEmpty();
        });
    }

    @Test
    @SpecRule("STO-4.3")
    @DisplayName("An update replaces the record with all its index values and its search text")
    void update() {
        Desk desk = kit.desk();
        Draft first = desk.draft()
                .named("first")
                .text(desk.main.of(IndexKind.TEXT), "old")
                .text(desk.main.plain(IndexKind.TEXT), "old")
                .with(desk.main.of(IndexKind.CHOICES), choices(desk, 0, 1))
                .with(desk.main.plain(IndexKind.TOKENS), new IndexValue.Tokens(List.of("a", "b")))
                .with(desk.main.of(IndexKind.LONG_TEXT), new IndexValue.LongText("long"))
                .with(desk.main.of(IndexKind.PRESENCE), new IndexValue.Present())
                .search("needle");
        desk.store(first);
        Draft second = Draft.after(desk.get(first.id))
                .named("second")
                .with(desk.main.of(IndexKind.CHOICES), choices(desk, 2))
                .search("thread");
        desk.store(second);
        assertSame(desk.get(first.id), second.write().record());
        for (var field : desk.main.fields()) {
            desk.assertAgrees(new Predicate.IsEmpty(field));
        }
        desk.assertAgrees(new Predicate.HasAny(
                desk.main.of(IndexKind.CHOICES), choices(desk, 0, 1).options()));
        desk.assertAgrees(new Predicate.Search(List.of("needle")));
        desk.assertAgrees(new Predicate.Search(List.of("thread")));
    }

    private static IndexValue.Choices choices(Desk desk, int... places) {
        List<String> options = desk.main.options(desk.main.of(IndexKind.CHOICES));
        return new IndexValue.Choices(
                new LinkedHashSet<>(IntStream.of(places).mapToObj(options::get).toList()));
    }

    @Test
    @SpecRule("STO-4.4")
    @DisplayName("New and changed records go in one write, a thousand at once")
    void bulk() {
        Desk desk = kit.desk();
        List<Draft> first = IntStream.range(0, 500)
                .mapToObj(i -> desk.draft().text(desk.main.of(IndexKind.TEXT), "n" + i))
                .toList();
        desk.store(first.toArray(Draft[]::new));
        List<RecordWrite> mixed = new ArrayList<>();
        desk.run(transaction -> {
            List<UUID> ids = first.stream().map(draft -> draft.id).toList();
            transaction
                    .records()
                    .lock(ids)
                    .forEach(record -> mixed.add(Draft.after(record)
                            .text(desk.main.of(IndexKind.TEXT), "changed")
                            .write()));
            IntStream.range(0, 500).forEach(i -> mixed.add(desk.draft().write()));
            Desk.store(transaction, mixed);
        });
        mixed.forEach(desk.model::apply);
        assertThat(desk.matching(Predicate.always())).hasSize(1_000);
        desk.assertAgrees(new Predicate.In(desk.main.of(IndexKind.TEXT), List.of(IndexValue.Text.of("changed"))));
    }

    @Test
    @SpecRule("STO-4.5")
    @DisplayName("Inserting an id that is there fails, and changes nothing")
    void insertTwice() {
        Desk desk = kit.desk();
        Draft draft = desk.draft().named("first");
        desk.store(draft);
        Draft again = new Draft(desk.main.object, draft.id).named("again");
        assertThatThrownBy(() -> desk.run(transaction -> Desk.store(transaction, again)))
                .isInstanceOf(RuntimeException.class);
        assertThat(desk.get(draft.id).displayName()).isEqualTo("first");
    }

    @Test
    @SpecRule("STO-4.6")
    @DisplayName("Locking waits for the one who has the lock, and answers with what they left")
    void lockWaits() {
        Desk desk = kit.desk();
        Draft draft = desk.draft().named("old");
        desk.store(draft);
        List<Future<String>> waiting = new ArrayList<>();
        desk.run(transaction -> {
            StoredRecord record = transaction.records().lock(List.of(draft.id)).get(0);
            waiting.add(kit.race()
                    .start(() -> desk.write(other ->
                            other.records().lock(List.of(draft.id)).get(0).displayName())));
            assertThat(Race.isWaiting(waiting.get(0)))
                    .as("the second transaction waits for the lock")
                    .isTrue();
            Desk.store(transaction, Draft.after(record).named("new"));
        });
        assertThat(Race.result(waiting.get(0))).isEqualTo("new");
    }

    @Test
    @SpecRule("STO-4.6")
    @DisplayName("A locked record can be read meanwhile")
    void lockedIsReadable() {
        Desk desk = kit.desk();
        Draft draft = desk.draft().named("there");
        desk.store(draft);
        desk.run(transaction -> {
            transaction.records().lock(List.of(draft.id));
            assertThat(Race.result(kit.race().start(() -> desk.get(draft.id).displayName())))
                    .isEqualTo("there");
        });
    }

    @Test
    @SpecRule("STO-4.7")
    @DisplayName("No update is lost among racing read-and-write transactions")
    void lostUpdate() {
        Desk desk = kit.desk();
        Draft draft = desk.draft();
        desk.store(draft);
        int rounds = 10;
        kit.race().together(kit.racers(), number -> {
            for (int i = 0; i < rounds; i++) {
                desk.retry(transaction -> {
                    StoredRecord record =
                            transaction.records().lock(List.of(draft.id)).get(0);
                    Desk.store(transaction, Draft.after(record));
                    return true;
                });
            }
            return true;
        });
        assertThat(desk.get(draft.id).version()).isEqualTo(1L + (long) kit.racers() * rounds);
    }

    @Test
    @SpecRule("STO-4.9")
    @DisplayName("Touching moves the time of last activity forward, never back, and nothing else")
    void touch() {
        Desk desk = kit.desk();
        Draft early = desk.draft().named("early").text(desk.main.of(IndexKind.TEXT), "x");
        Draft late = desk.draft().updatedAt(Draft.MADE.plusSeconds(100));
        Draft other = desk.draftOfOther().archived(Draft.MADE);
        desk.store(early, late);
        desk.store(other);
        StoredRecord before = desk.get(early.id);
        StoredRecord untouched = desk.get(late.id);
        Instant at = Draft.MADE.plusSeconds(50).plusNanos(1_000);
        desk.run(t -> t.records().touch(List.of(late.id, desk.newId(), other.id, early.id), at));
        desk.run(t -> t.records().touch(List.of(early.id), at.minusSeconds(1)));
        desk.run(t -> t.records().touch(List.of(), at));
        StoredRecord after = desk.get(early.id);
        assertThat(after.state().lastActivityAt()).isEqualTo(at);
        assertThat(after)
                .usingRecursiveComparison()
                .ignoringFields("state.lastActivityAt")
                .isEqualTo(before);
        assertThat(desk.get(late.id)).isEqualTo(untouched);
        assertThat(desk.get(other.id).state().lastActivityAt()).isEqualTo(at);
        assertThat(desk.matching(new Predicate.Range(
                        Field.SystemField.LAST_ACTIVITY_AT, new IndexValue.Moment(at), true, null, false)))
                .containsExactlyInAnyOrder(early.id, late.id);
        assertThat(desk.matching(new Predicate.In(desk.main.of(IndexKind.TEXT), List.of(IndexValue.Text.of("X")))))
                .containsExactly(early.id);
        Desk elsewhere = kit.desk();
        elsewhere.run(t -> t.records().touch(List.of(early.id), at.plusSeconds(9)));
        assertThat(desk.get(early.id)).isEqualTo(after);
    }

    @Test
    @SpecRule("STO-4.9")
    @DisplayName("Callers that touch the same records in any order never wait for each other in a circle")
    void touchOrder() {
        Desk desk = kit.desk();
        List<Draft> drafts = IntStream.range(0, 8).mapToObj(i -> desk.draft()).toList();
        desk.store(drafts.toArray(Draft[]::new));
        List<UUID> ids = drafts.stream().map(draft -> draft.id).toList();
        kit.race().together(8, number -> {
            List<UUID> shuffled = new ArrayList<>(ids);
            Collections.rotate(shuffled, number);
            for (int i = 1; i <= 10; i++) {
                Instant at = Draft.MADE.plusSeconds(i * 8L + number);
                desk.run(transaction -> transaction.records().touch(shuffled, at));
            }
            return true;
        });
        ids.forEach(id -> assertThat(desk.get(id).state().lastActivityAt()).isEqualTo(Draft.MADE.plusSeconds(87)));
    }

    @Test
    @SpecRule("STO-4.8")
    @DisplayName("Callers that lock the same records in any order never wait for each other in a circle")
    void lockOrder() {
        Desk desk = kit.desk();
        List<Draft> drafts = IntStream.range(0, 8).mapToObj(i -> desk.draft()).toList();
        desk.store(drafts.toArray(Draft[]::new));
        List<UUID> ids = drafts.stream().map(draft -> draft.id).toList();
        kit.race().together(8, number -> {
            List<UUID> shuffled = new ArrayList<>(ids);
            Collections.rotate(shuffled, number);
            if (number % 2 == 0) {
                Collections.reverse(shuffled);
            }
            for (int i = 0; i < 10; i++) {
                desk.run(transaction ->
                        assertThat(transaction.records().lock(shuffled)).hasSize(8));
            }
            return true;
        });
    }
}
