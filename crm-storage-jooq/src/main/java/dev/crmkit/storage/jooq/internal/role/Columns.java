package dev.crmkit.storage.jooq.internal.role;

import java.lang.reflect.Array;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Turns rows into one array per column, for {@code unnest} on PostgreSQL. Not instantiable. */
public final class Columns {
    private Columns() {}

    /**
     * One array per column.
     *
     * @param types the Java type of each column
     */
    public static Object[] of(List<@Nullable Object[]> rows, List<Class<?>> types) {
        Object[] columns = new Object[types.size()];
        for (int column = 0; column < columns.length; column++) {
            @Nullable Object[] values = (@Nullable Object[]) Array.newInstance(types.get(column), rows.size());
            for (int row = 0; row < values.length; row++) {
                values[row] = rows.get(row)[column];
            }
            columns[column] = values;
        }
        return columns;
    }
}
