package dev.crmkit.record;

import dev.crmkit.error.Violation;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What became of each item of a bulk call. Immutable.
 *
 * @param items one per item, in the order of the call; of a query the newest record first
 */
public record BulkResult(List<Item> items) {

    /** Copies the items. */
    public BulkResult {
        items = List.copyOf(items);
    }

    /** How many items each outcome has; outcomes without items are 0. */
    public Map<Outcome, Integer> counts() {
        Map<Outcome, Integer> counts = new EnumMap<>(Outcome.class);
        for (Outcome outcome : Outcome.values()) {
            counts.put(outcome, 0);
        }
        items.forEach(item -> counts.merge(item.outcome(), 1, Integer::sum));
        return Collections.unmodifiableMap(counts);
    }

    /** How many items have this outcome. */
    public int count(Outcome outcome) {
        return Objects.requireNonNull(counts().get(outcome));
    }

    /** The items that were not written, with their faults. */
    public List<Item> failures() {
        return items.stream().filter(item -> item.outcome() == Outcome.FAILED).toList();
    }

    /** What became of one item. Immutable. */
    public enum Outcome {
        /** A record was created. */
        CREATED,
        /** A record was changed. */
        UPDATED,
        /** Everything was so already: nothing was written. */
        UNCHANGED,
        /** A record was archived. */
        ARCHIVED,
        /** A record was brought back. */
        RESTORED,
        /** The item has faults: nothing of it was written. */
        FAILED
    }

    /**
     * One item. Immutable.
     *
     * @param outcome what became of it
     * @param id the record, or null if none was created
     * @param version the record's version after the call; 0 if the item failed
     * @param violations its faults; empty unless it failed
     */
    public record Item(Outcome outcome, @Nullable UUID id, long version, List<Violation> violations) {
        /** Copies the violations. */
        public Item {
            Objects.requireNonNull(outcome, "outcome");
            violations = List.copyOf(violations);
        }
    }
}
