package dev.crmkit.storage.h2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.StorageException;
import dev.crmkit.spi.storage.StorageContext;
import dev.crmkit.spi.storage.StorageInfo;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MigrationIT {
    private static final StorageContext CONTEXT = new StorageContext(null);

    private final JdbcDataSource dataSource = database("");

    @Test
    void opening_twice_migrates_once() throws SQLException {
        StorageInfo first = open(dataSource);
        List<String> history = history();

        StorageInfo second = open(dataSource);

        assertThat(first.product()).startsWith("H2 ");
        assertThat(first.layoutVersion()).isEqualTo(second.layoutVersion()).isEqualTo(history.size());
        assertThat(history()).isEqualTo(history);
    }

    @RepeatedTest(10)
    void two_nodes_may_open_at_once() throws Exception {
        int nodes = 4;
        CyclicBarrier together = new CyclicBarrier(nodes);
        ExecutorService threads = Executors.newFixedThreadPool(nodes);
        try {
            List<Future<StorageInfo>> opening = new ArrayList<>();
            for (int i = 0; i < nodes; i++) {
                Callable<StorageInfo> node = () -> {
                    together.await();
                    return open(dataSource);
                };
                opening.add(threads.submit(node));
            }
            for (Future<StorageInfo> node : opening) {
                assertThat(node.get().layoutVersion()).isPositive();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(history()).doesNotHaveDuplicates().hasSizeGreaterThan(2);
    }

    @Test
    void a_newer_layout_is_refused() throws SQLException {
        open(dataSource);
        execute("insert into crmkit.crm_schema_history (version, description, checksum) values (999, 'future', 'x')");

        assertThatThrownBy(() -> open(dataSource))
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STORAGE_NEWER_SCHEMA))
                .hasMessageContaining("999");
    }

    @Test
    void a_changed_migration_is_refused() throws SQLException {
        open(dataSource);
        execute("update crmkit.crm_schema_history set checksum = 'other' where version = 1");

        assertThatThrownBy(() -> open(dataSource))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("Migration 1 (foundation)");
    }

    @Test
    void a_migration_that_was_cut_short_goes_on() throws SQLException {
        open(dataSource);
        List<String> whole = history();
        // As after a crash between the statements and the line in the history.
        execute("delete from crmkit.crm_schema_history where version <> 2");

        open(dataSource);

        assertThat(history()).isEqualTo(whole);
    }

    @Test
    void slots_of_before_are_known_after_also_if_it_was_cut_short() throws SQLException {
        open(dataSource);
        execute("drop table crmkit.crm_slot");
        execute("delete from crmkit.crm_schema_history where version = 10");
        for (String statement : List.of(
                "insert into crmkit.crm_workspace (name, secret) values ('w', 's')",
                "insert into crmkit.crm_object (workspace_id, id, bucket, deleted, definition, used_slots) select id,"
                        + " '00000000-0000-7000-8000-000000000001', 0, false, '{}', 'k1,n1,n2,t10' from crmkit.crm_workspace",
                "insert into crmkit.crm_attribute (workspace_id, id, object_id, place, deleted) select id, '00000000-0000-7000-8000-000000000002', '00000000-0000-7000-8000-000000000001', 0,"
                        + " false from crmkit.crm_workspace",
                "insert into crmkit.crm_attribute (workspace_id, id, object_id, place, deleted) select id, '00000000-0000-7000-8000-000000000003', '00000000-0000-7000-8000-000000000001', 1,"
                        + " true from crmkit.crm_workspace",
                "insert into crmkit.crm_component (workspace_id, attribute_id, name, kind, single, slot) select id, '00000000-0000-7000-8000-000000000002',"
                        + " '', 'NUMBER', false, 'n1' from crmkit.crm_workspace",
                "insert into crmkit.crm_component (workspace_id, attribute_id, name, kind, single, slot) select id, '00000000-0000-7000-8000-000000000003',"
                        + " '', 'TEXT', false, 't10' from crmkit.crm_workspace")) {
            execute(statement);
        }

        open(dataSource);

        List<String> slots = List.of("k1 CLOSED", "n1 READY", "n2 CLOSED", "t10 CLOSED");
        assertThat(column("select slot || ' ' || state from crmkit.crm_slot order by slot"))
                .isEqualTo(slots);
        execute("delete from crmkit.crm_schema_history where version = 10");
        open(dataSource);
        assertThat(column("select slot || ' ' || state from crmkit.crm_slot order by slot"))
                .isEqualTo(slots);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ";DATABASE_TO_LOWER=TRUE", ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE"})
    void a_host_may_fold_names_as_it_likes(String options) {
        assertThat(open(database(options)).layoutVersion()).isPositive();
    }

    private static JdbcDataSource database(String options) {
        JdbcDataSource dataSource = new JdbcDataSource();
        dataSource.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1" + options);
        return dataSource;
    }

    private static StorageInfo open(JdbcDataSource dataSource) {
        try (H2Storage storage = H2Storage.using(dataSource)) {
            return storage.open(CONTEXT);
        }
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private List<String> history() throws SQLException {
        return column("select version || ' ' || checksum from crmkit.crm_schema_history order by version");
    }

    private List<String> column(String query) throws SQLException {
        List<String> values = new ArrayList<>();
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                values.add(rows.getString(1));
            }
        }
        return values;
    }
}
