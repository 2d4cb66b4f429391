package dev.crmkit.testkit.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crmkit.error.StorageException;
import dev.crmkit.spi.storage.Edge;
import dev.crmkit.spi.storage.IndexOrder;
import dev.crmkit.spi.storage.TextFolding;
import dev.crmkit.testkit.SpecRule;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Rules STO-9. */
abstract class EdgeRules {
    private static final List<String> RELATIONS = List.of("B", "a", "\uFFFF", "😀");

    private final StorageTck kit;

    EdgeRules(StorageTck kit) {
        this.kit = kit;
    }

    private static List<UUID> records(Desk desk, int count) {
        List<Draft> drafts =
                IntStream.range(0, count).mapToObj(i -> desk.draft()).toList();
        desk.store(drafts.toArray(Draft[]::new));
        return drafts.stream().map(draft -> draft.id).toList();
    }

    private static Edge edge(UUID from, String relation, UUID to, int position) {
        return new Edge(new Edge.Key(from, relation, to), position, "");
    }

    private static void put(Desk desk, Edge... edges) {
        desk.run(transaction -> transaction.edges().put(List.of(edges)));
    }

    @Test
    @SpecRule("STO-9.1")
    @DisplayName("An edge is read from both ends, with its metadata")
    void bothEnds() {
        Desk desk = kit.desk();
        List<UUID> ids = records(desk, 2);
        Edge edge = new Edge(new Edge.Key(ids.get(0), "knows", ids.get(1)), 3, Json.of("since", "2026 😀"));
        put(desk, edge);
        for (List<Edge> found : List.of(
                desk.read(t -> t.edges().outgoing(ids.get(0), null, null, 10)),
                desk.read(t -> t.edges().incoming(ids.get(1), null, null, 10)))) {
            assertThat(found).singleElement().satisfies(read -> {
                assertThat(read.key()).isEqualTo(edge.key());
                assertThat(read.position()).isEqualTo(3);
                assertThat(Json.compact(read.metadata())).isEqualTo(Json.compact(edge.metadata()));
            });
        }
        desk.look(
                t -> assertThat(t.edges().outgoing(ids.get(1), null, null, 10)).isEmpty());
        desk.look(
                t -> assertThat(t.edges().incoming(ids.get(0), null, null, 10)).isEmpty());
    }

    @Test
    @SpecRule("STO-9.1")
    @DisplayName("An edge is found by its key, in its direction only")
    void find() {
        Desk desk = kit.desk();
        List<UUID> ids = records(desk, 2);
        Edge edge = edge(ids.get(0), "knows", ids.get(1), 3);
        put(desk, edge);
        desk.look(t -> {
            assertThat(t.edges().find(edge.key())).contains(edge);
            assertThat(t.edges().find(new Edge.Key(ids.get(1), "knows", ids.get(0))))
                    .isEmpty();
            assertThat(t.edges().find(new Edge.Key(ids.get(0), "Knows", ids.get(1))))
                    .isEmpty();
        });
        Desk elsewhere = kit.desk();
        elsewhere.look(t -> assertThat(t.edges().find(edge.key())).isEmpty());
    }

    @Test
    @SpecRule("STO-9.2")
    @DisplayName("Putting an edge again gives it the new position and metadata")
    void again() {
        Desk desk = kit.desk();
        List<UUID> ids = records(desk, 2);
        put(desk, edge(ids.get(0), "knows", ids.get(1), 0));
        put(desk, new Edge(new Edge.Key(ids.get(0), "knows", ids.get(1)), 5, "{}"));
        desk.look(t -> assertThat(t.edges().outgoing(ids.get(0), "knows", null, 10))
                .containsExactly(new Edge(new Edge.Key(ids.get(0), "knows", ids.get(1)), 5, "{}")));
        desk.look(t ->
                assertThat(t.edges().incoming(ids.get(1), "knows", null, 10)).hasSize(1));
    }

    @Test
    @SpecRule("STO-9.3")
    @DisplayName("Removing passes over what is not there, and counts; removed edges are gone from both ends")
    void remove() {
        Desk desk = kit.desk();
        List<UUID> ids = records(desk, 3);
        put(desk, edge(ids.get(0), "knows", ids.get(1), 0), edge(ids.get(0), "knows", ids.get(2), 1));
        List<Edge.Key> keys = List.of(
                new Edge.Key(ids.get(0), "knows", ids.get(1)),
                new Edge.Key(ids.get(0), "likes", ids.get(1)),
                new Edge.Key(ids.get(1), "knows", ids.get(0)));
        assertThat(desk.<Integer>write(t -> t.edges().remove(keys))).isEqualTo(1);
        assertThat(desk.<Integer>write(t -> t.edges().remove(keys))).isZero();
        assertThat(desk.<Integer>write(t -> t.edges().remove(List.of()))).isZero();
        desk.look(
                t -> assertThat(t.edges().incoming(ids.get(1), null, null, 10)).isEmpty());
        desk.look(
                t -> assertThat(t.edges().outgoing(ids.get(0), null, null, 10)).hasSize(1));
    }

    @Test
    @SpecRule("STO-9.4")
    @DisplayName("Both ends must exist; archived records do")
    void endsExist() {
        Desk desk = kit.desk();
        UUID known = records(desk, 1).get(0);
        Draft archived = desk.draft().archived(Instant.parse("2026-03-02T00:00:00Z"));
        desk.store(archived);
        UUID unknown = desk.newId();
        for (Edge edge : List.of(edge(known, "knows", unknown, 0), edge(unknown, "knows", known, 0))) {
            assertThatThrownBy(() -> put(desk, edge)).isInstanceOf(StorageException.class);
        }
        put(desk, edge(known, "knows", archived.id, 0), edge(known, "self", known, 0));
        desk.look(t -> assertThat(t.edges().outgoing(known, null, null, 10)).hasSize(2));
    }

    @Test
    @SpecRule("STO-9.5")
    @DisplayName(
            "Outgoing edges come by relation, position and other end; incoming ones by relation and other end; in pages")
    void orderAndPages() {
        Desk desk = kit.desk();
        List<UUID> ids = records(desk, 12);
        UUID center = ids.get(0);
        List<Edge> out = new ArrayList<>();
        List<Edge> in = new ArrayList<>();
        for (String relation : RELATIONS) {
            for (int i = 1; i < ids.size(); i++) {
                out.add(edge(center, relation, ids.get(i), i % 3));
                in.add(edge(ids.get(i), relation, center, i % 3));
            }
        }
        desk.run(transaction -> {
            transaction.edges().put(out);
            transaction.edges().put(in);
        });
        Comparator<Edge> byRelation =
                Comparator.comparing(edge -> edge.key().relation(), TextFolding::compareCodePoints);
        out.sort(byRelation
                .thenComparingInt(Edge::position)
                .thenComparing(edge -> edge.key().to(), IndexOrder::compareIds));
        in.sort(byRelation.thenComparing(edge -> edge.key().from(), IndexOrder::compareIds));
        for (int size : List.of(1, 5, 100)) {
            assertThat(pages(desk, center, null, size, true)).isEqualTo(out);
            assertThat(pages(desk, center, null, size, false)).isEqualTo(in);
        }
        for (String relation : RELATIONS) {
            assertThat(pages(desk, center, relation, 4, true)).isEqualTo(only(out, relation));
            assertThat(pages(desk, center, relation, 4, false)).isEqualTo(only(in, relation));
        }
        assertThat(pages(desk, center, "none", 4, true)).isEmpty();
    }

    private static List<Edge> only(List<Edge> edges, String relation) {
        return edges.stream()
                .filter(edge -> edge.key().relation().equals(relation))
                .toList();
    }

    private static List<Edge> pages(Desk desk, UUID id, @Nullable String relation, int size, boolean outgoing) {
        List<Edge> all = new ArrayList<>();
        List<Edge> page;
        do {
            Edge after = all.isEmpty() ? null : all.get(all.size() - 1);
            page = desk.read(t -> outgoing
                    ? t.edges().outgoing(id, relation, after, size)
                    : t.edges().incoming(id, relation, after, size));
            all.addAll(page);
        } while (page.size() == size);
        return all;
    }

    @Test
    @SpecRule("STO-9.6")
    @DisplayName("Ancestors come nearest first, each once, and circles end")
    void ancestors() {
        Desk desk = kit.desk();
        List<UUID> ids = records(desk, 6);
        put(
                desk,
                edge(ids.get(0), "parent", ids.get(1), 0),
                edge(ids.get(1), "parent", ids.get(2), 0),
                edge(ids.get(0), "parent", ids.get(2), 1),
                edge(ids.get(2), "parent", ids.get(3), 0),
                edge(ids.get(3), "other", ids.get(4), 0));
        desk.look(t -> assertThat(t.edges().ancestors(ids.get(0), "parent"))
                .hasSize(3)
                .endsWith(ids.get(3))
                .containsExactlyInAnyOrder(ids.get(1), ids.get(2), ids.get(3)));
        desk.look(t -> assertThat(t.edges().ancestors(ids.get(1), "parent")).containsExactly(ids.get(2), ids.get(3)));
        desk.look(t -> assertThat(t.edges().ancestors(ids.get(3), "parent")).isEmpty());
        put(desk, edge(ids.get(3), "parent", ids.get(1), 0));
        desk.look(t -> assertThat(t.edges().ancestors(ids.get(1), "parent"))
                .containsExactly(ids.get(2), ids.get(3), ids.get(1)));
        put(desk, edge(ids.get(5), "parent", ids.get(5), 0));
        desk.look(t -> assertThat(t.edges().ancestors(ids.get(5), "parent")).containsExactly(ids.get(5)));
    }

    @Test
    @SpecRule("STO-9.7")
    @DisplayName(
            "Neighbours are the other ends of all edges, each once, the greatest id first, without the engine's own relations")
    void neighbours() {
        Desk desk = kit.desk();
        List<UUID> ids = records(desk, 7);
        UUID middle = ids.get(3);
        put(
                desk,
                edge(middle, "knows", ids.get(0), 0),
                edge(middle, "A", ids.get(1), 0),
                edge(middle, "?", ids.get(2), 0),
                edge(ids.get(0), "knows", middle, 0),
                edge(ids.get(4), "😀", middle, 0),
                edge(middle, "@along", ids.get(5), 0),
                edge(ids.get(5), "@", middle, 0),
                edge(ids.get(6), "knows", ids.get(0), 0));
        List<UUID> expected = Stream.of(ids.get(0), ids.get(1), ids.get(2), ids.get(4))
                .sorted(((Comparator<UUID>) IndexOrder::compareIds).reversed())
                .toList();
        assertThat(desk.<List<UUID>>read(t -> t.edges().neighbours(middle, 10))).isEqualTo(expected);
        assertThat(desk.<List<UUID>>read(t -> t.edges().neighbours(middle, 3))).isEqualTo(expected.subList(0, 3));
        assertThat(desk.<List<UUID>>read(t -> t.edges().neighbours(desk.newId(), 3)))
                .isEmpty();
    }

    @Test
    @SpecRule("STO-9.8")
    @DisplayName("The edges of many records come at once, from either end, and all edges on the ways up from many")
    void edgesOfMany() {
        Desk desk = kit.desk();
        List<UUID> ids = records(desk, 6);
        Edge.Key ab = new Edge.Key(ids.get(0), "up", ids.get(1));
        Edge.Key bc = new Edge.Key(ids.get(1), "up", ids.get(2));
        Edge.Key ca = new Edge.Key(ids.get(2), "up", ids.get(0));
        Edge.Key dc = new Edge.Key(ids.get(3), "up", ids.get(2));
        Edge.Key ef = new Edge.Key(ids.get(4), "up", ids.get(5));
        Edge.Key side = new Edge.Key(ids.get(0), "side", ids.get(5));
        desk.run(t -> t.edges()
                .put(Stream.of(ab, bc, ca, dc, ef, side)
                        .map(key -> new Edge(key, 0, ""))
                        .toList()));
        desk.look(t -> {
            List<UUID> two = List.of(ids.get(0), ids.get(3), ids.get(0));
            assertThat(t.edges().outgoing(two, Set.of("up", "side"), 10)).containsExactlyInAnyOrder(ab, side, dc);
            assertThat(t.edges().outgoing(two, Set.of("side"), 10)).containsExactly(side);
            assertThat(t.edges().outgoing(two, Set.of("up", "side"), 2)).hasSize(2);
            assertThat(t.edges().outgoing(two, Set.of(), 10)).isEmpty();
            assertThat(t.edges().outgoing(List.of(), Set.of("up"), 10)).isEmpty();
            assertThat(t.edges().incoming(List.of(ids.get(2), ids.get(5)), Set.of("up"), 10))
                    .containsExactlyInAnyOrder(bc, dc, ef);
            assertThat(t.edges().upward(List.of(ids.get(3)), "up")).containsExactlyInAnyOrder(dc, ca, ab, bc);
            assertThat(t.edges().upward(List.of(ids.get(4), ids.get(1)), "up"))
                    .containsExactlyInAnyOrder(ef, ca, ab, bc);
            assertThat(t.edges().upward(List.of(ids.get(5)), "up")).isEmpty();
            assertThat(t.edges().upward(List.of(), "up")).isEmpty();
        });
    }
}
