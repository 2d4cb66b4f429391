package dev.crmkit.xlsx;

import java.time.LocalDate;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Tells numbers that a spreadsheet shows as dates or times by how they are formatted. Not instantiable. */
final class DateFormats {
    private static final long MILLIS_PER_DAY = 86_400_000;

    private static final LocalDate ZERO = LocalDate.of(1899, 12, 30);

    private static final LocalDate ZERO_OF_1904 = LocalDate.of(1904, 1, 1);

    /** The day after the last that a spreadsheet knows. */
    private static final double END = 2_958_466;

    /** Texts in quotes, characters after a backslash, and colours, currencies and conditions in brackets say nothing of dates. */
    private static final Pattern LITERALS = Pattern.compile("\"[^\"]*\"|\\\\.|_.|\\*.|\\[(?![hms]+])[^\\]]*]");

    private static final Pattern FIELDS = Pattern.compile("[ymdhs]");

    private DateFormats() {}

    static boolean isDate(@Nullable Integer id, @Nullable String format) {
        if (id != null
                && ((id >= 14 && id <= 22)
                        || (id >= 27 && id <= 36)
                        || (id >= 45 && id <= 47)
                        || (id >= 50 && id <= 58))) {
            return true;
        }
        if (format == null || format.equalsIgnoreCase("general")) {
            return false;
        }
        String fields = LITERALS.matcher(format.toLowerCase(Locale.ROOT)).replaceAll("");
        // Only the first section counts: others are for negative numbers and texts.
        int end = fields.indexOf(';');
        return FIELDS.matcher(end < 0 ? fields : fields.substring(0, end)).find();
    }

    /**
     * The date or time of a number, in the form of ISO 8601: a day where there is no time in it, a time where there is no day, else both, to the millisecond,
     * which is what doubles can tell; null if the number is none.
     *
     * @param from1904 whether days count from 1904, as they do in files of old
     */
    static @Nullable String text(double serial, boolean from1904) {
        if (!(serial >= 0) || serial >= END) {
            return null;
        }
        long millis = Math.round(serial * MILLIS_PER_DAY);
        long days = millis / MILLIS_PER_DAY;
        LocalTime time = LocalTime.MIDNIGHT.plus(millis % MILLIS_PER_DAY, ChronoUnit.MILLIS);
        if (days == 0 && !from1904) {
            return time.toString();
        }
        // 1900 has a 29th of February there.
        LocalDate zero = from1904 ? ZERO_OF_1904 : days < 60 ? ZERO.plusDays(1) : ZERO;
        LocalDate day = zero.plusDays(days);
        return time.equals(LocalTime.MIDNIGHT)
                ? day.toString()
                : day.atTime(time).toString();
    }
}
