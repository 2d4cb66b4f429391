package dev.crmkit.exports;

import dev.crmkit.model.Actor;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An export by workers, as far as it has come. Immutable.
 *
 * @param id its id
 * @param object the slug that the object had when it was started
 * @param state how it stands
 * @param format the name of its format
 * @param fileName the name of its file
 * @param records how many records are written; while it runs, how many were when it was noted last
 * @param file the file for {@code crm.files().download(...)}, which whoever started it sees; null unless it is done
 * @param fault why it failed, with what to do; null unless it did
 * @param startedBy who started it, by whose rights it runs
 * @param startedAt when
 * @param finishedAt when it was done, failed or was cancelled; null while it runs
 */
public record Export(
        UUID id,
        String object,
        State state,
        String format,
        String fileName,
        long records,
        @Nullable UUID file,
        @Nullable String fault,
        Actor startedBy,
        Instant startedAt,
        @Nullable Instant finishedAt) {

    /** Checks for null. */
    public Export {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(object, "object");
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(format, "format");
        Objects.requireNonNull(fileName, "fileName");
        Objects.requireNonNull(startedBy, "startedBy");
        Objects.requireNonNull(startedAt, "startedAt");
    }

    /** How an export stands. */
    public enum State {
        /** Workers are at it, or will be. */
        RUNNING,
        /** Its file is there. */
        DONE,
        /** Somebody stopped it; there is no file. */
        CANCELLED,
        /** It could not be done; there is no file. */
        FAILED
    }
}
