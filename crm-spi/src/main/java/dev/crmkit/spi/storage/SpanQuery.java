package dev.crmkit.spi.storage;

import dev.crmkit.query.ArchivedFilter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A question about how long things took, over records of one object: how many there were, how long all of them took together, and how long one took that is
 * longer than so many percent of the others. Immutable.
 *
 * <p>Moves of a record that was merged count for its survivor. Everything is exact and in whole microseconds, the same in every storage: see
 * {@link #between}.
 *
 * @param objectId the object
 * @param predicate which records
 * @param archived whether archived records are looked at
 * @param source what is counted and measured
 * @param keys what to group by beside the stages that the source tells apart, up to four, as in {@link Grouping}; none and no stages means one group of
 *     all, also of nothing
 * @param percentiles the percentiles wanted, each 0 to 100
 */
public record SpanQuery(
        UUID objectId,
        Predicate predicate,
        ArchivedFilter archived,
        Source source,
        List<Grouping.Key> keys,
        List<Integer> percentiles) {

    /** Copies the lists. */
    public SpanQuery {
        Objects.requireNonNull(objectId, "objectId");
        Objects.requireNonNull(predicate, "predicate");
        Objects.requireNonNull(archived, "archived");
        Objects.requireNonNull(source, "source");
        keys = List.copyOf(keys);
        percentiles = List.copyOf(percentiles);
    }

    /**
     * The place, from 0, of the span at or below which a percentile lies, among spans in ascending order.
     *
     * @param percentile 0 to 100
     * @param spans how many there are, at least one
     */
    public static long place(int percentile, long spans) {
        return percentile * (spans - 1) / 100;
    }

    /**
     * A percentile: on the line between the span at its {@link #place} and the next one, at as many hundredths as {@code percentile * (spans - 1)} is past the
     * whole; half up.
     *
     * @param percentile 0 to 100
     * @param spans how many there are, at least one
     * @param low microseconds of the span at the place
     * @param high microseconds of the next span; of the same one if no hundredths are left
     */
    public static Duration between(int percentile, long spans, long low, long high) {
        long hundredths = percentile * (spans - 1) % 100;
        long micros = low + Math.floorDiv((high - low) * hundredths + 50, 100);
        return Duration.ofSeconds(Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1_000);
    }

    /** What is counted and measured. */
    public sealed interface Source {}

    /**
     * The stays of records in stages: each move out of one of them, as long as the record had been in it. Told apart by the stage that was left. Immutable.
     *
     * @param stages the stages that were left, up to 10,000
     * @param byTarget whether they are told apart by the stage that came next too
     * @param begun when the stay began: the time of the move less the time of the stay
     * @param ended when it ended: the time of the move
     * @param exceptWays moves of these ways do not count
     */
    public record Stays(Set<String> stages, boolean byTarget, Window begun, Window ended, Set<String> exceptWays)
            implements Source {
        /** Copies the sets. */
        public Stays {
            stages = Set.copyOf(stages);
            Objects.requireNonNull(begun, "begun");
            Objects.requireNonNull(ended, "ended");
            exceptWays = Set.copyOf(exceptWays);
        }
    }

    /**
     * The entries of records into stages: each move into one of them. Told apart by that stage; nothing is measured. Immutable.
     *
     * @param stages the stages that were entered, up to 10,000
     * @param when when
     * @param exceptWays moves of these ways do not count
     */
    public record Entries(Set<String> stages, Window when, Set<String> exceptWays) implements Source {
        /** Copies the sets. */
        public Entries {
            stages = Set.copyOf(stages);
            Objects.requireNonNull(when, "when");
            exceptWays = Set.copyOf(exceptWays);
        }
    }

    /**
     * The ways of records to an end: from the first entry into one of the stages to what the field says, not less than nothing. Records that have no such
     * entry or no such value do not count. Immutable.
     *
     * @param stages the stages, up to 10,000
     * @param exceptWays moves of these ways do not count
     * @param end of kind MOMENT
     */
    public record Journeys(Set<String> stages, Set<String> exceptWays, Field end) implements Source {
        /** Copies the sets. */
        public Journeys {
            stages = Set.copyOf(stages);
            exceptWays = Set.copyOf(exceptWays);
            Objects.requireNonNull(end, "end");
        }
    }

    /**
     * From one field of a record to another, less than nothing where they are in the other order. Records without one of the two do not count. Immutable.
     *
     * @param begin of kind MOMENT
     * @param end of kind MOMENT
     */
    public record Between(Field begin, Field end) implements Source {
        /** Checks for null. */
        public Between {
            Objects.requireNonNull(begin, "begin");
            Objects.requireNonNull(end, "end");
        }
    }

    /**
     * From a field of a record to one moment, not less than nothing. Records without a value do not count. Immutable.
     *
     * @param begin of kind MOMENT
     * @param end whole microseconds
     */
    public record Ages(Field begin, Instant end) implements Source {
        /** Checks for null. */
        public Ages {
            Objects.requireNonNull(begin, "begin");
            Objects.requireNonNull(end, "end");
        }
    }

    /**
     * A stretch of time. Immutable.
     *
     * @param from the first moment in it, or null for the begin of all time
     * @param before the first moment after it, or null for the end of all time
     */
    public record Window(@Nullable Instant from, @Nullable Instant before) {
        /** All of time. */
        public static Window always() {
            return new Window(null, null);
        }

        /** Whether the moment is in it. */
        public boolean contains(Instant moment) {
            return (from == null || !moment.isBefore(from)) && (before == null || moment.isBefore(before));
        }
    }

    /**
     * One group that has something in it. Immutable.
     *
     * @param from the stage that was left; null where the source does not tell apart by it
     * @param to the stage that was entered; null where the source does not tell apart by it, and for moves to nowhere
     * @param keys one per key; null for an empty field
     * @param count how many
     * @param records how many different records
     * @param total how long all of them took together, or null if nothing was measured
     * @param percentiles one per percentile wanted, or null if nothing was measured
     */
    public record Row(
            @Nullable String from,
            @Nullable String to,
            List<@Nullable IndexValue> keys,
            long count,
            long records,
            @Nullable Duration total,
            List<@Nullable Duration> percentiles) {
        /** Copies the lists. */
        public Row {
            keys = Collections.unmodifiableList(new ArrayList<>(keys));
            percentiles = Collections.unmodifiableList(new ArrayList<>(percentiles));
        }
    }
}
