package dev.crmkit.imports;

import dev.crmkit.model.Actor;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An import as it was at one moment. Immutable.
 *
 * @param id its id
 * @param spec what was asked for, with the slugs of the day
 * @param fileName the name of the file
 * @param state how far it is
 * @param startedBy who started it, and by whose rights it writes
 * @param startedAt when
 * @param finishedAt when it was done, cancelled or failed; null before
 * @param counts what became of the rows so far
 * @param progress how far it has come
 * @param errorFile the file in {@code crm.files()} with the rows that failed, each with its faults; null if there are none, or not yet
 * @param failure why it could not go on; null unless it failed
 * @param reversal what taking it back has done; null unless it is or was taken back
 */
public record Import(
        UUID id,
        ImportSpec spec,
        String fileName,
        ImportState state,
        Actor startedBy,
        Instant startedAt,
        @Nullable Instant finishedAt,
        ImportCounts counts,
        ImportProgress progress,
        @Nullable UUID errorFile,
        @Nullable String failure,
        @Nullable ImportReversal reversal) {

    /** Checks for null. */
    public Import {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(spec, "spec");
        Objects.requireNonNull(fileName, "fileName");
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(startedBy, "startedBy");
        Objects.requireNonNull(startedAt, "startedAt");
        Objects.requireNonNull(counts, "counts");
        Objects.requireNonNull(progress, "progress");
    }
}
