package dev.crmkit.internal.imports;

import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.Violation;
import dev.crmkit.internal.engine.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Rows that failed, as they are kept until the file of them is written, and as they stand in it. Not instantiable. */
final class ErrorRows {
    /** The columns that an error file has after those of the table. */
    static final List<String> COLUMNS = List.of("import_row", "import_code", "import_reason");

    private ErrorRows() {}

    /** A row that failed. Immutable. */
    record Failed(TableRow row, List<Violation> faults) {
        Failed {
            faults = List.copyOf(faults);
        }
    }

    /** The fault as its row sees it. */
    static Violation inRow(Violation fault, String place) {
        String path = fault.path().equals(place)
                ? ""
                : fault.path().startsWith(place + ".") ? fault.path().substring(place.length() + 1) : fault.path();
        return new Violation(path, fault.code(), fault.message());
    }

    /** The fault in words. */
    static String said(Violation fault) {
        return fault.path().isEmpty() ? fault.message() : fault.path() + ": " + fault.message();
    }

    static String write(List<Failed> rows) {
        List<Object> list = new ArrayList<>();
        for (Failed failed : rows) {
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("row", failed.row().number());
            document.put(
                    "cells",
                    failed.row().cells().stream().map(ErrorRows::storable).toList());
            document.put(
                    "faults",
                    failed.faults().stream()
                            .map(fault ->
                                    List.of(storable(fault.path()), fault.code().name(), storable(fault.message())))
                            .toList());
            list.add(document);
        }
        return Json.write(Map.of("rows", list));
    }

    /** Databases hold no U+0000 and no half of a surrogate pair. */
    private static String storable(String text) {
        return text.codePoints()
                .map(point -> point == 0 || (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE)
                        ? 0xFFFD
                        : point)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    static List<Failed> read(String document) {
        List<Failed> rows = new ArrayList<>();
        for (Object element : Json.list(Json.readObject(document), "rows")) {
            Map<String, Object> row = Json.asObject((Map<?, ?>) element);
            List<Violation> faults = new ArrayList<>();
            for (Object fault : Json.list(row, "faults")) {
                List<?> parts = (List<?>) fault;
                faults.add(new Violation(
                        String.valueOf(parts.get(0)),
                        ErrorCode.valueOf(String.valueOf(parts.get(1))),
                        String.valueOf(parts.get(2))));
            }
            rows.add(new Failed(
                    new TableRow(
                            Json.number(row, "row").longValueExact(),
                            Json.list(row, "cells").stream()
                                    .map(Object::toString)
                                    .toList()),
                    faults));
        }
        return rows;
    }

    /** The header of the file: that of the table without the columns of an earlier error file, and those columns. */
    static List<String> header(List<String> headers) {
        List<String> all = headers.stream()
                .filter(header -> !COLUMNS.contains(header))
                .collect(Collectors.toCollection(ArrayList::new));
        all.addAll(COLUMNS);
        return all;
    }

    /** A row of the file: the original cells as they stood, the number of the row, and its faults. */
    static List<String> line(List<String> headers, Failed failed) {
        List<String> line = new ArrayList<>();
        List<String> cells = failed.row().cells();
        for (int i = 0; i < headers.size(); i++) {
            if (!COLUMNS.contains(headers.get(i))) {
                line.add(i < cells.size() ? cells.get(i) : "");
            }
        }
        line.add(String.valueOf(failed.row().number()));
        line.add(failed.faults().stream()
                .map(fault -> fault.code().name())
                .distinct()
                .collect(Collectors.joining(" ")));
        line.add(failed.faults().stream().map(ErrorRows::said).collect(Collectors.joining(" | ")));
        return line;
    }
}
