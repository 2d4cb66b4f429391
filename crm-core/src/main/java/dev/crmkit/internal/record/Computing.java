package dev.crmkit.internal.record;

import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.formula.Computations;
import dev.crmkit.internal.formula.Failure;
import dev.crmkit.internal.formula.FormulaComputation;
import dev.crmkit.internal.formula.RollupComputation;
import dev.crmkit.internal.schema.DefinedObject;
import dev.crmkit.internal.type.DerivedType;
import dev.crmkit.model.Actor;
import dev.crmkit.model.ComputedFault;
import dev.crmkit.model.ComputedStatus;
import dev.crmkit.model.CrmAttribute;
import dev.crmkit.model.ValueSource;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Computes what follows from the values of records of one object on their way into the storage. Not thread-safe. */
final class Computing {
    private final Tx tx;
    private final DefinedObject object;
    private final RecordProjection projection;
    private final Computations computations;

    Computing(Tx tx, DefinedObject object) {
        this.tx = tx;
        this.object = object;
        this.projection = new RecordProjection(object, tx.types());
        this.computations = tx.schema().computed(tx.types()).of(object.id());
    }

    /** Gives the draft the values of its formulas, and a new record those of roll-ups over records that cannot be there yet. */
    void compute(RecordDraft draft) {
        if (computations.isEmpty()) {
            return;
        }
        Map<UUID, Failure> failures = new HashMap<>();
        for (RollupComputation rollup : computations.rollups()) {
            if (draft.isNew() && hasNone(draft, rollup)) {
                Object none = rollup.function() == RollupComputation.Function.COUNT ? BigDecimal.ZERO : null;
                take(draft, rollup.attribute(), new Computations.Outcome(none, null, rollup.print()));
            }
            Failure failure = failure(draft, rollup.attribute());
            if (failure != null) {
                failures.put(rollup.attribute().id(), failure);
            }
        }
        computations
                .compute(
                        draft.values(),
                        failures,
                        object.attributes(),
                        tx.types(),
                        tx.schema().zone())
                .forEach((id, outcome) ->
                        take(draft, object.object().findAttribute(id).orElseThrow(), outcome));
    }

    /** Whether nobody can refer to the new record yet, and it refers to nobody. */
    private boolean hasNone(RecordDraft draft, RollupComputation rollup) {
        return !rollup.forward()
                || object.object()
                        .findAttribute(rollup.reference())
                        .map(a -> projection.references(a, draft.values()).isEmpty())
                        .orElse(true);
    }

    /** Takes over what was computed. */
    void take(RecordDraft draft, CrmAttribute attribute, Computations.Outcome outcome) {
        Object before = draft.values().get(attribute.id());
        if (!Objects.equals(before, outcome.value())) {
            draft.set(attribute.id(), outcome.value(), new ValueSource(Actor.system(), tx.now()));
        }
        draft.outcome(attribute.id(), outcome);
    }

    private static @Nullable Failure failure(RecordDraft draft, CrmAttribute attribute) {
        Computations.Outcome outcome = draft.outcomes().get(attribute.id());
        if (outcome != null) {
            return outcome.failure();
        }
        LoadedRecord before = draft.before();
        ComputedFault fault = before == null
                ? null
                : Sources.read(before.stored().sources())
                        .standing(attribute.key())
                        .map(Standing::fault)
                        .orElse(null);
        return fault == null ? null : new Failure(Failure.Reason.valueOf(fault.code()), fault.message());
    }

    /**
     * How computed values stand after the write. Formulas and roll-ups stand as they were computed. Of the others one that is written is fresh, for only the engine
     * writes it; one that stays is stale once a value changes that is not computed itself, for any of those may be its input.
     */
    Map<String, Standing> standings(RecordDraft draft, List<CrmAttribute> changed, Sources before) {
        Map<String, Standing> standings = new LinkedHashMap<>();
        boolean inputChanged = !changed.stream().allMatch(projection::isComputed);
        for (CrmAttribute attribute : object.attributes()) {
            if (!projection.isComputed(attribute)) {
                continue;
            }
            Computations.Outcome outcome = draft.outcomes().get(attribute.id());
            if (outcome != null) {
                standings.put(attribute.key(), Standing.of(outcome));
            } else if (DerivedType.isOne(attribute.spec())) {
                before.standing(attribute.key()).ifPresent(standing -> standings.put(attribute.key(), standing));
            } else if (draft.values().containsKey(attribute.id())) {
                Standing was = before.standing(attribute.key()).orElse(Standing.of(ComputedStatus.FRESH));
                boolean written = changed.contains(attribute);
                standings.put(
                        attribute.key(),
                        written
                                ? Standing.of(ComputedStatus.FRESH)
                                : inputChanged ? Standing.of(ComputedStatus.STALE) : was);
            }
        }
        return standings;
    }

    /** Whether what was computed, or by which definition, differs from what the record says of itself. */
    boolean restates(RecordDraft draft) {
        LoadedRecord before = draft.before();
        if (before == null || draft.outcomes().isEmpty()) {
            return false;
        }
        Sources sources = Sources.read(before.stored().sources());
        List<CrmAttribute> computed = new ArrayList<>();
        computations.formulas().stream().map(FormulaComputation::attribute).forEach(computed::add);
        computations.rollups().stream().map(RollupComputation::attribute).forEach(computed::add);
        return computed.stream()
                .anyMatch(a -> draft.outcomes().containsKey(a.id())
                        && !Standing.of(Objects.requireNonNull(draft.outcomes().get(a.id())))
                                .equals(sources.standing(a.key()).orElse(null)));
    }
}
