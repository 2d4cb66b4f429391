package dev.crmkit.query;

/**
 * What a comparison can ask. Which operators an attribute has is up to its type. Immutable.
 *
 * <p>Each operator and its negation are exact complements: one of the two is true of every record, also of one without a value.
 */
public enum Operator {
    /** Equal; text without case, sets as sets. */
    EQ,
    /** Not equal; true of an empty value. */
    NEQ,
    /** Equal to one of the operands; false for no operands. */
    IN,
    /** Equal to none of the operands; true for no operands and of an empty value. */
    NOT_IN,
    /** The text has the operand in it, without case. */
    CONTAINS,
    /** The text does not have the operand in it; true of an empty value. */
    NOT_CONTAINS,
    /** The text begins with the operand, without case. */
    STARTS_WITH,
    /** The text ends with the operand, without case. */
    ENDS_WITH,
    /** Less than; false of an empty value. */
    LT,
    /** Less than or equal; false of an empty value. */
    LTE,
    /** Greater than; false of an empty value. */
    GT,
    /** Greater than or equal; false of an empty value. */
    GTE,
    /** Between two operands, both included; false of an empty value. */
    BETWEEN,
    /** In a span of days that is counted from now (see {@link RelativeDate}); false of an empty value. */
    WITHIN,
    /** Not in the span; true of an empty value. */
    NOT_WITHIN,
    /** The set has at least one of the operands; false for no operands. */
    CONTAINS_ANY,
    /** The set has all operands; true for no operands. */
    CONTAINS_ALL,
    /** The set has none of the operands; true for no operands and of an empty value. */
    CONTAINS_NONE,
    /** There is no value. */
    IS_EMPTY,
    /** There is a value. */
    IS_NOT_EMPTY
}
