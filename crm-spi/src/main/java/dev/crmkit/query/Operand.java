package dev.crmkit.query;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The left side of a comparison; each method makes one. Immutable. */
public final class Operand {
    private final String path;

    Operand(String path) {
        this.path = Objects.requireNonNull(path, "path");
    }

    /** Equal; null asks for an empty value. */
    public Filter eq(@Nullable Object value) {
        return compare(Operator.EQ, value);
    }

    /** Not equal; true of an empty value. */
    public Filter neq(@Nullable Object value) {
        return compare(Operator.NEQ, value);
    }

    /** Equal to one of them. */
    public Filter in(Collection<?> values) {
        return new Filter.Comparison(path, Operator.IN, new ArrayList<>(values));
    }

    /** Equal to one of them. */
    public Filter in(Object... values) {
        return in(Arrays.asList(values));
    }

    /** Equal to none of them. */
    public Filter notIn(Collection<?> values) {
        return new Filter.Comparison(path, Operator.NOT_IN, new ArrayList<>(values));
    }

    /** Equal to none of them. */
    public Filter notIn(Object... values) {
        return notIn(Arrays.asList(values));
    }

    /** The text has this in it. */
    public Filter contains(String text) {
        return compare(Operator.CONTAINS, text);
    }

    /** The text does not have this in it. */
    public Filter notContains(String text) {
        return compare(Operator.NOT_CONTAINS, text);
    }

    /** The text begins with this. */
    public Filter startsWith(String text) {
        return compare(Operator.STARTS_WITH, text);
    }

    /** The text ends with this. */
    public Filter endsWith(String text) {
        return compare(Operator.ENDS_WITH, text);
    }

    /** Less than. */
    public Filter lt(Object value) {
        return compare(Operator.LT, value);
    }

    /** Less than or equal. */
    public Filter lte(Object value) {
        return compare(Operator.LTE, value);
    }

    /** Greater than. */
    public Filter gt(Object value) {
        return compare(Operator.GT, value);
    }

    /** Greater than or equal. */
    public Filter gte(Object value) {
        return compare(Operator.GTE, value);
    }

    /** Between, both included. */
    public Filter between(Object low, Object high) {
        return new Filter.Comparison(path, Operator.BETWEEN, List.of(low, high));
    }

    /** In the span of days. */
    public Filter within(RelativeDate span) {
        return compare(Operator.WITHIN, span);
    }

    /** Not in the span of days. */
    public Filter notWithin(RelativeDate span) {
        return compare(Operator.NOT_WITHIN, span);
    }

    /** The set has at least one of them. */
    public Filter containsAny(Collection<?> values) {
        return new Filter.Comparison(path, Operator.CONTAINS_ANY, new ArrayList<>(values));
    }

    /** The set has all of them. */
    public Filter containsAll(Collection<?> values) {
        return new Filter.Comparison(path, Operator.CONTAINS_ALL, new ArrayList<>(values));
    }

    /** The set has none of them. */
    public Filter containsNone(Collection<?> values) {
        return new Filter.Comparison(path, Operator.CONTAINS_NONE, new ArrayList<>(values));
    }

    /** There is no value. */
    public Filter isEmpty() {
        return new Filter.Comparison(path, Operator.IS_EMPTY, List.of());
    }

    /** There is a value. */
    public Filter isNotEmpty() {
        return new Filter.Comparison(path, Operator.IS_NOT_EMPTY, List.of());
    }

    /** Any operator with any operands, for filters that are built by programs. */
    public Filter.Comparison compare(Operator operator, @Nullable Object... operands) {
        return new Filter.Comparison(path, operator, Arrays.asList(operands));
    }
}
