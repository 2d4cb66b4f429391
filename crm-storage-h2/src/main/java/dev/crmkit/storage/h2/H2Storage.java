package dev.crmkit.storage.h2;

import dev.crmkit.spi.storage.Storage;
import dev.crmkit.spi.storage.StorageCapability;
import dev.crmkit.spi.storage.StorageContext;
import dev.crmkit.spi.storage.StorageInfo;
import dev.crmkit.spi.storage.TransactionRequest;
import dev.crmkit.spi.storage.TransactionWork;
import dev.crmkit.spi.storage.WorkQueue;
import dev.crmkit.storage.h2.internal.OwnDatabase;
import dev.crmkit.storage.jooq.ConnectionSource;
import dev.crmkit.storage.jooq.Migration;
import dev.crmkit.storage.jooq.RelationalSettings;
import dev.crmkit.storage.jooq.RelationalStorage;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;

/** A storage on H2, 2.3 or later, in a schema of its own, {@code CRMKIT}. Thread-safe. */
public final class H2Storage implements Storage {
    private final RelationalSettings settings;
    private final RelationalStorage storage;

    private H2Storage(RelationalSettings settings) {
        this.settings = settings;
        this.storage = RelationalStorage.onH2(settings);
    }

    /**
     * A storage in a database file of its own. What is committed is on disk at once. One process at a time may open it.
     *
     * @param file without the ending {@code .mv.db}; the file and its folders are made if they are not there
     */
    public static H2Storage file(Path file) {
        return on(OwnDatabase.inFile(file));
    }

    /** A storage in memory of its own: empty when it is opened, gone when it is closed. */
    public static H2Storage memory() {
        return memory("crmkit-" + UUID.randomUUID());
    }

    /**
     * A storage in memory that storages of the same name in this process share: gone when the last of them is closed.
     *
     * @param name letters, digits, {@code _}, {@code -} and {@code .}
     */
    public static H2Storage memory(String name) {
        return on(OwnDatabase.inMemory(name));
    }

    /** A storage on the host's connections, at least two; closing the storage leaves them open. */
    public static H2Storage using(DataSource dataSource) {
        return on(ConnectionSource.lent(dataSource));
    }

    private static H2Storage on(ConnectionSource connections) {
        List<Migration> migrations = List.of(
                Migration.beside(H2Storage.class, "V001__foundation.sql"),
                Migration.beside(H2Storage.class, "V002__records.sql"),
                Migration.beside(H2Storage.class, "V003__edges.sql"),
                Migration.beside(H2Storage.class, "V004__schema_turns.sql"),
                Migration.beside(H2Storage.class, "V005__items.sql"),
                Migration.beside(H2Storage.class, "V006__document_version.sql"),
                Migration.beside(H2Storage.class, "V007__record_alias.sql"),
                Migration.beside(H2Storage.class, "V008__event_channel.sql"),
                Migration.beside(H2Storage.class, "V009__moves.sql"),
                Migration.beside(H2Storage.class, "V010__slots.sql"),
                Migration.beside(H2Storage.class, "V011__promotion.sql"));
        return new H2Storage(new RelationalSettings("H2", connections, null, false, "crmkit", migrations, null, false));
    }

    /**
     * The same where a connection whose auto-commit is off when it is borrowed is in a transaction of the host, as with Spring's
     * {@code TransactionAwareDataSourceProxy}: it is joined, and neither committed nor rolled back. This storage stays as it is.
     */
    public H2Storage joiningHostTransactions() {
        return new H2Storage(new RelationalSettings(
                settings.name(),
                settings.connections(),
                null,
                true,
                settings.schema(),
                settings.migrations(),
                null,
                false));
    }

    @Override
    public String name() {
        return storage.name();
    }

    /** What H2 always has; once it is open, also what the database at hand has. */
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
    public void close() {
        storage.close();
    }
}
