package dev.crmkit.internal.imports;

import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.InvalidInputException;
import dev.crmkit.error.Violation;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.schema.DefinedObject;
import dev.crmkit.model.CrmAttribute;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is imported as it stands with the schema of one transaction and the header of the table. Immutable.
 *
 * @param spec what is imported
 * @param object the object
 * @param columns the columns, with their attributes
 * @param key the unique attribute that finds records; null where the id does, or nothing
 * @param width how many columns the table has
 */
record Plan(
        StoredSpec spec,
        DefinedObject object,
        List<Column> columns,
        @Nullable CrmAttribute key,
        int width) {

    Plan {
        columns = List.copyOf(columns);
    }

    /**
     * A column. Immutable.
     *
     * @param stored as it is kept
     * @param place in the row, from 0
     * @param attribute the attribute of a value, part or reference; null for others
     */
    record Column(StoredColumn stored, int place, @Nullable CrmAttribute attribute) {}

    /**
     * The plan of this transaction.
     *
     * @param headers of the table
     * @throws InvalidInputException with every column that leads nowhere any more
     */
    static Plan of(Tx tx, StoredSpec spec, List<String> headers) {
        List<Violation> faults = new ArrayList<>();
        DefinedObject object = tx.schema().get(spec.object());
        DefinedObject seen = tx.access().view().get(spec.object());
        if (object.deleted()) {
            faults.add(new Violation(
                    "object",
                    ErrorCode.SCHEMA_UNKNOWN_OBJECT,
                    "'" + object.slug() + "' was deleted since the import was started"));
        }
        List<Column> columns = new ArrayList<>();
        for (StoredColumn column : spec.columns()) {
            int place = headers.indexOf(column.header());
            if (place < 0) {
                faults.add(gone(column, "is no column of the table"));
                continue;
            }
            UUID id = column.attribute();
            Optional<CrmAttribute> attribute =
                    id == null ? Optional.empty() : seen.object().findAttribute(id);
            UUID named = column.object();
            if (id != null && attribute.isEmpty()) {
                faults.add(gone(column, "goes to an attribute that is deleted or hidden from you by now"));
            } else if (named != null && isGone(tx, named, column.match())) {
                faults.add(gone(column, "names records by what is deleted or hidden from you by now"));
            } else {
                columns.add(new Column(column, place, attribute.orElse(null)));
            }
        }
        UUID by = spec.key();
        Optional<CrmAttribute> key = by == null
                ? Optional.empty()
                : seen.object()
                        .findAttribute(by)
                        .filter(attribute -> attribute.spec().isUnique());
        if (by != null && key.isEmpty()) {
            faults.add(new Violation(
                    "key",
                    ErrorCode.SCHEMA_UNKNOWN_ATTRIBUTE,
                    "is deleted, hidden from you or no longer unique. Start another import"));
        }
        if (!faults.isEmpty()) {
            throw new InvalidInputException("go on with an import of " + object.slug() + " records", faults);
        }
        return new Plan(spec, object, columns, key.orElse(null), headers.size());
    }

    private static boolean isGone(Tx tx, UUID object, @Nullable UUID match) {
        DefinedObject seen = tx.access().view().get(object);
        return seen.deleted()
                || (match == null
                        ? !tx.access().isNamed(object)
                        : seen.object()
                                .findAttribute(match)
                                .filter(attribute -> attribute.spec().isUnique())
                                .isEmpty());
    }

    private static Violation gone(StoredColumn column, String why) {
        return new Violation(
                "column '" + column.header() + "'", ErrorCode.SCHEMA_UNKNOWN_ATTRIBUTE, why + ". Start another import");
    }
}
