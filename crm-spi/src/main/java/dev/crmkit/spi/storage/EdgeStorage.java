package dev.crmkit.spi.storage;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Relations between records of the workspace. Both ends exist; a link to another workspace cannot be stored. Not thread-safe. */
public interface EdgeStorage {

    /** Stores edges; one that is there already gets the new position and metadata. */
    void put(Collection<Edge> edges);

    /**
     * Removes edges; those that are not there are passed over.
     *
     * @return how many were removed
     */
    int remove(Collection<Edge.Key> keys);

    /** The edge of that key, if it is there. */
    Optional<Edge> find(Edge.Key key);

    /** The edges that start at the record, by relation (code point order), position and id of the other end. */
    List<Edge> outgoing(UUID from, @Nullable String relation, @Nullable Edge after, int limit);

    /** The edges that lead to the record, by relation (code point order) and id of the other end (bytewise). */
    List<Edge> incoming(UUID to, @Nullable String relation, @Nullable Edge after, int limit);

    /** The keys of edges with one of these relations that start at one of the records, in no order. */
    List<Edge.Key> outgoing(Collection<UUID> from, Set<String> relations, int limit);

    /** The keys of edges with one of these relations that lead to one of the records, in no order. */
    List<Edge.Key> incoming(Collection<UUID> to, Set<String> relations, int limit);

    /**
     * The records at the other ends of the edges that start at the record or lead to it, each once, the greatest id (bytewise) first. Relations whose
     * name begins with {@code @} are the engine's own notes and left out.
     */
    List<UUID> neighbours(UUID record, int limit);

    /** The keys of the edges that are passed on every way up from the starts, along edges of the relation, each once, in no order. */
    List<Edge.Key> upward(Collection<UUID> starts, String relation);

    /** The records above the start, along edges of the relation, nearest first, without the start unless it is above itself; each once. */
    List<UUID> ancestors(UUID start, String relation);
}
