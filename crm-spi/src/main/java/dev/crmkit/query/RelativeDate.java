package dev.crmkit.query;

import java.util.Objects;

/**
 * A span of days counted from now, in the workspace's zone, resolved once per evaluation by the engine's clock. Immutable.
 *
 * @param form which span
 * @param days its length for the forms that count days, 0 to 36,500; 0 for the others
 */
public record RelativeDate(Form form, int days) {

    /** Checks the number of days. */
    public RelativeDate {
        Objects.requireNonNull(form, "form");
        if (days < 0 || days > 36_500) {
            throw new IllegalArgumentException("A relative date counts 0 to 36500 days, not " + days);
        }
    }

    /** From midnight to midnight. */
    public static RelativeDate today() {
        return new RelativeDate(Form.TODAY, 0);
    }

    /** The day before today. */
    public static RelativeDate yesterday() {
        return new RelativeDate(Form.YESTERDAY, 0);
    }

    /** The day after today. */
    public static RelativeDate tomorrow() {
        return new RelativeDate(Form.TOMORROW, 0);
    }

    /** Monday to Sunday of the current week (ISO 8601). */
    public static RelativeDate thisWeek() {
        return new RelativeDate(Form.THIS_WEEK, 0);
    }

    /** The current calendar month. */
    public static RelativeDate thisMonth() {
        return new RelativeDate(Form.THIS_MONTH, 0);
    }

    /** The current calendar quarter. */
    public static RelativeDate thisQuarter() {
        return new RelativeDate(Form.THIS_QUARTER, 0);
    }

    /** The current calendar year. */
    public static RelativeDate thisYear() {
        return new RelativeDate(Form.THIS_YEAR, 0);
    }

    /** From local midnight that many days before today to now; of calendar days, those days and today. */
    public static RelativeDate lastDays(int days) {
        return new RelativeDate(Form.LAST_DAYS, days);
    }

    /** From now to the end of that many days after today; of calendar days, today and those days. */
    public static RelativeDate nextDays(int days) {
        return new RelativeDate(Form.NEXT_DAYS, days);
    }

    /** Before local midnight that many days before today. */
    public static RelativeDate moreThanDaysAgo(int days) {
        return new RelativeDate(Form.MORE_THAN_DAYS_AGO, days);
    }

    /** After the end of that many days after today. */
    public static RelativeDate moreThanDaysAhead(int days) {
        return new RelativeDate(Form.MORE_THAN_DAYS_AHEAD, days);
    }

    /** Which span. Immutable. */
    public enum Form {
        /** See {@link RelativeDate#today()}. */
        TODAY,
        /** See {@link RelativeDate#yesterday()}. */
        YESTERDAY,
        /** See {@link RelativeDate#tomorrow()}. */
        TOMORROW,
        /** See {@link RelativeDate#thisWeek()}. */
        THIS_WEEK,
        /** See {@link RelativeDate#thisMonth()}. */
        THIS_MONTH,
        /** See {@link RelativeDate#thisQuarter()}. */
        THIS_QUARTER,
        /** See {@link RelativeDate#thisYear()}. */
        THIS_YEAR,
        /** See {@link RelativeDate#lastDays(int)}. */
        LAST_DAYS,
        /** See {@link RelativeDate#nextDays(int)}. */
        NEXT_DAYS,
        /** See {@link RelativeDate#moreThanDaysAgo(int)}. */
        MORE_THAN_DAYS_AGO,
        /** See {@link RelativeDate#moreThanDaysAhead(int)}. */
        MORE_THAN_DAYS_AHEAD
    }
}
