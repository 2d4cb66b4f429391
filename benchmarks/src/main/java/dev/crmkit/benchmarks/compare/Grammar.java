package dev.crmkit.benchmarks.compare;

import dev.crmkit.query.Operator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Where a layout keeps its values and how it asks for them: the pieces that {@link Questions} puts together. What is not said by the layout is said
 * as it would be of plain columns.
 */
interface Grammar {

    /** Which database. */
    Database database();

    /** The table under an alias, as it stands in FROM. */
    String from(Target target, String alias);

    /** What tells the records of the target from others in the table; empty where the table has no others. */
    String scope(Target target, String alias);

    /** What a page selects; the id first. */
    String row(Target target, String alias);

    /** A value: of money the amount, of texts as they are. */
    String value(Target target, Attribute attribute, String alias);

    /** The currency of money. */
    String currency(Target target, Attribute attribute, String alias);

    /** What the value sorts and groups by. */
    default String order(Target target, Attribute attribute, String alias) {
        return value(target, attribute, alias);
    }

    /** What must be joined so that pages can be sorted by the attribute. */
    default String join(Target target, Attribute attribute, String alias) {
        return "";
    }

    /** What the value is compared by. */
    default String compared(Target target, Attribute attribute, String alias) {
        String value = value(target, attribute, alias);
        return attribute.kind().isFolded() ? "lower(" + value + ")" : value;
    }

    /** What must lead ORDER BY so that an index gives the order; empty where nothing must. */
    default String lead(Target target, List<Attribute> tied, boolean descending, String alias) {
        return "";
    }

    /** Where it is said which records are in which list. */
    ListTable lists(Target target);

    /** Whether a set of options has something in common with these, or all of these. */
    Sql members(Target target, Attribute attribute, String alias, boolean all, List<?> wanted);

    /** One comparison; true or false, or null for false. */
    default Sql compare(
            Target target,
            Attribute attribute,
            String alias,
            Operator operator,
            List<? extends @Nullable Object> said) {
        List<Object> operands = said.stream()
                .map(operand -> attribute.kind().isFolded() && operand instanceof String text
                        ? text.toLowerCase(Locale.ROOT)
                        : Objects.requireNonNull(operand))
                .collect(Collectors.toList());
        String value = compared(target, attribute, alias);
        if (attribute.kind() == Kind.CHOICES) {
            return set(target, attribute, alias, operator, operands);
        }
        Sql condition = switch (operator) {
            case EQ -> Sql.of(value + " = ?", operands.get(0));
            case NEQ -> Sql.of("(" + value + " <> ? or " + value + " is null)", operands.get(0));
            case IN -> Sql.of(value + " in ").add(Sql.list(operands));
            case NOT_IN ->
                Sql.of("(" + value + " not in ").add(Sql.list(operands)).add(" or " + value + " is null)");
            case LT -> Sql.of(value + " < ?", operands.get(0));
            case LTE -> Sql.of(value + " <= ?", operands.get(0));
            case GT -> Sql.of(value + " > ?", operands.get(0));
            case GTE -> Sql.of(value + " >= ?", operands.get(0));
            case BETWEEN -> Sql.of(value + " between ? and ?", operands.get(0), operands.get(1));
            case CONTAINS -> Sql.of(value + " like ?", "%" + operands.get(0) + "%");
            case NOT_CONTAINS ->
                Sql.of("(" + value + " not like ? or " + value + " is null)", "%" + operands.get(0) + "%");
            // As a range, which finds its index whatever is bound.
            case STARTS_WITH ->
                Sql.of(
                        "(" + value + " >= ? and " + value + " < ?)",
                        operands.get(0),
                        next(operands.get(0).toString()));
            case ENDS_WITH -> Sql.of(value + " like ?", "%" + operands.get(0));
            case IS_EMPTY -> Sql.of(value + " is null");
            case IS_NOT_EMPTY -> Sql.of(value + " is not null");
            default -> throw new IllegalArgumentException("No layout is asked for " + operator);
        };
        return attribute.kind() == Kind.MONEY && operator != Operator.IS_EMPTY && operator != Operator.IS_NOT_EMPTY
                ? Sql.of("(").add(condition).add(" and " + currency(target, attribute, alias) + " = 'EUR')")
                : condition;
    }

    private Sql set(Target target, Attribute attribute, String alias, Operator operator, List<Object> operands) {
        String value = value(target, attribute, alias);
        return switch (operator) {
            case CONTAINS_ANY -> members(target, attribute, alias, false, operands);
            case CONTAINS_ALL -> members(target, attribute, alias, true, operands);
            case CONTAINS_NONE ->
                Sql.of("(not ")
                        .add(members(target, attribute, alias, false, operands))
                        .add(" or " + value + " is null)");
            case IS_EMPTY -> Sql.of(value + " is null");
            default -> throw new IllegalArgumentException("No set is asked for " + operator);
        };
    }

    /** The least text above all that begin with this one. */
    static String next(String text) {
        int last = text.length() - 1;
        return text.substring(0, last) + (char) (text.charAt(last) + 1);
    }
}
