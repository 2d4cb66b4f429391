package dev.crmkit.internal.table;

import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.InvalidInputException;
import dev.crmkit.error.Violation;
import dev.crmkit.spi.table.TableFormat;
import dev.crmkit.spi.table.TableOptions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The formats of tables that an engine knows: those that it was built with, JSON lines and CSV. Immutable. */
public final class TableFormats {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]{0,19}");

    private final List<TableFormat> formats;

    /** These, before CSV, which takes any text. */
    public TableFormats(List<TableFormat> others) {
        List<TableFormat> all = new ArrayList<>(others);
        all.add(new JsonLinesFormat());
        all.add(new CsvFormat());
        this.formats = List.copyOf(all);
    }

    /** What is wrong with formats that an engine is to be built with: malformed names, and names of others. */
    public static List<Violation> faults(List<TableFormat> others) {
        List<Violation> faults = new ArrayList<>();
        Set<String> taken = new HashSet<>(Set.of(CsvFormat.NAME, JsonLinesFormat.NAME));
        for (TableFormat format : others) {
            if (!NAME.matcher(format.name()).matches()) {
                faults.add(
                        fault(
                                "The name '" + format.name()
                                        + "' of a table format is malformed: it has up to 20 lower-case letters and digits, as in xlsx"));
            } else if (!taken.add(format.name())) {
                faults.add(fault("There is a table format of the name '" + format.name() + "' already. Leave "
                        + format.getClass().getName() + " out"));
            }
        }
        return faults;
    }

    private static Violation fault(String message) {
        return new Violation("tableFormat", ErrorCode.CONFIGURATION_INVALID, message);
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

    /** The names of the formats, sorted. */
    public List<String> names() {
        return formats.stream().map(TableFormat::name).sorted().toList();
    }

    /** How a text file with this begin seems to stand. */
    public static TableOptions guess(byte[] start) {
        return Dialect.guess(start).options();
    }
}
