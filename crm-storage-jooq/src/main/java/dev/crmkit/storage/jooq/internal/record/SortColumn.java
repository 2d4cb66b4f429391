package dev.crmkit.storage.jooq.internal.record;

import dev.crmkit.spi.storage.IndexKind;
import dev.crmkit.spi.storage.IndexValue;
import dev.crmkit.spi.storage.SortKey;
import dev.crmkit.storage.jooq.internal.record.Place.Shape;
import dev.crmkit.storage.jooq.internal.schema.ObjectMap.OptionMap;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A sort key as an expression that the database sorts by. Immutable. */
final class SortColumn {
    private final PlaceValues values;
    private final Place place;
    private final String sql;
    private final boolean ranked;
    private final boolean descending;

    private SortColumn(PlaceValues values, Place place, String sql, boolean ranked, boolean descending) {
        this.values = values;
        this.place = place;
        this.sql = sql;
        this.ranked = ranked;
        this.descending = descending;
    }

    static SortColumn of(Grammar grammar, Places places, SortKey key) {
        Place place = places.of(key.field());
        if (!place.kind().isSortable()) {
            throw new IllegalArgumentException("Lists do not sort by " + key.field());
        }
        boolean ranked = place.kind() == IndexKind.CHOICES || (place.kind() == IndexKind.CHOICE && !isByNumber(place));
        String sql = place.kind() == IndexKind.CHOICES
                ? place.options().isEmpty()
                        ? "CAST(NULL AS int)"
                        : grammar.leastRank(place.sql(), place.optionNumbers())
                : ranked ? rank(place) : place.shape() == Shape.LIST ? grammar.firstOf(place.sql()) : place.sql();
        return new SortColumn(new PlaceValues(grammar), place, sql, ranked, key.descending());
    }

    private static boolean isByNumber(Place place) {
        return place.options().isEmpty() || place.isNumberedInOrder();
    }

    private static String rank(Place place) {
        StringBuilder rank = new StringBuilder("(CASE ").append(place.sql());
        List<OptionMap> options = place.options();
        for (int i = 0; i < options.size(); i++) {
            rank.append(" WHEN ")
                    .append(options.get(i).number())
                    .append(" THEN ")
                    .append(i + 1);
        }
        return rank.append(" END)").toString();
    }

    /** What to sort by, and to select for {@link #read}. */
    String sql() {
        return sql;
    }

    boolean isDescending() {
        return descending;
    }

    boolean isNullable() {
        return place.nullable();
    }

    /** Whether an index has the order. */
    boolean isIndexed() {
        return place.slot() && !ranked;
    }

    Place place() {
        return place;
    }

    /** Whether it is the record's id, after which nothing sorts. */
    boolean isId() {
        return sql.equals("r.id");
    }

    /** Reads the value that sorts; of kinds with several members that member alone. */
    @Nullable
    IndexValue read(ResultSet rows, int column) throws SQLException {
        if (!ranked) {
            return values.read(place, rows, column);
        }
        int rank = rows.getInt(column);
        if (rows.wasNull()) {
            return null;
        }
        String option = place.options().get(rank - 1).id();
        return place.kind() == IndexKind.CHOICE
                ? new IndexValue.Choice(option)
                : new IndexValue.Choices(Set.of(option));
    }

    /** Binds the place of a position in the order. */
    SqlText.Bind bind(IndexValue value) {
        if (ranked) {
            int rank = value instanceof IndexValue.Choice choice
                    ? place.rank(choice.option())
                    : ((IndexValue.Choices) value)
                            .options().stream().mapToInt(place::rank).min().orElse(0);
            return PlaceValues.bind(rank);
        }
        if (value instanceof IndexValue.Choice choice && place.rank(choice.option()) == 0) {
            // An option that is gone stands before all others, as in the order of the contract.
            return PlaceValues.bind(Integer.MIN_VALUE);
        }
        return values.bind(place, value);
    }
}
