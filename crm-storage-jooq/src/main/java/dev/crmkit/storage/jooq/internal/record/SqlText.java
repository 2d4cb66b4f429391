package dev.crmkit.storage.jooq.internal.record;

import dev.crmkit.storage.jooq.internal.Failures;
import dev.crmkit.storage.jooq.internal.Session;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * A piece of SQL with what is bound to its question marks. What comes from people is bound, never written. Not thread-safe.
 *
 * <p>The statements of lists and counts are put together and run here, without jOOQ's statement model, because it costs as much
 * time per call as the database needs for a page.
 */
final class SqlText {
    private final StringBuilder text = new StringBuilder();
    private final List<Bind> binds = new ArrayList<>();

    /** A value for one question mark. Immutable. */
    @FunctionalInterface
    interface Bind {
        /** Sets the parameter. */
        void set(PreparedStatement statement, int index) throws SQLException;
    }

    static SqlText of(String sql) {
        return new SqlText().add(sql);
    }

    SqlText add(String sql) {
        text.append(sql);
        return this;
    }

    SqlText add(int number) {
        text.append(number);
        return this;
    }

    SqlText add(SqlText piece) {
        text.append(piece.text);
        binds.addAll(piece.binds);
        return this;
    }

    /** Adds one question mark. */
    SqlText bind(Bind value) {
        text.append('?');
        binds.add(value);
        return this;
    }

    /** Adds SQL that has one question mark in it. */
    SqlText bind(String sql, Bind value) {
        text.append(sql);
        binds.add(value);
        return this;
    }

    /** Adds SQL that has as many question marks in it. */
    SqlText add(String sql, List<Bind> values) {
        text.append(sql);
        binds.addAll(values);
        return this;
    }

    /** Adds the pieces with a word between them. */
    SqlText join(List<SqlText> pieces, String between) {
        for (int i = 0; i < pieces.size(); i++) {
            add(i == 0 ? "" : between).add(pieces.get(i));
        }
        return this;
    }

    <R> R query(Session session, Session.Reading<R> reading) {
        return session.query(text.toString(), this::bindAll, reading);
    }

    int update(Session session) {
        return session.sql().connectionResult(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(text.toString())) {
                bindAll(statement, 1);
                return statement.executeUpdate();
            } catch (SQLException e) {
                throw Failures.of("A statement failed", e);
            }
        });
    }

    /** Runs it when the session next talks to the database; nobody asks how many rows there were. */
    void later(Session session) {
        session.later(text.toString(), this::bindAll);
    }

    /** Runs it when the session next talks to the database; the consumer hears then how many rows there were. */
    void later(Session session, IntConsumer outcome) {
        session.later(text.toString(), this::bindAll, outcome);
    }

    private int bindAll(PreparedStatement statement, int first) throws SQLException {
        for (int i = 0; i < binds.size(); i++) {
            binds.get(i).set(statement, first + i);
        }
        return binds.size();
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
