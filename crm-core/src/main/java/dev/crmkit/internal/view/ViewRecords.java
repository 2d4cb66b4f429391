package dev.crmkit.internal.view;

import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.schema.DefinedObject;
import dev.crmkit.query.Filter;
import dev.crmkit.query.ListQuery;
import dev.crmkit.query.Sort;
import dev.crmkit.query.SystemFields;
import dev.crmkit.view.CalendarLayout;
import dev.crmkit.view.KanbanLayout;
import dev.crmkit.view.TableLayout;
import dev.crmkit.view.TimelineLayout;
import dev.crmkit.view.View;
import dev.crmkit.view.ViewColumn;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * All records of a view in its order, whatever its kind, as the actor may see them. Immutable.
 *
 * @param object as the actor sees it
 * @param query condition and order, for the user who asks
 * @param columns the paths of what it shows; empty if it names none
 */
public record ViewRecords(DefinedObject object, ListQuery query, Optional<List<String>> columns) {

    /** Checks for null. */
    public ViewRecords {
        Objects.requireNonNull(object, "object");
        Objects.requireNonNull(query, "query");
        Objects.requireNonNull(columns, "columns");
    }

    /**
     * Those of a view that runs.
     *
     * @param narrower only those of which this is true too
     */
    static ViewRecords of(Tx tx, ShownView shown, Filter narrower) {
        View view = shown.view();
        Operands operands = Operands.of(tx, shown, List.of());
        List<Filter> all = new ArrayList<>(List.of(operands.in(view.filter()), operands.in(narrower)));
        if (view.layout() instanceof KanbanLayout board && board.pipeline() != null) {
            all.add(Filter.attr(SystemFields.PIPELINE).eq(board.pipeline()));
        }
        all.removeIf(Filter.all()::equals);
        Filter filter = all.size() == 1 ? all.get(0) : Filter.and(all);
        boolean named = !view.columns().isEmpty() || shown.hasLostAllColumns();
        return new ViewRecords(
                shown.object(),
                ListQuery.where(filter).orderBy(sorts(view)).archived(view.archived()),
                named
                        ? Optional.of(
                                view.columns().stream().map(ViewColumn::path).toList())
                        : Optional.empty());
    }

    private static List<Sort> sorts(View view) {
        if (view.layout() instanceof TableLayout table && table.groupBy() != null) {
            return Orders.grouped(table.groupBy(), view.sorts());
        } else if (view.layout() instanceof CalendarLayout calendar) {
            return Orders.byStart(calendar.start(), view.sorts());
        } else if (view.layout() instanceof TimelineLayout timeline) {
            return Orders.byStart(timeline.start(), view.sorts());
        }
        return view.sorts();
    }
}
