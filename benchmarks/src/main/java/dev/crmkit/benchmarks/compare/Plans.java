package dev.crmkit.benchmarks.compare;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Plans of statements, for people. Not instantiable. */
final class Plans {
    private Plans() {}

    /** Sets the parameters of a statement. */
    @FunctionalInterface
    interface Binding {
        /** Sets them. */
        void bind(PreparedStatement statement) throws SQLException;
    }

    /** The plan, with what each step took. */
    static String explain(Connection connection, String sql, Binding binding) throws SQLException {
        boolean postgres = connection.getMetaData().getDatabaseProductName().equals("PostgreSQL");
        String word = postgres ? "explain (analyze, buffers) " : "explain analyze ";
        try (PreparedStatement statement = connection.prepareStatement(word + sql)) {
            binding.bind(statement);
            StringBuilder plan = new StringBuilder();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    plan.append(rows.getString(1)).append('\n');
                }
            }
            return plan.toString();
        }
    }
}
