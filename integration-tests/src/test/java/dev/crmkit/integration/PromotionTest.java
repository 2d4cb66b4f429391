package dev.crmkit.integration;

import static dev.crmkit.model.Attributes.currency;
import static dev.crmkit.model.Attributes.multiSelect;
import static dev.crmkit.model.Attributes.number;
import static dev.crmkit.model.Attributes.reference;
import static dev.crmkit.model.Attributes.select;
import static dev.crmkit.model.Attributes.text;
import static dev.crmkit.query.Filter.attr;
import static dev.crmkit.query.ListQuery.where;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crmkit.Crm;
import dev.crmkit.CrmEngine;
import dev.crmkit.error.StorageException;
import dev.crmkit.model.Actor;
import dev.crmkit.model.CrmRecord;
import dev.crmkit.model.ObjectSchema;
import dev.crmkit.pipeline.Pipeline;
import dev.crmkit.pipeline.Stage;
import dev.crmkit.query.AggregateQuery;
import dev.crmkit.query.AggregateResult;
import dev.crmkit.query.ArchivedFilter;
import dev.crmkit.query.GroupKey;
import dev.crmkit.query.ListQuery;
import dev.crmkit.query.Measure;
import dev.crmkit.query.Page;
import dev.crmkit.query.Sort;
import dev.crmkit.spi.storage.Home;
import dev.crmkit.spi.storage.HostTransaction;
import dev.crmkit.spi.storage.Relocation.Progress;
import dev.crmkit.spi.storage.Storage;
import dev.crmkit.spi.storage.StoredPlacement;
import dev.crmkit.spi.storage.TransactionRequest;
import dev.crmkit.storage.postgres.PostgresStorage;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Records move to a bucket of their own and back while they are used, on PostgreSQL. */
class PromotionTest {
    private static final String WORKSPACE = "acme";
    private static final String DEAL = "deal";
    private static final int MOST_STEPS = 20_000;

    private final DataSource database = Databases.pooledPostgres();

    /** An engine on the database, with the storage under it. */
    private record Node(CrmEngine engine, Storage storage) implements AutoCloseable {
        static Node on(DataSource database) {
            Storage storage = PostgresStorage.using(database);
            return new Node(CrmEngine.builder().storage(storage).neverPromote().build(), storage);
        }

        Crm crm(String workspace) {
            return engine.workspace(workspace).as(Actor.user("ada"));
        }

        void aim(String workspace, UUID object, Home goal) {
            storage.inTransaction(TransactionRequest.write(workspace), transaction -> {
                transaction.placements().aim(object, goal, true);
                return true;
            });
        }

        Progress advance(String workspace, UUID object) {
            return storage.relocation().advance(workspace, object, List.of());
        }

        void finish(String workspace, UUID object) {
            for (int i = 0; i < MOST_STEPS; i++) {
                if (advance(workspace, object) == Progress.DONE) {
                    return;
                }
            }
            throw new AssertionError("The move does not come to an end: " + placement(workspace, object));
        }

        StoredPlacement placement(String workspace, UUID object) {
            return storage
                    .inTransaction(
                            TransactionRequest.read(workspace),
                            transaction -> transaction.placements().list())
                    .stream()
                    .filter(found -> found.objectId().equals(object))
                    .findFirst()
                    .orElseThrow();
        }

        @Override
        public void close() {
            engine.close();
        }
    }

    private static UUID define(Crm crm) {
        crm.schema()
                .define(List.of(
                        ObjectSchema.named("company")
                                .attribute("name", text().required())
                                .build(),
                        ObjectSchema.named(DEAL)
                                .attribute("name", text().required())
                                .attribute("code", text().unique())
                                .attribute("amount", currency("EUR"))
                                .attribute("size", number())
                                .attribute("kind", select("calm", "busy"))
                                .attribute("marks", multiSelect("a", "b", "c"))
                                .attribute("company", reference("company"))
                                .build()));
        crm.pipelines()
                .define(Pipeline.of(DEAL, "sales").stage(Stage.open("new")).stage(Stage.open("offer")));
        return crm.schema().get(DEAL).id();
    }

    private static Map<String, Object> deal(String kind, int i) {
        return Map.of(
                "name",
                kind + " " + i,
                "amount",
                i,
                "size",
                i % 50,
                "kind",
                kind,
                "marks",
                List.of(i % 2 == 0 ? "a" : "b"));
    }

    private static List<UUID> create(Crm crm, String kind, int records) {
        return crm
                .records(DEAL)
                .createAll(
                        IntStream.range(0, records).mapToObj(i -> deal(kind, i)).toList())
                .stream()
                .map(CrmRecord::id)
                .toList();
    }

    /** All pages of a list, one after the other. */
    private static List<UUID> all(Crm crm, ListQuery query) {
        List<UUID> ids = new ArrayList<>();
        Page<CrmRecord> page = crm.records(DEAL).list(query.limit(170));
        while (true) {
            page.items().forEach(record -> ids.add(record.id()));
            String next = page.nextCursor();
            if (next == null) {
                return ids;
            }
            page = crm.records(DEAL).list(query.limit(170).after(next));
        }
    }

    @Test
    @DisplayName(
            "While an object moves there and back, readers see each record once, no write fails, and in the end all is as"
                    + " it was written")
    void underLoad() throws Exception {
        try (Node node = Node.on(database)) {
            Crm crm = node.crm(WORKSPACE);
            UUID object = define(crm);
            UUID company = crm.records("company").create(Map.of("name", "Acme")).id();
            List<UUID> calm = create(crm, "calm", 900);
            BigDecimal money = new BigDecimal(IntStream.range(0, 900).sum());
            AtomicBoolean done = new AtomicBoolean();
            ExecutorService threads = Executors.newFixedThreadPool(5);
            try {
                List<Future<Writer>> writers = new ArrayList<>();
                for (int i = 0; i < 3; i++) {
                    Writer writer = new Writer(crm, i, company, create(crm, "busy", 120));
                    writers.add(threads.submit(() -> writer.run(done)));
                }
                List<Future<Integer>> readers = new ArrayList<>();
                for (int i = 0; i < 2; i++) {
                    Random random = new Random(i);
                    readers.add(threads.submit(() -> read(crm, random, Set.copyOf(calm), money, done)));
                }
                try {
                    for (Home goal : List.of(Home.OWN, Home.SHARED, Home.OWN)) {
                        node.aim(WORKSPACE, object, goal);
                        node.finish(WORKSPACE, object);
                    }
                } finally {
                    done.set(true);
                }
                Map<UUID, Expected> model = new HashMap<>();
                for (Future<Writer> writer : writers) {
                    model.putAll(writer.get(60, TimeUnit.SECONDS).model);
                }
                int rounds = 0;
                for (Future<Integer> reader : readers) {
                    rounds += reader.get(60, TimeUnit.SECONDS);
                }
                assertThat(rounds).as("rounds of questions during the moves").isPositive();
                assertThat(node.placement(WORKSPACE, object).home()).isEqualTo(Home.OWN);
                compare(crm, model, calm);
            } finally {
                threads.shutdownNow();
            }
        }
    }

    /** What a record must be in the end. */
    private record Expected(String name, @Nullable BigDecimal amount, boolean archived) {}

    /** Writes records of its own as long as it is told, and knows what they must be. Not thread-safe. */
    private static final class Writer {
        private final Crm crm;
        private final Random random;
        private final UUID company;
        private final List<UUID> live;
        private final Map<UUID, Expected> model = new HashMap<>();

        Writer(Crm crm, int number, UUID company, List<UUID> ids) {
            this.crm = crm;
            this.random = new Random(number);
            this.company = company;
            this.live = new ArrayList<>(ids);
            for (int i = 0; i < ids.size(); i++) {
                model.put(ids.get(i), new Expected("busy " + i, new BigDecimal(i), false));
            }
        }

        Writer run(AtomicBoolean done) {
            while (!done.get()) {
                step();
            }
            return this;
        }

        private void step() {
            UUID id = live.get(random.nextInt(live.size()));
            Expected before = model.get(id);
            int amount = random.nextInt(100_000);
            switch (random.nextInt(10)) {
                case 0, 1 -> {
                    CrmRecord made = crm.records(DEAL)
                            .create(Map.of("name", "new", "amount", amount, "kind", "busy", "company", company));
                    live.add(made.id());
                    model.put(made.id(), new Expected("new", new BigDecimal(amount), false));
                }
                case 2 -> {
                    if (before.archived()) {
                        crm.records(DEAL).restore(id);
                    } else {
                        crm.records(DEAL).archive(id);
                    }
                    model.put(id, new Expected(before.name(), before.amount(), !before.archived()));
                }
                case 3 -> merge(id);
                case 4 -> {
                    List<UUID> some = live.subList(0, Math.min(20, live.size())).stream()
                            .filter(one -> !model.get(one).archived())
                            .toList();
                    crm.useTransaction(inside ->
                            some.forEach(one -> inside.records(DEAL).patch(one, Map.of("name", "together"))));
                    some.forEach(one ->
                            model.compute(one, (key, was) -> new Expected("together", was.amount(), was.archived())));
                }
                default -> {
                    if (!before.archived()) {
                        crm.records(DEAL).patch(id, Map.of("amount", amount, "name", "changed"));
                        model.put(id, new Expected("changed", new BigDecimal(amount), false));
                    }
                }
            }
        }

        private void merge(UUID id) {
            UUID other = live.get(random.nextInt(live.size()));
            if (live.size() < 60
                    || id.equals(other)
                    || model.get(id).archived()
                    || model.get(other).archived()) {
                return;
            }
            CrmRecord survivor = crm.merges().merge(id, List.of(other)).survivor();
            live.remove(other);
            model.remove(other);
            model.put(id, expected(survivor));
        }
    }

    private static Expected expected(CrmRecord record) {
        return new Expected(String.valueOf(record.value("name")), record.number("amount"), record.isArchived());
    }

    /** Asks in every way, again and again; the calm records must be there, each once. */
    private static int read(Crm crm, Random random, Set<UUID> calm, BigDecimal money, AtomicBoolean done) {
        ListQuery ofCalm = where(attr("kind").eq("calm"));
        int rounds = 0;
        while (!done.get()) {
            for (ListQuery query : List.of(
                    ofCalm,
                    ofCalm.orderBy(Sort.asc("amount")),
                    ofCalm.orderBy(Sort.desc("name")),
                    ListQuery.all().archived(ArchivedFilter.ALL))) {
                List<UUID> ids = all(crm, query);
                assertThat(new HashSet<>(ids)).as("each once: %s", query).hasSameSizeAs(ids);
                assertThat(ids).as("all of them: %s", query).containsAll(calm);
            }
            assertThat(crm.records(DEAL).count(ofCalm).value()).isEqualTo(calm.size());
            AggregateResult sums = crm.records(DEAL)
                    .aggregate(AggregateQuery.of(Measure.count(), Measure.sum("amount"))
                            .where(attr("kind").eq("calm"))
                            .groupBy(GroupKey.of("@stage")));
            assertThat(sums.groups()).hasSize(1);
            assertThat(sums.groups().get(0).values().toString())
                    .contains(String.valueOf(calm.size()))
                    .contains(money.toPlainString());
            List<UUID> some = new ArrayList<>(calm);
            UUID one = some.get(random.nextInt(some.size()));
            assertThat(crm.records(DEAL).get(one).id()).isEqualTo(one);
            rounds++;
        }
        return rounds;
    }

    private static void compare(Crm crm, Map<UUID, Expected> model, List<UUID> calm) {
        Map<UUID, Expected> found = new HashMap<>();
        for (UUID id : all(crm, ListQuery.all().archived(ArchivedFilter.ALL))) {
            assertThat(found.put(id, expected(crm.records(DEAL).get(id)))).isNull();
        }
        assertThat(found.keySet()).containsAll(calm);
        calm.forEach(found::remove);
        assertThat(normal(found)).isEqualTo(normal(model));
    }

    private static Map<UUID, String> normal(Map<UUID, Expected> records) {
        return records.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, entry -> {
            BigDecimal amount = entry.getValue().amount();
            return entry.getValue().name() + " "
                    + (amount == null ? "" : amount.stripTrailingZeros().toPlainString()) + " "
                    + entry.getValue().archived();
        }));
    }

    @Test
    @DisplayName("A node that dies after any step leaves a state in which all works, and another node ends the move")
    void crashes() {
        for (Home goal : List.of(Home.OWN, Home.SHARED)) {
            boolean more = true;
            for (int step = 0; more; step++) {
                more = crash(goal, step, "crash-" + goal + "-" + step);
                assertThat(step).isLessThan(100);
            }
        }
    }

    /** Whether there are steps after this one. */
    private boolean crash(Home goal, int steps, String workspace) {
        UUID object;
        List<UUID> ids;
        boolean arrived = false;
        try (Node node = Node.on(database)) {
            Crm crm = node.crm(workspace);
            object = define(crm);
            ids = create(crm, "calm", 510);
            if (goal == Home.SHARED) {
                node.aim(workspace, object, Home.OWN);
                node.finish(workspace, object);
            }
            node.aim(workspace, object, goal);
            for (int i = 0; i < steps; i++) {
                arrived = node.advance(workspace, object) == Progress.DONE;
            }
        }
        try (Node node = Node.on(database)) {
            Crm crm = node.crm(workspace);
            List<UUID> expected = new ArrayList<>(ids);
            expected.add(crm.records(DEAL).create(deal("calm", 7)).id());
            crm.records(DEAL).patch(ids.get(0), Map.of("size", 12345));
            assertThat(all(crm, ListQuery.all())).containsExactlyInAnyOrderElementsOf(expected);
            assertThat(all(crm, where(attr("size").eq(12345)))).containsExactly(ids.get(0));
            node.finish(workspace, object);
            assertThat(all(crm, ListQuery.all())).containsExactlyInAnyOrderElementsOf(expected);
            StoredPlacement placement = node.placement(workspace, object);
            assertThat(placement.home()).isEqualTo(goal);
            assertThat(placement.goal()).isNull();
        }
        return !arrived;
    }

    @Test
    @DisplayName("Two nodes may move one object at once, and objects of several workspaces")
    void twoNodes() throws Exception {
        try (Node one = Node.on(database);
                Node two = Node.on(database)) {
            Map<String, UUID> objects = new HashMap<>();
            for (String workspace : List.of("left", "right")) {
                objects.put(workspace, define(one.crm(workspace)));
                create(one.crm(workspace), "calm", 700);
            }
            for (Home goal : List.of(Home.OWN, Home.SHARED, Home.OWN)) {
                objects.forEach((workspace, object) -> one.aim(workspace, object, goal));
                together(List.of(
                        () -> finish(one, objects, "left"),
                        () -> finish(two, objects, "left"),
                        () -> finish(one, objects, "right"),
                        () -> finish(two, objects, "right")));
                for (String workspace : objects.keySet()) {
                    assertThat(one.placement(workspace, objects.get(workspace)).home())
                            .isEqualTo(goal);
                    assertThat(all(two.crm(workspace), ListQuery.all())).hasSize(700);
                }
            }
            assertThat(one.placement("left", objects.get("left")).place())
                    .isNotEqualTo(one.placement("right", objects.get("right")).place());
            assertThat(column("select count(*) from pg_index where not indisvalid"))
                    .containsExactly("0");
            assertThat(column("select count(distinct tableoid) from crmkit.crm_record where bucket >= 16"))
                    .containsExactly("2");
        }
    }

    private static Boolean finish(Node node, Map<String, UUID> objects, String workspace) {
        node.finish(workspace, objects.get(workspace));
        return true;
    }

    private static void together(List<Callable<Boolean>> work) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(work.size());
        try {
            for (Future<Boolean> one : threads.invokeAll(work)) {
                assertThat(one.get(60, TimeUnit.SECONDS)).isTrue();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    @DisplayName("A reader that began before the move and knows one bucket only holds it up, and misses nothing")
    void oldReader() throws Exception {
        try (Node node = Node.on(database)) {
            Crm crm = node.crm(WORKSPACE);
            UUID object = define(crm);
            List<UUID> ids = create(crm, "calm", 30);
            try (Connection host = database.getConnection()) {
                host.setAutoCommit(false);
                Crm old = crm.joining(HostTransaction.on(host));
                assertThat(all(old, ListQuery.all())).hasSize(30);
                node.aim(WORKSPACE, object, Home.OWN);
                List<Progress> progress = new ArrayList<>();
                for (int i = 0; i < 6; i++) {
                    progress.add(node.advance(WORKSPACE, object));
                }
                assertThat(progress).endsWith(Progress.WAITING, Progress.WAITING);
                assertThat(all(old, ListQuery.all())).containsExactlyInAnyOrderElementsOf(ids);
                assertThat(column("select count(*) from crmkit.crm_record where bucket >= 16"))
                        .containsExactly("0");
                host.commit();
            }
            node.finish(WORKSPACE, object);
            assertThat(column("select count(*) from crmkit.crm_record where bucket >= 16"))
                    .containsExactly("30");
        }
    }

    @Test
    @DisplayName(
            "A host's transaction that sees the database of before the move reads it whole, and may not write by it")
    void repeatableRead() throws Exception {
        try (Node node = Node.on(database)) {
            Crm crm = node.crm(WORKSPACE);
            UUID object = define(crm);
            List<UUID> ids = create(crm, "calm", 30);
            for (Home goal : List.of(Home.OWN, Home.SHARED)) {
                try (Connection host = database.getConnection()) {
                    host.setAutoCommit(false);
                    host.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
                    try (Statement statement = host.createStatement()) {
                        statement.execute("select 1");
                    }
                    node.aim(WORKSPACE, object, goal);
                    node.finish(WORKSPACE, object);
                    Crm old = crm.joining(HostTransaction.on(host));
                    assertThat(all(old, ListQuery.all())).containsExactlyInAnyOrderElementsOf(ids);
                    assertThatThrownBy(() -> old.records(DEAL).create(deal("busy", 1)))
                            .isInstanceOfSatisfying(
                                    StorageException.class,
                                    e -> assertThat(e.isRetryable()).isTrue());
                    host.rollback();
                }
                assertThat(all(crm, ListQuery.all())).containsExactlyInAnyOrderElementsOf(ids);
            }
        }
    }

    @Test
    @DisplayName("WSP-2 A bucket of its own is under row-level security, and takes no row of another object")
    void guarded() throws Exception {
        try (Node node = Node.on(database)) {
            Crm crm = node.crm(WORKSPACE);
            UUID object = define(crm);
            create(crm, "calm", 10);
            crm.records("company").create(Map.of("name", "Acme"));
            Crm beta = node.crm("beta");
            define(beta);
            create(beta, "calm", 10);
            node.aim(WORKSPACE, object, Home.OWN);
            node.finish(WORKSPACE, object);
            String bucket = "crmkit." + node.placement(WORKSPACE, object).place();

            assertThat(asRuntime(WORKSPACE, "select count(*) from " + bucket)).containsExactly("10");
            assertThat(asRuntime("beta", "select count(*) from " + bucket)).containsExactly("0");
            assertThat(column("select relrowsecurity and relforcerowsecurity from pg_class where oid = '" + bucket
                            + "'::regclass"))
                    .containsExactly("t");
            // Rows of another workspace, and of another object of the same one.
            for (String stray : List.of("workspace_id <> ", "workspace_id = ")) {
                assertThatThrownBy(() -> column("update crmkit.crm_record set bucket = "
                                + bucket.substring("crmkit.crm_record_b".length()) + " where bucket < 16 and " + stray
                                + "(select id from crmkit.crm_workspace where name = '" + WORKSPACE
                                + "') returning id"))
                        .isInstanceOfSatisfying(
                                SQLException.class,
                                e -> assertThat(e.getSQLState()).isIn("23514"));
            }
        }
    }

    @Test
    @DisplayName("An index that is missing is made, one that was left half-made is made anew, and one too many goes")
    void upkeep() throws Exception {
        try (Node node = Node.on(database)) {
            Crm crm = node.crm(WORKSPACE);
            UUID object = define(crm);
            create(crm, "calm", 40);
            node.aim(WORKSPACE, object, Home.OWN);
            node.finish(WORKSPACE, object);
            List<String> before = node.placement(WORKSPACE, object).indexes();
            String bucket = node.placement(WORKSPACE, object).place();

            crm.schema().addAttribute(DEAL, "rank", number());
            Database.execute(
                    database,
                    "create index " + bucket + "_stray on crmkit." + bucket + " (version)",
                    "update pg_index set indisvalid = false where indexrelid = 'crmkit." + bucket
                            + "_t1_id'::regclass");
            node.finish(WORKSPACE, object);

            List<String> after =
                    new ArrayList<>(node.placement(WORKSPACE, object).indexes());
            assertThat(column("select count(*) from pg_index where not indisvalid"))
                    .containsExactly("0");
            after.removeAll(before);
            assertThat(after).hasSize(1).first().asString().startsWith(bucket + "_n");
            assertThat(node.advance(WORKSPACE, object)).isEqualTo(Progress.DONE);
        }
    }

    @Test
    @DisplayName("QRY-6 Lists of an object with a place of its own are served by its own indexes, and explain says so")
    void plans() throws Exception {
        try (Node node = Node.on(database)) {
            Crm crm = node.crm(WORKSPACE);
            UUID object = define(crm);
            create(crm, "calm", 3_000);
            node.aim(WORKSPACE, object, Home.OWN);
            node.finish(WORKSPACE, object);
            String place = node.placement(WORKSPACE, object).place();
            for (ListQuery query : List.of(
                    ListQuery.all(),
                    ListQuery.all().orderBy(Sort.desc("amount")),
                    ListQuery.all().orderBy(Sort.asc("name")))) {
                assertThat(crm.records(DEAL).explain(query.limit(20)).storagePlan())
                        .contains(place + "_")
                        .doesNotContain("crm_record_s")
                        .doesNotContain("Seq Scan");
            }
        }
    }

    @Test
    @DisplayName("A bucket that was left is taken by the next object, with nothing of the former in it")
    void reused() throws Exception {
        try (Node node = Node.on(database)) {
            Crm crm = node.crm(WORKSPACE);
            UUID object = define(crm);
            create(crm, "calm", 10);
            node.aim(WORKSPACE, object, Home.OWN);
            node.finish(WORKSPACE, object);
            String place = node.placement(WORKSPACE, object).place();
            node.aim(WORKSPACE, object, Home.SHARED);
            node.finish(WORKSPACE, object);

            Crm beta = node.crm("beta");
            UUID other = define(beta);
            List<UUID> ids = create(beta, "calm", 5);
            node.aim("beta", other, Home.OWN);
            node.finish("beta", other);
            assertThat(node.placement("beta", other).place()).isEqualTo(place);
            assertThat(all(beta, ListQuery.all())).containsExactlyInAnyOrderElementsOf(ids);
            assertThat(all(crm, ListQuery.all())).hasSize(10);
        }
    }

    @Test
    @DisplayName("QRY-5 Calls send as many statements while an object moves, and once it has, as before")
    void statements() throws Exception {
        CountingDataSource counting = new CountingDataSource(database);
        try (Node node = Node.on(counting.dataSource())) {
            Crm crm = node.crm(WORKSPACE);
            UUID object = define(crm);
            List<UUID> ids = create(crm, "calm", 30);
            ask(crm, ids.get(0), 0);
            List<Integer> shared = counts(counting, crm, ids.get(0), 1);
            node.aim(WORKSPACE, object, Home.OWN);
            int steps = 0;
            Progress progress = Progress.MOVED;
            while (progress != Progress.DONE) {
                progress = node.advance(WORKSPACE, object);
                steps++;
                // The first call after a step learns where the object is.
                ask(crm, ids.get(0), 100 * steps);
                assertThat(counts(counting, crm, ids.get(0), 100 * steps + 1))
                        .as("after step " + steps)
                        .isEqualTo(shared);
            }
            assertThat(steps).isGreaterThan(4);
            assertThat(counting.during(() -> crm.placements().get(DEAL))).hasSize(2);
        }
    }

    private static List<Integer> counts(CountingDataSource counting, Crm crm, UUID id, int size) throws Exception {
        List<Integer> counts = new ArrayList<>();
        for (Runnable call : calls(crm, id, size)) {
            counts.add(counting.during(call).size());
        }
        return counts;
    }

    private static void ask(Crm crm, UUID id, int size) {
        calls(crm, id, size).forEach(Runnable::run);
    }

    private static List<Runnable> calls(Crm crm, UUID id, int size) {
        return List.of(
                () -> crm.records(DEAL).get(id),
                () -> crm.records(DEAL).list(where(attr("kind").eq("calm"))),
                () -> crm.records(DEAL).count(ListQuery.all()),
                () -> crm.records(DEAL)
                        .aggregate(AggregateQuery.of(Measure.count(), Measure.sum("amount"))
                                .groupBy(GroupKey.of("@stage"))),
                () -> crm.records(DEAL).patch(id, Map.of("size", size)),
                () -> crm.records(DEAL).create(deal("busy", size)));
    }

    private List<String> column(String query) throws SQLException {
        try (Connection connection = database.getConnection()) {
            return column(connection, query);
        }
    }

    private static List<String> column(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            List<String> values = new ArrayList<>();
            while (rows.next()) {
                values.add(rows.getString(1));
            }
            return values;
        }
    }

    private List<String> asRuntime(String workspace, String query) throws SQLException {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            column(connection, "select crmkit.crm_enter('" + workspace + "', 'crmkit_runtime', 'READ')");
            List<String> values = column(connection, query);
            connection.rollback();
            return values;
        }
    }
}
