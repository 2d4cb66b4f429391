package dev.crmkit.internal.record;

import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.Violation;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.schema.DefinedObject;
import dev.crmkit.model.CrmAttribute;
import dev.crmkit.spi.storage.Edge;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Whether drafts would put a record above itself, all their moves taken together: two moves that each look harmless can make a cycle. The ways up
 * are read once per hierarchy, whatever the number of drafts.
 */
final class HierarchyCheck {
    private final Tx tx;
    private final CrmAttribute attribute;
    private final RecordProjection projection;
    private final Map<UUID, List<UUID>> stored = new HashMap<>();

    HierarchyCheck(Tx tx, DefinedObject object, CrmAttribute hierarchy) {
        this.tx = tx;
        this.attribute = hierarchy;
        this.projection = new RecordProjection(object, tx.types());
    }

    /** Reads the ways up from the new parents, which nobody else changes until the transaction ends. */
    void load(Collection<RecordDraft> drafts) {
        Set<UUID> parents = new LinkedHashSet<>();
        drafts.stream().filter(this::isMoved).forEach(draft -> parents.addAll(projection.added(draft, attribute)));
        if (parents.isEmpty()) {
            return;
        }
        String relation = attribute.id().toString();
        // Moves of one hierarchy go one after the other, or two of them could close a cycle from both sides.
        tx.storage().ledger().lock("hierarchy:" + relation);
        stored.clear();
        for (Edge.Key key : tx.storage().edges().upward(parents, relation)) {
            stored.computeIfAbsent(key.from(), id -> new ArrayList<>()).add(key.to());
        }
    }

    private boolean isMoved(RecordDraft draft) {
        return !draft.isNew() && !projection.added(draft, attribute).isEmpty();
    }

    /**
     * The faults of a draft, if it is written together with the others.
     *
     * @param together all drafts that are written, by id, this one among them
     */
    List<Violation> check(RecordDraft draft, String path, Map<UUID, RecordDraft> together) {
        List<Violation> faults = new ArrayList<>();
        if (!isMoved(draft)) {
            return faults;
        }
        for (UUID parent : projection.added(draft, attribute)) {
            if (parent.equals(draft.id()) || isAbove(draft.id(), parent, together)) {
                faults.add(new Violation(
                        path + attribute.slug(),
                        ErrorCode.VALUE_CYCLE,
                        "would put record " + draft.id() + " above itself, by way of " + parent
                                + ". Choose a record that is not below it"));
            }
        }
        return faults;
    }

    private boolean isAbove(UUID wanted, UUID start, Map<UUID, RecordDraft> together) {
        Set<UUID> seen = new HashSet<>();
        Deque<UUID> open = new ArrayDeque<>(List.of(start));
        while (!open.isEmpty()) {
            UUID id = open.remove();
            RecordDraft moved = together.get(id);
            for (UUID above : moved == null
                    ? stored.getOrDefault(id, List.of())
                    : projection.references(attribute, moved.values())) {
                if (above.equals(wanted)) {
                    return true;
                }
                if (seen.add(above)) {
                    open.add(above);
                }
            }
        }
        return false;
    }
}
