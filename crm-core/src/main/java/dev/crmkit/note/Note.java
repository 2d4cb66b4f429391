package dev.crmkit.note;

import dev.crmkit.model.Actor;
import dev.crmkit.model.RecordRef;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A note as it is now. Immutable.
 *
 * @param id its id
 * @param text Markdown, exactly as it was written; {@link Notes#html} makes it safe to show
 * @param records the records it is on, those alone that the reader may see, in the order of their ids
 * @param mentions whom it names, each once, in the order of the text
 * @param pinnedTo those of the records that it is pinned to
 * @param version 1 when written, and one more with each edit
 * @param author who wrote it
 * @param writtenAt when
 * @param editedBy who edited it last, or null
 * @param editedAt when it was edited last, or null
 */
public record Note(
        UUID id,
        String text,
        List<RecordRef> records,
        List<Mention> mentions,
        Set<UUID> pinnedTo,
        long version,
        Actor author,
        Instant writtenAt,
        @Nullable Actor editedBy,
        @Nullable Instant editedAt) {
    /** Copies the collections. */
    public Note {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(text, "text");
        records = List.copyOf(records);
        mentions = List.copyOf(mentions);
        pinnedTo = Set.copyOf(pinnedTo);
        Objects.requireNonNull(author, "author");
        Objects.requireNonNull(writtenAt, "writtenAt");
    }
}
