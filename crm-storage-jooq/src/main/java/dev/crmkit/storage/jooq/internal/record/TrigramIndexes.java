package dev.crmkit.storage.jooq.internal.record;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Whether PostgreSQL let the layout create what makes "contains" and search fast. Not instantiable. */
public final class TrigramIndexes {
    private TrigramIndexes() {}

    /** What an operator should mend; empty if all is there. */
    public static List<String> warnings(Connection connection, String schema) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT EXISTS (SELECT 1 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
                        + " WHERE n.nspname = ? AND c.relname = 'crm_record_s0_trigrams'),"
                        + " EXISTS (SELECT 1 FROM pg_extension WHERE extname = 'btree_gin')")) {
            statement.setString(1, schema);
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                List<String> warnings = new ArrayList<>();
                if (!rows.getBoolean(1)) {
                    warnings.add(
                            "\"Contains\" and search scan all records of an object: extension pg_trgm was not available"
                                    + " when the layout was created. Create the extensions pg_trgm and btree_gin, then the GIN"
                                    + " indexes of V002__records.sql");
                } else if (!rows.getBoolean(2)) {
                    warnings.add(
                            "\"Contains\" and search look through the records of all objects in a bucket: extension"
                                    + " btree_gin was not available when the layout was created");
                }
                return warnings;
            }
        }
    }
}
