package dev.crmkit.internal.record;

import dev.crmkit.internal.formula.Computations;
import dev.crmkit.internal.formula.Failure;
import dev.crmkit.model.ComputedFault;
import dev.crmkit.model.ComputedStatus;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a computed value stands to what it was computed from. Immutable.
 *
 * @param status when it was written
 * @param print of the definition by which it was computed; empty where definitions have none
 * @param fault why there is no value, or null
 */
record Standing(
        ComputedStatus status, String print, @Nullable ComputedFault fault) {

    /** Of a value whose definition has no print. */
    static Standing of(ComputedStatus status) {
        return new Standing(status, "", null);
    }

    /** Of what was computed just now. */
    static Standing of(Computations.Outcome outcome) {
        Failure failure = outcome.failure();
        return failure == null
                ? new Standing(ComputedStatus.FRESH, outcome.print(), null)
                : new Standing(
                        ComputedStatus.FAILED,
                        outcome.print(),
                        new ComputedFault(failure.reason().name(), failure.message()));
    }

    static Standing read(Object written) {
        if (written instanceof List<?> parts) {
            ComputedStatus status = ComputedStatus.valueOf((String) parts.get(0));
            return new Standing(
                    status,
                    (String) parts.get(1),
                    parts.size() == 2 ? null : new ComputedFault((String) parts.get(2), (String) parts.get(3)));
        }
        return of(ComputedStatus.valueOf((String) written));
    }

    Object write() {
        if (print.isEmpty()) {
            return status.name();
        }
        return fault == null
                ? List.of(status.name(), print)
                : List.of(status.name(), print, fault.code(), fault.message());
    }
}
