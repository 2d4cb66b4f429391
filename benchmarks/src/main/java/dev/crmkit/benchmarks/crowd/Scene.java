package dev.crmkit.benchmarks.crowd;

import dev.crmkit.Crm;
import dev.crmkit.model.Attributes;
import dev.crmkit.model.CrmRecord;
import dev.crmkit.model.ObjectSchema;
import dev.crmkit.query.AggregateQuery;
import dev.crmkit.query.ArchivedFilter;
import dev.crmkit.query.GroupKey;
import dev.crmkit.query.ListQuery;
import dev.crmkit.query.Measure;
import dev.crmkit.query.Page;
import dev.crmkit.schema.IndexReport;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The deals that the crowd meets. Thread-safe. */
final class Scene {
    static final String DEAL = "deal";
    static final List<String> STAGES = List.of("lead", "offer", "talk", "won", "lost");
    private static final int AT_ONCE = 1_000;

    private final Map<Integer, UUID> ids = new ConcurrentHashMap<>();
    private final AtomicInteger next = new AtomicInteger();
    private final int first;

    private Scene(int first) {
        this.first = first;
    }

    /** Defines deals and creates the first of them. */
    static Scene prepare(Crm crm, int records, long seed) {
        crm.schema()
                .define(ObjectSchema.named(DEAL)
                        .attribute("name", Attributes.text().required())
                        .attribute("code", Attributes.text().unique())
                        .attribute("stage", Attributes.select(STAGES.toArray(String[]::new)))
                        .attribute("amount", Attributes.currency("EUR"))
                        .attribute("steps", Attributes.number(0))
                        .build());
        Scene scene = new Scene(records);
        Random random = new Random(seed);
        for (int made = 0; made < records; made += AT_ONCE) {
            List<Map<String, Object>> some = new ArrayList<>();
            for (int i = made; i < Math.min(records, made + AT_ONCE); i++) {
                some.add(Map.of(
                        "name",
                        "Deal " + i,
                        "stage",
                        STAGES.get(random.nextInt(STAGES.size())),
                        "amount",
                        BigDecimal.valueOf(random.nextInt(100_000))));
            }
            crm.records(DEAL).createAll(some).stream().map(CrmRecord::id).forEach(scene::known);
        }
        return scene;
    }

    /** One more deal to meet. */
    void known(UUID id) {
        // The number is taken first: who draws it before the id is there draws again.
        ids.put(next.getAndIncrement(), id);
    }

    /** A deal; every second time one of the first few hundred, which all fight for. */
    UUID any(Random random) {
        while (true) {
            int all = next.get();
            UUID id = ids.get(random.nextInt(random.nextBoolean() ? Math.min(300, all) : all));
            if (id != null) {
                return id;
            }
        }
    }

    /** What is not as the threads say that they left it. */
    List<String> faults(Crm crm, Tally tally) {
        List<String> faults = new ArrayList<>();
        long expected = first + tally.grown();
        long counted =
                crm.records(DEAL).count(ListQuery.all().counted(1_000_000_000)).value();
        if (counted != expected) {
            faults.add(counted + " live deals, and the threads left " + expected);
        }
        BigDecimal steps = BigDecimal.ZERO;
        @Nullable String cursor = null;
        long listed = 0;
        do {
            Page<CrmRecord> page = crm.records(DEAL)
                    .list(ListQuery.all()
                            .archived(ArchivedFilter.ALL)
                            .limit(ListQuery.MAX_LIMIT)
                            .after(cursor));
            for (CrmRecord deal : page) {
                listed += deal.isArchived() ? 0 : 1;
                steps = steps.add((BigDecimal) deal.find("steps").orElse(BigDecimal.ZERO));
            }
            cursor = page.nextCursor();
        } while (cursor != null);
        if (listed != expected) {
            faults.add(listed + " live deals in the list, and the threads left " + expected);
        }
        if (steps.longValueExact() != tally.steps()) {
            faults.add(steps + " steps are stored, and the threads were told of " + tally.steps());
        }
        IndexReport indexes = crm.schema().checkIndexes(DEAL);
        if (!indexes.isSound()) {
            faults.add("Index columns are not what the values say: " + indexes);
        }
        long grouped = crm
                .records(DEAL)
                .aggregate(AggregateQuery.of(Measure.count()).groupBy(GroupKey.of("stage")))
                .groups()
                .stream()
                .mapToLong(group -> ((Number) group.values().get(0)).longValue())
                .sum();
        if (grouped != expected) {
            faults.add(grouped + " deals on the board, and the threads left " + expected);
        }
        return faults;
    }
}
