package dev.crmkit.benchmarks.compare;

import dev.crmkit.benchmarks.compare.Results.Case;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Times the same changes on all layouts: one record at a time, a thousand in one call, and updates. Each writes its history with them, in one transaction.
 * Not thread-safe.
 */
final class Writes {
    /** Changes of one kind in a row, timed together. */
    private static final int REPEATED = 40;

    /** The change that is one call. */
    private static final String AT_ONCE = "batch1000";

    /** Which sets are changed. */
    private static final List<String> SETS = List.of("big", "shared9k");

    /** What is measured, in order. */
    static final List<Shape> SHAPES = Stream.of(
                    Map.entry("insert", "create one record"),
                    Map.entry(AT_ONCE, "create 1,000 records"),
                    Map.entry("updateUnindexed", "change one value without an index"),
                    Map.entry("updateIndexed", "change two values with indexes"))
            .map(entry -> new Shape(entry.getKey(), entry.getValue(), true, entry.getKey(), Writes::nothing))
            .toList();

    private final Product product;
    private final List<SqlLayout> layouts;
    private final DataSet data;
    private final Random random;
    private final int batch;

    /**
     * Writes to what is loaded.
     *
     * @param batch how many records a call creates: 1,000, unless there are few at all
     */
    Writes(Product product, List<SqlLayout> layouts, DataSet data, long seed, int batch) {
        this.product = product;
        this.layouts = layouts;
        this.data = data;
        this.random = new Random(seed);
        this.batch = batch;
    }

    private static Question nothing(Sample sample) {
        throw new IllegalStateException("A write asks nothing");
    }

    /**
     * Times all changes in rounds. Before the first, as many calls of each kind as a batch has records warm every contestant: a call that has run forty
     * times is still interpreted, and a server is not.
     */
    Results run(int rounds, Consumer<String> progress) {
        warm();
        progress.accept("warmed what writes");
        Results results = new Results();
        for (int round = 1; round <= rounds; round++) {
            int turn = round;
            for (String set : SETS) {
                for (Shape shape : SHAPES) {
                    List<Turn> turns = turns(target(set), shape.id());
                    Collections.rotate(turns, turn++);
                    for (Turn one : turns) {
                        results.add(new Case(set, shape), one.name(), round, Timing.once(one.work()));
                    }
                }
            }
            progress.accept("wrote round " + round + " of " + rounds);
        }
        return results;
    }

    private void warm() {
        for (String set : SETS) {
            for (Shape shape : SHAPES) {
                int calls = shape.id().equals(AT_ONCE) ? 1 : batch;
                for (int made = 0; made < calls; made += REPEATED) {
                    turns(target(set), shape.id()).forEach(one -> one.work().run());
                }
            }
        }
    }

    private static Target target(String set) {
        return Objects.requireNonNull(Runner.SETS.get(set));
    }

    private List<Turn> turns(Target target, String shape) {
        return switch (shape) {
            case "insert" -> creating(target, drafts(target, REPEATED), 1);
            case AT_ONCE -> creating(target, drafts(target, batch), batch);
            case "updateUnindexed" -> updating(target, () -> Map.of("probability", number()));
            case "updateIndexed" -> updating(target, () -> Map.of("amount", number(), "stage", stage()));
            default -> throw new IllegalArgumentException("No writes of " + shape);
        };
    }

    private List<Product.Draft> drafts(Target target, int number) {
        return Stream.generate(() -> data.draft(target)).limit(number).toList();
    }

    private List<Turn> creating(Target target, List<Product.Draft> drafts, int atOnce) {
        List<Turn> turns = new ArrayList<>();
        turns.add(new Turn(product.name(), () -> {
            if (atOnce > 1) {
                product.create(target, drafts);
            } else {
                drafts.forEach(draft -> product.createOne(target, draft));
            }
        }));
        for (SqlLayout layout : layouts) {
            List<Row> rows = drafts.stream()
                    .map(draft -> draft.row(id(), Instant.ofEpochMilli(millis())))
                    .toList();
            turns.add(new Turn(layout.name(), () -> {
                for (int from = 0; from < rows.size(); from += atOnce) {
                    layout.insert(target, rows.subList(from, from + atOnce));
                }
            }));
        }
        return turns;
    }

    private List<Turn> updating(Target target, Supplier<Map<String, Object>> changes) {
        List<UUID> ids = data.sample(target).reseed(random.nextLong()).ids(REPEATED);
        List<Map<String, Object>> all = ids.stream().map(id -> changes.get()).toList();
        List<Turn> turns = new ArrayList<>();
        turns.add(new Turn(product.name(), () -> {
            for (int i = 0; i < ids.size(); i++) {
                product.update(target, ids.get(i), all.get(i));
            }
        }));
        for (SqlLayout layout : layouts) {
            turns.add(new Turn(layout.name(), () -> {
                for (int i = 0; i < ids.size(); i++) {
                    layout.update(target, ids.get(i), all.get(i));
                }
            }));
        }
        return turns;
    }

    private BigDecimal number() {
        return BigDecimal.valueOf(random.nextDouble() * 100_000).setScale(2, RoundingMode.HALF_UP);
    }

    private String stage() {
        List<String> options = DataObject.DEAL.attribute("stage").options();
        return options.get(random.nextInt(options.size()));
    }

    /** An id that is later than those before it, as the product's are (UUID version 7). */
    private UUID id() {
        return new UUID(millis() << 16 | 0x7000 | random.nextInt(0x1000), random.nextLong() >>> 2 | 1L << 63);
    }

    private static long millis() {
        return System.currentTimeMillis();
    }

    /** One contestant's turn. */
    private record Turn(String name, Runnable work) {}
}
