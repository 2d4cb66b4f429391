package dev.crmkit.internal.relation;

import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.InvalidInputException;
import dev.crmkit.error.Violation;
import dev.crmkit.event.Cause;
import dev.crmkit.event.EventTypes;
import dev.crmkit.internal.access.Gate;
import dev.crmkit.internal.engine.CallText;
import dev.crmkit.internal.engine.CursorCodec;
import dev.crmkit.internal.engine.Json;
import dev.crmkit.internal.engine.Transactions;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.record.Aliases;
import dev.crmkit.internal.record.RecordRefs;
import dev.crmkit.internal.schema.DefinedObject;
import dev.crmkit.member.Verb;
import dev.crmkit.model.CrmAttribute;
import dev.crmkit.model.RecordRef;
import dev.crmkit.query.Page;
import dev.crmkit.relation.Relation;
import dev.crmkit.relation.RelationGraph;
import dev.crmkit.relation.RelationQuery;
import dev.crmkit.spi.storage.Edge;
import dev.crmkit.spi.storage.RecordLabel;
import dev.crmkit.spi.storage.StoredEvent;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Relations, kept as edges beside those of reference attributes. */
public final class RelationService implements RelationGraph {
    private static final Pattern LABEL = Pattern.compile("[a-z][a-z0-9_]{0,62}");
    private static final int MAX_METADATA_BYTES = 16 * 1024;

    private final Transactions transactions;

    /** The relations of the workspace that the transactions are of. */
    public RelationService(Transactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public Relation link(UUID from, String label, UUID to) {
        return link(from, label, to, Map.of());
    }

    @Override
    public Relation link(UUID from, String label, UUID to, Map<String, ?> metadata) {
        String text = check(from, label, to, metadata);
        return transactions.write(tx -> {
            Map<UUID, RecordRef> refs = changeable(tx, from, to);
            RecordRef start = Objects.requireNonNull(refs.get(from));
            RecordRef end = Objects.requireNonNull(refs.get(to));
            if (start.id().equals(end.id())) {
                throw new InvalidInputException("relate records", List.of(toItself()));
            }
            Edge.Key key = new Edge.Key(start.id(), label, end.id());
            Optional<Edge> known = tx.storage().edges().find(key);
            Edge edge = new Edge(key, 0, text);
            // The database may write the document differently, so contents are compared, not texts.
            if (known.isEmpty() || !Json.readObject(known.get().metadata()).equals(Json.readObject(text))) {
                tx.storage().edges().put(List.of(edge));
                tell(tx, EventTypes.RELATION_LINKED, List.of(edge));
            }
            return new Relation(start, label, false, end, Json.readObject(text));
        });
    }

    private static Violation toItself() {
        return new Violation("to", ErrorCode.VALUE_CYCLE, "is the record itself. Name another");
    }

    /**
     * Both ends, which can be read, by the id asked for; a relation belongs to the record that it starts at, so changing that one must be allowed.
     */
    private static Map<UUID, RecordRef> changeable(Tx tx, UUID from, UUID to) {
        Map<UUID, RecordRef> refs = RecordRefs.get(tx, List.of(from, to));
        RecordRef start = Objects.requireNonNull(refs.get(from));
        UUID object = tx.schema().find(start.object()).map(DefinedObject::id).orElse(null);
        if (object != null
                && !Gate.permitted(tx, object, Verb.UPDATE, List.of(start.id())).contains(start.id())) {
            throw tx.access().forbidden(Verb.UPDATE, start.object(), start.id());
        }
        return refs;
    }

    private static String check(UUID from, String label, UUID to, Map<String, ?> metadata) {
        List<Violation> faults = new ArrayList<>();
        if (!LABEL.matcher(label).matches()) {
            faults.add(
                    new Violation(
                            "label",
                            ErrorCode.SCHEMA_MALFORMED_SLUG,
                            "'" + label
                                    + "' is not a label. Use 1 to 63 characters of a to z, 0 to 9 and underscore, beginning with a letter"));
        }
        if (from.equals(to)) {
            faults.add(toItself());
        }
        String text = "";
        try {
            text = metadata.isEmpty() ? "" : Json.write(metadata);
        } catch (IllegalArgumentException e) {
            faults.add(new Violation(
                    "metadata",
                    ErrorCode.VALUE_WRONG_TYPE,
                    "holds texts, numbers, booleans, lists and maps only: " + e.getMessage()));
        }
        int bytes = text.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > MAX_METADATA_BYTES) {
            faults.add(new Violation(
                    "metadata",
                    ErrorCode.VALUES_TOO_LARGE,
                    "has " + bytes + " bytes; the limit is " + MAX_METADATA_BYTES + ". Keep large data elsewhere"));
        }
        if (!faults.isEmpty()) {
            throw new InvalidInputException("relate records", faults);
        }
        return text;
    }

    /** Writes the event of each edge on both of its ends, in one statement. */
    public static void tell(Tx tx, String type, Collection<Edge> edges) {
        List<StoredEvent> events = new ArrayList<>();
        edges.forEach(edge -> events.addAll(events(tx, type, edge)));
        tx.append(events);
    }

    private static List<StoredEvent> events(Tx tx, String type, Edge edge) {
        List<StoredEvent> events = new ArrayList<>();
        UUID root = tx.newId();
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("label", edge.key().relation());
        details.put("from", edge.key().from().toString());
        details.put("to", edge.key().to().toString());
        Map<String, Object> metadata = Json.readObject(edge.metadata());
        if (!metadata.isEmpty()) {
            details.put("metadata", metadata);
        }
        for (UUID record : List.of(edge.key().from(), edge.key().to())) {
            UUID id = events.isEmpty() ? root : tx.newId();
            events.add(new StoredEvent(
                    id,
                    type,
                    record,
                    null,
                    0,
                    tx.actor(),
                    new Cause(root, id.equals(root) ? null : root, id.equals(root) ? 0 : 1),
                    tx.now(),
                    "",
                    Json.write(details)));
        }
        return events;
    }

    @Override
    public boolean unlink(UUID from, String label, UUID to) {
        return transactions.write(tx -> {
            Map<UUID, RecordRef> refs = changeable(tx, from, to);
            if (!LABEL.matcher(label).matches()) {
                return false;
            }
            Edge.Key key = new Edge.Key(
                    Objects.requireNonNull(refs.get(from)).id(),
                    label,
                    Objects.requireNonNull(refs.get(to)).id());
            boolean removed = tx.storage().edges().remove(List.of(key)) > 0;
            if (removed) {
                tell(tx, EventTypes.RELATION_UNLINKED, List.of(new Edge(key, 0, "")));
            }
            return removed;
        });
    }

    @Override
    public Page<Relation> outgoing(UUID record, RelationQuery query) {
        return page(record, query, true);
    }

    @Override
    public Page<Relation> incoming(UUID record, RelationQuery query) {
        return page(record, query, false);
    }

    private Page<Relation> page(UUID record, RelationQuery query, boolean outgoing) {
        if (query.limit() < 1 || query.limit() > 1000) {
            throw new InvalidInputException(
                    "list relations",
                    List.of(new Violation("limit", ErrorCode.QUERY_LIMIT, "must be 1 to 1000, not " + query.limit())));
        }
        String label = query.label();
        return transactions.read(tx -> {
            RecordRef self =
                    Objects.requireNonNull(RecordRefs.get(tx, List.of(record)).get(record));
            String list = CallText.fingerprint(
                    "relations", tx.workspace().id(), self.id(), outgoing, label == null ? "" : label);
            String cursor = query.cursor();
            Edge after = cursor == null ? null : edge(CursorCodec.open(tx, list, cursor));
            List<Shown> shown = new ArrayList<>();
            // Edges that are the engine's own or of attributes that are gone are passed over, so a page may take
            // several reads.
            while (shown.size() <= query.limit()) {
                int wanted = query.limit() + 1 - shown.size();
                List<Edge> edges = outgoing
                        ? tx.storage().edges().outgoing(self.id(), label, after, wanted)
                        : tx.storage().edges().incoming(self.id(), label, after, wanted);
                shown.addAll(show(tx, self, edges, outgoing));
                if (edges.size() < wanted) {
                    break;
                }
                after = edges.get(edges.size() - 1);
            }
            boolean more = shown.size() > query.limit();
            List<Shown> page = more ? shown.subList(0, query.limit()) : shown;
            return new Page<>(
                    page.stream().map(Shown::relation).toList(),
                    more
                            ? CursorCodec.seal(
                                    tx, list, place(page.get(page.size() - 1).edge()))
                            : null,
                    null);
        });
    }

    private record Shown(Edge edge, Relation relation) {}

    private static List<Shown> show(Tx tx, RecordRef self, List<Edge> edges, boolean outgoing) {
        Set<UUID> others = new HashSet<>();
        edges.forEach(e -> others.add(outgoing ? e.key().to() : e.key().from()));
        Map<UUID, RecordLabel> labels = Aliases.labels(tx, others);
        List<Shown> shown = new ArrayList<>();
        for (Edge edge : edges) {
            RecordLabel label =
                    labels.get(outgoing ? edge.key().to() : edge.key().from());
            Optional<String> name = name(tx, edge.key().relation());
            if (label != null && name.isPresent()) {
                RecordRef other = RecordRefs.of(tx, label);
                shown.add(new Shown(
                        edge,
                        new Relation(
                                outgoing ? self : other,
                                name.get(),
                                isId(edge.key().relation()),
                                outgoing ? other : self,
                                Json.readObject(edge.metadata()))));
            }
        }
        return shown;
    }

    private static boolean isId(String relation) {
        return relation.length() == 36 && relation.charAt(8) == '-';
    }

    /** The label, or the slug of the attribute that the edge belongs to. */
    private static Optional<String> name(Tx tx, String relation) {
        if (relation.startsWith("@")) {
            return Optional.empty();
        }
        if (!isId(relation)) {
            return Optional.of(relation);
        }
        UUID attribute = UUID.fromString(relation);
        return tx.access().view().objects().stream()
                .flatMap(o -> o.object().findAttribute(attribute).map(CrmAttribute::slug).stream())
                .findFirst();
    }

    private static List<Object> place(Edge edge) {
        return List.of(
                edge.key().from().toString(),
                edge.key().relation(),
                edge.key().to().toString(),
                edge.position());
    }

    private static Edge edge(List<@Nullable Object> place) {
        return new Edge(
                new Edge.Key(
                        UUID.fromString(String.valueOf(place.get(0))),
                        String.valueOf(place.get(1)),
                        UUID.fromString(String.valueOf(place.get(2)))),
                ((BigDecimal) Objects.requireNonNull(place.get(3))).intValueExact(),
                "");
    }
}
