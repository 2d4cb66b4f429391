package dev.crmkit.internal.view;

import dev.crmkit.query.Filter;
import dev.crmkit.query.Measure;
import dev.crmkit.query.Sort;
import dev.crmkit.view.CalendarLayout;
import dev.crmkit.view.GalleryLayout;
import dev.crmkit.view.KanbanLayout;
import dev.crmkit.view.TableLayout;
import dev.crmkit.view.TimelineLayout;
import dev.crmkit.view.View;
import dev.crmkit.view.ViewColumn;
import dev.crmkit.view.ViewLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The names in a view. Not instantiable. */
final class ViewPaths {
    private ViewPaths() {}

    /** The view with other names for its attributes; of its condition by a change of its own. */
    static View renamed(View view, UnaryOperator<String> name, UnaryOperator<Filter> condition) {
        return new View(
                view.object(),
                view.name(),
                renamed(view.layout(), name),
                condition.apply(view.filter()),
                view.sorts().stream()
                        .map(sort -> new Sort(name.apply(sort.path()), sort.descending()))
                        .toList(),
                view.columns().stream()
                        .map(column -> new ViewColumn(name.apply(column.path()), column.width()))
                        .toList(),
                view.archived());
    }

    private static ViewLayout renamed(ViewLayout layout, UnaryOperator<String> name) {
        if (layout instanceof TableLayout table) {
            return new TableLayout(
                    orNull(table.groupBy(), name),
                    table.footers().stream()
                            .map(footer -> new Measure(footer.function(), orNull(footer.path(), name)))
                            .toList(),
                    table.rateTable());
        } else if (layout instanceof KanbanLayout board) {
            return new KanbanLayout(
                    name.apply(board.groupBy()),
                    board.pipeline(),
                    board.columns(),
                    board.hidden(),
                    board.withoutEmpty(),
                    orNull(board.sum(), name),
                    board.rateTable(),
                    orNull(board.cover(), name),
                    board.cards());
        } else if (layout instanceof CalendarLayout calendar) {
            return new CalendarLayout(name.apply(calendar.start()), orNull(calendar.end(), name));
        } else if (layout instanceof TimelineLayout timeline) {
            return new TimelineLayout(
                    name.apply(timeline.start()), orNull(timeline.end(), name), orNull(timeline.groupBy(), name));
        }
        return new GalleryLayout(orNull(((GalleryLayout) layout).cover(), name));
    }

    private static @Nullable String orNull(@Nullable String path, UnaryOperator<String> name) {
        return path == null ? null : name.apply(path);
    }

    /** Every path that the view names, in its condition too. */
    static List<String> all(View view) {
        List<String> paths = new ArrayList<>();
        UnaryOperator<String> seen = path -> {
            paths.add(path);
            return path;
        };
        renamed(view, seen, UnaryOperator.identity());
        of(view.filter(), paths);
        return paths;
    }

    /** Every path that the condition names. */
    static List<String> of(Filter filter) {
        List<String> paths = new ArrayList<>();
        of(filter, paths);
        return paths;
    }

    private static void of(Filter filter, List<String> paths) {
        if (filter instanceof Filter.And and) {
            and.parts().forEach(part -> of(part, paths));
        } else if (filter instanceof Filter.Or or) {
            or.parts().forEach(part -> of(part, paths));
        } else if (filter instanceof Filter.Not not) {
            of(not.part(), paths);
        } else if (filter instanceof Filter.Comparison comparison) {
            paths.add(comparison.path());
        }
    }
}
