package dev.crmkit.testkit.tck;

import dev.crmkit.query.Filter;
import dev.crmkit.query.ListQuery;
import dev.crmkit.query.Sort;
import java.math.BigDecimal;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Answers some questions from the contract alone, in plain Java, so that several stores cannot agree on a wrong answer: equality, parts and
 * order of one line of text, order of numbers, equality of options, emptiness, AND, OR and NOT. It shares no code with the engine. Not
 * thread-safe.
 */
final class PlainAnswers {
    private final List<Row> rows = new ArrayList<>();

    /** A record, at its place in the order of creation. */
    private static final class Row {
        private final int place;
        private final Map<String, @Nullable Object> values = new HashMap<>();
        private boolean archived;

        Row(int place) {
            this.place = place;
        }
    }

    /** Notes what a new record was given. */
    void create(Map<String, ? extends @Nullable Object> values) {
        rows.add(new Row(rows.size()));
        patch(rows.size() - 1, values);
    }

    /** Notes what the record of that place was given in a patch. */
    void patch(int place, Map<String, ? extends @Nullable Object> values) {
        values.forEach((slug, value) ->
                rows.get(place).values.put(slug, value instanceof String text ? line(text) : value));
    }

    /** Notes that the record of that place was archived. */
    void archive(int place) {
        rows.get(place).archived = true;
    }

    /** The places of the records that the query finds, in its order. */
    List<Integer> places(ListQuery query) {
        return rows.stream()
                .filter(row -> switch (query.archived()) {
                    case LIVE -> !row.archived;
                    case ARCHIVED -> row.archived;
                    case ALL -> true;
                })
                .filter(row -> test(query.filter(), row))
                .sorted((a, b) -> compare(a, b, query.sorts()))
                .map(row -> row.place)
                .toList();
    }

    private static boolean test(Filter filter, Row row) {
        if (filter instanceof Filter.And and) {
            for (Filter part : and.parts()) {
                if (!test(part, row)) {
                    return false;
                }
            }
            return true;
        } else if (filter instanceof Filter.Or or) {
            for (Filter part : or.parts()) {
                if (test(part, row)) {
                    return true;
                }
            }
            return false;
        } else if (filter instanceof Filter.Not not) {
            return !test(not.part(), row);
        }
        Filter.Comparison comparison = (Filter.Comparison) filter;
        return test(comparison, row.values.get(comparison.path()));
    }

    private static boolean test(Filter.Comparison comparison, @Nullable Object own) {
        List<@Nullable Object> operands = comparison.operands();
        return switch (comparison.operator()) {
            case EQ -> equal(own, operands.get(0));
            case NEQ -> !equal(own, operands.get(0));
            case IN -> operands.stream().anyMatch(operand -> equal(own, operand));
            case NOT_IN -> operands.stream().noneMatch(operand -> equal(own, operand));
            case IS_EMPTY -> own == null;
            case IS_NOT_EMPTY -> own != null;
            case CONTAINS -> own instanceof String text && find(text, part(operands.get(0)));
            case STARTS_WITH -> own instanceof String text && isAt(text, 0, part(operands.get(0)));
            case LT -> own != null && order(own, operands.get(0)) < 0;
            case LTE -> own != null && order(own, operands.get(0)) <= 0;
            case GT -> own != null && order(own, operands.get(0)) > 0;
            case GTE -> own != null && order(own, operands.get(0)) >= 0;
            case BETWEEN -> own != null && order(own, operands.get(0)) >= 0 && order(own, operands.get(1)) <= 0;
            default -> throw new IllegalArgumentException("Not a plain question: " + comparison);
        };
    }

    private static boolean equal(@Nullable Object own, @Nullable Object operand) {
        Object asked = operand instanceof String text ? line(text) : operand;
        if (own == null || asked == null) {
            return own == asked;
        }
        return own instanceof String text ? text.equalsIgnoreCase((String) asked) : order(own, asked) == 0;
    }

    private static int order(Object own, @Nullable Object operand) {
        return new BigDecimal(own.toString())
                .compareTo(new BigDecimal(Objects.requireNonNull(operand).toString()));
    }

    private static boolean find(String text, String part) {
        for (int at = 0; at <= text.length() - part.length(); at++) {
            if (isAt(text, at, part)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isAt(String text, int at, String part) {
        return text.regionMatches(true, at, part, 0, part.length());
    }

    /** What is kept of a text: line breaks are spaces, NFC, no white space at its ends; nothing is left of blank text. */
    private static @Nullable String line(String text) {
        String stripped = part(text).replaceAll("^\\p{IsWhite_Space}+|\\p{IsWhite_Space}+$", "");
        return stripped.isEmpty() ? null : stripped;
    }

    private static String part(@Nullable Object operand) {
        return Normalizer.normalize(String.valueOf(operand).replaceAll("\\R", " "), Normalizer.Form.NFC);
    }

    private static int compare(Row a, Row b, List<Sort> sorts) {
        for (Sort sort : sorts) {
            Object x = a.values.get(sort.path());
            Object y = b.values.get(sort.path());
            if (x == null || y == null) {
                if (x != y) {
                    return x == null ? 1 : -1;
                }
                continue;
            }
            int order = x instanceof String text ? alphabetical(text, (String) y) : order(x, y);
            if (order != 0) {
                return sort.descending() ? -order : order;
            }
        }
        boolean descending = sorts.isEmpty() || sorts.get(sorts.size() - 1).descending();
        return descending ? Integer.compare(b.place, a.place) : Integer.compare(a.place, b.place);
    }

    private static int alphabetical(String a, String b) {
        int folded = Arrays.compare(folded(a), folded(b));
        return folded != 0
                ? folded
                : Arrays.compare(a.codePoints().toArray(), b.codePoints().toArray());
    }

    private static int[] folded(String text) {
        return text.codePoints()
                .map(Character::toUpperCase)
                .map(Character::toLowerCase)
                .toArray();
    }
}
