package dev.crmkit.storage.jooq.internal.record;

import dev.crmkit.spi.storage.IndexValue;
import dev.crmkit.storage.jooq.internal.record.Grammar.ElementType;
import dev.crmkit.storage.jooq.internal.record.Place.Shape;
import dev.crmkit.storage.jooq.internal.schema.ObjectMap.OptionMap;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Turns index values into what stands in a place, and back. Immutable. */
final class PlaceValues {
    private final Grammar grammar;

    PlaceValues(Grammar grammar) {
        this.grammar = grammar;
    }

    /** What stands in the place for the value, to be bound; null for an option that is unknown. */
    @Nullable
    Object element(Place place, IndexValue value) {
        if (value instanceof IndexValue.Text text) {
            return grammar.textKey().text(text);
        } else if (value instanceof IndexValue.Token token) {
            return grammar.textKey().token(token.token());
        } else if (value instanceof IndexValue.Tokens tokens) {
            return grammar.textKey().token(tokens.tokens().get(0));
        } else if (value instanceof IndexValue.Decimal decimal) {
            return decimal.number();
        } else if (value instanceof IndexValue.Moment moment) {
            return place.shape() == Shape.MICROS ? (Object) Grammar.micros(moment.instant()) : moment.instant();
        } else if (value instanceof IndexValue.Code code) {
            return code.number();
        } else if (value instanceof IndexValue.Choice choice) {
            int rank = place.rank(choice.option());
            return rank == 0 ? null : (Object) place.options().get(rank - 1).number();
        } else if (value instanceof IndexValue.References references) {
            UUID first = references.ids().get(0);
            return place.shape() == Shape.LIST ? (Object) first.toString() : first;
        }
        throw new IllegalArgumentException("A value of kind " + value.kind() + " does not compare");
    }

    /** As {@link #element}, of kinds that have no unknown values. */
    SqlText.Bind bind(Place place, IndexValue value) {
        Object element = element(place, value);
        if (element == null) {
            throw new IllegalArgumentException("Unknown option in " + value);
        }
        return bind(element);
    }

    static SqlText.Bind bind(Object element) {
        if (element instanceof Instant instant) {
            return Grammar.moment(instant);
        } else if (element instanceof String text) {
            return Grammar.text(text);
        }
        return (statement, index) -> statement.setObject(index, element);
    }

    /** The type of the elements of the place. */
    ElementType elementType(Place place) {
        return switch (place.kind()) {
            case TEXT, LONG_TEXT, TOKEN, TOKENS -> ElementType.TEXT;
            case NUMBER -> ElementType.NUMERIC;
            case MOMENT -> place.shape() == Shape.MICROS ? ElementType.BIGINT : ElementType.MOMENT;
            case CHOICE, CHOICES, CODE, PRESENCE -> ElementType.INT;
            case REFERENCES -> place.shape() == Shape.LIST ? ElementType.TEXT : ElementType.UUID;
        };
    }

    /** Reads the value of the place; null where there is none. */
    @Nullable
    IndexValue read(Place place, ResultSet rows, int column) throws SQLException {
        switch (place.kind()) {
            case TEXT -> {
                String form = rows.getString(column);
                return form == null ? null : grammar.textKey().text(form);
            }
            case TOKEN -> {
                String form = rows.getString(column);
                return form == null
                        ? null
                        : new IndexValue.Token(grammar.textKey().raw(form));
            }
            case TOKENS -> {
                String form = rows.getString(column);
                return form == null
                        ? null
                        : new IndexValue.Tokens(List.of(grammar.textKey().raw(form)));
            }
            case NUMBER -> {
                BigDecimal number = rows.getBigDecimal(column);
                return number == null ? null : new IndexValue.Decimal(number);
            }
            case MOMENT -> {
                Instant instant = readMoment(place, rows, column);
                return instant == null ? null : new IndexValue.Moment(instant);
            }
            case CODE -> {
                int number = rows.getInt(column);
                return rows.wasNull() ? null : new IndexValue.Code(number);
            }
            case CHOICE -> {
                int number = rows.getInt(column);
                return rows.wasNull() ? null : new IndexValue.Choice(option(place, number));
            }
            case REFERENCES -> {
                String id = rows.getString(column);
                return id == null ? null : new IndexValue.References(List.of(UUID.fromString(id)));
            }
            default -> throw new IllegalArgumentException("A value of kind " + place.kind() + " is not read");
        }
    }

    /** Reads a moment of the place; null where there is none. */
    @Nullable
    Instant readMoment(Place place, ResultSet rows, int column) throws SQLException {
        if (place.shape() != Shape.MICROS) {
            return Grammar.moment(rows, column);
        }
        long micros = rows.getLong(column);
        return rows.wasNull() ? null : Grammar.ofMicros(micros);
    }

    private static String option(Place place, int number) {
        for (OptionMap option : place.options()) {
            if (option.number() == number) {
                return option.id();
            }
        }
        throw new IllegalStateException("A record has option number " + number + ", which its attribute does not have");
    }
}
