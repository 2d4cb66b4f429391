package dev.crmkit.schema;

import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a check of indexes found. Immutable.
 *
 * @param records how many records were compared
 * @param faults how many places were not what the values make them
 * @param samples the first of these, up to 100; empty for an actor who may not read every record and every attribute of the object
 */
public record IndexReport(long records, long faults, List<Fault> samples) {
    /** Copies the samples. */
    public IndexReport {
        samples = List.copyOf(samples);
    }

    /** Whether everything is as it should be. */
    public boolean isSound() {
        return faults == 0;
    }

    /**
     * A place that is not what the values make it. Immutable.
     *
     * @param recordId whose
     * @param field the attribute's slug with its form in parentheses, or the name of a field of every record; empty if it belongs to none
     * @param place in the storage's own words
     * @param expected what should be there, or null for nothing
     * @param found what is there, or null for nothing
     */
    public record Fault(
            UUID recordId,
            String field,
            String place,
            @Nullable String expected,
            @Nullable String found) {
        /** Checks for null. */
        public Fault {
            Objects.requireNonNull(recordId, "recordId");
            Objects.requireNonNull(field, "field");
            Objects.requireNonNull(place, "place");
        }
    }
}
