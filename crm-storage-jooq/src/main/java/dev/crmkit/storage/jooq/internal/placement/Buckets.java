package dev.crmkit.storage.jooq.internal.placement;

import dev.crmkit.spi.storage.Field;
import dev.crmkit.spi.storage.Relocation.Progress;
import dev.crmkit.storage.jooq.internal.schema.ObjectMap;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The tables of buckets and their indexes: whatever needs the user that owns them. Thread-safe. */
final class Buckets {
    /** How long a change of a table waits for those who use it, who wait behind it meanwhile. */
    private static final String PATIENCE = "set local lock_timeout = '250ms'";

    /** How long the concurrent making of an index waits for each transaction that is older; nobody waits behind it. */
    private static final String LONG_PATIENCE = "set lock_timeout = '60s'";

    private final OwnerConnections connections;
    private final String schema;
    private final String role;

    /**
     * Buckets in that schema.
     *
     * @param role the role that transactions run as
     */
    Buckets(DataSource owner, String schema, String role) {
        this.connections = new OwnerConnections(owner);
        this.schema = schema;
        this.role = role;
    }

    /** Gives an object a bucket of its own, with its indexes, and answers with its number. */
    int take(int workspace, ObjectMap object, List<List<Field>> together) {
        return connections.inTransaction(connection -> {
            execute(connection, PATIENCE);
            int bucket = number(
                    connection,
                    "select " + schema + ".crm_take_bucket(" + workspace + ", " + object.number() + ", ?)",
                    role);
            for (BucketIndex index :
                    wanted(connection, object, bucket, workspace, together).values()) {
                execute(
                        connection,
                        "create index if not exists " + index.name() + " on " + qualified(bucket) + " "
                                + index.definition());
            }
            return bucket;
        });
    }

    /** Takes the bucket from an object that is in a shared one again, if it still is. */
    Progress free(String workspace, ObjectMap object) {
        return connections.inTransaction(connection -> {
            execute(connection, PATIENCE);
            // Alone, so that nobody opens the bucket meanwhile.
            int number = number(connection, "select number from " + schema + ".crm_enter(?, '', 'ALTER')", workspace);
            int there = update(
                    connection,
                    "update " + schema + ".crm_object set goal = null where workspace_id = " + number
                            + " and number = " + object.number() + " and second_bucket is null and bucket < "
                            + ObjectMap.FIRST_OWN_BUCKET + " and goal = 'SHARED'");
            if (there == 0) {
                return Progress.MOVED;
            }
            int freed = bucketOf(connection, object);
            if (freed > 0 && !isTrue(connection, "select pg_try_advisory_xact_lock" + indexLock(freed))) {
                // Somebody sees to its indexes, and must not find another object there.
                connection.rollback();
                return Progress.WAITING;
            }
            execute(connection, "select " + schema + ".crm_free_bucket(" + object.number() + ")");
            return Progress.DONE;
        });
    }

    /** The bucket that is the object's own; 0 if there is none. */
    private int bucketOf(Connection connection, ObjectMap object) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery("select " + schema + ".crm_bucket_of(" + object.number() + ")")) {
            rows.next();
            return rows.getInt(1);
        }
    }

    /** What whoever changes the indexes of a bucket holds, as the argument of a lock's function. */
    private String indexLock(int bucket) {
        return "(hashtextextended('crmkit indexes " + schema + "', " + bucket + "))";
    }

    /** Lets PostgreSQL know what is in a bucket, and which pages everybody sees: counts inside an index need that. */
    void tidy(int bucket) {
        connections.outsideOfTransactions(connection -> {
            execute(connection, "vacuum (analyze) " + qualified(bucket));
            return bucket;
        });
    }

    /**
     * Makes one index that is missing, or removes one that is not wanted or was left half-made, beside everybody who works.
     *
     * @return waiting if somebody else does so now
     */
    Progress upkeep(int workspace, ObjectMap object, List<List<Field>> together) {
        return connections.outsideOfTransactions(connection -> {
            String lock = indexLock(object.bucket());
            if (!isTrue(connection, "select pg_try_advisory_lock" + lock)) {
                return Progress.WAITING;
            }
            try {
                if (bucketOf(connection, object) != object.bucket()) {
                    return Progress.MOVED;
                }
                execute(connection, LONG_PATIENCE);
                return changeOne(connection, workspace, object, together) ? Progress.MOVED : Progress.DONE;
            } finally {
                execute(connection, "reset lock_timeout");
                execute(connection, "select pg_advisory_unlock" + lock);
            }
        });
    }

    private boolean changeOne(Connection connection, int workspace, ObjectMap object, List<List<Field>> together)
            throws SQLException {
        Map<String, BucketIndex> missing = wanted(connection, object, object.bucket(), workspace, together);
        for (Map.Entry<String, Boolean> found :
                existing(connection, object.bucket()).entrySet()) {
            if (!found.getValue() || missing.remove(found.getKey()) == null) {
                execute(connection, "drop index concurrently if exists " + schema + "." + found.getKey());
                return true;
            }
        }
        for (BucketIndex index : missing.values()) {
            execute(
                    connection,
                    "create index concurrently " + index.name() + " on " + qualified(object.bucket()) + " "
                            + index.definition());
            return true;
        }
        return false;
    }

    /** The names of the indexes but for the primary key, and whether each is whole. */
    private Map<String, Boolean> existing(Connection connection, int bucket) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "select c.relname, i.indisvalid from pg_index i join pg_class c on c.oid = i.indexrelid"
                        + " where i.indrelid = cast(? as regclass) and not i.indisprimary")) {
            statement.setString(1, qualified(bucket));
            try (ResultSet rows = statement.executeQuery()) {
                Map<String, Boolean> found = new TreeMap<>();
                while (rows.next()) {
                    found.put(rows.getString(1), rows.getBoolean(2));
                }
                return found;
            }
        }
    }

    private static Map<String, BucketIndex> wanted(
            Connection connection, ObjectMap object, int bucket, int workspace, List<List<Field>> together)
            throws SQLException {
        return BucketIndex.wanted(object, bucket, workspace, trigrams(connection), together);
    }

    /** The operator class of trigrams, where the operator let us have it. */
    private static @Nullable String trigrams(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery("select quote_ident(n.nspname) || '.gin_trgm_ops' from pg_extension e"
                                + " join pg_namespace n on n.oid = e.extnamespace where e.extname = 'pg_trgm'")) {
            return rows.next() ? rows.getString(1) : null;
        }
    }

    private String qualified(int bucket) {
        return schema + "." + ObjectMap.table(bucket);
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static int update(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return statement.executeUpdate(sql);
        }
    }

    private static boolean isTrue(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return rows.next() && rows.getBoolean(1);
        }
    }

    private static int number(Connection connection, String sql, String parameter) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, parameter);
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                return rows.getInt(1);
            }
        }
    }
}
