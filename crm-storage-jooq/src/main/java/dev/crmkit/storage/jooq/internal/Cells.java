package dev.crmkit.storage.jooq.internal;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/** Reads the columns of a row by name, in whatever case the database gives it. Not instantiable. */
public final class Cells {
    /** How a moment stands in a statement: the driver gets it as text. */
    public static final String MOMENT = "cast(? as timestamp with time zone)";

    private Cells() {}

    /** A whole number that is not null. */
    public static int integer(Record row, String column) {
        return get(row, column, Integer.class);
    }

    /** A long whole number that is not null. */
    public static long number(Record row, String column) {
        return get(row, column, Long.class);
    }

    /** Whether, not null. */
    public static boolean flag(Record row, String column) {
        return get(row, column, Boolean.class);
    }

    /** A text that is not null. */
    public static String text(Record row, String column) {
        return get(row, column, String.class);
    }

    /** An id that is not null. */
    public static UUID id(Record row, String column) {
        return get(row, column, UUID.class);
    }

    /** A moment that is not null. */
    public static Instant moment(Record row, String column) {
        return get(row, column, OffsetDateTime.class).toInstant();
    }

    /** A value that is not null. */
    public static <T> T get(Record row, String column, Class<T> type) {
        return Objects.requireNonNull(find(row, column, type), column);
    }

    /** A value, or null. */
    public static <T> @Nullable T find(Record row, String column, Class<T> type) {
        return row.field(column) != null ? row.get(column, type) : row.get(column.toUpperCase(Locale.ROOT), type);
    }
}
