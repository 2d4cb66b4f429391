package dev.crmkit.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crmkit.error.StorageException;
import dev.crmkit.spi.storage.HostTransaction;
import dev.crmkit.spi.storage.Storage;
import dev.crmkit.spi.storage.StorageContext;
import dev.crmkit.spi.storage.TransactionRequest;
import dev.crmkit.spi.storage.WorkspaceState;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.transaction.support.TransactionTemplate;

/** Whose transaction it is, what is kept of it and what is not. */
abstract class TransactionContract {
    private final Database database = database();
    private final DataSource dataSource = database.dataSource();
    private final Storage storage = database.storage().apply(dataSource);
    private final ExecutorService threads = Executors.newFixedThreadPool(8);

    abstract Database database();

    @BeforeEach
    void open() {
        storage.open(new StorageContext(null));
        Database.execute(dataSource, "create table host_note (note varchar(100) primary key)");
    }

    @AfterEach
    void close() {
        threads.shutdownNow();
        storage.close();
    }

    @Test
    void what_returns_is_committed_and_what_throws_is_not() {
        put("kept");

        IllegalStateException failure = new IllegalStateException("no");
        assertThatThrownBy(() -> storage.inTransaction(TransactionRequest.write("acme"), tx -> {
                    tx.documents().put("view", "lost", "{}");
                    throw failure;
                }))
                .isSameAs(failure);

        assertThat(names("acme")).containsExactly("kept");
    }

    @Test
    void what_is_undone_leaves_the_transaction_usable() {
        storage.inTransaction(TransactionRequest.write("acme"), tx -> {
            tx.documents().put("view", "before", "{}");
            assertThatThrownBy(() -> tx.atomically(() -> {
                        tx.documents().put("view", "inside", "{}");
                        throw new IllegalStateException("undo");
                    }))
                    .hasMessage("undo");
            tx.atomically(() -> {
                tx.documents().put("view", "after", "{}");
                return true;
            });
            return true;
        });

        assertThat(names("acme")).containsExactly("after", "before");
    }

    @Test
    void a_workspace_comes_into_being_with_the_first_write() {
        WorkspaceState unknown = state("acme");
        WorkspaceState made = storage.inTransaction(TransactionRequest.write("acme"), tx -> tx.workspace());
        WorkspaceState other = storage.inTransaction(TransactionRequest.write("beta"), tx -> tx.workspace());

        assertThat(unknown.secret()).isEmpty();
        assertThat(made.secret()).matches("[0-9a-f]{64}").isNotEqualTo(other.secret());
        assertThat(state("acme")).isEqualTo(made);
    }

    @Test
    void many_first_writes_at_once_make_one_workspace() throws Exception {
        CyclicBarrier together = new CyclicBarrier(8);
        List<Future<String>> writers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            int writer = i;
            writers.add(threads.submit(() -> {
                together.await();
                return storage.inTransaction(TransactionRequest.write("busy"), tx -> {
                    tx.ledger().add("writes", 1);
                    tx.documents().put("view", "v" + writer, "{}");
                    return tx.workspace().secret();
                });
            }));
        }

        for (Future<String> writer : writers) {
            assertThat(writer.get()).isEqualTo(state("busy").secret());
        }
        Map<String, Long> totals = storage.inTransaction(
                TransactionRequest.read("busy"), tx -> tx.ledger().totals(Set.of("writes")));
        assertThat(totals).containsEntry("writes", 8L);
    }

    @Test
    void a_transaction_is_dead_once_its_work_has_returned() {
        var escaped = storage.inTransaction(TransactionRequest.write("acme"), tx -> tx.documents());

        assertThatThrownBy(() -> escaped.names("view"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("ended");
    }

    @Test
    void workspaces_do_not_see_each_other() {
        put("mine");

        assertThat(names("beta")).isEmpty();
        assertThat(names("acme")).containsExactly("mine");
    }

    @Test
    void a_host_commits_what_it_joined() throws SQLException {
        try (Connection host = dataSource.getConnection()) {
            host.setAutoCommit(false);
            note(host, "host");
            joined(host, "crm");
            assertThat(names("acme")).isEmpty();
            host.commit();
        }
        assertThat(names("acme")).containsExactly("crm");
        assertThat(notes()).containsExactly("host");
    }

    @Test
    void a_host_rolls_back_what_it_joined() throws SQLException {
        try (Connection host = dataSource.getConnection()) {
            host.setAutoCommit(false);
            note(host, "host");
            joined(host, "crm");
            host.rollback();
        }
        assertThat(names("acme")).isEmpty();
        assertThat(notes()).isEmpty();
    }

    @Test
    void work_that_fails_in_a_hosts_transaction_leaves_it_usable() throws SQLException {
        try (Connection host = dataSource.getConnection()) {
            host.setAutoCommit(false);
            note(host, "before");
            assertThatThrownBy(() -> storage.inTransaction(onHost(host), tx -> {
                        tx.documents().put("view", "lost", "{}");
                        tx.documents().put("view", "x".repeat(1_000), "{}");
                        return true;
                    }))
                    .isInstanceOf(StorageException.class);
            note(host, "after");
            joined(host, "kept");
            host.commit();
            assertThat(host.isClosed()).isFalse();
        }
        assertThat(notes()).containsExactly("after", "before");
        assertThat(names("acme")).containsExactly("kept");
    }

    @Test
    void a_hosts_connection_with_auto_commit_is_refused() throws SQLException {
        try (Connection host = dataSource.getConnection()) {
            assertThatThrownBy(() -> joined(host, "x"))
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("setAutoCommit(false)");
        }
        assertThat(names("acme")).isEmpty();
    }

    @Test
    void springs_transaction_is_joined() {
        DataSourceTransactionManager transactions = new DataSourceTransactionManager(dataSource);
        TransactionTemplate spring = new TransactionTemplate(transactions);
        JdbcTemplate jdbc = new JdbcTemplate(dataSource);
        try (Storage joining = database.joining().apply(new TransactionAwareDataSourceProxy(dataSource))) {
            joining.open(new StorageContext(null));

            spring.executeWithoutResult(status -> {
                jdbc.update("insert into host_note values ('rolled back')");
                putIn(joining, "rolled back");
                status.setRollbackOnly();
            });
            assertThat(names("acme")).isEmpty();
            assertThat(notes()).isEmpty();

            spring.executeWithoutResult(status -> {
                jdbc.update("insert into host_note values ('together')");
                assertThatThrownBy(() -> joining.inTransaction(TransactionRequest.write("acme"), tx -> {
                            tx.documents().put("view", "undone", "{}");
                            throw new IllegalStateException("undo");
                        }))
                        .hasMessage("undo");
                putIn(joining, "together");
            });
            assertThat(names("acme")).containsExactly("together");
            assertThat(notes()).containsExactly("together");

            putIn(joining, "alone");
            assertThat(names("acme")).containsExactly("alone", "together");
        }
    }

    @Test
    void connections_go_back_as_they_came() throws SQLException {
        try (Connection only = dataSource.getConnection();
                Storage single = database.storage().apply(new LoneConnection(only, dataSource))) {
            single.open(new StorageContext(null));
            int isolation = only.getTransactionIsolation();

            putIn(single, "x");
            assertThatThrownBy(() -> single.inTransaction(TransactionRequest.write("acme"), tx -> {
                        throw new IllegalStateException("no");
                    }))
                    .hasMessage("no");

            assertThat(only.getAutoCommit()).isTrue();
            assertThat(only.getTransactionIsolation()).isEqualTo(isolation);
        }
    }

    @Test
    void the_second_taker_of_a_key_waits_for_the_first() throws Exception {
        CountDownLatch taken = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        Instant now = Instant.parse("2026-03-01T00:00:00Z");
        Future<?> first = threads.submit(() -> storage.inTransaction(TransactionRequest.write("acme"), tx -> {
            assertThat(tx.ledger().claim("key", "f", now.plusSeconds(60), now)).isEmpty();
            taken.countDown();
            await(release);
            tx.ledger().fulfil("key", "first");
            return true;
        }));
        assertThat(taken.await(20, TimeUnit.SECONDS)).isTrue();
        Future<String> second = threads.submit(() -> storage.inTransaction(
                TransactionRequest.write("acme"),
                tx -> tx.ledger()
                        .claim("key", "f", now.plusSeconds(60), now)
                        .orElseThrow()
                        .result()));
        release.countDown();
        first.get();

        assertThat(second.get()).isEqualTo("first");
        // From the moment it expires it counts as never used.
        assertThat(storage.<Boolean>inTransaction(
                        TransactionRequest.write("acme"),
                        tx -> tx.ledger()
                                .claim("key", "f", now.plusSeconds(120), now.plusSeconds(60))
                                .isEmpty()))
                .isTrue();
    }

    @Test
    void a_named_lock_has_one_holder() throws Exception {
        int[] inside = new int[2];
        List<Future<?>> takers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            takers.add(threads.submit(() -> storage.inTransaction(TransactionRequest.write("acme"), tx -> {
                tx.ledger().lock("hierarchy");
                inside[0]++;
                inside[1] = Math.max(inside[1], inside[0]);
                tx.documents().put("view", "lock", "{}");
                inside[0]--;
                return true;
            })));
        }
        for (Future<?> taker : takers) {
            taker.get();
        }
        assertThat(inside).containsExactly(0, 1);
    }

    @Test
    void folding_loses_no_addition() throws Exception {
        List<Future<?>> writers = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            writers.add(threads.submit(() -> {
                for (int n = 0; n < 50; n++) {
                    storage.inTransaction(TransactionRequest.write("acme"), tx -> {
                        tx.ledger().add("mails", 2);
                        return true;
                    });
                }
                return true;
            }));
        }
        for (int i = 0; i < 2; i++) {
            writers.add(threads.submit(() -> {
                for (int n = 0; n < 20; n++) {
                    storage.workQueue().upkeep();
                }
                return true;
            }));
        }
        for (Future<?> writer : writers) {
            writer.get();
        }
        storage.workQueue().upkeep();

        assertThat(storage.<Map<String, Long>>inTransaction(
                        TransactionRequest.read("acme"), tx -> tx.ledger().totals(Set.of("mails", "none"))))
                .isEqualTo(Map.of("mails", 600L, "none", 0L));
        assertThat(new JdbcTemplate(dataSource).queryForObject("select count(*) from crmkit.crm_counter", Long.class))
                .isEqualTo(1);
    }

    private void put(String name) {
        putIn(storage, name);
    }

    private static void putIn(Storage storage, String name) {
        storage.inTransaction(TransactionRequest.write("acme"), tx -> {
            tx.documents().put("view", name, "{}");
            return true;
        });
    }

    private void joined(Connection host, String name) {
        storage.inTransaction(onHost(host), tx -> {
            tx.documents().put("view", name, "{}");
            return true;
        });
    }

    private static TransactionRequest onHost(Connection host) {
        return new TransactionRequest("acme", TransactionRequest.Mode.WRITE, HostTransaction.on(host));
    }

    private List<String> names(String workspace) {
        return storage.inTransaction(
                TransactionRequest.read(workspace), tx -> tx.documents().names("view"));
    }

    private WorkspaceState state(String workspace) {
        return storage.inTransaction(TransactionRequest.read(workspace), tx -> tx.workspace());
    }

    private static void note(Connection host, String note) throws SQLException {
        try (Statement statement = host.createStatement()) {
            statement.execute("insert into host_note values ('" + note + "')");
        }
    }

    private List<String> notes() {
        List<String> notes = new ArrayList<>();
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select note from host_note order by note")) {
            while (rows.next()) {
                notes.add(rows.getString(1));
            }
        } catch (SQLException e) {
            throw new IllegalStateException("The notes could not be read", e);
        }
        return notes;
    }

    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(20, TimeUnit.SECONDS)) {
                throw new IllegalStateException("Waited too long");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted", e);
        }
    }
}
