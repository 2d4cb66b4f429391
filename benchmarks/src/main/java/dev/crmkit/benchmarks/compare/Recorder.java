package dev.crmkit.benchmarks.compare;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A data source that can write down which statements a call sends, with their parameters. While it does not, it hands out the connections of the
 * source behind it untouched, so that it costs nothing. Not thread-safe: for calls of one thread.
 */
final class Recorder {
    private static final String COMMIT = "commit";

    private final DataSource source;
    private final List<Sent> sent = new ArrayList<>();
    private boolean recording;

    Recorder(DataSource source) {
        this.source = source;
    }

    /**
     * A statement as it was sent. Immutable.
     *
     * @param sql its text, or the word for the end of a transaction
     * @param setters the calls that set its parameters, in order
     */
    record Sent(String sql, List<Setter> setters) {
        Sent {
            setters = List.copyOf(setters);
        }

        boolean isCommit() {
            return sql.equals(COMMIT);
        }

        /** Whether it reads records, and does nothing else. */
        boolean isQuery() {
            String text = sql.toLowerCase(Locale.ROOT);
            return (text.startsWith("select") || text.startsWith("(select"))
                    && (text.contains("crm_read") || text.contains("crm_record"));
        }

        void bind(PreparedStatement statement) throws SQLException {
            for (Setter setter : setters) {
                setter.on(statement);
            }
        }
    }

    /** One call that sets a parameter. */
    record Setter(Method method, List<@Nullable Object> arguments) {
        void on(PreparedStatement statement) throws SQLException {
            call(statement, method, arguments.toArray());
        }
    }

    DataSource dataSource() {
        return proxy(DataSource.class, (self, method, arguments) -> {
            Object result = call(source, method, arguments);
            return recording && result instanceof Connection connection ? connection(connection) : result;
        });
    }

    /** The statements that the work sends, in order. */
    List<Sent> during(Runnable work) {
        sent.clear();
        recording = true;
        try {
            work.run();
        } finally {
            recording = false;
        }
        return List.copyOf(sent);
    }

    /**
     * Sends statements again, in transactions as they were, and reads every column of what they answer.
     *
     * @return how many rows were read
     */
    long replay(List<Sent> statements) {
        try (Connection connection = source.getConnection()) {
            connection.setAutoCommit(false);
            try {
                long rows = 0;
                for (Sent one : statements) {
                    if (one.isCommit()) {
                        connection.commit();
                        continue;
                    }
                    try (PreparedStatement statement = connection.prepareStatement(one.sql())) {
                        one.bind(statement);
                        rows += statement.execute() ? read(statement) : 0;
                    }
                }
                return rows;
            } catch (SQLException e) {
                connection.rollback();
                throw e;
            } finally {
                connection.setAutoCommit(true);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("A statement of the product failed when it was sent again", e);
        }
    }

    private static long read(PreparedStatement statement) throws SQLException {
        long count = 0;
        try (ResultSet rows = statement.getResultSet()) {
            int columns = rows.getMetaData().getColumnCount();
            while (rows.next()) {
                count++;
                SqlLayout.cells(rows, columns);
            }
        }
        return count;
    }

    /** The plans of the statements, each after those before it were sent. */
    String explain(List<Sent> statements) {
        try (Connection connection = source.getConnection()) {
            connection.setAutoCommit(false);
            try {
                StringBuilder plans = new StringBuilder();
                for (Sent one : statements) {
                    if (one.isCommit()) {
                        continue;
                    }
                    try (PreparedStatement statement = connection.prepareStatement(one.sql())) {
                        one.bind(statement);
                        plans.append(statement).append('\n');
                        if (statement.execute()) {
                            plans.append("-> ").append(read(statement)).append(" rows\n");
                        }
                    }
                    if (one.isQuery()) {
                        plans.append(Plans.explain(connection, one.sql(), one::bind));
                    }
                }
                return plans.toString();
            } finally {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("A statement of the product could not be explained", e);
        }
    }

    private Connection connection(Connection connection) {
        return proxy(Connection.class, (self, method, arguments) -> {
            if (method.getName().equals(COMMIT)) {
                sent.add(new Sent(COMMIT, List.of()));
            }
            Object result = call(connection, method, arguments);
            return result instanceof PreparedStatement statement
                            && arguments != null
                            && arguments[0] instanceof String sql
                    ? statement(statement, sql)
                    : result;
        });
    }

    private PreparedStatement statement(PreparedStatement statement, String sql) {
        List<Setter> setters = new ArrayList<>();
        return proxy(PreparedStatement.class, (self, method, arguments) -> {
            if (method.getName().startsWith("execute")) {
                sent.add(new Sent(sql, setters));
            } else if (isSetter(method) && arguments != null) {
                setters.add(new Setter(method, Collections.unmodifiableList(Arrays.asList(arguments.clone()))));
            }
            return call(statement, method, arguments);
        });
    }

    /** Whether the method sets a parameter: its first argument says which. */
    private static boolean isSetter(Method method) {
        return method.getName().startsWith("set")
                && method.getParameterCount() >= 2
                && method.getParameterTypes()[0] == int.class;
    }

    private static <I> I proxy(Class<I> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private static @Nullable Object call(Object target, Method method, @Nullable Object @Nullable [] arguments)
            throws SQLException {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof SQLException sql) {
                throw sql;
            }
            throw new IllegalStateException(e.getCause());
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }
}
