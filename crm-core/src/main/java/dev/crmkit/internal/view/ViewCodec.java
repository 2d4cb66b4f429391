package dev.crmkit.internal.view;

import dev.crmkit.internal.engine.Json;
import dev.crmkit.internal.query.FilterCodec;
import dev.crmkit.query.ArchivedFilter;
import dev.crmkit.query.Measure;
import dev.crmkit.query.Sort;
import dev.crmkit.view.CalendarLayout;
import dev.crmkit.view.GalleryLayout;
import dev.crmkit.view.KanbanLayout;
import dev.crmkit.view.TableLayout;
import dev.crmkit.view.TimelineLayout;
import dev.crmkit.view.View;
import dev.crmkit.view.ViewColumn;
import dev.crmkit.view.ViewKind;
import dev.crmkit.view.ViewLayout;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Views as JSON documents; object and attributes are named by id. Not instantiable. */
final class ViewCodec {
    private ViewCodec() {}

    static Map<String, Object> write(View view) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("object", view.object());
        document.put("name", view.name());
        document.put("kind", view.kind().name());
        document.put("filter", FilterCodec.document(view.filter()));
        document.put("sorts", list(view.sorts(), sort -> {
            Map<String, Object> written = new LinkedHashMap<>();
            written.put("path", sort.path());
            written.put("descending", sort.descending());
            return written;
        }));
        document.put("columns", list(view.columns(), column -> {
            Map<String, Object> written = new LinkedHashMap<>();
            written.put("path", column.path());
            put(written, "width", column.width());
            return written;
        }));
        document.put("archived", view.archived().name());
        document.put("layout", write(view.layout()));
        return document;
    }

    private static Map<String, Object> write(ViewLayout layout) {
        Map<String, Object> document = new LinkedHashMap<>();
        if (layout instanceof TableLayout table) {
            put(document, "groupBy", table.groupBy());
            document.put("footers", list(table.footers(), footer -> {
                Map<String, Object> written = new LinkedHashMap<>();
                written.put("function", footer.function().name());
                put(written, "path", footer.path());
                return written;
            }));
            put(document, "rateTable", table.rateTable());
        } else if (layout instanceof KanbanLayout board) {
            document.put("groupBy", board.groupBy());
            put(document, "pipeline", board.pipeline());
            document.put("columns", board.columns());
            document.put("hidden", List.copyOf(board.hidden()));
            document.put("withoutEmpty", board.withoutEmpty());
            put(document, "sum", board.sum());
            put(document, "rateTable", board.rateTable());
            put(document, "cover", board.cover());
            document.put("cards", board.cards());
        } else if (layout instanceof CalendarLayout calendar) {
            document.put("start", calendar.start());
            put(document, "end", calendar.end());
        } else if (layout instanceof TimelineLayout timeline) {
            document.put("start", timeline.start());
            put(document, "end", timeline.end());
            put(document, "groupBy", timeline.groupBy());
        } else {
            put(document, "cover", ((GalleryLayout) layout).cover());
        }
        return document;
    }

    private static void put(Map<String, Object> document, String name, @Nullable Object value) {
        if (value != null) {
            document.put(name, value);
        }
    }

    private static <T> List<Object> list(List<T> elements, Function<T, Object> form) {
        List<Object> list = new ArrayList<>();
        elements.forEach(element -> list.add(form.apply(element)));
        return list;
    }

    static View read(Map<String, Object> document) {
        List<Sort> sorts = new ArrayList<>();
        for (Map<String, Object> sort : objects(document, "sorts")) {
            sorts.add(new Sort(Json.requiredText(sort, "path"), Json.flag(sort, "descending")));
        }
        List<ViewColumn> columns = new ArrayList<>();
        for (Map<String, Object> column : objects(document, "columns")) {
            Integer width = column.get("width") instanceof BigDecimal number ? number.intValueExact() : null;
            columns.add(new ViewColumn(Json.requiredText(column, "path"), width));
        }
        return new View(
                Json.requiredText(document, "object"),
                Json.requiredText(document, "name"),
                layout(ViewKind.valueOf(Json.requiredText(document, "kind")), Json.object(document, "layout")),
                FilterCodec.read(Json.object(document, "filter")),
                sorts,
                columns,
                ArchivedFilter.valueOf(Json.requiredText(document, "archived")));
    }

    private static ViewLayout layout(ViewKind kind, Map<String, Object> document) {
        return switch (kind) {
            case TABLE -> {
                List<Measure> footers = new ArrayList<>();
                for (Map<String, Object> footer : objects(document, "footers")) {
                    footers.add(new Measure(
                            Measure.Function.valueOf(Json.requiredText(footer, "function")),
                            Json.text(footer, "path")));
                }
                yield new TableLayout(Json.text(document, "groupBy"), footers, Json.text(document, "rateTable"));
            }
            case KANBAN ->
                new KanbanLayout(
                        Json.requiredText(document, "groupBy"),
                        Json.text(document, "pipeline"),
                        List.copyOf(texts(document, "columns")),
                        texts(document, "hidden"),
                        Json.flag(document, "withoutEmpty"),
                        Json.text(document, "sum"),
                        Json.text(document, "rateTable"),
                        Json.text(document, "cover"),
                        Json.number(document, "cards").intValueExact());
            case CALENDAR -> new CalendarLayout(Json.requiredText(document, "start"), Json.text(document, "end"));
            case TIMELINE ->
                new TimelineLayout(
                        Json.requiredText(document, "start"),
                        Json.text(document, "end"),
                        Json.text(document, "groupBy"));
            case GALLERY -> new GalleryLayout(Json.text(document, "cover"));
        };
    }

    private static List<Map<String, Object>> objects(Map<String, Object> document, String name) {
        List<Map<String, Object>> objects = new ArrayList<>();
        Json.list(document, name).forEach(element -> objects.add(Json.asObject((Map<?, ?>) element)));
        return objects;
    }

    private static Set<String> texts(Map<String, Object> document, String name) {
        Set<String> texts = new LinkedHashSet<>();
        Json.list(document, name).forEach(text -> texts.add((String) text));
        return texts;
    }
}
