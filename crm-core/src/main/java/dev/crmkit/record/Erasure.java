package dev.crmkit.record;

import java.time.Instant;
import java.util.Objects;
import java.util.UUID;

/**
 * What was erased. Immutable.
 *
 * @param id the record
 * @param at when
 * @param references how many references and relations of other records to it, and of it to others, were removed
 * @param belongings how many things that belonged to it were removed: tags, notes, addresses and the like
 * @param events how many entries of its history, and of that of others about it, were emptied
 */
public record Erasure(UUID id, Instant at, int references, int belongings, int events) {

    /** Checks for null. */
    public Erasure {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(at, "at");
    }
}
