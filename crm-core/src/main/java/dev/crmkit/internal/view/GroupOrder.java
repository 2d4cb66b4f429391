package dev.crmkit.internal.view;

import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.record.GroupField;
import dev.crmkit.spi.storage.TextFolding;
import dev.crmkit.view.KanbanLayout;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which columns or lanes there are, and in which order: first those that the layout names, then options in their order, and other values by what people
 * read. Immutable.
 *
 * @param keys in order, up to {@value #MOST}; null for the records without a value
 * @param omitted how many more there are
 */
record GroupOrder(List<@Nullable String> keys, int omitted) {
    /** The most columns or lanes at once. */
    static final int MOST = 100;

    private static final List<String> ANSWERS = List.of("true", "false");

    /**
     * The columns of a board.
     *
     * @param counts how many records each found value has, by key
     * @param labels gets the names of the records that are keys of columns
     */
    static GroupOrder of(
            Tx tx, GroupField field, KanbanLayout board, Map<@Nullable String, Long> counts, GroupLabels labels) {
        Set<String> first = new LinkedHashSet<>();
        board.columns().forEach(key -> field.settled(key).ifPresent(first::add));
        Set<String> others = new LinkedHashSet<>();
        if (field.hasOptions()) {
            String stages = board.pipeline() == null ? "" : board.pipeline() + "/";
            first.removeIf(key -> !key.startsWith(stages));
            labels.known().forEach((key, head) -> {
                if (key.startsWith(stages) && (!head.archived() || counts.containsKey(key))) {
                    others.add(key);
                }
            });
        } else {
            if (field.operand().isCheckbox()) {
                others.addAll(ANSWERS);
            }
            counts.keySet().stream().filter(key -> key != null).forEach(others::add);
        }
        board.hidden()
                .forEach(key -> field.settled(key).ifPresent(hidden -> {
                    first.remove(hidden);
                    others.remove(hidden);
                }));
        others.removeAll(first);
        boolean empties = !board.withoutEmpty() && board.pipeline() == null;
        int room = MOST - (empties ? 1 : 0);
        List<String> leading = first.stream().limit(room).toList();
        List<String> rest = most(field, others, counts, room - leading.size());
        List<@Nullable String> keys = new ArrayList<>(leading);
        keys.addAll(rest);
        labels.read(tx, Stream.concat(leading.stream(), rest.stream()).toList());
        if (!hasOrder(field)) {
            keys.subList(leading.size(), keys.size()).sort(byLabel(field, labels));
        }
        int omitted = first.size() + others.size() - keys.size();
        if (empties) {
            keys.add(null);
        }
        return new GroupOrder(keys, omitted);
    }

    /** Options and answers have an order of their own. */
    private static boolean hasOrder(GroupField field) {
        return field.hasOptions() || field.operand().isCheckbox();
    }

    /** Of values that have no order, those with the most records. */
    private static List<String> most(
            GroupField field, Set<String> others, Map<@Nullable String, Long> counts, int room) {
        Stream<String> keys = others.stream();
        return (hasOrder(field)
                        ? keys
                        : keys.sorted(Comparator.comparing((String key) -> counts.getOrDefault(key, 0L))
                                .reversed()
                                .thenComparing(key -> key, TextFolding::compareCodePoints)))
                .limit(room)
                .toList();
    }

    private static Comparator<@Nullable String> byLabel(GroupField field, GroupLabels labels) {
        if (field.isNumber()) {
            return Comparator.comparing(BigDecimal::new);
        }
        Comparator<@Nullable String> byLabel =
                Comparator.comparing(key -> TextFolding.fold(labels.label(key)), TextFolding::compareCodePoints);
        return byLabel.thenComparing(key -> String.valueOf(key), TextFolding::compareCodePoints);
    }
}
