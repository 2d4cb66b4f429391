package dev.crmkit.examples.quickstart;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One row of a file, with the place to name when something is wrong with it. Immutable.
 *
 * @param file where it is from
 * @param line where it begins, from 1
 * @param fields the fields by column, unmodifiable
 */
record CsvRow(String file, long line, Map<String, String> fields) {

    CsvRow {
        fields = Map.copyOf(fields);
    }

    /** The text without white space around it, or null if it is blank. */
    @Nullable
    String text(String column) {
        String text = fields.getOrDefault(column, "").strip();
        return text.isEmpty() ? null : text;
    }

    /** @throws BadInputException if it is blank */
    String required(String column) {
        String text = text(column);
        if (text == null) {
            throw fault(column, "is empty, and every row needs one");
        }
        return text;
    }

    /** @throws BadInputException if it is none of the choices */
    String required(String column, List<String> choices) {
        String text = required(column);
        if (!choices.contains(text)) {
            throw fault(column, "is '" + text + "'; it must be one of " + String.join(", ", choices));
        }
        return text;
    }

    /** @throws BadInputException if it is neither blank nor a number */
    @Nullable
    BigDecimal number(String column) {
        String text = text(column);
        try {
            return text == null ? null : new BigDecimal(text);
        } catch (NumberFormatException e) {
            throw fault(column, "is '" + text + "'; it must be a number such as 1054 or 0.5");
        }
    }

    /** @throws BadInputException if it is neither blank nor a day */
    @Nullable
    LocalDate date(String column) {
        String text = text(column);
        try {
            return text == null ? null : LocalDate.parse(text);
        } catch (DateTimeParseException e) {
            throw fault(column, "is '" + text + "'; it must be a day such as 2017-03-01");
        }
    }

    BadInputException fault(String column, String what) {
        return new BadInputException(file + ", line " + line + ": " + column + " " + what);
    }
}
