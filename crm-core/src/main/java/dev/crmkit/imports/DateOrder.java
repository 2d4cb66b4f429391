package dev.crmkit.imports;

/** In which order a date such as {@code 1/2/2026} is written. A date that begins with its year, as in {@code 2026-02-01}, is read whatever the order. Immutable. */
public enum DateOrder {
    /** Year, month, day. */
    YEAR_MONTH_DAY,
    /** Day, month, year. */
    DAY_MONTH_YEAR,
    /** Month, day, year. */
    MONTH_DAY_YEAR
}
