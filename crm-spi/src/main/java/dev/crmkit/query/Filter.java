package dev.crmkit.query;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A condition over the records of one object: views, segments, triggers and permissions all speak it. Immutable.
 *
 * <p>Attributes are named by slug, by attribute id, or by a path over one reference ({@code company.industry}: any of the records that the
 * reference names); system fields by a leading {@code @} (see {@link SystemFields}). Names and operands are checked against the schema
 * when the filter is used: a fault is an error that names the choices, never "true".
 */
public sealed interface Filter {

    /** True of every record. */
    static Filter all() {
        return new And(List.of());
    }

    /** The starting point of a comparison: {@code attr("amount").gte(10_000)}. */
    static Operand attr(String path) {
        return new Operand(path);
    }

    /** All of these; true for none. */
    static Filter and(List<? extends Filter> parts) {
        return new And(List.copyOf(parts));
    }

    /** Any of these; false for none. */
    static Filter or(List<? extends Filter> parts) {
        return new Or(List.copyOf(parts));
    }

    /** The exact complement. */
    static Filter not(Filter part) {
        return new Not(part);
    }

    /**
     * The flat form of {@code [{attribute, operator, value, conjunction}]}: AND binds tighter than OR; the conjunction of the first item
     * does not count; no items are true.
     */
    static Filter flat(List<FlatCondition> items) {
        List<Filter> alternatives = new ArrayList<>();
        List<Filter> current = new ArrayList<>();
        for (FlatCondition item : items) {
            if (item.conjunction() == Conjunction.OR && !current.isEmpty()) {
                alternatives.add(and(current));
                current = new ArrayList<>();
            }
            current.add(item.condition());
        }
        if (alternatives.isEmpty()) {
            return and(current);
        }
        alternatives.add(and(current));
        return or(alternatives);
    }

    /** This and the other. */
    default Filter and(Filter other) {
        return new And(List.of(this, other));
    }

    /** This or the other. */
    default Filter or(Filter other) {
        return new Or(List.of(this, other));
    }

    /** The exact complement of this. */
    default Filter negate() {
        return new Not(this);
    }

    /**
     * All parts are true.
     *
     * @param parts unmodifiable
     */
    record And(List<Filter> parts) implements Filter {
        /** Copies the parts. */
        public And {
            parts = List.copyOf(parts);
        }
    }

    /**
     * At least one part is true.
     *
     * @param parts unmodifiable
     */
    record Or(List<Filter> parts) implements Filter {
        /** Copies the parts. */
        public Or {
            parts = List.copyOf(parts);
        }
    }

    /**
     * The part is not true.
     *
     * @param part what is negated
     */
    record Not(Filter part) implements Filter {
        /** Checks for null. */
        public Not {
            Objects.requireNonNull(part, "part");
        }
    }

    /**
     * One comparison.
     *
     * @param path the attribute's slug or id, or a path over one reference, or a system field
     * @param operator what is asked
     * @param operands in order, unmodifiable; a null operand is an empty value
     */
    record Comparison(String path, Operator operator, List<@Nullable Object> operands) implements Filter {
        /** Copies the operands. */
        public Comparison {
            Objects.requireNonNull(path, "path");
            Objects.requireNonNull(operator, "operator");
            operands = Collections.unmodifiableList(new ArrayList<>(operands));
        }
    }

    /** How an item of the flat form joins those before it. Immutable. */
    enum Conjunction {
        /** And. */
        AND,
        /** Or. */
        OR
    }

    /**
     * An item of the flat form. Immutable.
     *
     * @param conjunction how it joins those before it
     * @param condition what it asks
     */
    record FlatCondition(Conjunction conjunction, Comparison condition) {
        /** Checks for null. */
        public FlatCondition {
            Objects.requireNonNull(conjunction, "conjunction");
            Objects.requireNonNull(condition, "condition");
        }
    }
}
