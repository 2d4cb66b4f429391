package dev.crmkit.internal.record;

import dev.crmkit.internal.engine.Json;
import dev.crmkit.model.Actor;
import dev.crmkit.model.ActorKind;
import dev.crmkit.model.RecordState;
import dev.crmkit.spi.storage.StoredRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Stored records as text, for results that are kept under an idempotency key. Not instantiable. */
final class StoredRecordCodec {
    private StoredRecordCodec() {}

    static String write(List<StoredRecord> records) {
        return Json.write(records.stream().map(StoredRecordCodec::document).toList());
    }

    private static Map<String, @Nullable Object> document(StoredRecord record) {
        RecordState state = record.state();
        Instant archivedAt = state.archivedAt();
        Map<String, @Nullable Object> document = new LinkedHashMap<>();
        document.put("id", record.id().toString());
        document.put("object", record.objectId().toString());
        document.put("version", record.version());
        document.put("name", record.displayName());
        document.put("owner", state.owner());
        document.put("assignee", state.assignee());
        document.put("source", state.source());
        document.put("createdAt", state.createdAt().toString());
        document.put("createdByKind", state.createdBy().kind().name());
        document.put("createdBy", state.createdBy().id());
        document.put("updatedAt", state.updatedAt().toString());
        document.put("archivedAt", archivedAt == null ? null : archivedAt.toString());
        document.put("lastActivityAt", state.lastActivityAt().toString());
        document.put("values", record.values());
        document.put("longValues", record.longValues());
        document.put("sources", record.sources());
        return document;
    }

    static List<StoredRecord> read(String text) {
        List<StoredRecord> records = new ArrayList<>();
        if (Json.read(text) instanceof List<?> list) {
            for (Object element : list) {
                records.add(record(Json.asObject((Map<?, ?>) Objects.requireNonNull(element))));
            }
        }
        return records;
    }

    private static StoredRecord record(Map<String, Object> document) {
        String archivedAt = Json.text(document, "archivedAt");
        return new StoredRecord(
                UUID.fromString(Json.requiredText(document, "id")),
                UUID.fromString(Json.requiredText(document, "object")),
                Json.number(document, "version").longValueExact(),
                Json.requiredText(document, "name"),
                new RecordState(
                        Json.text(document, "owner"),
                        Json.text(document, "assignee"),
                        Json.text(document, "source"),
                        Instant.parse(Json.requiredText(document, "createdAt")),
                        new Actor(
                                ActorKind.valueOf(Json.requiredText(document, "createdByKind")),
                                Json.requiredText(document, "createdBy")),
                        Instant.parse(Json.requiredText(document, "updatedAt")),
                        archivedAt == null ? null : Instant.parse(archivedAt),
                        Instant.parse(Json.requiredText(document, "lastActivityAt"))),
                Json.requiredText(document, "values"),
                Json.requiredText(document, "longValues"),
                Json.requiredText(document, "sources"));
    }
}
