package dev.crmkit.benchmarks.compare;

import java.sql.Array;
import java.sql.Connection;
import java.sql.Date;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A layout that is asked in SQL over plain JDBC: one statement for each question, prepared, with everything bound. Thread-safe.
 *
 * <p>{@link Questions} puts the statements together; a layout says by its {@link Grammar} where its values are.
 */
abstract class SqlLayout implements Layout {
    private final String name;
    private final DataSource source;

    SqlLayout(String name, DataSource source) {
        this.name = name;
        this.source = source;
    }

    /** How this layout says things. */
    abstract Grammar grammar();

    @Override
    public String name() {
        return name;
    }

    @Override
    public Answer ask(Target target, Question question) {
        Sql sql = new Questions(grammar(), target).statement(question);
        return onConnection(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(sql.toString())) {
                sql.bind(statement);
                try (ResultSet rows = statement.executeQuery()) {
                    return answer(question, rows);
                }
            }
        });
    }

    private static Answer answer(Question question, ResultSet rows) throws SQLException {
        int columns = rows.getMetaData().getColumnCount();
        if (question instanceof Question.Counting) {
            rows.next();
            return Answer.ofCount(rows.getLong(1));
        } else if (question instanceof Question.Grouping) {
            List<String> groups = new ArrayList<>();
            while (rows.next()) {
                groups.add(Answer.group(cells(rows, columns)));
            }
            return Answer.ofGroups(groups);
        }
        List<UUID> ids = new ArrayList<>();
        while (rows.next()) {
            cells(rows, columns);
            ids.add(rows.getObject(1, UUID.class));
        }
        return Answer.ofIds(
                question instanceof Question.Fetching fetching
                        ? fetching.ids().stream()
                                .filter(Set.copyOf(ids)::contains)
                                .toList()
                        : ids);
    }

    /** Reads every column of a row. */
    static List<@Nullable Object> cells(ResultSet rows, int columns) throws SQLException {
        List<@Nullable Object> cells = new ArrayList<>(columns);
        for (int i = 1; i <= columns; i++) {
            Object value = rows.getObject(i);
            if (value instanceof Array array) {
                cells.add(array.getArray());
            } else {
                cells.add(value instanceof Date date ? date.toLocalDate() : value);
            }
        }
        return cells;
    }

    @Override
    public final void addToList(Target target, String list, List<UUID> ids) {
        inTransaction(connection -> {
            grammar().lists(target).add(connection, list, ids);
            return true;
        });
    }

    /** The plan of the statement, with how long each step took. */
    String explain(Target target, Question question) {
        Sql sql = new Questions(grammar(), target).statement(question);
        return onConnection(connection -> Plans.explain(connection, sql.toString(), sql::bind));
    }

    /** What is done with a connection. */
    @FunctionalInterface
    interface Work<R> {
        /** Does it. */
        R on(Connection connection) throws SQLException;
    }

    final <R> R onConnection(Work<R> work) {
        try (Connection connection = source.getConnection()) {
            return work.on(connection);
        } catch (SQLException e) {
            throw new IllegalStateException("A statement of the layout " + name + " failed: " + e.getMessage(), e);
        }
    }

    final <R> R inTransaction(Work<R> work) {
        return onConnection(connection -> {
            connection.setAutoCommit(false);
            try {
                R result = work.on(connection);
                connection.commit();
                return result;
            } catch (SQLException | RuntimeException e) {
                connection.rollback();
                throw e;
            } finally {
                connection.setAutoCommit(true);
            }
        });
    }

    /** Makes what may take longer than a question may. */
    final void execute(List<String> statements) {
        onConnection(connection -> {
            try (Statement statement = connection.createStatement()) {
                if (grammar().database() == Database.H2) {
                    run(statement, statements);
                } else {
                    statement.execute("set statement_timeout = 0");
                    run(statement, statements);
                    statement.execute("reset statement_timeout");
                }
            }
            return true;
        });
    }

    private static void run(Statement statement, List<String> statements) throws SQLException {
        for (String one : statements) {
            statement.execute(one);
        }
    }

    final long number(String query) {
        return onConnection(connection -> {
            try (Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery(query)) {
                rows.next();
                return rows.getLong(1);
            }
        });
    }

    /** Runs a statement for each of the rows of values, in one batch. */
    static void batch(Connection connection, String insert, List<? extends List<? extends @Nullable Object>> rows)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(insert)) {
            for (List<? extends @Nullable Object> row : rows) {
                for (int i = 0; i < row.size(); i++) {
                    Sql.bind(statement, i + 1, row.get(i));
                }
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }
}
