package dev.crmkit.storage.jooq.internal.transaction;

import dev.crmkit.spi.storage.TransactionRequest;
import dev.crmkit.spi.storage.TransactionWork;
import dev.crmkit.spi.storage.WorkspaceState;
import dev.crmkit.storage.jooq.internal.Failures;
import dev.crmkit.storage.jooq.internal.Qualifier;
import dev.crmkit.storage.jooq.internal.platform.Entered;
import dev.crmkit.storage.jooq.internal.platform.Platform;
import dev.crmkit.storage.jooq.internal.schema.MapCache;
import java.security.SecureRandom;
import java.sql.Connection;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jooq.DSLContext;
import org.jooq.ExecuteListenerProvider;
import org.jooq.impl.DefaultConfiguration;
import org.jooq.impl.DefaultExecuteListenerProvider;
import org.jspecify.annotations.Nullable;

/** Transactions that have entered a workspace, or the queue of all. Thread-safe. */
public final class Workspaces {
    private final Transactions transactions;
    private final Platform platform;
    private final String schema;
    private final String role;
    private final @Nullable InstantSource clock;
    private final boolean relocates;
    private final ExecuteListenerProvider[] listeners;
    private final MapCache maps = new MapCache();
    private final SecureRandom random = new SecureRandom();

    /**
     * Workspaces in the given schema.
     *
     * @param role the database role that transactions take on; empty for none
     * @param clock the engine's clock for the queue, or null for the database's
     * @param relocates whether records can be moved between buckets
     */
    public Workspaces(
            Transactions transactions,
            Platform platform,
            String schema,
            String role,
            @Nullable InstantSource clock,
            boolean relocates) {
        this.transactions = transactions;
        this.platform = platform;
        this.schema = schema;
        this.role = role;
        this.clock = clock;
        this.relocates = relocates;
        this.listeners = new ExecuteListenerProvider[] {
            new DefaultExecuteListenerProvider(new Qualifier(schema)),
            new DefaultExecuteListenerProvider(new Failures())
        };
    }

    /** Runs work in a transaction in the workspace that the request names. */
    public <R> R run(TransactionRequest request, TransactionWork<R> work) {
        Connection host = request.host() == null ? null : request.host().connection();
        return transactions.run(host, (connection, joined) -> {
            DSLContext sql = on(connection);
            Entered entered = enter(sql, request, joined);
            WorkspaceSession session =
                    new WorkspaceSession(connection, sql, platform, schema, request, entered, joined, maps, clock);
            RelationalTransaction transaction = new RelationalTransaction(
                    session,
                    new WorkspaceState(
                            request.workspace(), entered.schemaVersion(), entered.documentsVersion(), entered.secret()),
                    relocates);
            R result;
            try {
                result = work.run(transaction);
                session.flush();
            } finally {
                session.end();
            }
            if (joined) {
                platform.leave(sql, entered);
            }
            return result;
        });
    }

    /**
     * Runs work of the storage itself in a transaction of its own in the workspace that the request names.
     *
     * @param before a statement that comes before the workspace is entered; empty for none
     * @throws IllegalStateException in a transaction of the host
     */
    public <R> R inSession(TransactionRequest request, String before, Function<WorkspaceSession, R> work) {
        return transactions.run(null, (connection, joined) -> {
            if (joined) {
                throw new IllegalStateException("Records are moved in transactions of their own, not in the host's");
            }
            DSLContext sql = on(connection);
            if (!before.isEmpty()) {
                sql.execute(before);
            }
            Entered entered = enter(sql, request, joined);
            WorkspaceSession session =
                    new WorkspaceSession(connection, sql, platform, schema, request, entered, false, maps, clock);
            try {
                R result = work.apply(session);
                session.flush();
                return result;
            } finally {
                session.end();
            }
        });
    }

    private DSLContext on(Connection connection) {
        // Set one by one: the overloaded ways name jOOQ's settings, which carry annotations that are not on the class
        // path.
        DefaultConfiguration configuration = new DefaultConfiguration();
        configuration.setConnection(connection);
        configuration.setSQLDialect(platform.jooq());
        configuration.setExecuteListenerProvider(listeners);
        return configuration.dsl();
    }

    private Entered enter(DSLContext sql, TransactionRequest request, boolean joined) {
        Entered entered = platform.enter(sql, request.workspace(), role, request.mode(), joined);
        if (entered.number() == 0 && request.mode().writes()) {
            platform.create(sql, request.workspace(), newSecret());
            return platform.enter(sql, request.workspace(), role, request.mode(), joined)
                    .withPrior(entered.prior());
        }
        return entered;
    }

    private String newSecret() {
        byte[] secret = new byte[32];
        random.nextBytes(secret);
        return HexFormat.of().formatHex(secret);
    }

    /** Runs work in a transaction of its own in the queue of all workspaces; it gets the statements and the queue's time. */
    public <R> R runInQueue(BiFunction<DSLContext, Instant, R> work) {
        return transactions.run(null, (connection, joined) -> {
            DSLContext sql = on(connection);
            Entered entered = platform.enterQueue(sql, role);
            R result = work.apply(sql, clock == null ? entered.now() : clock.instant());
            if (joined) {
                platform.leave(sql, entered);
            }
            return result;
        });
    }
}
