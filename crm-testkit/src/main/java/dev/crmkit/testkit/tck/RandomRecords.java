package dev.crmkit.testkit.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crmkit.query.ArchivedFilter;
import dev.crmkit.query.Count;
import dev.crmkit.spi.storage.Predicate;
import dev.crmkit.spi.storage.RecordQuery;
import dev.crmkit.spi.storage.RecordWrite;
import dev.crmkit.spi.storage.SortKey;
import dev.crmkit.spi.storage.StoredItem;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;

/** A workspace after a random history of writes, and random questions to it. Not thread-safe. */
final class RandomRecords {
    private final Desk desk;
    private final Random random;
    private final Samples samples;
    private final List<UUID> ids = new ArrayList<>();
    private final long seed;

    private RandomRecords(Desk desk, long seed) {
        this.desk = desk;
        this.seed = seed;
        random = new Random(seed);
        // Known from the start, so that records refer to each other, to some that never come and to themselves.
        for (int i = 0; i < 24; i++) {
            ids.add(desk.newId());
        }
        samples = new Samples(random, desk.main, List.copyOf(ids));
    }

    /** Stores that many records, changing and archiving and restoring some on the way. */
    static RandomRecords in(Desk desk, long seed, int records) {
        RandomRecords history = new RandomRecords(desk, seed);
        int left = records;
        while (left > 0) {
            int bulk = Math.min(left, 1 + history.random.nextInt(40));
            history.write(bulk);
            left -= bulk;
        }
        return history;
    }

    private void write(int bulk) {
        List<RecordWrite> writes = new ArrayList<>();
        Set<UUID> touched = new LinkedHashSet<>();
        for (int i = 0; i < bulk; i++) {
            List<UUID> known = desk.model.ids();
            if (!known.isEmpty() && random.nextInt(4) == 0) {
                UUID id = samples.one(known);
                if (touched.add(id)) {
                    writes.add(samples.fill(Draft.after(desk.get(id))).write());
                }
            } else {
                UUID id = random.nextInt(3) == 0 ? samples.one(ids) : desk.newId();
                if (desk.model.find(id) == null && touched.add(id)) {
                    writes.add(samples.fill(new Draft(desk.main.object, id)).write());
                }
            }
        }
        if (!writes.isEmpty()) {
            List<StoredItem> items = touched.stream()
                    .flatMap(id -> samples.items(id, desk::newId).stream())
                    .toList();
            desk.run(transaction -> {
                transaction.records().lock(touched);
                Desk.store(transaction, writes);
                assertThat(transaction.items().insert(items)).isEmpty();
            });
            writes.forEach(desk.model::apply);
            desk.model.add(items);
        }
    }

    /** Asks random questions: whole lists, pages and counts must be those of the model. */
    void ask(int questions) {
        for (int i = 0; i < questions; i++) {
            Predicate predicate = samples.predicate(3);
            List<SortKey> sorts = samples.sorts();
            ArchivedFilter archived = samples.one(List.of(ArchivedFilter.values()));
            String question = "seed " + seed + ", question " + i + ": " + archived + " " + predicate + " by " + sorts;
            List<UUID> expected = desk.model.list(desk.main.object, predicate, archived, sorts, desk.main::options);
            RecordQuery query = new RecordQuery(desk.main.object, predicate, archived, sorts, null, 1_000);
            List<Integer> sizes = expected.size() > 60 ? List.of(17, 100, 1_000) : List.of(1, 2, 3, 7, 50);
            assertThat(desk.list(query, samples.one(sizes))).as(question).isEqualTo(expected);
            int cap = random.nextInt(expected.size() + 2);
            desk.look(t -> assertThat(t.records().count(query, cap))
                    .as(question)
                    .isEqualTo(new Count(Math.min(cap, expected.size()), expected.size() <= cap)));
        }
    }
}
