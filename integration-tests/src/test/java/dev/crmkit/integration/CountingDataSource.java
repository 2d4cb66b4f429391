package dev.crmkit.integration;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import javax.sql.DataSource;

/** Notes every statement that goes to the database; a JDBC batch is one. Commit, rollback and savepoints are no statements. */
final class CountingDataSource {
    private final DataSource source;
    private final List<String> statements = Collections.synchronizedList(new ArrayList<>());

    CountingDataSource(DataSource source) {
        this.source = source;
    }

    DataSource dataSource() {
        return proxy(DataSource.class, (self, method, arguments) -> {
            Object result = call(source, method, arguments);
            return result instanceof Connection connection ? connection(connection) : result;
        });
    }

    private Connection connection(Connection connection) {
        return proxy(Connection.class, (self, method, arguments) -> {
            Object result = call(connection, method, arguments);
            String sql = arguments != null && arguments.length > 0 && arguments[0] instanceof String text ? text : "";
            if (result instanceof CallableStatement statement) {
                return statement(CallableStatement.class, statement, sql);
            } else if (result instanceof PreparedStatement statement) {
                return statement(PreparedStatement.class, statement, sql);
            } else if (result instanceof Statement statement) {
                return statement(Statement.class, statement, sql);
            }
            return result;
        });
    }

    private <S extends Statement> S statement(Class<S> type, S statement, String prepared) {
        return proxy(type, (self, method, arguments) -> {
            if (method.getName().startsWith("execute")) {
                boolean own = arguments != null && arguments.length > 0 && arguments[0] instanceof String;
                statements.add(own ? (String) arguments[0] : prepared);
            }
            return call(statement, method, arguments);
        });
    }

    private static <I> I proxy(Class<I> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private static Object call(Object target, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause() instanceof SQLException sql ? sql : e.getCause();
        }
    }

    /** The statements that the call sends. */
    List<String> during(Runnable call) {
        statements.clear();
        call.run();
        return List.copyOf(statements);
    }
}
