package dev.crmkit.merge;

import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What an attribute shall hold after a merge, where the rule does not decide. Immutable. */
public sealed interface MergeChoice {

    /** What that record holds, which may be nothing. */
    static MergeChoice of(UUID record) {
        return new OfRecord(record);
    }

    /** This value; null, blank text and an empty collection empty the attribute. */
    static MergeChoice value(@Nullable Object value) {
        return new Value(value);
    }

    /**
     * What a record holds. Immutable.
     *
     * @param record one of those that are merged
     */
    record OfRecord(UUID record) implements MergeChoice {
        /** Checks for null. */
        public OfRecord {
            Objects.requireNonNull(record, "record");
        }
    }

    /**
     * A value given by the caller. Immutable.
     *
     * @param value as for {@code RecordStore.patch}
     */
    record Value(@Nullable Object value) implements MergeChoice {}
}
