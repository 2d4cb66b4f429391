package dev.crmkit.integration;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.AbstractDataSource;

/** Hands out the same connection each time and keeps it open, as a pool of one would; to a second borrower another one. */
final class LoneConnection extends AbstractDataSource {
    private final Connection connection;
    private final DataSource others;
    private boolean lent;

    LoneConnection(Connection connection, DataSource others) {
        this.connection = connection;
        this.others = others;
    }

    @Override
    public Connection getConnection() throws SQLException {
        if (lent) {
            return others.getConnection();
        }
        lent = true;
        return (Connection) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("close")) {
                        lent = false;
                        return null;
                    }
                    try {
                        return method.invoke(connection, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @Override
    public Connection getConnection(String username, String password) {
        throw new UnsupportedOperationException("The test knows one user");
    }
}
