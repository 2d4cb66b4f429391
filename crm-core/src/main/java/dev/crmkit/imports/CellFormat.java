package dev.crmkit.imports;

import java.time.ZoneId;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How numbers, dates and lists are written in the cells of a table. Immutable.
 *
 * @param decimalMark a point or a comma; the other one may group digits by three, as spaces and apostrophes may
 * @param dateOrder the order of day, month and year where the year does not come first
 * @param listSeparator what stands between several values in one cell; empty for semicolons, or commas where there are no semicolons
 * @param zone of times that name none; null for the workspace's
 */
public record CellFormat(
        char decimalMark,
        DateOrder dateOrder,
        String listSeparator,
        @Nullable ZoneId zone) {
    private static final CellFormat STANDARD = new CellFormat('.', DateOrder.YEAR_MONTH_DAY, "", null);

    /** Checks the decimal mark and the separator. */
    public CellFormat {
        Objects.requireNonNull(dateOrder, "dateOrder");
        Objects.requireNonNull(listSeparator, "listSeparator");
        if (decimalMark != '.' && decimalMark != ',') {
            throw new IllegalArgumentException("A decimal mark is a point or a comma, not '" + decimalMark + "'");
        }
        if (listSeparator.length() > 10 || (!listSeparator.isEmpty() && listSeparator.isBlank())) {
            throw new IllegalArgumentException(
                    "A list separator has 1 to 10 characters and is not blank, unlike '" + listSeparator + "'");
        }
    }

    /** Decimal points, dates that begin with the year, and the workspace's zone. */
    public static CellFormat standard() {
        return STANDARD;
    }

    /** The same with decimal commas. */
    public CellFormat decimalComma() {
        return new CellFormat(',', dateOrder, listSeparator, zone);
    }

    /** The same with dates in that order. */
    public CellFormat dates(DateOrder order) {
        return new CellFormat(decimalMark, order, listSeparator, zone);
    }

    /** The same with that text between several values. */
    public CellFormat listSeparator(String text) {
        return new CellFormat(decimalMark, dateOrder, text, zone);
    }

    /** The same with times in that zone where they name none. */
    public CellFormat zone(ZoneId newZone) {
        return new CellFormat(decimalMark, dateOrder, listSeparator, Objects.requireNonNull(newZone, "newZone"));
    }
}
