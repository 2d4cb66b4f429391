package dev.crmkit.storage.postgres.internal;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool;
import dev.crmkit.error.StorageException;
import dev.crmkit.storage.jooq.ConnectionSource;
import java.util.Objects;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** A pool that lives as long as the storage. Thread-safe. */
public final class OwnPool implements ConnectionSource {
    private final String url;
    private final String user;
    private final String password;
    private @Nullable HikariDataSource pool;

    /** A pool for that database; nothing connects yet. */
    public OwnPool(String url, String user, String password) {
        this.url = Objects.requireNonNull(url, "url");
        this.user = Objects.requireNonNull(user, "user");
        this.password = Objects.requireNonNull(password, "password");
    }

    @Override
    public synchronized DataSource open() {
        HikariConfig config = new HikariConfig();
        config.setPoolName("crmkit");
        config.setJdbcUrl(url);
        config.setUsername(user);
        config.setPassword(password);
        try {
            HikariDataSource opened = new HikariDataSource(config);
            pool = opened;
            return opened;
        } catch (HikariPool.PoolInitializationException e) {
            throw new StorageException("PostgreSQL could not be reached as user '" + user + "'", true, e.getCause());
        }
    }

    @Override
    public synchronized void close() {
        if (pool != null) {
            pool.close();
            pool = null;
        }
    }
}
