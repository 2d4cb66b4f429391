package dev.crmkit.internal.view;

import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.record.GroupField;
import dev.crmkit.internal.record.RecordReads;
import dev.crmkit.internal.view.GroupPages.GroupPage;
import dev.crmkit.model.CrmAttribute;
import dev.crmkit.model.CrmRecord;
import dev.crmkit.query.AggregateResult;
import dev.crmkit.query.GroupKey;
import dev.crmkit.query.Measure;
import dev.crmkit.query.Page;
import dev.crmkit.view.Board;
import dev.crmkit.view.BoardColumn;
import dev.crmkit.view.CalendarEntry;
import dev.crmkit.view.CalendarLayout;
import dev.crmkit.view.CalendarRange;
import dev.crmkit.view.GalleryLayout;
import dev.crmkit.view.GalleryPage;
import dev.crmkit.view.KanbanLayout;
import dev.crmkit.view.ShownAttribute;
import dev.crmkit.view.TableGroup;
import dev.crmkit.view.TableLayout;
import dev.crmkit.view.TablePage;
import dev.crmkit.view.TimelineLane;
import dev.crmkit.view.TimelineLayout;
import dev.crmkit.view.TimelineRange;
import dev.crmkit.view.View;
import dev.crmkit.view.ViewGroup;
import dev.crmkit.view.ViewQuery;
import dev.crmkit.view.ViewResult;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Runs one view once. */
final class ViewRun {
    private static final int MOST_TABLE_GROUPS = 1_000;

    private final Tx tx;
    private final ShownView shown;
    private final View view;
    private final ViewQuestion question;
    private final RecordReads reads;

    private ViewRun(Tx tx, ShownView shown, ViewQuery query) {
        this.tx = tx;
        this.shown = shown;
        this.view = shown.view();
        this.question = new ViewQuestion(tx, shown, query);
        this.reads = new RecordReads(tx, shown.object());
    }

    /** What a view that runs shows to the actor. */
    static ViewResult run(Tx tx, ShownView shown, ViewQuery query) {
        return new ViewRun(tx, shown, query).result();
    }

    private ViewResult result() {
        if (view.layout() instanceof TableLayout table) {
            return table(table);
        } else if (view.layout() instanceof KanbanLayout board) {
            return board(board);
        } else if (view.layout() instanceof CalendarLayout) {
            return calendar();
        } else if (view.layout() instanceof TimelineLayout) {
            return timeline();
        }
        return new GalleryPage(shows(), Covers.cards(page(), ((GalleryLayout) view.layout()).cover()));
    }

    private List<ShownAttribute> shows() {
        if (view.columns().isEmpty() && !shown.hasLostAllColumns()) {
            return shown.object().attributes().stream()
                    .map(attribute -> new ShownAttribute(attribute.slug(), attribute.title(), null))
                    .toList();
        }
        return view.columns().stream()
                .map(column -> new ShownAttribute(
                        column.path(),
                        shown.findAttribute(column.path())
                                .map(CrmAttribute::title)
                                .orElse(column.path()),
                        column.width()))
                .toList();
    }

    private Page<CrmRecord> page() {
        return reads.page(question.list(), RecordReads.Part.ALL);
    }

    private RecordReads.Part part() {
        GroupField field = question.group();
        if (field == null || !question.isInGroup()) {
            return RecordReads.Part.ALL;
        }
        String key = question.key();
        return new RecordReads.Part(field, key == null ? null : field.value(key));
    }

    private TablePage table(TableLayout table) {
        Page<CrmRecord> page = reads.page(question.list(), part());
        List<@Nullable Object> footers = List.of();
        if (question.isFirstPage() && !table.footers().isEmpty()) {
            footers = GroupPages.rest(reads.aggregate(question.computing(table.footers(), table.rateTable()), part())
                    .groups()
                    .get(0));
        }
        List<TableGroup> groups = question.isFirstPage() ? groups(table) : List.of();
        return new TablePage(shows(), page, groups, footers);
    }

    /** The groups in the order of the rows; aggregates come from the least. */
    private List<TableGroup> groups(TableLayout table) {
        GroupField field = question.group();
        if (field == null) {
            return List.of();
        }
        List<AggregateResult.Group> found = new ArrayList<>(reads.aggregate(
                        question.computing(table.footers(), table.rateTable()).groupBy(GroupKey.of(field.path())),
                        part())
                .groups());
        if (question.list().sorts().get(0).descending()) {
            int valued = found.size();
            if (valued > 0 && found.get(valued - 1).keys().get(0) == null) {
                valued--;
            }
            Collections.reverse(found.subList(0, valued));
        }
        List<AggregateResult.Group> some = found.subList(0, Math.min(found.size(), MOST_TABLE_GROUPS));
        GroupLabels labels = GroupLabels.of(shown.object(), field);
        labels.read(
                tx,
                some.stream()
                        .map(group -> field.key(group.keys().get(0)))
                        .filter(key -> key != null)
                        .toList());
        List<TableGroup> groups = new ArrayList<>();
        for (AggregateResult.Group group : some) {
            ViewGroup head = labels.group(field.key(group.keys().get(0)), GroupPages.count(group));
            groups.add(new TableGroup(head, GroupPages.rest(group)));
        }
        return groups;
    }

    private GroupPages groupPages(GroupField field, KanbanLayout layout, List<Measure> measures) {
        return question.isInGroup()
                ? GroupPages.ofOne(
                        tx,
                        shown.object(),
                        field,
                        question.key(),
                        question.list(),
                        question.computing(measures, layout.rateTable()))
                : GroupPages.of(
                        tx,
                        shown.object(),
                        field,
                        layout,
                        question.list(),
                        question.computing(measures, layout.rateTable()));
    }

    private Board board(KanbanLayout layout) {
        String sum = layout.sum();
        GroupField field = Objects.requireNonNull(question.group(), "group");
        GroupPages pages =
                groupPages(field, question.settled(layout), sum == null ? List.of() : List.of(Measure.sum(sum)));
        List<BoardColumn> columns = new ArrayList<>();
        for (GroupPage page : pages.groups()) {
            columns.add(new BoardColumn(
                    page.group(),
                    page.value() instanceof BigDecimal number ? number : null,
                    sums(page.value()),
                    Covers.cards(page.page(), layout.cover())));
        }
        return new Board(shows(), columns, pages.omitted());
    }

    private static Map<String, BigDecimal> sums(@Nullable Object value) {
        Map<String, BigDecimal> sums = new LinkedHashMap<>();
        if (value instanceof Map<?, ?> money) {
            money.forEach((currency, amount) -> sums.put(String.valueOf(currency), (BigDecimal) amount));
        }
        return sums;
    }

    private CalendarRange calendar() {
        return new CalendarRange(
                shows(), question.from(), question.to(), tx.schema().zone(), entries(page()));
    }

    private Page<CalendarEntry> entries(Page<CrmRecord> page) {
        return new Page<>(page.items().stream().map(question.span()::entry).toList(), page.nextCursor(), page.total());
    }

    private TimelineRange timeline() {
        GroupField field = question.group();
        List<TimelineLane> lanes = new ArrayList<>();
        int omitted = 0;
        if (field == null) {
            AggregateResult counted = reads.aggregate(question.computing(List.of(), null), RecordReads.Part.ALL);
            ViewGroup all = new ViewGroup(
                    null, "", null, GroupPages.count(counted.groups().get(0)));
            lanes.add(new TimelineLane(all, entries(page())));
        } else {
            GroupPages pages = groupPages(field, KanbanLayout.by(field.path()), List.of());
            pages.groups().forEach(page -> lanes.add(new TimelineLane(page.group(), entries(page.page()))));
            omitted = pages.omitted();
        }
        return new TimelineRange(
                shows(), question.from(), question.to(), tx.schema().zone(), lanes, omitted);
    }
}
