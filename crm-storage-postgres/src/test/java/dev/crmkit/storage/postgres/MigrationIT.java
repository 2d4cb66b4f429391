package dev.crmkit.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.StorageException;
import dev.crmkit.spi.storage.StorageContext;
import dev.crmkit.spi.storage.StorageInfo;
import dev.crmkit.spi.storage.TransactionRequest;
import dev.crmkit.storage.jooq.ConnectionSource;
import dev.crmkit.storage.jooq.Migration;
import dev.crmkit.storage.jooq.RelationalSettings;
import dev.crmkit.storage.jooq.RelationalStorage;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

class MigrationIT {
    private static final StorageContext CONTEXT = new StorageContext(null);

    private final DataSource dataSource = TestPostgres.newDatabase().superuser();

    @Test
    void opening_twice_migrates_once() throws SQLException {
        StorageInfo first = open();
        List<String> history =
                column("select version || ' ' || checksum || ' ' || applied_at from crmkit.crm_schema_history"
                        + " order by version");

        StorageInfo second = open();

        assertThat(first.product()).startsWith("PostgreSQL ");
        assertThat(first.layoutVersion()).isEqualTo(second.layoutVersion()).isEqualTo(history.size());
        assertThat(column("select version || ' ' || checksum || ' ' || applied_at from crmkit.crm_schema_history"
                        + " order by version"))
                .isEqualTo(history);
    }

    @Test
    void two_nodes_may_open_at_once() throws Exception {
        int nodes = 6;
        CyclicBarrier together = new CyclicBarrier(nodes);
        ExecutorService threads = Executors.newFixedThreadPool(nodes);
        try {
            List<Future<StorageInfo>> opening = new ArrayList<>();
            for (int i = 0; i < nodes; i++) {
                Callable<StorageInfo> node = () -> {
                    together.await();
                    return open();
                };
                opening.add(threads.submit(node));
            }
            for (Future<StorageInfo> node : opening) {
                assertThat(node.get().layoutVersion()).isPositive();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(column("select count(*) - count(distinct version) from crmkit.crm_schema_history"))
                .containsExactly("0");
    }

    @Test
    void a_newer_layout_is_refused() {
        open();
        TestPostgres.execute(
                dataSource,
                "insert into crmkit.crm_schema_history (version, description, checksum) values (999, 'future', 'x')");

        assertThatThrownBy(this::open)
                .isInstanceOfSatisfying(StorageException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.STORAGE_NEWER_SCHEMA);
                    assertThat(e.isRetryable()).isFalse();
                })
                .hasMessageContaining("999")
                .hasMessageContaining("newer");
    }

    @Test
    void a_changed_migration_is_refused() {
        open();
        TestPostgres.execute(dataSource, "update crmkit.crm_schema_history set checksum = 'other' where version = 1");

        assertThatThrownBy(this::open)
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("Migration 1 (foundation)")
                .hasMessageContaining("other");
    }

    @Test
    void a_migration_that_fails_leaves_nothing() throws SQLException {
        Migration good = new Migration(1, "good", "create table crm_event (id int);\n");
        Migration bad = new Migration(2, "bad", "create table half (id int);\nselect nonsense;\n");
        try (RelationalStorage storage = RelationalStorage.onPostgres(new RelationalSettings(
                "PostgreSQL",
                ConnectionSource.lent(dataSource),
                null,
                false,
                "crmkit",
                List.of(good, bad),
                "crmkit_runtime",
                false))) {
            assertThatThrownBy(() -> storage.open(CONTEXT))
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("Migration 2 (bad)")
                    .hasRootCauseInstanceOf(SQLException.class);
        }

        assertThat(column("select version from crmkit.crm_schema_history")).containsExactly("1");
        assertThat(column("select tablename from pg_tables where schemaname = 'crmkit'"))
                .contains("crm_event")
                .doesNotContain("half");
    }

    @Test
    void buckets_of_earlier_layouts_become_lighter_with_their_records() throws SQLException {
        try (RelationalStorage earlier = RelationalStorage.onPostgres(new RelationalSettings(
                "PostgreSQL",
                ConnectionSource.lent(dataSource),
                null,
                false,
                "crmkit",
                PostgresStorage.migrations().subList(0, 12),
                "crmkit_runtime",
                false))) {
            earlier.open(CONTEXT);
        }
        TestPostgres.execute(dataSource, "select crmkit.crm_create_bucket(16, 'crmkit_runtime')");
        TestPostgres.execute(
                dataSource,
                "insert into crmkit.crm_record_b16 (workspace_id, bucket, id, object_no, version, created_at,"
                        + " created_by_kind, created_by, updated_at, last_activity_at, vals)"
                        + " values (1, 16, gen_random_uuid(), 1, 1, now(), 'USER', 'ada', now(), now(), '{\"a\": 1.50}')");
        TestPostgres.execute(
                dataSource, "create index crm_record_b16_id on crmkit.crm_record_b16 (id) include (archived_at)");

        open();

        assertThat(column("select vals ->> 'a' || ' ' || pg_typeof(vals) from crmkit.crm_record_b16"))
                .containsExactly("1.50 json");
        assertThat(column("select indexdef from pg_indexes where tablename = 'crm_record_b16'"))
                .singleElement()
                .asString()
                .contains("(id, workspace_id, bucket) INCLUDE (archived_at)");
        assertThat(column("select viewname from pg_views where schemaname = 'crmkit' order by 1"))
                .containsExactly(
                        "crm_read", "crm_read_b16", "crm_read_s0", "crm_read_s1", "crm_read_s2", "crm_read_s3");
    }

    @Test
    void every_key_has_the_workspace() throws SQLException {
        open();

        List<String> strayKeys = column("select c.conrelid::regclass || ' ' || c.conname from pg_constraint c"
                + " join pg_namespace n on n.oid = c.connamespace"
                + " where n.nspname = 'crmkit' and c.contype in ('p', 'u', 'f')"
                + " and not exists (select from pg_attribute a where a.attrelid = c.conrelid"
                + " and a.attnum = any(c.conkey) and a.attname = 'workspace_id')"
                + " and c.conrelid::regclass::text not in ('crmkit.crm_workspace', 'crmkit.crm_schema_history')");
        assertThat(strayKeys).isEmpty();
        assertThat(column("select count(*) from pg_constraint c join pg_namespace n on n.oid = c.connamespace"
                        + " where n.nspname = 'crmkit' and c.contype = 'p'"))
                .first()
                .satisfies(keys -> assertThat(Integer.parseInt(keys)).isGreaterThan(10));
    }

    @Test
    void the_schema_can_be_another() throws SQLException {
        try (PostgresStorage storage = PostgresStorage.using(dataSource).schema("acme_crm")) {
            StorageInfo info = storage.open(CONTEXT);
            assertThat(info.facts()).containsEntry("schema", "acme_crm");
            storage.inTransaction(TransactionRequest.write("w"), tx -> {
                tx.documents().put("view", "mine", "{}");
                return true;
            });
        }
        assertThat(column("select name from acme_crm.crm_document")).containsExactly("mine");
        assertThat(column("select nspname from pg_namespace where nspname = 'crmkit'"))
                .isEmpty();
    }

    @Test
    void slots_of_before_are_known_to_a_plain_owner_after() throws SQLException {
        TestPostgres.TestDatabase database = TestPostgres.newDatabase();
        String owner = "owner_" + database.name();
        TestPostgres.execute(
                database.superuser(),
                "create role " + owner + " login password 'secret'",
                "grant create on database " + database.name() + " to " + owner);
        List<Migration> before = Stream.of(
                        "V001__foundation",
                        "V002__records",
                        "V003__edges",
                        "V004__schema_lock",
                        "V005__items",
                        "V006__document_version",
                        "V007__record_alias",
                        "V008__event_channel",
                        "V009__moves")
                .map(name -> Migration.beside(PostgresStorage.class, name + ".sql"))
                .toList();
        try (RelationalStorage storage = RelationalStorage.onPostgres(new RelationalSettings(
                "PostgreSQL",
                ConnectionSource.lent(database.as(owner, "secret")),
                null,
                false,
                "crmkit",
                before,
                "crmkit_runtime",
                false))) {
            storage.open(CONTEXT);
        }
        TestPostgres.execute(
                database.superuser(),
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
                        + " '', 'TEXT', false, 't10' from crmkit.crm_workspace");

        try (PostgresStorage storage = PostgresStorage.using(database.as(owner, "secret"))) {
            storage.open(CONTEXT);
        }

        assertThat(column(database.superuser(), "select slot || ' ' || state from crmkit.crm_slot order by slot"))
                .containsExactly("k1 CLOSED", "n1 READY", "n2 CLOSED", "t10 CLOSED");
        assertThat(column(
                        database.superuser(),
                        "select relname from pg_class where relforcerowsecurity and relname in ('crm_object',"
                                + " 'crm_attribute', 'crm_component', 'crm_slot')"))
                .hasSize(4);
    }

    private StorageInfo open() {
        try (PostgresStorage storage = PostgresStorage.using(dataSource)) {
            return storage.open(CONTEXT);
        }
    }

    private List<String> column(String query) throws SQLException {
        return column(dataSource, query);
    }

    private static List<String> column(DataSource dataSource, String query) throws SQLException {
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
