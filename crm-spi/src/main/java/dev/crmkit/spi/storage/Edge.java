package dev.crmkit.spi.storage;

import java.util.Objects;
import java.util.UUID;

/**
 * A relation from one record to another. Immutable.
 *
 * @param key from where, which relation, to where
 * @param position its place among the edges of the same record and relation, from 0
 * @param metadata what the caller keeps with it: one JSON object; empty text if nothing
 */
public record Edge(Key key, int position, String metadata) {
    /** Checks for null. */
    public Edge {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(metadata, "metadata");
    }

    /**
     * Which edge. Immutable.
     *
     * @param from the record it starts at
     * @param relation its label, or the id of the reference attribute that it belongs to; 1 to 100 characters
     * @param to the record it leads to
     */
    public record Key(UUID from, String relation, UUID to) {
        /** Checks for null. */
        public Key {
            Objects.requireNonNull(from, "from");
            Objects.requireNonNull(relation, "relation");
            Objects.requireNonNull(to, "to");
        }
    }
}
