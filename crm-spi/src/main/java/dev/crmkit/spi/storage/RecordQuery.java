package dev.crmkit.spi.storage;

import dev.crmkit.query.ArchivedFilter;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A question for a page of records of one object. Immutable.
 *
 * @param objectId the object
 * @param predicate which records
 * @param archived whether archived records are looked at
 * @param sorts most significant first; the id is the last key, in the direction of the last of these; empty sorts by id, newest first
 * @param after where the page begins, or null for the first
 * @param limit the most records, 1 to 1,000
 */
public record RecordQuery(
        UUID objectId,
        Predicate predicate,
        ArchivedFilter archived,
        List<SortKey> sorts,
        @Nullable Position after,
        int limit) {

    /** Copies the sorts. */
    public RecordQuery {
        Objects.requireNonNull(objectId, "objectId");
        Objects.requireNonNull(predicate, "predicate");
        Objects.requireNonNull(archived, "archived");
        sorts = List.copyOf(sorts);
    }

    /** Whether the last sort key, and so the id, runs from the greatest. */
    public boolean isIdDescending() {
        return sorts.isEmpty() || sorts.get(sorts.size() - 1).descending();
    }
}
