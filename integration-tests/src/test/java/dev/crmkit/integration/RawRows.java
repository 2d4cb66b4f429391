package dev.crmkit.integration;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import javax.sql.DataSource;

/** Every row of every table of a database as text, for what must not be in any of them. */
final class RawRows {
    private static final Set<String> SYSTEM = Set.of("information_schema", "pg_catalog", "pg_toast");

    private RawRows() {}

    static String of(DataSource source) {
        StringBuilder text = new StringBuilder();
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            for (String table : tables(connection)) {
                try (ResultSet rows = statement.executeQuery("select * from " + table)) {
                    int columns = rows.getMetaData().getColumnCount();
                    while (rows.next()) {
                        text.append(table);
                        for (int i = 1; i <= columns; i++) {
                            text.append(' ').append(rows.getString(i));
                        }
                        text.append('\n');
                    }
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException("The tables could not be read", e);
        }
        return text.toString();
    }

    private static List<String> tables(Connection connection) throws SQLException {
        List<String> tables = new ArrayList<>();
        try (ResultSet found = connection.getMetaData().getTables(connection.getCatalog(), null, "%", new String[] {
            "TABLE", "BASE TABLE", "PARTITIONED TABLE"
        })) {
            while (found.next()) {
                String schema = found.getString("TABLE_SCHEM");
                if (!SYSTEM.contains(schema.toLowerCase(Locale.ROOT))) {
                    tables.add('"' + schema + "\".\"" + found.getString("TABLE_NAME") + '"');
                }
            }
        }
        if (tables.isEmpty()) {
            throw new IllegalStateException("There are no tables to look into");
        }
        return tables;
    }
}
