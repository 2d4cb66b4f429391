package dev.crmkit.internal.formula;

import dev.crmkit.model.CrmAttribute;
import java.util.Set;
import java.util.UUID;

/**
 * A formula of an object. Immutable.
 *
 * @param attribute whose values it gives
 * @param formula how
 * @param print changes whenever it may give other values for the same inputs
 * @param late the computed attributes that its value follows from and that may be behind the record: roll-ups and what a model computes
 */
public record FormulaComputation(CrmAttribute attribute, Formula formula, String print, Set<UUID> late) {
    /** Copies the set. */
    public FormulaComputation {
        late = Set.copyOf(late);
    }
}
