package dev.crmkit.storage.jooq.internal.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crmkit.query.ArchivedFilter;
import dev.crmkit.spi.storage.Predicate;
import dev.crmkit.spi.storage.RecordQuery;
import dev.crmkit.spi.storage.RecordWrite;
import dev.crmkit.spi.storage.StoredRecord;
import dev.crmkit.spi.storage.UniqueConflict;
import dev.crmkit.spi.storage.UniqueKey;
import dev.crmkit.storage.jooq.internal.Dialect;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Writing records: how many statements it takes, who gets a unique key, who waits for whom. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class RecordWritesContract {
    private final World world = new World(new Random(5), 3, 0, 3);
    private final UUID attribute = world.fields(world.main()).get(0).attributeId();
    private TestDatabase database;

    abstract Dialect dialect();

    @BeforeAll
    void start() throws Exception {
        database = TestDatabase.start(dialect());
    }

    @AfterAll
    void stop() throws Exception {
        database.stop();
    }

    private RecordWrite create() {
        return world.put(world.main(), world.id(), 1).write(true);
    }

    private RecordWrite keys(RecordWrite write, boolean isNew, List<String> taken, List<String> released) {
        return new RecordWrite(
                write.record(),
                isNew,
                write.index(),
                write.searchText(),
                taken.stream().map(key -> new UniqueKey(attribute, key)).toList(),
                released.stream().map(key -> new UniqueKey(attribute, key)).toList());
    }

    private List<UniqueConflict> commit(List<RecordWrite> writes) throws Exception {
        try (TestDatabase.Transaction transaction = database.begin(world.map())) {
            List<UniqueConflict> conflicts = transaction.records().write(world.main(), writes);
            if (conflicts.isEmpty()) {
                transaction.commit();
            }
            return conflicts;
        }
    }

    @Test
    void the_number_of_statements_does_not_depend_on_the_number_of_records() throws Exception {
        for (int size : new int[] {1, 300}) {
            List<RecordWrite> writes = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                writes.add(create());
            }
            List<UUID> ids = writes.stream().map(write -> write.record().id()).toList();
            try (TestDatabase.Transaction transaction = database.begin(world.map())) {
                assertThat(transaction.records().write(world.main(), writes)).isEmpty();
                assertThat(transaction.statements()).isEqualTo(2);
                List<RecordWrite> changes = ids.stream()
                        .map(id -> world.put(world.main(), id, 2).write(false))
                        .toList();
                assertThat(transaction.records().write(world.main(), changes)).isEmpty();
                assertThat(transaction.statements()).isEqualTo(3);
                assertThat(transaction.records().lock(ids))
                        .extracting(StoredRecord::version)
                        .hasSize(size)
                        .containsOnly(2L);
                assertThat(transaction.records().labels(ids)).hasSize(size);
                assertThat(transaction.statements()).isEqualTo(5);
                assertThat(transaction.records().load(List.of())).isEmpty();
                assertThat(transaction.statements()).isEqualTo(5);
            }
        }
    }

    @Test
    void a_write_takes_and_releases_its_keys_in_two_more_statements() throws Exception {
        List<RecordWrite> writes = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            writes.add(keys(create(), true, List.of("counted" + i, "also" + i), List.of()));
        }
        try (TestDatabase.Transaction transaction = database.begin(world.map())) {
            assertThat(transaction.records().write(world.main(), writes)).isEmpty();
            assertThat(transaction.statements()).isEqualTo(3);
            // Each gives its key to its neighbour.
            List<RecordWrite> moved = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                moved.add(keys(writes.get(i), false, List.of("counted" + (i + 1) % 200), List.of("counted" + i)));
            }
            assertThat(transaction.records().write(world.main(), moved)).isEmpty();
            assertThat(transaction.statements()).isEqualTo(6);
        }
    }

    @Test
    void a_key_that_another_record_holds_is_a_conflict_and_nothing_is_written() throws Exception {
        RecordWrite holder = keys(create(), true, List.of("held"), List.of());
        assertThat(commit(List.of(holder))).isEmpty();
        RecordWrite one = keys(create(), true, List.of("free", "held"), List.of());
        RecordWrite two = keys(create(), true, List.of("free"), List.of());
        assertThat(commit(List.of(one, two)))
                .containsExactlyInAnyOrder(
                        new UniqueConflict(
                                one.record().id(),
                                new UniqueKey(attribute, "held"),
                                holder.record().id()),
                        new UniqueConflict(
                                two.record().id(),
                                new UniqueKey(attribute, "free"),
                                one.record().id()));
        try (TestDatabase.Transaction transaction = database.begin(world.map())) {
            assertThat(transaction
                            .records()
                            .load(List.of(one.record().id(), two.record().id())))
                    .isEmpty();
        }
        // Taking what one holds already is none.
        assertThat(commit(List.of(keys(holder, false, List.of("held"), List.of()))))
                .isEmpty();
        assertThat(commit(List.of(keys(holder, false, List.of(), List.of("held")))))
                .isEmpty();
        assertThat(commit(List.of(keys(one, true, List.of("held"), List.of())))).isEmpty();
    }

    @Test
    void of_two_transactions_that_want_a_key_the_second_waits_and_learns_who_has_it() throws Exception {
        RecordWrite first = keys(create(), true, List.of("wanted"), List.of());
        RecordWrite second = keys(create(), true, List.of("wanted"), List.of());
        ExecutorService other = Executors.newSingleThreadExecutor();
        try (TestDatabase.Transaction transaction = database.begin(world.map())) {
            assertThat(transaction.records().write(world.main(), List.of(first)))
                    .isEmpty();
            CountDownLatch started = new CountDownLatch(1);
            Future<List<UniqueConflict>> waiting = other.submit(() -> {
                started.countDown();
                return commit(List.of(second));
            });
            started.await();
            transaction.commit();
            assertThat(waiting.get(20, TimeUnit.SECONDS))
                    .containsExactly(new UniqueConflict(
                            second.record().id(),
                            new UniqueKey(attribute, "wanted"),
                            first.record().id()));
        } finally {
            other.shutdownNow();
        }
    }

    @Test
    void locks_are_taken_in_one_order_and_show_what_others_left() throws Exception {
        List<RecordWrite> writes = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            writes.add(create());
        }
        commit(writes);
        List<UUID> ids = new ArrayList<>(
                writes.stream().map(write -> write.record().id()).toList());
        ExecutorService others = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> rounds = new ArrayList<>();
            for (int worker = 0; worker < 4; worker++) {
                List<UUID> shuffled = new ArrayList<>(ids);
                Collections.shuffle(shuffled, new Random(worker));
                rounds.add(others.submit(() -> {
                    for (int round = 0; round < 10; round++) {
                        raiseVersions(shuffled);
                    }
                    return null;
                }));
            }
            for (Future<?> round : rounds) {
                round.get(60, TimeUnit.SECONDS);
            }
        } finally {
            others.shutdownNow();
        }
        try (TestDatabase.Transaction transaction = database.begin(world.map())) {
            assertThat(transaction.records().load(ids))
                    .extracting(StoredRecord::version)
                    .containsOnly(41L);
        }
    }

    private void raiseVersions(List<UUID> ids) throws Exception {
        try (TestDatabase.Transaction transaction = database.begin(world.map())) {
            List<RecordWrite> raised = transaction.records().lock(ids).stream()
                    .map(record -> new RecordWrite(
                            new StoredRecord(
                                    record.id(),
                                    record.objectId(),
                                    record.version() + 1,
                                    record.displayName(),
                                    record.state(),
                                    record.values(),
                                    record.longValues(),
                                    record.sources()),
                            false,
                            java.util.Map.of(),
                            "",
                            List.of(),
                            List.of()))
                    .toList();
            assertThat(raised).hasSameSizeAs(ids);
            transaction.records().write(world.main(), raised);
            transaction.commit();
        }
    }

    @Test
    void an_update_of_a_record_that_does_not_exist_fails() {
        RecordWrite ghost = world.put(world.main(), world.id(), 2).write(false);
        assertThatThrownBy(() -> commit(List.of(ghost)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("only 0 exist");
    }

    @Test
    void the_page_of_an_object_without_records_is_empty() throws Exception {
        try (TestDatabase.Transaction transaction = database.begin(world.map())) {
            RecordQuery query =
                    new RecordQuery(world.target(), Predicate.always(), ArchivedFilter.ALL, List.of(), null, 10);
            assertThat(transaction.records().list(query).records()).isEmpty();
            assertThat(transaction.records().list(query).next()).isNull();
            assertThat(transaction.records().count(query, 10).exact()).isTrue();
        }
    }
}
