package dev.crmkit.testkit.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.UnsupportedCapabilityException;
import dev.crmkit.spi.storage.ClaimedJob;
import dev.crmkit.spi.storage.Home;
import dev.crmkit.spi.storage.HostTransaction;
import dev.crmkit.spi.storage.IndexOrder;
import dev.crmkit.spi.storage.NewJob;
import dev.crmkit.spi.storage.Predicate;
import dev.crmkit.spi.storage.Relocation;
import dev.crmkit.spi.storage.Storage;
import dev.crmkit.spi.storage.StorageCapability;
import dev.crmkit.spi.storage.StorageContext;
import dev.crmkit.spi.storage.StorageTransaction;
import dev.crmkit.spi.storage.StoredPlacement;
import dev.crmkit.spi.storage.StoredRecord;
import dev.crmkit.spi.storage.TransactionRequest;
import dev.crmkit.testkit.SpecRule;
import dev.crmkit.testkit.internal.race.Race;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.function.Executable;

/** Rules STO-14. Which of its tests there are depends on what the storage declares. */
abstract class CapabilityRules {
    /** More steps than a small move can have. */
    private static final int MOST_STEPS = 200;

    private final StorageTck kit;

    CapabilityRules(StorageTck kit) {
        this.kit = kit;
    }

    private Stream<DynamicTest> ifDeclared(StorageCapability capability, String name, Executable test) {
        return kit.declares(capability) ? Stream.of(dynamicTest(name, test)) : Stream.empty();
    }

    @TestFactory
    @SpecRule("STO-14.1")
    @DisplayName("A storage that cannot join a host transaction refuses one")
    Stream<DynamicTest> refusal() {
        return kit.declares(StorageCapability.JOIN_HOST_TRANSACTION)
                ? Stream.empty()
                : Stream.of(dynamicTest("without JOIN_HOST_TRANSACTION it " + KitReport.REFUSAL + " a host's", () -> {
                    Desk desk = kit.desk();
                    Draft draft = desk.draft();
                    List<String> ran = new ArrayList<>();
                    assertThatThrownBy(() -> kit.storage().inTransaction(joining(desk, untouchable()), transaction -> {
                                ran.add("ran");
                                Desk.store(transaction, draft);
                                return true;
                            }))
                            .isInstanceOfSatisfying(
                                    UnsupportedCapabilityException.class,
                                    refused -> assertThat(refused.code()).isEqualTo(ErrorCode.CAPABILITY_MISSING));
                    assertThat(ran).isEmpty();
                    assertThat(desk.find(draft.id)).isNull();
                }));
    }

    /** A connection that fails whoever touches it. */
    private static Connection untouchable() {
        return (Connection) Proxy.newProxyInstance(
                CapabilityRules.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (proxy, method, arguments) -> {
                    throw new SQLException("Nobody should call " + method.getName() + " on this connection");
                });
    }

    private static TransactionRequest joining(Desk desk, Connection connection) {
        return new TransactionRequest(desk.workspace, TransactionRequest.Mode.WRITE, HostTransaction.on(connection));
    }

    private static void join(Desk desk, Connection connection, Draft draft) {
        desk.storage.<Boolean>inTransaction(joining(desk, connection), transaction -> {
            Desk.store(transaction, draft);
            return true;
        });
    }

    /** Runs a test on a host's connection with a table of the host, which is empty. */
    private void onHost(HostWork work) throws SQLException {
        try (Connection connection = kit.hostConnection(kit.storage())) {
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                statement.executeUpdate("create table if not exists crmkit_tck_host (n int)");
                statement.executeUpdate("delete from crmkit_tck_host");
            }
            connection.commit();
            work.run(connection);
            connection.rollback();
        }
    }

    private static void insertRow(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate("insert into crmkit_tck_host values (1)");
        }
    }

    private static int rows(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("select count(*) from crmkit_tck_host")) {
            result.next();
            return result.getInt(1);
        }
    }

    @TestFactory
    @SpecRule("STO-14.2")
    @DisplayName("In a host's transaction: what was written comes with the host's commit")
    Stream<DynamicTest> hostCommits() {
        return ifDeclared(StorageCapability.JOIN_HOST_TRANSACTION, "commit", this::hostCommit);
    }

    private void hostCommit() throws SQLException {
        Desk desk = kit.desk();
        Draft first = desk.draft();
        Draft second = desk.draft();
        onHost(connection -> {
            insertRow(connection);
            join(desk, connection, first);
            join(desk, connection, second);
            int seen = desk.storage.inTransaction(
                    joining(desk, connection),
                    transaction -> transaction
                            .records()
                            .load(List.of(first.id, second.id))
                            .size());
            assertThat(seen).as("the same host transaction sees both").isEqualTo(2);
            assertThat(desk.find(first.id)).as("before the host commits").isNull();
            connection.commit();
            assertThat(rows(connection)).isEqualTo(1);
        });
        assertThat(desk.find(first.id)).isNotNull();
        assertThat(desk.find(second.id)).isNotNull();
    }

    @TestFactory
    @SpecRule("STO-14.3")
    @DisplayName("In a host's transaction: what was written goes with the host's rollback")
    Stream<DynamicTest> hostRollsBack() {
        return ifDeclared(StorageCapability.JOIN_HOST_TRANSACTION, "rollback", () -> {
            Desk desk = kit.desk();
            Draft draft = desk.draft();
            onHost(connection -> {
                insertRow(connection);
                join(desk, connection, draft);
                connection.rollback();
                assertThat(rows(connection)).isZero();
            });
            assertThat(desk.find(draft.id)).isNull();
        });
    }

    @TestFactory
    @SpecRule("STO-14.4")
    @DisplayName("In a host's transaction: work that throws is undone, and the rest stays usable")
    Stream<DynamicTest> workThrows() {
        return ifDeclared(StorageCapability.JOIN_HOST_TRANSACTION, "work throws", () -> {
            Desk desk = kit.desk();
            Draft kept = desk.draft();
            Draft undone = desk.draft();
            Draft after = desk.draft();
            onHost(connection -> {
                insertRow(connection);
                join(desk, connection, kept);
                assertThatThrownBy(() -> desk.storage.<Boolean>inTransaction(joining(desk, connection), transaction -> {
                            Desk.store(transaction, undone);
                            throw new IllegalStateException("no");
                        }))
                        .hasMessage("no");
                assertThatThrownBy(() -> join(desk, connection, new Draft(desk.main.object, kept.id)))
                        .as("a failure in the database")
                        .isInstanceOf(RuntimeException.class);
                join(desk, connection, after);
                insertRow(connection);
                connection.commit();
                assertThat(rows(connection)).isEqualTo(2);
            });
            assertThat(desk.find(kept.id)).isNotNull();
            assertThat(desk.find(undone.id)).isNull();
            assertThat(desk.find(after.id)).isNotNull();
        });
    }

    @TestFactory
    @SpecRule("STO-14.5")
    @DisplayName("In a host's transaction: the connection is left open, with auto-commit off, as it was")
    Stream<DynamicTest> connectionUntouched() {
        return ifDeclared(StorageCapability.JOIN_HOST_TRANSACTION, "connection", () -> {
            Desk desk = kit.desk();
            onHost(connection -> {
                int isolation = connection.getTransactionIsolation();
                boolean readOnly = connection.isReadOnly();
                join(desk, connection, desk.draft());
                assertThat(connection.isClosed()).isFalse();
                assertThat(connection.getAutoCommit()).isFalse();
                assertThat(connection.getTransactionIsolation()).isEqualTo(isolation);
                assertThat(connection.isReadOnly()).isEqualTo(readOnly);
                connection.commit();
            });
        });
    }

    @TestFactory
    @SpecRule("STO-14.6")
    @DisplayName("A durable storage that is closed and opened again has everything")
    Stream<DynamicTest> durable() {
        return ifDeclared(StorageCapability.DURABLE, "closed and opened again", () -> {
            Storage first = opened(kit.fresh());
            Desk desk = kit.desk(first);
            Draft draft = desk.draft().named("kept").takes(Desk.key(desk.main, "key"));
            desk.store(draft);
            desk.run(transaction -> {
                transaction.documents().put("kind", "name", "{}");
                transaction.ledger().add("counter", 3);
                transaction.schema().putSettings(Json.of("a", "b"));
            });
            String secret = desk.read(t -> t.workspace().secret());
            first.close();
            try (Storage second = opened(kit.reopen(first))) {
                Desk again = desk.through(second);
                StoredRecord found = again.get(draft.id);
                assertThat(found.displayName()).isEqualTo("kept");
                again.run(transaction -> {
                    assertThat(transaction.workspace().secret()).isEqualTo(secret);
                    assertThat(transaction.documents().names("kind")).containsExactly("name");
                    assertThat(transaction.ledger().totals(Set.of("counter"))).containsEntry("counter", 3L);
                    assertThat(transaction.schema().definitions()).containsKey(desk.main.object);
                });
            }
        });
    }

    private Storage opened(Storage storage) {
        storage.open(new StorageContext(kit.clock()));
        return storage;
    }

    @TestFactory
    @SpecRule("STO-14.7")
    @DisplayName("Many nodes on one place: they see each other's commits and wait for each other's locks")
    Stream<DynamicTest> manyNodes() {
        return ifDeclared(
                StorageCapability.MANY_NODES,
                "two nodes",
                () -> onTwoNodes(nodes -> {
                    Desk one = nodes.get(0);
                    Desk two = nodes.get(1);
                    Draft draft = one.draft();
                    one.store(draft);
                    assertThat(two.get(draft.id).version()).isEqualTo(1);
                    List<Future<Long>> waiting = new ArrayList<>();
                    one.run(transaction -> {
                        StoredRecord record =
                                transaction.records().lock(List.of(draft.id)).get(0);
                        waiting.add(kit.race()
                                .start(() -> two.write(other -> other.records()
                                        .lock(List.of(draft.id))
                                        .get(0)
                                        .version())));
                        assertThat(Race.isWaiting(waiting.get(0))).isTrue();
                        Desk.store(transaction, Draft.after(record));
                    });
                    assertThat(Race.result(waiting.get(0))).isEqualTo(2);
                }));
    }

    @TestFactory
    @SpecRule("STO-14.7")
    @DisplayName("Many nodes on one place: a changed definition is known to the other node at once")
    Stream<DynamicTest> manyNodesSchema() {
        return ifDeclared(
                StorageCapability.MANY_NODES,
                "schema",
                () -> onTwoNodes(nodes -> {
                    Desk one = nodes.get(0);
                    Desk two = nodes.get(1);
                    two.store(two.draft());
                    Desk another = Desk.in(one.storage, one.workspace, kit.seed() + 1);
                    one.run(transaction -> transaction.schema().put(another.main.layout(), "{}"));
                    Draft draft = another.draft().named("new object");
                    two.run(transaction -> Desk.store(transaction, draft));
                    assertThat(one.get(draft.id).displayName()).isEqualTo("new object");
                }));
    }

    @TestFactory
    @SpecRule("STO-14.7")
    @DisplayName("Many nodes on one place: each job is handed to one of them")
    Stream<DynamicTest> manyNodesQueue() {
        return ifDeclared(
                StorageCapability.MANY_NODES,
                "jobs",
                () -> onTwoNodes(nodes -> {
                    Desk one = nodes.get(0);
                    String kind = "nodes-" + one.workspace;
                    List<NewJob> jobs = new ArrayList<>();
                    for (int i = 0; i < 20; i++) {
                        jobs.add(new NewJob(one.newId(), kind, "{}", Duration.ZERO, null, null, 1));
                    }
                    one.run(transaction -> transaction.jobs().enqueue(jobs));
                    Queue<ClaimedJob> claimed = new ConcurrentLinkedQueue<>();
                    kit.race().together(4, number -> {
                        while (claimed.size() < jobs.size()) {
                            claimed.addAll(nodes.get(number % 2)
                                    .storage
                                    .workQueue()
                                    .claim("node" + number, Set.of(kind), 2, Shift.LEASE));
                        }
                        return true;
                    });
                    assertThat(claimed)
                            .extracting(ClaimedJob::id)
                            .doesNotHaveDuplicates()
                            .hasSize(20);
                }));
    }

    @TestFactory
    @SpecRule("STO-14.9")
    @DisplayName("A storage that keeps all objects alike refuses to move them")
    Stream<DynamicTest> keepsAllAlike() {
        return kit.declares(StorageCapability.RELOCATION)
                ? Stream.empty()
                : Stream.of(dynamicTest("without RELOCATION it " + KitReport.REFUSAL + " to move records", () -> {
                    Desk desk = kit.desk();
                    for (Executable call : List.<Executable>of(
                            () -> kit.storage().relocation(), () -> desk.look(StorageTransaction::placements))) {
                        assertThatThrownBy(call::execute)
                                .isInstanceOfSatisfying(
                                        UnsupportedCapabilityException.class,
                                        refused -> assertThat(refused.code()).isEqualTo(ErrorCode.CAPABILITY_MISSING));
                    }
                }));
    }

    @TestFactory
    @SpecRule("STO-14.10")
    @DisplayName("Records move to a place of their own and back, and nobody notices")
    Stream<DynamicTest> moves() {
        return ifDeclared(StorageCapability.RELOCATION, "there and back", () -> {
            Desk desk = kit.desk();
            for (int i = 0; i < 12; i++) {
                desk.store(desk.draft().named("before " + i));
            }
            for (Home goal : List.of(Home.OWN, Home.SHARED, Home.OWN)) {
                moveStep(desk, goal);
                // Turns round at once, and once more.
                moveStep(desk, goal == Home.OWN ? Home.SHARED : Home.OWN);
                int steps = 0;
                Relocation.Progress progress = moveStep(desk, goal);
                while (progress != Relocation.Progress.DONE) {
                    assertThat(steps++).as("steps").isLessThan(MOST_STEPS);
                    progress = advance(desk);
                    writeAndAsk(desk);
                }
                StoredPlacement placement = placement(desk);
                assertThat(placement.home()).isEqualTo(goal);
                assertThat(placement.goal()).isNull();
                assertThat(placement.indexes().isEmpty()).isEqualTo(goal == Home.SHARED);
            }
        });
    }

    private static Relocation.Progress moveStep(Desk desk, Home goal) {
        desk.run(transaction -> transaction.placements().aim(desk.main.object, goal, false));
        Relocation.Progress progress = advance(desk);
        writeAndAsk(desk);
        return progress;
    }

    private static Relocation.Progress advance(Desk desk) {
        return desk.storage.relocation().advance(desk.workspace, desk.main.object, List.of());
    }

    private static StoredPlacement placement(Desk desk) {
        return desk.read(transaction -> transaction.placements().list()).stream()
                .filter(found -> found.objectId().equals(desk.main.object))
                .findFirst()
                .orElseThrow();
    }

    /** Writes a new record, changes one that moves, and asks for all of them in several ways. */
    private static void writeAndAsk(Desk desk) {
        Draft draft = desk.draft().named("meanwhile");
        desk.store(draft);
        UUID first = desk.list(desk.question(Predicate.always(), List.of()), 1_000).stream()
                .filter(id -> !id.equals(draft.id))
                .min(IndexOrder::compareIds)
                .orElseThrow();
        desk.store(Draft.after(desk.get(first)).named("changed"));
        desk.assertAgrees(Predicate.always());
        assertThat(desk.get(draft.id).displayName()).isEqualTo("meanwhile");
        assertThat(desk.get(first).displayName()).isEqualTo("changed");
    }

    /** The same workspace through two storages on one place. */
    private void onTwoNodes(Consumer<List<Desk>> test) throws Exception {
        Storage first = kit.fresh();
        try (Storage one = opened(first);
                Storage two = opened(kit.reopen(first))) {
            Desk desk = kit.desk(one);
            test.accept(List.of(desk, desk.through(two)));
        }
    }

    /** A test with a host's connection. */
    @FunctionalInterface
    private interface HostWork {
        void run(Connection connection) throws SQLException;
    }
}
