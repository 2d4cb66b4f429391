package dev.crmkit.benchmarks.compare;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How many records each object of each workspace has. Immutable.
 *
 * <p>Twenty workspaces: the first has 58 in a hundred of all records, the others fall off as 1/rank^1.1. Three sets of deals are asked about: that of the
 * first workspace, which is 40 in a hundred of all, one of 9,000 and one of 1,500 (fewer where there are few records at all).
 *
 * @param records in the order of workspaces, of each what is referred to first; unmodifiable
 */
record Sizes(Map<Target, Integer> records) {
    /** How many workspaces there are. */
    static final int WORKSPACES = 20;

    /** The set of deals that a promotion would give a partition of its own. */
    static final Target BIG = new Target(1, DataObject.DEAL);

    /** The set of 9,000 deals. */
    static final Target MIDDLE = new Target(5, DataObject.DEAL);

    /** The set of 1,500 deals. */
    static final Target SMALL = new Target(WORKSPACES, DataObject.DEAL);

    /** So many in all, or a few more where that leaves some object without any. */
    static Sizes of(int total) {
        int big = total * 2 / 5;
        int middle = Math.min(9_000, total * 3 / 20);
        int small = Math.min(1_500, total / 20);
        int persons = total * 3 / 25;
        int companies = total * 3 / 50;
        int rest = total - big - middle - small - persons - companies;
        double weights = 0;
        for (int rank = 2; rank <= WORKSPACES; rank++) {
            weights += weight(rank);
        }
        Map<Target, Integer> records = new LinkedHashMap<>();
        for (int workspace = 1; workspace <= WORKSPACES; workspace++) {
            double all = rest * weight(workspace) / weights;
            put(records, workspace, DataObject.COMPANY, workspace == 1 ? companies : all * 0.23);
            put(records, workspace, DataObject.PERSON, workspace == 1 ? persons : all * 0.5);
            put(records, workspace, DataObject.DEAL, all * 0.27);
        }
        records.put(BIG, big);
        records.put(MIDDLE, middle);
        records.put(SMALL, small);
        return new Sizes(records);
    }

    private static double weight(int rank) {
        return Math.pow(rank, -1.1);
    }

    private static void put(Map<Target, Integer> records, int workspace, DataObject object, double number) {
        records.put(new Target(workspace, object), Math.max(5, (int) number));
    }

    Sizes {
        records = Collections.unmodifiableMap(new LinkedHashMap<>(records));
    }

    int of(Target target) {
        return records.getOrDefault(target, 0);
    }

    int total() {
        return records.values().stream().mapToInt(Integer::intValue).sum();
    }
}
