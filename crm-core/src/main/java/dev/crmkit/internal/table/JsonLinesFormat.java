package dev.crmkit.internal.table;

import dev.crmkit.internal.engine.Json;
import dev.crmkit.spi.table.BrokenTableException;
import dev.crmkit.spi.table.TableFormat;
import dev.crmkit.spi.table.TableOptions;
import dev.crmkit.spi.table.TableReader;
import dev.crmkit.spi.table.TableWriter;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object for each row, one a line, in UTF-8: the names of its fields are the row of headers, and every object has the fields of the first one. What
 * is no text in JSON stands in cells as its JSON.
 */
public final class JsonLinesFormat implements TableFormat {
    /** The format's name. */
    public static final String NAME = "jsonl";

    private static final int MOST_DIGITS = 1_000;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String mediaType() {
        return "application/jsonl";
    }

    /** A file that begins with a brace is no CSV that anybody would write. */
    @Override
    public boolean reads(String fileName, byte[] start) {
        String name = fileName.toLowerCase(Locale.ROOT);
        return name.endsWith(".jsonl")
                || name.endsWith(".ndjson")
                || new String(start, StandardCharsets.UTF_8).stripLeading().startsWith("{\"");
    }

    @Override
    public TableReader open(InputStream bytes, TableOptions options) {
        return new Reading(bytes);
    }

    @Override
    public TableWriter create(OutputStream bytes, TableOptions options) {
        return new Writing(bytes);
    }

    /** Rows out of objects. Not thread-safe. */
    private static final class Reading implements TableReader {
        private final CountedStream bytes;
        private final BufferedReader lines;
        private final List<String> names = new ArrayList<>();
        private @Nullable Map<?, ?> first;
        private long row;

        Reading(InputStream in) {
            this.bytes = new CountedStream(in);
            this.lines = new BufferedReader(new InputStreamReader(bytes, StandardCharsets.UTF_8.newDecoder()));
        }

        @Override
        public @Nullable List<String> next() throws IOException {
            if (row == 0) {
                Map<?, ?> object = read();
                if (object == null) {
                    return null;
                }
                // The names are a row of their own, in front of the object that tells them.
                object.keySet().forEach(name -> names.add(String.valueOf(name)));
                first = object;
                row++;
                return List.copyOf(names);
            }
            Map<?, ?> object = first == null ? read() : first;
            first = null;
            while (object != null) {
                row++;
                List<String> cells = cells(object);
                if (!cells.stream().allMatch(String::isBlank)) {
                    return cells;
                }
                object = read();
            }
            return null;
        }

        private @Nullable Map<?, ?> read() throws IOException {
            String line = line();
            while (line != null && line.isBlank()) {
                line = line();
            }
            if (line == null) {
                return null;
            }
            Optional<Object> value = Json.findWhole(row == 0 && line.startsWith("\uFEFF") ? line.substring(1) : line);
            if (value.isPresent() && value.get() instanceof Map<?, ?> object && !object.isEmpty()) {
                return object;
            }
            throw new BrokenTableException("Row " + (row + 1)
                    + " is no JSON object with fields. Each line of the file must be one, without a comma at its end");
        }

        private @Nullable String line() throws IOException {
            try {
                return lines.readLine();
            } catch (CharacterCodingException e) {
                throw new BrokenTableException(
                        "A byte near row " + (row + 1) + " is no character of UTF-8. Save the file as UTF-8", e);
            }
        }

        private List<String> cells(Map<?, ?> object) throws BrokenTableException {
            for (Object name : object.keySet()) {
                if (!names.contains(String.valueOf(name))) {
                    throw new BrokenTableException(
                            "Row " + row + " has a field '" + name
                                    + "', which the first one lacks. Give every object the same fields, null where there is nothing");
                }
            }
            List<String> cells = new ArrayList<>();
            for (String name : names) {
                cells.add(cell(object.get(name)));
            }
            return cells;
        }

        private String cell(@Nullable Object value) throws BrokenTableException {
            if (value == null) {
                return "";
            } else if (value instanceof BigDecimal number) {
                // 1E+1000000000 written out would take a gigabyte.
                return Math.abs(number.scale()) > MOST_DIGITS ? number.toString() : number.toPlainString();
            } else if (!(value instanceof Map<?, ?>) && !(value instanceof List<?>)) {
                return value.toString();
            }
            try {
                return Json.write(value);
            } catch (UncheckedIOException e) {
                throw new BrokenTableException("Row " + row + " has a number with more digits than can be read", e);
            }
        }

        @Override
        public long rowNumber() {
            return row;
        }

        @Override
        public long bytesRead() {
            return bytes.count();
        }

        @Override
        public void close() throws IOException {
            bytes.close();
        }
    }

    /** Objects out of rows. Not thread-safe. */
    private static final class Writing implements TableWriter {
        private final JsonLines lines;
        private @Nullable List<String> names;

        Writing(OutputStream bytes) {
            this.lines = new JsonLines(bytes);
        }

        @Override
        public void write(List<String> cells) throws IOException {
            List<String> fields = names;
            if (fields == null) {
                names = List.copyOf(cells);
                return;
            }
            List<@Nullable Object> values = new ArrayList<>();
            cells.forEach(cell -> values.add(cell.isEmpty() ? null : cell));
            lines.write(fields, values);
        }

        @Override
        public void close() throws IOException {
            lines.close();
        }
    }

    /** Writes objects, one a line. Not thread-safe. */
    public static final class JsonLines implements AutoCloseable {
        private final Writer out;

        /** Onto the bytes, which are closed at the end. */
        public JsonLines(OutputStream bytes) {
            this.out = new OutputStreamWriter(bytes, StandardCharsets.UTF_8);
        }

        /**
         * Writes the next object.
         *
         * @param names of its fields
         * @param values as JSON has them, in the order of the names; missing ones at the end are null
         */
        public void write(List<String> names, List<@Nullable Object> values) throws IOException {
            Map<String, @Nullable Object> object = new LinkedHashMap<>();
            for (int i = 0; i < names.size(); i++) {
                object.put(names.get(i), i < values.size() ? values.get(i) : null);
            }
            out.write(Json.write(object));
            out.write('\n');
        }

        @Override
        public void close() throws IOException {
            out.close();
        }
    }
}
