package dev.crmkit.internal.record;

import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.formula.Computations;
import dev.crmkit.internal.formula.FormulaComputation;
import dev.crmkit.internal.formula.RollupComputation;
import dev.crmkit.internal.schema.DefinedObject;
import dev.crmkit.internal.type.DerivedType;
import dev.crmkit.model.ComputedStatus;
import dev.crmkit.model.CrmAttribute;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** How computed values of some records stand now. One statement more if their object has roll-ups. Immutable. */
final class Standings {
    private final DefinedObject object;
    private final Map<UUID, FormulaComputation> formulas = new HashMap<>();
    private final Map<UUID, RollupComputation> rollups = new HashMap<>();
    private final Set<UUID> behind;

    private Standings(DefinedObject object, Computations computations, Set<UUID> behind) {
        this.object = object;
        this.behind = behind;
        computations.formulas().forEach(f -> formulas.put(f.attribute().id(), f));
        computations.rollups().forEach(r -> rollups.put(r.attribute().id(), r));
    }

    static Standings of(Tx tx, UUID objectId, Collection<UUID> records) {
        Computations computations = tx.schema().computed(tx.types()).of(objectId);
        return new Standings(
                tx.schema().get(objectId),
                computations,
                computations.rollups().isEmpty() ? Set.of() : RollupMarks.behind(tx, objectId, records));
    }

    ComputedStatus status(LoadedRecord record, Sources sources, CrmAttribute attribute) {
        boolean isEmpty = !record.values().containsKey(attribute.id());
        ComputedStatus late = isEmpty ? ComputedStatus.PENDING : ComputedStatus.STALE;
        Standing standing = sources.standing(attribute.key()).orElse(null);
        if (!DerivedType.isOne(attribute.spec())) {
            return standing == null ? (isEmpty ? ComputedStatus.PENDING : ComputedStatus.FRESH) : standing.status();
        } else if (standing == null || !standing.print().equals(print(attribute.id()))) {
            return late;
        }
        if (rollups.containsKey(attribute.id())) {
            return behind.contains(record.stored().id()) ? ComputedStatus.STALE : standing.status();
        }
        FormulaComputation formula = formulas.get(attribute.id());
        boolean waits = formula != null
                && formula.late().stream()
                        .anyMatch(id -> object.object()
                                .findAttribute(id)
                                .map(input -> status(record, sources, input))
                                .filter(status -> status == ComputedStatus.STALE || status == ComputedStatus.PENDING)
                                .isPresent());
        return waits ? late : standing.status();
    }

    private @Nullable String print(UUID attribute) {
        FormulaComputation formula = formulas.get(attribute);
        RollupComputation rollup = rollups.get(attribute);
        return formula != null ? formula.print() : rollup == null ? null : rollup.print();
    }
}
