package dev.crmkit.storage.jooq;

import dev.crmkit.error.StorageException;
import dev.crmkit.spi.storage.Relocation;
import dev.crmkit.spi.storage.Storage;
import dev.crmkit.spi.storage.StorageCapability;
import dev.crmkit.spi.storage.StorageContext;
import dev.crmkit.spi.storage.StorageInfo;
import dev.crmkit.spi.storage.TransactionRequest;
import dev.crmkit.spi.storage.TransactionWork;
import dev.crmkit.spi.storage.WorkQueue;
import dev.crmkit.storage.jooq.internal.Failures;
import dev.crmkit.storage.jooq.internal.job.RelationalWorkQueue;
import dev.crmkit.storage.jooq.internal.migration.MigrationRunner;
import dev.crmkit.storage.jooq.internal.placement.PostgresRelocation;
import dev.crmkit.storage.jooq.internal.platform.H2Platform;
import dev.crmkit.storage.jooq.internal.platform.Inspection;
import dev.crmkit.storage.jooq.internal.platform.Platform;
import dev.crmkit.storage.jooq.internal.platform.PostgresPlatform;
import dev.crmkit.storage.jooq.internal.transaction.Transactions;
import dev.crmkit.storage.jooq.internal.transaction.Workspaces;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A storage in a relational database; what {@code PostgresStorage} and {@code H2Storage} are made of. Thread-safe.
 */
public final class RelationalStorage implements Storage {
    private final RelationalSettings settings;
    private final Platform platform;
    private final Set<StorageCapability> certain;

    private volatile @Nullable Opened opened;

    private RelationalStorage(RelationalSettings settings, Platform platform, Set<StorageCapability> certain) {
        this.settings = settings;
        this.platform = platform;
        this.certain = Set.copyOf(certain);
    }

    /**
     * A storage on PostgreSQL 15 to 18.
     *
     * @throws NullPointerException if the settings name no runtime role
     */
    public static RelationalStorage onPostgres(RelationalSettings settings) {
        String role = Objects.requireNonNull(settings.runtimeRole(), "runtimeRole");
        Platform platform = new PostgresPlatform(settings.schema(), role, settings.requiresRowLevelSecurity());
        return new RelationalStorage(
                settings,
                platform,
                Set.of(
                        StorageCapability.JOIN_HOST_TRANSACTION,
                        StorageCapability.DURABLE,
                        StorageCapability.MANY_NODES));
    }

    /** A storage on H2 2.3 or later. */
    public static RelationalStorage onH2(RelationalSettings settings) {
        return new RelationalStorage(
                settings, new H2Platform(settings.schema()), Set.of(StorageCapability.JOIN_HOST_TRANSACTION));
    }

    @Override
    public String name() {
        return settings.name();
    }

    /** What is certain of the database; once it is open, also what was found there. */
    @Override
    public Set<StorageCapability> capabilities() {
        Opened now = opened;
        return now == null ? certain : now.inspection().capabilities();
    }

    @Override
    public StorageInfo open(StorageContext context) {
        if (opened != null) {
            throw new IllegalStateException("The " + settings.name() + " storage is open already");
        }
        boolean done = false;
        try {
            StorageInfo info = open(context, settings.connections().open());
            done = true;
            return info;
        } finally {
            if (!done) {
                closeSources();
            }
        }
    }

    private StorageInfo open(StorageContext context, DataSource dataSource) {
        ConnectionSource owner = settings.owner();
        DataSource migrating = owner == null ? dataSource : owner.open();
        int version = new MigrationRunner(platform, settings.schema(), settings.migrations())
                .migrate(dataSource::getConnection, migrating::getConnection);
        List<String> warnings = new ArrayList<>();
        boolean relocates = mayMoveRecords(migrating, warnings);
        Inspection inspection = ask(dataSource, platform::inspect);
        if (relocates) {
            inspection = inspection.with(StorageCapability.RELOCATION);
        }
        warnings.addAll(inspection.warnings());
        Transactions transactions = Transactions.on(dataSource, settings.joinsHost());
        Workspaces workspaces = new Workspaces(
                transactions, platform, settings.schema(), inspection.role(), context.clock(), relocates);
        String role = settings.runtimeRole();
        opened = new Opened(
                workspaces,
                new RelationalWorkQueue(workspaces, platform.dialect()),
                inspection,
                relocates && role != null
                        ? new PostgresRelocation(workspaces, migrating, settings.schema(), role)
                        : null);
        return new StorageInfo(inspection.product(), version, inspection.facts(), warnings);
    }

    /** An owner that cannot be reached now is needed for moves alone. */
    private boolean mayMoveRecords(DataSource owner, List<String> warnings) {
        try {
            return ask(owner, platform::mayMoveRecords);
        } catch (StorageException e) {
            if (settings.owner() == null) {
                throw e;
            }
            warnings.add("Large objects stay among the others: the connections of the tables' owner do not work."
                    + " See to them and open the storage again");
            return false;
        }
    }

    private <R> R ask(DataSource dataSource, Question<R> question) {
        try (Connection connection = dataSource.getConnection()) {
            boolean autoCommit = connection.getAutoCommit();
            connection.setAutoCommit(false);
            try {
                return question.ask(connection);
            } finally {
                if (autoCommit || !settings.joinsHost()) {
                    connection.rollback();
                    connection.setAutoCommit(autoCommit);
                }
            }
        } catch (SQLException e) {
            throw Failures.of("The database could not be inspected", e);
        }
    }

    @Override
    public <R> R inTransaction(TransactionRequest request, TransactionWork<R> work) {
        return current().workspaces().run(request, work);
    }

    @Override
    public WorkQueue workQueue() {
        return current().queue();
    }

    @Override
    public Relocation relocation() {
        Relocation relocation = current().relocation();
        return relocation == null ? Storage.super.relocation() : relocation;
    }

    private Opened current() {
        Opened now = opened;
        if (now == null) {
            throw new IllegalStateException("The " + settings.name() + " storage is not open");
        }
        return now;
    }

    @Override
    public void close() {
        opened = null;
        closeSources();
    }

    private void closeSources() {
        ConnectionSource owner = settings.owner();
        try {
            if (owner != null) {
                owner.close();
            }
        } finally {
            settings.connections().close();
        }
    }

    private record Opened(
            Workspaces workspaces,
            WorkQueue queue,
            Inspection inspection,
            @Nullable Relocation relocation) {}

    /** What is asked of the database before anybody works with it. */
    @FunctionalInterface
    private interface Question<R> {
        R ask(Connection connection) throws SQLException;
    }
}
