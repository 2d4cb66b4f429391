package dev.crmkit.spi.storage;

import dev.crmkit.query.ArchivedFilter;
import dev.crmkit.query.Measure;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A question about groups of records of one object. Immutable.
 *
 * @param objectId the object
 * @param predicate which records
 * @param archived whether archived records are looked at
 * @param keys what to group by, up to four; none means one group of all records, also of no records
 * @param measures what to compute
 */
public record Grouping(
        UUID objectId, Predicate predicate, ArchivedFilter archived, List<Key> keys, List<Computation> measures) {

    /** Copies the lists. */
    public Grouping {
        Objects.requireNonNull(objectId, "objectId");
        Objects.requireNonNull(predicate, "predicate");
        Objects.requireNonNull(archived, "archived");
        keys = List.copyOf(keys);
        measures = List.copyOf(measures);
    }

    /**
     * What to group by. Immutable.
     *
     * @param field TEXT, TOKEN, NUMBER, CHOICE, CODE, a single REFERENCES or TOKENS; with boundaries MOMENT. TEXT groups by the folded
     *     form and shows one of the raw forms
     * @param boundaries the begins of the buckets, ascending, the first at or before every value; empty groups by value. A record falls
     *     into the bucket with the latest begin that is not after its value, and that begin is the key
     */
    public record Key(Field field, List<Instant> boundaries) {
        /** Copies the boundaries. */
        public Key {
            Objects.requireNonNull(field, "field");
            boundaries = List.copyOf(boundaries);
        }
    }

    /**
     * What to compute. Immutable.
     *
     * @param function SUM needs NUMBER or CODE; MIN and MAX need NUMBER, CODE or MOMENT; COUNT takes any kind. AVG is never asked: the engine divides sums by counts
     * @param field the field, or null to count records
     */
    public record Computation(
            Measure.Function function, @Nullable Field field) {
        /** Checks for null. */
        public Computation {
            Objects.requireNonNull(function, "function");
        }
    }

    /**
     * One group that has records. Immutable.
     *
     * @param keys one per key; null for an empty field
     * @param values one per measure, exact: {@code Long} for COUNT, else {@code BigDecimal} or {@code Instant}; null if no record of the
     *     group has a value
     */
    public record Row(List<@Nullable IndexValue> keys, List<@Nullable Object> values) {
        /** Copies the lists. */
        public Row {
            keys = Collections.unmodifiableList(new ArrayList<>(keys));
            values = Collections.unmodifiableList(new ArrayList<>(values));
        }
    }
}
