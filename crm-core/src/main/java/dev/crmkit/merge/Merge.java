package dev.crmkit.merge;

import dev.crmkit.model.Actor;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/**
 * A merge that is in force. Immutable.
 *
 * @param id names it
 * @param survivor the record that stayed
 * @param merged the records that were merged into it
 * @param at when
 * @param by who did it
 */
public record Merge(UUID id, UUID survivor, List<UUID> merged, Instant at, Actor by) {

    /** Copies the list. */
    public Merge {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(survivor, "survivor");
        merged = List.copyOf(merged);
        Objects.requireNonNull(at, "at");
        Objects.requireNonNull(by, "by");
    }
}
