package dev.crmkit.spi.storage;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A record that leaves the storage while its id stays known. Immutable.
 *
 * @param id the record
 * @param survivor the record that the id stands for from now on, or null if it is erased
 * @param erasedAt when it was erased, in whole microseconds; null if it was merged
 * @param releasedKeys the unique keys that it gives up
 */
public record Departure(
        UUID id, @Nullable UUID survivor, @Nullable Instant erasedAt, List<UniqueKey> releasedKeys) {

    /** Copies the keys. */
    public Departure {
        Objects.requireNonNull(id, "id");
        releasedKeys = List.copyOf(releasedKeys);
        if ((survivor == null) == (erasedAt == null)) {
            throw new IllegalArgumentException("Record " + id + " is either merged or erased");
        }
    }

    /** A record that was merged into another. */
    public static Departure merged(UUID id, UUID survivor, List<UniqueKey> releasedKeys) {
        return new Departure(id, survivor, null, releasedKeys);
    }

    /** A record that was erased. */
    public static Departure erased(UUID id, Instant at, List<UniqueKey> releasedKeys) {
        return new Departure(id, null, at, releasedKeys);
    }
}
