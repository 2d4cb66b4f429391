package dev.crmkit.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crmkit.error.StorageException;
import dev.crmkit.spi.storage.HostTransaction;
import dev.crmkit.spi.storage.NewJob;
import dev.crmkit.spi.storage.StorageCapability;
import dev.crmkit.spi.storage.StorageContext;
import dev.crmkit.spi.storage.StorageInfo;
import dev.crmkit.spi.storage.TransactionRequest;
import dev.crmkit.storage.postgres.TestPostgres.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The database itself keeps workspaces apart, also from a statement that forgets to. */
class RowLevelSecurityIT {
    private static final StorageContext CONTEXT = new StorageContext(null);

    private final TestDatabase database = TestPostgres.newDatabase();

    @BeforeEach
    void fill() {
        try (PostgresStorage storage =
                PostgresStorage.using(database.superuser()).requiringRowLevelSecurity()) {
            StorageInfo info = storage.open(CONTEXT);
            assertThat(info.facts())
                    .containsEntry("rowLevelSecurity", "enforced")
                    .containsEntry("runtimeRole", "crmkit_runtime");
            assertThat(storage.capabilities()).contains(StorageCapability.ROW_LEVEL_SECURITY);
            for (String workspace : List.of("acme", "beta")) {
                storage.inTransaction(TransactionRequest.write(workspace), tx -> {
                    tx.documents().put("view", "of " + workspace, "{}");
                    tx.ledger().add("mails", 1);
                    tx.jobs()
                            .enqueue(
                                    List.of(new NewJob(UUID.randomUUID(), "work", "{}", Duration.ZERO, null, null, 3)));
                    return true;
                });
            }
        }
    }

    @Test
    void without_a_workspace_the_role_sees_nothing() throws SQLException {
        for (String table : tables()) {
            assertThat(asRuntime("", "select count(*) from crmkit." + table))
                    .as(table)
                    .containsExactly("0");
        }
        assertThat(tables()).hasSizeGreaterThan(15);
    }

    @Test
    void with_a_workspace_the_role_sees_that_one() throws SQLException {
        assertThat(asRuntime(enter("acme"), "select name from crmkit.crm_document"))
                .containsExactly("of acme");
        assertThat(asRuntime(enter("acme"), "select workspace from crmkit.crm_workspace_queue"))
                .containsExactly("acme");
        assertThat(asRuntime(enter("acme"), "select name from crmkit.crm_workspace"))
                .containsExactly("acme");
        assertThat(asRuntime(enter("acme"), "select count(*) from crmkit.crm_job"))
                .containsExactly("1");
    }

    @Test
    void with_a_workspace_the_role_writes_into_no_other() throws SQLException {
        List<String> beta = asSuperuser("select id from crmkit.crm_workspace where name = 'beta'");
        String stolen = "update crmkit.crm_document set document = 'stolen' where workspace_id = " + beta.get(0);
        String planted = "insert into crmkit.crm_document values (" + beta.get(0) + ", 'view', 'planted', '{}')";

        assertThat(asRuntime(enter("acme"), stolen + " returning name")).isEmpty();
        assertThatThrownBy(() -> asRuntime(enter("acme"), planted + " returning name"))
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("42501"));
        assertThatThrownBy(() -> asRuntime(
                        enter("acme"),
                        "update crmkit.crm_document set workspace_id = " + beta.get(0) + " returning name"))
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("42501"));
        assertThat(asSuperuser("select name || document from crmkit.crm_document order by 1"))
                .containsExactly("of acme{}", "of beta{}");
    }

    @Test
    void records_are_read_through_views_that_show_one_workspace() throws SQLException {
        fillRecords();

        assertThat(views()).contains("crm_read", "crm_read_s0", "crm_read_s1", "crm_read_s2", "crm_read_s3");
        assertThat(asRuntime(enter("acme"), "select count(*) from crmkit.crm_read"))
                .containsExactly("20000");
        for (String view : views()) {
            assertThat(asRuntime("", "select count(*) from crmkit." + view))
                    .as(view)
                    .containsExactly("0");
            assertThat(asRuntime(
                            enter("acme"),
                            "select count(*) from crmkit." + view
                                    + " where workspace_id <> (select id from crmkit.crm_workspace)"))
                    .as(view)
                    .containsExactly("0");
        }
    }

    @Test
    void nobody_writes_through_the_views() throws SQLException {
        fillRecords();

        for (String view : views()) {
            for (String change : List.of(
                    "delete from crmkit." + view + " returning id",
                    "update crmkit." + view + " set owner = 'stolen' returning id",
                    "insert into crmkit." + view + " (workspace_id) values (1) returning id")) {
                assertThatThrownBy(() -> asRuntime(enter("acme"), change))
                        .as(change)
                        .isInstanceOfSatisfying(
                                SQLException.class,
                                e -> assertThat(e.getSQLState()).isEqualTo("42501"));
            }
        }
    }

    @Test
    void the_views_do_not_cost_the_indexes_of_operators_that_are_not_leakproof() throws SQLException {
        fillRecords();
        String acme = asSuperuser("select id from crmkit.crm_workspace where name = 'acme'")
                .get(0);
        for (String condition : List.of("n1 between 5 and 6", "mv && '{7}'", "t2 like '%word777%'")) {
            String question = " where workspace_id = " + acme + " and object_no = " + acme + " and " + condition;

            assertThat(String.join(
                            "\n", asRuntime(enter("acme"), "explain select id from crmkit.crm_read_s0" + question)))
                    .as(condition)
                    .containsPattern("Index Cond: .*" + condition.substring(0, 2));
            assertThat(String.join(
                            "\n", asRuntime(enter("acme"), "explain select id from crmkit.crm_record_s0" + question)))
                    .as("by the policy: " + condition)
                    .doesNotContainPattern("Index Cond: .*" + condition.substring(0, 2));
        }
    }

    @Test
    void an_owner_that_is_no_superuser_reads_through_the_views_for_the_runtime_role() throws SQLException {
        String owner = "owner_" + database.name();
        TestPostgres.execute(
                database.superuser(),
                "create role " + owner + " login createrole password 'secret'",
                "grant crmkit_runtime to " + owner,
                "grant create on database " + database.name() + " to " + owner);
        try (PostgresStorage storage = PostgresStorage.using(database.as(owner, "secret"))
                .schema("owned")
                .requiringRowLevelSecurity()) {
            assertThat(storage.open(CONTEXT).facts()).containsEntry("runtimeRole", "crmkit_runtime");
        }
        assertThat(asSuperuser(
                        "select tablename from pg_policies where schemaname = 'owned' and policyname = 'crm_owner'"
                                + " order by 1"))
                .containsExactly("crm_record", "crm_record_s0", "crm_record_s1", "crm_record_s2", "crm_record_s3");
        // Once it cannot take the role on any more, nothing holds it.
        TestPostgres.execute(database.superuser(), "revoke crmkit_runtime from " + owner);
        try (PostgresStorage storage =
                PostgresStorage.using(database.as(owner, "secret")).schema("owned")) {
            assertThat(storage.open(CONTEXT).facts()).containsEntry("rowLevelSecurity", "off");
        }
    }

    private void fillRecords() {
        TestPostgres.execute(
                database.superuser(),
                "insert into crmkit.crm_record (workspace_id, bucket, id, object_no, version, created_at, created_by_kind, created_by,"
                        + " updated_at, last_activity_at, vals, n1, mv, t2) select w.id, 0, gen_random_uuid(), w.id, 1, now(), 'USER', 'ada',"
                        + " now(), now(), '{}', n, array[n], 'word' || n from crmkit.crm_workspace w, generate_series(1, 20000) n",
                "vacuum analyze crmkit.crm_record");
    }

    private List<String> views() throws SQLException {
        return asSuperuser("select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace"
                + " where n.nspname = 'crmkit' and c.relkind = 'v' order by 1");
    }

    @Test
    void the_log_cannot_be_rewritten() {
        assertThatThrownBy(() -> asRuntime(enter("acme"), "delete from crmkit.crm_event returning id"))
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("42501"));
        assertThatThrownBy(() ->
                        asRuntime(enter("acme"), "update crmkit.crm_schema_history set version = 99 returning version"))
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("42501"));
    }

    @Test
    void the_queue_sees_jobs_of_all_and_nothing_else() throws SQLException {
        String queue = "select crmkit.crm_enter_queue('crmkit_runtime')";
        assertThat(asRuntime(queue, "select count(*) from crmkit.crm_job")).containsExactly("2");
        assertThat(asRuntime(queue, "select count(*) from crmkit.crm_document")).containsExactly("0");
        assertThat(asRuntime(queue, "select count(*) from crmkit.crm_record")).containsExactly("0");
        assertThat(asRuntime(queue, "select count(*) from crmkit.crm_workspace"))
                .containsExactly("0");
    }

    @Test
    void a_runtime_user_without_rights_of_its_own_works_on_a_layout_that_the_owner_made() throws SQLException {
        String user = "app_" + database.name();
        TestPostgres.execute(
                database.superuser(),
                "create role " + user + " login password 'secret'",
                "grant crmkit_runtime to " + user);
        try (PostgresStorage storage = PostgresStorage.using(database.as(user, "secret"))
                .migratingWith(database.superuser())
                .requiringRowLevelSecurity()) {
            StorageInfo info = storage.open(CONTEXT);

            assertThat(info.facts())
                    .containsEntry("rowLevelSecurity", "enforced")
                    .containsEntry("runtimeRole", user);
            assertThat(info.warnings()).isEmpty();
            List<String> names = storage.inTransaction(TransactionRequest.write("gamma"), tx -> {
                tx.documents().put("view", "of gamma", "{}");
                return tx.documents().names("view");
            });
            assertThat(names).containsExactly("of gamma");
            assertThat(storage.workQueue().claim("node", Set.of("work"), 10, Duration.ofMinutes(1)))
                    .hasSize(2);
            storage.workQueue().upkeep();
        }
    }

    @Test
    void a_plain_owner_is_held_by_force_and_warned() {
        String owner = "owner_" + database.name();
        TestPostgres.execute(
                database.superuser(),
                "create role " + owner + " login password 'secret'",
                "grant create on database " + database.name() + " to " + owner);
        try (PostgresStorage storage = PostgresStorage.using(database.as(owner, "secret"))
                .schema("plain")
                .runtimeRole("nobody_made_this")) {
            StorageInfo info = storage.open(CONTEXT);

            assertThat(info.facts()).containsEntry("rowLevelSecurity", "enforced");
            assertThat(info.warnings())
                    .anySatisfy(warning ->
                            assertThat(warning).contains("owns the tables").contains("nobody_made_this"));
            String secret = storage.inTransaction(
                    TransactionRequest.write("acme"), tx -> tx.workspace().secret());
            assertThat(secret).hasSize(64);
            // A second opening finds the layout and asks for no more rights.
            try (PostgresStorage again = PostgresStorage.using(database.as(owner, "secret"))
                    .schema("plain")
                    .runtimeRole("nobody_made_this")) {
                assertThat(again.open(CONTEXT).layoutVersion()).isEqualTo(info.layoutVersion());
            }
        }
    }

    @Test
    void who_passes_by_it_is_refused_where_it_is_required() {
        String bypassing = "bypassing_" + database.name();
        TestPostgres.execute(
                database.superuser(),
                "create role " + bypassing + " login bypassrls password 'secret'",
                "grant usage on schema crmkit to " + bypassing,
                "grant all on all tables in schema crmkit to " + bypassing,
                "grant all on all sequences in schema crmkit to " + bypassing);
        try (PostgresStorage storage = PostgresStorage.using(database.as(bypassing, "secret"))) {
            StorageInfo info = storage.open(CONTEXT);
            assertThat(info.facts()).containsEntry("rowLevelSecurity", "off");
            assertThat(info.warnings())
                    .anySatisfy(warning -> assertThat(warning).contains(bypassing));
            assertThat(storage.capabilities()).doesNotContain(StorageCapability.ROW_LEVEL_SECURITY);
        }
        try (PostgresStorage storage =
                PostgresStorage.using(database.as(bypassing, "secret")).requiringRowLevelSecurity()) {
            assertThatThrownBy(() -> storage.open(CONTEXT))
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("required");
        }
    }

    @Test
    void a_host_gets_its_role_and_settings_back() throws SQLException {
        try (PostgresStorage storage = PostgresStorage.using(database.superuser());
                Connection host = database.superuser().getConnection()) {
            storage.open(CONTEXT);
            host.setAutoCommit(false);
            String settings = "select current_user || current_setting('search_path')"
                    + " || coalesce(current_setting('crmkit.workspace', true), '')"
                    + " || coalesce(current_setting('crmkit.queue', true), '')";
            List<String> before = column(host, settings);
            storage.inTransaction(
                    new TransactionRequest("acme", TransactionRequest.Mode.WRITE, HostTransaction.on(host)), tx -> {
                        tx.documents().put("view", "joined", "{}");
                        return true;
                    });
            assertThat(column(host, settings)).isEqualTo(before);
            assertThatThrownBy(() -> storage.inTransaction(
                            new TransactionRequest("acme", TransactionRequest.Mode.WRITE, HostTransaction.on(host)),
                            tx -> {
                                throw new IllegalStateException("no");
                            }))
                    .hasMessage("no");
            assertThat(column(host, settings)).isEqualTo(before);
            host.commit();
        }
        assertThat(asRuntime(enter("acme"), "select name from crmkit.crm_document order by 1"))
                .containsExactly("joined", "of acme");
    }

    private List<String> tables() throws SQLException {
        return asSuperuser("select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace"
                + " where n.nspname = 'crmkit' and c.relkind in ('r', 'p') and c.relname <> 'crm_schema_history'");
    }

    private static String enter(String workspace) {
        return "select crmkit.crm_enter('" + workspace + "', 'crmkit_runtime', 'READ')";
    }

    private List<String> asSuperuser(String query) throws SQLException {
        try (Connection connection = database.superuser().getConnection()) {
            return column(connection, query);
        }
    }

    private List<String> asRuntime(String first, String query) throws SQLException {
        try (Connection connection = database.superuser().getConnection()) {
            connection.setAutoCommit(false);
            column(connection, first.isEmpty() ? "select set_config('role', 'crmkit_runtime', true)" : first);
            List<String> values = column(connection, query);
            connection.rollback();
            return values;
        }
    }

    private static List<String> column(Connection connection, String query) throws SQLException {
        List<String> values = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                values.add(rows.getString(1));
            }
        }
        return values;
    }
}
