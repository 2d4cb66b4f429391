package dev.crmkit.internal.exports;

import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.Violation;
import dev.crmkit.exports.ExportSpec;
import dev.crmkit.exports.ExportWording;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.list.DefinedList;
import dev.crmkit.internal.query.QueryCompiler;
import dev.crmkit.internal.schema.DefinedObject;
import dev.crmkit.internal.type.DidYouMean;
import dev.crmkit.model.CrmAttribute;
import dev.crmkit.model.CrmObject;
import dev.crmkit.query.ArchivedFilter;
import dev.crmkit.query.SystemFields;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Finds what the paths of columns name, for one actor at one time; every fault is noted. Not thread-safe. */
final class ExportColumns {
    /** What the columns of a list's own are named after. */
    private static final String OF_LIST = SystemFields.LIST + ".";

    private static final String ENTERED = OF_LIST + "entered_at";

    private static final Map<String, List<String>> PARTS = Map.of(
            "CURRENCY", List.of("amount", "currency"),
            "LOCATION", List.of("line1", "line2", "city", "region", "postalCode", "country", "latitude", "longitude"),
            "PERSON_NAME", List.of("prefix", "first", "middle", "last", "suffix", "full"));

    private static final Map<String, String> TITLES = Map.ofEntries(
            Map.entry(SystemFields.ID, "Id"),
            Map.entry(SystemFields.DISPLAY_NAME, "Display name"),
            Map.entry(SystemFields.OWNER, "Owner"),
            Map.entry(SystemFields.ASSIGNEE, "Assignee"),
            Map.entry(SystemFields.SOURCE, "Source"),
            Map.entry(SystemFields.CREATED_AT, "Created at"),
            Map.entry(SystemFields.UPDATED_AT, "Updated at"),
            Map.entry(SystemFields.ARCHIVED_AT, "Archived at"),
            Map.entry(SystemFields.LAST_ACTIVITY_AT, "Last activity at"),
            Map.entry(SystemFields.PIPELINE, "Pipeline"),
            Map.entry(SystemFields.STAGE, "Stage"),
            Map.entry(SystemFields.STAGE_ENTERED_AT, "Stage entered at"),
            Map.entry(SystemFields.CLOSED_AT, "Closed at"),
            Map.entry(SystemFields.TAG, "Tags"),
            Map.entry(ENTERED, "Entered at"));

    private final Tx tx;
    private final CrmObject object;
    private final @Nullable DefinedList list;
    private final ExportWording wording;
    private final QueryCompiler compiler;
    private final List<Violation> faults;

    /**
     * The columns of one export.
     *
     * @param object as the actor sees it
     * @param list the list whose records go out, or null
     * @param faults gets every fault
     */
    ExportColumns(
            Tx tx, DefinedObject object, @Nullable DefinedList list, ExportWording wording, List<Violation> faults) {
        this.tx = tx;
        this.object = object.object();
        this.list = list;
        this.wording = wording;
        this.compiler = tx.access().compiler(object);
        this.faults = faults;
    }

    /** The paths of the columns where nobody has chosen any. */
    List<String> usual(ArchivedFilter archived) {
        List<String> paths = new ArrayList<>();
        paths.add(SystemFields.ID);
        for (CrmAttribute attribute : object.attributes()) {
            paths.add(attribute.slug());
            if (wording == ExportWording.KEYS
                    && target(attribute).filter(this::isNamed).isPresent()) {
                paths.add(attribute.slug() + "." + SystemFields.DISPLAY_NAME);
            }
        }
        if (!tx.access().fields(object.id()).isEmpty()) {
            paths.add(SystemFields.STAGE);
        }
        paths.addAll(List.of(
                SystemFields.OWNER,
                SystemFields.ASSIGNEE,
                SystemFields.SOURCE,
                SystemFields.CREATED_AT,
                SystemFields.UPDATED_AT));
        if (archived != ArchivedFilter.LIVE) {
            paths.add(SystemFields.ARCHIVED_AT);
        }
        if (list != null) {
            paths.add(ENTERED);
            list.entryAttributes().forEach(attribute -> paths.add(OF_LIST + attribute.slug()));
        }
        return paths;
    }

    /** The columns of those paths; what is wrong with one is a fault, and it is left out. */
    List<ExportColumn> find(List<String> paths) {
        if (paths.size() > ExportSpec.MAX_COLUMNS) {
            fault(
                    "columns",
                    ErrorCode.QUERY_LIMIT,
                    "are " + paths.size() + "; the limit is " + ExportSpec.MAX_COLUMNS + ". Name fewer");
            return List.of();
        }
        List<ExportColumn> columns = new ArrayList<>();
        Set<String> headers = new HashSet<>();
        Set<List<String>> shown = new HashSet<>();
        for (String path : paths) {
            Optional<ExportColumn> found = find(path);
            if (found.isEmpty()) {
                continue;
            }
            ExportColumn column = found.get();
            if (!shown.add(List.of(column.kind().name(), column.name(), column.part()))) {
                fault(path, ErrorCode.VALUE_MALFORMED, "is named twice. Name each column once");
                continue;
            }
            // Titles are not unique; readers tell columns apart by their names.
            String header = column.header();
            for (int i = 2; !headers.add(header); i++) {
                header = column.header() + " (" + i + ")";
            }
            columns.add(new ExportColumn(header, column.kind(), column.name(), column.part()));
        }
        return columns;
    }

    private Optional<ExportColumn> find(String path) {
        if (path.equals(SystemFields.TAG)) {
            return Optional.of(new ExportColumn(header(path), ExportColumn.Kind.TAGS, "", ""));
        } else if (path.equals(SystemFields.LIST)) {
            fault(
                    path,
                    ErrorCode.QUERY_NOT_SUPPORTED_ON_ATTRIBUTE,
                    "is no column. Export a list with ExportSpec.ofList, or filter by it");
            return Optional.empty();
        } else if (path.startsWith(OF_LIST)) {
            return ofList(path);
        } else if (path.startsWith("@")) {
            return compiler.operand(path, faults) == null
                    ? Optional.empty()
                    : Optional.of(new ExportColumn(header(path), ExportColumn.Kind.SYSTEM, path, ""));
        }
        int dot = path.indexOf('.');
        return dot < 0 ? value(path) : within(path, path.substring(0, dot), path.substring(dot + 1));
    }

    private Optional<ExportColumn> value(String path) {
        return attribute(path)
                .map(attribute -> new ExportColumn(
                        header(attribute),
                        ExportColumn.Kind.VALUE,
                        attribute.id().toString(),
                        ""));
    }

    /** The attribute of that slug or id; if there is none, a fault. */
    private Optional<CrmAttribute> attribute(String name) {
        QueryCompiler.Operand operand = compiler.operand(name, faults);
        if (operand == null) {
            return Optional.empty();
        }
        return object.findAttribute(name).or(() -> object.findAttribute(UUID.fromString(name)));
    }

    private Optional<ExportColumn> within(String path, String name, String part) {
        Optional<CrmAttribute> found = attribute(name);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        CrmAttribute attribute = found.get();
        String id = attribute.id().toString();
        List<String> parts = new ArrayList<>(PARTS.getOrDefault(attribute.spec().type(), List.of()));
        if (target(attribute).filter(this::isNamed).isPresent()) {
            parts.add(SystemFields.DISPLAY_NAME);
        }
        if (!parts.contains(part)) {
            fault(
                    path,
                    ErrorCode.SCHEMA_UNKNOWN_ATTRIBUTE,
                    "'" + part + "' is no part of '" + name + "' that can be a column."
                            + DidYouMean.hint(part, parts) + " "
                            + (parts.isEmpty() ? "It has none" : "The parts are " + DidYouMean.list(parts)));
            return Optional.empty();
        }
        return part.equals(SystemFields.DISPLAY_NAME)
                ? Optional.of(new ExportColumn(header(attribute, "name", part), ExportColumn.Kind.NAMES, id, ""))
                : Optional.of(new ExportColumn(header(attribute, part, part), ExportColumn.Kind.PART, id, part));
    }

    private Optional<ExportColumn> ofList(String path) {
        if (list == null) {
            fault(
                    path,
                    ErrorCode.QUERY_NOT_SUPPORTED_ON_ATTRIBUTE,
                    "is a column of a list's own. Export the list with ExportSpec.ofList");
            return Optional.empty();
        }
        if (path.equals(ENTERED)) {
            return Optional.of(new ExportColumn(header(path), ExportColumn.Kind.ENTERED, "", ""));
        }
        String name = path.substring(OF_LIST.length());
        Optional<CrmAttribute> found = list.entryAttributes().stream()
                .filter(attribute -> attribute.slug().equals(name))
                .findFirst();
        if (found.isEmpty()) {
            List<String> names =
                    list.entryAttributes().stream().map(CrmAttribute::slug).toList();
            fault(
                    path,
                    ErrorCode.SCHEMA_UNKNOWN_ATTRIBUTE,
                    "'" + name + "' is not an entry attribute of list '" + list.key() + "'."
                            + DidYouMean.hint(name, names) + " "
                            + (names.isEmpty() ? "It has none" : "It has " + DidYouMean.list(names)));
        }
        return found.map(attribute -> new ExportColumn(
                wording == ExportWording.KEYS ? path : attribute.title(),
                ExportColumn.Kind.ENTRY,
                attribute.id().toString(),
                ""));
    }

    /** The object whose records the attribute refers to. */
    private Optional<CrmObject> target(CrmAttribute attribute) {
        return tx.types()
                .find(attribute.spec().type())
                .flatMap(type -> type.referencedObject(attribute.spec()))
                .flatMap(tx.access()::find);
    }

    private boolean isNamed(CrmObject target) {
        return tx.access().isNamed(target.id());
    }

    private String header(String field) {
        return wording == ExportWording.KEYS ? field : TITLES.getOrDefault(field, field);
    }

    private String header(CrmAttribute attribute) {
        return wording == ExportWording.KEYS ? attribute.slug() : attribute.title();
    }

    private String header(CrmAttribute attribute, String title, String part) {
        return wording == ExportWording.KEYS ? attribute.slug() + "." + part : attribute.title() + " (" + title + ")";
    }

    private void fault(String path, ErrorCode code, String message) {
        faults.add(new Violation(path, code, message));
    }
}
