package dev.crmkit.internal.record;

import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.Violation;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.schema.DefinedObject;
import dev.crmkit.model.CrmAttribute;
import dev.crmkit.spi.storage.RecordLabel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Whether the records that drafts newly refer to are there, of the right object and not above themselves. */
final class ReferenceCheck {
    private final Tx tx;
    private final RecordProjection projection;

    ReferenceCheck(Tx tx, DefinedObject object) {
        this.tx = tx;
        this.projection = new RecordProjection(object, tx.types());
    }

    /**
     * Checks all drafts with one read, and each new parent of an existing record with another. A reference to a record that was merged becomes one to
     * its survivor.
     *
     * @param paths the place of each draft in the input
     * @param faults gets every fault
     * @return the labels that were read
     */
    Map<UUID, RecordLabel> check(List<RecordDraft> drafts, List<String> paths, List<Violation> faults) {
        List<CrmAttribute> attributes = projection.referenceAttributes();
        Set<UUID> wanted = new HashSet<>();
        for (RecordDraft draft : drafts) {
            attributes.forEach(a -> wanted.addAll(added(draft, a)));
        }
        if (wanted.isEmpty()) {
            return new HashMap<>();
        }
        Map<UUID, RecordLabel> labels = new HashMap<>(Aliases.labels(tx, wanted));
        Map<UUID, UUID> survivors = new HashMap<>();
        labels.forEach((id, label) -> {
            if (!id.equals(label.id())) {
                survivors.put(id, label.id());
            }
        });
        if (!survivors.isEmpty()) {
            drafts.forEach(draft -> attributes.forEach(a -> follow(draft, a, survivors)));
            survivors.forEach((old, survivor) -> labels.put(survivor, Objects.requireNonNull(labels.get(old))));
        }
        for (int i = 0; i < drafts.size(); i++) {
            for (CrmAttribute attribute : attributes) {
                for (UUID id : added(drafts.get(i), attribute)) {
                    fault(attribute, id, labels.get(id))
                            .ifPresent(new Adding(faults, paths.get(i) + attribute.slug())::add);
                }
                if (faults.isEmpty()) {
                    checkHierarchy(drafts.get(i), attribute, paths.get(i), faults);
                }
            }
        }
        return labels;
    }

    private void follow(RecordDraft draft, CrmAttribute attribute, Map<UUID, UUID> survivors) {
        List<UUID> ids = projection.references(attribute, draft.values());
        List<UUID> followed = ids.stream()
                .map(id -> survivors.getOrDefault(id, id))
                .distinct()
                .toList();
        if (!followed.equals(ids)) {
            draft.set(attribute.id(), followed);
        }
    }

    private record Adding(List<Violation> faults, String path) {
        void add(String message) {
            faults.add(new Violation(path, ErrorCode.VALUE_UNKNOWN_REFERENCE, message));
        }
    }

    private List<UUID> added(RecordDraft draft, CrmAttribute attribute) {
        List<UUID> now = new ArrayList<>(projection.references(attribute, draft.values()));
        LoadedRecord before = draft.before();
        if (before != null) {
            now.removeAll(projection.references(attribute, before.values()));
        }
        return now;
    }

    private Optional<String> fault(CrmAttribute attribute, UUID id, @Nullable RecordLabel label) {
        String slug = tx.types()
                .get(attribute.spec().type())
                .referencedObject(attribute.spec())
                .orElseThrow();
        Optional<DefinedObject> target = tx.schema().find(slug);
        if (label == null
                || target.isEmpty()
                || !label.objectId().equals(target.get().id())) {
            return Optional.of("There is no " + slug + " " + id + ". Create it first, or name another");
        }
        return label.archived()
                ? Optional.of("The " + slug + " " + id + " is archived. Restore it first, or name another")
                : Optional.empty();
    }

    private void checkHierarchy(RecordDraft draft, CrmAttribute attribute, String path, List<Violation> faults) {
        if (draft.isNew() || !Boolean.TRUE.equals(attribute.spec().config().get("hierarchy"))) {
            return;
        }
        List<UUID> parents = added(draft, attribute);
        if (parents.isEmpty()) {
            return;
        }
        String relation = attribute.id().toString();
        // Two moves that each look harmless can make a cycle together, so moves of one hierarchy go one after the
        // other.
        tx.storage().ledger().lock("hierarchy:" + relation);
        for (UUID parent : parents) {
            if (parent.equals(draft.id())
                    || tx.storage().edges().ancestors(parent, relation).contains(draft.id())) {
                faults.add(new Violation(
                        path + attribute.slug(),
                        ErrorCode.VALUE_CYCLE,
                        "would put record " + draft.id() + " above itself, by way of " + parent
                                + ". Choose a record that is not below it"));
            }
        }
    }
}
