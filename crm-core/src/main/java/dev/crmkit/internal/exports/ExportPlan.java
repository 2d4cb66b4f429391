package dev.crmkit.internal.exports;

import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.InvalidInputException;
import dev.crmkit.error.Violation;
import dev.crmkit.exports.ExportSource;
import dev.crmkit.exports.ExportSpec;
import dev.crmkit.exports.ExportWording;
import dev.crmkit.internal.engine.Json;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.list.DefinedList;
import dev.crmkit.internal.list.ListedRecords;
import dev.crmkit.internal.query.FilterCodec;
import dev.crmkit.internal.query.QueryCompiler;
import dev.crmkit.internal.schema.DefinedObject;
import dev.crmkit.internal.table.TableFormats;
import dev.crmkit.internal.type.DidYouMean;
import dev.crmkit.internal.view.ViewRecords;
import dev.crmkit.internal.view.ViewService;
import dev.crmkit.member.Verb;
import dev.crmkit.query.ArchivedFilter;
import dev.crmkit.query.Filter;
import dev.crmkit.query.ListQuery;
import dev.crmkit.query.Sort;
import dev.crmkit.query.SystemFields;
import dev.crmkit.spi.storage.Predicate;
import dev.crmkit.spi.table.TableOptions;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An export whose every name was looked up: what it needs to go on while attributes are renamed and views altered. Immutable.
 *
 * @param object the id of the object
 * @param slug the slug that it had
 * @param query condition and order, with attributes named by id
 * @param list the key of the list whose records go out, or null
 * @param columns in order
 * @param look how it looks
 * @param at when it began
 */
record ExportPlan(
        UUID object,
        String slug,
        ListQuery query,
        @Nullable String list,
        List<ExportColumn> columns,
        Look look,
        Instant at) {

    private static final int MAX_BYTES = 256 * 1024;

    /** Copies the columns. */
    ExportPlan {
        Objects.requireNonNull(object, "object");
        Objects.requireNonNull(slug, "slug");
        Objects.requireNonNull(query, "query");
        columns = List.copyOf(columns);
        Objects.requireNonNull(look, "look");
        Objects.requireNonNull(at, "at");
    }

    /**
     * How an export looks. Immutable.
     *
     * @param format the name of its format
     * @param wording in whose words
     * @param options how the rows stand in the file
     * @param byteOrderMark whether it begins with one
     */
    record Look(String format, ExportWording wording, TableOptions options, boolean byteOrderMark) {
        static Look of(ExportSpec spec) {
            return new Look(spec.format(), spec.wording(), spec.options(), spec.byteOrderMark());
        }
    }

    /**
     * Looks everything up, as the actor sees it.
     *
     * @throws InvalidInputException with every fault
     * @throws dev.crmkit.error.NotFoundException if there is no such object, view or list for the actor
     * @throws dev.crmkit.error.ForbiddenException if no record of the object may be read or taken out
     */
    static ExportPlan of(Tx tx, TableFormats formats, ExportSpec spec) {
        DefinedObject object;
        ListQuery query;
        DefinedList list = null;
        List<String> paths = spec.columns();
        if (spec.source() instanceof ExportSource.Records records) {
            object = permitted(tx, tx.access().view().get(records.object()));
            query = records.query();
        } else if (spec.source() instanceof ExportSource.ViewRecords view) {
            ViewRecords shown = ViewService.records(tx, view.view(), view.filter());
            object = permitted(tx, shown.object());
            query = shown.query();
            if (paths.isEmpty()) {
                // Of a view that shows nothing to the actor, the ids are left.
                paths = shown.columns()
                        .map(named -> named.isEmpty() ? List.of(SystemFields.ID) : named)
                        .orElse(List.of());
            }
        } else {
            ExportSource.Members members = (ExportSource.Members) spec.source();
            list = ListedRecords.list(tx, members.list());
            object = permitted(tx, tx.access().view().get(list.object()));
            Filter in = Filter.attr(SystemFields.LIST).in(list.key());
            query = ListQuery.where(
                    members.filter().equals(Filter.all())
                            ? in
                            : members.filter().and(in));
        }
        List<Violation> faults = new ArrayList<>();
        QueryCompiler compiler = tx.access().compiler(object);
        compiler.predicate(query.filter(), query.search(), faults);
        compiler.sorts(query.sorts(), faults);
        ExportColumns columns = new ExportColumns(tx, object, list, spec.wording(), faults);
        List<ExportColumn> found = columns.find(paths.isEmpty() ? columns.usual(query.archived()) : paths);
        if (formats.find(spec.format()).isEmpty()) {
            faults.add(new Violation(
                    "format",
                    ErrorCode.VALUE_MALFORMED,
                    "'" + spec.format() + "' is no format that this engine knows."
                            + DidYouMean.hint(spec.format(), formats.names()) + " It knows "
                            + DidYouMean.list(formats.names()) + ". Choose one, or build it with tableFormat(...)"));
        }
        if (!spec.options().charset().canEncode()) {
            faults.add(new Violation(
                    "options",
                    ErrorCode.VALUE_MALFORMED,
                    "the charset " + spec.options().charset().name() + " can be read and not written. Choose UTF-8"));
        }
        if (!faults.isEmpty()) {
            throw new InvalidInputException("export " + object.slug() + " records", faults);
        }
        ExportPlan plan = new ExportPlan(
                object.id(),
                object.slug(),
                named(tx, object, query),
                list == null ? null : list.key(),
                found,
                Look.of(spec),
                tx.now());
        plan.requireSize();
        return plan;
    }

    /** Refuses what is no question any more, but data: it is kept in the log. */
    private void requireSize() {
        int bytes = Json.write(document()).getBytes(StandardCharsets.UTF_8).length;
        if (bytes > MAX_BYTES) {
            throw new InvalidInputException(
                    "export " + slug + " records",
                    List.of(new Violation(
                            "",
                            ErrorCode.VALUES_TOO_LARGE,
                            "takes " + bytes + " bytes to say; the limit is " + MAX_BYTES
                                    + ". Name fewer values in the condition")));
        }
    }

    /**
     * The object, if some of its records may be taken out.
     *
     * @throws dev.crmkit.error.ForbiddenException if none may
     */
    static DefinedObject permitted(Tx tx, DefinedObject object) {
        for (Verb verb : List.of(Verb.READ, Verb.EXPORT)) {
            if (tx.access().predicate(object.id(), verb).equals(Predicate.never())) {
                throw tx.access().forbidden(verb, object.slug(), null);
            }
        }
        return object;
    }

    /** What of a query says which records, and in which order; by ids. */
    private static ListQuery named(Tx tx, DefinedObject object, ListQuery query) {
        FilterCodec names = new FilterCodec(tx.types(), tx.access()::find);
        return ListQuery.where(FilterCodec.read(names.write(object.object(), query.filter())))
                .search(query.search())
                .archived(query.archived())
                .orderBy(query.sorts().stream()
                        .map(sort -> new Sort(names.withIds(object.object(), sort.path()), sort.descending()))
                        .toList());
    }

    /** The plan as a document: what is kept of it, and what the log says. */
    Map<String, Object> document() {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("object", object.toString());
        document.put("slug", slug);
        if (!query.filter().equals(Filter.all())) {
            document.put("filter", FilterCodec.document(query.filter()));
        }
        String search = query.search();
        if (search != null) {
            document.put("search", search);
        }
        document.put("archived", query.archived().name());
        if (!query.sorts().isEmpty()) {
            List<Object> sorts = new ArrayList<>();
            query.sorts().forEach(sort -> sorts.add(Map.of("path", sort.path(), "descending", sort.descending())));
            document.put("sorts", sorts);
        }
        if (list != null) {
            document.put("list", list);
        }
        document.put("columns", columns.stream().map(ExportColumn::document).toList());
        document.put("format", look.format());
        document.put("wording", look.wording().name());
        document.put("charset", look.options().charset().name());
        document.put("delimiter", String.valueOf(look.options().delimiter()));
        document.put("quote", String.valueOf(look.options().quote()));
        document.put("sheet", look.options().sheet());
        document.put("byteOrderMark", look.byteOrderMark());
        document.put("at", at.toString());
        return document;
    }

    static ExportPlan read(Map<String, Object> document) {
        List<Sort> sorts = Json.list(document, "sorts").stream()
                .map(sort -> Json.asObject((Map<?, ?>) sort))
                .map(sort -> new Sort(Json.requiredText(sort, "path"), Json.flag(sort, "descending")))
                .toList();
        Map<String, Object> filter = Json.object(document, "filter");
        return new ExportPlan(
                UUID.fromString(Json.requiredText(document, "object")),
                Json.requiredText(document, "slug"),
                ListQuery.where(filter.isEmpty() ? Filter.all() : FilterCodec.read(filter))
                        .search(Json.text(document, "search"))
                        .archived(ArchivedFilter.valueOf(Json.requiredText(document, "archived")))
                        .orderBy(sorts),
                Json.text(document, "list"),
                Json.list(document, "columns").stream()
                        .map(column -> ExportColumn.read(Json.asObject((Map<?, ?>) column)))
                        .toList(),
                new Look(
                        Json.requiredText(document, "format"),
                        ExportWording.valueOf(Json.requiredText(document, "wording")),
                        new TableOptions(
                                Charset.forName(Json.requiredText(document, "charset")),
                                Json.requiredText(document, "delimiter").charAt(0),
                                Json.requiredText(document, "quote").charAt(0),
                                Json.requiredText(document, "sheet")),
                        Json.flag(document, "byteOrderMark")),
                Instant.parse(Json.requiredText(document, "at")));
    }
}
