package dev.crmkit.internal.view;

import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.InvalidInputException;
import dev.crmkit.error.Violation;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.item.StorableText;
import dev.crmkit.internal.query.FilterText;
import dev.crmkit.internal.record.GroupField;
import dev.crmkit.internal.record.RecordReads;
import dev.crmkit.internal.schema.DefinedObject;
import dev.crmkit.internal.schema.PipelineSet;
import dev.crmkit.internal.type.DidYouMean;
import dev.crmkit.pipeline.Pipeline;
import dev.crmkit.query.AggregateQuery;
import dev.crmkit.query.Measure;
import dev.crmkit.query.Sort;
import dev.crmkit.query.SystemFields;
import dev.crmkit.type.InvalidValueException;
import dev.crmkit.view.CalendarLayout;
import dev.crmkit.view.GalleryLayout;
import dev.crmkit.view.KanbanLayout;
import dev.crmkit.view.TableLayout;
import dev.crmkit.view.TimelineLayout;
import dev.crmkit.view.View;
import dev.crmkit.view.ViewColumn;
import dev.crmkit.view.ViewKind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is wrong with a view that is to be saved or run, all faults at once; against the schema as the actor sees it. */
final class ViewCheck {
    private static final int MAX_NAME = 255;
    private static final int MAX_COLUMNS = 200;
    private static final int MAX_WIDTH = 10_000;
    private static final int MAX_FOOTERS = 20;
    private static final int MAX_KEYS = 1_000;

    private final Tx tx;
    private final DefinedObject object;
    private final ViewFields fields;
    private final List<Violation> faults = new ArrayList<>();

    private ViewCheck(Tx tx, DefinedObject object) {
        this.tx = tx;
        this.object = object;
        this.fields = new ViewFields(tx, object);
    }

    /**
     * Refuses a view with faults.
     *
     * @param object the view's, as the actor sees it
     * @throws InvalidInputException with every fault
     */
    static void require(Tx tx, DefinedObject object, View view, String what) {
        ViewCheck check = new ViewCheck(tx, object);
        check.view(view);
        if (!check.faults.isEmpty()) {
            throw new InvalidInputException(what, check.faults);
        }
    }

    /** What is wrong with a name. */
    static List<Violation> name(String name) {
        if (name.isBlank()) {
            return List.of(new Violation("name", ErrorCode.VALUE_REQUIRED, "must have a value. Give one"));
        } else if (name.codePointCount(0, name.length()) > MAX_NAME) {
            return List.of(new Violation(
                    "name",
                    ErrorCode.VALUE_TOO_LONG,
                    "has " + name.codePointCount(0, name.length()) + " characters; the limit is " + MAX_NAME
                            + ". Shorten it"));
        } else if (!StorableText.isStorable(name)) {
            return List.of(new Violation(
                    "name",
                    ErrorCode.VALUE_MALFORMED,
                    "has U+0000 or half of a surrogate pair in it, which cannot be stored. Take it out"));
        }
        return List.of();
    }

    private void fault(String path, ErrorCode code, String message) {
        faults.add(new Violation(path, code, message));
    }

    private void add(String part, List<Violation> some) {
        some.forEach(fault -> faults.add(fault.under(part)));
    }

    private void view(View view) {
        faults.addAll(name(view.name()));
        List<Violation> condition = fields.filter(view.filter());
        add("filter", condition);
        if (condition.isEmpty() && !StorableText.isStorable(FilterText.canonical(view.filter()))) {
            fault(
                    "filter",
                    ErrorCode.VALUE_MALFORMED,
                    "has U+0000 or half of a surrogate pair in it, which cannot be stored. Take it out");
        }
        columns(view);
        if (view.layout() instanceof TableLayout table) {
            table(table);
            sorts(view, table.groupBy());
        } else if (view.layout() instanceof KanbanLayout board) {
            board(board);
            sorts(view, null);
        } else if (view.layout() instanceof CalendarLayout calendar) {
            span(calendar.start(), calendar.end());
            sorts(view, calendar.start());
        } else if (view.layout() instanceof TimelineLayout timeline) {
            span(timeline.start(), timeline.end());
            group(timeline.groupBy());
            sorts(view, timeline.start());
        } else {
            cover(((GalleryLayout) view.layout()).cover());
            sorts(view, null);
        }
    }

    /**
     * The order as it runs.
     *
     * @param first what it runs by before it; null for nothing
     */
    private void sorts(View view, @Nullable String first) {
        add(
                "sorts",
                fields.sorts(
                        first == null || !fields.sorts(List.of(Sort.asc(first))).isEmpty()
                                ? view.sorts()
                                : Orders.grouped(first, view.sorts())));
    }

    private void columns(View view) {
        if (view.columns().size() > MAX_COLUMNS) {
            fault(
                    "columns",
                    ErrorCode.VALUE_TOO_LONG,
                    "are " + view.columns().size() + "; the limit is " + MAX_COLUMNS + ". Leave some out");
            return;
        }
        Set<String> named = new HashSet<>();
        for (int i = 0; i < view.columns().size(); i++) {
            ViewColumn column = view.columns().get(i);
            String part = "columns[" + i + "]";
            add(part, fields.column(column.path()));
            if (!named.add(column.path())) {
                fault(part, ErrorCode.VALUE_DUPLICATE, "names '" + column.path() + "' again. Name each once");
            }
            Integer width = column.width();
            if (width != null && view.kind() != ViewKind.TABLE) {
                fault(
                        part + ".width",
                        ErrorCode.VALUE_MALFORMED,
                        "is for tables; a view of kind " + view.kind() + " has no widths. Leave it out");
            } else if (width != null && (width < 1 || width > MAX_WIDTH)) {
                fault(part + ".width", ErrorCode.VALUE_OUT_OF_RANGE, "must be 1 to " + MAX_WIDTH + ", not " + width);
            }
        }
    }

    private void group(@Nullable String path) {
        if (path != null) {
            add("layout.groupBy", fields.group(path));
        }
    }

    private void cover(@Nullable String path) {
        if (path != null) {
            add("layout.cover", fields.cover(path));
        }
    }

    private void span(String start, @Nullable String end) {
        List<Violation> found = fields.start(start);
        add("layout.start", found);
        if (end != null) {
            add("layout.end", found.isEmpty() ? fields.end(start, end) : fields.start(end));
        }
    }

    private void rateTable(@Nullable String name, boolean converts) {
        if (name == null) {
            return;
        }
        if (!converts) {
            fault(
                    "layout.rateTable",
                    ErrorCode.VALUE_MALFORMED,
                    "has nothing to convert. Leave it out, or name what to add up");
        }
        List<Violation> found = new RecordReads(tx, object)
                .faults(AggregateQuery.of(Measure.count()).convertedBy(name));
        found.forEach(fault -> fault("layout.rateTable", fault.code(), fault.message()));
    }

    private void table(TableLayout table) {
        group(table.groupBy());
        if (table.footers().size() > MAX_FOOTERS) {
            fault(
                    "layout.footers",
                    ErrorCode.VALUE_TOO_LONG,
                    "are " + table.footers().size() + "; the limit is " + MAX_FOOTERS + ". Leave some out");
        }
        Set<Measure> named = new HashSet<>();
        for (int i = 0; i < table.footers().size(); i++) {
            Measure footer = table.footers().get(i);
            String part = "layout.footers[" + i + "]";
            add(part, fields.footer(footer));
            if (!named.add(footer)) {
                fault(part, ErrorCode.VALUE_DUPLICATE, "asks for the same again. Ask once");
            }
        }
        rateTable(table.rateTable(), !table.footers().isEmpty());
    }

    private void board(KanbanLayout board) {
        group(board.groupBy());
        pipeline(board);
        if (board.cards() < 1 || board.cards() > KanbanLayout.MAX_CARDS) {
            fault(
                    "layout.cards",
                    ErrorCode.VALUE_OUT_OF_RANGE,
                    "must be 1 to " + KanbanLayout.MAX_CARDS + ", not " + board.cards());
        }
        String sum = board.sum();
        if (sum != null) {
            add("layout.sum", fields.footer(Measure.sum(sum)));
        }
        rateTable(board.rateTable(), sum != null);
        cover(board.cover());
        Optional<GroupField> field = fields.findGroup(board.groupBy());
        if (field.isPresent()) {
            keys("layout.columns", field.get(), board.columns());
            keys("layout.hidden", field.get(), board.hidden());
        }
    }

    private void pipeline(KanbanLayout board) {
        String pipeline = board.pipeline();
        if (pipeline == null) {
            return;
        }
        PipelineSet pipelines = object.pipelines();
        if (!board.groupBy().equals(SystemFields.STAGE)) {
            fault(
                    "layout.pipeline",
                    ErrorCode.VALUE_MALFORMED,
                    "is for boards of stages, and this one is by '" + board.groupBy()
                            + "'. Leave it out, or group by @stage");
        } else if (pipelines.find(pipeline).isEmpty()) {
            List<String> keys =
                    pipelines.pipelines().stream().map(Pipeline::key).toList();
            fault(
                    "layout.pipeline",
                    ErrorCode.PIPELINE_NOT_FOUND,
                    "there is no pipeline '" + pipeline + "' of '" + object.slug() + "'."
                            + DidYouMean.hint(pipeline, keys) + " Its pipelines are " + DidYouMean.list(keys));
        }
    }

    private void keys(String part, GroupField field, Collection<String> keys) {
        if (keys.size() > MAX_KEYS) {
            fault(
                    part,
                    ErrorCode.VALUE_TOO_LONG,
                    "are " + keys.size() + "; the limit is " + MAX_KEYS + ". Leave some out");
            return;
        }
        Set<String> named = new HashSet<>();
        int i = 0;
        for (String key : keys) {
            String place = part + "[" + i++ + "]";
            try {
                field.value(key);
                if (!named.add(key)) {
                    fault(place, ErrorCode.VALUE_DUPLICATE, "names '" + key + "' again. Name each once");
                }
            } catch (InvalidValueException e) {
                fault(place, e.code(), e.reason());
            }
        }
    }
}
