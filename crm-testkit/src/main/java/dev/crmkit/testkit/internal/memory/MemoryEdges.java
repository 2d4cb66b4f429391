package dev.crmkit.testkit.internal.memory;

import dev.crmkit.error.StorageException;
import dev.crmkit.spi.storage.Edge;
import dev.crmkit.spi.storage.EdgeStorage;
import dev.crmkit.spi.storage.IndexOrder;
import dev.crmkit.spi.storage.TextFolding;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Edges as one transaction sees them. */
record MemoryEdges(MemoryTransaction transaction) implements EdgeStorage {
    private static final UUID LEAST_ID = new UUID(0, 0);
    private static final UUID GREATEST_ID = new UUID(-1, -1);
    private static final String GREATEST_TEXT = Character.toString(Character.MAX_CODE_POINT);
    private static final Comparator<Edge.Key> LOCK_ORDER = Comparator.comparing(Edge.Key::from, IndexOrder::compareIds)
            .thenComparing(Edge.Key::relation, TextFolding::compareCodePoints)
            .thenComparing(Edge.Key::to, IndexOrder::compareIds);

    @Override
    public void put(Collection<Edge> edges) {
        transaction.change(() -> {
            edges.stream().map(Edge::key).sorted(LOCK_ORDER).forEach(this::lock);
            for (Edge edge : edges) {
                requireRecord(edge.key().from(), edge);
                requireRecord(edge.key().to(), edge);
                drop(edge.key());
                transaction.edgesByEnd.put(edge.key(), edge);
                transaction.outgoingEdges.put(Space.OutgoingKey.of(edge), edge);
            }
        });
    }

    private void lock(Edge.Key key) {
        transaction.lock(Locks.Kind.EDGE, key);
    }

    private void requireRecord(UUID id, Edge edge) {
        if (transaction.identityRows.find(id) == null) {
            throw new StorageException(
                    "Cannot store the edge '" + edge.key().relation() + "' from "
                            + edge.key().from() + " to " + edge.key().to() + ": workspace '" + transaction.space.id
                            + "' has no record " + id + ". Write both records first",
                    false,
                    null);
        }
    }

    private boolean drop(Edge.Key key) {
        Edge known = transaction.edgesByEnd.find(key);
        if (known != null) {
            transaction.edgesByEnd.remove(key);
            transaction.outgoingEdges.remove(Space.OutgoingKey.of(known));
        }
        return known != null;
    }

    @Override
    public int remove(Collection<Edge.Key> keys) {
        return transaction.write(() -> {
            keys.stream().sorted(LOCK_ORDER).forEach(this::lock);
            return (int) keys.stream().filter(this::drop).count();
        });
    }

    @Override
    public Optional<Edge> find(Edge.Key key) {
        return transaction.read(() -> Optional.ofNullable(transaction.edgesByEnd.find(key)));
    }

    @Override
    public List<Edge> outgoing(UUID from, @Nullable String relation, @Nullable Edge after, int limit) {
        return transaction.read(() -> {
            Space.OutgoingKey place = after == null ? null : Space.OutgoingKey.of(after);
            return page(
                    outgoing(from),
                    relation,
                    edge -> place == null || Space.OutgoingKey.ORDER.compare(Space.OutgoingKey.of(edge), place) > 0,
                    limit);
        });
    }

    private Stream<Edge> outgoing(UUID from) {
        return transaction
                .outgoingEdges
                .rows(
                        new Space.OutgoingKey(from, "", Integer.MIN_VALUE, LEAST_ID),
                        new Space.OutgoingKey(from, GREATEST_TEXT, Integer.MAX_VALUE, GREATEST_ID))
                .values()
                .stream();
    }

    @Override
    public List<Edge> incoming(UUID to, @Nullable String relation, @Nullable Edge after, int limit) {
        return transaction.read(() -> {
            Comparator<Edge.Key> order = Comparator.comparing(Edge.Key::relation, TextFolding::compareCodePoints)
                    .thenComparing(Edge.Key::from, IndexOrder::compareIds);
            return page(
                    incoming(to), relation, edge -> after == null || order.compare(edge.key(), after.key()) > 0, limit);
        });
    }

    private Stream<Edge> incoming(UUID to) {
        return transaction
                .edgesByEnd
                .rows(new Edge.Key(LEAST_ID, "", to), new Edge.Key(GREATEST_ID, GREATEST_TEXT, to))
                .values()
                .stream();
    }

    @Override
    public List<Edge.Key> outgoing(Collection<UUID> from, Set<String> relations, int limit) {
        return transaction.read(() -> keys(from.stream().distinct().flatMap(this::outgoing), relations, limit));
    }

    @Override
    public List<Edge.Key> incoming(Collection<UUID> to, Set<String> relations, int limit) {
        return transaction.read(() -> keys(to.stream().distinct().flatMap(this::incoming), relations, limit));
    }

    private static List<Edge.Key> keys(Stream<Edge> edges, Set<String> relations, int limit) {
        return edges.map(Edge::key)
                .filter(key -> relations.contains(key.relation()))
                .limit(limit)
                .toList();
    }

    @Override
    public List<Edge.Key> upward(Collection<UUID> starts, String relation) {
        return transaction.read(() -> {
            Set<Edge.Key> passed = new LinkedHashSet<>();
            Deque<UUID> open = new ArrayDeque<>(starts);
            while (!open.isEmpty()) {
                outgoing(open.remove())
                        .map(Edge::key)
                        .filter(key -> key.relation().equals(relation))
                        .filter(passed::add)
                        .forEach(key -> open.add(key.to()));
            }
            return List.copyOf(passed);
        });
    }

    @Override
    public List<UUID> neighbours(UUID record, int limit) {
        return transaction.read(() -> Stream.concat(
                        outgoing(record)
                                .map(Edge::key)
                                .filter(MemoryEdges::isPlain)
                                .map(Edge.Key::to),
                        incoming(record)
                                .map(Edge::key)
                                .filter(MemoryEdges::isPlain)
                                .map(Edge.Key::from))
                .distinct()
                .sorted(((Comparator<UUID>) IndexOrder::compareIds).reversed())
                .limit(limit)
                .toList());
    }

    private static boolean isPlain(Edge.Key key) {
        return !key.relation().startsWith("@");
    }

    private static List<Edge> page(Stream<Edge> edges, @Nullable String relation, Predicate<Edge> isAfter, int limit) {
        return edges.filter(edge -> relation == null || edge.key().relation().equals(relation))
                .filter(isAfter)
                .limit(limit)
                .toList();
    }

    @Override
    public List<UUID> ancestors(UUID start, String relation) {
        return transaction.read(() -> {
            Set<UUID> found = new LinkedHashSet<>();
            List<UUID> level = List.of(start);
            while (!level.isEmpty()) {
                level = level.stream()
                        .flatMap(this::outgoing)
                        .map(Edge::key)
                        .filter(key -> key.relation().equals(relation))
                        .map(Edge.Key::to)
                        .filter(found::add)
                        .toList();
            }
            return List.copyOf(found);
        });
    }
}
