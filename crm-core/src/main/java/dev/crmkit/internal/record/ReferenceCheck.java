package dev.crmkit.internal.record;

import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.Violation;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.schema.DefinedObject;
import dev.crmkit.internal.type.ReferenceConfig;
import dev.crmkit.model.CrmAttribute;
import dev.crmkit.spi.storage.RecordLabel;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Whether the records that drafts newly refer to are there, of the right object and not above themselves. One read for all drafts. */
final class ReferenceCheck {
    private final Tx tx;
    private final DefinedObject object;
    private final RecordProjection projection;
    private final Map<UUID, RecordLabel> labels = new HashMap<>();

    ReferenceCheck(Tx tx, DefinedObject object) {
        this.tx = tx;
        this.object = object;
        this.projection = new RecordProjection(object, tx.types());
    }

    /** Reads what the drafts newly refer to. A reference to a record that was merged becomes one to its survivor. */
    void load(List<RecordDraft> drafts) {
        List<CrmAttribute> attributes = projection.referenceAttributes();
        Set<UUID> wanted = new HashSet<>();
        for (RecordDraft draft : drafts) {
            attributes.forEach(a -> wanted.addAll(projection.added(draft, a)));
        }
        wanted.removeAll(labels.keySet());
        labels.putAll(Aliases.labels(tx, projection.targets(tx.schema(), attributes), wanted));
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

    /** Loads and checks a draft that is written alone, its place in hierarchies too. */
    void checkAlone(RecordDraft draft, List<Violation> faults) {
        load(List.of(draft));
        check(draft, "", faults);
        if (faults.isEmpty()) {
            for (CrmAttribute hierarchy : hierarchies()) {
                HierarchyCheck above = new HierarchyCheck(tx, object, hierarchy);
                above.load(List.of(draft));
                faults.addAll(above.check(draft, "", Map.of(draft.id(), draft)));
            }
        }
    }

    /** The labels that were read. */
    Map<UUID, RecordLabel> labels() {
        return labels;
    }

    /**
     * Checks a draft that was loaded.
     *
     * @param path its place in the input
     * @param faults gets every fault
     */
    void check(RecordDraft draft, String path, List<Violation> faults) {
        for (CrmAttribute attribute : projection.referenceAttributes()) {
            for (UUID id : projection.added(draft, attribute)) {
                fault(attribute, id, labels.get(id))
                        .ifPresent(message -> faults.add(
                                new Violation(path + attribute.slug(), ErrorCode.VALUE_UNKNOWN_REFERENCE, message)));
            }
        }
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

    /** The reference attributes in which a record may not come to stand above itself. */
    List<CrmAttribute> hierarchies() {
        return projection.referenceAttributes().stream()
                .filter(attribute -> ReferenceConfig.isHierarchy(attribute.spec()))
                .toList();
    }
}
