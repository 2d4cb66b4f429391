package dev.crmkit.internal.imports;

import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.InvalidInputException;
import dev.crmkit.error.Violation;
import dev.crmkit.imports.ImportColumn;
import dev.crmkit.imports.ImportMode;
import dev.crmkit.imports.ImportSpec;
import dev.crmkit.imports.ImportTarget;
import dev.crmkit.imports.RecordMatch;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.schema.DefinedObject;
import dev.crmkit.internal.type.DidYouMean;
import dev.crmkit.model.CrmAttribute;
import dev.crmkit.query.SystemFields;
import dev.crmkit.spi.table.TableOptions;
import dev.crmkit.type.AttributeType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Holds what is asked for against the schema as the actor sees it and against the header of the table, and finds every fault. Not thread-safe. */
final class SpecCheck {
    private static final Pattern LABEL = Pattern.compile("[a-z][a-z0-9_]{0,62}");
    private static final List<String> FIELDS = List.of(
            SystemFields.OWNER, SystemFields.ASSIGNEE, SystemFields.SOURCE, SystemFields.PIPELINE, SystemFields.STAGE);

    /** The parts of attributes that have several, by type. */
    static final Map<String, List<String>> PARTS = Map.of(
            "PERSON_NAME", List.of("prefix", "first", "middle", "last", "suffix"),
            "LOCATION", List.of("line1", "line2", "city", "region", "postalCode", "country", "latitude", "longitude"),
            "CURRENCY", List.of("amount", "currency"));

    private final Tx tx;
    private final ImportSpec spec;
    private final DefinedObject object;
    private final List<String> headers;
    private final List<Violation> faults = new ArrayList<>();
    private final Map<String, String> targets = new HashMap<>();
    private final Set<UUID> values = new HashSet<>();
    private boolean ids;

    /**
     * A check.
     *
     * @param headers of the table
     */
    SpecCheck(Tx tx, ImportSpec spec, List<String> headers) {
        this.tx = tx;
        this.spec = spec;
        this.headers = headers;
        // Whether there is such an object is for everybody to know, and what it has for those who see it.
        this.object = tx.access().view().get(tx.schema().get(spec.object()).id());
    }

    /**
     * The spec to keep.
     *
     * @param format of the table, and how it stands in its file
     * @throws InvalidInputException with every fault
     */
    StoredSpec check(String format, TableOptions options) {
        if (spec.columns().isEmpty()) {
            fault("columns", ErrorCode.VALUE_REQUIRED, "are none. Say where at least one column goes");
        }
        if (spec.rowsPerStep() < 1 || spec.rowsPerStep() > ImportSpec.MOST_ROWS_PER_STEP) {
            fault(
                    "rowsPerStep",
                    ErrorCode.QUERY_LIMIT,
                    "must be 1 to " + ImportSpec.MOST_ROWS_PER_STEP + ", not " + spec.rowsPerStep());
        }
        List<StoredColumn> columns = new ArrayList<>();
        for (int i = 0; i < spec.columns().size(); i++) {
            ImportColumn column = spec.columns().get(i);
            String path = "columns[" + i + "]";
            header(path, column.header());
            StoredColumn stored = column(path, column);
            if (stored != null) {
                columns.add(stored);
            }
        }
        UUID key = key();
        if (!faults.isEmpty()) {
            throw new InvalidInputException("import " + object.slug() + " records", faults);
        }
        return new StoredSpec(
                object.id(),
                spec.file(),
                format,
                options,
                columns,
                spec.mode(),
                key,
                spec.emptyCells(),
                spec.cells(),
                spec.automations(),
                spec.rowsPerStep());
    }

    private void fault(String path, ErrorCode code, String message) {
        faults.add(new Violation(path, code, message));
    }

    private void header(String path, String header) {
        int found = Collections.frequency(headers, header);
        if (found == 0) {
            fault(
                    path + ".header",
                    ErrorCode.VALUE_MALFORMED,
                    "'" + header + "' is no column of the table." + DidYouMean.hint(header, headers)
                            + " Its columns are " + DidYouMean.list(headers));
        } else if (found > 1) {
            fault(
                    path + ".header",
                    ErrorCode.VALUE_MALFORMED,
                    "'" + header + "' is the name of " + found + " columns of the table. Rename them in the file");
        }
    }

    private @Nullable StoredColumn column(String path, ImportColumn column) {
        ImportTarget target = column.target();
        if (target instanceof ImportTarget.Value value) {
            return value.name().startsWith("@")
                    ? field(path, column.header(), value.name())
                    : value(path, column.header(), value.name());
        } else if (target instanceof ImportTarget.Reference reference) {
            return attribute(path, reference.attribute())
                    .map(attribute -> reference(path, column.header(), attribute, reference.match()))
                    .orElse(null);
        }
        return relation(path, column.header(), (ImportTarget.Relation) target);
    }

    /** Whether something beside attributes that can be imported is called so. */
    static boolean isField(String name) {
        return FIELDS.contains(name) || name.equals(SystemFields.TAG) || name.equals(SystemFields.ID);
    }

    private @Nullable StoredColumn field(String path, String header, String name) {
        if (name.equals(SystemFields.TAG)) {
            return StoredColumn.of(header, StoredColumn.Kind.TAGS, name);
        }
        once(path, name);
        if (name.equals(SystemFields.ID)) {
            ids = true;
            if (spec.mode() == ImportMode.CREATE) {
                fault(
                        path + ".target",
                        ErrorCode.VALUE_READ_ONLY,
                        "is the id of a record, which the engine gives. Import in another mode, or leave the column out");
            }
            return StoredColumn.of(header, StoredColumn.Kind.ID, name);
        } else if (FIELDS.contains(name)) {
            return StoredColumn.of(header, StoredColumn.Kind.FIELD, name);
        }
        List<String> known = new ArrayList<>(FIELDS);
        known.add(SystemFields.TAG);
        known.add(SystemFields.ID);
        fault(
                path + ".target",
                ErrorCode.SCHEMA_UNKNOWN_ATTRIBUTE,
                "'" + name + "' is no field that can be imported." + DidYouMean.hint(name, known) + " Fields are "
                        + DidYouMean.list(known));
        return null;
    }

    private void once(String path, String target) {
        String earlier = targets.putIfAbsent(target, path);
        if (earlier != null) {
            fault(
                    path + ".target",
                    ErrorCode.VALUE_DUPLICATE,
                    "'" + target + "' is the target of " + (earlier.isEmpty() ? "a column with a part of it" : earlier)
                            + " already. Choose one of the two columns");
        }
    }

    private @Nullable StoredColumn value(String path, String header, String name) {
        int dot = name.indexOf('.');
        Optional<CrmAttribute> found = attribute(path, dot < 0 ? name : name.substring(0, dot));
        if (found.isEmpty()) {
            return null;
        }
        CrmAttribute attribute = found.get();
        if (dot >= 0) {
            return part(path, header, attribute, name.substring(dot + 1));
        } else if (type(attribute).referencedObject(attribute.spec()).isPresent()) {
            return reference(path, header, attribute, RecordMatch.byName());
        }
        once(path, attribute.slug());
        values.add(attribute.id());
        return StoredColumn.value(header, attribute.id());
    }

    private AttributeType type(CrmAttribute attribute) {
        return tx.types().get(attribute.spec().type());
    }

    /** The attribute of that slug, if values can be imported into it. */
    private Optional<CrmAttribute> attribute(String path, String slug) {
        Optional<CrmAttribute> found = object.object().findAttribute(slug);
        if (found.isEmpty()) {
            List<String> known = object.attributes().stream()
                    .map(CrmAttribute::slug)
                    .sorted()
                    .toList();
            fault(
                    path + ".target",
                    ErrorCode.SCHEMA_UNKNOWN_ATTRIBUTE,
                    "'" + slug + "' is not an attribute of object '" + object.slug() + "'."
                            + DidYouMean.hint(slug, known) + " Known attributes: " + DidYouMean.list(known));
            return found;
        }
        CrmAttribute attribute = found.get();
        String why = type(attribute).isEngineWritten()
                ? "is written by the engine only"
                : attribute.spec().type().equals("FILE")
                        ? "holds files, which are not read from text"
                        : tx.access().isReadOnly(attribute.id()) ? "can be read and not written by your roles" : null;
        if (why != null) {
            fault(path + ".target", ErrorCode.VALUE_READ_ONLY, "'" + slug + "' " + why + ". Leave the column out");
            return Optional.empty();
        }
        return found;
    }

    private @Nullable StoredColumn part(String path, String header, CrmAttribute attribute, String part) {
        List<String> parts = PARTS.getOrDefault(attribute.spec().type(), List.of());
        if (!parts.contains(part)) {
            fault(
                    path + ".target",
                    ErrorCode.SCHEMA_UNKNOWN_ATTRIBUTE,
                    "'" + part + "' is not a part of '" + attribute.slug() + "', which "
                            + (parts.isEmpty()
                                    ? "has none"
                                    : "has " + DidYouMean.list(parts) + "." + DidYouMean.hint(part, parts)));
            return null;
        }
        once(path, attribute.slug() + "." + part);
        String whole = targets.get(attribute.slug());
        if (whole != null && !whole.isEmpty()) {
            fault(
                    path + ".target",
                    ErrorCode.VALUE_DUPLICATE,
                    "'" + attribute.slug() + "' is the target of " + whole
                            + " as a whole already. Choose the whole or its" + " parts");
        }
        // Whoever comes with the whole later is told of a part.
        targets.putIfAbsent(attribute.slug(), "");
        return StoredColumn.part(header, attribute.id(), part);
    }

    private @Nullable StoredColumn reference(String path, String header, CrmAttribute attribute, RecordMatch match) {
        Optional<String> target = type(attribute).referencedObject(attribute.spec());
        if (target.isEmpty()) {
            fault(
                    path + ".target",
                    ErrorCode.VALUE_WRONG_TYPE,
                    "'" + attribute.slug() + "' refers to no records. Map the column to the attribute itself");
            return null;
        }
        once(path, attribute.slug());
        return named(path, target.get(), match)
                .map(matched -> new StoredColumn(
                        header,
                        StoredColumn.Kind.REFERENCE,
                        attribute.id(),
                        "",
                        matched.object(),
                        matched.attribute(),
                        match.createMissing()))
                .orElse(null);
    }

    private @Nullable StoredColumn relation(String path, String header, ImportTarget.Relation relation) {
        if (!LABEL.matcher(relation.label()).matches()) {
            fault(
                    path + ".target",
                    ErrorCode.SCHEMA_MALFORMED_SLUG,
                    "'" + relation.label()
                            + "' is not a label. Use 1 to 63 characters of a to z, 0 to 9 and underscore, beginning with a"
                            + " letter");
        }
        return named(path, relation.object(), relation.match())
                .map(matched -> new StoredColumn(
                        header,
                        StoredColumn.Kind.RELATION,
                        null,
                        relation.label(),
                        matched.object(),
                        matched.attribute(),
                        relation.match().createMissing()))
                .orElse(null);
    }

    /** Records of an object, and by what they are named. Immutable. */
    private record Matched(UUID object, @Nullable UUID attribute) {}

    private Optional<Matched> named(String path, String slug, RecordMatch match) {
        DefinedObject target = tx.schema().find(slug).orElse(null);
        if (target == null) {
            fault(
                    path + ".target",
                    ErrorCode.SCHEMA_UNKNOWN_OBJECT,
                    "'" + slug + "' is no object. Known objects: "
                            + DidYouMean.list(tx.schema().objects().stream()
                                    .map(DefinedObject::slug)
                                    .toList()));
            return Optional.empty();
        }
        if (match.createMissing() && target.id().equals(object.id())) {
            fault(
                    path + ".target",
                    ErrorCode.VALUE_MALFORMED,
                    "names records of the object that is imported, and these are not created on the way. Give them rows of"
                            + " their own, before those that name them");
        }
        String by = match.attribute();
        if (by == null) {
            if (!tx.access().isNamed(target.id())) {
                fault(
                        path + ".target",
                        ErrorCode.FORBIDDEN,
                        "names records of '" + slug
                                + "' by what your roles do not show. Choose a unique attribute that they show");
            }
            return Optional.of(new Matched(target.id(), null));
        }
        DefinedObject seen = tx.access().view().get(target.id());
        Optional<CrmAttribute> unique = unique(seen, by);
        if (unique.isEmpty()) {
            fault(path + ".target", ErrorCode.SCHEMA_UNKNOWN_ATTRIBUTE, notUnique(seen, by));
        }
        return unique.map(attribute -> new Matched(target.id(), attribute.id()));
    }

    private static Optional<CrmAttribute> unique(DefinedObject object, String slug) {
        return object.object()
                .findAttribute(slug)
                .filter(attribute -> attribute.spec().isUnique());
    }

    private static String notUnique(DefinedObject object, String slug) {
        return "'" + slug + "' is not a unique attribute of object '" + object.slug() + "'. Unique attributes: "
                + DidYouMean.list(object.attributes().stream()
                        .filter(attribute -> attribute.spec().isUnique())
                        .map(CrmAttribute::slug)
                        .sorted()
                        .toList());
    }

    private @Nullable UUID key() {
        String key = spec.key();
        if (spec.mode() == ImportMode.CREATE) {
            if (key != null) {
                fault("key", ErrorCode.VALUE_MALFORMED, "finds records, and rows only create. Import in another mode");
            }
            return null;
        } else if (key == null) {
            fault(
                    "key",
                    ErrorCode.VALUE_REQUIRED,
                    "is missing: by what is the record of a row found? Name a unique attribute, or @id");
            return null;
        } else if (key.equals(SystemFields.ID)) {
            if (!ids) {
                fault("key", ErrorCode.VALUE_REQUIRED, "is @id, and no column goes there. Map one to it");
            }
            return null;
        }
        Optional<CrmAttribute> unique = unique(object, key);
        if (unique.isEmpty()) {
            fault("key", ErrorCode.SCHEMA_UNKNOWN_ATTRIBUTE, notUnique(object, key));
            return null;
        }
        if (!values.contains(unique.get().id())) {
            fault(
                    "key",
                    ErrorCode.VALUE_REQUIRED,
                    "is '" + key + "', and no column goes there as a whole. Map one to it");
        }
        if (ids) {
            fault(
                    "key",
                    ErrorCode.VALUE_MALFORMED,
                    "is '" + key + "', and a column gives @id too. Choose one of the two");
        }
        return Objects.requireNonNull(unique.get().id());
    }
}
