package dev.crmkit.type;

import dev.crmkit.error.ErrorCode;
import dev.crmkit.query.Operator;
import dev.crmkit.query.RelativeDate;
import dev.crmkit.spi.storage.Field;
import dev.crmkit.spi.storage.IndexKind;
import dev.crmkit.spi.storage.IndexValue;
import dev.crmkit.spi.storage.Predicate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the operators mean, one method per family of index kinds; for the authors of {@link AttributeType}s. Not instantiable.
 *
 * <p>Each method lowers an operator and its operands to a {@link Predicate}. An operator and its negation come out as exact complements,
 * because the negation is always made from the other. Every {@code reader} turns one operand that is not null into its index form; it
 * returns null where the operand turns out to be empty, and throws {@link InvalidValueException} where it does not fit.
 */
public final class Comparisons {
    /** The most operands of one comparison. */
    public static final int MAX_OPERANDS = 10_000;

    /** Whether there is a value. */
    public static final Set<Operator> EMPTINESS = setOf(EnumSet.of(Operator.IS_EMPTY, Operator.IS_NOT_EMPTY));

    /** Equality and emptiness. */
    public static final Set<Operator> EQUALITY =
            setOf(EMPTINESS, Operator.EQ, Operator.NEQ, Operator.IN, Operator.NOT_IN);

    /** Equality, emptiness and order. */
    public static final Set<Operator> ORDER =
            setOf(EQUALITY, Operator.LT, Operator.LTE, Operator.GT, Operator.GTE, Operator.BETWEEN);

    /** Equality, emptiness, order and spans of days. */
    public static final Set<Operator> TIME = setOf(ORDER, Operator.WITHIN, Operator.NOT_WITHIN);

    /** What is asked of long texts: emptiness and parts. */
    public static final Set<Operator> LONG_TEXT =
            setOf(EMPTINESS, Operator.CONTAINS, Operator.NOT_CONTAINS, Operator.STARTS_WITH, Operator.ENDS_WITH);

    /** What is asked of short texts: equality, emptiness and parts. */
    public static final Set<Operator> TEXT = setOf(EQUALITY, LONG_TEXT.toArray(Operator[]::new));

    /** What is asked of sets: equality as sets, emptiness and members. */
    public static final Set<Operator> SET = setOf(
            EMPTINESS, Operator.EQ, Operator.NEQ, Operator.CONTAINS_ANY, Operator.CONTAINS_ALL, Operator.CONTAINS_NONE);

    /** What is asked of sets of at most one member: equality to one of several too. */
    public static final Set<Operator> SINGLE_SET = setOf(SET, Operator.IN, Operator.NOT_IN);

    /** The most items of which a record is asked to have all, as in a comparison of its tags. */
    public static final int MAX_ITEMS = 100;

    private static final int MAX_TEXT = 255;

    private Comparisons() {}

    /** {@link #EMPTINESS} of a field of any kind. */
    public static Predicate emptiness(Field field, Operator operator, List<@Nullable Object> operands) {
        count(operator, operands, 0);
        return switch (operator) {
            case IS_EMPTY -> new Predicate.IsEmpty(field);
            case IS_NOT_EMPTY -> new Predicate.IsEmpty(field).negate();
            default -> throw unknown(operator);
        };
    }

    /**
     * {@link #EQUALITY} of a field of kind TEXT, TOKEN, NUMBER, MOMENT, CHOICE or CODE. A null operand stands for the empty value.
     *
     * @throws InvalidValueException if the number of operands does not fit
     */
    public static Predicate equality(
            Field field,
            Operator operator,
            List<@Nullable Object> operands,
            Function<Object, ? extends @Nullable IndexValue> reader) {
        return switch (operator) {
            case EQ -> {
                count(operator, operands, 1);
                yield oneOf(field, operands, reader);
            }
            case NEQ -> not(equality(field, Operator.EQ, operands, reader));
            case IN -> oneOf(field, operands, reader);
            case NOT_IN -> not(equality(field, Operator.IN, operands, reader));
            default -> emptiness(field, operator, operands);
        };
    }

    /**
     * {@link #ORDER} of a field of kind NUMBER, MOMENT or CODE.
     *
     * @throws InvalidValueException if the number of operands does not fit, or an operand of an order is empty
     */
    public static Predicate order(
            Field field,
            Operator operator,
            List<@Nullable Object> operands,
            Function<Object, ? extends @Nullable IndexValue> reader) {
        return switch (operator) {
            case LT -> new Predicate.Range(field, null, false, bound(operator, operands, 0, 1, reader), false);
            case LTE -> new Predicate.Range(field, null, false, bound(operator, operands, 0, 1, reader), true);
            case GT -> new Predicate.Range(field, bound(operator, operands, 0, 1, reader), false, null, false);
            case GTE -> new Predicate.Range(field, bound(operator, operands, 0, 1, reader), true, null, false);
            case BETWEEN ->
                new Predicate.Range(
                        field,
                        bound(operator, operands, 0, 2, reader),
                        true,
                        bound(operator, operands, 1, 2, reader),
                        true);
            default -> equality(field, operator, operands, reader);
        };
    }

    /**
     * {@link #TIME} of instants in a field of kind MOMENT. Spans of days begin and end at midnight in the context's zone.
     *
     * @throws InvalidValueException if the operands do not fit
     */
    public static Predicate instants(
            Field field,
            Operator operator,
            List<@Nullable Object> operands,
            Function<Object, ? extends @Nullable IndexValue> reader,
            EvaluationContext context) {
        return switch (operator) {
            case WITHIN -> Spans.instants(field, span(operator, operands), context);
            case NOT_WITHIN -> not(instants(field, Operator.WITHIN, operands, reader, context));
            default -> order(field, operator, operands, reader);
        };
    }

    /**
     * {@link #TIME} of calendar days in a field of kind MOMENT, where a day is its midnight in UTC. Today is the context's, in its zone.
     *
     * @throws InvalidValueException if the operands do not fit
     */
    public static Predicate days(
            Field field,
            Operator operator,
            List<@Nullable Object> operands,
            Function<Object, ? extends @Nullable IndexValue> reader,
            EvaluationContext context) {
        return switch (operator) {
            case WITHIN -> Spans.days(field, span(operator, operands), context);
            case NOT_WITHIN -> not(days(field, Operator.WITHIN, operands, reader, context));
            default -> order(field, operator, operands, reader);
        };
    }

    /**
     * {@link #TEXT} of a field of kind TEXT, or {@link #LONG_TEXT} of one of kind LONG_TEXT.
     *
     * @param reader of operands of equality
     * @param literal the folded form of a part of a text
     * @throws InvalidValueException if the operands do not fit, or a part is empty
     */
    public static Predicate text(
            Field field,
            Operator operator,
            List<@Nullable Object> operands,
            Function<Object, ? extends @Nullable IndexValue> reader,
            Function<Object, String> literal) {
        return switch (operator) {
            case CONTAINS -> part(field, operator, Predicate.Where.INSIDE, operands, literal);
            case NOT_CONTAINS -> not(text(field, Operator.CONTAINS, operands, reader, literal));
            case STARTS_WITH -> part(field, operator, Predicate.Where.BEGIN, operands, literal);
            case ENDS_WITH -> part(field, operator, Predicate.Where.END, operands, literal);
            default -> equality(field, operator, operands, reader);
        };
    }

    /**
     * {@link #SET} of a field of kind CHOICES or TOKENS.
     *
     * @param reader the members that an operand names; of equality one operand names the whole set
     * @throws InvalidValueException if the operands do not fit
     */
    public static Predicate set(
            Field field, Operator operator, List<@Nullable Object> operands, Function<Object, Set<String>> reader) {
        return switch (operator) {
            case EQ -> {
                Set<String> members = members(operator, operands, reader, true);
                yield members.isEmpty()
                        ? new Predicate.IsEmpty(field)
                        : new Predicate.All(List.of(
                                new Predicate.HasAll(field, members),
                                new Predicate.SizeBetween(field, members.size(), members.size())));
            }
            case NEQ -> not(set(field, Operator.EQ, operands, reader));
            case CONTAINS_ANY -> {
                Set<String> members = members(operator, operands, reader, false);
                yield members.isEmpty() ? Predicate.never() : new Predicate.HasAny(field, members);
            }
            case CONTAINS_ALL -> {
                Set<String> members = members(operator, operands, reader, false);
                yield members.isEmpty() ? Predicate.always() : new Predicate.HasAll(field, members);
            }
            case CONTAINS_NONE -> not(set(field, Operator.CONTAINS_ANY, operands, reader));
            default -> emptiness(field, operator, operands);
        };
    }

    /**
     * {@link #SET} of the keys of the items of a kind that belong to the record.
     *
     * @param reader the keys that an operand names; of equality one operand names the whole set
     * @throws InvalidValueException if the operands do not fit, or all of more than {@value #MAX_ITEMS} are asked for
     */
    public static Predicate items(
            String kind, Operator operator, List<@Nullable Object> operands, Function<Object, Set<String>> reader) {
        Predicate any = new Predicate.HasItem(kind, Set.of());
        return switch (operator) {
            case EQ -> {
                Set<String> keys = members(operator, operands, reader, true);
                if (keys.isEmpty()) {
                    yield any.negate();
                }
                List<Predicate> parts = new ArrayList<>(eachItem(kind, operator, keys));
                parts.add(new Predicate.HasOtherItem(kind, keys).negate());
                yield new Predicate.All(parts);
            }
            case NEQ -> not(items(kind, Operator.EQ, operands, reader));
            case CONTAINS_ANY -> {
                Set<String> keys = members(operator, operands, reader, false);
                yield keys.isEmpty() ? Predicate.never() : new Predicate.HasItem(kind, keys);
            }
            case CONTAINS_ALL -> {
                List<Predicate> parts = eachItem(kind, operator, members(operator, operands, reader, false));
                yield parts.isEmpty() ? Predicate.always() : new Predicate.All(parts);
            }
            case CONTAINS_NONE -> not(items(kind, Operator.CONTAINS_ANY, operands, reader));
            case IS_EMPTY -> {
                count(operator, operands, 0);
                yield any.negate();
            }
            case IS_NOT_EMPTY -> {
                count(operator, operands, 0);
                yield any;
            }
            default -> throw unknown(operator);
        };
    }

    private static List<Predicate> eachItem(String kind, Operator operator, Set<String> keys) {
        if (keys.size() > MAX_ITEMS) {
            throw new InvalidValueException(
                    ErrorCode.QUERY_LIMIT,
                    operator + " takes up to " + MAX_ITEMS + " of these, not " + keys.size() + ". Ask for fewer");
        }
        return keys.stream()
                .<Predicate>map(key -> new Predicate.HasItem(kind, Set.of(key)))
                .toList();
    }

    /**
     * {@link #SINGLE_SET} of a field of kind TOKEN, seen as a set of at most one member.
     *
     * @param reader the members that an operand names
     * @throws InvalidValueException if the operands do not fit
     */
    public static Predicate singleToken(
            Field field, Operator operator, List<@Nullable Object> operands, Function<Object, Set<String>> reader) {
        return switch (operator) {
            case EQ -> {
                Set<String> members = members(operator, operands, reader, true);
                yield members.isEmpty() ? new Predicate.IsEmpty(field) : hasAllOfOne(field, members);
            }
            case NEQ -> not(singleToken(field, Operator.EQ, operands, reader));
            case IN -> anyOf(operands, operand -> singleToken(field, Operator.EQ, listOf(operand), reader));
            case NOT_IN -> not(singleToken(field, Operator.IN, operands, reader));
            case CONTAINS_ANY -> {
                Set<String> members = members(operator, operands, reader, false);
                yield members.isEmpty() ? Predicate.never() : new Predicate.In(field, tokens(members));
            }
            case CONTAINS_ALL -> hasAllOfOne(field, members(operator, operands, reader, false));
            case CONTAINS_NONE -> not(singleToken(field, Operator.CONTAINS_ANY, operands, reader));
            default -> emptiness(field, operator, operands);
        };
    }

    /**
     * {@link #SINGLE_SET} of a field of kind REFERENCES.
     *
     * @param reader the ids that an operand names; of equality one operand names the whole set
     * @throws InvalidValueException if the operands do not fit
     */
    public static Predicate references(
            Field field, Operator operator, List<@Nullable Object> operands, Function<Object, Set<UUID>> reader) {
        return switch (operator) {
            case EQ -> {
                Set<UUID> ids = members(operator, operands, reader, true);
                yield ids.isEmpty()
                        ? new Predicate.IsEmpty(field)
                        : new Predicate.All(List.of(
                                new Predicate.RefersToAll(field, ids),
                                new Predicate.SizeBetween(field, ids.size(), ids.size())));
            }
            case NEQ -> not(references(field, Operator.EQ, operands, reader));
            case IN -> anyOf(operands, operand -> references(field, Operator.EQ, listOf(operand), reader));
            case NOT_IN -> not(references(field, Operator.IN, operands, reader));
            case CONTAINS_ANY -> {
                Set<UUID> ids = members(operator, operands, reader, false);
                yield ids.isEmpty() ? Predicate.never() : new Predicate.RefersToAny(field, ids);
            }
            case CONTAINS_ALL -> {
                Set<UUID> ids = members(operator, operands, reader, false);
                yield ids.isEmpty() ? Predicate.always() : new Predicate.RefersToAll(field, ids);
            }
            case CONTAINS_NONE -> not(references(field, Operator.CONTAINS_ANY, operands, reader));
            default -> emptiness(field, operator, operands);
        };
    }

    /**
     * {@link #SINGLE_SET} of a field of kind REFERENCES that has at most one member.
     *
     * @param reader the ids that an operand names
     * @throws InvalidValueException if the operands do not fit
     */
    public static Predicate singleReference(
            Field field, Operator operator, List<@Nullable Object> operands, Function<Object, Set<UUID>> reader) {
        return switch (operator) {
            case EQ -> {
                Set<UUID> ids = members(operator, operands, reader, true);
                yield ids.isEmpty() ? new Predicate.IsEmpty(field) : refersToAllOfOne(field, ids);
            }
            case NEQ -> not(singleReference(field, Operator.EQ, operands, reader));
            case IN -> {
                Set<UUID> ids = new LinkedHashSet<>();
                List<Predicate> parts = new ArrayList<>();
                for (Object operand : bounded(operator, operands)) {
                    Set<UUID> named = operand == null ? Set.of() : reader.apply(operand);
                    if (named.isEmpty()) {
                        parts.add(new Predicate.IsEmpty(field));
                    } else if (named.size() == 1) {
                        ids.addAll(named);
                    }
                }
                if (!ids.isEmpty()) {
                    parts.add(new Predicate.RefersToAny(field, ids));
                }
                yield any(parts);
            }
            case NOT_IN -> not(singleReference(field, Operator.IN, operands, reader));
            case CONTAINS_ALL -> refersToAllOfOne(field, members(operator, operands, reader, false));
            default -> references(field, operator, operands, reader);
        };
    }

    private static Predicate hasAllOfOne(Field field, Set<String> members) {
        return switch (members.size()) {
            case 0 -> Predicate.always();
            case 1 -> new Predicate.In(field, tokens(members));
            default -> Predicate.never();
        };
    }

    private static Predicate refersToAllOfOne(Field field, Set<UUID> ids) {
        return switch (ids.size()) {
            case 0 -> Predicate.always();
            case 1 -> new Predicate.RefersToAny(field, ids);
            default -> Predicate.never();
        };
    }

    private static List<IndexValue> tokens(Set<String> members) {
        return members.stream().<IndexValue>map(IndexValue.Token::new).toList();
    }

    private static Predicate oneOf(
            Field field, List<@Nullable Object> operands, Function<Object, ? extends @Nullable IndexValue> reader) {
        Set<IndexValue> values = new LinkedHashSet<>();
        boolean empty = false;
        for (Object operand : bounded(Operator.IN, operands)) {
            IndexValue value = operand == null ? null : reader.apply(operand);
            if (value == null) {
                empty = true;
            } else if (fits(field, value)) {
                values.add(value);
            }
        }
        List<Predicate> parts = new ArrayList<>();
        if (!values.isEmpty()) {
            parts.add(new Predicate.In(field, List.copyOf(values)));
        }
        if (empty) {
            parts.add(new Predicate.IsEmpty(field));
        }
        return any(parts);
    }

    /** A text that is longer than any value equals none. */
    private static boolean fits(Field field, IndexValue value) {
        return field.kind() != IndexKind.TEXT || length(((IndexValue.Text) value).raw()) <= MAX_TEXT;
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }

    private static Predicate part(
            Field field,
            Operator operator,
            Predicate.Where where,
            List<@Nullable Object> operands,
            Function<Object, String> reader) {
        count(operator, operands, 1);
        Object operand = operands.get(0);
        String literal = operand == null ? "" : reader.apply(operand);
        if (literal.isEmpty()) {
            throw invalid(operator + " needs a text that is not blank. To find records without a value, use IS_EMPTY");
        }
        return field.kind() == IndexKind.TEXT && length(literal) > MAX_TEXT
                ? Predicate.never()
                : new Predicate.Matches(field, where, literal);
    }

    private static IndexValue bound(
            Operator operator,
            List<@Nullable Object> operands,
            int position,
            int expected,
            Function<Object, ? extends @Nullable IndexValue> reader) {
        count(operator, operands, expected);
        Object operand = operands.get(position);
        IndexValue value = operand == null ? null : reader.apply(operand);
        if (value == null) {
            throw invalid(operator + " needs a value to compare with, not an empty one. To find records without a"
                    + " value, use IS_EMPTY");
        }
        return value;
    }

    private static RelativeDate span(Operator operator, List<@Nullable Object> operands) {
        count(operator, operands, 1);
        if (operands.get(0) instanceof RelativeDate span) {
            return span;
        }
        throw invalid(operator + " needs a RelativeDate, as in RelativeDate.lastDays(7), not " + operands.get(0));
    }

    private static <T> Set<T> members(
            Operator operator, List<@Nullable Object> operands, Function<Object, Set<T>> reader, boolean whole) {
        if (whole) {
            count(operator, operands, 1);
        }
        Set<T> members = new LinkedHashSet<>();
        for (Object operand : bounded(operator, operands)) {
            if (operand != null) {
                members.addAll(reader.apply(operand));
            } else if (!whole) {
                throw invalid(operator + " needs members, not an empty value. To find records without a value, use"
                        + " IS_EMPTY");
            }
        }
        if (members.size() > MAX_OPERANDS) {
            throw tooMany(operator, members.size());
        }
        return members;
    }

    private static Predicate anyOf(List<@Nullable Object> operands, Function<@Nullable Object, Predicate> each) {
        List<Predicate> parts = new ArrayList<>();
        for (Object operand : bounded(Operator.IN, operands)) {
            parts.add(each.apply(operand));
        }
        return any(parts);
    }

    private static Predicate any(List<Predicate> parts) {
        return switch (parts.size()) {
            case 0 -> Predicate.never();
            case 1 -> parts.get(0);
            default -> new Predicate.Any(parts);
        };
    }

    /** The exact complement, without a needless negation of a constant. */
    private static Predicate not(Predicate predicate) {
        return predicate instanceof Predicate.Constant constant
                ? new Predicate.Constant(!constant.value())
                : predicate.negate();
    }

    private static List<@Nullable Object> listOf(@Nullable Object operand) {
        List<@Nullable Object> list = new ArrayList<>();
        list.add(operand);
        return list;
    }

    private static void count(Operator operator, List<@Nullable Object> operands, int expected) {
        if (operands.size() != expected) {
            String needs = switch (expected) {
                case 0 -> "no operand";
                case 1 -> "one operand";
                default -> expected + " operands";
            };
            throw invalid(operator + " takes " + needs + ", not " + operands.size());
        }
    }

    private static List<@Nullable Object> bounded(Operator operator, List<@Nullable Object> operands) {
        if (operands.size() > MAX_OPERANDS) {
            throw tooMany(operator, operands.size());
        }
        return operands;
    }

    private static InvalidValueException tooMany(Operator operator, int number) {
        return invalid(operator + " takes up to " + MAX_OPERANDS + " operands, not " + number + ". Ask in parts");
    }

    private static InvalidValueException invalid(String message) {
        return new InvalidValueException(ErrorCode.QUERY_INVALID_OPERAND, message);
    }

    private static InvalidValueException unknown(Operator operator) {
        return new InvalidValueException(
                ErrorCode.QUERY_UNKNOWN_OPERATOR, "The operator " + operator + " is not one of the type's");
    }

    private static Set<Operator> setOf(Set<Operator> base, Operator... more) {
        EnumSet<Operator> all = EnumSet.copyOf(base);
        Collections.addAll(all, more);
        return Collections.unmodifiableSet(all);
    }
}
