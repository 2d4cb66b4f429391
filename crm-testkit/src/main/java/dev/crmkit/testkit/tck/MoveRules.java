package dev.crmkit.testkit.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crmkit.error.StorageException;
import dev.crmkit.model.Actor;
import dev.crmkit.spi.storage.Departure;
import dev.crmkit.spi.storage.IndexOrder;
import dev.crmkit.spi.storage.MoveStorage;
import dev.crmkit.spi.storage.StoredMove;
import dev.crmkit.testkit.SpecRule;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
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
}
