package dev.crmkit.storage.jooq.internal.record;

import dev.crmkit.spi.storage.Grouping;
import dev.crmkit.spi.storage.IndexKind;
import dev.crmkit.spi.storage.IndexValue;
import dev.crmkit.storage.jooq.internal.record.Place.Shape;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The columns of what records are grouped by. An inner query computes the expressions, so that each is written, and its parameters bound, once; an outer one
 * groups by their names. Immutable.
 */
final class GroupColumns {
    private final Grammar grammar;
    private final Places places;
    private final PlaceValues values;
    private final List<Grouping.Key> keys;

    GroupColumns(Grammar grammar, Places places, List<Grouping.Key> keys) {
        this.grammar = grammar;
        this.places = places;
        this.values = new PlaceValues(grammar);
        this.keys = keys;
    }

    /** What the inner query selects. */
    List<SqlText> inner() {
        List<SqlText> inner = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            Grouping.Key key = keys.get(i);
            Place place = places.of(key.field());
            if (place.kind() == IndexKind.TEXT) {
                inner.add(SqlText.of(grammar.foldedOf(place.sql()) + " AS g" + i));
                inner.add(SqlText.of(place.sql() + " AS s" + i));
            } else if (!key.boundaries().isEmpty()) {
                inner.add(grammar.bucket(place, key.boundaries()).add(" AS g" + i));
            } else if (place.shape() == Shape.MEMBERS) {
                throw new IllegalArgumentException("Records are not grouped by " + key.field());
            } else {
                inner.add(SqlText.of(
                        (place.shape() == Shape.LIST ? grammar.firstOf(place.sql()) : place.sql()) + " AS g" + i));
            }
        }
        return inner;
    }

    /** What the outer query groups by. */
    List<String> by(String alias) {
        List<String> by = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            by.add(alias + ".g" + i);
        }
        return by;
    }

    /** What the outer query selects, one column per key. */
    List<String> outer(String alias) {
        List<String> outer = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            Place place = places.of(keys.get(i).field());
            if (place.kind() == IndexKind.TEXT) {
                outer.add("min(" + alias + ".s" + i + ")");
            } else {
                String column = alias + ".g" + i;
                outer.add(column);
            }
        }
        return outer;
    }

    /** The keys of the row, from that column on. */
    List<@Nullable IndexValue> read(ResultSet rows, int first) throws SQLException {
        List<@Nullable IndexValue> read = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            read.add(read(keys.get(i), rows, first + i));
        }
        return read;
    }

    private @Nullable IndexValue read(Grouping.Key key, ResultSet rows, int column) throws SQLException {
        if (key.boundaries().isEmpty() || key.field().kind() == IndexKind.TEXT) {
            return values.read(places.of(key.field()), rows, column);
        }
        int bucket = rows.getInt(column);
        return rows.wasNull() ? null : new IndexValue.Moment(key.boundaries().get(Math.max(bucket, 1) - 1));
    }
}
