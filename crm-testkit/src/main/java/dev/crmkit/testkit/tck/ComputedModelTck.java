package dev.crmkit.testkit.tck;

import static dev.crmkit.model.Attributes.formula;
import static dev.crmkit.model.Attributes.number;
import static dev.crmkit.model.Attributes.reference;
import static dev.crmkit.model.Attributes.references;
import static dev.crmkit.model.Attributes.rollup;
import static dev.crmkit.model.Attributes.select;
import static dev.crmkit.model.Attributes.text;
import static dev.crmkit.query.Filter.attr;
import static org.assertj.core.api.Assertions.assertThat;

import dev.crmkit.Crm;
import dev.crmkit.CrmEngine;
import dev.crmkit.job.WorkerOptions;
import dev.crmkit.merge.MergeResult;
import dev.crmkit.model.Actor;
import dev.crmkit.model.ComputedStatus;
import dev.crmkit.model.CrmRecord;
import dev.crmkit.model.ObjectSchema;
import dev.crmkit.query.ArchivedFilter;
import dev.crmkit.query.ListQuery;
import dev.crmkit.record.BulkOptions;
import dev.crmkit.record.BulkPatch;
import dev.crmkit.testkit.ManualScheduler;
import dev.crmkit.testkit.SpecRule;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Formulas and roll-ups against a computation in plain Java, after random writes and with workers that die. Extend it, say how to get an empty storage, and run
 * it with JUnit.
 */
public abstract class ComputedModelTck extends EngineTck {
    private static final Duration LEASE = Duration.ofSeconds(60);
    private static final Set<String> STATES = Set.of("open", "won", "lost");

    private @Nullable CrashingStorage storage;
    private @Nullable ManualScheduler scheduler;
    private @Nullable CrmEngine engine;

    /** For subclasses. */
    protected ComputedModelTck() {}

    /** How many random writes are done; 120 where not said. */
    protected int writes() {
        return 120;
    }

    /** Where the random writes begin; the same number means the same writes. */
    protected long seed() {
        return 20260301;
    }

    @BeforeEach
    final void build() {
        if (engine == null) {
            storage = new CrashingStorage(fresh());
            scheduler = ManualScheduler.on(clock());
            engine = closedAtTheEnd(CrmEngine.builder()
                    .storage(storage)
                    .clock(clock())
                    .scheduler(scheduler)
                    .workers(WorkerOptions.standard().lease(LEASE).jobsPerRound(1))
                    .build());
            engine.start();
        }
    }

    private Crm defined() {
        Crm crm = Objects.requireNonNull(engine).workspace(workspace()).as(Actor.user("ada"));
        crm.schema()
                .define(List.of(
                        ObjectSchema.named("group")
                                .attribute("name", text())
                                .attribute("points", rollup("firm", "group").sum("points"))
                                .attribute("best", rollup("firm", "group").last("name", "points"))
                                .build(),
                        ObjectSchema.named("firm")
                                .attribute("name", text())
                                .attribute("group", reference("group"))
                                .attribute(
                                        "won",
                                        rollup("bid", "firm")
                                                .where(attr("state").eq("won"))
                                                .sum("score"))
                                .attribute("bids", rollup("bid", "firm").count())
                                .attribute("points", rollup("bid", "firm").sum("points"))
                                .attribute("joint", rollup("bid", "partners").max("score"))
                                .attribute("rate", formula("coalesce(won, 0) / bids"))
                                .build(),
                        ObjectSchema.named("bid")
                                .attribute("name", text())
                                .attribute("score", number())
                                .attribute("state", select("open", "won", "lost"))
                                .attribute("firm", reference("firm"))
                                .attribute("partners", references("firm"))
                                .attribute("points", formula("coalesce(score, 0) * if(state = 'won', 2, 1)"))
                                .attribute("sizes", rollup("partners").sum("bids"))
                                .build()));
        return crm;
    }

    @Test
    @SpecRule({"EVT-9", "REC-8"})
    @DisplayName(
            "After random writes, and whatever worker died, every value is what plain Java computes, and nothing is left to do")
    void model() {
        Crm crm = defined();
        World world = new World(crm, new Random(seed()));
        for (int i = 0; i < 4; i++) {
            world.groups.add(
                    crm.records("group").create(Map.of("name", "g" + i)).id());
        }
        for (int i = 0; i < 12; i++) {
            world.firms.add(crm.records("firm").create(world.firm("f" + i)).id());
        }
        for (int i = 0; i < writes(); i++) {
            world.write(i);
            if (i % 15 == 14) {
                Objects.requireNonNull(storage).crashAt(1 + world.random.nextInt(4));
                settle();
                Objects.requireNonNull(storage).crashAt(0);
                world.check();
            }
        }
        assertThat(Objects.requireNonNull(storage).crashes()).isPositive();
        assertThat(crm.jobs().counts().ready() + crm.jobs().counts().dead()).isZero();
    }

    private void settle() {
        ManualScheduler workers = Objects.requireNonNull(scheduler);
        for (int i = 0; i < 6; i++) {
            workers.runUntilIdle();
            workers.advance(LEASE.multipliedBy(20));
        }
    }

    /** What was written, and what follows from it. */
    private static final class World {
        final Crm crm;
        final Random random;
        final List<UUID> groups = new ArrayList<>();
        final List<UUID> firms = new ArrayList<>();
        final List<UUID> bids = new ArrayList<>();

        World(Crm crm, Random random) {
            this.crm = crm;
            this.random = random;
        }

        private <T> T one(List<T> choices) {
            return choices.get(random.nextInt(choices.size()));
        }

        Map<String, @Nullable Object> firm(String name) {
            Map<String, @Nullable Object> values = new HashMap<>();
            values.put("name", name);
            values.put("group", random.nextInt(4) == 0 ? null : one(groups));
            return values;
        }

        private Map<String, @Nullable Object> bid() {
            Map<String, @Nullable Object> values = new HashMap<>();
            values.put("score", random.nextInt(5) == 0 ? null : random.nextInt(20));
            values.put("state", random.nextInt(5) == 0 ? null : one(List.copyOf(STATES)));
            values.put("firm", random.nextInt(6) == 0 ? null : one(firms));
            values.put("partners", random.nextBoolean() ? null : List.of(one(firms)));
            return values;
        }

        void write(int number) {
            switch (bids.size() < 5 ? 0 : random.nextInt(10)) {
                case 0, 1, 2 -> bids.add(crm.records("bid").create(bid()).id());
                case 3, 4 -> change(one(bids), live -> crm.records("bid").patch(live.id(), bid()));
                case 5 ->
                    change(one(bids), live -> {
                        if (random.nextBoolean()) {
                            crm.records("bid").archive(live.id());
                        } else {
                            crm.records("bid").erase(live.id(), live.displayName());
                        }
                    });
                case 6 ->
                    crm.records("bid")
                            .find(one(bids))
                            .filter(CrmRecord::isArchived)
                            .ifPresent(archived -> crm.records("bid").restore(archived.id()));
                case 7 -> crm.records("firm").patch(one(firms), firm("n" + number));
                case 8 -> merge();
                default -> {
                    List<BulkPatch> patches = new ArrayList<>();
                    for (UUID bid : Set.copyOf(List.of(bids.get(0), bids.get(bids.size() - 1)))) {
                        change(bid, live -> patches.add(BulkPatch.of(live.id(), bid())));
                    }
                    if (!patches.isEmpty()) {
                        crm.records("bid").bulk().patch(patches.subList(0, 1), BulkOptions.atomic());
                    }
                }
            }
        }

        private void change(UUID bid, Consumer<CrmRecord> change) {
            crm.records("bid").find(bid).filter(record -> !record.isArchived()).ifPresent(change);
        }

        private void merge() {
            UUID first = one(firms);
            UUID second = one(firms);
            if (!first.equals(second)) {
                MergeResult merged = crm.merges().merge(first, List.of(second));
                if (random.nextBoolean()) {
                    crm.merges().unmerge(merged.mergeId());
                } else {
                    firms.remove(second);
                    firms.add(crm.records("firm").create(firm("late")).id());
                }
            }
        }

        private List<CrmRecord> all(String object) {
            return crm.records(object)
                    .list(ListQuery.all().archived(ArchivedFilter.ALL).limit(1000))
                    .items();
        }

        void check() {
            List<CrmRecord> all = all("bid");
            List<CrmRecord> live = all.stream().filter(bid -> !bid.isArchived()).toList();
            Map<UUID, BigDecimal> counts = new HashMap<>();
            for (CrmRecord bid : all) {
                BigDecimal score = Objects.requireNonNullElse(bid.number("score"), BigDecimal.ZERO);
                same(
                        bid,
                        "points",
                        score.multiply("won".equals(bid.text("state")) ? BigDecimal.valueOf(2) : BigDecimal.ONE));
            }
            List<CrmRecord> firmRecords = all("firm");
            for (CrmRecord firm : firmRecords) {
                List<CrmRecord> own = live.stream().filter(refers("firm", firm)).toList();
                BigDecimal count = BigDecimal.valueOf(own.size());
                counts.put(firm.id(), count);
                same(firm, "bids", count);
                BigDecimal won = sum(
                        own.stream()
                                .filter(bid -> "won".equals(bid.text("state")))
                                .toList(),
                        "score");
                same(firm, "won", won);
                same(firm, "points", sum(own, "points"));
                same(
                        firm,
                        "joint",
                        live.stream()
                                .filter(refers("partners", firm))
                                .map(bid -> bid.number("score"))
                                .filter(Objects::nonNull)
                                .reduce(BigDecimal::max)
                                .orElse(null));
                if (own.isEmpty()) {
                    assertThat(firm.computedStatus("rate")).contains(ComputedStatus.FAILED);
                } else {
                    same(firm, "rate", (won == null ? BigDecimal.ZERO : won).divide(count, 10, RoundingMode.HALF_UP));
                }
            }
            for (CrmRecord group : all("group")) {
                same(
                        group,
                        "points",
                        sum(firmRecords.stream().filter(refers("group", group)).toList(), "points"));
            }
            for (CrmRecord bid : all) {
                List<BigDecimal> sizes = bid.references("partners").stream()
                        .map(partner -> counts.get(partner.id()))
                        .filter(Objects::nonNull)
                        .toList();
                same(bid, "sizes", sizes.stream().reduce(BigDecimal::add).orElse(null));
            }
        }

        private static Predicate<CrmRecord> refers(String attribute, CrmRecord target) {
            return record -> record.references(attribute).stream()
                    .anyMatch(ref -> ref.id().equals(target.id()));
        }

        private static @Nullable BigDecimal sum(List<CrmRecord> records, String attribute) {
            return records.stream()
                    .map(record -> record.number(attribute))
                    .filter(Objects::nonNull)
                    .reduce(BigDecimal::add)
                    .orElse(null);
        }

        private static void same(CrmRecord record, String attribute, @Nullable BigDecimal expected) {
            BigDecimal found = record.number(attribute);
            assertThat(found == null ? null : found.stripTrailingZeros())
                    .as("%s of %s", attribute, record)
                    .isEqualTo(expected == null ? null : expected.stripTrailingZeros());
            assertThat(record.computedStatus(attribute))
                    .as("%s of %s", attribute, record)
                    .contains(ComputedStatus.FRESH);
        }
    }
}
