package dev.crmkit.storage.jooq.internal.record;

import dev.crmkit.storage.jooq.internal.Session;
import dev.crmkit.storage.jooq.internal.schema.ObjectMap;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** What the two databases say differently. Immutable. */
interface Grammar {

    /** The grammar of the session's database. */
    static Grammar of(Session session) {
        return switch (session.dialect()) {
            case POSTGRES -> new PostgresGrammar(session.schema());
            case H2 -> new H2Grammar(session.schema());
        };
    }

    /** The form of texts. */
    TextKey textKey();

    /** What the object's records are read from. */
    String table(ObjectMap object);

    /** The table that the object's records are written to. */
    String writable(ObjectMap object);

    /** Which of the rows of {@link #table(ObjectMap)} are the object's: the condition beside the workspace, or empty if none is needed. */
    SqlText isOf(ObjectMap object, String alias);

    /** A table that holds the records of all these objects, with a condition on its alias {@code r} where it is needed; at least one. */
    SqlText table(Collection<ObjectMap> objects);

    /** Selects records of these objects by their ids, under the alias {@code r}; at least one object. */
    SqlText byId(String columns, Collection<ObjectMap> objects, int workspace, Collection<UUID> ids);

    /**
     * Selects the holders of unique keys, and maybe of others, as attribute, key and record.
     *
     * @param attributes the numbers of the attributes
     * @param keys the key at each of those
     */
    SqlText holders(int workspace, List<Integer> attributes, List<String> keys);

    /** The text under a key of a JSON document, or null. */
    String textIn(String document, String key);

    /** The exact number under a key of a JSON document, or null. */
    String numberIn(String document, String key);

    /** The whole number of 64 bits under a key of a JSON document, or null. */
    String wholeIn(String document, String key);

    /** The list of texts under a key of a JSON document, or null, in whatever type the other methods of lists take. */
    String listIn(String document, String key);

    /** The first text of a list. */
    String firstOf(String list);

    /** The number of texts of a list. */
    String sizeOf(String list);

    /** Whether the list has at least one of the texts. */
    SqlText listHasAny(String list, Collection<String> texts);

    /** Whether the list has all of the texts; these are not empty and without repetition. */
    SqlText listHasAll(String list, Collection<String> texts);

    /** Whether the id is in a list of ids. */
    String isIdIn(String id, String list);

    /** Whether the numbers have at least one of these. */
    SqlText numbersHaveAny(String numbers, int[] wanted);

    /** Whether the numbers have all of these, which are not empty and without repetition. */
    SqlText numbersHaveAll(String numbers, int[] wanted);

    /** How many of these the numbers have. */
    String commonNumbers(String numbers, int[] wanted);

    /** The least place, from 1, that one of the numbers has in the order; null if none has. */
    String leastRank(String numbers, int[] order);

    /** Whether the expression is one of the values; the cast lets the database use an index. */
    SqlText isOneOf(String sql, ElementType type, List<?> values);

    /**
     * A statement once for each of the values, as one statement or several in parentheses with UNION ALL between.
     *
     * @param values at least one, without null
     * @param statement makes the statement of a value, from the value and its number, from 1, both as SQL
     */
    SqlText forEach(ElementType type, List<?> values, BiFunction<SqlText, String, SqlText> statement);

    /** Whether the key of an item is one of these. */
    SqlText isItemKeyOneOf(String sql, Collection<String> keys);

    /** Whether the text is like the pattern, with the backslash as escape. */
    SqlText isLike(String sql, String pattern);

    /** The folded half of a TEXT. */
    String foldedOf(String sql);

    /** Whether a slot has a value, said so that an index of it is walked from the first row that has one. */
    String hasValue(Place slot);

    /** A moment that is no place of a record as microseconds since the epoch, exact. */
    String micros(String moment);

    /** The number, from 1, of the latest begin that is not after the moment; null without a moment. */
    SqlText bucket(Place moment, List<Instant> begins);

    /** Sorts by an expression that may be null, nulls last, or by one that may not. */
    default String orderBy(String sql, boolean descending, boolean nullable) {
        return sql + (descending ? " DESC" : " ASC") + (nullable ? " NULLS LAST" : "");
    }

    /**
     * What must lead ORDER BY so that an index gives the order; empty where nothing must.
     *
     * @param tied a column that has the same value, or none, in all rows that are sorted; null if there is none
     */
    String leadOfOrder(Places places, @Nullable String tied, boolean descending);

    /** A whole number by which rows are filtered, and no index chosen: another condition finds fewer. */
    default String beside(String column) {
        return column;
    }

    /** Inserts and updates. */
    RecordRows rows();

    /** The SQL types of the elements of arrays. */
    enum ElementType {
        /** Whole numbers of 32 bits. */
        INT,
        /** Whole numbers of 64 bits. */
        BIGINT,
        /** Exact numbers. */
        NUMERIC,
        /** Texts. */
        TEXT,
        /** Ids. */
        UUID,
        /** Moments. */
        MOMENT
    }

    /** Reads a moment; null where there is none. */
    static @Nullable Instant moment(ResultSet rows, int column) throws SQLException {
        OffsetDateTime time = rows.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    /** Binds a moment. */
    static SqlText.Bind moment(Instant instant) {
        OffsetDateTime time = instant.atOffset(ZoneOffset.UTC);
        return (statement, index) -> statement.setObject(index, time);
    }

    /** Binds an id. */
    static SqlText.Bind id(UUID id) {
        return (statement, index) -> statement.setObject(index, id);
    }

    /** Binds a text. */
    static SqlText.Bind text(String text) {
        return (statement, index) -> statement.setString(index, text);
    }

    /** Microseconds since the epoch. */
    static long micros(Instant instant) {
        return Math.addExact(Math.multiplyExact(instant.getEpochSecond(), 1_000_000L), instant.getNano() / 1_000);
    }

    /** The moment of microseconds since the epoch. */
    static Instant ofMicros(long micros) {
        return Instant.ofEpochSecond(Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1_000);
    }

    /** A text as an SQL literal. */
    static String literal(String text) {
        return '\'' + text.replace("'", "''") + '\'';
    }

    /** Numbers with commas between them. */
    static String commas(int[] numbers) {
        StringBuilder list = new StringBuilder();
        for (int number : numbers) {
            list.append(list.isEmpty() ? "" : ",").append(number);
        }
        return list.toString();
    }
}
