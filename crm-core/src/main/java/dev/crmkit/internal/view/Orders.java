package dev.crmkit.internal.view;

import dev.crmkit.query.Sort;
import java.util.ArrayList;
import java.util.List;

/** The orders in which views run. Not instantiable. */
final class Orders {
    private Orders() {}

    /** First by what the records are grouped by, from the least unless the order says otherwise for it, then by the rest of the order. */
    static List<Sort> grouped(String group, List<Sort> order) {
        Sort first = order.stream()
                .filter(sort -> sort.path().equals(group))
                .findFirst()
                .orElse(Sort.asc(group));
        return after(first, order);
    }

    /** First by the start, from the least, then by the rest of the order. */
    static List<Sort> byStart(String start, List<Sort> order) {
        return after(Sort.asc(start), order);
    }

    private static List<Sort> after(Sort first, List<Sort> order) {
        List<Sort> sorts = new ArrayList<>();
        sorts.add(first);
        order.stream().filter(sort -> !sort.path().equals(first.path())).forEach(sorts::add);
        return sorts;
    }
}
