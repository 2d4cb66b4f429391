package dev.crmkit.internal.imports;

import dev.crmkit.imports.Automations;
import dev.crmkit.imports.CellFormat;
import dev.crmkit.imports.DateOrder;
import dev.crmkit.imports.EmptyCells;
import dev.crmkit.imports.ImportColumn;
import dev.crmkit.imports.ImportMode;
import dev.crmkit.imports.ImportSpec;
import dev.crmkit.imports.ImportTarget;
import dev.crmkit.imports.RecordMatch;
import dev.crmkit.internal.engine.Json;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.schema.DefinedObject;
import dev.crmkit.model.CrmAttribute;
import dev.crmkit.spi.table.TableOptions;
import java.nio.charset.Charset;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is imported, and how, with ids in the place of slugs. Immutable.
 *
 * @param object the object
 * @param file the file
 * @param format the name of the table's format
 * @param options how the table stands in its file
 * @param columns the columns that are read
 * @param mode what a row may do
 * @param key the unique attribute that finds records; null where the id does, or nothing
 * @param emptyCells what an empty cell means
 * @param cells how numbers, dates and lists are written
 * @param automations what it means for automations
 * @param rowsPerStep how many rows are written in one transaction
 */
record StoredSpec(
        UUID object,
        UUID file,
        String format,
        TableOptions options,
        List<StoredColumn> columns,
        ImportMode mode,
        @Nullable UUID key,
        EmptyCells emptyCells,
        CellFormat cells,
        Automations automations,
        int rowsPerStep) {

    StoredSpec {
        columns = List.copyOf(columns);
    }

    /** Everything that makes two imports of the same bytes the same, how they are cut into steps left out. */
    String identity() {
        Map<String, Object> document = new LinkedHashMap<>(document());
        document.remove("file");
        document.remove("rowsPerStep");
        return Json.write(document);
    }

    Map<String, Object> document() {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("object", object.toString());
        document.put("file", file.toString());
        document.put("format", format);
        document.put("charset", options.charset().name());
        document.put("delimiter", String.valueOf(options.delimiter()));
        document.put("quote", String.valueOf(options.quote()));
        document.put("sheet", options.sheet());
        document.put("columns", columns.stream().map(StoredColumn::document).toList());
        document.put("mode", mode.name());
        UUID by = key;
        if (by != null) {
            document.put("key", by.toString());
        }
        document.put("emptyCells", emptyCells.name());
        document.put("decimalMark", String.valueOf(cells.decimalMark()));
        document.put("dateOrder", cells.dateOrder().name());
        document.put("listSeparator", cells.listSeparator());
        ZoneId zone = cells.zone();
        if (zone != null) {
            document.put("zone", zone.getId());
        }
        document.put("automations", automations.name());
        document.put("rowsPerStep", rowsPerStep);
        return document;
    }

    static StoredSpec read(Map<String, Object> document) {
        List<StoredColumn> columns = new ArrayList<>();
        for (Object column : Json.list(document, "columns")) {
            columns.add(StoredColumn.read(Json.asObject((Map<?, ?>) column)));
        }
        String zone = Json.text(document, "zone");
        return new StoredSpec(
                UUID.fromString(Json.requiredText(document, "object")),
                UUID.fromString(Json.requiredText(document, "file")),
                Json.requiredText(document, "format"),
                new TableOptions(
                        Charset.forName(Json.requiredText(document, "charset")),
                        Json.requiredText(document, "delimiter").charAt(0),
                        Json.requiredText(document, "quote").charAt(0),
                        Json.requiredText(document, "sheet")),
                columns,
                ImportMode.valueOf(Json.requiredText(document, "mode")),
                StoredColumn.id(document, "key"),
                EmptyCells.valueOf(Json.requiredText(document, "emptyCells")),
                new CellFormat(
                        Json.requiredText(document, "decimalMark").charAt(0),
                        DateOrder.valueOf(Json.requiredText(document, "dateOrder")),
                        Json.requiredText(document, "listSeparator"),
                        zone == null ? null : ZoneId.of(zone)),
                Automations.valueOf(Json.requiredText(document, "automations")),
                Json.number(document, "rowsPerStep").intValueExact());
    }

    /** As it was asked for, with the slugs of the day; columns of what is gone or hidden from the actor are left out. */
    ImportSpec shown(Tx tx) {
        List<ImportColumn> shown = new ArrayList<>();
        for (StoredColumn column : columns) {
            target(tx, column).ifPresent(target -> shown.add(new ImportColumn(column.header(), target)));
        }
        boolean byId = mode != ImportMode.CREATE && key == null;
        return new ImportSpec(
                tx.schema().get(object).slug(),
                file,
                format,
                options,
                shown,
                mode,
                byId ? "@id" : slug(tx, object, key).orElse(null),
                emptyCells,
                cells,
                automations,
                rowsPerStep,
                false);
    }

    private Optional<ImportTarget> target(Tx tx, StoredColumn column) {
        Optional<String> slug = slug(tx, object, column.attribute());
        return switch (column.kind()) {
            case VALUE -> slug.map(ImportTarget::value);
            case PART -> slug.map(name -> ImportTarget.value(name + "." + column.name()));
            case FIELD, TAGS, ID -> Optional.of(ImportTarget.value(column.name()));
            case REFERENCE -> slug.flatMap(name -> match(tx, column).map(match -> ImportTarget.reference(name, match)));
            case RELATION ->
                match(tx, column)
                        .map(match -> ImportTarget.relation(
                                column.name(),
                                tx.schema()
                                        .get(Objects.requireNonNull(column.object()))
                                        .slug(),
                                match));
        };
    }

    private static Optional<RecordMatch> match(Tx tx, StoredColumn column) {
        if (column.match() == null) {
            return Optional.of(RecordMatch.byName());
        }
        return slug(tx, Objects.requireNonNull(column.object()), column.match())
                .map(slug -> new RecordMatch(slug, column.create()));
    }

    private static Optional<String> slug(Tx tx, UUID object, @Nullable UUID attribute) {
        return attribute == null
                ? Optional.empty()
                : tx.access()
                        .view()
                        .find(object)
                        .map(DefinedObject::object)
                        .flatMap(seen -> seen.findAttribute(attribute))
                        .map(CrmAttribute::slug);
    }
}
