package dev.crmkit.view;

/** How a view shows its records. Immutable. */
public enum ViewKind {
    /** Rows and columns. */
    TABLE,
    /** A board: a column of cards for each value of an attribute. */
    KANBAN,
    /** Records on the days that they take. */
    CALENDAR,
    /** Records as bars over time, in lanes. */
    TIMELINE,
    /** Cards with a picture. */
    GALLERY
}
