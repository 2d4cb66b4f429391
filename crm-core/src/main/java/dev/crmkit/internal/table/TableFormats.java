package dev.crmkit.internal.table;

import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.InvalidInputException;
import dev.crmkit.error.Violation;
import dev.crmkit.spi.table.TableFormat;
import dev.crmkit.spi.table.TableOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The formats of tables that an engine knows: those that it was built with, and CSV. Immutable. */
public final class TableFormats {
    private final List<TableFormat> formats;

    /** These, before CSV, which takes any text. */
    public TableFormats(List<TableFormat> others) {
        List<TableFormat> all = new ArrayList<>(others);
        all.add(new CsvFormat());
        this.formats = List.copyOf(all);
    }

    /** The format of that name, if there is one. */
    public Optional<TableFormat> find(String name) {
        return formats.stream().filter(format -> format.name().equals(name)).findFirst();
    }

    /**
     * The format of a file.
     *
     * @param start the first bytes of the file
     * @throws InvalidInputException if it is of none of them
     */
    public TableFormat of(String fileName, byte[] start) {
        return formats.stream()
                .filter(format -> format.reads(fileName, start))
                .findFirst()
                .orElseThrow(() -> new InvalidInputException(
                        "read table '" + fileName + "'",
                        List.of(new Violation(
                                "file",
                                ErrorCode.VALUE_MALFORMED,
                                "is a table of no known format. Known formats: "
                                        + String.join(", ", names())
                                        + ". Save it as one of these, or build the engine with tableFormat(...)"))));
    }

    /** The names of the formats. */
    public List<String> names() {
        return formats.stream().map(TableFormat::name).toList();
    }

    /** How a text file with this begin seems to stand. */
    public static TableOptions guess(byte[] start) {
        return Dialect.guess(start).options();
    }
}
