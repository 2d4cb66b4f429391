package dev.crmkit.internal.timeline;

import dev.crmkit.event.Change;
import dev.crmkit.event.CrmEvent;
import dev.crmkit.internal.engine.Json;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.schema.DefinedObject;
import dev.crmkit.model.CrmAttribute;
import dev.crmkit.spi.storage.StoredEvent;
import dev.crmkit.type.AttributeType;
import dev.crmkit.type.InvalidValueException;
import java.time.DateTimeException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Turns stored events into what callers get. Not instantiable. */
final class EventDecoder {
    private EventDecoder() {}

    /** The events, in the same order. */
    static List<CrmEvent> decode(Tx tx, List<StoredEvent> stored) {
        return stored.stream().map(event -> decode(tx, event)).toList();
    }

    private static CrmEvent decode(Tx tx, StoredEvent stored) {
        UUID objectId = stored.objectId();
        Optional<DefinedObject> object =
                objectId == null ? Optional.empty() : tx.schema().find(objectId);
        return new CrmEvent(
                stored.id(),
                stored.type(),
                stored.recordId(),
                object.map(DefinedObject::slug).orElse(null),
                stored.recordVersion(),
                stored.actor(),
                stored.cause(),
                stored.occurredAt(),
                object.map(o -> changes(tx, o, Json.readObject(stored.changes())))
                        .orElse(Map.of()),
                Json.readObject(stored.details()),
                stored.channel());
    }

    private static Map<String, Change> changes(Tx tx, DefinedObject object, Map<String, Object> stored) {
        Map<String, Change> changes = new LinkedHashMap<>();
        for (CrmAttribute attribute : object.attributes()) {
            if (stored.get(attribute.id().toString()) instanceof List<?> pair) {
                changes.put(
                        attribute.slug(),
                        new Change(restore(tx, attribute, pair.get(0)), restore(tx, attribute, pair.get(1))));
            }
        }
        stored.forEach((key, value) -> {
            if (key.startsWith("@") && value instanceof List<?> pair) {
                changes.put(key, new Change(pair.get(0), pair.get(1)));
            }
        });
        return changes;
    }

    private static @Nullable Object restore(Tx tx, CrmAttribute attribute, @Nullable Object stored) {
        if (stored == null) {
            return null;
        }
        AttributeType type = tx.types().get(attribute.spec().type());
        try {
            return type.restore(attribute.spec(), stored);
        } catch (InvalidValueException | ClassCastException | IllegalArgumentException | DateTimeException e) {
            // The attribute had another type when this was written; the log shows what was stored.
            return stored;
        }
    }
}
