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
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Whether the records that drafts newly refer to are there and of the right object. One read for all drafts. */
final class ReferenceCheck {
    private final Tx tx;
    private final RecordProjection projection;
    private final Map<UUID, RecordLabel> labels = new HashMap<>();

    ReferenceCheck(Tx tx, DefinedObject object) {
        this.tx = tx;
        this.projection = new RecordProjection(object, tx.types());
    }

    /** Reads what the drafts newly refer to. */
    void load(List<RecordDraft> drafts) {
        Set<UUID> wanted = new HashSet<>();
        for (RecordDraft draft : drafts) {
            projection.referenceAttributes().forEach(a -> wanted.addAll(projection.added(draft, a)));
        }
        wanted.removeAll(labels.keySet());
        if (!wanted.isEmpty()) {
            labels.putAll(tx.records().labels(wanted));
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
        List<CrmAttribute> hierarchies = new ArrayList<>();
        for (CrmAttribute attribute : projection.referenceAttributes()) {
            if (Boolean.TRUE.equals(attribute.spec().config().get("hierarchy"))) {
                hierarchies.add(attribute);
            }
        }
        return hierarchies;
    }
}
