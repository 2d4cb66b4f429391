package dev.crmkit.benchmarks.crowd;

import static dev.crmkit.query.Filter.attr;

import dev.crmkit.Crm;
import dev.crmkit.error.CrmException;
import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.StorageException;
import dev.crmkit.model.CrmRecord;
import dev.crmkit.query.AggregateQuery;
import dev.crmkit.query.GroupKey;
import dev.crmkit.query.ListQuery;
import dev.crmkit.query.Measure;
import dev.crmkit.query.Sort;
import dev.crmkit.record.BulkOptions;
import dev.crmkit.record.BulkResult;
import dev.crmkit.record.RecordStore;
import dev.crmkit.record.WriteOptions;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;

/** One of the crowd: does one thing after the other, as a person or a program would. Not thread-safe. */
final class Visitor {
    /** What may end a call here: somebody else was faster. */
    private static final Set<ErrorCode> CONFLICTS =
            Set.of(ErrorCode.RECORD_STALE, ErrorCode.RECORD_ARCHIVED, ErrorCode.VALUE_DUPLICATE);

    private final RecordStore deals;
    private final Scene scene;
    private final Random random;
    private final Tally tally = new Tally();

    Visitor(Crm crm, Scene scene, long seed) {
        this.deals = crm.records(Scene.DEAL);
        this.scene = scene;
        this.random = new Random(seed);
    }

    /** Goes on until that moment of {@code System.nanoTime()}, and tells what it saw. */
    Tally stayUntil(long end) {
        while (System.nanoTime() < end) {
            int choice = random.nextInt(100);
            if (choice < 25) {
                attempt("list by stage", this::listByStage);
            } else if (choice < 35) {
                attempt("list by amount", this::listByAmount);
            } else if (choice < 40) {
                attempt("count", this::count);
            } else if (choice < 45) {
                attempt("board", this::board);
            } else if (choice < 60) {
                attempt("get", () -> deals.get(scene.any(random)));
            } else if (choice < 75) {
                attempt("read, then change what was read", this::step);
            } else if (choice < 85) {
                attempt("change", this::change);
            } else if (choice < 92) {
                attempt("create", this::create);
            } else if (choice < 95) {
                attempt("archive or restore", this::archiveOrRestore);
            } else if (choice < 98) {
                attempt("upsert 20 by code", this::upsert);
            } else {
                attempt("create 50", this::createMany);
            }
        }
        return tally;
    }

    private void attempt(String call, Runnable work) {
        long begin = System.nanoTime();
        try {
            work.run();
        } catch (StorageException e) {
            if (!e.isRetryable()) {
                tally.failed(call, e);
            } else {
                tally.conflict(e.code() + ", worth another try");
            }
        } catch (CrmException e) {
            if (!CONFLICTS.contains(e.code())) {
                tally.failed(call, e);
            } else {
                tally.conflict(e.code().name());
            }
        } catch (RuntimeException e) {
            tally.failed(call, e);
        }
        tally.took(call, System.nanoTime() - begin);
    }

    private void listByStage() {
        deals.list(ListQuery.where(attr("stage").eq(stage())).limit(50));
    }

    private void listByAmount() {
        deals.list(ListQuery.where(attr("amount").gte(amount()))
                .orderBy(Sort.desc("amount"))
                .limit(50));
    }

    private void count() {
        deals.count(ListQuery.where(attr("stage").eq(stage())).counted(1_000));
    }

    private void board() {
        deals.aggregate(
                AggregateQuery.of(Measure.count(), Measure.sum("amount")).groupBy(GroupKey.of("stage")));
    }

    private void step() {
        CrmRecord read = deals.get(scene.any(random));
        BigDecimal steps = (BigDecimal) read.find("steps").orElse(BigDecimal.ZERO);
        deals.patch(
                read.id(), Map.of("steps", steps.add(BigDecimal.ONE)), WriteOptions.expectedVersion(read.version()));
        tally.stepped(1);
    }

    private void change() {
        deals.patch(scene.any(random), Map.of("stage", stage(), "amount", amount()));
    }

    private void create() {
        scene.known(deals.create(Map.of("name", name(), "stage", stage(), "amount", amount()))
                .id());
        tally.created(1);
    }

    private void createMany() {
        List<Map<String, Object>> many = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            many.add(Map.of("name", name(), "stage", stage(), "amount", amount()));
        }
        deals.createAll(many).forEach(deal -> scene.known(deal.id()));
        tally.created(many.size());
    }

    private void archiveOrRestore() {
        UUID id = scene.any(random);
        CrmRecord before = deals.get(id);
        WriteOptions unlessChanged = WriteOptions.expectedVersion(before.version());
        if (before.isArchived()) {
            deals.restore(id, unlessChanged);
            tally.archived(-1);
        } else {
            deals.archive(id, unlessChanged);
            tally.archived(1);
        }
    }

    /** Many want the same few codes: one creates the deal, the others change it. */
    private void upsert() {
        int first = random.nextInt(2_000);
        List<Map<String, Object>> many = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            many.add(Map.of("code", "C" + (first + i * 7), "name", name(), "stage", stage(), "amount", amount()));
        }
        BulkResult result = deals.bulk().upsert("code", many, BulkOptions.perItem());
        tally.created(result.count(BulkResult.Outcome.CREATED));
    }

    private String stage() {
        return Scene.STAGES.get(random.nextInt(Scene.STAGES.size()));
    }

    private BigDecimal amount() {
        return BigDecimal.valueOf(random.nextInt(100_000));
    }

    private String name() {
        return "Deal " + Integer.toString(random.nextInt(1_000_000), 36);
    }
}
