package dev.crmkit.internal.view;

import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.InvalidInputException;
import dev.crmkit.error.Violation;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.query.QueryCompiler;
import dev.crmkit.internal.record.GroupField;
import dev.crmkit.query.AggregateQuery;
import dev.crmkit.query.Filter;
import dev.crmkit.query.ListQuery;
import dev.crmkit.query.Measure;
import dev.crmkit.query.Sort;
import dev.crmkit.query.SystemFields;
import dev.crmkit.type.InvalidValueException;
import dev.crmkit.view.CalendarLayout;
import dev.crmkit.view.KanbanLayout;
import dev.crmkit.view.TableLayout;
import dev.crmkit.view.TimelineLayout;
import dev.crmkit.view.View;
import dev.crmkit.view.ViewKind;
import dev.crmkit.view.ViewQuery;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a view and a query together ask of the records; checked, all faults at once. */
final class ViewQuestion {
    private static final int MAX_COUNT_CAP = 1_000_000_000;
    private static final int MAX_DAYS = 3_660;
    private static final int LAST_YEAR = 9999;
    private static final int DEFAULT_ENTRIES = 500;
    private static final int DEFAULT_OF_LANE = 100;

    private final Tx tx;
    private final View view;
    private final ViewQuery query;
    private final QueryCompiler compiler;
    private final @Nullable GroupField group;
    private final @Nullable Span span;
    private final Operands operands;
    private final List<Violation> faults = new ArrayList<>();
    private final ListQuery list;

    /**
     * The question.
     *
     * @param shown a view that runs
     * @throws InvalidInputException with every fault of the query
     */
    ViewQuestion(Tx tx, ShownView shown, ViewQuery query) {
        this.tx = tx;
        this.view = shown.view();
        this.query = query;
        this.compiler = tx.access().compiler(shown.object());
        this.group = findGroup();
        this.span = findSpan();
        checkGroup();
        checkDays();
        this.operands = Operands.of(tx, shown, recordKeys());
        int limit = limit();
        if (query.countCap() < 0 || query.countCap() > MAX_COUNT_CAP) {
            fault("countCap", ErrorCode.QUERY_LIMIT, "must be 1 to " + MAX_COUNT_CAP + ". Give another cap");
        }
        Filter filter = filter();
        List<Sort> sorts = sorts();
        compiler.predicate(filter, query.search(), faults);
        compiler.sorts(sorts, faults);
        if (!faults.isEmpty()) {
            throw new InvalidInputException("run the view '" + view.name() + "'", faults);
        }
        ListQuery asked = ListQuery.where(filter)
                .search(query.search())
                .archived(view.archived())
                .orderBy(sorts)
                .limit(limit)
                .after(query.cursor());
        this.list = query.countCap() == 0 ? asked : asked.counted(query.countCap());
    }

    private void fault(String path, ErrorCode code, String message) {
        faults.add(new Violation(path, code, message));
    }

    /** The keys that are ids of records. */
    private List<String> recordKeys() {
        List<String> keys = new ArrayList<>();
        if (group != null && group.isReference()) {
            if (view.layout() instanceof KanbanLayout board) {
                keys.addAll(board.columns());
                keys.addAll(board.hidden());
            }
            String key = query.group();
            if (key != null) {
                keys.add(key);
            }
        }
        return keys;
    }

    private @Nullable GroupField findGroup() {
        String path = null;
        if (view.layout() instanceof TableLayout table) {
            path = table.groupBy();
        } else if (view.layout() instanceof KanbanLayout board) {
            path = board.groupBy();
        } else if (view.layout() instanceof TimelineLayout timeline) {
            path = timeline.groupBy();
        }
        return path == null
                ? null
                : GroupField.find(compiler, path, new ArrayList<>()).orElse(null);
    }

    private @Nullable Span findSpan() {
        if (view.layout() instanceof CalendarLayout calendar) {
            return span(calendar.start(), calendar.end());
        } else if (view.layout() instanceof TimelineLayout timeline) {
            return span(timeline.start(), timeline.end());
        }
        return null;
    }

    private Span span(String start, @Nullable String end) {
        QueryCompiler.Operand operand = Objects.requireNonNull(compiler.operand(start, new ArrayList<>()));
        return new Span(start, end, operand.isDate(), tx.schema().zone());
    }

    private void checkGroup() {
        GroupField field = group;
        String key = query.group();
        if (query.isInGroup() && field == null) {
            fault("group", ErrorCode.VALUE_MALFORMED, "this view has no groups. Ask without one");
        } else if (field != null && key != null) {
            try {
                field.value(key);
            } catch (InvalidValueException e) {
                fault("group", e.code(), e.reason());
            }
        } else if (field != null && query.cursor() != null && !query.isInGroup() && view.kind() != ViewKind.TABLE) {
            fault("cursor", ErrorCode.INVALID_CURSOR, "is that of one group. Name the group too, by inGroup");
        }
    }

    private void checkDays() {
        LocalDate from = query.from();
        LocalDate to = query.to();
        if (span == null) {
            if (from != null) {
                fault(
                        "between",
                        ErrorCode.VALUE_MALFORMED,
                        "is for calendars and timelines. Leave it out, or filter the dates");
            }
        } else if (from == null || to == null) {
            fault(
                    "between",
                    ErrorCode.VALUE_REQUIRED,
                    "must say which days to show. Give the first, and the one after the last");
        } else if (!from.isBefore(to) || ChronoUnit.DAYS.between(from, to) > MAX_DAYS) {
            fault(
                    "between",
                    ErrorCode.QUERY_LIMIT,
                    "must be 1 to " + MAX_DAYS + " days, not from " + from + " to " + to + ". Show fewer");
        } else if (from.getYear() < 1 || to.getYear() > LAST_YEAR) {
            fault(
                    "between",
                    ErrorCode.VALUE_OUT_OF_RANGE,
                    from + " to " + to + " is outside the years 1 to " + LAST_YEAR);
        }
    }

    private int limit() {
        int own = ListQuery.DEFAULT_LIMIT;
        int most = ListQuery.MAX_LIMIT;
        if (view.layout() instanceof KanbanLayout board) {
            own = board.cards();
            most = KanbanLayout.MAX_CARDS;
        } else if (view.kind() == ViewKind.CALENDAR) {
            own = DEFAULT_ENTRIES;
        } else if (view.kind() == ViewKind.TIMELINE) {
            own = DEFAULT_OF_LANE;
            most = KanbanLayout.MAX_CARDS;
        }
        if (query.limit() == 0) {
            return own;
        }
        if (query.limit() < 1 || query.limit() > most) {
            fault("limit", ErrorCode.QUERY_LIMIT, "must be 1 to " + most + ", not " + query.limit());
            return own;
        }
        return query.limit();
    }

    private Filter filter() {
        List<Filter> all = new ArrayList<>();
        all.add(operands.in(view.filter()));
        all.add(operands.in(query.filter()));
        if (view.layout() instanceof KanbanLayout board && board.pipeline() != null) {
            all.add(Filter.attr(SystemFields.PIPELINE).eq(board.pipeline()));
        }
        LocalDate from = query.from();
        LocalDate to = query.to();
        if (span != null && from != null && to != null && faults.isEmpty()) {
            all.add(span.touches(from, to));
        }
        all.removeIf(Filter.all()::equals);
        return all.size() == 1 ? all.get(0) : Filter.and(all);
    }

    private List<Sort> sorts() {
        List<Sort> order = query.sorts().isEmpty() ? view.sorts() : query.sorts();
        if (span != null) {
            return Orders.byStart(span.start(), order);
        }
        return group != null && view.kind() == ViewKind.TABLE ? Orders.grouped(group.path(), order) : order;
    }

    /** The records, in order. */
    ListQuery list() {
        return list;
    }

    /** What tells groups apart, or null without groups. */
    @Nullable
    GroupField group() {
        return group;
    }

    /** When records take place; of calendars and timelines. */
    Span span() {
        return Objects.requireNonNull(span, "span");
    }

    /** Whether one group alone is asked for. */
    boolean isInGroup() {
        return query.isInGroup();
    }

    /** The key of that group in its one form. */
    @Nullable
    String key() {
        String key = query.group();
        return key == null || group == null ? null : group.settled(settled(key)).orElse(key);
    }

    private String settled(String key) {
        return group != null && group.isReference() ? operands.key(key) : key;
    }

    /** The board with the columns that it names as they are now. */
    KanbanLayout settled(KanbanLayout board) {
        return board.columns(board.columns().stream().map(this::settled).toArray(String[]::new))
                .hide(board.hidden().stream().map(this::settled).toArray(String[]::new));
    }

    /** Whether the page is the first. */
    boolean isFirstPage() {
        return query.cursor() == null;
    }

    /** The first day; of calendars and timelines. */
    LocalDate from() {
        return Objects.requireNonNull(query.from(), "from");
    }

    /** The day after the last; of calendars and timelines. */
    LocalDate to() {
        return Objects.requireNonNull(query.to(), "to");
    }

    /**
     * A question for groups of the same records; counts come first.
     *
     * @param rateTable what converts money, or null
     */
    AggregateQuery computing(List<Measure> measures, @Nullable String rateTable) {
        List<Measure> all = new ArrayList<>();
        all.add(Measure.count());
        all.addAll(measures);
        AggregateQuery computing = AggregateQuery.of(all.toArray(Measure[]::new))
                .where(list.filter())
                .search(list.search())
                .archived(list.archived());
        return Optional.ofNullable(rateTable).map(computing::convertedBy).orElse(computing);
    }
}
