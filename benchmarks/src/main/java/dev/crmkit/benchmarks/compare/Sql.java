package dev.crmkit.benchmarks.compare;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A piece of SQL with what is bound to its question marks. Not thread-safe. */
final class Sql {
    private final StringBuilder text = new StringBuilder();
    private final List<@Nullable Object> values = new ArrayList<>();

    /** A piece with the values of its question marks. */
    static Sql of(String text, @Nullable Object... values) {
        return new Sql().add(text, values);
    }

    /** {@code (?, ?, ?)}, or a list that nothing is in. */
    static Sql list(List<?> values) {
        if (values.isEmpty()) {
            return of("(null)");
        }
        return of("(" + String.join(", ", Collections.nCopies(values.size(), "?")) + ")", values.toArray());
    }

    static Sql join(List<Sql> pieces, String between) {
        Sql joined = new Sql();
        for (int i = 0; i < pieces.size(); i++) {
            joined.add(i == 0 ? "" : between).add(pieces.get(i));
        }
        return joined;
    }

    Sql add(String more, @Nullable Object... moreValues) {
        text.append(more);
        Collections.addAll(values, moreValues);
        return this;
    }

    Sql add(Sql other) {
        text.append(other.text);
        values.addAll(other.values);
        return this;
    }

    List<@Nullable Object> values() {
        return values;
    }

    void bind(PreparedStatement statement) throws SQLException {
        for (int i = 0; i < values.size(); i++) {
            bind(statement, i + 1, values.get(i));
        }
    }

    /** Binds a value of a {@link Row}; a list becomes an array of texts. */
    static void bind(PreparedStatement statement, int index, @Nullable Object value) throws SQLException {
        if (value instanceof Instant instant) {
            statement.setObject(index, instant.atOffset(ZoneOffset.UTC));
        } else if (value instanceof List<?> list) {
            statement.setArray(index, statement.getConnection().createArrayOf("text", list.toArray()));
        } else {
            statement.setObject(index, value);
        }
    }

    /** With the values written out, for people. */
    String readable() {
        return text + values.stream().map(String::valueOf).collect(Collectors.joining(", ", "  -- ", ""));
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
