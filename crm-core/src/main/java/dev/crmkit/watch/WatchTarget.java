package dev.crmkit.watch;

import java.util.Objects;
import java.util.UUID;

/** What is watched. Immutable. */
public sealed interface WatchTarget {

    /** One record. */
    static WatchTarget record(UUID id) {
        return new OfRecord(id);
    }

    /** All records of an object, those to come too. */
    static WatchTarget object(String slug) {
        return new OfObject(slug);
    }

    /**
     * One record.
     *
     * @param id the record's id
     */
    record OfRecord(UUID id) implements WatchTarget {
        /** Checks for null. */
        public OfRecord {
            Objects.requireNonNull(id, "id");
        }
    }

    /**
     * All records of an object.
     *
     * @param slug the object's slug
     */
    record OfObject(String slug) implements WatchTarget {
        /** Checks for null. */
        public OfObject {
            Objects.requireNonNull(slug, "slug");
        }
    }
}
