package dev.crmkit.internal.formula;

import dev.crmkit.model.CrmAttribute;
import dev.crmkit.spi.storage.Field;
import dev.crmkit.spi.storage.Predicate;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A roll-up of an object. Immutable.
 *
 * @param owner the object whose records have its values
 * @param attribute whose values it gives
 * @param linked the object whose records it is over
 * @param reference the attribute that links the records
 * @param forward whether the owner's records refer to the others, and not the other way round
 * @param function what it computes
 * @param of the attribute that it computes it of; null to count records
 * @param predicate which of the linked records count
 * @param order by which the first and the last are found, or null
 * @param watched the attributes of linked records whose values it follows from, the reference included if it is theirs
 * @param watchedFields the system fields likewise
 * @param print changes whenever it may give other values for the same records
 */
public record RollupComputation(
        UUID owner,
        CrmAttribute attribute,
        UUID linked,
        UUID reference,
        boolean forward,
        Function function,
        @Nullable CrmAttribute of,
        Predicate predicate,
        @Nullable Field order,
        Set<UUID> watched,
        Set<String> watchedFields,
        String print) {

    /** Copies the sets. */
    public RollupComputation {
        watched = Set.copyOf(watched);
        watchedFields = Set.copyOf(watchedFields);
    }

    /** What a roll-up computes. Immutable; the names are stored. */
    public enum Function {
        /** How many. */
        COUNT,
        /** The sum. */
        SUM,
        /** The mean. */
        AVG,
        /** The least. */
        MIN,
        /** The greatest. */
        MAX,
        /** The value of the first. */
        FIRST,
        /** The value of the last. */
        LAST;

        /** Whether it is the value of one record. */
        public boolean isOfOne() {
            return this == FIRST || this == LAST;
        }
    }

    /** Whether the two are over the same records of each. */
    public boolean isOverSame(RollupComputation other) {
        return linked.equals(other.linked)
                && reference.equals(other.reference)
                && forward == other.forward
                && predicate.equals(other.predicate);
    }
}
