package dev.crmkit.view;

import dev.crmkit.query.ArchivedFilter;
import dev.crmkit.query.Filter;
import dev.crmkit.query.Sort;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * What a view shows of the records of one object. Every method returns a changed copy. Immutable.
 *
 * <p>Everything is checked when the view is saved, all faults at once. Attributes are kept by their ids, so that renaming them breaks nothing.
 * A view takes up to 256 KiB.
 *
 * @param object the slug of the object
 * @param name what people read, 1 to 255 characters; several views may have the same
 * @param layout the kind of view, and what it needs to know
 * @param filter which records; {@link #ME} stands for the user who runs the view
 * @param sorts the order within the page, column or lane; empty means newest first. Calendars and timelines come by their start before it
 * @param columns the attributes that it shows, in order, up to 200; empty for all that the object has
 * @param archived whether archived records are looked at
 */
public record View(
        String object,
        String name,
        ViewLayout layout,
        Filter filter,
        List<Sort> sorts,
        List<ViewColumn> columns,
        ArchivedFilter archived) {

    /**
     * In a condition on {@code @owner}, {@code @assignee} or a user attribute: the user who runs the view. Nobody is meant where no user does.
     */
    public static final String ME = "@me";

    /** Copies the lists. */
    public View {
        Objects.requireNonNull(object, "object");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(layout, "layout");
        Objects.requireNonNull(filter, "filter");
        sorts = List.copyOf(sorts);
        columns = List.copyOf(columns);
        Objects.requireNonNull(archived, "archived");
    }

    /** All live records of the object, newest first, with all attributes. */
    public static View of(String object, String name, ViewLayout layout) {
        return new View(object, name, layout, Filter.all(), List.of(), List.of(), ArchivedFilter.LIVE);
    }

    /** The kind of view. */
    public ViewKind kind() {
        return layout.kind();
    }

    /** With this name. */
    public View named(String newName) {
        return new View(object, newName, layout, filter, sorts, columns, archived);
    }

    /** With this layout, maybe of another kind. */
    public View layout(ViewLayout newLayout) {
        return new View(object, name, newLayout, filter, sorts, columns, archived);
    }

    /** Only records of which the filter is true; replaces an earlier one. */
    public View where(Filter newFilter) {
        return new View(object, name, layout, newFilter, sorts, columns, archived);
    }

    /** In this order; replaces an earlier one. */
    public View orderBy(Sort... keys) {
        return new View(object, name, layout, filter, Arrays.asList(keys), columns, archived);
    }

    /** Shows these attributes; replaces those before. */
    public View show(String... paths) {
        return show(Arrays.stream(paths).map(ViewColumn::of).toArray(ViewColumn[]::new));
    }

    /** Shows these columns; replaces those before. */
    public View show(ViewColumn... newColumns) {
        return new View(object, name, layout, filter, sorts, Arrays.asList(newColumns), archived);
    }

    /** Whether archived records are looked at; only live ones where not said. */
    public View archived(ArchivedFilter which) {
        return new View(object, name, layout, filter, sorts, columns, which);
    }
}
