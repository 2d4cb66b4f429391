package dev.crmkit.integration;

import static dev.crmkit.model.Attributes.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crmkit.Crm;
import dev.crmkit.CrmEngine;
import dev.crmkit.error.InvalidInputException;
import dev.crmkit.event.CrmEvent;
import dev.crmkit.job.Job;
import dev.crmkit.model.Actor;
import dev.crmkit.model.CrmRecord;
import dev.crmkit.model.ObjectSchema;
import dev.crmkit.query.ListQuery;
import dev.crmkit.spi.storage.HostTransaction;
import dev.crmkit.spi.storage.Storage;
import dev.crmkit.storage.h2.H2Storage;
import dev.crmkit.storage.postgres.PostgresStorage;
import dev.crmkit.timeline.TimelineQuery;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.transaction.support.TransactionTemplate;

/** EVT-1: what the engine writes lives and dies with the host's own transaction. */
class HostTransactionTest {

    /** A database, and how to keep a CRM in it: beside the host's tables or within Spring's transactions. */
    record Kind(
            String name,
            DataSource dataSource,
            Function<DataSource, Storage> plain,
            Function<DataSource, Storage> spring) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Kind> databases() {
        return Stream.of(
                new Kind(
                        "H2",
                        Databases.h2(),
                        H2Storage::using,
                        source -> H2Storage.using(source).joiningHostTransactions()),
                new Kind(
                        "PostgreSQL",
                        Databases.postgres(),
                        PostgresStorage::using,
                        source -> PostgresStorage.using(source).joiningHostTransactions()));
    }

    @ParameterizedTest
    @MethodSource("databases")
    @DisplayName("EVT-1 Plain JDBC: the host's rollback leaves no record, no event and no job; its commit leaves all")
    void plainJdbc(Kind kind) throws SQLException {
        hostTable(kind.dataSource());
        try (CrmEngine engine = CrmEngine.builder()
                .storage(kind.plain().apply(kind.dataSource()))
                .build()) {
            Crm crm = crm(engine);
            try (Connection connection = kind.dataSource().getConnection()) {
                connection.setAutoCommit(false);
                write(crm.joining(HostTransaction.on(connection)), "Gone");
                hostInsert(connection);
                connection.rollback();
                assertNothing(crm, kind.dataSource());

                CrmRecord kept = write(crm.joining(HostTransaction.on(connection)), "Kept");
                hostInsert(connection);
                assertThat(crm.records("deal").find(kept.id()))
                        .as("unseen before the commit")
                        .isEmpty();
                connection.commit();
                assertThat(connection.getAutoCommit()).isFalse();
                assertThat(connection.isClosed()).isFalse();
                assertKept(crm, kind.dataSource(), kept);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("databases")
    @DisplayName("EVT-1 A call that fails inside the host's transaction leaves it usable and writes nothing")
    void failureInside(Kind kind) throws SQLException {
        hostTable(kind.dataSource());
        try (CrmEngine engine = CrmEngine.builder()
                .storage(kind.plain().apply(kind.dataSource()))
                .build()) {
            Crm crm = crm(engine);
            try (Connection connection = kind.dataSource().getConnection()) {
                connection.setAutoCommit(false);
                Crm joined = crm.joining(HostTransaction.on(connection));
                CrmRecord kept = write(joined, "Kept");
                assertThatThrownBy(() -> joined.records("deal").create(Map.of("name", "Kept")))
                        .isInstanceOf(InvalidInputException.class);
                hostInsert(connection);
                connection.commit();
                assertKept(crm, kind.dataSource(), kept);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("databases")
    @DisplayName("EVT-1 Spring: a rollback of the transaction manager leaves nothing, a commit leaves all")
    void spring(Kind kind) throws SQLException {
        hostTable(kind.dataSource());
        DataSource proxy = new TransactionAwareDataSourceProxy(kind.dataSource());
        TransactionTemplate transactions = new TransactionTemplate(new DataSourceTransactionManager(kind.dataSource()));
        JdbcTemplate jdbc = new JdbcTemplate(kind.dataSource());
        try (CrmEngine engine =
                CrmEngine.builder().storage(kind.spring().apply(proxy)).build()) {
            Crm crm = crm(engine);
            transactions.executeWithoutResult(status -> {
                write(crm, "Gone");
                jdbc.update("insert into host_orders(id) values (1)");
                status.setRollbackOnly();
            });
            assertNothing(crm, kind.dataSource());

            CrmRecord kept = transactions.execute(status -> {
                CrmRecord deal = write(crm, "Kept");
                jdbc.update("insert into host_orders(id) values (1)");
                return deal;
            });
            assertKept(crm, kind.dataSource(), kept);

            CrmRecord alone = crm.records("deal").create(Map.of("name", "Outside"));
            assertThat(crm.records("deal").get(alone.id()).displayName()).isEqualTo("Outside");
        }
    }

    private static Crm crm(CrmEngine engine) {
        Crm crm = engine.workspace("acme").as(Actor.user("ada"));
        crm.schema()
                .define(ObjectSchema.named("deal")
                        .attribute("name", text().required().unique())
                        .build());
        return crm;
    }

    private static CrmRecord write(Crm crm, String name) {
        crm.jobs().enqueue(Job.of("later"));
        return crm.records("deal").create(Map.of("name", name));
    }

    private static void assertNothing(Crm crm, DataSource source) throws SQLException {
        assertThat(crm.records("deal").list(ListQuery.all()).items()).isEmpty();
        assertThat(recordEvents(crm)).isEmpty();
        assertThat(crm.jobs().counts().ready()).isZero();
        assertThat(hostRows(source)).isZero();
    }

    private static void assertKept(Crm crm, DataSource source, CrmRecord kept) throws SQLException {
        assertThat(crm.records("deal").list(ListQuery.all()).items())
                .extracting(CrmRecord::id)
                .containsExactly(kept.id());
        assertThat(recordEvents(crm)).extracting(CrmEvent::recordId).containsExactly(kept.id());
        assertThat(crm.jobs().counts().ready()).isEqualTo(1);
        assertThat(hostRows(source)).isEqualTo(1);
    }

    private static List<CrmEvent> recordEvents(Crm crm) {
        return crm.timeline().list(TimelineQuery.all().types("record.created")).items();
    }

    private static void hostTable(DataSource source) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create table host_orders(id int)");
        }
    }

    private static void hostInsert(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("insert into host_orders(id) values (1)");
        }
    }

    private static int hostRows(DataSource source) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select count(*) from host_orders")) {
            rows.next();
            return rows.getInt(1);
        }
    }
}
