package dev.crmkit.storage.jooq.internal.record;

import dev.crmkit.storage.jooq.internal.Dialect;
import dev.crmkit.storage.jooq.internal.Qualifier;
import dev.crmkit.storage.jooq.internal.Session;
import dev.crmkit.storage.jooq.internal.schema.WorkspaceMap;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import org.h2.jdbcx.JdbcDataSource;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DefaultConfiguration;
import org.jooq.impl.DefaultExecuteListenerProvider;

/** A database with the tables of records, and transactions in it. */
final class TestDatabase {
    static final String SCHEMA = "crmkit";

    private final Dialect dialect;
    private final javax.sql.DataSource connections;
    private final AutoCloseable server;

    private TestDatabase(Dialect dialect, javax.sql.DataSource connections, AutoCloseable server) {
        this.dialect = dialect;
        this.connections = connections;
        this.server = server;
    }

    static TestDatabase start(Dialect dialect) throws IOException, SQLException {
        TestDatabase database = dialect == Dialect.H2 ? h2() : postgres();
        String folder = dialect == Dialect.H2 ? "h2" : "postgres";
        Path migrations = Path.of("..", "crm-storage-" + folder, "src/main/resources/dev/crmkit/storage", folder);
        try (Connection connection = database.connections.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE SCHEMA " + SCHEMA);
            statement.execute(dialect == Dialect.H2 ? "SET SCHEMA " + SCHEMA : "SET search_path = " + SCHEMA);
            statement.execute(Files.readString(migrations.resolve("V001__foundation.sql")));
            statement.execute(Files.readString(migrations.resolve("V002__records.sql")));
            statement.execute(Files.readString(migrations.resolve("V010__slots.sql")));
            if (dialect == Dialect.POSTGRES) {
                statement.execute(Files.readString(migrations.resolve("V011__reading.sql")));
            }
        }
        return database;
    }

    private static TestDatabase h2() throws SQLException {
        JdbcDataSource source = new JdbcDataSource();
        source.setURL("jdbc:h2:mem:" + UUID.randomUUID());
        // Keeps the database while no transaction is open.
        Connection keeper = source.getConnection();
        return new TestDatabase(Dialect.H2, source, keeper);
    }

    private static TestDatabase postgres() throws IOException {
        EmbeddedPostgres server = EmbeddedPostgres.builder().start();
        return new TestDatabase(Dialect.POSTGRES, server.getPostgresDatabase(), server);
    }

    Dialect dialect() {
        return dialect;
    }

    /** Begins a transaction. */
    Transaction begin(WorkspaceMap map) throws SQLException {
        return new Transaction(connections.getConnection(), map);
    }

    void stop() throws Exception {
        server.close();
    }

    /** A transaction; closing it without a commit rolls it back. */
    final class Transaction implements Session, AutoCloseable {
        private final Connection connection;
        private final WorkspaceMap map;
        private final AtomicInteger statements = new AtomicInteger();
        private final DSLContext sql;

        private Transaction(Connection connection, WorkspaceMap map) throws SQLException {
            this.connection = connection;
            this.map = map;
            connection.setAutoCommit(false);
            if (dialect == Dialect.POSTGRES) {
                execute("select set_config('crmkit.workspace', '" + map.number() + "', false)");
            }
            Connection counting = (Connection) Proxy.newProxyInstance(
                    getClass().getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                        if (method.getName().equals("prepareStatement")) {
                            statements.incrementAndGet();
                        }
                        try {
                            return method.invoke(connection, arguments);
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        }
                    });
            DefaultConfiguration configuration = new DefaultConfiguration();
            configuration.setConnection(counting);
            configuration.setSQLDialect(dialect == Dialect.H2 ? SQLDialect.H2 : SQLDialect.POSTGRES);
            configuration.setExecuteListenerProvider(new DefaultExecuteListenerProvider(new Qualifier(SCHEMA)));
            sql = configuration.dsl();
        }

        RelationalRecords records() {
            return new RelationalRecords(this);
        }

        /** How many statements were prepared. */
        int statements() {
            return statements.get();
        }

        void execute(String statement) throws SQLException {
            try (Statement plain = connection.createStatement()) {
                plain.execute(statement);
            }
        }

        void commit() throws SQLException {
            connection.commit();
        }

        @Override
        public void requireWritable() {}

        @Override
        public void close() throws SQLException {
            connection.rollback();
            connection.close();
        }

        @Override
        public DSLContext sql() {
            return sql;
        }

        @Override
        public void later(String statement, Binding binding, IntConsumer outcome) {
            sql.connection(counting -> {
                try (PreparedStatement prepared = counting.prepareStatement(statement)) {
                    binding.bind(prepared, 1);
                    outcome.accept(prepared.executeUpdate());
                }
            });
        }

        @Override
        public <R> R query(String question, Binding binding, Reading<R> reading) {
            return sql.connectionResult(counting -> {
                try (PreparedStatement prepared = counting.prepareStatement(question)) {
                    binding.bind(prepared, 1);
                    try (ResultSet rows = prepared.executeQuery()) {
                        return reading.read(rows);
                    }
                }
            });
        }

        @Override
        public Dialect dialect() {
            return dialect;
        }

        @Override
        public String schema() {
            return SCHEMA;
        }

        @Override
        public int workspaceNumber() {
            return map.number();
        }

        @Override
        public WorkspaceMap map() {
            return map;
        }

        @Override
        public void undoable(Runnable work) {
            throw new UnsupportedOperationException("Records need no savepoints");
        }

        @Override
        public Instant now() {
            throw new UnsupportedOperationException("Records ask for no time");
        }
    }
}
