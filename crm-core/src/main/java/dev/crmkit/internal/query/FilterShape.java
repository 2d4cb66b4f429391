package dev.crmkit.internal.query;

import dev.crmkit.query.Filter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The parts of a condition, without the nesting that says nothing: an AND directly inside an AND, an OR directly inside an OR. Conditions
 * that are chained one by one come as a long left-leaning tree, so this works without recursion. Not instantiable.
 */
final class FilterShape {
    private FilterShape() {}

    /** The parts that all must be true, in order; none is an AND. */
    static List<Filter> parts(Filter.And and) {
        List<Filter> parts = new ArrayList<>();
        Deque<Filter> open = new ArrayDeque<>();
        open.push(and);
        while (!open.isEmpty()) {
            Filter next = open.pop();
            if (next instanceof Filter.And inner) {
                pushReversed(open, inner.parts());
            } else {
                parts.add(next);
            }
        }
        return parts;
    }

    /** The parts of which one must be true, in order; none is an OR. */
    static List<Filter> parts(Filter.Or or) {
        List<Filter> parts = new ArrayList<>();
        Deque<Filter> open = new ArrayDeque<>();
        open.push(or);
        while (!open.isEmpty()) {
            Filter next = open.pop();
            if (next instanceof Filter.Or inner) {
                pushReversed(open, inner.parts());
            } else {
                parts.add(next);
            }
        }
        return parts;
    }

    private static void pushReversed(Deque<Filter> open, List<Filter> parts) {
        for (int i = parts.size() - 1; i >= 0; i--) {
            open.push(parts.get(i));
        }
    }
}
