package dev.crmkit.testkit.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crmkit.spi.storage.Departure;
import dev.crmkit.spi.storage.Edge;
import dev.crmkit.spi.storage.Identity;
import dev.crmkit.spi.storage.Predicate;
import dev.crmkit.spi.storage.StoredItem;
import dev.crmkit.spi.storage.UniqueConflict;
import dev.crmkit.spi.storage.UniqueKey;
import dev.crmkit.testkit.SpecRule;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Rules STO-4.10 to STO-4.13. */
abstract class DepartureRules {
    private static final Instant ERASED = Instant.parse("2026-03-02T00:00:00.000001Z");

    private final StorageTck kit;

    DepartureRules(StorageTck kit) {
        this.kit = kit;
    }

    private static void merge(Desk desk, UUID survivor, Draft... losers) {
        desk.run(t -> t.records()
                .remove(
                        desk.main.object,
                        List.of(losers).stream()
                                .map(loser -> Departure.merged(loser.id, survivor, List.of()))
                                .toList()));
    }

    private static Map<UUID, Identity> identities(Desk desk, UUID... ids) {
        return desk.read(t -> t.records().identities(List.of(ids)));
    }

    private static Identity identity(Desk desk, UUID id) {
        return Objects.requireNonNull(identities(desk, id).get(id));
    }

    @Test
    @SpecRule("STO-4.10")
    @DisplayName(
            "A record that left is gone with its keys; its id stays known, and edges, items and events may name it")
    void removedRecordsStayKnown() {
        Desk desk = kit.desk();
        UniqueKey key = Desk.key(desk.main, "held");
        Draft merged = desk.draft().takes(key);
        Draft erased = desk.draft();
        Draft survivor = desk.draft();
        desk.store(merged, erased, survivor);
        desk.run(t -> t.records()
                .remove(
                        desk.main.object,
                        List.of(
                                Departure.merged(merged.id, survivor.id, List.of(key)),
                                Departure.erased(erased.id, ERASED, List.of()))));
        List<UUID> all = List.of(merged.id, erased.id, survivor.id);
        desk.look(t -> {
            assertThat(t.records().load(all))
                    .singleElement()
                    .satisfies(r -> assertThat(r.id()).isEqualTo(survivor.id));
            assertThat(t.records().labels(all)).containsOnlyKeys(survivor.id);
        });
        desk.run(t -> assertThat(t.records().lock(all)).hasSize(1));
        assertThat(desk.matching(Predicate.always())).containsExactly(survivor.id);
        UUID unknown = desk.newId();
        assertThat(identities(desk, merged.id, erased.id, survivor.id, unknown))
                .containsOnly(
                        Map.entry(merged.id, new Identity(merged.id, desk.main.object, survivor.id, null)),
                        Map.entry(erased.id, new Identity(erased.id, desk.main.object, null, ERASED)),
                        Map.entry(survivor.id, new Identity(survivor.id, desk.main.object, null, null)));
        desk.run(t -> {
            t.edges().put(List.of(new Edge(new Edge.Key(merged.id, "was", erased.id), 0, "")));
            t.items().insert(List.of(new StoredItem(desk.newId(), "k", merged.id, "", ERASED, "")));
        });
        desk.store(desk.draft().takes(key));
        assertThatThrownBy(() -> merge(desk, survivor.id, merged)).isInstanceOf(RuntimeException.class);
    }

    @Test
    @SpecRule("STO-4.11")
    @DisplayName("An alias leads to a record in one step, however often that one is merged on, and is led back by name")
    void aliasesLeadInOneStep() {
        Desk desk = kit.desk();
        Draft a = desk.draft();
        Draft b = desk.draft();
        Draft c = desk.draft();
        desk.store(a, b, c);
        merge(desk, b.id, a);
        assertThat(desk.<List<Identity>>read(t -> t.records().aliases(List.of(b.id))))
                .extracting(Identity::id)
                .containsExactly(a.id);
        merge(desk, c.id, b);
        desk.look(t -> {
            assertThat(t.records().aliases(List.of(c.id)))
                    .extracting(Identity::id)
                    .containsExactlyInAnyOrder(a.id, b.id);
            assertThat(t.records().aliases(List.of(b.id))).isEmpty();
            assertThat(t.records().aliases(List.of())).isEmpty();
        });
        assertThat(identity(desk, a.id).aliasOf()).isEqualTo(c.id);
        desk.run(t -> {
            assertThat(t.records().bringBack(desk.main.object, List.of(again(b).write())))
                    .isEmpty();
            t.records().alias(List.of(a.id, c.id, desk.newId()), b.id);
        });
        assertThat(identities(desk, a.id, b.id, c.id))
                .containsOnly(
                        Map.entry(a.id, new Identity(a.id, desk.main.object, b.id, null)),
                        Map.entry(b.id, new Identity(b.id, desk.main.object, null, null)),
                        Map.entry(c.id, new Identity(c.id, desk.main.object, null, null)));
    }

    private static Draft again(Draft draft) {
        return new Draft(draft.object, draft.id);
    }

    @Test
    @SpecRule("STO-4.12")
    @DisplayName(
            "A merged record comes back as it is written, unless another holds its key; no other id is brought back")
    void bringsBack() {
        Desk desk = kit.desk();
        UniqueKey key = Desk.key(desk.main, "wanted");
        Draft merged = desk.draft().takes(key);
        Draft erased = desk.draft();
        Draft survivor = desk.draft();
        desk.store(merged, erased, survivor);
        desk.run(t -> t.records()
                .remove(
                        desk.main.object,
                        List.of(
                                Departure.merged(merged.id, survivor.id, List.of(key)),
                                Departure.erased(erased.id, ERASED, List.of()))));
        Draft holder = desk.draft().takes(key);
        desk.store(holder);
        Draft back = again(merged).named("back").takes(key);
        assertThatThrownBy(() -> desk.run(t -> {
                    assertThat(t.records().bringBack(desk.main.object, List.of(back.write())))
                            .containsExactly(new UniqueConflict(merged.id, key, holder.id));
                    throw new IllegalStateException("as the engine does");
                }))
                .hasMessage("as the engine does");
        assertThat(desk.find(merged.id)).isNull();
        desk.store(Draft.after(desk.get(holder.id)).releases(key));
        desk.run(t -> assertThat(t.records().bringBack(desk.main.object, List.of(back.write())))
                .isEmpty());
        assertThat(desk.get(merged.id).displayName()).isEqualTo("back");
        assertThat(desk.matching(Predicate.always())).contains(merged.id);
        assertThat(identity(desk, merged.id).isPresent()).isTrue();
        for (UUID id : List.of(merged.id, erased.id, desk.newId())) {
            assertThatThrownBy(() -> desk.run(t ->
                            t.records().bringBack(desk.main.object, List.of(new Draft(desk.main.object, id).write()))))
                    .as("bring back %s", id)
                    .isInstanceOf(RuntimeException.class);
        }
    }

    @Test
    @SpecRule("STO-4.13")
    @DisplayName(
            "An id that was given away once is never given to a new record, and none of this reaches another workspace")
    void idsAreGivenOnce() {
        Desk desk = kit.desk();
        Draft merged = desk.draft();
        Draft erased = desk.draft();
        Draft survivor = desk.draft();
        desk.store(merged, erased, survivor);
        Desk elsewhere = kit.desk();
        assertThat(identities(elsewhere, merged.id)).isEmpty();
        assertThatThrownBy(() -> elsewhere.run(t -> t.records()
                        .remove(elsewhere.main.object, List.of(Departure.erased(erased.id, ERASED, List.of())))))
                .isInstanceOf(RuntimeException.class);
        merge(desk, survivor.id, merged);
        desk.run(t -> t.records().remove(desk.main.object, List.of(Departure.erased(erased.id, ERASED, List.of()))));
        assertThat(elsewhere.<List<Identity>>read(t -> t.records().aliases(List.of(survivor.id))))
                .isEmpty();
        elsewhere.run(t -> t.records().alias(List.of(merged.id), erased.id));
        assertThat(identity(desk, merged.id).aliasOf()).isEqualTo(survivor.id);
        for (Draft gone : List.of(merged, erased)) {
            assertThatThrownBy(() -> desk.store(again(gone))).isInstanceOf(RuntimeException.class);
            assertThat(desk.find(gone.id)).isNull();
        }
    }
}
