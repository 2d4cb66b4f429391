package dev.crmkit.list;

import dev.crmkit.model.Actor;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A record in a list. Immutable.
 *
 * @param record its id
 * @param displayName its name; empty if the reader does not see what names it
 * @param joinedAt when it came into the list
 * @param addedBy who put it there, or null if the list is dynamic
 * @param values what the list says of it, by the names of the list's entry attributes; unmodifiable
 */
public record ListEntry(
        UUID record,
        String displayName,
        Instant joinedAt,
        @Nullable Actor addedBy,
        Map<String, Object> values) {

    /** Copies the values. */
    public ListEntry {
        Objects.requireNonNull(record, "record");
        Objects.requireNonNull(displayName, "displayName");
        Objects.requireNonNull(joinedAt, "joinedAt");
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }
}
