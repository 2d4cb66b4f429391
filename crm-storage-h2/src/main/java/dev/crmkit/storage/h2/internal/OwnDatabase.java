package dev.crmkit.storage.h2.internal;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool;
import dev.crmkit.error.StorageException;
import dev.crmkit.storage.jooq.ConnectionSource;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.jspecify.annotations.Nullable;

/** A database that lives as long as the storage, with a pool. Thread-safe. */
public final class OwnDatabase implements ConnectionSource {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,100}");

    /** Writers wait for each other for up to ten seconds, instead of H2's one or two. */
    private static final String PATIENCE = ";LOCK_TIMEOUT=10000";

    /** What goes wrong reaches the caller; H2 shall not print it too, nor write a file beside the database. */
    private static final String SILENCE = ";TRACE_LEVEL_FILE=0;TRACE_LEVEL_SYSTEM_OUT=0";

    private final String url;
    private final String place;
    private @Nullable HikariDataSource pool;

    /** A database in memory is gone with its last connection, and a pool may drop all of its own. */
    private @Nullable Connection keeper;

    private OwnDatabase(String url, String place) {
        this.url = url;
        this.place = place;
    }

    /** The database in that file; nothing is opened yet. */
    public static OwnDatabase inFile(Path file) {
        String path = file.toAbsolutePath().toString();
        if (path.indexOf(';') >= 0) {
            throw new IllegalArgumentException(
                    "The file of an H2 database must not have a semicolon in its path: '" + path + "'");
        }
        // Without WRITE_DELAY=0 a crash loses what was committed in the last half second.
        return new OwnDatabase(
                "jdbc:h2:file:" + path + PATIENCE + SILENCE + ";WRITE_DELAY=0", "in the file '" + path + "'");
    }

    /** The database of that name in this process; nothing is opened yet. */
    public static OwnDatabase inMemory(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("The name of an H2 database in memory is 1 to 100 letters, digits, '_',"
                    + " '-' or '.', not '" + name + "'");
        }
        return new OwnDatabase("jdbc:h2:mem:" + name + PATIENCE + SILENCE, "in memory, '" + name + "',");
    }

    @Override
    public synchronized DataSource open() {
        JdbcDataSource database = new JdbcDataSource();
        database.setURL(url);
        HikariConfig config = new HikariConfig();
        config.setPoolName("crmkit");
        config.setDataSource(database);
        try {
            keeper = database.getConnection();
            HikariDataSource opened = new HikariDataSource(config);
            pool = opened;
            return opened;
        } catch (SQLException e) {
            throw unreachable(e);
        } catch (HikariPool.PoolInitializationException e) {
            throw unreachable(e.getCause());
        }
    }

    private StorageException unreachable(@Nullable Throwable cause) {
        return new StorageException(
                "The H2 database " + place + " could not be opened. Does another process have it open?", false, cause);
    }

    @Override
    public synchronized void close() {
        if (pool != null) {
            pool.close();
            pool = null;
        }
        if (keeper != null) {
            try {
                keeper.close();
            } catch (SQLException e) {
                throw new StorageException("The H2 database " + place + " could not be closed", false, e);
            } finally {
                keeper = null;
            }
        }
    }
}
