package dev.crmkit.internal.record;

import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.InvalidInputException;
import dev.crmkit.error.Violation;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.item.ItemKinds;
import dev.crmkit.internal.schema.DefinedObject;
import dev.crmkit.model.CrmAttribute;
import dev.crmkit.spi.storage.Edge;
import dev.crmkit.spi.storage.StoredItem;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What hangs on records: references from and to them, relations, and items. Immutable.
 *
 * @param references the reference edges at either end
 * @param relations the other edges at either end
 * @param items what belongs to the records, without what follows from their values or from other items
 */
record Belongings(List<Edge> references, List<Edge> relations, List<StoredItem> items) {
    /** The most things that go over in one merge. */
    static final int MOST = 50_000;

    private static final int PAGE = 1_000;

    /**
     * All that hangs on the records.
     *
     * @param what the call, for messages
     * @throws InvalidInputException if it is more than {@link #MOST}
     */
    static Belongings of(Tx tx, Collection<UUID> records, String what) {
        Set<UUID> attributes = referenceAttributes(tx).keySet();
        Map<Edge.Key, Edge> references = new LinkedHashMap<>();
        Map<Edge.Key, Edge> relations = new LinkedHashMap<>();
        int count = 0;
        for (UUID record : records) {
            for (boolean outgoing : new boolean[] {true, false}) {
                @Nullable Edge after = null;
                List<Edge> page;
                do {
                    page = outgoing
                            ? tx.storage().edges().outgoing(record, null, after, PAGE)
                            : tx.storage().edges().incoming(record, null, after, PAGE);
                    for (Edge edge : page) {
                        (isReference(edge, attributes) ? references : relations).put(edge.key(), edge);
                        after = edge;
                    }
                    count += page.size();
                    refuseTooMany(count, what);
                } while (page.size() == PAGE);
            }
        }
        List<StoredItem> items = new ArrayList<>();
        List<StoredItem> page = List.of();
        do {
            page = tx.storage()
                    .items()
                    .belonging(
                            records,
                            page.isEmpty() ? null : page.get(page.size() - 1).id(),
                            PAGE);
            page.stream().filter(item -> !ItemKinds.isDerived(item.kind())).forEach(items::add);
            refuseTooMany(count + items.size(), what);
        } while (page.size() == PAGE);
        return new Belongings(List.copyOf(references.values()), List.copyOf(relations.values()), items);
    }

    private static void refuseTooMany(int count, String what) {
        if (count > MOST) {
            throw new InvalidInputException(
                    what,
                    List.of(new Violation(
                            "",
                            ErrorCode.QUERY_LIMIT,
                            "more than " + MOST + " references, relations and things that belong to the records would"
                                    + " go over. Choose the record that has the most as the primary")));
        }
    }

    /** Every reference attribute of the workspace with its object, by id. */
    static Map<UUID, Referring> referenceAttributes(Tx tx) {
        Map<UUID, Referring> attributes = new HashMap<>();
        for (DefinedObject object : tx.schema().objects()) {
            for (CrmAttribute attribute : new RecordProjection(object, tx.types()).referenceAttributes()) {
                attributes.put(attribute.id(), new Referring(object, attribute));
            }
        }
        return attributes;
    }

    /** A reference attribute with its object. Immutable. */
    record Referring(DefinedObject object, CrmAttribute attribute) {}

    /** Whether the edge belongs to a value of one of these attributes. */
    static boolean isReference(Edge edge, Set<UUID> attributes) {
        String relation = edge.key().relation();
        return relation.length() == 36 && relation.charAt(8) == '-' && attributes.contains(UUID.fromString(relation));
    }

    /** The edges of that relation at either end of the record. */
    static Set<Edge> related(Tx tx, UUID record, String relation) {
        Set<Edge> edges = new LinkedHashSet<>();
        for (boolean outgoing : new boolean[] {true, false}) {
            @Nullable Edge after = null;
            List<Edge> page;
            do {
                page = outgoing
                        ? tx.storage().edges().outgoing(record, relation, after, PAGE)
                        : tx.storage().edges().incoming(record, relation, after, PAGE);
                edges.addAll(page);
                after = page.isEmpty() ? null : page.get(page.size() - 1);
            } while (page.size() == PAGE);
        }
        return edges;
    }
}
