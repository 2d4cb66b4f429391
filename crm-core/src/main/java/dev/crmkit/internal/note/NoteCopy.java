package dev.crmkit.internal.note;

import dev.crmkit.internal.engine.Json;
import dev.crmkit.internal.item.ActorDocument;
import dev.crmkit.model.Actor;
import dev.crmkit.note.Mention;
import dev.crmkit.spi.storage.StoredItem;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A note as it is stored on one of its records: an item of its own for each, with the note's id as the key, so that what becomes of a record becomes of
 * its notes. Immutable.
 *
 * @param item the item's id
 * @param note the note's id
 * @param record the record
 * @param shared whether the note was written on several records
 */
record NoteCopy(
        UUID item,
        UUID note,
        UUID record,
        boolean shared,
        String text,
        List<Mention> mentions,
        long version,
        Actor author,
        Instant writtenAt,
        @Nullable Actor editedBy,
        @Nullable Instant editedAt) {
    /** The kind of these items. */
    static final String KIND = "note";

    NoteCopy edited(String newText, List<Mention> newMentions, Actor editor, Instant at) {
        return new NoteCopy(
                item, note, record, shared, newText, newMentions, version + 1, author, writtenAt, editor, at);
    }

    StoredItem store() {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("text", text);
        document.put("version", version);
        document.put("author", ActorDocument.of(author));
        if (shared) {
            document.put("shared", true);
        }
        if (!mentions.isEmpty()) {
            document.put("mentions", mentions.stream().map(NoteCopy::mention).toList());
        }
        if (editedBy != null && editedAt != null) {
            document.put("editedBy", ActorDocument.of(editedBy));
            document.put("editedAt", editedAt.toString());
        }
        return new StoredItem(item, KIND, record, note.toString(), writtenAt, Json.write(document));
    }

    static NoteCopy read(StoredItem item) {
        Map<String, Object> document = Json.readObject(item.document());
        List<Mention> mentions = new ArrayList<>();
        for (Object element : Json.list(document, "mentions")) {
            Map<String, Object> mention = Json.asObject((Map<?, ?>) element);
            mentions.add(new Mention(
                    Mention.Kind.valueOf(Json.requiredText(mention, "kind")),
                    Json.requiredText(mention, "id"),
                    Json.requiredText(mention, "name")));
        }
        String editedAt = Json.text(document, "editedAt");
        return new NoteCopy(
                item.id(),
                UUID.fromString(item.key()),
                Objects.requireNonNull(item.recordId(), "a note's record"),
                Json.flag(document, "shared"),
                Json.requiredText(document, "text"),
                mentions,
                Json.number(document, "version").longValueExact(),
                ActorDocument.read(document, "author"),
                item.at(),
                editedAt == null ? null : ActorDocument.read(document, "editedBy"),
                editedAt == null ? null : Instant.parse(editedAt));
    }

    /** A mention as documents and events have it. */
    static Map<String, Object> mention(Mention mention) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("kind", mention.kind().name());
        document.put("id", mention.id());
        document.put("name", mention.name());
        return document;
    }
}
