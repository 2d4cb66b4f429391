package dev.crmkit.internal.query;

import dev.crmkit.error.ErrorCode;
import dev.crmkit.internal.query.QueryView.ListName;
import dev.crmkit.internal.type.DidYouMean;
import dev.crmkit.query.Operator;
import dev.crmkit.spi.storage.Predicate;
import dev.crmkit.type.InvalidValueException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the operators mean on the lists that a record is in. A list that cannot be seen does not count, so there is no "equal as sets": it would say
 * something else to each reader. Not instantiable.
 */
final class ListFields {
    static final Set<Operator> OPERATORS = Collections.unmodifiableSet(EnumSet.of(
            Operator.IS_EMPTY,
            Operator.IS_NOT_EMPTY,
            Operator.IN,
            Operator.NOT_IN,
            Operator.CONTAINS_ANY,
            Operator.CONTAINS_ALL,
            Operator.CONTAINS_NONE));

    private static final int MOST_NAMED = 100;

    private ListFields() {}

    /** The predicate of one of {@link #OPERATORS}. */
    static Predicate compare(String object, List<ListName> lists, Operator operator, List<@Nullable Object> operands) {
        return switch (operator) {
            case IS_NOT_EMPTY -> {
                if (!operands.isEmpty()) {
                    throw invalid(ErrorCode.QUERY_INVALID_OPERAND, operator + " takes no operand");
                }
                yield inAny(lists);
            }
            case IS_EMPTY ->
                compare(object, lists, Operator.IS_NOT_EMPTY, operands).negate();
            case IN, CONTAINS_ANY -> inAny(named(object, lists, operator, operands));
            case CONTAINS_ALL -> {
                List<Predicate> all = new ArrayList<>();
                named(object, lists, operator, operands).forEach(list -> all.add(inAny(List.of(list))));
                yield all.isEmpty() ? Predicate.always() : new Predicate.All(all);
            }
            default -> compare(object, lists, Operator.IN, operands).negate();
        };
    }

    private static Predicate inAny(Collection<ListName> lists) {
        Map<String, Set<String>> keys = new TreeMap<>();
        lists.forEach(list -> keys.computeIfAbsent(list.items(), kind -> new LinkedHashSet<>())
                .add(list.key()));
        List<Predicate> any = new ArrayList<>();
        keys.forEach((kind, some) -> any.add(new Predicate.HasItem(kind, some)));
        return switch (any.size()) {
            case 0 -> Predicate.never();
            case 1 -> any.get(0);
            default -> new Predicate.Any(any);
        };
    }

    private static Collection<ListName> named(
            String object, List<ListName> lists, Operator operator, List<@Nullable Object> operands) {
        Map<String, ListName> named = new LinkedHashMap<>();
        for (Object operand : operands) {
            for (Object key : operand instanceof Collection<?> several ? several : Collections.singletonList(operand)) {
                ListName list = one(object, lists, operator, key);
                named.put(list.key(), list);
            }
        }
        if (named.size() > MOST_NAMED) {
            throw invalid(
                    ErrorCode.QUERY_LIMIT,
                    operator + " takes up to " + MOST_NAMED + " lists, not " + named.size() + ". Ask for fewer");
        }
        return named.values();
    }

    private static ListName one(String object, List<ListName> lists, Operator operator, @Nullable Object key) {
        if (!(key instanceof String text)) {
            throw invalid(
                    ErrorCode.QUERY_INVALID_OPERAND,
                    operator + " takes keys of lists, not " + key + ". To find records in no list, use IS_EMPTY");
        }
        List<String> keys = lists.stream().map(ListName::key).toList();
        return lists.stream()
                .filter(list -> list.key().equals(text))
                .findFirst()
                .orElseThrow(() -> invalid(
                        ErrorCode.VALUE_UNKNOWN_OPTION,
                        "there is no list '" + text + "' of " + object + "." + DidYouMean.hint(text, keys) + " "
                                + (keys.isEmpty() ? "It has no lists" : "Its lists are " + DidYouMean.list(keys))));
    }

    private static InvalidValueException invalid(ErrorCode code, String message) {
        return new InvalidValueException(code, message);
    }
}
