package dev.crmkit.examples.quickstart;

import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.BufferedReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/** Where the files are: a directory, or the sample that comes with the example. Thread-safe. */
final class CsvSource {
    private final String place;
    private final Opener opener;

    private CsvSource(String place, Opener opener) {
        this.place = place;
        this.opener = opener;
    }

    /** @throws BadInputException if there is no such directory */
    static CsvSource directory(Path directory) {
        if (!Files.isDirectory(directory)) {
            throw new BadInputException("--data needs a directory, and there is none at '" + directory + "'");
        }
        return new CsvSource(directory.toString(), file -> Files.newInputStream(directory.resolve(file)));
    }

    static CsvSource sample() {
        return new CsvSource("sample", file -> {
            InputStream stream = CsvSource.class.getResourceAsStream("/sample/" + file);
            if (stream == null) {
                throw new FileNotFoundException(file);
            }
            return stream;
        });
    }

    /**
     * The rows of a file after its header, in order.
     *
     * @throws BadInputException if the file is missing or not UTF-8, its header does not name exactly these columns, or a row has more or
     *     fewer fields
     */
    List<CsvRow> read(String file, List<String> columns) {
        String name = place + "/" + file;
        try (BufferedReader reader = new BufferedReader(
                        // A decoder, unlike a charset, refuses bytes that are not text.
                        new InputStreamReader(opener.open(file), StandardCharsets.UTF_8.newDecoder()));
                CsvReader<CsvRecord> csv = CsvReader.builder().ofCsvRecord(withoutByteOrderMark(reader));
                CloseableIterator<CsvRecord> records = csv.iterator()) {
            List<String> header = records.hasNext() ? records.next().getFields() : List.of();
            checkHeader(name, header, columns);
            List<CsvRow> rows = new ArrayList<>();
            while (records.hasNext()) {
                rows.add(row(name, header, records.next()));
            }
            return rows;
        } catch (CsvParseException e) {
            throw new BadInputException(name + " is malformed: " + innermost(e).getMessage());
        } catch (NoSuchFileException | FileNotFoundException e) {
            throw new BadInputException(
                    name + " is missing. A directory of data has " + String.join(", ", SalesFiles.NAMES));
        } catch (IOException | UncheckedIOException e) {
            Throwable cause = innermost(e);
            throw new BadInputException(
                    cause instanceof CharacterCodingException
                            ? name + " is not UTF-8. Save it as UTF-8"
                            : name + " cannot be read: " + cause.getMessage());
        }
    }

    private static BufferedReader withoutByteOrderMark(BufferedReader reader) throws IOException {
        reader.mark(1);
        if (reader.read() != '\uFEFF') {
            reader.reset();
        }
        return reader;
    }

    private static void checkHeader(String name, List<String> header, List<String> columns) {
        boolean same = header.size() == columns.size() && new LinkedHashSet<>(header).containsAll(columns);
        if (!same) {
            throw new BadInputException(name + " has the header '" + String.join(",", header)
                    + "'; it must name the columns " + String.join(",", columns));
        }
    }

    private static CsvRow row(String name, List<String> header, CsvRecord csvRecord) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (int i = 0; i < header.size(); i++) {
            fields.put(header.get(i), csvRecord.getField(i));
        }
        return new CsvRow(name, csvRecord.getStartingLineNumber(), fields);
    }

    private static Throwable innermost(Throwable e) {
        Throwable innermost = e;
        for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
            innermost = cause;
        }
        return innermost;
    }

    private interface Opener {
        InputStream open(String file) throws IOException;
    }
}
