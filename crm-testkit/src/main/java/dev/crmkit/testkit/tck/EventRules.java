package dev.crmkit.testkit.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crmkit.event.Cause;
import dev.crmkit.model.Actor;
import dev.crmkit.spi.storage.EventQuery;
import dev.crmkit.spi.storage.IndexOrder;
import dev.crmkit.spi.storage.StoredEvent;
import dev.crmkit.testkit.SpecRule;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Rules STO-10. */
abstract class EventRules {
    private static final Comparator<StoredEvent> NEWEST_FIRST = Comparator.comparing(StoredEvent::occurredAt)
            .thenComparing(StoredEvent::id, IndexOrder::compareIds)
            .reversed();

    private final StorageTck kit;

    EventRules(StorageTck kit) {
        this.kit = kit;
    }

    static StoredEvent event(Desk desk, UUID record, String type, Instant at) {
        UUID id = desk.newId();
        return new StoredEvent(
                id, type, record, desk.main.object, 1, Actor.user("ada"), new Cause(id, null, 0), at, "", "");
    }

    static EventQuery all(int limit) {
        return new EventQuery(Set.of(), Set.of(), null, null, null, limit);
    }

    /** Twelve events of two stored records, three types and four instants. */
    private static List<StoredEvent> history(Desk desk) {
        Draft a = desk.draft();
        Draft b = desk.draft();
        desk.store(a, b);
        List<StoredEvent> events = new ArrayList<>(IntStream.range(0, 12)
                .mapToObj(i -> event(desk, i % 2 == 0 ? a.id : b.id, "type." + i % 3, Draft.MADE.plusSeconds(i / 3)))
                .toList());
        desk.run(transaction -> transaction.events().append(events));
        events.sort(NEWEST_FIRST);
        return events;
    }

    @Test
    @SpecRule("STO-10.1")
    @DisplayName("An event comes back as it was appended")
    void roundTrip() {
        Desk desk = kit.desk();
        Draft draft = desk.draft();
        desk.store(draft);
        StoredEvent full = new StoredEvent(
                desk.newId(),
                "record.updated",
                draft.id,
                desk.main.object,
                42,
                Actor.automation("über 😀"),
                new Cause(desk.newId(), desk.newId(), 7),
                Instant.parse("2026-03-01T09:00:00.000001Z"),
                Json.of("a", "\uFFFF"),
                Json.of("b", "\"\\"));
        UUID id = desk.newId();
        StoredEvent bare = new StoredEvent(
                id, "x", null, null, 0, Actor.system(), new Cause(id, null, 0), Draft.MADE.minusSeconds(1), "", "");
        desk.run(transaction -> transaction.events().append(List.of(bare, full)));
        desk.look(t -> assertThat(t.events().list(all(10)))
                .map(EventRules::compact)
                .containsExactly(compact(full), compact(bare)));
    }

    private static StoredEvent compact(StoredEvent e) {
        return new StoredEvent(
                e.id(),
                e.type(),
                e.recordId(),
                e.objectId(),
                e.recordVersion(),
                e.actor(),
                e.cause(),
                e.occurredAt(),
                Json.compact(e.changes()),
                Json.compact(e.details()));
    }

    @Test
    @SpecRule("STO-10.2")
    @DisplayName("Newest first by time, then by id; pages of any size give the whole log")
    void orderAndPages() {
        Desk desk = kit.desk();
        List<StoredEvent> events = history(desk);
        for (int size : List.of(1, 2, 5, 1_000)) {
            List<StoredEvent> found = new ArrayList<>();
            List<StoredEvent> page;
            do {
                StoredEvent last = found.isEmpty() ? null : found.get(found.size() - 1);
                EventQuery.Place after = last == null ? null : new EventQuery.Place(last.occurredAt(), last.id());
                page = desk.read(t -> t.events().list(new EventQuery(Set.of(), Set.of(), null, null, after, size)));
                found.addAll(page);
            } while (page.size() == size);
            assertThat(found).isEqualTo(events);
        }
    }

    @Test
    @SpecRule("STO-10.3")
    @DisplayName("By record, by types, from an instant on and before another")
    void filters() {
        Desk desk = kit.desk();
        List<StoredEvent> events = history(desk);
        UUID record = events.get(0).recordId();
        Instant from = Draft.MADE.plusSeconds(1);
        Instant until = Draft.MADE.plusSeconds(3);
        assertFound(
                desk,
                new EventQuery(Set.of(record), Set.of(), null, null, null, 100),
                events.stream()
                        .filter(e -> Objects.equals(e.recordId(), record))
                        .toList());
        assertFound(
                desk,
                new EventQuery(Set.of(), Set.of("type.0", "type.2"), null, null, null, 100),
                events.stream().filter(e -> !e.type().equals("type.1")).toList());
        assertFound(
                desk,
                new EventQuery(Set.of(), Set.of(), from, until, null, 100),
                events.stream()
                        .filter(e ->
                                !e.occurredAt().isBefore(from) && e.occurredAt().isBefore(until))
                        .toList());
        assertFound(
                desk,
                new EventQuery(Set.of(record), Set.of("type.1"), from, until, null, 1),
                events.stream()
                        .filter(e -> Objects.equals(e.recordId(), record)
                                && e.type().equals("type.1")
                                && !e.occurredAt().isBefore(from)
                                && e.occurredAt().isBefore(until))
                        .limit(1)
                        .toList());
        assertFound(desk, new EventQuery(Set.of(), Set.of("none"), null, null, null, 100), List.of());
    }

    private static void assertFound(Desk desk, EventQuery query, List<StoredEvent> expected) {
        desk.look(t -> assertThat(t.events().list(query)).as("%s", query).isEqualTo(expected));
    }

    @Test
    @SpecRule("STO-10.4")
    @DisplayName("What was rolled back left no event; what was committed has its events with it")
    void withTheWrite() {
        Desk desk = kit.desk();
        Draft draft = desk.draft();
        StoredEvent event = event(desk, draft.id, "record.created", Draft.MADE);
        assertThatThrownBy(() -> desk.run(transaction -> {
                    Desk.store(transaction, draft);
                    transaction.events().append(List.of(event));
                    throw new IllegalStateException("no");
                }))
                .hasMessage("no");
        desk.look(t -> assertThat(t.events().list(all(10))).isEmpty());
        desk.run(transaction -> {
            Desk.store(transaction, draft);
            transaction.events().append(List.of(event));
        });
        desk.look(t -> assertThat(t.events().list(all(10))).containsExactly(event));
    }

    @Test
    @SpecRule("STO-10.4")
    @DisplayName("A thousand events in one call")
    void bulk() {
        Desk desk = kit.desk();
        UUID record = desk.newId();
        desk.store(new Draft(desk.main.object, record));
        List<StoredEvent> events = IntStream.range(0, 1_000)
                .mapToObj(i -> event(desk, record, "bulk", Draft.MADE.plusNanos(i * 1_000L)))
                .toList();
        desk.run(transaction -> {
            transaction.events().append(events);
            transaction.events().append(List.of());
        });
        desk.look(t -> assertThat(t.events().list(all(1_000))).hasSize(1_000).startsWith(events.get(999)));
    }

    @Test
    @SpecRule("STO-10.5")
    @DisplayName("Events of a record are emptied for good, those of others and of the workspace are not")
    void blank() {
        Desk desk = kit.desk();
        List<StoredEvent> events = history(desk);
        UUID record = events.get(0).recordId();
        Desk elsewhere = kit.desk();
        elsewhere.run(t -> assertThat(t.events().blank(List.of(record))).isZero());
        assertFound(desk, all(100), events);
        desk.run(t -> {
            assertThat(t.events().blank(List.of())).isZero();
            assertThat(t.events().blank(List.of(record, record))).isEqualTo(6);
        });
        assertFound(
                desk,
                all(100),
                events.stream()
                        .map(event -> Objects.equals(event.recordId(), record) ? emptied(event) : event)
                        .toList());
        assertFound(
                desk, new EventQuery(Set.of(record, desk.newId()), Set.of("none"), null, null, null, 100), List.of());
        assertThatThrownBy(() -> desk.look(t -> t.events().blank(List.of(record))))
                .isInstanceOf(RuntimeException.class);
    }

    @Test
    @SpecRule("STO-10.5")
    @DisplayName(
            "Single events are emptied for good, whatever record they are of; the others are not, nor those of another workspace")
    void blankEvents() {
        Desk desk = kit.desk();
        List<StoredEvent> events = history(desk);
        List<UUID> some = List.of(
                events.get(1).id(),
                events.get(events.size() - 1).id(),
                events.get(1).id(),
                desk.newId());
        kit.desk().run(t -> assertThat(t.events().blankEvents(some)).isZero());
        assertFound(desk, all(100), events);
        desk.run(t -> {
            assertThat(t.events().blankEvents(List.of())).isZero();
            assertThat(t.events().blankEvents(some)).isEqualTo(2);
        });
        assertFound(
                desk,
                all(100),
                events.stream()
                        .map(event -> some.contains(event.id()) ? emptied(event) : event)
                        .toList());
        assertThatThrownBy(() -> desk.look(t -> t.events().blankEvents(some))).isInstanceOf(RuntimeException.class);
    }

    private static StoredEvent emptied(StoredEvent event) {
        return new StoredEvent(
                event.id(),
                event.type(),
                event.recordId(),
                event.objectId(),
                event.recordVersion(),
                event.actor(),
                event.cause(),
                event.occurredAt(),
                "",
                "");
    }

    @Test
    @SpecRule("STO-10.3")
    @DisplayName("The events of several records come as one list")
    void ofSeveralRecords() {
        Desk desk = kit.desk();
        List<StoredEvent> events = history(desk);
        Set<UUID> both = events.stream().map(StoredEvent::recordId).collect(Collectors.toSet());
        Draft other = desk.draft();
        desk.store(other);
        desk.run(t -> t.events().append(List.of(event(desk, other.id, "type.0", Draft.MADE))));
        assertFound(desk, new EventQuery(both, Set.of(), null, null, null, 100), events);
    }
}
