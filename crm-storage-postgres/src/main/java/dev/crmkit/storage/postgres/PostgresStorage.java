package dev.crmkit.storage.postgres;

import dev.crmkit.spi.storage.Relocation;
import dev.crmkit.spi.storage.Storage;
import dev.crmkit.spi.storage.StorageCapability;
import dev.crmkit.spi.storage.StorageContext;
import dev.crmkit.spi.storage.StorageInfo;
import dev.crmkit.spi.storage.TransactionRequest;
import dev.crmkit.spi.storage.TransactionWork;
import dev.crmkit.spi.storage.WorkQueue;
import dev.crmkit.storage.jooq.ConnectionSource;
import dev.crmkit.storage.jooq.Migration;
import dev.crmkit.storage.jooq.RelationalSettings;
import dev.crmkit.storage.jooq.RelationalStorage;
import dev.crmkit.storage.postgres.internal.OwnPool;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A storage on PostgreSQL 15 to 18, in a schema of its own. Thread-safe.
 *
 * <p>Each option gives another storage and leaves this one as it is; choose them before it is opened.
 */
public final class PostgresStorage implements Storage {
    private final RelationalSettings settings;
    private final RelationalStorage storage;

    private PostgresStorage(RelationalSettings settings) {
        this.settings = settings;
        this.storage = RelationalStorage.onPostgres(settings);
    }

    /** A storage on the host's connections; closing the storage leaves them open. */
    public static PostgresStorage using(DataSource dataSource) {
        return on(ConnectionSource.lent(dataSource));
    }

    /**
     * A storage on a pool of its own, which is opened and closed with it.
     *
     * @param url as in {@code jdbc:postgresql://localhost/crm}
     */
    public static PostgresStorage connecting(String url, String user, String password) {
        return on(new OwnPool(url, user, password));
    }

    private static PostgresStorage on(ConnectionSource connections) {
        return new PostgresStorage(new RelationalSettings(
                "PostgreSQL", connections, null, false, "crmkit", migrations(), "crmkit_runtime", false));
    }

    static List<Migration> migrations() {
        return List.of(
                Migration.beside(PostgresStorage.class, "V001__foundation.sql"),
                Migration.beside(PostgresStorage.class, "V002__records.sql"),
                Migration.beside(PostgresStorage.class, "V003__edges.sql"),
                Migration.beside(PostgresStorage.class, "V004__schema_lock.sql"),
                Migration.beside(PostgresStorage.class, "V005__items.sql"),
                Migration.beside(PostgresStorage.class, "V006__document_version.sql"),
                Migration.beside(PostgresStorage.class, "V007__record_alias.sql"),
                Migration.beside(PostgresStorage.class, "V008__event_channel.sql"),
                Migration.beside(PostgresStorage.class, "V009__moves.sql"),
                Migration.beside(PostgresStorage.class, "V010__slots.sql"),
                Migration.beside(PostgresStorage.class, "V011__reading.sql"),
                Migration.beside(PostgresStorage.class, "V012__promotion.sql"),
                Migration.beside(PostgresStorage.class, "V013__lighter_records.sql"));
    }

    /**
     * The same in another database schema; it is made if it is not there.
     *
     * @param name a lower-case letter, then letters, digits and underscores, at most 63 characters; {@code crmkit} if not given
     */
    public PostgresStorage schema(String name) {
        return with(
                settings.owner(),
                settings.joinsHost(),
                name,
                settings.runtimeRole(),
                settings.requiresRowLevelSecurity());
    }

    /**
     * The same where a connection whose auto-commit is off when it is borrowed is in a transaction of the host, as with Spring's
     * {@code TransactionAwareDataSourceProxy}: it is joined, and neither committed nor rolled back.
     */
    public PostgresStorage joiningHostTransactions() {
        return with(
                settings.owner(), true, settings.schema(), settings.runtimeRole(), settings.requiresRowLevelSecurity());
    }

    /** The same where the layout is changed on other connections: of the user that owns the tables. They stay the host's. */
    public PostgresStorage migratingWith(DataSource owner) {
        return with(
                ConnectionSource.lent(owner),
                settings.joinsHost(),
                settings.schema(),
                settings.runtimeRole(),
                settings.requiresRowLevelSecurity());
    }

    /**
     * The same with another database role for transactions. It is made if it is not there and the user may; a user that passes by row-level
     * security takes it on in each transaction.
     *
     * @param name form as the schema; {@code crmkit_runtime} if not given
     */
    public PostgresStorage runtimeRole(String name) {
        return with(
                settings.owner(), settings.joinsHost(), settings.schema(), name, settings.requiresRowLevelSecurity());
    }

    /** The same, but it does not open where row-level security would not hold. Without this, it opens and warns. */
    public PostgresStorage requiringRowLevelSecurity() {
        return with(settings.owner(), settings.joinsHost(), settings.schema(), settings.runtimeRole(), true);
    }

    private PostgresStorage with(
            @Nullable ConnectionSource owner,
            boolean joinsHost,
            String schema,
            @Nullable String runtimeRole,
            boolean requiresRowLevelSecurity) {
        return new PostgresStorage(new RelationalSettings(
                settings.name(),
                settings.connections(),
                owner,
                joinsHost,
                schema,
                settings.migrations(),
                runtimeRole,
                requiresRowLevelSecurity));
    }

    @Override
    public String name() {
        return storage.name();
    }

    /** What PostgreSQL always has; once it is open, {@code ROW_LEVEL_SECURITY} too where it holds. */
    @Override
    public Set<StorageCapability> capabilities() {
        return storage.capabilities();
    }

    @Override
    public StorageInfo open(StorageContext context) {
        return storage.open(context);
    }

    @Override
    public <R> R inTransaction(TransactionRequest request, TransactionWork<R> work) {
        return storage.inTransaction(request, work);
    }

    @Override
    public WorkQueue workQueue() {
        return storage.workQueue();
    }

    @Override
    public Relocation relocation() {
        return storage.relocation();
    }

    @Override
    public void close() {
        storage.close();
    }
}
