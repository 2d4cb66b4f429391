package dev.crmkit.benchmarks.compare;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Fills the product and the other layouts with the same records, the same for the same seed but for their ids. Rows of all workspaces come mixed, as they
 * would over time. Not thread-safe.
 */
final class DataSet {
    /** The list that some of the deals are in that are asked about. */
    static final String LIST = "picked";

    /** One of so many of them, so that a list is neither a handful nor most. */
    private static final int LISTED = 20;

    private static final int BATCH = 2_500;

    private final Sizes sizes;
    private final RowMaker maker;
    private final Random picking;
    private final Map<Target, List<UUID>> ids = new HashMap<>();
    private final Map<Target, Sample> samples = new HashMap<>();

    DataSet(Sizes sizes, long seed) {
        this.sizes = sizes;
        this.maker = new RowMaker(seed);
        // Its own, so that there being a list changes no record.
        this.picking = new Random(seed + 1);
        List.of(Sizes.BIG, Sizes.MIDDLE, Sizes.SMALL).forEach(target -> samples.put(target, new Sample()));
    }

    Sizes sizes() {
        return sizes;
    }

    /** Some records of a target that is asked about. */
    Sample sample(Target target) {
        Sample sample = samples.get(target);
        if (sample == null) {
            throw new IllegalArgumentException("Nothing is asked about " + target);
        }
        return sample;
    }

    /** One more record of a target, to be stored by whoever likes. */
    Product.Draft draft(Target target) {
        Map<String, List<UUID>> known = new HashMap<>();
        for (DataObject object : DataObject.ALL) {
            known.put(object.name(), ids.getOrDefault(new Target(target.workspace(), object), List.of()));
        }
        return new Product.Draft(maker.owner(), maker.values(target.object(), known));
    }

    void load(Product product, List<Layout> layouts, Consumer<String> progress) {
        int rounds = Math.max(1, Math.min(100, sizes.total() / 5_000));
        long loaded = 0;
        for (int round = 0; round < rounds; round++) {
            for (Map.Entry<Target, Integer> entry : sizes.records().entrySet()) {
                long size = entry.getValue();
                int some = (int) (size * (round + 1) / rounds - size * round / rounds);
                load(product, layouts, entry.getKey(), some);
                loaded += some;
            }
            progress.accept("loaded " + loaded + " of " + sizes.total() + " records");
        }
    }

    private void load(Product product, List<Layout> layouts, Target target, int number) {
        for (int left = number; left > 0; left -= BATCH) {
            List<Product.Draft> drafts = new ArrayList<>();
            for (int i = 0; i < Math.min(left, BATCH); i++) {
                drafts.add(draft(target));
            }
            List<Row> rows = product.create(target, drafts);
            layouts.forEach(layout -> layout.load(target, rows));
            List<UUID> known = ids.computeIfAbsent(target, any -> new ArrayList<>());
            Sample sample = samples.get(target);
            rows.forEach(row -> known.add(row.id()));
            product.grew(target, known.size());
            if (sample != null) {
                rows.forEach(sample::offer);
                List<UUID> picked = rows.stream()
                        .map(Row::id)
                        .filter(id -> picking.nextInt(LISTED) == 0)
                        .toList();
                product.addToList(target, picked);
                layouts.forEach(layout -> layout.addToList(target, LIST, picked));
            }
        }
    }
}
