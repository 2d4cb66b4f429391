package dev.crmkit.exports;

import dev.crmkit.query.Filter;
import dev.crmkit.query.ListQuery;
import dev.crmkit.spi.table.TableOptions;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/**
 * What is exported, and how it looks. Every method returns a changed copy. Immutable; checked when the export begins, all faults at once.
 *
 * <p>A column is named by the path of what it shows: an attribute by slug or id; a part of one, as in {@code address.city}, {@code amount.currency} or
 * {@code name.last}; the names of referenced records, as in {@code company.@display_name}; a system field such as {@code @owner} or {@code @tag}; and, of a
 * list, {@code @list.entered_at} and what it says of its records, as in {@code @list.reason}.
 *
 * @param source which records
 * @param columns up to {@value #MAX_COLUMNS}, each once, in order; empty for those of the view, or else for id, all attributes, stage, owner, assignee,
 *     source and times
 * @param format {@code csv}, {@code jsonl}, or the name of a {@link dev.crmkit.spi.table.TableFormat} that the engine was built with
 * @param wording in whose words
 * @param options how the rows stand in the file; JSON lines are always UTF-8
 * @param byteOrderMark whether a CSV file in a charset of Unicode begins with one, by which spreadsheets know its charset
 */
public record ExportSpec(
        ExportSource source,
        List<String> columns,
        String format,
        ExportWording wording,
        TableOptions options,
        boolean byteOrderMark) {
    /** The most columns. */
    public static final int MAX_COLUMNS = 1_000;

    /** The name of the format with a line of comma-separated values for each record (RFC 4180). */
    public static final String CSV = "csv";

    /** The name of the format with a JSON object for each record, one a line. */
    public static final String JSON_LINES = "jsonl";

    /** Copies the columns. */
    public ExportSpec {
        Objects.requireNonNull(source, "source");
        columns = List.copyOf(columns);
        Objects.requireNonNull(format, "format");
        Objects.requireNonNull(wording, "wording");
        Objects.requireNonNull(options, "options");
    }

    private static ExportSpec of(ExportSource source) {
        return new ExportSpec(source, List.of(), CSV, ExportWording.KEYS, TableOptions.defaults(), false);
    }

    /** All live records of an object, newest first, as CSV in keys. */
    public static ExportSpec of(String object) {
        return of(object, ListQuery.all());
    }

    /** The records of an object that the query has, in its order, as CSV in keys; its page and count say nothing here. */
    public static ExportSpec of(String object, ListQuery query) {
        return of(new ExportSource.Records(object, query));
    }

    /** The records and columns of a saved view, as CSV in keys. */
    public static ExportSpec ofView(UUID view) {
        return of(new ExportSource.ViewRecords(view, Filter.all()));
    }

    /** The live records in a list with what the list says of them, as CSV in keys. */
    public static ExportSpec ofList(String list) {
        return of(new ExportSource.Members(list, Filter.all()));
    }

    /** Only records of which this filter is true too. */
    public ExportSpec where(Filter filter) {
        Objects.requireNonNull(filter, "filter");
        ExportSource narrower;
        if (source instanceof ExportSource.Records records) {
            narrower =
                    new ExportSource.Records(records.object(), records.query().and(filter));
        } else if (source instanceof ExportSource.ViewRecords view) {
            narrower = new ExportSource.ViewRecords(view.view(), and(view.filter(), filter));
        } else {
            ExportSource.Members members = (ExportSource.Members) source;
            narrower = new ExportSource.Members(members.list(), and(members.filter(), filter));
        }
        return new ExportSpec(narrower, columns, format, wording, options, byteOrderMark);
    }

    private static Filter and(Filter before, Filter more) {
        return before.equals(Filter.all()) ? more : before.and(more);
    }

    /** With these columns; replaces those before. */
    public ExportSpec columns(String... paths) {
        return new ExportSpec(source, Arrays.asList(paths), format, wording, options, byteOrderMark);
    }

    /** In the format of that name. */
    public ExportSpec format(String name) {
        return new ExportSpec(source, columns, name, wording, options, byteOrderMark);
    }

    /** As a JSON object for each record, one a line. */
    public ExportSpec asJsonLines() {
        return format(JSON_LINES);
    }

    /** In these words. */
    public ExportSpec wording(ExportWording newWording) {
        return new ExportSpec(source, columns, format, newWording, options, byteOrderMark);
    }

    /** In the words of people. */
    public ExportSpec withTitles() {
        return wording(ExportWording.TITLES);
    }

    /** With another charset, delimiter, quote or sheet. */
    public ExportSpec options(TableOptions newOptions) {
        return new ExportSpec(source, columns, format, wording, newOptions, byteOrderMark);
    }

    /** With a byte-order mark at the begin. */
    public ExportSpec withByteOrderMark() {
        return new ExportSpec(source, columns, format, wording, options, true);
    }
}
