package dev.crmkit.internal.view;

import dev.crmkit.error.CrmException;
import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.Violation;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.query.FilterCodec;
import dev.crmkit.internal.schema.DefinedObject;
import dev.crmkit.model.CrmAttribute;
import dev.crmkit.model.CrmObject;
import dev.crmkit.query.Filter;
import dev.crmkit.query.Measure;
import dev.crmkit.query.Sort;
import dev.crmkit.query.SystemFields;
import dev.crmkit.view.CalendarLayout;
import dev.crmkit.view.GalleryLayout;
import dev.crmkit.view.KanbanLayout;
import dev.crmkit.view.SavedView;
import dev.crmkit.view.TableLayout;
import dev.crmkit.view.TimelineLayout;
import dev.crmkit.view.View;
import dev.crmkit.view.ViewColumn;
import dev.crmkit.view.ViewLayout;
import dev.crmkit.view.ViewProblem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A kept view as its reader may see it: attributes by their slugs of the day, and nothing of what is gone from the schema or hidden from the reader. What
 * only adds to the view is left out; without its condition, or what it is built on, it does not run.
 */
final class ShownView {
    private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private final Tx tx;
    private final DefinedObject object;
    private final ViewFields fields;
    private final View kept;
    /** Whether the reader may never have seen what is gone by now: somebody else named it, and it may have been hidden from them. */
    private final boolean discreet;

    private final View view;
    private final List<ViewProblem> problems = new ArrayList<>();

    private ShownView(Tx tx, DefinedObject object, View kept, boolean discreet) {
        this.tx = tx;
        this.object = object;
        this.fields = new ViewFields(tx, object);
        this.kept = kept;
        this.discreet = discreet;
        FilterCodec names = new FilterCodec(tx.types(), tx.access()::find);
        View named = ViewPaths.renamed(
                kept,
                path -> names.withSlugs(object.object(), path),
                filter -> names.withSlugs(object.object(), filter));
        Filter filter = filter(named.filter());
        List<Sort> sorts = sorts(named.sorts());
        List<ViewColumn> columns = columns(named.columns());
        this.view =
                new View(object.slug(), named.name(), layout(named.layout()), filter, sorts, columns, named.archived());
    }

    /** The view as the actor of the transaction may see it; its object is there. */
    static ShownView of(Tx tx, KeptView kept) {
        boolean discreet = !tx.access().isUnrestricted() && !kept.owner().equals(tx.actor());
        return new ShownView(tx, tx.access().view().get(kept.object()), kept.view(), discreet);
    }

    /** A view of the actor that is not saved. */
    static ShownView of(Tx tx, View kept) {
        return new ShownView(tx, tx.access().view().get(UUID.fromString(kept.object())), kept, false);
    }

    DefinedObject object() {
        return object;
    }

    /** What is left of the view. */
    View view() {
        return view;
    }

    /** The same for callers. */
    SavedView saved(KeptView of) {
        return new SavedView(
                of.id(), of.version(), view, of.shared(), of.owner(), of.definedAt(), of.changedAt(), problems);
    }

    /** Whether the view names something that the reader is not shown. */
    boolean isPartial() {
        return ViewPaths.all(kept).stream().anyMatch(this::isHidden)
                || (discreet && problems.stream().anyMatch(ViewProblem::blocking));
    }

    private boolean isHidden(String path) {
        int dot = path.indexOf('.');
        if (dot < 0) {
            return isHidden(path, Optional.of(object.id()));
        }
        String reference = path.substring(0, dot);
        return isHidden(reference, Optional.of(object.id())) || isHidden(path.substring(dot + 1), target(reference));
    }

    /** Whether a name of that object is hidden; what is no attribute's id is a system field, or no name any more. */
    private boolean isHidden(String name, Optional<UUID> of) {
        if (name.equals(SystemFields.DISPLAY_NAME)) {
            return of.isPresent() && !tx.access().isNamed(of.get());
        }
        return ID.matcher(name).matches() && tx.access().isHidden(UUID.fromString(name));
    }

    private Optional<UUID> target(String reference) {
        return tx.schema().get(object.id()).attributes().stream()
                .filter(attribute -> attribute.id().toString().equals(reference))
                .findFirst()
                .flatMap(attribute -> tx.types()
                        .find(attribute.spec().type())
                        .flatMap(type -> type.referencedObject(attribute.spec())))
                .flatMap(tx.schema()::find)
                .map(DefinedObject::id);
    }

    /**
     * Refuses to run a view that has lost what it is built on.
     *
     * @throws CrmException with {@code VIEW_BROKEN}
     */
    ShownView requireRunnable() {
        List<ViewProblem> blocking =
                problems.stream().filter(ViewProblem::blocking).toList();
        if (!blocking.isEmpty()) {
            throw new CrmException(
                    ErrorCode.VIEW_BROKEN,
                    "The view '" + view.name() + "' does not run: "
                            + blocking.stream()
                                    .map(problem -> problem.part() + " " + problem.message())
                                    .collect(Collectors.joining("; ")),
                    Map.of("problems", blocking),
                    null);
        }
        return this;
    }

    private Filter filter(Filter named) {
        List<Violation> faults = fields.filter(named);
        if (faults.isEmpty()) {
            return named;
        }
        if (ViewPaths.of(kept.filter()).stream().anyMatch(this::isHidden)) {
            problems.add(hidden("filter"));
            return Filter.all();
        }
        problems.add(new ViewProblem("filter", true, lost(faults)));
        return discreet ? Filter.all() : named;
    }

    private static ViewProblem hidden(String part) {
        return new ViewProblem(part, true, "is about what you may not see. Ask an owner or admin, or use another view");
    }

    private String lost(List<Violation> faults) {
        if (discreet) {
            return "no longer fits " + object.slug() + ". Ask an owner or admin to alter the view";
        }
        String what = faults.stream().map(Violation::message).distinct().collect(Collectors.joining("; "));
        return "no longer fits " + object.slug() + ": " + known(what) + ". Alter the view";
    }

    /** Attributes that are gone are named by the slugs they had. */
    private String known(String message) {
        String known = message;
        for (CrmAttribute gone : object.deletedAttributes()) {
            known = known.replace(gone.id().toString(), gone.slug());
        }
        return known;
    }

    /** Notes what is left out; that something is hidden is nothing to note. */
    private void leaveOut(String part, String path, List<Violation> faults) {
        if (!isHidden(path)) {
            problems.add(new ViewProblem(part, false, lost(faults)));
        }
    }

    private List<Sort> sorts(List<Sort> named) {
        List<Sort> left = new ArrayList<>();
        for (int i = 0; i < named.size(); i++) {
            List<Violation> faults = fields.sorts(List.of(named.get(i)));
            if (faults.isEmpty()) {
                left.add(named.get(i));
            } else {
                leaveOut("sorts", kept.sorts().get(i).path(), faults);
            }
        }
        return left;
    }

    private List<ViewColumn> columns(List<ViewColumn> named) {
        List<ViewColumn> left = new ArrayList<>();
        for (int i = 0; i < named.size(); i++) {
            List<Violation> faults = fields.column(named.get(i).path());
            if (faults.isEmpty()) {
                left.add(named.get(i));
            } else {
                leaveOut("columns", kept.columns().get(i).path(), faults);
            }
        }
        return left;
    }

    /** Whether every column that the view names is gone or hidden, so that it shows none instead of all. */
    boolean hasLostAllColumns() {
        return view.columns().isEmpty() && !kept.columns().isEmpty();
    }

    private ViewLayout layout(ViewLayout named) {
        if (named instanceof TableLayout table) {
            return table((TableLayout) kept.layout(), table);
        } else if (named instanceof KanbanLayout board) {
            return board((KanbanLayout) kept.layout(), board);
        } else if (named instanceof CalendarLayout calendar) {
            CalendarLayout ids = (CalendarLayout) kept.layout();
            String end = end(calendar.start(), ids.end(), calendar.end());
            List<Violation> faults = fields.start(calendar.start());
            return new CalendarLayout(required("layout.start", ids.start(), calendar.start(), faults), end);
        } else if (named instanceof TimelineLayout timeline) {
            TimelineLayout ids = (TimelineLayout) kept.layout();
            String end = end(timeline.start(), ids.end(), timeline.end());
            String group = timeline.groupBy();
            List<Violation> faults = fields.start(timeline.start());
            return new TimelineLayout(
                    required("layout.start", ids.start(), timeline.start(), faults),
                    end,
                    optional("layout.groupBy", ids.groupBy(), group, group == null ? List.of() : fields.group(group)));
        }
        GalleryLayout gallery = (GalleryLayout) named;
        return new GalleryLayout(cover(((GalleryLayout) kept.layout()).cover(), gallery.cover()));
    }

    private TableLayout table(TableLayout ids, TableLayout named) {
        String group = named.groupBy();
        List<Measure> footers = new ArrayList<>();
        for (int i = 0; i < named.footers().size(); i++) {
            Measure footer = named.footers().get(i);
            List<Violation> faults = fields.footer(footer);
            if (faults.isEmpty()) {
                footers.add(footer);
            } else {
                String path = ids.footers().get(i).path();
                leaveOut("layout.footers", path == null ? "" : path, faults);
            }
        }
        return new TableLayout(
                optional("layout.groupBy", ids.groupBy(), group, group == null ? List.of() : fields.group(group)),
                footers,
                named.rateTable());
    }

    private KanbanLayout board(KanbanLayout ids, KanbanLayout named) {
        String sum = named.sum();
        List<Violation> faults = sum == null ? List.of() : fields.footer(Measure.sum(sum));
        String group = required("layout.groupBy", ids.groupBy(), named.groupBy(), fields.group(named.groupBy()));
        // The keys of columns are values of what groups.
        boolean keyed = !group.isEmpty();
        return new KanbanLayout(
                group,
                named.pipeline(),
                keyed ? named.columns() : List.of(),
                keyed ? named.hidden() : Set.of(),
                named.withoutEmpty(),
                optional("layout.sum", ids.sum(), sum, faults),
                named.rateTable(),
                cover(ids.cover(), named.cover()),
                named.cards());
    }

    /** The path, or an empty one that stands for what the reader is not shown. */
    private String required(String part, String id, String named, List<Violation> faults) {
        if (faults.isEmpty()) {
            return named;
        }
        boolean hidden = isHidden(id);
        problems.add(hidden ? hidden(part) : new ViewProblem(part, true, lost(faults)));
        return hidden || discreet ? "" : named;
    }

    private @Nullable String optional(
            String part, @Nullable String id, @Nullable String named, List<Violation> faults) {
        if (id == null || faults.isEmpty()) {
            return named;
        }
        leaveOut(part, id, faults);
        return null;
    }

    private @Nullable String end(String start, @Nullable String id, @Nullable String named) {
        // An end beside a start that is lost has nothing to be compared with; the view does not run anyway.
        List<Violation> faults = named == null || !fields.start(start).isEmpty() ? List.of() : fields.end(start, named);
        return optional("layout.end", id, named, faults);
    }

    private @Nullable String cover(@Nullable String id, @Nullable String named) {
        return optional("layout.cover", id, named, named == null ? List.of() : fields.cover(named));
    }

    /** The attribute that a path of the shown view names, over a reference too; nothing for a system field. */
    Optional<CrmAttribute> findAttribute(String path) {
        int dot = path.indexOf('.');
        return dot < 0
                ? object.object().findAttribute(path)
                : findReferenced(path.substring(0, dot))
                        .flatMap(target -> target.findAttribute(path.substring(dot + 1)));
    }

    /** The object to which the attribute of a path refers. */
    Optional<CrmObject> findReferenced(String path) {
        return findAttribute(path)
                .flatMap(attribute -> tx.types()
                        .find(attribute.spec().type())
                        .flatMap(type -> type.referencedObject(attribute.spec())))
                .flatMap(tx.access()::find);
    }
}
