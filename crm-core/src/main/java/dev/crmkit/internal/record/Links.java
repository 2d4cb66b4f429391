package dev.crmkit.internal.record;

import dev.crmkit.event.Cause;
import dev.crmkit.event.EventTypes;
import dev.crmkit.internal.engine.Json;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.spi.storage.Edge;
import dev.crmkit.spi.storage.StoredEvent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Relations that come and go with something that has an event of its own. Not instantiable. */
public final class Links {
    private Links() {}

    /**
     * Makes those of the relations that are not there, whose ends the caller may reach.
     *
     * @param root the id of the event that led to it
     * @return those that are new
     */
    public static Set<Edge.Key> add(Tx tx, Collection<Edge.Key> keys, UUID root) {
        Set<UUID> starts = keys.stream().map(Edge.Key::from).collect(Collectors.toSet());
        Set<String> relations = keys.stream().map(Edge.Key::relation).collect(Collectors.toSet());
        Set<Edge.Key> there = new HashSet<>(tx.storage().edges().outgoing(starts, relations, Integer.MAX_VALUE));
        List<Edge> edges = keys.stream()
                .distinct()
                .filter(key -> !there.contains(key))
                .map(key -> new Edge(key, 0, ""))
                .toList();
        if (!edges.isEmpty()) {
            tx.storage().edges().put(edges);
            tell(tx, EventTypes.RELATION_LINKED, edges, root);
        }
        return edges.stream().map(Edge::key).collect(Collectors.toSet());
    }

    /** Writes the event of each relation on both of its ends, in one statement. */
    static void tell(Tx tx, String type, Collection<Edge> edges, UUID root) {
        List<StoredEvent> events = new ArrayList<>();
        for (Edge edge : edges) {
            Map<String, Object> details = new LinkedHashMap<>();
            details.put("label", edge.key().relation());
            details.put("from", edge.key().from().toString());
            details.put("to", edge.key().to().toString());
            String text = Json.write(details);
            for (UUID record : List.of(edge.key().from(), edge.key().to())) {
                events.add(new StoredEvent(
                        tx.newId(), type, record, null, 0, tx.actor(), new Cause(root, root, 1), tx.now(), "", text));
            }
        }
        tx.append(events);
    }
}
