package dev.crmkit.internal.query;

import dev.crmkit.query.Operator;
import dev.crmkit.spi.storage.Field;
import dev.crmkit.spi.storage.IndexValue;
import dev.crmkit.spi.storage.IndexedRecord;
import dev.crmkit.spi.storage.Predicate;
import dev.crmkit.spi.storage.PredicateEvaluator;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * A comparison over a reference. An operator asks for any of the records that the reference names; its negation is the exact complement, so
 * it asks for none of them. A record that names nobody counts like one that names a record without values. Immutable.
 */
final class PathComparison {
    private final Field.Attribute reference;
    private final UUID targetObject;
    private final Predicate reach;
    private final BiFunction<Operator, List<@Nullable Object>, Predicate> compare;

    /**
     * Over the reference to the target object; {@code compare} lowers a comparison on the target.
     *
     * @param reach which records of the target object count; others are as if they were not named
     */
    PathComparison(
            Field.Attribute reference,
            UUID targetObject,
            Predicate reach,
            BiFunction<Operator, List<@Nullable Object>, Predicate> compare) {
        this.reference = reference;
        this.targetObject = targetObject;
        this.reach = reach;
        this.compare = compare;
    }

    Predicate compile(Operator operator, List<@Nullable Object> operands) {
        return switch (operator) {
            case NEQ -> compile(Operator.EQ, operands).negate();
            case NOT_IN -> compile(Operator.IN, operands).negate();
            case NOT_CONTAINS -> compile(Operator.CONTAINS, operands).negate();
            case NOT_WITHIN -> compile(Operator.WITHIN, operands).negate();
            case CONTAINS_NONE -> compile(Operator.CONTAINS_ANY, operands).negate();
            // No record that the reference names has a value.
            case IS_EMPTY -> any(Operator.IS_NOT_EMPTY, operands).negate();
            case EQ -> operands.size() == 1 && operands.get(0) == null ? empty() : any(operator, operands);
            case IN -> in(operands);
            default -> any(operator, operands);
        };
    }

    private Predicate empty() {
        return any(Operator.IS_NOT_EMPTY, List.of()).negate();
    }

    private Predicate in(List<@Nullable Object> operands) {
        List<@Nullable Object> values = new ArrayList<>(operands);
        values.removeIf(operand -> operand == null);
        Predicate hasValue = any(Operator.IN, values);
        return values.size() == operands.size() ? hasValue : new Predicate.Any(List.of(hasValue, empty()));
    }

    private Predicate any(Operator operator, List<@Nullable Object> operands) {
        Predicate inner = compare.apply(operator, operands);
        if (inner instanceof Predicate.Constant) {
            return inner;
        }
        Predicate someTarget = new Predicate.Via(reference, targetObject, within(inner));
        if (!PredicateEvaluator.test(inner, Nothing.INSTANCE)) {
            return someTarget;
        }
        Predicate noTarget = new Predicate.Via(reference, targetObject, reach).negate();
        return new Predicate.Any(List.of(someTarget, noTarget));
    }

    private Predicate within(Predicate inner) {
        return reach.equals(Predicate.always()) ? inner : new Predicate.All(List.of(inner, reach));
    }

    /** A record without values. */
    private enum Nothing implements IndexedRecord {
        INSTANCE;

        @Override
        public @Nullable IndexValue value(Field field) {
            return null;
        }

        @Override
        public String searchText() {
            return "";
        }

        @Override
        public Set<String> itemKeys(String kind) {
            return Set.of();
        }

        @Override
        public @Nullable IndexedRecord findTarget(UUID targetObject, UUID id) {
            return null;
        }
    }
}
